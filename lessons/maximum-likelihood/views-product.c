/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood as it is multiplied together, factor after factor, in single
 * and in double precision, and as a sum of logarithms: the first two fall off
 * where their formats end.
 */
#include "core/epi-number.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>

/* Decimal logarithms of the least positive float and double. */
#define LEAST_SINGLE (-44.853)
#define LEAST_DOUBLE (-323.306)
#define LEGEND_ROOM 14 /* lines of text that a plot with words in it has */

static const struct {
  const char *markup;
  EpiStroke stroke;
} kinds[] = {
    {"product, single precision", {EPI_COLOUR_WARNING, 1, 4.5, false}},
    {"product, double precision", {EPI_COLOUR_TEXT, 1, 3, false}},
    {"sum of logarithms", {EPI_COLOUR_ITERATE, 1, 1.8, true}},
};

void
ml_product_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double n = frame != NULL ? epi_frame_scalar (frame, "samples", 10) : 10;
  double tens =
      frame != NULL ? epi_frame_scalar (frame, "log10_likelihood", -10) : -10;
  double low = fmin (tens, -5), high = fmax (tens, 0);
  double room = 0.12 * (high - low);

  spec->fit = (EpiRange){.x0 = -0.02 * n, .x1 = 1.02 * n + 1};
  spec->fit.y0 = low - room;
  spec->fit.y1 = high + room;
  spec->x_label = g_strdup ("factors");
  spec->y_label = g_strdup ("log<sub>10</sub> of the likelihood");
}

/* Where a name under the line has room: on the side of the figure where the sum
 * does not cross it, as the products end there and say so. */
static double
free_side (const EpiAxes *axes, const EpiScene *scene, double end)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "product");
  bool right = grid == NULL || grid->n_outputs != G_N_ELEMENTS (kinds) ||
               grid->values[2 * grid->nx + grid->nx / 2] < end;
  double t = right ? 0.55 : 0.02;

  return (1 - t) * axes->range.x0 + t * axes->range.x1;
}

static void
draw_ends (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const double ends[] = {LEAST_SINGLE, LEAST_DOUBLE};
  static const char *const names[] = {"a float ends here: 1.4×10⁻⁴⁵",
                                      "a double ends here: 4.9×10⁻³²⁴"};

  for (size_t i = 0; i < 2; i++) {
    if (axes->plot.height < LEGEND_ROOM * axes->text)
      break; /* they would cover all */
    if (ends[i] < axes->range.y0 || ends[i] > axes->range.y1)
      continue;
    EpiColour colour = kinds[i].stroke.colour;
    epi_draw_rule (cr, axes, false, ends[i],
                   (EpiStroke){colour, 0.8, 1.2, true});
    epi_draw_label (cr, axes, free_side (axes, scene, ends[i]), ends[i], 0, 14,
                    names[i], colour);
  }
}

/* The factor after which the product is 0 or infinite; 0: none. */
static size_t
lost_at (const EpiFieldGrid *grid, size_t output)
{
  const double *values = grid->values + output * grid->nx;
  size_t last = grid->nx;

  while (last > 0 && !isfinite (values[last - 1]))
    last--;
  return last < grid->nx ? last + 1 : 0;
}

static void
draw_products (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "product");
  static const char *const shorts[] = {"single", "double", "sum"};
  EpiLegendItem items[G_N_ELEMENTS (kinds)];

  if (grid == NULL || grid->n_outputs != G_N_ELEMENTS (kinds))
    return;
  double *x = g_new (double, grid->nx + 1);
  for (size_t i = 0; i < grid->nx; i++)
    x[i] = (double)(i + 1);
  for (size_t o = 0; o < G_N_ELEMENTS (kinds); o++) {
    const double *y = grid->values + o * grid->nx;
    size_t lost = lost_at (grid, o);
    epi_draw_line (cr, axes, x, y, grid->nx, kinds[o].stroke);
    items[o] = (EpiLegendItem){kinds[o].markup, kinds[o].stroke, false};
    if (lost <= 1)
      continue;
    bool under = y[lost - 2] < 0;
    char *label = g_strdup_printf ("%s: %s from factor %zu on", shorts[o],
                                   under ? "0" : "∞", lost);
    epi_draw_markers (cr, axes, &x[lost - 2], &y[lost - 2], 1, EPI_MARKER_CROSS,
                      kinds[o].stroke.colour, 12);
    epi_draw_label (cr, axes, x[lost - 2], y[lost - 2], 12, -12, label,
                    kinds[o].stroke.colour);
    g_free (label);
  }
  if (axes->plot.height > LEGEND_ROOM * axes->text)
    epi_draw_legend (cr, axes, items, G_N_ELEMENTS (kinds), x,
                     grid->values + 2 * grid->nx, grid->nx);
  g_free (x);
}

const EpiLayer ml_product_layers[] = {
    {.name = "ends", .draw = draw_ends, .depends = EPI_DEPENDS_FIELD},
    {.name = "products", .draw = draw_products, .depends = EPI_DEPENDS_FIELD},
    {NULL},
};

char *
ml_product_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return g_strdup ("The likelihood as a product and as a sum.");
  static const char *const names[] = {"log10_likelihood", "product_single",
                                      "product_double"};
  char *numbers[G_N_ELEMENTS (names)];
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) { /* none: it ran over */
    double value = epi_frame_scalar (frame, names[i], NAN);
    numbers[i] = isnan (value) ? g_strdup ("out of range")
                               : epi_number_label (value, i == 0 ? 5 : 3);
  }
  double samples = epi_frame_scalar (frame, "samples", NAN);
  char *summary = g_strdup_printf (
      "The likelihood, factor after factor: after %.0f sample%s its decimal "
      "logarithm is %s; the product is %s in single and %s in double "
      "precision.",
      samples, samples == 1 ? "" : "s", numbers[0], numbers[1], numbers[2]);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (numbers[i]);
  return summary;
}
