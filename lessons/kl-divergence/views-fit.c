/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fit: every bell q is a point (μ, σ), the divergence a landscape over
 * them, and the iterates a path; beside it the divergence at every iterate.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"

#include <math.h>

#define LEVELS 11
#define FLOOR 1e-9
#define LEAST 0.05 /* widths in sight */
#define MOST 40

/* ---- The map ---- */

/* A first step may be a long one. */
static void
include_paths (EpiRange *range, const EpiScene *scene)
{
  const EpiRun *run = kl_run (scene, kl_looked_at (scene));

  for (size_t i = 0; run != NULL && i < run->n_frames; i++) {
    double sigma = epi_frame_scalar (run->frames[i], "sigma", NAN);
    if (sigma > LEAST && sigma < MOST)
      epi_range_include (range, epi_frame_scalar (run->frames[i], "mu", 0),
                         sigma);
  }
}

void
kl_map_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiRange range = {-5, 5, 0.2, 6, false, true};
  KlDensity p;

  kl_density (scene->document, 'p', &p);
  for (size_t k = 0; k < KL_MODES; k++)
    if (p.weights[k] > 0 && p.parts[k].theta[1] > 0) {
      double mean = p.parts[k].theta[0], w = p.parts[k].theta[1];
      epi_range_include (&range, mean - 1.5 * w, 0.5 * w);
      epi_range_include (&range, mean + 1.5 * w, 3 * w);
    }
  include_paths (&range, scene);
  double width = epi_scene_number (scene, "q_width1");
  if (width > 0)
    epi_range_include (&range, epi_scene_number (scene, "q_mean1"), width);
  spec->fit = range;
  spec->x_label = g_strdup ("mean μ");
  spec->y_label = g_strdup ("width σ");
}

static void
draw_landscape (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  bool reverse = kl_looked_at (scene) == KL_REVERSE;
  const EpiFieldGrid *grid =
      epi_scene_field (scene, reverse ? "reverse_map" : "forward_map");
  double levels[LEVELS];

  if (grid == NULL) {
    if (reverse && kl_run (scene, KL_FORWARD) != NULL &&
        kl_run (scene, KL_REVERSE) == NULL)
      epi_draw_message (cr, axes, "<i>D</i>(q‖p) is infinite for every bell q");
    return;
  }
  size_t n = epi_field_levels (grid, 0, LEVELS, levels);
  epi_draw_level_sets (cr, axes, grid, 0, levels, n,
                       (EpiStroke){.colour = kl_colour (kl_looked_at (scene)),
                                   .alpha = 0.55,
                                   .width = 1.2},
                       true);
}

/* Up to the playhead. */
static void
draw_path (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene, size_t r,
           bool whole)
{
  const EpiRun *run = &scene->answer->runs[r];
  EpiColour colour = kl_colour (kl_subject (scene->answer, r));
  double *mu = g_new (double, 2 * run->n_frames + 1);
  double *sigma = mu + run->n_frames;
  size_t n = 0;

  for (; n < run->n_frames && epi_frame_k (run->frames[n]) <= scene->k; n++) {
    mu[n] = epi_frame_scalar (run->frames[n], "mu", NAN);
    sigma[n] = epi_frame_scalar (run->frames[n], "sigma", NAN);
  }
  epi_draw_line (
      cr, axes, mu, sigma, n,
      (EpiStroke){colour, whole ? 1 : 0.5, whole ? 2.2 : 1.2, !whole});
  if (whole && n <= 200)
    epi_draw_markers (cr, axes, mu, sigma, n, EPI_MARKER_DISC, colour, 6);
  if (n > 0)
    epi_draw_markers (cr, axes, mu + n - 1, sigma + n - 1, 1, EPI_MARKER_DISC,
                      colour, whole ? 12 : 9);
  g_free (mu);
}

/* Of all runs, forks too; those of what is looked at on top and whole. */
static void
draw_paths (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n = scene->answer != NULL ? scene->answer->n_runs : 0;

  for (size_t turn = 0; turn < 2; turn++)
    for (size_t r = n; r-- > 0;) {
      bool looked = kl_subject (scene->answer, r) == kl_looked_at (scene);
      if (looked == (turn == 1))
        draw_path (cr, axes, scene, r, looked);
    }
}

/* Where a bell would be one of the modes, and where it has p's moments. */
static void
draw_targets (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  KlDensity p;

  if (!kl_density (scene->document, 'p', &p))
    return;
  double mean = epi_density_mixture_mean (&p.mixture);
  double sigma = sqrt (epi_density_mixture_variance (&p.mixture));
  epi_draw_markers (cr, axes, &mean, &sigma, 1, EPI_MARKER_CROSS, KL_P_COLOUR,
                    11);
  epi_draw_label (cr, axes, mean, sigma, 12, -14, "mean and width of p",
                  KL_P_COLOUR);
  for (size_t k = 0; k < KL_MODES; k++) {
    if (p.weights[k] == 0 || p.weights[k] == 1 ||
        p.parts[k].kind != EPI_DENSITY_GAUSSIAN)
      continue;
    double *t = p.parts[k].theta;
    epi_draw_markers (cr, axes, &t[0], &t[1], 1, EPI_MARKER_PLUS, KL_P_COLOUR,
                      11);
    if (k == 0)
      epi_draw_label (cr, axes, t[0], t[1], 0, 16, "a mode of p", KL_P_COLOUR);
  }
}

