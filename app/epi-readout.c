/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-readout.h"

#include <math.h>

#define TELL_AFTER                                                             \
  100 /* ms: numbers that change all the time, now and then                    \
       */

struct _EpiReadout {
  GtkWidget parent_instance;
  PangoLayout *layout;
  char *markup;
  int chars, lines;
  int wished;   /* pixels: of the text on one line; -1: not measured */
  int reserved; /* pixels: the widest so far */
  gboolean shrinks;
  float xalign; /* of text that fits: 0 begins, 1 ends with the room */
  guint tell_id;
};

G_DEFINE_FINAL_TYPE (EpiReadout, epi_readout, GTK_TYPE_WIDGET)

static int
char_width (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = pango_font_metrics_get_approximate_digit_width (metrics);
  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (width);
}

static int
line_height (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_height (metrics);
  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (height);
}

static PangoLayout *
layout_of (EpiReadout *self)
{
  if (self->layout == NULL) {
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_height (self->layout, -self->lines);
    self->wished = -1;
    if (self->markup != NULL)
      pango_layout_set_markup (self->layout, self->markup, -1);
  }
  return self->layout;
}

static int
text_width (EpiReadout *self)
{
  PangoLayout *layout = layout_of (self);
  if (self->wished < 0) {
    pango_layout_set_width (layout, -1);
    pango_layout_get_pixel_size (layout, &self->wished, NULL);
  }
  return self->wished;
}

/* In the widget's width; text that fits is not laid out again. */
static gboolean
lay_out (EpiReadout *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean fits = text_width (self) <= width;
  pango_layout_set_width (self->layout, fits ? -1 : width * PANGO_SCALE);
  return fits;
}

/* Keeps the widest; whether it became wider. */
static gboolean
reserve (EpiReadout *self)
{
  int width = text_width (self);
  if (width <= self->reserved)
    return FALSE;
  self->reserved = width;
  return TRUE;
}

/* For assistive technology: the text without its tags. */
static gboolean
tell_cb (gpointer data)
{
  EpiReadout *self = data;
  self->tell_id = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  pango_layout_get_text (layout_of (self)), -1);
  return G_SOURCE_REMOVE;
}

void
epi_readout_set_markup (EpiReadout *self, const char *markup)
{
  g_return_if_fail (EPI_IS_READOUT (self));
  if (g_strcmp0 (markup, self->markup) == 0)
    return;
  g_free (self->markup);
  self->markup = g_strdup (markup);
  pango_layout_set_markup (layout_of (self), markup, -1);
  self->wished = -1;
  if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_AFTER, tell_cb, self);
  if (self->lines == 1 && reserve (self))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else {
    lay_out (self); /* now, between frames, rather than in one */
    pango_layout_get_pixel_size (self->layout, NULL, NULL);
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
epi_readout_set_text (EpiReadout *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  epi_readout_set_markup (self, markup);
}

void
epi_readout_set_lines (EpiReadout *self, int lines)
{
  g_return_if_fail (EPI_IS_READOUT (self));
  self->lines = lines;
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
epi_readout_set_xalign (EpiReadout *self, float xalign)
{
  g_return_if_fail (EPI_IS_READOUT (self));
  self->xalign = xalign;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
epi_readout_reset (EpiReadout *self)
{
  g_return_if_fail (EPI_IS_READOUT (self));
  self->reserved = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
epi_readout_measure (GtkWidget *widget, GtkOrientation orientation,
                     int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  EpiReadout *self = EPI_READOUT (widget);
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum = *natural = self->lines * line_height (widget);
    return;
  }
  reserve (self);
  if (self->lines > 1) {
    *minimum = *natural = self->chars * char_width (widget);
    return;
  }
  *natural = MAX (self->reserved, self->chars * char_width (widget));
  *minimum = self->shrinks ? 0 : *natural;
}

static void
epi_readout_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiReadout *self = EPI_READOUT (widget);
  PangoLayout *layout = layout_of (self);
  int width = gtk_widget_get_width (widget), height;
  gboolean fits = lay_out (self);
  pango_layout_get_pixel_size (layout, NULL, &height);
  double x = fits ? floor (self->xalign * (width - text_width (self))) : 0;
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget),
                              x, (gtk_widget_get_height (widget) - height) / 2,
                              layout);
}

/* Words that are cut off can be read by resting on them. */
static gboolean
epi_readout_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                           GtkTooltip *tooltip)
{
  EpiReadout *self = EPI_READOUT (widget);
  if (self->layout == NULL || !pango_layout_is_ellipsized (self->layout))
    return GTK_WIDGET_CLASS (epi_readout_parent_class)
        ->query_tooltip (widget, x, y, keyboard, tooltip);
  gtk_tooltip_set_text (tooltip, pango_layout_get_text (self->layout));
  return TRUE;
}

static void
epi_readout_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  EpiReadout *self = EPI_READOUT (widget);
  GTK_WIDGET_CLASS (epi_readout_parent_class)->css_changed (widget, change);
  g_clear_object (&self->layout); /* perhaps another font */
}

static void
epi_readout_finalize (GObject *object)
{
  EpiReadout *self = EPI_READOUT (object);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_object (&self->layout);
  g_free (self->markup);
  G_OBJECT_CLASS (epi_readout_parent_class)->finalize (object);
}

static void
epi_readout_class_init (EpiReadoutClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = epi_readout_finalize;
  widget_class->measure = epi_readout_measure;
  widget_class->snapshot = epi_readout_snapshot;
  widget_class->css_changed = epi_readout_css_changed;
  widget_class->query_tooltip = epi_readout_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "readout");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
epi_readout_init (EpiReadout *self)
{
  self->lines = 1;
  self->wished = -1;
}

GtkWidget *
epi_readout_new (int chars, gboolean shrinks)
{
  EpiReadout *self = g_object_new (EPI_TYPE_READOUT, NULL);
  self->chars = chars;
  self->shrinks = shrinks;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), shrinks);
  return GTK_WIDGET (self);
}
