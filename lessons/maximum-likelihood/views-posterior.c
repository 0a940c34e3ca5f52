/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prior, likelihood and posterior: as densities of π or of μ, in the plane as
 * the ellipses that hold half of μ and 95 % of it.
 */
#include "core/epi-number.h"
#include "kit/epi-ellipse.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>

static bool
is_coin (const EpiScene *scene)
{
  return ml_kind (scene->document) == ML_BERNOULLI;
}

static const struct {
  const char *markup;
  EpiStroke stroke;
} kinds[] = {
    {"prior", {ML_COLOUR_PRIOR, 1, 2, true}},
    {"likelihood, scaled", {ML_COLOUR_LIKELIHOOD, 1, 2, false}},
    {"posterior", {ML_COLOUR_MODEL, 1, 2.5, false}},
};

#define LEGEND_ROOM 11 /* lines of text that a plot with a legend has */

static const double SHARES[] = {0.5, 0.95};

static const EpiNormalWishart *
wishart_of (const MlProblem *problem, int i)
{
  const EpiNormalWishart *all[] = {&problem->plane_prior, &problem->plane_seen,
                                   &problem->plane_posterior};
  return all[i];
}

/* The peaks of the densities, prior, likelihood and posterior; 0: no density.
 */
static void
peaks_of (const MlProblem *problem, double peaks[3])
{
  const EpiBeta beta[] = {problem->beta_prior, problem->beta_seen,
                          problem->beta_posterior};
  const EpiNormalGamma *gauss[] = {&problem->gauss_prior, &problem->gauss_seen,
                                   &problem->gauss_posterior};

  for (int i = 0; i < 3; i++) {
    double mode = epi_beta_mode (beta[i]);
    peaks[i] = 0;
    if (problem->kind == ML_BERNOULLI)
      peaks[i] = exp (epi_beta_log (beta[i], isnan (mode) ? 0.5 : mode));
    else if (epi_normal_gamma_is_proper (gauss[i])) {
      EpiDensity t = epi_normal_gamma_marginal (gauss[i]);
      peaks[i] = exp (epi_density_log (&t, t.theta[0]));
    }
  }
}

/* All that the large ellipses of likelihood and posterior hold, and the places
 * of the pseudo-data. */
static void
plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const MlProblem *problem = ml_problem_of (scene->document);
  EpiRange range = epi_range_empty ();

  for (int i = 0; i < 3 && problem != NULL; i++) {
    const EpiNormalWishart *q = wishart_of (problem, i);
    EpiEllipse ellipse;
    double S[4];
    epi_range_include (&range, q->mean[0], q->mean[1]);
    if (i == 0 || !epi_normal_wishart_is_proper (q))
      continue;
    epi_normal_wishart_region (q, SHARES[1], S);
    if (epi_ellipse_of_covariance (S, q->mean, 1, &ellipse))
      epi_range_include_ellipse (&range, &ellipse);
  }
  spec->fit = epi_range_padded (range, 0.25);
  spec->x_label = g_strdup ("<i>μ</i>, across");
  spec->y_label = g_strdup ("<i>μ</i>, up");
}

void
ml_posterior_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  if (ml_in_plane (scene->document)) {
    plane_axes (scene, spec);
    return;
  }
  MlLine line = ml_line (scene->document);
  const MlProblem *problem = ml_problem_of (scene->document);
  double top = 1, peaks[3];

  if (problem != NULL) {
    peaks_of (problem, peaks);
    top = fmin (fmax (fmax (peaks[0], peaks[1]), peaks[2]),
                2.5 * fmax (peaks[2], 1e-300));
  }
  if (is_coin (scene))
    spec->fit = (EpiRange){.x0 = -0.02, .x1 = 1.02};
  else {
    double margin = 0.05 * (line.high - line.low) + 1e-9;
    spec->fit = (EpiRange){.x0 = line.low - margin, .x1 = line.high + margin};
  }
  spec->x_label = g_strdup (is_coin (scene) ? "<i>π</i>" : "<i>μ</i>");
  spec->fit.y0 = -0.03 * top;
  spec->fit.y1 = 1.35 * top;
  spec->y_label = g_strdup ("density");
}

static void
draw_regions (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene)
{
  const MlProblem *problem = ml_problem_of (scene->document);
  EpiLegendItem items[3];
  double x[3], y[3];
  size_t n = 0;

  for (int i = 0; i < 3 && problem != NULL; i++) {
    const EpiNormalWishart *q = wishart_of (problem, i);
    EpiStroke stroke = kinds[i].stroke;
    if (!epi_normal_wishart_is_proper (q))
      continue;
    for (size_t s = 0; s < G_N_ELEMENTS (SHARES); s++) {
      EpiEllipse ellipse;
      double S[4];
      epi_normal_wishart_region (q, SHARES[s], S);
      if (epi_ellipse_of_covariance (S, q->mean, 1, &ellipse))
        epi_draw_ellipse (cr, axes, &ellipse, stroke.colour, s == 0 ? 0.15 : 0,
                          stroke);
    }
    x[n] = q->mean[0];
    y[n] = q->mean[1];
    items[n++] = (EpiLegendItem){kinds[i].markup, stroke, false};
  }
  if (axes->plot.height > LEGEND_ROOM * axes->text)
    epi_draw_legend (cr, axes, items, n, x, y, n);
}