const EpiLayer kl_map_layers[] = {
    {.name = "landscape",
     .draw = draw_landscape,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "paths",
     .draw = draw_paths,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY | EPI_DEPENDS_DOCUMENT},
    {.name = "modes", .draw = draw_targets, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
kl_map_summary (const EpiScene *scene)
{
  size_t which = kl_looked_at (scene);
  const char *name = which == KL_FORWARD ? "D(p‖q)" : "D(q‖p)";
  double sigma = kl_scalar (scene, which, "sigma");

  if (isnan (sigma))
    return g_strdup_printf ("Bells by mean and width; there is no fit by %s.",
                            name);
  double mu = kl_scalar (scene, which, "mu");
  /* To a ten thousandth of the width: three digits of what rounding leaves of a
   * mean of 0 would be 10⁻¹⁷. */
  char *mean = epi_number_label (round (mu / sigma * 1e4) / 1e4 * sigma, 3);
  char *width = epi_number_label (sigma, 3);
  char *summary = g_strdup_printf (
      "Level sets of %s over all bells, by mean and width, and the path of "
      "the fit, which is at mean %s, width %s.",
      name, mean, width);

  g_free (width);
  g_free (mean);
  return summary;
}

/* ---- The divergence on the way ---- */

static size_t
descent_series (const EpiRun *run, double **k, double **value)
{
  size_t n = run->n_frames;

  *k = g_new (double, 2 * n + 1);
  *value = *k + n;
  for (size_t i = 0; i < n; i++) {
    (*k)[i] = (double)epi_frame_k (run->frames[i]);
    (*value)[i] =
        fmax (epi_frame_scalar (run->frames[i], "objective", NAN), FLOOR);
  }
  return n;
}

void
kl_descent_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double low = 0.1, high = 1, last = 5;

  for (size_t r = 0; scene->answer != NULL && r < scene->answer->n_runs; r++) {
    double *k, *value;
    size_t n = descent_series (&scene->answer->runs[r], &k, &value);
    for (size_t i = 0; i < n; i++) {
      low = fmin (low, value[i]);
      high = fmax (high, value[i]);
      last = fmax (last, k[i]);
    }
    g_free (k);
  }
  spec->fit =
      (EpiRange){-0.03 * last, 1.05 * last, low / 1.5, high * 2, false, true};
  spec->x_label = g_strdup ("iteration k");
  spec->y_label = g_strdup ("divergence, nats");
}

static void
draw_descents (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  for (size_t r = scene->answer != NULL ? scene->answer->n_runs : 0; r-- > 0;) {
    EpiColour colour = kl_colour (kl_subject (scene->answer, r));
    double *k, *value;
    size_t n = descent_series (&scene->answer->runs[r], &k, &value);
    epi_draw_line (cr, axes, k, value, n, (EpiStroke){colour, 1, 2, false});
    if (n <= 200)
      epi_draw_markers (cr, axes, k, value, n, EPI_MARKER_DISC, colour, 5);
    g_free (k);
  }
}

static void
draw_descent_now (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  epi_draw_rule (cr, axes, true, (double)scene->k,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.35, 1, false});
  for (size_t r = 0; r < 2; r++) {
    const EpiFrame *frame = kl_frame (scene, r);
    double value = kl_scalar (scene, r, "objective");
    if (isnan (value))
      continue;
    double k = (double)epi_frame_k (frame), at = fmax (value, FLOOR);
    char *number = epi_number_label (value < 1e-12 ? 0 : value, 4);
    char *markup = g_strdup_printf (
        "%s = <b>%s</b>", r == KL_FORWARD ? "<i>D</i>(p‖q)" : "<i>D</i>(q‖p)",
        number);
    epi_draw_markers (cr, axes, &k, &at, 1, EPI_MARKER_DISC, kl_colour (r), 10);
    epi_draw_label (cr, axes,
                    epi_axes_x_at (axes, axes->plot.x + axes->plot.width),
                    epi_axes_y_at (axes, axes->plot.y), 0,
                    (double)r * 1.6 * axes->text, markup, kl_colour (r));
    g_free (markup);
    g_free (number);
  }
}

const EpiLayer kl_descent_layers[] = {
    {.name = "divergence",
     .draw = draw_descents,
     .depends = EPI_DEPENDS_HISTORY},
    {.name = "now",
     .draw = draw_descent_now,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY,
     .overflow = true},
    {NULL},
};

char *
kl_descent_summary (const EpiScene *scene)
{
  char *there = kl_text (scene, KL_FORWARD, "objective");
  char *back = kl_text (scene, KL_REVERSE, "objective");
  char *text = g_strdup_printf ("Both divergences at every iterate of their "
                                "fits: D(p‖q) is %s, D(q‖p) is %s.",
                                there, back);

  g_free (there);
  g_free (back);
  return text;
}
