/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples on the line, under the density of the model.
 */
#include "core/epi-number.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_STEMS 400
#define MOST_BINS 40

void
ml_line_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  MlLine line = ml_line (scene->document);
  EpiRange range = epi_range_empty ();

  epi_range_include (&range, line.low, 0);
  epi_range_include (&range, line.high, line.top);
  size_t n, left_out;
  double *test = ml_rows_held_back (scene->document, &n, &left_out);
  for (size_t i = 0; i < n; i++)
    epi_range_include (&range, test[2 * i], 0);
  g_free (test);
  spec->fit = epi_range_padded (range, 0.12);
  spec->fit.y0 = -0.16 * line.top;
  spec->fit.y1 = line.top;
  spec->x_label = ml_column (scene, "x");
  spec->y_label = g_strdup ("density <i>p</i><sub>model</sub>(<i>x</i>)");
}

static void
draw_parts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "density");

  for (size_t k = 1; grid != NULL && k < grid->n_outputs; k++)
    epi_draw_curve (cr, axes, grid, k,
                    (EpiStroke){ml_part_colour (k - 1), 1, 2, true});
}

/* What each component is before there are samples. */
static void
draw_prior (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double mean[2], S[4], K = epi_scene_number (scene, "components");

  if (!ml_prior_moments (scene, mean, S) || !(S[0] > 0))
    return;
  double sigma = sqrt (S[0]), top = 1 / (K * sigma * sqrt (2 * G_PI));
  epi_draw_bell (cr, axes, 1 / K, mean[0], sigma,
                 (EpiStroke){ML_COLOUR_PRIOR, 0.9, 1.5, true});
  epi_draw_label (cr, axes, mean[0], fmin (top, axes->range.y1), 0, -14,
                  "prior of each", ML_COLOUR_PRIOR);
}

static void
draw_density (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "density");

  if (grid != NULL)
    epi_draw_curve (cr, axes, grid, 0,
                    (EpiStroke){ML_COLOUR_MODEL, 1, 2.5, false});
}

/* The height of p over each sample is its factor of the likelihood; of a
 * mixture the shares that the components have in it, one upon the other. */
static void
draw_stems (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n;
  double *x = ml_rows (scene->document, "points", &n);
  MlModel model;

  if (x == NULL || n == 0 || n > MOST_STEMS || !ml_model_of (scene, &model) ||
      model.p != 1) {
    g_free (x);
    return;
  }
  double *foot = g_new0 (double, 2 * n), *top = foot + n;
  for (size_t k = 0; k < model.K; k++) {
    for (size_t i = 0; i < n; i++)
      top[i] = foot[i] + exp (ml_model_log_part (&model, k, x + i));
    epi_draw_segments (
        cr, axes, x, foot, x, top, n,
        (EpiStroke){model.K > 1 ? ml_part_colour (k) : ML_COLOUR_MODEL,
                    n > 60 ? 0.3 : 0.7, 1.4, false});
    memcpy (foot, top, n * sizeof *foot);
  }
  g_free (foot);
  g_free (x);
}

/* Many samples lie upon one another: how many, as a density. */
static void
draw_histogram (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  size_t n;
  double *x = ml_rows (scene->document, "points", &n), counts[MOST_BINS] = {0};
  MlLine line = ml_line (scene->document);

  if (n >= ML_MANY && line.high > line.low) {
    size_t bins = MIN ((size_t)sqrt ((double)n), (size_t)MOST_BINS);
    double low = x[0], high = x[0];
    for (size_t i = 0; i < n; i++) {
      low = fmin (low, x[i]);
      high = fmax (high, x[i]);
    }
    double width = (high - low) / (double)bins;
    for (size_t i = 0; i < n && width > 0; i++) {
      size_t bin = (size_t)((x[i] - low) / width);
      counts[MIN (bin, bins - 1)] += 1 / ((double)n * width);
    }
    if (width > 0)
      epi_draw_histogram (cr, axes, low, width, counts, bins, EPI_COLOUR_DATA);
  }
  g_free (x);
}

static void
draw_samples (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  size_t n = epi_handle_count (ml_handle ("samples"), scene);

  epi_draw_rule (cr, axes, false, 0,
                 (EpiStroke){EPI_COLOUR_DIM, 0.6, 1, false});
  ml_draw_handles (cr, axes, scene, "samples", EPI_MARKER_DISC, EPI_COLOUR_DATA,
                   n > 100 ? 6 : 9);
  ml_draw_handles (cr, axes, scene, "pseudo-samples", EPI_MARKER_DIAMOND,
                   ML_COLOUR_PRIOR, 11);
  ml_name_pseudo (cr, axes, scene, "pseudo-samples");
}

/* The parameters where they are to be seen. */
static void
draw_line_labels (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  MlModel model;

  if (!ml_model_of (scene, &model) || model.p != 1 || isfinite (model.pi))
    return;
  for (size_t k = 0; k < model.K; k++) {
    double x = model.mean[k], sigma = sqrt (model.sigma[k]);
    double y = exp (ml_model_log_part (&model, k, &x));
    EpiColour colour = model.K > 1 ? ml_part_colour (k) : ML_COLOUR_MODEL;
    char *mu = epi_number_label (x, 3), *s = epi_number_label (sigma, 3);
    char *label = model.K > 1
                      ? g_strdup_printf ("<i>μ</i><sub>%zu</sub> = %s, "
                                         "<i>σ</i><sub>%zu</sub> = %s",
                                         k + 1, mu, k + 1, s)
                      : g_strdup_printf ("<i>μ</i> = %s, <i>σ</i> = %s", mu, s);
    y = fmin (y, axes->range.y1);
    epi_draw_label (cr, axes, x, y, 10, -14, label, colour);
    if (model.K == 1)
      epi_draw_segment (cr, axes, x - sigma, y * exp (-0.5), x + sigma,
                        y * exp (-0.5),
                        (EpiStroke){ML_COLOUR_MODEL, 0.7, 1.5, true});
    g_free (label);
    g_free (mu);
    g_free (s);
  }
}

const EpiLayer ml_line_layers[] = {
    {.name = "histogram",
     .draw = draw_histogram,
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "stems",
     .draw = draw_stems,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "prior",
     .draw = draw_prior,
     .depends = EPI_DEPENDS_DOCUMENT,
     .shown_when = ML_PRIOR " and model == 'mixture'"},
    {.name = "parts", .draw = draw_parts, .depends = EPI_DEPENDS_FIELD},
    {.name = "density", .draw = draw_density, .depends = EPI_DEPENDS_FIELD},
    {.name = "samples", .draw = draw_samples, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "starts", .draw = ml_draw_starts, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "labels", .draw = draw_line_labels, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
ml_line_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  MlModel model;

  if (!ml_model_of (scene, &model))
    return g_strdup ("Samples on a line; there is no model yet.");
  char *curve =
      model.K > 1
          ? g_strdup_printf ("a mixture of %zu Gaussians, the first", model.K)
          : g_strdup ("a Gaussian");
  char *mu = epi_number_label (model.mean[0], 4);
  char *sigma = epi_number_label (sqrt (model.sigma[0]), 4);
  char *likelihood = ml_likelihood_sentence (scene);
  double samples = epi_frame_scalar (frame, "samples", NAN);
  char *summary = g_strdup_printf (
      "%.0f sample%s on a line under %s of mean %s "
      "and standard deviation %s. %s",
      samples, samples == 1 ? "" : "s", curve, mu, sigma, likelihood);
  g_free (likelihood);
  g_free (sigma);
  g_free (mu);
  g_free (curve);
  return summary;
}
