/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the problem to methods and their frames.
 *
 *     divergence    run 0  D(p‖q) from draws of p     run 1  D(q‖p), of q
 *     fit           the least D(p‖q) and the least D(q‖p); run 0 is the one
 *                   that is looked at, so that the strip is about it
 *     equivalence   run 0  gradient descent on ½ MSE, whose gradient is that
 *                          of the other two losses
 */
#include "kl-divergence/lesson.h"

#include "descend/epi-descent.h"
#include "descend/epi-ls-oracle.h"
#include "estimate/epi-kl-draws.h"
#include "kit/epi-convex-certificate.h"

#include <math.h>

#define MOST_BATCHES 400
#define MOST_STEPS 1000
#define PATIENCE 0.2e-3 /* s, in a drag: any draws make an estimate */

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
