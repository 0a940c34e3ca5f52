/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the problems to methods, and from answers to what they prove.
 *
 *   around, inside   interior point (convex/epi-maxdet.h) from an ellipse that
 *                    satisfies all constraints, so that every iterate does
 *   covariance       sweeps of the graphical lasso, or interior point
 */
#include "max-determinant/lesson.h"

#include "convex/epi-graphical-lasso.h"
#include "convex/epi-maxdet.h"
#include "core/epi-alloc.h"
#include "kit/epi-convex-certificate.h"
#include "problem/epi-determinant-programs.h"

#include <math.h>
#include <string.h>

#define TOLERANCE (EPI_CONVEX_TOLERANCE / 20) /* of the methods */
#define MOST_SWEEPS 500
#define MOST_INTERIOR 20 /* variables for interior point */

/* ---- Building ---- */

static bool
refuse_singular (const MdProblem *self, GError **error)
{
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "without a penalty Θ is the inverse of S, and these correlations of %zu "
      "variables in %zu rows have none: raise the penalty, or leave out a "
      "variable that the others determine",
      self->p, self->n_train);
  return false;
}

static bool
refuse_interior (const MdProblem *self, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "interior point takes up to %d variables, and there are %zu: "
               "choose sweeps, or fewer variables",
               MOST_INTERIOR, self->p);
  return false;
}

static EpiStatus
make_method (const MdProblem *self, bool sweeps, EpiMethod **out)
{
  const EpiMaxdetOptions options = {
      .tolerance = TOLERANCE,
      .start = self->kind == MD_COVARIANCE ? NULL : self->start};

  if (sweeps)
    return epi_graphical_lasso_new (self->p, self->S, self->rho, TOLERANCE,
                                    out);
  return epi_maxdet_new (&self->sdp, &options, out);
}

bool
md_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  MdProblem *self = md_problem_new (document, error);
  const char *method =
      epi_lesson_text (&epi_lesson_max_determinant, document, "method");

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = md_problem_free;
  bool covariance = self->kind == MD_COVARIANCE;
  bool sweeps = covariance && strcmp (method, "sweeps") == 0;
  if (covariance && !sweeps && self->p > MOST_INTERIOR)
    return refuse_interior (self, error);
  EpiStatus status = make_method (self, sweeps, &built->runs[0].method);
  if (status == EPI_NOT_POSITIVE_DEFINITE && covariance)
    return refuse_singular (self, error);
  if (status != EPI_OK) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the method cannot begin: %s", epi_status_sentence (status));
    return false;
  }
  built->runs[0].name = sweeps ? "graphical lasso" : "interior point";
  built->runs[0].max_steps = sweeps ? MOST_SWEEPS : 100;
  built->n_runs = 1;
  return true;
}

/* ---- The certificate ---- */

void
md_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  const MdProblem *self = problem;
  const EpiFrameItem *x = epi_frame_find (frame, "x");
  const EpiFrameItem *Y = epi_frame_find (frame, "Y");
  const EpiFrameItem *W = epi_frame_find (frame, "W");
  EpiConvexCertificate proof;
  EpiSdpAnswer answer;

  if (x == NULL || (Y == NULL && W == NULL))
    return;
  EpiStatus status = epi_sdp_answer_new (&self->sdp, &answer);
  if (status == EPI_OK && Y == NULL)
    epi_sparse_covariance_answer (self->p, self->S, self->rho, x->data, W->data,
                                  &answer);
  else if (status == EPI_OK) {
    answer.status = EPI_CONVERGED;
    memcpy (answer.x, x->data, x->rows * sizeof (double));
    memcpy (answer.Y, Y->data, Y->rows * sizeof (double));
    epi_sdp_evaluate (&self->sdp, answer.x, answer.X);
  }
  if (status == EPI_OK)
    status =
        epi_sdp_certify (&self->sdp, &answer, EPI_CONVEX_TOLERANCE, &proof);
  epi_convex_certificate (status, &proof, frame, certificate);
  epi_sdp_answer_clear (&answer);
}

/* ---- Why it is as it is ---- */

static char *
explain_covariance (const EpiScene *scene, const EpiFrame *frame)
{
  double rho = epi_scene_number (scene, "penalty");
  double largest = epi_frame_scalar (frame, "largest", NAN);

  if (rho >= largest)
    return g_strdup_printf (
        "No correlation is larger than %.3f, and ρ = %.3f allows W to differ "
        "from S by as much: all edges are gone, the variables are taken for "
        "independent.",
        largest, rho);
  if (rho == 0)
    return g_strdup ("Without a penalty Θ is the inverse of S, and hardly ever "
                     "is one of its entries exactly zero.");
  return NULL;
}

char *
md_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return NULL;
  if (md_kind (scene->document) == MD_COVARIANCE)
    return explain_covariance (scene, frame);
  if (epi_frame_scalar (frame, "bent", 0) != 0)
    return g_strdup ("Some points are not corners of their convex hull. The "
                     "hull is the polygon that is used: inside a dent the "
                     "problem would not be convex.");
  if (epi_frame_scalar (frame, "doubled", 0) != 0)
    return g_strdup ("Two points stand in the same place at a corner: one of "
                     "them carries the multiplier for both.");
  return NULL;
}
