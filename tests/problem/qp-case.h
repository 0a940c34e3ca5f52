/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small quadratic program with a claimed answer, to be certified.
 */
#pragma once

#include "problem/epi-certificate.h"
#include "problem/known-programs.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static inline EpiConvexCertificate
certify (const EpiQp *qp, const EpiQpAnswer *answer, double tolerance)
{
  EpiConvexCertificate out;
  g_assert_cmpint (epi_qp_certify (qp, answer, tolerance, &out), ==, EPI_OK);
  g_assert_true ((out.status == EPI_RUNNING) == (out.missing != NULL));
  g_assert_true ((out.status != EPI_RUNNING) ==
                 (out.tolerance_reached <= tolerance));
  return out;
}

/* A small program, its claimed answer, and one call that lets both go. */
typedef struct {
  EpiQp qp;
  EpiQpAnswer answer;
} Case;

static inline void
case_new (Case *self, size_t rows, size_t cols, const EpiTriplet *a, size_t n)
{
  make_qp (rows, cols, a, n, &self->qp);
  g_assert_cmpint (epi_qp_answer_new (&self->qp, &self->answer), ==, EPI_OK);
  self->answer.status = EPI_CONVERGED;
}

static inline void
case_known (Case *self, guint32 seed)
{
  known_qp (seed, 6, 8, &self->qp, &self->answer);
}

static inline void
case_clear (Case *self)
{
  epi_qp_answer_clear (&self->answer);
  epi_qp_clear (&self->qp);
}

/* Leniently: what is refused so is refused. */
static inline EpiStatus
certify_case (const void *data, EpiConvexCertificate *out)
{
  const Case *self = data;
  return epi_qp_certify (&self->qp, &self->answer, 1e-3, out);
}

static inline void
set_hessian (Case *self, const EpiTriplet *lower, size_t n)
{
  epi_sparse_clear (&self->qp.Q);
  g_assert_cmpint (epi_sparse_from_triplets (self->qp.cols, self->qp.cols,
                                             lower, n, &self->qp.Q),
                   ==, EPI_OK);
}

#define SET(to, ...)                                                           \
  memcpy (to, ((double[]){__VA_ARGS__}), sizeof ((double[]){__VA_ARGS__}))

/* How far x is from being an optimum of value best, judged apart from the
 * certificate: violation and excess. */
static inline double
wrongness (const EpiQp *qp, const double *x, double best)
{
  double *activity = g_new0 (double, qp->rows);
  double worst = fabs (epi_qp_objective (qp, x) - best);
  epi_sparse_add_product (&qp->A, 1, x, activity);
  for (size_t i = 0; i < qp->rows; i++)
    worst = fmax (worst, fmax (qp->row_lower[i] - activity[i],
                               activity[i] - qp->row_upper[i]));
  for (size_t j = 0; j < qp->cols; j++)
    worst = fmax (worst, fmax (qp->lower[j] - x[j], x[j] - qp->upper[j]));
  g_free (activity);
  return worst;
}
