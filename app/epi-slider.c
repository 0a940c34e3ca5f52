/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-slider.h"

#include "core/epi-number.h"

#include <math.h>

#define SCALE_WIDTH 104
#define ENTRY_CHARS 6
#define DIGITS 4      /* shown, and kept of a knob's position */
#define LOG_SPAN 1e-9 /* of a logarithmic scale that begins at 0 */
#define KNOB 18       /* pixels: what the knob takes from the trough */

struct _EpiSlider {
  GtkWidget parent_instance;
  const EpiParam *param;
  GtkWidget *box, *scale, *entry;
  double value, limit;
  GdkRGBA colour; /* of the limit */
  PangoLayout *limit_label;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EpiSlider, epi_slider, GTK_TYPE_WIDGET)

enum { SIGNAL_CHANGED, SIGNAL_DRAGGING, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
log_low (const EpiParam *param)
{
  return param->minimum > 0 ? param->minimum : LOG_SPAN * param->maximum;
}

double
epi_slider_to_unit (const EpiParam *param, double value)
{
  double u;
  if (param->log_scale) {
    double low = log_low (param);
    u = value <= low ? 0 : log (value / low) / log (param->maximum / low);
  } else
    u = (value - param->minimum) / (param->maximum - param->minimum);
  return CLAMP (u, 0, 1);
}

/* To so many digits as are shown, so that what is shown is what is used. */
static double
rounded (double value)
{
  if (value == 0 || !isfinite (value))
    return value;
  /* 10ⁿ is exact where 10⁻ⁿ is not: 3000 · 10⁻⁵ is not 0.03 */
  double places = fmin (DIGITS - 2 - floor (log10 (fabs (value))), 300);
  double power = pow (10, fabs (places));
  return places >= 0 ? round (value * power) / power
                     : round (value / power) * power;
}

double
epi_slider_from_unit (const EpiParam *param, double u)
{
  double value;
  if (u <= 0)
    return param->minimum;
  if (u >= 1)
    return param->maximum;
  if (param->log_scale)
    value = log_low (param) * pow (param->maximum / log_low (param), u);
  else
    value = param->minimum + u * (param->maximum - param->minimum);
  if (param->kind == EPI_PARAM_INTEGER)
    return round (value);
  return CLAMP (rounded (value), param->minimum, param->maximum);
}

/* ---- What the user does ---- */

static void
set_by_user (EpiSlider *self, double value)
{
  value = CLAMP (value, self->param->minimum, self->param->maximum);
  if (self->param->kind == EPI_PARAM_INTEGER)
    value = round (value);
  if (value == self->value)
    return;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, value);
}

static void
scaled_cb (EpiSlider *self)
{
  double u = gtk_range_get_value (GTK_RANGE (self->scale));
  if (!self->updating)
    set_by_user (self, epi_slider_from_unit (self->param, u));
}

static void
show_text (EpiSlider *self)
{
  char text[EPI_NUMBER_SIZE];
  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         epi_number_print (text, rounded (self->value)));
}

static void
entered_cb (EpiSlider *self)
{
  double value;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  if (epi_number_parse (text, &value) && isfinite (value)) {
    gtk_widget_remove_css_class (self->entry, "error");
    set_by_user (self, value);
    show_text (self);
  } else
    gtk_widget_add_css_class (self->entry, "error");
}

static void
focus_left_cb (EpiSlider *self)
{
  gtk_widget_remove_css_class (self->entry, "error");
  show_text (self);
}

static gboolean
pointer_cb (GtkEventControllerLegacy *controller, GdkEvent *event,
            EpiSlider *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  if (type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE ||
      type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_END ||
      type == GDK_TOUCH_CANCEL)
    g_signal_emit (self, signals[SIGNAL_DRAGGING], 0,
                   type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN);
  return FALSE;
}

/* ---- What is shown ---- */

void
epi_slider_set_value (EpiSlider *self, double value)
{
  g_return_if_fail (EPI_IS_SLIDER (self));
  if (value == self->value)
    return;
  self->value = value;
  self->updating = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale),
                       epi_slider_to_unit (self->param, value));
  self->updating = FALSE;
  if (!gtk_widget_has_focus (self->entry))
    show_text (self);
}

