/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-gauge.h"

#include <math.h>

#define WIDTH 96   /* pixels */
#define LEAST 40   /* pixels, where there is no room */
#define HEIGHT 8   /* pixels, of the bar */
#define DECADES 12 /* from 1 down */
#define MARK 1e-8  /* the tolerance of certificates */

struct _EpiGauge {
  GtkWidget parent_instance;
  double value;
  gboolean proven;
  const EpiPalette *palette;
};

G_DEFINE_FINAL_TYPE (EpiGauge, epi_gauge, GTK_TYPE_WIDGET)

double
epi_gauge_share (double value)
{
  if (isnan (value))
    return 0;
  return value <= 0 ? 1 : CLAMP (-log10 (value) / DECADES, 0, 1);
}

void
epi_gauge_set (EpiGauge *self, double value, gboolean proven,
               const EpiPalette *palette)
{
  g_return_if_fail (EPI_IS_GAUGE (self));
  if (value == self->value && proven == self->proven &&
      palette == self->palette)
    return;
  self->value = value;
  self->proven = proven;
  self->palette = palette;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
fill (GtkSnapshot *snapshot, const EpiPalette *palette, EpiColour colour,
      double alpha, float x, float y, float width, float height)
{
  EpiRgb c = palette->colours[colour];
  GdkRGBA rgba = {(float)c.r, (float)c.g, (float)c.b, (float)alpha};
  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
epi_gauge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiGauge *self = EPI_GAUGE (widget);
  float width = (float)gtk_widget_get_width (widget);
  float y = (float)(gtk_widget_get_height (widget) - HEIGHT) / 2;
  float mark = width * (float)epi_gauge_share (MARK);
  if (self->palette == NULL)
    return;
  fill (snapshot, self->palette, EPI_COLOUR_DIM, 0.25, 0, y, width, HEIGHT);
  fill (snapshot, self->palette,
        self->proven ? EPI_COLOUR_OPTIMUM : EPI_COLOUR_RESIDUAL, 1, 0, y,
        width * (float)epi_gauge_share (self->value), HEIGHT);
  fill (snapshot, self->palette, EPI_COLOUR_TEXT, 1, mark - 1, y - 3, 2,
        HEIGHT + 6);
}

static void
epi_gauge_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                   int *minimum, int *natural, int *minimum_baseline,
                   int *natural_baseline)
{
  bool across = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = across ? LEAST : HEIGHT;
  *natural = across ? WIDTH : HEIGHT;
}

static void
epi_gauge_class_init (EpiGaugeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = epi_gauge_snapshot;
  widget_class->measure = epi_gauge_measure;
  gtk_widget_class_set_css_name (widget_class, "gauge");
  /* The number stands beside it. */
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
epi_gauge_init (EpiGauge *self)
{
  self->value = NAN;
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self),
      "The gap on a logarithmic scale, from 1 to 1e-12; the mark is at 1e-8");
}

GtkWidget *
epi_gauge_new (void)
{
  return g_object_new (EPI_TYPE_GAUGE, NULL);
}
