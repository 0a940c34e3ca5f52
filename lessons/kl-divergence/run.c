/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the problem to methods, and from iterates to what people read.
 *
 *     divergence    run 0  D(p‖q) from draws of p     run 1  D(q‖p), of q
 *     fit           the least D(p‖q) and the least D(q‖p); run 0 is the one
 *                   that is looked at, so that the strip is about it
 *     equivalence   run 0  gradient descent on ½ MSE, whose gradient is that
 *                          of the other two losses
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"
#include "descend/epi-descent.h"
#include "descend/epi-ls-oracle.h"
#include "estimate/epi-kl-draws.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-line-points.h"

#include <math.h>
#include <string.h>

#define MOST_BATCHES 400
#define MOST_STEPS 1000
#define STANDARD_ERRORS 4 /* that an estimate may be off by */
#define PATIENCE 0.2e-3   /* s, in a drag: any draws make an estimate */

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_kl_divergence, document, name);
}

/* ---- Building ---- */

static void
add_run (EpiBuilt *built, KlProblem *self, size_t which, EpiMethod *method,
         const char *name, size_t max_steps)
{
  size_t r = built->n_runs++;

  built->runs[r].method = method;
  built->runs[r].name = name;
  built->runs[r].max_steps = max_steps;
  self->methods[which] = method;
}

static EpiStatus
add_draws (EpiBuilt *built, KlProblem *self, const EpiDocument *document)
{
  const EpiDensityMixture *p = &self->p.mixture, *q = &self->q.mixture;
  EpiKlDrawsOptions options = {.batch = (size_t)number (document, "batch"),
                               .tolerance = number (document, "tolerance"),
                               .seed = epi_document_seed (document)};
  EpiMethod *method;
  EpiStatus status = epi_kl_draws_new (p, q, &options, &method);

  if (status != EPI_OK)
    return status;
  add_run (built, self, KL_FORWARD, method, "D(p‖q) from draws of p",
           MOST_BATCHES);
  built->patience = PATIENCE;
  options.stream = 1;
  status = epi_kl_draws_new (q, p, &options, &method);
  if (status == EPI_OK)
    add_run (built, self, KL_REVERSE, method, "D(q‖p) from draws of q",
             MOST_BATCHES);
  return status;
}

static EpiStatus
add_fit (EpiBuilt *built, KlProblem *self, const EpiDocument *document,
         size_t which)
{
  const EpiKlFitOptions options = {
      .direction = which == KL_REVERSE ? EPI_KL_REVERSE : EPI_KL_FORWARD,
      .mu = number (document, "q_mean1"),
      .sigma = number (document, "q_width1"),
      .rate = number (document, "rate")};
  EpiMethod *method;
  EpiStatus status = epi_kl_fit_new (&self->target, &options, &method);

  if (status == EPI_OK)
    add_run (built, self, which, method,
             which == KL_REVERSE ? "least D(q‖p)" : "least D(p‖q)", MOST_STEPS);
  /* D(q‖p) may be infinite for every q: then there is no such run. */
  return status == EPI_INFEASIBLE ? EPI_OK : status;
}

static EpiStatus
add_fits (EpiBuilt *built, KlProblem *self, const EpiDocument *document)
{
  size_t first = self->reverse ? KL_REVERSE : KL_FORWARD;
  EpiStatus status = add_fit (built, self, document, first);

  return status == EPI_OK ? add_fit (built, self, document, 1 - first) : status;
}

/* Converged where the certificate is satisfied, which measures the gradient by
 * the root mean square of what is left, and not by how far away it began:
 * |∇f| ≤ ½ tolerance √(2f*).  Where nothing is left that is the oracle's noise,
 * which is what the certificate takes for zero. */
static void
stop_where_it_is_certified (const KlProblem *self, EpiMethod *method)
{
  double away = fabs (self->mu - self->sample.mean);
  double left =
      sqrt (2 * epi_empirical_half_mse (&self->sample, self->sample.mean));

  if (away > 0)
    epi_method_set (method, "tolerance",
                    0.5 * EPI_CONVEX_TOLERANCE * left / away);
}

static EpiStatus
add_descent (EpiBuilt *built, KlProblem *self, const EpiDocument *document)
{
  EpiMethod *method;
  EpiStatus status = epi_ls_oracle_new (&self->ls, &self->oracle);

  if (status == EPI_OK)
    status = epi_descent_new (EPI_DESCENT_GRADIENT, self->oracle, &self->mu,
                              number (document, "step"), 0, &method);
  if (status != EPI_OK)
    return status;
  stop_where_it_is_certified (self, method);
  add_run (built, self, KL_FORWARD, method, "gradient descent on μ",
           MOST_STEPS);
  return EPI_OK;
}

