/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include <math.h>

#define WHEEL 1.15 /* zoom of one click */
#define KEY_ZOOM 1.25
#define KEY_PAN 0.1 /* of the range */

gboolean
epi_plot_contains (EpiPlot *self, EpiPoint at)
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
  const EpiHandleSpec *spec = epi_plot_set_of (self, ref.set)->spec;
  if (spec->put_down != NULL)
    return "crosshair";
  switch (spec->move) {
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
    return (self->painting || epi_plot_pen (self).set != EPI_NO_SET) &&
                   self->axes.plot.width > 0
               ? "crosshair"
               : NULL;
  default:
    return "crosshair";
  }
}

void
epi_plot_set_cursor (EpiPlot *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor (self));
}

static void
set_hover (EpiPlot *self, EpiHandleRef ref)
{
  if (ref.set == self->hover.set && ref.i == self->hover.i)
    return;
  self->hover = ref;
  epi_plot_set_cursor (self);
  epi_plot_show_label (self);
}

static void
motion_cb (EpiPlot *self, double x, double y)
{
  EpiPoint at = {x, y};
  if (self->drag != EPI_DRAG_NONE)
    return;
  set_hover (self, epi_plot_nearest (self, at, EPI_REACH * self->text));
  if (!self->wants_hover)
    return;
  epi_session_set_hover (epi_plot_session (self),
                         epi_plot_contains (self, at) ? self->view->name : NULL,
                         epi_plot_to_data (self, at));
}

static void
leave_cb (EpiPlot *self)
{
  set_hover (self, (EpiHandleRef){EPI_NO_SET, 0});
  if (self->wants_hover && epi_plot_session (self) != NULL)
    epi_session_set_hover (epi_plot_session (self), NULL, (EpiPoint){0, 0});
}

/* ---- Clicks ---- */

static void
click_cb (GtkGestureClick *gesture, int n_press, double x, double y,
          EpiPlot *self)
{
  EpiPoint at = {x, y};
  EpiHandleRef ref = epi_plot_nearest (self, at, EPI_REACH * self->text);
  if (n_press != 2 || !epi_plot_contains (self, at))
    return;
  if (ref.set != EPI_NO_SET) { /* its numbers, to be typed */
    epi_plot_edit_handle (self, ref.set, ref.i);
    return;
  }
  if (epi_plot_row_set (self) != NULL)
    epi_plot_add_row (self, epi_plot_to_data (self, at));
  else if (epi_plot_pen (self).set == EPI_NO_SET)
    epi_plot_fit (self);
}

/* The right button on a handle. */
static void
menu_cb (GtkGestureClick *gesture, int n_press, double x, double y,
         EpiPlot *self)
{
  EpiHandleRef ref =
      epi_plot_nearest (self, (EpiPoint){x, y}, EPI_REACH * self->text);
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
    epi_plot_cancel_drag (self);
    return TRUE;
  case GDK_KEY_Delete:
    epi_plot_delete_handle (self, EPI_NO_SET, 0);
    return TRUE;
  default:
    return pan_key (self, key);
  }
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
  GtkGesture *drag = epi_plot_drag_gesture (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
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
  epi_plot_set_cursor (self);
}
