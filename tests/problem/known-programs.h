/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random programs of which the optimal pair is known, because it was chosen
 * first: x, y and z that are complementary, and c from c + Qx = Aᵀy + z.
 * Whole numbers, so that everything about them is exact in double.
 */
#pragma once

#include "problem/epi-qp.h"
#include "problem/epi-sdp.h"

#include "core/epi-alloc.h"
#include "problem/epi-certificate.h"

#include <glib.h>
#include <math.h>

/* rows free, 0 ≤ x, no Q. */
void make_qp (size_t rows, size_t cols, const EpiTriplet *a, size_t n,
              EpiQp *qp);

/* Rows and variables of every kind: equalities, one bound, both, none; odd
 * seeds with a Q of rank 2, every third a maximization; a row without
 * entries. */
void known_qp (guint32 seed, size_t rows, size_t cols, EpiQp *qp,
               EpiQpAnswer *answer);

/* Blocks 3, a diagonal of 2, 0×0, 2 and 1; x in three variables, one
 * equality; X and Y commute and XY = 0, or with weights on the dense blocks
 * XₖYₖ = wₖI.  value: the optimum. */
void known_sdp (guint32 seed, bool weights, EpiSdp *sdp, EpiSdpAnswer *answer,
                double *value);

/* v (n) *= factor */
static inline void
scale (double *v, size_t n, double factor)
{
  for (size_t i = 0; i < n; i++)
    v[i] *= factor;
}

/* Every buffer that certify() asks for may fail, with EPI_NO_MEMORY and nothing
 * shown; with all of them its data is optimal. */
typedef EpiStatus (*Certify) (const void *data, EpiConvexCertificate *out);

static inline void
check_memory_may_run_out (Certify certify, const void *data)
{
  EpiStatus status = EPI_NO_MEMORY;
  EpiConvexCertificate out;
  long failures = -1;

  while (status == EPI_NO_MEMORY) {
    epi_alloc_fail_at (++failures);
    status = certify (data, &out);
    epi_alloc_fail_at (-1);
    g_assert_true (out.status ==
                   (status == EPI_OK ? EPI_OPTIMAL : EPI_RUNNING));
  }
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (failures, >, 3);
}

/* values (n) := numbers of both signs from 1e-320 to 1e308, which overflow what
 * is made of them. */
static inline void
draw_extremes (GRand *rand, double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = (g_rand_boolean (rand) ? 1 : -1) *
                pow (10, g_rand_int_range (rand, -320, 309));
}

/* Whatever *claim says of data, certify() shows nothing, and what is missing.
 */
static inline void
check_nothing_is_proven (Certify certify, const void *data, EpiStatus *claim)
{
  static const EpiStatus claims[] = {EPI_CONVERGED, EPI_INFEASIBLE,
                                     EPI_UNBOUNDED};
  EpiConvexCertificate out;

  for (size_t k = 0; k < G_N_ELEMENTS (claims); k++) {
    *claim = claims[k];
    certify (data, &out);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
    g_assert_nonnull (out.missing);
  }
}
