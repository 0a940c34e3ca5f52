/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is integrated: p log p/q, or q log q/p.  Where it is below zero it
 * counts against the rest; where only the second density is 0 it is infinite.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"

#include <math.h>

/* Of both integrands, sampled over the range of x. */
void
kl_integrand_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  enum { SAMPLES = 200 };
  EpiRange x = kl_pair_range (scene);
  EpiRange range = {x.x0, x.x1, -0.2, 0.4, false, false};
  KlDensity p, q;

  spec->x_label = g_strdup ("x");
  spec->y_label = g_strdup ("integrand");
  if (kl_density (scene->document, 'p', &p) &&
      kl_density (scene->document, 'q', &q))
    for (int i = 0; i <= SAMPLES; i++) {
      double at = x.x0 + (x.x1 - x.x0) * i / SAMPLES;
      double log_p = epi_density_mixture_log (&p.mixture, at);
      double log_q = epi_density_mixture_log (&q.mixture, at);
      if (isinf (log_p) || isinf (log_q))
        continue;
      double there = exp (log_p) * (log_p - log_q);
      double back = exp (log_q) * (log_q - log_p);
      epi_range_include (&range, at,
                         kl_looked_at (scene) == KL_REVERSE ? back : there);
    }
  double height = range.y1 - range.y0;
  range.y1 += 0.25 * height;
  range.y0 -= 0.08 * height;
  spec->fit = range;
}

static void
draw_integrand (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "integrands");
  size_t looked = kl_looked_at (scene);

  if (grid == NULL || grid->n_outputs != 2)
    return;
  kl_draw_area (cr, axes, scene, grid, looked, kl_colour (looked),
                EPI_COLOUR_DIM, 0.35);
  epi_draw_rule (cr, axes, false, 0,
                 (EpiStroke){EPI_COLOUR_DIM, 0.8, 1, false});
  kl_draw_curve (cr, axes, scene, grid, 1 - looked,
                 (EpiStroke){kl_colour (1 - looked), 0.9, 1.4, true});
  kl_draw_curve (cr, axes, scene, grid, looked,
                 (EpiStroke){kl_colour (looked), 1, 2.4, false});
}

/* Where it has no value: bands from top to bottom. */
static void
draw_infinite (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "integrands");
  size_t looked = kl_looked_at (scene), begin = 0, widest = 0;
  double middle = NAN;

  if (grid == NULL || grid->n_outputs != 2)
    return;
  const double *y = grid->values + looked * grid->nx;
  for (size_t i = 0; i <= grid->nx; i++) {
    if (i < grid->nx && isnan (y[i]))
      continue;
    if (i > begin) {
      double x0 = epi_field_grid_x (grid, begin);
      double x1 = epi_field_grid_x (grid, i - 1);
      double x[] = {x0, x1, x1, x0};
      double h[] = {axes->range.y0, axes->range.y0, axes->range.y1,
                    axes->range.y1};
      epi_draw_polygon (cr, axes, x, h, 4, EPI_COLOUR_WARNING, 0.2,
                        (EpiStroke){.width = -1});
      if (i - begin > widest) {
        widest = i - begin;
        middle = (x0 + x1) / 2;
      }
    }
    begin = i + 1;
  }
  if (widest > 0)
    epi_draw_label (cr, axes, middle, axes->range.y0, 0, -18,
                    looked == 0 ? "infinite: p &gt; 0 = q"
                                : "infinite: q &gt; 0 = p",
                    EPI_COLOUR_WARNING);
}

/* "D(p‖q) = 0.533 nats", or what there is to say instead.  New. */
static char *
value_markup (const EpiScene *scene, size_t run)
{
  const char *name = run == KL_FORWARD ? "<i>D</i>(p‖q)" : "<i>D</i>(q‖p)";
  double value =
      kl_scalar (scene, KL_FORWARD, run == KL_FORWARD ? "forward" : "reverse");

  if (kl_frame (scene, KL_FORWARD) == NULL)
    return g_strdup (name);
  if (isnan (value))
    return g_strdup_printf ("<b>%s is infinite</b>", name);
  char *number = epi_number_label (value, 4);
  char *markup = g_strdup_printf ("%s = <b>%s</b> nats", name, number);
  g_free (number);
  return markup;
}

static void
draw_values (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  size_t looked = kl_looked_at (scene);

  for (size_t i = 0; i < 2; i++) {
    size_t run = i == 0 ? looked : 1 - looked;
    char *markup = value_markup (scene, run);
    double px = axes->plot.x + (i == 0 ? 0 : axes->plot.width);
    epi_draw_label (cr, axes, epi_axes_x_at (axes, px),
                    epi_axes_y_at (axes, axes->plot.y), 0, 0, markup,
                    kl_colour (run));
    g_free (markup);
  }
}

const EpiLayer kl_integrand_layers[] = {
    {.name = "integrand",
     .draw = draw_integrand,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "infinite",
     .draw = draw_infinite,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "values",
     .draw = draw_values,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT,
     .overflow = true},
    {NULL},
};

char *
kl_integrand_summary (const EpiScene *scene)
{
  bool reverse = kl_looked_at (scene) == KL_REVERSE;
  char *value = kl_text (scene, KL_FORWARD, reverse ? "reverse" : "forward");
  char *text = g_strdup_printf (
      "The integrand of %s; the area above zero less the area below it is %s.",
      reverse ? "D(q‖p), q log q/p" : "D(p‖q), p log p/q", value);

  g_free (value);
  return text;
}
