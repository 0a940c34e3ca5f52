/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample on the line, with a bump at each point, and the model N(μ, 1).
 */
#include "kl-divergence/lesson.h"

#include "kit/epi-line-points.h"

#include <math.h>

EpiRange
kl_line_range (const EpiScene *scene)
{
  size_t n;
  double *x = epi_line_read (scene->lesson, scene->document, &n);
  double mu = epi_scene_number (scene, "mu");
  EpiRange range = {-4, 5, 0, 0, false, false};

  for (size_t i = 0; i < n; i++) {
    range.x0 = fmin (range.x0, x[i] - 1);
    range.x1 = fmax (range.x1, x[i] + 1);
  }
  g_free (x);
  range.x0 = fmin (range.x0, mu - 1);
  range.x1 = fmax (range.x1, mu + 1);
  return range;
}

void
kl_points_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double peak = kl_scalar (scene, 0, "sample_peak");

  spec->fit = kl_line_range (scene);
  spec->fit.y1 = 1.25 * fmax (0.4, isnan (peak) ? 0 : peak);
  spec->fit.y0 = -0.1 * spec->fit.y1;
  spec->x_label = g_strdup ("x");
  spec->y_label = g_strdup ("density");
}

static void
draw_bumps (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "bumps");

  if (grid == NULL)
    return;
  epi_draw_area (cr, axes, grid, 0, EPI_COLOUR_DATA, EPI_COLOUR_DATA, 0.2);
  epi_draw_curve (cr, axes, grid, 0,
                  (EpiStroke){EPI_COLOUR_DATA, 0.9, 1.6, false});
}

static void
draw_model (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double mu = kl_scalar (scene, 0, "mu");

  if (isnan (mu))
    return;
  epi_draw_bell (cr, axes, 1, mu, 1, (EpiStroke){KL_Q_COLOUR, 1, 2.4, false});
  epi_draw_label (cr, axes, mu + 1, 0.242, 12, -12, "<b>q</b>, the model",
                  KL_Q_COLOUR);
}

static void
draw_rug (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const void *data)
{
  size_t n;
  double *x = epi_line_read (scene->lesson, scene->document, &n);
  double *zero = g_new0 (double, n + 1);

  epi_draw_markers (cr, axes, x, zero, n, EPI_MARKER_DISC, EPI_COLOUR_DATA, 8);
  if (n > 0 && epi_scene_number (scene, "bump") > 0) {
    double top = x[0];
    for (size_t i = 1; i < n; i++)
      top = fmax (top, x[i]);
    epi_draw_label (cr, axes, top, 0, 10, -24, "<b>p̂</b>, the sample",
                    EPI_COLOUR_DATA);
  }
  g_free (zero);
  g_free (x);
}

const EpiLayer kl_points_layers[] = {
    {.name = "bumps", .draw = draw_bumps, .depends = EPI_DEPENDS_FIELD},
    {.name = "model", .draw = draw_model, .depends = EPI_DEPENDS_FRAME},
    {.name = "points", .draw = draw_rug, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
kl_points_summary (const EpiScene *scene)
{
  size_t n;

  g_free (epi_line_read (scene->lesson, scene->document, &n));
  char *mean = kl_text (scene, KL_FORWARD, "mu");
  char *text = g_strdup_printf ("%zu point%s on the line with a bump at each, "
                                "and the model, a bell of width 1 with mean "
                                "%s.",
                                n, n == 1 ? "" : "s", mean);
  g_free (mean);
  return text;
}
