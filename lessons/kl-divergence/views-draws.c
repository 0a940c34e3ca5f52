/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The divergence from draws, both ways: the estimate so far with two standard
 * errors on either side, and where the integral says that it must go.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"

#include <math.h>

#define SETTLED 10 /* batches, after which the estimate has to be in sight */

typedef struct { /* (n) each; estimate is NaN before two draws */
  size_t n;
  double *draws, *estimate, *low, *high;
} Series;

static Series
series_new (const EpiScene *scene, size_t which)
{
  const EpiRun *run = kl_run (scene, which);
  size_t most = run != NULL ? run->n_frames : 0;
  Series s = {.draws = g_new (double, 4 * most + 1)};

  s.estimate = s.draws + most;
  s.low = s.estimate + most;
  s.high = s.low + most;
  for (size_t i = 0; i < most; i++) {
    double draws = epi_frame_scalar (run->frames[i], "draws", 0);
    double mean = epi_frame_scalar (run->frames[i], "estimate", NAN);
    double error = epi_frame_scalar (run->frames[i], "standard_error", NAN);
    if (!(draws > 0) || isnan (mean))
      continue;
    s.draws[s.n] = draws;
    s.estimate[s.n] = mean;
    s.low[s.n] = mean - 2 * error;
    s.high[s.n++] = mean + 2 * error;
  }
  return s;
}

static double
exact (const EpiScene *scene, size_t run)
{
  return kl_scalar (scene, KL_FORWARD,
                    run == KL_FORWARD ? "forward" : "reverse");
}

void
kl_draws_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double batch = epi_scene_number (scene, "batch"), last = 100 * batch;
  double low = 0, high = 0.5;

  spec->x_label = g_strdup ("draws n");
  spec->y_label = g_strdup ("divergence, nats");
  for (size_t r = 0; r < 2; r++) {
    Series s = series_new (scene, r);
    double value = exact (scene, r);
    if (isfinite (value))
      high = fmax (high, value);
    for (size_t i = 0; i < s.n; i++) {
      last = fmax (last, s.draws[i]);
      if (s.draws[i] < SETTLED * batch && s.n > SETTLED)
        continue;
      low = fmin (low, s.low[i]);
      high = fmax (high, s.high[i]);
    }
    g_free (s.draws);
  }
  double height = high - low;
  spec->fit = (EpiRange){
      batch, last * 1.2, low - 0.05 * height, high + 0.2 * height, true, false};
}

static void
draw_bands (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  for (size_t r = 2; r-- > 0;) {
    Series s = series_new (scene, r);
    epi_draw_band (cr, axes, s.draws, s.low, s.high, s.n, kl_colour (r), 0.2);
    epi_draw_line (cr, axes, s.draws, s.estimate, s.n,
                   (EpiStroke){kl_colour (r), 1, 2, false});
    g_free (s.draws);
  }
}

static void
draw_exact (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  for (size_t r = 0; r < 2; r++)
    if (isfinite (exact (scene, r)))
      epi_draw_rule (cr, axes, false, exact (scene, r),
                     (EpiStroke){kl_colour (r), 0.9, 1.3, true});
}

/* "D(p‖q) ≈ 0.53 ± 0.02, from 900 draws of p" */
static char *
estimate_markup (const EpiScene *scene, size_t run)
{
  double estimate = kl_scalar (scene, run, "estimate");
  double error = kl_scalar (scene, run, "standard_error");
  double draws = kl_scalar (scene, run, "draws");
  const EpiFrame *frame = kl_frame (scene, run);
  const char *name = run == KL_FORWARD ? "<i>D</i>(p‖q)" : "<i>D</i>(q‖p)";

  if (frame != NULL && epi_frame_status (frame) == EPI_UNBOUNDED)
    return g_strdup_printf ("%s: a draw fell where %s is 0", name,
                            run == KL_FORWARD ? "q" : "p");
  if (isnan (estimate))
    return NULL;
  char *value = epi_number_label (estimate, 3);
  char *s = epi_number_label (error, 2), *n = epi_number_label (draws, 6);
  char *markup = g_strdup_printf ("%s ≈ <b>%s</b>, <i>s</i> = %s, %s draws",
                                  name, value, s, n);
  g_free (value);
  g_free (s);
  g_free (n);
  return markup;
}

/* Nothing to see where both are infinite. */
static void
draw_nothing (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  if (kl_frame (scene, KL_FORWARD) != NULL && isnan (exact (scene, 0)) &&
      isnan (exact (scene, 1)))
    epi_draw_message (cr, axes,
                      "Both are infinite: no number of draws comes near");
}

static void
draw_now (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const void *data)
{
  for (size_t r = 0; r < 2; r++) {
    double draws = kl_scalar (scene, r, "draws");
    double estimate = kl_scalar (scene, r, "estimate");
    char *markup = estimate_markup (scene, r);
    if (isfinite (estimate))
      epi_draw_markers (cr, axes, &draws, &estimate, 1, EPI_MARKER_DISC,
                        kl_colour (r), 10);
    if (markup != NULL)
      epi_draw_label (cr, axes,
                      epi_axes_x_at (axes, axes->plot.x + axes->plot.width),
                      epi_axes_y_at (axes, axes->plot.y), 0,
                      (double)r * 1.6 * axes->text, markup, kl_colour (r));
    g_free (markup);
  }
}

const EpiLayer kl_draws_layers[] = {
    {.name = "estimates", .draw = draw_bands, .depends = EPI_DEPENDS_HISTORY},
    {.name = "integral", .draw = draw_exact, .depends = EPI_DEPENDS_FRAME},
    {.name = "nothing", .draw = draw_nothing, .depends = EPI_DEPENDS_FRAME},
    {.name = "now",
     .draw = draw_now,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY,
     .overflow = true},
    {NULL},
};

char *
kl_draws_summary (const EpiScene *scene)
{
  double estimate = kl_scalar (scene, KL_FORWARD, "estimate");

  if (isnan (estimate))
    return g_strdup ("Estimates of both divergences from draws; there is none "
                     "yet.");
  return g_strdup_printf (
      "Estimates of both divergences from draws, with a band of two standard "
      "errors: after %.0f draws D(p‖q) is about %.3g, give or take %.2g.",
      kl_scalar (scene, KL_FORWARD, "draws"), estimate,
      kl_scalar (scene, KL_FORWARD, "standard_error"));
}
