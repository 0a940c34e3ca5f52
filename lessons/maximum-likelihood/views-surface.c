/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The surface of the log-likelihood over two parameters, with the iterates.
 *
 *     model       surface over
 *     Gaussian    μ and σ; in the plane μ₁ and μ₂, with the Σ of the iterate
 *     mixture     μ₁ and μ₂, of two components on the line, of the first one in
 *                 the plane; all else as the iterate has it
 *     Bernoulli   π, with Newton's parabola
 */
#include "core/epi-number.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The two parameters ---- */

static bool
is_coin (const EpiScene *scene)
{
  return ml_kind (scene->document) == ML_BERNOULLI;
}

/* Where a frame is on the surface. */
static bool
parameters_of (const EpiScene *scene, const EpiFrame *frame, EpiPoint *at)
{
  MlModel model;

  if (!ml_model_read (frame, &model))
    return false;
  if (isfinite (model.pi))
    *at = (EpiPoint){model.pi, epi_frame_scalar (frame, "log_likelihood", NAN)};
  else if (model.p == 2 || model.K > 1)
    *at = (EpiPoint){model.mean[0], model.mean[1]};
  else
    *at = (EpiPoint){model.mean[0], sqrt (model.sigma[0])};
  return isfinite (at->x) && isfinite (at->y);
}

/* Iterates in sight, unless they run far away. */
static void
include_path (const EpiScene *scene, EpiRange *range)
{
  const EpiRun *run = scene->answer != NULL && scene->answer->n_runs > 0
                          ? &scene->answer->runs[0]
                          : NULL;
  EpiRange near = epi_range_zoom (*range, (range->x0 + range->x1) / 2,
                                  (range->y0 + range->y1) / 2, 0.5);

  for (size_t i = 0; run != NULL && i < run->n_frames; i++) {
    EpiPoint at;
    if (parameters_of (scene, run->frames[i], &at) && at.x > near.x0 &&
        at.x < near.x1 && at.y > near.y0 && at.y < near.y1)
      epi_range_include (range, at.x, at.y);
  }
}

static void
gaussian_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiPoint start = ml_start (scene->document);
  MlLine line = ml_line (scene->document);
  double deviation = line.deviation;
  double middle = (line.low + line.high) / 2;
  EpiRange range = epi_range_empty ();

  epi_range_include (&range, middle - 2.2 * deviation, deviation / 3);
  epi_range_include (&range, middle + 2.2 * deviation, 3 * deviation);
  epi_range_include (&range, start.x, start.y);
  range.y_log = true;
  spec->fit = range;
  double margin = 0.06 * (range.x1 - range.x0);
  spec->fit.x0 -= margin;
  spec->fit.x1 += margin;
  spec->fit.y0 /= 1.1;
  spec->fit.y1 *= 1.1;
  spec->x_label = g_strdup ("<i>μ</i>");
  spec->y_label = g_strdup ("<i>σ</i>");
}

static void
mean_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  bool plane = ml_in_plane (scene->document);
  MlLine line = ml_line (scene->document);
  EpiRange range = epi_range_empty ();

  if (plane) {
    EpiAxesSpec samples = {0};
    ml_plane_axes (scene, &samples);
    range = samples.fit;
    epi_axes_spec_clear (&samples);
    if (ml_kind (scene->document) == ML_GAUSSIAN) {
      EpiPoint start = ml_start (scene->document);
      epi_range_include (&range, start.x, start.y);
    }
  } else {
    epi_range_include (&range, line.low, line.low);
    epi_range_include (&range, line.high, line.high);
  }
  include_path (scene, &range);
  spec->fit = epi_range_padded (range, plane ? 0.02 : 0.08);
  spec->x_label =
      g_strdup (plane ? "<i>μ</i>, across" : "<i>μ</i><sub>1</sub>");
  spec->y_label = g_strdup (plane ? "<i>μ</i>, up" : "<i>μ</i><sub>2</sub>");
}

static void
curve_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double best = frame != NULL ? epi_frame_scalar (frame, "best", 0) : 0;
  double n = frame != NULL ? epi_frame_scalar (frame, "samples", 1) : 1;
  double low = best - fmax (1.4 * n, 3);
  EpiPoint start;

  /* With the whole of its square, unless it is far down. */
  if (epi_handle_position (ml_handle ("start"), scene, 0, &start) &&
      start.y > best - 2 * (best - low))
    low = fmin (low, start.y - 0.08 * (best - start.y));
  spec->fit = (EpiRange){
      .x0 = -0.03, .x1 = 1.03, .y0 = low, .y1 = best + 0.12 * (best - low)};
  spec->x_label = g_strdup ("<i>π</i>");
  spec->y_label = g_strdup ("log-likelihood <i>ℓ</i>(<i>π</i>)");
}

void
ml_surface_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  if (is_coin (scene))
    curve_axes (scene, spec);
  else if (ml_kind (scene->document) == ML_GAUSSIAN &&
           !ml_in_plane (scene->document))
    gaussian_axes (scene, spec);
  else
    mean_axes (scene, spec);
}

