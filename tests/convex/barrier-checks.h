/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs for the barrier methods, solved and judged.
 */
#pragma once

#include "convex/epi-barrier.h"
#include "convex/epi-solve.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "method-checks.h"
#include "problem/epi-certificate.h"
#include "problem/epi-gp-random.h"

#define TOLERANCE 1e-8
#define MOST_STEPS 2000

/* minimize cᵀx over G x ≤ h, x free. */
static inline void
make_polytope (size_t m, size_t n, const double *G, const double *h,
               const double *c, EpiQp *qp)
{
  EpiTriplet triplets[64];
  size_t count = 0;
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++)
      triplets[count++] = (EpiTriplet){(int)i, (int)j, G[i * n + j]};
  g_assert_cmpint (epi_qp_new (m, n, qp), ==, EPI_OK);
  epi_sparse_clear (&qp->A);
  g_assert_cmpint (epi_sparse_from_triplets (m, n, triplets, count, &qp->A), ==,
                   EPI_OK);
  for (size_t i = 0; i < m; i++)
    qp->row_upper[i] = h[i];
  for (size_t j = 0; j < n; j++) {
    qp->lower[j] = -INFINITY;
    qp->c[j] = c[j];
  }
}

/* Six sides around the origin. */
static inline void
make_hexagon (EpiQp *qp)
{
  const double G[] = {1, 0, 0.5, 1, -1, 1, -1, 0, -0.3, -1, 1, -1};
  const double h[] = {1, 1, 1.5, 1, 1, 1.2}, c[] = {-1, -0.7};
  make_polytope (6, 2, G, h, c, qp);
}

/* What a method claims is what the certificate shows. */
static inline EpiStatus
judged (EpiStatus status, const EpiConvexCertificate *certificate)
{
  if (status == EPI_CONVERGED)
    g_assert_cmpint (certificate->status, ==, EPI_OPTIMAL);
  else if (status == EPI_INFEASIBLE || status == EPI_UNBOUNDED)
    g_assert_cmpint (certificate->status, ==, status);
  return status;
}

/* Runs to the end; certified as what it claims. */
static inline EpiStatus
solve_qp (const EpiQp *qp, EpiQpAnswer *answer)
{
  EpiBarrierOptions options = {.tolerance = TOLERANCE};
  EpiConvexCertificate certificate;
  EpiMethod *method;
  g_assert_cmpint (epi_barrier_qp_new (qp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_qp_answer_new (qp, answer), ==, EPI_OK);
  EpiStatus status = check_steps_allocate_nothing (method, MOST_STEPS);
  epi_barrier_qp_answer (method, answer);
  epi_method_free (method);
  epi_qp_certify (qp, answer, TOLERANCE, &certificate);
  return judged (status, &certificate);
}

/* [1 x y; x 1 z; y z 1] ⪰ 0 with two of them: order 3. */
static inline void
make_elliptope (EpiSdp *sdp)
{
  const double c[] = {1, 0.5};
  const EpiSdpBlock block = {.size = 3};
  const EpiSdpEntry entries[] = {{0, 0, 0, 0, -1},
                                 {0, 0, 1, 1, -1},
                                 {0, 0, 2, 2, -1},
                                 {1, 0, 0, 1, 1},
                                 {2, 0, 1, 2, 1}};
  g_assert_cmpint (epi_sdp_new (2, c, 1, &block, 5, entries, sdp), ==, EPI_OK);
}
