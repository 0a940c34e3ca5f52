/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the samples to a method, and from iterates to what people read.
 *
 *   Gaussian    Newton's method: on the line in μ and log σ, in the plane in
 *               the natural parameters
 *   mixture     expectation and maximization
 *   Bernoulli   Newton's method in π
 */
#include "core/epi-number.h"
#include "estimate/epi-bernoulli.h"
#include "estimate/epi-gaussian-newton.h"
#include "estimate/epi-likelihood.h"
#include "estimate/epi-mixture.h"
#include "estimate/epi-product.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-line-points.h"
#include "maximum-likelihood/lesson.h"
#include "problem/epi-likelihood-gap.h"
#include "problem/epi-mixture-stationarity.h"

#include <math.h>
#include <string.h>

#define EM_TOLERANCE 1e-10
#define EM_STEPS 2000
#define LEVEL 1e-3 /* of the gradient: in a figure it is 0 */
#define NEWTON_STEPS 200

/* ---- Building ---- */

static EpiStatus
make_gaussian (const MlProblem *self, EpiPoint start, EpiMethod **out)
{
  if (self->p == 1)
    return epi_likelihood_new (
        self->data, self->X.rows,
        &(EpiLikelihoodOptions){INFINITY, start.x, start.y}, out);
  double mean[2] = {start.x, start.y};
  double S[4] = {self->spread[0] * self->spread[0], 0, 0,
                 self->spread[1] * self->spread[1]};
  EpiMatrix sigma = epi_matrix_view (S, 2, 2, 2);
  if (S[0] == 0 || S[3] == 0)
    return EPI_UNBOUNDED;
  return epi_gaussian_newton_new (&self->X, mean, &sigma, out);
}

static EpiStatus
make_mixture (const MlProblem *self, const EpiDocument *document,
              EpiMethod **out)
{
  double means[2 * ML_MOST_PARTS];

  ml_find_means (self, document, means);
  return epi_mixture_new (&self->seen, &self->unseen, self->K, means,
                          EM_TOLERANCE, out);
}

static EpiStatus
make_method (const MlProblem *self, const EpiDocument *document,
             EpiMethod **out)
{
  if (self->kind == ML_MIXTURE)
    return make_mixture (self, document, out);
  EpiPoint start = ml_start (document);
  return self->kind == ML_BERNOULLI
             ? epi_bernoulli_new (self->ones, self->zeros, start.x, out)
             : make_gaussian (self, start, out);
}

bool
ml_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  MlProblem *self = ml_problem_new (document, error);

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = ml_problem_free;
  EpiStatus status = make_method (self, document, &built->runs[0].method);
  if (status == EPI_OK) {
    self->tests =
        ml_rows_held_back (document, &self->n_tests, &self->tests_left_out);
    bool em = self->kind == ML_MIXTURE;
    built->runs[0].name = em ? "EM" : "Newton's method";
    built->runs[0].max_steps = em ? EM_STEPS : NEWTON_STEPS;
    built->n_runs = 1;
    ml_cross_validate (self, document);
    return true;
  }
  if (status == EPI_UNBOUNDED || status == EPI_NOT_POSITIVE_DEFINITE)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the samples lie on one line of the plane: across it Σ could "
                 "shrink to nothing and the likelihood grow without bound, so "
                 "there is no maximum; move one of them");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the method cannot begin: %s", epi_status_sentence (status));
  return false;
}

/* ---- What a frame says besides ---- */

/* A number is added where there is one: not what ran over. */
static void
add_finite (EpiFrame *frame, const char *name, double value)
{
  if (isfinite (value))
    epi_frame_add_scalar (frame, name, value);
}

/* log p_model of the samples; EM has them already. */
static void
log_densities (const MlProblem *self, const EpiMethod *method,
               const MlModel *model, double *log_p)
{
  if (self->kind == ML_MIXTURE) {
    memcpy (log_p, ((const EpiMixture *)method)->log_densities,
            self->n * sizeof *log_p);
    return;
  }
  for (size_t i = 0; i < self->n; i++) {
    double x[2] = {self->data[i],
                   self->p == 2 ? self->data[i + self->X.rows] : 0};
    log_p[i] = ml_model_log (model, x);
  }
}

/* Of the samples alone: their product in both precisions, and ℓ. */
static void
add_product (const MlProblem *self, const EpiMethod *method,
             const MlModel *model, EpiFrame *frame)
{
  size_t n = self->n;
  double *log_p = g_new (double, 3 * n), *twice = log_p + n, *sum = twice + n;
  float *single = g_new (float, n);

  log_densities (self, method, model, log_p);
  epi_product_of (log_p, n, single, twice, sum);
  add_finite (frame, "product_single", single[n - 1]);
  add_finite (frame, "product_double", twice[n - 1]);
  add_finite (frame, "log_likelihood_samples", sum[n - 1]);
  if (self->folds) {
    add_finite (frame, "mean_seen", sum[n - 1] / (double)n);
    add_finite (frame, "mean_left_out", self->left_out);
  }
  add_finite (frame, "log10_likelihood", sum[n - 1] / M_LN10);
  g_free (single);
  g_free (log_p);
}