bool
kl_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  KlProblem *self = kl_problem_new (document, error);

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = kl_problem_free;
  EpiStatus status = self->figure == KL_FIT ? add_fits (built, self, document)
                     : self->figure == KL_EQUIVALENCE
                         ? add_descent (built, self, document)
                         : add_draws (built, self, document);
  if (status == EPI_OK)
    return true;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "this cannot begin: %s",
               epi_status_sentence (status));
  return false;
}

/* ---- What a frame says besides ---- */

/* An infinite divergence has no number: its scalar is missing, and the mass
 * that makes it so is told. */
static void
add_divergence (const KlProblem *self, EpiFrame *frame)
{
  if (isfinite (self->there))
    epi_frame_add_scalar (frame, "forward", self->there);
  if (isfinite (self->back))
    epi_frame_add_scalar (frame, "reverse", self->back);
  epi_frame_add_scalar (frame, "p_excluded", self->p_excluded);
  epi_frame_add_scalar (frame, "q_excluded", self->q_excluded);
}

static void
add_bell (const EpiMethod *method, bool reverse, EpiFrame *frame)
{
  epi_frame_add_scalar (frame, reverse ? "reverse" : "forward", method->f);
  epi_frame_add_scalar (frame, reverse ? "mu_reverse" : "mu_forward",
                        method->x[0]);
  epi_frame_add_scalar (frame, reverse ? "sigma_reverse" : "sigma_forward",
                        exp (method->x[1]));
}

/* The three losses at the iterate and where the hand is, each by itself. */
static void
add_losses (const KlProblem *self, const EpiMethod *method, EpiFrame *frame)
{
  const EpiEmpirical *sample = &self->sample;
  double mu = method->x[0], loss = epi_empirical_loss (sample, mu);
  double mse = epi_empirical_half_mse (sample, mu);

  epi_frame_add_scalar (frame, "mu", mu);
  epi_frame_add_scalar (frame, "mean", sample->mean);
  epi_frame_add_scalar (frame, "half_mse", mse);
  epi_frame_add_scalar (frame, "loss", loss);
  epi_frame_add_scalar (frame, "loss_less_mse", loss - mse);
  if (sample->h == 0)
    return;
  epi_frame_add_scalar (frame, "sample_peak", epi_empirical_peak (sample));
  double kl = epi_empirical_divergence (sample, mu);
  epi_frame_add_scalar (frame, "divergence", kl);
  epi_frame_add_scalar (frame, "divergence_less_loss", kl - loss);
  epi_frame_add_scalar (frame, "entropy", sample->entropy);
}

void
kl_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const KlProblem *self = problem;
  bool reverse = method == self->methods[KL_REVERSE];

  if (self->figure == KL_FIT)
    add_bell (method, reverse, frame);
  else if (self->figure == KL_EQUIVALENCE)
    add_losses (self, method, frame);
  else if (!reverse)
    add_divergence (self, frame);
}

/* ---- Certificates ---- */

/* The least D(p‖q) of all Gaussians is known: that of p's own mean and
 * variance.  As a function of q's natural parameters it is convex. */
static void
certify_forward (const KlProblem *self, const EpiFrame *frame,
                 EpiCertificate *certificate)
{
  const EpiKlTarget *p = &self->target;
  double least = epi_kl_fit_value (p, EPI_KL_FORWARD, p->mean,
                                   log (p->variance) / 2, NULL);
  double value = epi_frame_scalar (frame, "forward", NAN);
  double gap = fmax (value - least, 0) / (1 + fabs (value) + fabs (least));
  const EpiConvexCertificate proof = {
      .status = gap <= EPI_CONVEX_TOLERANCE ? EPI_OPTIMAL : EPI_RUNNING,
      .primal = value,
      .dual = least,
      .primal_residual = NAN,
      .dual_residual = NAN,
      .gap = gap,
      .tolerance = EPI_CONVEX_TOLERANCE,
      .tolerance_reached = gap,
      .missing = "mean and variance are not those of p yet"};

  epi_convex_certificate (EPI_OK, &proof, frame, certificate);
}

/* Nobody knows the least D(q‖p): more than that the method has converged is not
 * to be had. */
static void
certify_fit (const KlProblem *self, const EpiFrame *frame,
             EpiCertificate *certificate)
{
  if (!self->reverse) {
    certify_forward (self, frame, certificate);
    return;
  }
  bool there = self->methods[KL_REVERSE] != NULL;
  bool ended = there && epi_frame_status (frame) == EPI_CONVERGED;
  certificate->status = ended ? EPI_CONVERGED : EPI_RUNNING;
  g_strlcpy (certificate->sentence,
             !there  ? "D(q‖p) is infinite for every bell q"
             : ended ? "a minimum of D(q‖p); others may be lower: no proof"
                     : "not convex: this way leads to some minimum",
             sizeof certificate->sentence);
}

