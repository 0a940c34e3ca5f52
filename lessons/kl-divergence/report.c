/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of an iterate apart from the method, and why it is as it is.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-line-points.h"

#include <math.h>
#include <string.h>

#define STANDARD_ERRORS 4 /* that an estimate may be off by */

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