void
epi_slider_set_limit (EpiSlider *self, double limit, GdkRGBA colour)
{
  g_return_if_fail (EPI_IS_SLIDER (self));
  if (limit == self->limit && gdk_rgba_equal (&colour, &self->colour))
    return;
  if (isnan (limit) && isnan (self->limit))
    return;
  self->limit = limit;
  self->colour = colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
epi_slider_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiSlider *self = EPI_SLIDER (widget);
  GTK_WIDGET_CLASS (epi_slider_parent_class)->snapshot (widget, snapshot);
  if (!(self->limit >= self->param->minimum &&
        self->limit <= self->param->maximum))
    return;
  GdkRectangle trough;
  double x, y;
  int width, height;
  gtk_range_get_range_rect (GTK_RANGE (self->scale), &trough);
  gtk_widget_translate_coordinates (self->scale, widget, trough.x, trough.y, &x,
                                    &y);
  double u = epi_slider_to_unit (self->param, self->limit);
  x = round (x + KNOB / 2.0 + u * (trough.width - KNOB));
  double middle = y + trough.height / 2.0;
  gtk_snapshot_append_color (
      snapshot, &self->colour,
      &GRAPHENE_RECT_INIT ((float)x - 1, (float)middle - 9, 2, 18));
  if (self->limit_label == NULL)
    return;
  pango_layout_get_pixel_size (self->limit_label, &width, &height);
  x = CLAMP (x - width / 2.0, 0, gtk_widget_get_width (widget) - width);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float)round (x),
                                      (float)middle - 9 - (float)height));
  gtk_snapshot_append_layout (snapshot, self->limit_label, &self->colour);
  gtk_snapshot_restore (snapshot);
}

/* ---- Making ---- */

static void
epi_slider_dispose (GObject *object)
{
  EpiSlider *self = EPI_SLIDER (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->limit_label);
  G_OBJECT_CLASS (epi_slider_parent_class)->dispose (object);
}

static void
epi_slider_class_init (EpiSliderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_slider_dispose;
  widget_class->snapshot = epi_slider_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "slider-row");

  /**
   * EpiSlider::changed:
   * @value: what the user wants
   *
   * Emitted when the user moved the knob or typed a number.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  /**
   * EpiSlider::dragging:
   * @on: whether the knob is in hand
   *
   * Emitted when the pointer takes the knob and lets it go.
   */
  signals[SIGNAL_DRAGGING] =
      g_signal_new ("dragging", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
epi_slider_init (EpiSlider *self)
{
  self->limit = self->value = NAN;
}

static GtkWidget *
make_scale (EpiSlider *self)
{
  const EpiParam *param = self->param;
  double step = param->kind == EPI_PARAM_INTEGER && !param->log_scale
                    ? 1 / fmax (param->maximum - param->minimum, 1)
                    : 0.01;
  GtkWidget *scale =
      gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, step);
  GtkEventController *pointer = gtk_event_controller_legacy_new ();
  gtk_range_set_increments (GTK_RANGE (scale), step, fmax (step, 0.1));
  gtk_range_set_round_digits (GTK_RANGE (scale), -1);
  gtk_widget_set_size_request (scale, SCALE_WIDTH, -1);
  gtk_widget_set_hexpand (scale, TRUE);
  gtk_event_controller_set_propagation_phase (pointer, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (scale, pointer);
  g_signal_connect (pointer, "event", G_CALLBACK (pointer_cb), self);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (scaled_cb),
                            self);
  return scale;
}

static GtkWidget *
make_entry (EpiSlider *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (entered_cb), self);
  return entry;
}

GtkWidget *
epi_slider_new (const EpiParam *param)
{
  EpiSlider *self = g_object_new (EPI_TYPE_SLIDER, NULL);
  self->param = param;
  self->scale = make_scale (self);
  self->entry = make_entry (self);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_box_append (GTK_BOX (self->box), self->scale);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, param->label,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, param->label,
                                  -1);
  if (param->limit_label != NULL) {
    PangoAttrList *attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.8));
    self->limit_label =
        gtk_widget_create_pango_layout (GTK_WIDGET (self), param->limit_label);
    pango_layout_set_attributes (self->limit_label, attributes);
    pango_attr_list_unref (attributes);
  }
  epi_slider_set_value (self, param->initial);
  return GTK_WIDGET (self);
}
