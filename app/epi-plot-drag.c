/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is dragged: a handle, the plane under it, a box around rows or around
 * what to zoom into, a brush that paints rows, or a pen.
 */
#include "epi-plot-private.h"

#include <math.h>

#define PAINT_STEP 1.0 /* between painted rows, in text sizes */

static double
distance (EpiPoint a, EpiPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

static gboolean
is_pen (EpiPlot *self, guint s)
{
  return s != EPI_NO_SET && epi_plot_set_of (self, s)->spec->put_down != NULL;
}

/* The pen of the view, or none. */
EpiHandleRef
epi_plot_pen (EpiPlot *self)
{
  for (guint s = 0; s < self->sets->len; s++)
    if (is_pen (self, s) && epi_plot_set_of (self, s)->count > 0)
      return (EpiHandleRef){s, 0};
  return (EpiHandleRef){EPI_NO_SET, 0};
}

/* What a press takes: the handle within reach, else the pen. */
static EpiHandleRef
taken (EpiPlot *self, EpiPoint at)
{
  EpiHandleRef ref = epi_plot_nearest (self, at, EPI_REACH * self->text);
  return ref.set == EPI_NO_SET && epi_plot_contains (self, at)
             ? epi_plot_pen (self)
             : ref;
}

static EpiDragKind
kind_of_drag (EpiPlot *self, GdkModifierType modifiers)
{
  if (self->dragged.set != EPI_NO_SET && !(modifiers & GDK_SHIFT_MASK))
    return EPI_DRAG_HANDLE;
  if (modifiers & GDK_CONTROL_MASK)
    return EPI_DRAG_ZOOM;
  if (modifiers & GDK_SHIFT_MASK)
    return epi_plot_row_set (self) != NULL ? EPI_DRAG_SELECT : EPI_DRAG_ZOOM;
  return self->painting && epi_plot_row_set (self) ? EPI_DRAG_PAINT
                                                   : EPI_DRAG_PAN;
}

static void
begin_handle_drag (EpiPlot *self)
{
  EpiPoint at;
  epi_plot_position (self, self->dragged, &at);
  EpiPoint pixels = epi_plot_to_pixels (self, at);
  self->grab =
      (EpiPoint){pixels.x - self->drag_start.x, pixels.y - self->drag_start.y};
  g_clear_pointer (&self->drag_document, epi_document_unref);
  self->drag_document = epi_document_ref (epi_plot_scene (self)->document);
  epi_session_begin_drag_in (epi_plot_session (self), self->view->name);
  epi_plot_focus_handle (self, self->dragged.set, self->dragged.i);
  if (is_pen (self, self->dragged.set)) {
    self->grab = (EpiPoint){0, 0};
    epi_plot_edit (
        self, self->dragged,
        epi_plot_set_of (self, self->dragged.set)
            ->spec->put_down (epi_plot_scene (self),
                              epi_plot_to_data (self, self->drag_start)));
  }
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, EpiPlot *self)
{
  EpiPoint at = {x, y};
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));
  self->dragged = taken (self, at);
  if (self->dragged.set == EPI_NO_SET && !epi_plot_contains (self, at)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  self->drag_start = self->drag_at = at;
  self->drag_range = self->range;
  self->drag = kind_of_drag (self, modifiers);
  if (self->drag == EPI_DRAG_HANDLE)
    begin_handle_drag (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->drag == EPI_DRAG_PAINT) {
    epi_session_begin_drag_in (epi_plot_session (self), self->view->name);
    epi_plot_add_row (self, epi_plot_to_data (self, at));
  }
  epi_plot_set_cursor (self);
}

static void
pan (EpiPlot *self)
{
  const EpiRect *plot = &self->axes.plot;
  double dx = self->drag_at.x - self->drag_start.x;
  double dy = self->drag_at.y - self->drag_start.y;
  EpiRange range =
      epi_range_pan (self->drag_range, -dx / plot->width, dy / plot->height);
  epi_plot_set_range (self, &range);
}