static void
draw_bayes (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "bayes");
  EpiLegendItem items[G_N_ELEMENTS (kinds)];
  size_t n = 0;

  if (ml_in_plane (scene->document)) {
    draw_regions (cr, axes, scene);
    return;
  }
  if (grid == NULL || grid->n_outputs != G_N_ELEMENTS (kinds))
    return;
  double *x = g_new (double, 6 * grid->nx), *y = x + 3 * grid->nx;
  size_t m = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const double *values = grid->values + i * grid->nx;
    epi_draw_curve (cr, axes, grid, i, kinds[i].stroke);
    if (isfinite (values[grid->nx / 2]))
      items[n++] = (EpiLegendItem){kinds[i].markup, kinds[i].stroke, false};
  }
  for (size_t i = 0; i < 3 * grid->nx; i++) /* the legend keeps off these */
    if (isfinite (grid->values[i])) {
      x[m] = epi_field_grid_x (grid, i % grid->nx);
      y[m++] = grid->values[i];
    }
  if (axes->plot.height > LEGEND_ROOM * axes->text)
    epi_draw_legend (cr, axes, items, n, x, y, m);
  g_free (x);
}

/* MLE and MAP of the mean in the plane. */
static void
draw_means (cairo_t *cr, const EpiAxes *axes, const MlProblem *problem)
{
  static const char *const names[] = {"prior", "MLE", "MAP"};

  for (int i = 1; i < 3; i++) {
    const double *mean = wishart_of (problem, i)->mean;
    EpiColour colour = kinds[i].stroke.colour;
    epi_draw_markers (cr, axes, &mean[0], &mean[1], 1, EPI_MARKER_PLUS, colour,
                      12);
    epi_draw_label (cr, axes, mean[0], mean[1], 10, -12, names[i], colour);
  }
}

/* Maximum of the likelihood, and of the posterior. */
static void
draw_estimates (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const MlProblem *problem = ml_problem_of (scene->document);
  double mle = NAN, map = NAN, sigma;

  if (problem != NULL && problem->kind == ML_BERNOULLI) {
    mle = epi_beta_mode (problem->beta_seen);
    map = epi_beta_mode (problem->beta_posterior);
  } else if (problem != NULL && problem->p == 2) {
    draw_means (cr, axes, problem);
  } else if (problem != NULL) {
    epi_normal_gamma_mode (&problem->gauss_seen, &mle, &sigma);
    epi_normal_gamma_mode (&problem->gauss_posterior, &map, &sigma);
  }
  const double at[] = {mle, map};
  static const char *const names[] = {"MLE", "MAP"};
  const EpiColour colours[] = {ML_COLOUR_LIKELIHOOD, ML_COLOUR_MODEL};
  for (int i = 0; i < 2; i++) {
    if (!isfinite (at[i]))
      continue;
    char *number = epi_number_label (at[i], 3);
    char *label = g_strdup_printf ("%s %s", names[i], number);
    epi_draw_rule (cr, axes, true, at[i],
                   (EpiStroke){colours[i], 0.8, 1.2, true});
    bool right = at[i] >= at[1 - i] || !isfinite (at[1 - i]);
    epi_draw_label (cr, axes, at[i], axes->range.y1, right ? 4 : -4, 6 + 22 * i,
                    label, colours[i]);
    g_free (label);
    g_free (number);
  }
}

const EpiLayer ml_posterior_layers[] = {
    {.name = "densities",
     .draw = draw_bayes,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "estimates",
     .draw = draw_estimates,
     .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
ml_posterior_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const char *name = is_coin (scene) ? "pi" : "mu";
  const char *seen = is_coin (scene) ? "pi_samples" : "mu_samples";

  if (frame != NULL && ml_in_plane (scene->document))
    return g_strdup ("The ellipses that hold half of the mean and 95 % of it: "
                     "by the prior, by the likelihood, by the posterior.");
  if (frame == NULL || !isfinite (epi_frame_scalar (frame, seen, NAN)))
    return g_strdup ("Prior, likelihood and posterior.");
  char *peak = epi_number_label (epi_frame_scalar (frame, seen, NAN), 4);
  char *here = epi_number_label (epi_frame_scalar (frame, name, NAN), 4);
  char *summary = g_strdup_printf (
      "Prior, likelihood and posterior over %s. The likelihood is largest at "
      "%s; with the pseudo-data of the prior iterate %zu is at %s.",
      is_coin (scene) ? "π" : "μ", peak, epi_frame_k (frame), here);

  g_free (here);
  g_free (peak);
  return summary;
}
