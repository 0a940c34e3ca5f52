/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include <math.h>

#define REACH 1.1      /* of a handle, in text sizes */
#define PAINT_STEP 1.0 /* between painted rows, in text sizes */
#define WHEEL 1.15     /* zoom of one click */
#define KEY_ZOOM 1.25
#define KEY_PAN 0.1 /* of the range */
#define LABEL_GAP 14
#define LABEL_PAD 7

static double
distance (EpiPoint a, EpiPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

static gboolean
inside_plot (EpiPlot *self, EpiPoint at)
{
  const EpiRect *plot = &self->axes.plot;
  return at.x >= plot->x && at.x <= plot->x + plot->width && at.y >= plot->y &&
         at.y <= plot->y + plot->height;
}

/* ---- Hovering ---- */

/* Where the handle goes when it is taken. */
static const char *
handle_cursor (EpiPlot *self, EpiHandleRef ref, const char *anywhere)
{
  switch (epi_plot_set_of (self, ref.set)->spec->move) {
  case EPI_MOVE_HORIZONTAL:
    return "ew-resize";
  case EPI_MOVE_VERTICAL:
    return "ns-resize";
  default:
    return anywhere;
  }
}

static const char *
cursor (EpiPlot *self)
{
  switch (self->drag) {
  case EPI_DRAG_HANDLE:
    return handle_cursor (self, self->dragged, "grabbing");
  case EPI_DRAG_PAN:
    return "move";
  case EPI_DRAG_NONE:
    if (self->hover.set != EPI_NO_SET)
      return handle_cursor (self, self->hover, "grab");
    return self->painting && self->axes.plot.width > 0 ? "crosshair" : NULL;
  default:
    return "crosshair";
  }
}

static void
set_cursor (EpiPlot *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor (self));
}

static void
set_hover (EpiPlot *self, EpiHandleRef ref)
{
  if (ref.set == self->hover.set && ref.i == self->hover.i)
    return;
  self->hover = ref;
  set_cursor (self);
  epi_plot_show_label (self);
}

static void
motion_cb (EpiPlot *self, double x, double y)
{
  EpiPoint at = {x, y};
  if (self->drag != EPI_DRAG_NONE)
    return;
  set_hover (self, epi_plot_nearest (self, at, REACH * self->text));
  if (!self->wants_hover)
    return;
  epi_session_set_hover (epi_plot_session (self),
                         inside_plot (self, at) ? self->view->name : NULL,
                         epi_plot_to_data (self, at));
}

static void
leave_cb (EpiPlot *self)
{
  set_hover (self, (EpiHandleRef){EPI_NO_SET, 0});
  if (self->wants_hover && epi_plot_session (self) != NULL)
    epi_session_set_hover (epi_plot_session (self), NULL, (EpiPoint){0, 0});
}

/* ---- Dragging ---- */

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
  epi_session_begin_drag (epi_plot_session (self));
  epi_plot_focus_handle (self, self->dragged.set, self->dragged.i);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, EpiPlot *self)
{
  EpiPoint at = {x, y};
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));
  self->dragged = epi_plot_nearest (self, at, REACH * self->text);
  if (self->dragged.set == EPI_NO_SET && !inside_plot (self, at)) {
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
    epi_session_begin_drag (epi_plot_session (self));
    epi_plot_add_row (self, epi_plot_to_data (self, at));
  }
  set_cursor (self);
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
      !inside_plot (self, at))
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
  set_cursor (self);
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
static void
cancel (EpiPlot *self)
{
  if (self->drag == EPI_DRAG_NONE)
    return;
  if (self->drag == EPI_DRAG_HANDLE || self->drag == EPI_DRAG_PAINT)
    epi_session_cancel_drag (epi_plot_session (self));
  else if (self->drag == EPI_DRAG_PAN)
    epi_plot_set_range (self, &self->drag_range);
  end_drag (self);
}

static void
cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, EpiPlot *self)
{
  cancel (self);
}

