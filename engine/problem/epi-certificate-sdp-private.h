/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A semidefinite program being certified: sums in long double, membership by
 * Cholesky factors and eigenvalues.  For epi-certificate-sdp*.c only.
 */
#pragma once

#include "problem/epi-certificate-private.h"

typedef struct {
  const EpiSdp *sdp;
  size_t length;    /* of a packed matrix */
  size_t order;     /* of the largest block */
  double *F;        /* (length) F(x), without F₀ for a direction */
  double *Y;        /* (length) (Y + Yᵀ)/2 */
  long double *sum; /* (max (length, m, 2p)) being added up */
  double *work;     /* (order²) a block being factored */
  double *eigen;    /* (order) */
} EpiSdpCheck;

bool epi_sdp_check_new (const EpiSdp *sdp, EpiSdpCheck *check);
void epi_sdp_check_clear (EpiSdpCheck *check);

/* F := Σ xᵢFᵢ - F₀, or without F₀. */
void epi_sdp_check_evaluate (EpiSdpCheck *check, const double *x,
                             bool with_zero);

/* Y := (Y + Yᵀ)/2 of the answer. */
void epi_sdp_check_take (EpiSdpCheck *check, const double *Y);

/* tr(FᵢY), i = 0 … m. */
EpiSum epi_sdp_check_inner (const EpiSdpCheck *check, size_t matrix);

/* sum (m) := tr(FᵢY) + (Aᵀv)ᵢ; sum (p) := A x. */
void epi_sdp_check_adjoint (EpiSdpCheck *check, const double *v);
void epi_sdp_check_equalities (EpiSdpCheck *check, const double *x);

/* A lower bound on the smallest eigenvalue of M, at most 0; M packed, finite
 * and symmetric.  EPI_NUMERICAL. */
EpiStatus epi_sdp_check_cone (EpiSdpCheck *check, const double *M,
                              long double *out);

/* log det of block k of M; NAN when it is not positive definite. */
long double epi_sdp_check_log_det (EpiSdpCheck *check, const double *M,
                                   size_t k);

/* The largest entry of Fᵢ in magnitude, i = 0 … m. */
double epi_sdp_largest (const EpiSdp *sdp, size_t matrix);

EpiSum epi_sum_of_products (const double *a, const double *b, size_t n);

/* The product that a violated cone must not reach: see the header. */
static inline long double
epi_sdp_reach (long double violation, long double size)
{
  return violation * size * violation * size;
}

/* dimacs[2], dimacs[3] and primal_residual; and their reach. */
EpiStatus epi_sdp_primal_measures (EpiSdpCheck *check,
                                   const EpiSdpAnswer *answer,
                                   EpiConvexCertificate *certificate,
                                   long double *reached);

EpiStatus epi_sdp_certify_infeasible (EpiSdpCheck *check,
                                      const EpiSdpAnswer *answer,
                                      EpiConvexCertificate *certificate);
EpiStatus epi_sdp_certify_unbounded (EpiSdpCheck *check,
                                     const EpiSdpAnswer *answer,
                                     EpiConvexCertificate *certificate);