static void
add_conjugate (const MlProblem *self, EpiFrame *frame)
{
  double mu, sigma;

  if (self->kind == ML_BERNOULLI) {
    add_finite (frame, "pi_samples", epi_beta_mode (self->beta_seen));
    add_finite (frame, "pi_prior", epi_beta_mode (self->beta_prior));
    epi_frame_add_scalar (frame, "posterior_mean",
                          epi_beta_mean (self->beta_posterior));
    epi_frame_add_scalar (frame, "posterior_deviation",
                          epi_beta_deviation (self->beta_posterior));
  } else if (self->p == 1) {
    epi_normal_gamma_mode (&self->gauss_seen, &mu, &sigma);
    epi_frame_add_scalar (frame, "mu_samples", mu);
    epi_frame_add_scalar (frame, "sigma_samples", sigma);
    if (self->prior)
      epi_frame_add_scalar (frame, "mu_prior", self->gauss_prior.mean);
  }
}

static EpiStatus
find_gap (const MlProblem *self, const MlModel *model, EpiLikelihoodGap *gap)
{
  if (self->kind == ML_BERNOULLI)
    return epi_likelihood_gap_bernoulli (self->ones, self->zeros, model->pi,
                                         gap);
  double S[4];
  memcpy (S, model->sigma, sizeof S);
  EpiMatrix sigma = epi_matrix_view (S, self->p, self->p, self->p);
  return epi_likelihood_gap_gaussian (&self->X, model->mean, &sigma, gap);
}

void
ml_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const MlProblem *self = problem;
  EpiLikelihoodGap gap;
  MlModel model;

  if (!ml_model_read (frame, &model))
    return;
  epi_frame_add_scalar (frame, "samples", (double)self->n);
  add_product (self, method, &model, frame);
  add_conjugate (self, frame);
  if (self->kind != ML_MIXTURE && find_gap (self, &model, &gap) == EPI_OK) {
    epi_frame_add_scalar (frame, "best", gap.best);
    epi_frame_add_scalar (frame, "gap",
                          fmax (gap.gap, 0) / (1 + fabs (gap.best)));
  }
}

/* ---- The certificate ---- */

/* What stands of a mixture: where ℓ is level.  That is first order: equal
 * components stay equal on a saddle, and a summit need not be the highest. */
static const char *
sentence_of (const MlProblem *self, EpiStatus status, double stationarity)
{
  if (status == EPI_UNBOUNDED)
    return "the likelihood is unbounded: a component with zero variance";
  if (status == EPI_RUNNING)
    return "climbing; ℓ is not concave, and nothing will be proven";
  if (isnan (stationarity))
    return "not certified: the gradient here is out of range";
  if (status != EPI_CONVERGED || !(stationarity <= LEVEL))
    return "still climbing, slowly";
  return self->prior
             ? "level: a summit of the posterior or a saddle"
             : "level: a summit or a saddle; there is no global maximum";
}

static void
certify_mixture (const MlProblem *self, const EpiFrame *frame,
                 EpiCertificate *certificate)
{
  EpiMixtureStationarity at = {.stationarity = NAN};
  MlModel model;

  if (ml_model_read (frame, &model) &&
      epi_mixture_stationarity (&self->seen, &self->unseen, model.K,
                                model.weight, model.mean, model.sigma,
                                &at) == EPI_OK) {
    certificate->items[0] =
        (EpiCertificateItem){.name = "gradient, in widths of the components",
                             .symbol = "‖∇ℓ‖",
                             .value = at.stationarity,
                             .meter = true};
    certificate->n_items = 1;
  }
  certificate->status = epi_frame_status (frame);
  g_strlcpy (certificate->sentence,
             sentence_of (self, certificate->status, at.stationarity),
             sizeof certificate->sentence);
}

void
ml_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  const MlProblem *self = problem;
  EpiLikelihoodGap gap;
  MlModel model;

  if (self->kind == ML_MIXTURE) {
    certify_mixture (self, frame, certificate);
    return;
  }
  if (!ml_model_read (frame, &model))
    return;
  EpiStatus status = find_gap (self, &model, &gap);
  if (status != EPI_OK) {
    certificate->status = status;
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "not certified: %s", epi_status_sentence (status));
    return;
  }
  double relative = fmax (gap.gap, 0) / (1 + fabs (gap.best));
  bool proven = relative <= EPI_CONVEX_TOLERANCE;
  certificate->status = proven ? EPI_OPTIMAL : EPI_RUNNING;
  g_strlcpy (certificate->sentence,
             proven ? "globally optimal to 1e-8"
                    : "not yet optimal: the divergence from the data is open",
             sizeof certificate->sentence);
  certificate->items[0] = (EpiCertificateItem){
      .name = "divergence", .symbol = "gap", .value = relative, .meter = true};
  certificate->items[1] = (EpiCertificateItem){
      .name = "largest", .symbol = "ℓ*", .value = gap.best, .digits = 6};
  certificate->n_items = 2;
}