static void
certify_losses (const KlProblem *self, const EpiFrame *frame,
                EpiCertificate *certificate)
{
  double mu = epi_frame_scalar (frame, "mu", NAN);
  const EpiMatrix theta = epi_matrix_view (&mu, 1, 1, 1);
  EpiLsCertificate ls;
  EpiStatus status =
      epi_ls_certify (&self->ls, &theta, NULL, EPI_CONVEX_TOLERANCE, &ls);
  const EpiConvexCertificate proof = {.status = ls.status,
                                      .primal = ls.primal,
                                      .dual = ls.dual,
                                      .primal_residual = NAN,
                                      .dual_residual = ls.stationarity,
                                      .gap = ls.gap,
                                      .tolerance = EPI_CONVEX_TOLERANCE,
                                      .tolerance_reached = ls.gap,
                                      .missing = ls.missing};

  epi_convex_certificate (status, &proof, frame, certificate);
}

/* Nothing is minimised: how far the estimate is from the integral.  It has
 * converged when its own error says so and the integral bears that out. */
static void
compare_estimate (const KlProblem *self, const EpiFrame *frame,
                  EpiCertificate *certificate)
{
  double error = epi_frame_scalar (frame, "standard_error", NAN);
  double off = epi_frame_scalar (frame, "estimate", NAN) - self->there;

  certificate->status = EPI_RUNNING;
  if (epi_frame_status (frame) == EPI_CONVERGED &&
      fabs (off) <= STANDARD_ERRORS * error)
    certificate->status = EPI_CONVERGED;
  if (!isfinite (self->there) && epi_frame_status (frame) == EPI_UNBOUNDED)
    certificate->status = EPI_UNBOUNDED; /* the integral bears the draws out */
  if (!isfinite (self->there))
    g_strlcpy (certificate->sentence,
               "D(p‖q) is infinite: p has mass where q has none",
               sizeof certificate->sentence);
  else if (error > 0) {
    char *text = epi_number_label (fabs (off) / error, 2);
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "the estimate is %s standard errors from the integral", text);
    g_free (text);
  } else
    g_strlcpy (certificate->sentence,
               "an integral, and its estimate from draws",
               sizeof certificate->sentence);
}

void
kl_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  const KlProblem *self = problem;

  if (self->figure == KL_FIT)
    certify_fit (self, frame, certificate);
  else if (self->figure == KL_EQUIVALENCE)
    certify_losses (self, frame, certificate);
  else
    compare_estimate (self, frame, certificate);
}

/* ---- Why it is as it is ---- */

static char *
explain_divergence (const EpiScene *scene)
{
  double p = kl_scalar (scene, KL_FORWARD, "p_excluded");
  double q = kl_scalar (scene, KL_FORWARD, "q_excluded");

  if (p > 0 && q > 0)
    return g_strdup_printf (
        "Both are infinite: %.3g of the mass of p lies where q has none, and "
        "%.3g of that of q where p has none.",
        p, q);
  if (p > 0)
    return g_strdup_printf (
        "D(p‖q) is infinite: %.3g of the mass of p lies where q has none. "
        "What p may bring and q calls impossible costs without bound. D(q‖p) "
        "is finite, for q stays where p is.",
        p);
  if (q > 0)
    return g_strdup_printf (
        "D(q‖p) is infinite: %.3g of the mass of q lies where p has none. "
        "D(p‖q) is finite, for p stays where q is.",
        q);
  if (kl_scalar (scene, KL_FORWARD, "forward") < 1e-12)
    return g_strdup ("p and q are the same, and only then is the divergence "
                     "zero.");
  return NULL;
}

static char *
explain_fit (const EpiScene *scene)
{
  if (kl_run (scene, KL_FORWARD) != NULL && kl_run (scene, KL_REVERSE) == NULL)
    return g_strdup ("D(q‖p) is infinite for every bell q: it has mass "
                     "everywhere, and the boxes of p end. Only D(p‖q) can be "
                     "made small here.");
  return NULL;
}

static char *
explain_losses (const EpiScene *scene)
{
  if (epi_scene_number (scene, "bump") == 0)
    return g_strdup ("With h = 0 all of the sample's mass sits on single "
                     "points, where it has no density: D(p̂‖q) is infinite for "
                     "every μ, and its entropy term with it. Likelihood and "
                     "mean square do not mind.");
  return NULL;
}

static char *
explain_figure (const EpiScene *scene)
{
  switch (kl_figure (scene->document)) {
  case KL_FIT:
    return explain_fit (scene);
  case KL_EQUIVALENCE:
    return explain_losses (scene);
  default:
    return explain_divergence (scene);
  }
}

char *
kl_explain (const EpiScene *scene)
{
  static const char *const roles[] = {"x", NULL};
  char *why = explain_figure (scene);

  return kl_figure (scene->document) == KL_EQUIVALENCE
             ? epi_with_rows_left_out (
                   epi_document_data (scene->document, "points"), roles,
                   "number", why)
             : why;
}
