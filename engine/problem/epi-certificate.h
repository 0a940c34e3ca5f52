/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates of convex programs: recomputed from problem and answer alone,
 * on the unscaled problem, by code that shares nothing with the solvers.
 *
 * Optimal at tolerance ε means that every measure below is ≤ ε.
 *
 *   LP, QP    primal_residual   max violation of a row or bound, over
 *                               1 + the largest finite bound in magnitude
 *             dual_residual     ‖c + Qx - Aᵀy - z‖∞ / (1 + ‖c‖∞), and the
 *                               multipliers with a wrong sign (their bound is
 *                               absent) counted likewise
 *             gap               |p - d| / (1 + |p| + |d|)
 *   SDP,      the six DIMACS measures (Mittelmann, An independent benchmarking
 *   max-det   of SDP and SOCP solvers, 2003):
 *             primal_residual   of F(x) ⪰ 0 and Ax = b, dual_residual of
 *                               tr(FᵢY) + (Aᵀv)ᵢ = cᵢ and Y ⪰ 0, gap; with
 *                               weights the dual value of epi-sdp.h
 *   GP        in the logarithmic form: max Fᵢ(u)₊; ‖Aᵀδ‖∞ / (1 + max λᵢ) and
 *             |λ₀ - 1|, δₜ < 0; |p - d| / (1 + |p| + |d|)
 *
 * A ray is scaled so that its value is 1 (epi-qp.h, epi-sdp.h, epi-gp.h) and
 * then has only a residual: primal_residual for an unbounded ray,
 * dual_residual for an infeasible one.
 */
#pragma once

#include "problem/epi-gp.h"
#include "problem/epi-qp.h"
#include "problem/epi-sdp.h"

typedef struct {
  EpiStatus status;       /* EPI_OPTIMAL, EPI_INFEASIBLE or EPI_UNBOUNDED when
                           * it is shown at the tolerance; else EPI_RUNNING */
  double primal, dual;    /* objective values, the user's sign; NAN for rays */
  double primal_residual; /* NAN where there is none */
  double dual_residual;
  double gap;
  double dimacs[6];         /* SDP and max-det; else NAN */
  double tolerance;         /* asked for */
  double tolerance_reached; /* the largest of the measures: the tightest
                             * tolerance at which the claim holds; INFINITY
                             * when it does not at all */
  const char *missing;      /* static sentence: what is missing, or NULL */
} EpiConvexCertificate;

/* What the answer claims (its status), proven or not.  An answer that claims
 * neither a ray nor convergence is judged as an optimum.  A tolerance of 0 is
 * allowed and shown only by exact zeros.  EPI_NO_MEMORY; EPI_NOT_FINITE when
 * the answer has a number that is not finite (then nothing is shown). */
EpiStatus epi_qp_certify (const EpiQp *qp, const EpiQpAnswer *answer,
                          double tolerance, EpiConvexCertificate *certificate);
EpiStatus epi_sdp_certify (const EpiSdp *sdp, const EpiSdpAnswer *answer,
                           double tolerance, EpiConvexCertificate *certificate);
EpiStatus epi_gp_certify (const EpiGp *gp, const EpiGpAnswer *answer,
                          double tolerance, EpiConvexCertificate *certificate);