static void
click_cb (GtkGestureClick *gesture, int n_press, double x, double y,
          EpiPlot *self)
{
  EpiPoint at = {x, y};
  if (n_press != 2 || !inside_plot (self, at) ||
      epi_plot_nearest (self, at, REACH * self->text).set != EPI_NO_SET)
    return;
  if (epi_plot_row_set (self) != NULL)
    epi_plot_add_row (self, epi_plot_to_data (self, at));
  else
    epi_plot_fit (self);
}

/* The right button on a handle. */
static void
menu_cb (GtkGestureClick *gesture, int n_press, double x, double y,
         EpiPlot *self)
{
  EpiHandleRef ref =
      epi_plot_nearest (self, (EpiPoint){x, y}, REACH * self->text);
  if (ref.set == EPI_NO_SET || self->drag != EPI_DRAG_NONE)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  epi_plot_show_menu (self, ref);
}

/* ---- Zooming ---- */

static void
zoom_at (EpiPlot *self, EpiPoint pixels, double factor)
{
  EpiPoint at = epi_plot_to_data (self, pixels);
  EpiRange range = epi_range_zoom (self->range, at.x, at.y, factor);
  epi_plot_set_range (self, &range);
}

static EpiPoint
middle (EpiPlot *self)
{
  const EpiRect *plot = &self->axes.plot;
  return (EpiPoint){plot->x + plot->width / 2, plot->y + plot->height / 2};
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy,
           EpiPlot *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (
      GTK_EVENT_CONTROLLER (controller));
  graphene_point_t at;
  double x, y, nx, ny;
  if (self->drag != EPI_DRAG_NONE || !gdk_event_get_position (event, &x, &y))
    return FALSE;
  GtkNative *root = gtk_widget_get_native (GTK_WIDGET (self));
  gtk_native_get_surface_transform (root, &nx, &ny);
  if (!gtk_widget_compute_point (
          GTK_WIDGET (root), GTK_WIDGET (self),
          &GRAPHENE_POINT_INIT ((float)(x - nx), (float)(y - ny)), &at))
    return FALSE;
  zoom_at (self, (EpiPoint){at.x, at.y}, pow (WHEEL, dy));
  return TRUE;
}

static void
pinch_begin_cb (EpiPlot *self)
{
  self->pinch = 1;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, EpiPlot *self)
{
  double x, y;
  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  zoom_at (self, (EpiPoint){x, y}, self->pinch / scale);
  self->pinch = scale;
}

/* ---- Keys of the plot itself ---- */

static void
pan_by (EpiPlot *self, double dx, double dy)
{
  EpiRange range = epi_range_pan (self->range, dx, dy);
  epi_plot_set_range (self, &range);
}

static gboolean
pan_key (EpiPlot *self, guint key)
{
  switch (key) {
  case GDK_KEY_Left:
    pan_by (self, -KEY_PAN, 0);
    return TRUE;
  case GDK_KEY_Right:
    pan_by (self, KEY_PAN, 0);
    return TRUE;
  case GDK_KEY_Up:
    pan_by (self, 0, KEY_PAN);
    return TRUE;
  case GDK_KEY_Down:
    pan_by (self, 0, -KEY_PAN);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code,
        GdkModifierType modifiers, EpiPlot *self)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  switch (key) {
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    zoom_at (self, middle (self), 1 / KEY_ZOOM);
    return TRUE;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    zoom_at (self, middle (self), KEY_ZOOM);
    return TRUE;
  case GDK_KEY_f:
  case GDK_KEY_0:
    epi_plot_fit (self);
    return TRUE;
  case GDK_KEY_Escape:
    if (self->drag == EPI_DRAG_NONE)
      return FALSE;
    cancel (self);
    return TRUE;
  case GDK_KEY_Delete:
    epi_plot_delete_handle (self, EPI_NO_SET, 0);
    return TRUE;
  default:
    return pan_key (self, key);
  }
}

/* ---- What is drawn over the layers ---- */