/* ---- Why it is as it is ---- */

static char *
explain_product (const EpiFrame *frame)
{
  double n = epi_frame_scalar (frame, "samples", NAN);
  double single = epi_frame_scalar (frame, "product_single", NAN);
  double twice = epi_frame_scalar (frame, "product_double", NAN);
  double tens = epi_frame_scalar (frame, "log10_likelihood", NAN);

  if (isnan (tens))
    return NULL;
  const char *what = twice == 0           ? "even in double precision it is 0"
                     : single == 0        ? "in single precision it is 0"
                     : !isfinite (twice)  ? "it runs over even a double"
                     : !isfinite (single) ? "it runs over what a float can hold"
                                          : "both precisions can still hold it";
  char *power = epi_number_label (round (10 * tens) / 10, 6);
  char *sentence = g_strdup_printf (
      "The product of %.0f factors is 10 to the power of %s, and %s. The sum "
      "of the logarithms is an ordinary number, and it is largest at the same "
      "parameters.",
      n, power, what);
  g_free (power);
  return sentence;
}

static char *
explain_coins (const EpiScene *scene, const EpiFrame *frame)
{
  double pi = epi_frame_scalar (frame, "pi", NAN);

  if (epi_frame_status (frame) == EPI_RUNNING || (pi != 0 && pi != 1))
    return NULL;
  return g_strdup_printf (
      "Every sample is %.0f, so the likelihood is largest on the border, at π "
      "= %.0f: the model calls a %.0f impossible%s.",
      pi, pi, 1 - pi,
      ml_has_prior (scene->document)
          ? ". So do the pseudo-data: move one of them"
          : " because none was seen. A prior would not");
}

/* Of a Gaussian, or of each component of a mixture. */
static bool
is_improper (const MlProblem *self)
{
  return self->p == 1 ? !epi_normal_gamma_is_proper (&self->gauss_prior)
                      : !epi_normal_wishart_is_proper (&self->plane_prior);
}

static char *
explain_prior (const EpiScene *scene)
{
  const MlProblem *problem = ml_problem_of (scene->document);
  bool improper = problem != NULL && is_improper (problem);
  bool mixture = ml_kind (scene->document) == ML_MIXTURE;
  bool plane = ml_in_plane (scene->document);

  if (improper && mixture)
    return g_strdup (
        plane ? "These pseudo-data lie on one line, so a component may still "
                "shrink onto it: it takes three points not on one line."
              : "These pseudo-data have no width, so a component may still "
                "shrink onto them: it takes two that differ.");
  if (mixture)
    return g_strdup ("Every component has seen all pseudo-data and cannot "
                     "shrink below them: the posterior is bounded. What EM "
                     "climbs is that posterior, and its highest place is the "
                     "MAP estimate; where EM rests need not be it.");
  if (!improper)
    return NULL;
  return g_strdup_printf (
      "These pseudo-data alone are no density over μ and %s. The posterior, "
      "with the samples, is one all the same.",
      plane ? "Σ: that takes three points not on one line"
            : "σ: that takes two that differ");
}

static char *
explain_iterate (const EpiScene *scene, const EpiFrame *frame)
{
  char *folds;

  if (epi_frame_status (frame) == EPI_UNBOUNDED)
    return g_strdup ("A component has shrunk onto a place: its density there, "
                     "and the likelihood with it, grow without bound, and "
                     "there is no maximum. Begin elsewhere, with fewer "
                     "components, or with a prior that has a width.");
  if (strcmp (epi_scene_text (scene, "figure"), "product") == 0)
    return explain_product (frame);
  if (ml_kind (scene->document) == ML_BERNOULLI)
    return explain_coins (scene, frame);
  if ((folds = ml_explain_folds (scene, frame)) != NULL)
    return folds;
  return ml_has_prior (scene->document) ? explain_prior (scene) : NULL;
}

char *
ml_explain (const EpiScene *scene)
{
  static const char *const line[] = {"x", NULL}, *const plane[] = {"x", "y",
                                                                   NULL};
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return NULL;
  return epi_with_rows_left_out (
      epi_document_data (scene->document, "points"),
      ml_in_plane (scene->document) ? plane : line, "number",
      ml_with_tests (scene, explain_iterate (scene, frame)));
}