/* ---- The surface ---- */

static int
compare (const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

/* The highest value, and the one that about three quarters of the grid are
 * above, of a sample of it; false when there is none. */
static bool
heights (const EpiFieldGrid *grid, double *low, double *high)
{
  enum { ENOUGH = 400 };
  size_t n = 0, all = grid->nx * grid->ny, skip = all / ENOUGH + 1;
  double sorted[ENOUGH + 1];

  *high = -INFINITY;
  for (size_t i = 0; i < all; i++) {
    if (!isfinite (grid->values[i]))
      continue;
    *high = fmax (*high, grid->values[i]);
    if (i % skip == 0)
      sorted[n++] = grid->values[i];
  }
  if (n == 0)
    return false;
  qsort (sorted, n, sizeof *sorted, compare);
  *low = sorted[n / 4];
  return *high > *low;
}

static void
draw_surface (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "surface");
  double low, high, levels[10];
  size_t n = G_N_ELEMENTS (levels);

  if (grid == NULL || is_coin (scene) || epi_scene_frame (scene, 0) == NULL ||
      !heights (grid, &low, &high))
    return;
  epi_draw_heat_map (cr, axes, grid, 0, low, high, 0.4);
  if (epi_frame_status (epi_scene_frame (scene, 0)) == EPI_UNBOUNDED)
    return;                      /* all ridges, narrower than the grid */
  for (size_t i = 0; i < n; i++) /* closer towards the top */
    levels[n - 1 - i] = high - (high - low) * pow ((double)(i + 1) / n, 2);
  epi_draw_level_sets (cr, axes, grid, 0, levels, n,
                       (EpiStroke){EPI_COLOUR_DIM, 0.8, 1, false}, true);
}

static void
draw_curve (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "curve");

  if (grid == NULL || grid->n_outputs != 2)
    return;
  epi_draw_curve (cr, axes, grid, 1,
                  (EpiStroke){EPI_COLOUR_ITERATE, 1, 1.5, true});
  epi_draw_curve (cr, axes, grid, 0,
                  (EpiStroke){ML_COLOUR_LIKELIHOOD, 1, 2.5, false});
}

/* The path of one run, strongly up to the playhead and faintly beyond. */
static void
draw_path (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const EpiRun *run, EpiColour colour)
{
  size_t n = 0, past = 0;
  double *x = g_new (double, 2 * run->n_frames + 1), *y = x + run->n_frames;

  for (size_t i = 0; i < run->n_frames; i++) {
    EpiPoint at;
    if (!parameters_of (scene, run->frames[i], &at))
      continue;
    x[n] = at.x;
    y[n++] = at.y;
    if (epi_frame_k (run->frames[i]) <= scene->k)
      past = n;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.3, 1.5, false});
  epi_draw_line (cr, axes, x, y, past, (EpiStroke){colour, 1, 2, false});
  epi_draw_markers (cr, axes, x, y, MIN (past, (size_t)300), EPI_MARKER_DISC,
                    colour, 6);
  g_free (x);
}

static void
draw_paths (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n = scene->answer != NULL ? scene->answer->n_runs : 0;

  for (size_t i = n; i-- > 0;)
    draw_path (cr, axes, scene, &scene->answer->runs[i],
               i == 0 ? EPI_COLOUR_ITERATE : EPI_COLOUR_SERIES + 6);
}

static void
draw_here (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  EpiPoint at;

  if (frame == NULL || !parameters_of (scene, frame, &at))
    return;
  char *value =
      epi_number_label (epi_frame_scalar (frame, "log_likelihood", NAN), 6);
  char *label = g_strdup_printf ("<i>k</i> = %zu, <i>ℓ</i> = %s",
                                 epi_frame_k (frame), value);
  epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_DISC,
                    EPI_COLOUR_ITERATE, 11);
  epi_draw_label (cr, axes, at.x, at.y, 12, 14, label, EPI_COLOUR_ITERATE);
  g_free (label);
  g_free (value);
}

const EpiLayer ml_surface_layers[] = {
    {.name = "surface",
     .draw = draw_surface,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME},
    {.name = "curve", .draw = draw_curve, .depends = EPI_DEPENDS_FIELD},
    {.name = "paths",
     .draw = draw_paths,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "here", .draw = draw_here, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
ml_surface_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  EpiPoint at;

  if (frame == NULL || !parameters_of (scene, frame, &at))
    return g_strdup ("The log-likelihood over the parameters.");
  char *x = epi_number_label (at.x, 4), *y = epi_number_label (at.y, 4);
  char *likelihood = ml_likelihood_sentence (scene);
  char *summary =
      is_coin (scene)
          ? g_strdup_printf ("The log-likelihood over π; iterate %zu is at %s. "
                             "%s",
                             epi_frame_k (frame), x, likelihood)
          : g_strdup_printf ("Level sets of the log-likelihood over two "
                             "parameters; iterate %zu is at (%s, %s). %s",
                             epi_frame_k (frame), x, y, likelihood);
  g_free (likelihood);
  g_free (y);
  g_free (x);
  return summary;
}