static void
snapshot_box (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *c = &self->palette->colours[EPI_COLOUR_ACCENT];
  graphene_rect_t box;
  graphene_rect_init (&box, (float)fmin (self->drag_start.x, self->drag_at.x),
                      (float)fmin (self->drag_start.y, self->drag_at.y),
                      (float)fabs (self->drag_at.x - self->drag_start.x),
                      (float)fabs (self->drag_at.y - self->drag_start.y));
  GdkRGBA colour = {(float)c->r, (float)c->g, (float)c->b, 0.15f};
  gtk_snapshot_append_color (snapshot, &colour, &box);
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &box, 0);
  colour.alpha = 0.8f;
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){1, 1, 1, 1},
                              (GdkRGBA[4]){colour, colour, colour, colour});
}

/* Beside the handle, inside the plot. */
static void
snapshot_label (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *text = &self->palette->colours[EPI_COLOUR_TEXT];
  const EpiRgb *ground = &self->palette->colours[EPI_COLOUR_BACKGROUND];
  const EpiRgb *line = &self->palette->colours[EPI_COLOUR_GRID];
  int width, height;
  pango_layout_get_pixel_size (self->label, &width, &height);
  double w = width + 2 * LABEL_PAD, h = height + 2 * LABEL_PAD;
  double x = self->label_x + LABEL_GAP, y = self->label_y - LABEL_GAP - h;
  if (x + w > gtk_widget_get_width (GTK_WIDGET (self)))
    x = self->label_x - LABEL_GAP - w;
  if (y < 0)
    y = self->label_y + LABEL_GAP;
  x = round (fmax (x, 0));
  y = round (y);
  GskRoundedRect box;
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT ((float)x, (float)y, (float)w, (float)h);
  gsk_rounded_rect_init_from_rect (&box, &bounds, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (
      snapshot,
      &(GdkRGBA){(float)ground->r, (float)ground->g, (float)ground->b, 0.92f},
      &bounds);
  gtk_snapshot_pop (snapshot);
  GdkRGBA edge = {(float)line->r, (float)line->g, (float)line->b, 1};
  gtk_snapshot_append_border (snapshot, &box, (float[4]){1, 1, 1, 1},
                              (GdkRGBA[4]){edge, edge, edge, edge});
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT ((float)(x + LABEL_PAD), (float)(y + LABEL_PAD)));
  gtk_snapshot_append_layout (
      snapshot, self->label,
      &(GdkRGBA){(float)text->r, (float)text->g, (float)text->b, 1});
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_ring (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *c = &self->palette->colours[EPI_COLOUR_ACCENT];
  GdkRGBA colour = {(float)c->r, (float)c->g, (float)c->b, 0.9f};
  float r = (float)round (0.75 * self->text);
  GskRoundedRect ring;
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT ((float)round (self->label_x) - r,
                          (float)round (self->label_y) - r, 2 * r, 2 * r);
  gsk_rounded_rect_init_from_rect (&ring, &bounds, r);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]){2, 2, 2, 2},
                              (GdkRGBA[4]){colour, colour, colour, colour});
}

void
epi_plot_snapshot_overlay (EpiPlot *self, GtkSnapshot *snapshot)
{
  if (self->drag == EPI_DRAG_SELECT || self->drag == EPI_DRAG_ZOOM)
    snapshot_box (self, snapshot);
  if (self->label == NULL)
    return;
  snapshot_ring (self, snapshot);
  snapshot_label (self, snapshot);
}

/* ---- Making ---- */

static void
add_controller (EpiPlot *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
epi_plot_init_input (EpiPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (cancel_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (click_cb), self);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu),
                                 GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_gesture_group (click, drag);

  add_controller (self, motion);
  add_controller (self, scroll);
  add_controller (self, keys);
  add_controller (self, drag);
  add_controller (self, click);
  add_controller (self, menu);
  add_controller (self, pinch);
}

void
epi_plot_set_painting (EpiPlot *self, gboolean painting)
{
  g_return_if_fail (EPI_IS_PLOT (self));
  self->painting = painting;
  set_cursor (self);
}

gboolean
epi_plot_has_rows (EpiPlot *self)
{
  g_return_val_if_fail (EPI_IS_PLOT (self), FALSE);
  const EpiHandleSet *set = epi_plot_row_set (self);
  return set != NULL && set->spec->add == NULL; /* those come one by one */
}
