/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cost against the iteration, on a log scale.
 */
#include "least-squares/lesson.h"
#include "least-squares/views.h"

#include "kit/epi-layers.h"

#include <math.h>

#define FLOOR 1e-18 /* of f - f*, relative to f⁰: below is rounding */

static size_t
gather (const EpiRun *run, const char *name, double floor, double *k, double *f)
{
  size_t n = 0;

  for (size_t i = 0; i < run->n_frames; i++) {
    double value = epi_frame_scalar (run->frames[i], name, NAN);
    if (!isfinite (value))
      continue;
    k[n] = (double)epi_frame_k (run->frames[i]);
    f[n++] = fmax (value, floor);
  }
  return n;
}

static double
first_objective (const EpiScene *scene)
{
  if (scene->answer == NULL || scene->answer->n_runs == 0 ||
      scene->answer->runs[0].n_frames == 0)
    return 1;
  double f =
      epi_frame_scalar (scene->answer->runs[0].frames[0], "objective", 1);
  return f > 0 ? f : 1;
}

/* The smallest and the largest are enough. */
static void
include_run (EpiRange *range, const EpiRun *run, double first)
{
  double *k = g_new (double, run->n_frames), *f = g_new (double, run->n_frames);
  static const char *const names[] = {"excess", "objective", "gap"};

  for (size_t s = 0; s < G_N_ELEMENTS (names); s++) {
    size_t n = gather (run, names[s], FLOOR * first, k, f);
    if (n == 0)
      continue;
    double low = f[0], high = f[0];
    for (size_t i = 1; i < n; i++) {
      low = MIN (low, f[i]);
      high = MAX (high, f[i]);
    }
    epi_range_include (range, k[0], log10 (MIN (low, first * 1e6)));
    epi_range_include (range, k[n - 1], log10 (MIN (high, first * 1e6)));
  }
  g_free (k);
  g_free (f);
}

void
ls_cost_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiRange range = epi_range_empty ();
  double first = first_objective (scene);

  spec->x_label = g_strdup ("iteration k");
  spec->y_label = g_strdup ("cost");
  for (size_t i = 0; scene->answer != NULL && i < scene->answer->n_runs; i++)
    include_run (&range, &scene->answer->runs[i], first);
  range = epi_range_padded (range, 0.05);
  range.x0 = MAX (range.x0, -0.02 * range.x1);
  spec->fit = (EpiRange){range.x0,
                         MAX (range.x1, 5),
                         pow (10, range.y0),
                         pow (10, range.y1),
                         false,
                         true};
}

static void
draw_series (cairo_t *cr, const EpiAxes *axes, const EpiRun *run,
             const char *name, const char *label, double first,
             EpiStroke stroke)
{
  double *k = g_new (double, run->n_frames), *f = g_new (double, run->n_frames);
  size_t n = gather (run, name, FLOOR * first, k, f);

  epi_draw_line (cr, axes, k, f, n, stroke);
  if (n > 0 && label != NULL)
    epi_draw_label (cr, axes, k[n / 2], f[n / 2], 8, -12, label, stroke.colour);
  g_free (k);
  g_free (f);
}

static void
draw_costs (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double first = first_objective (scene);

  for (size_t i = 0; scene->answer != NULL && i < scene->answer->n_runs; i++) {
    const EpiRun *run = &scene->answer->runs[i];
    EpiColour colour = ls_run_colour (scene, i);
    draw_series (cr, axes, run, "objective", i == 0 ? "<i>f</i>" : NULL, first,
                 (EpiStroke){colour, 0.5, 1.5, true});
    draw_series (cr, axes, run, "excess",
                 i == 0 ? "<i>f</i> − <i>f</i>*" : run->name, first,
                 (EpiStroke){colour, 1, 2.2, false});
    draw_series (cr, axes, run, "gap", i == 0 ? "duality gap" : NULL, first,
                 (EpiStroke){EPI_COLOUR_RESIDUAL, 1, 2.2, false});
  }
}

static void
draw_playhead (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return;
  double k = (double)epi_frame_k (frame);
  double f = epi_frame_scalar (frame, "excess",
                               epi_frame_scalar (frame, "objective", NAN));
  f = fmax (f, FLOOR * first_objective (scene));
  epi_draw_rule (cr, axes, true, k,
                 (EpiStroke){EPI_COLOUR_ITERATE, 0.4, 1, false});
  if (isfinite (f))
    epi_draw_markers (cr, axes, &k, &f, 1, EPI_MARKER_DISC, EPI_COLOUR_ITERATE,
                      10);
}

char *
ls_cost_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The cost at every iterate on a logarithmic scale; at iterate %zu it is "
      "%.6g.",
      scene->k,
      frame != NULL ? epi_frame_scalar (frame, "objective", NAN) : NAN);
}

const EpiLayer ls_cost_layers[] = {
    {.name = "costs", .draw = draw_costs, .depends = EPI_DEPENDS_HISTORY},
    {.name = "playhead", .draw = draw_playhead, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};