static void
paint (EpiPlot *self, EpiPoint at)
{
  if (distance (at, self->drag_at) < PAINT_STEP * self->text ||
      !epi_plot_contains (self, at))
    return;
  self->drag_at = at;
  epi_plot_add_row (self, epi_plot_to_data (self, at));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, EpiPlot *self)
{
  EpiPoint at = {self->drag_start.x + dx, self->drag_start.y + dy};
  if (self->drag == EPI_DRAG_PAINT) {
    paint (self, at);
    return;
  }
  self->drag_at = at;
  switch (self->drag) {
  case EPI_DRAG_HANDLE:
    epi_plot_move_handle (
        self, self->dragged,
        epi_plot_to_data (
            self, (EpiPoint){at.x + self->grab.x, at.y + self->grab.y}));
    break;
  case EPI_DRAG_PAN:
    if (distance (at, self->drag_start) > 2)
      pan (self);
    break;
  default:
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

static void
zoom_to_box (EpiPlot *self)
{
  EpiPoint a = epi_plot_to_data (self, self->drag_start);
  EpiPoint b = epi_plot_to_data (self, self->drag_at);
  EpiRange range = self->range;
  if (fabs (self->drag_at.x - self->drag_start.x) < self->text ||
      fabs (self->drag_at.y - self->drag_start.y) < self->text)
    return; /* a click */
  range.x0 = fmin (a.x, b.x);
  range.x1 = fmax (a.x, b.x);
  range.y0 = fmin (a.y, b.y);
  range.y1 = fmax (a.y, b.y);
  epi_plot_set_range (self, &range);
}

static void
end_drag (EpiPlot *self)
{
  self->drag = EPI_DRAG_NONE;
  g_clear_pointer (&self->drag_document, epi_document_unref);
  epi_plot_set_cursor (self);
  epi_plot_update (self, EPI_CHANGED_DOCUMENT); /* the ground may move again */
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, EpiPlot *self)
{
  gboolean clicked = fabs (dx) < 3 && fabs (dy) < 3;
  switch (self->drag) {
  case EPI_DRAG_NONE:
    return;
  case EPI_DRAG_HANDLE:
  case EPI_DRAG_PAINT:
    epi_session_end_drag (epi_plot_session (self));
    break;
  case EPI_DRAG_SELECT:
    epi_plot_select_box (self, epi_plot_to_data (self, self->drag_start),
                         epi_plot_to_data (self, self->drag_at));
    break;
  case EPI_DRAG_ZOOM:
    zoom_to_box (self);
    break;
  case EPI_DRAG_PAN:
    if (clicked)
      epi_plot_clear_selection (self);
    break;
  }
  end_drag (self);
}

/* Somebody else took the pointer, or Escape. */
void
epi_plot_cancel_drag (EpiPlot *self)
{
  if (self->drag == EPI_DRAG_NONE)
    return;
  if (self->drag == EPI_DRAG_HANDLE || self->drag == EPI_DRAG_PAINT)
    epi_session_cancel_drag (epi_plot_session (self));
  else if (self->drag == EPI_DRAG_PAN)
    epi_plot_set_range (self, &self->drag_range);
  end_drag (self);
}

void
epi_plot_let_go (EpiPlot *self)
{
  g_return_if_fail (EPI_IS_PLOT (self));
  self->drag = EPI_DRAG_NONE;
  self->nudging = FALSE;
  g_clear_pointer (&self->drag_document, epi_document_unref);
  g_clear_handle_id (&self->range_id, g_source_remove);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_handle_id (&self->tell_id, g_source_remove);
}

static void
cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, EpiPlot *self)
{
  epi_plot_cancel_drag (self);
}

GtkGesture *
epi_plot_drag_gesture (EpiPlot *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (cancel_cb), self);
  return drag;
}
