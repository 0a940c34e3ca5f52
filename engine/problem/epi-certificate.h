/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates of convex programs: recomputed from problem and answer alone,
 * on the unscaled problem, by code that shares nothing with the solvers, with
 * sums in long double.
 *
 * Optimal at tolerance ε means that every measure below is ≤ ε.
 *
 *   LP, QP    with the multipliers of absent bounds put to 0 first (what they
 *             balanced then shows in the dual residual):
 *             primal_residual   violation of a row or bound over
 *                               1 + min (‖rhs‖∞, |bound| + Σⱼ |aᵢⱼxⱼ|)
 *             dual_residual     |c + Qx - Aᵀy - z|ⱼ over
 *                               1 + min (‖c‖∞, Σ of its terms in magnitude)
 *             gap               max (|p - d|, Σ |multiplier × distance|) over
 *                               1 + |p| + |d|, with or without c₀, whichever
 *                               is less
 *             and Q positive (for a maximization, negative) semidefinite
 *   SDP,      the six DIMACS measures (Mittelmann, An independent benchmarking
 *   max-det   of SDP and SOCP solvers, 2003), ‖·‖ Euclidean:
 *             [0]  ‖tr(FᵢY) + (Aᵀv)ᵢ - cᵢ‖ / (1 + ‖c‖∞)
 *             [1]  -λ_min(Y) / (1 + ‖c‖∞)
 *             [2]  ‖X - F(x)‖ / (1 + max |F₀|),  ‖Ax - b‖ / (1 + ‖b‖∞)
 *             [3]  -λ_min(F(x)) / (1 + max |F₀|)
 *             [4]  |p - d| / (1 + |p| + |d|)
 *             [5]  tr(F(x)Y) / (1 + |p| + |d|); with weights, p - d as the sum
 *                  of what every block adds to it (Fenchel's inequality)
 *             dual_residual the larger of [0], [1]; primal_residual of [2],
 *             [3]; gap of [4], [5]; and for both cones (δS)² ≤ ε, δ the
 *             residual, S the largest entry of F(x) or Y over the same 1 + …
 *   GP        in the logarithmic form, with δₜ < 0 put to 0:
 *             primal_residual   max Fᵢ(u)₊
 *             dual_residual     |Aᵀδ|ⱼ / (1 + min (max λᵢ, Σₜ |aₜⱼ|δₜ)),
 *                               |λ₀ - 1|
 *             gap               max (|p - d|, Σ λᵢ|Fᵢ| + Σ δₜ log (share of δ
 *                               over share of the term)) / (1 + |p| + |d|)
 *
 * These are at least the usual ones, ‖residual‖∞/(1 + ‖rhs‖∞) and
 * |p - d|/(1 + |p| + |d|): a large number elsewhere in the problem excuses
 * nothing, residuals cannot cancel an open gap, and where all of c, or all of
 * the right-hand sides, are below 1 in magnitude that size stands in place of
 * the 1.
 *
 * Why (δS)²: a 2×2 minor δ·S ≥ a² with S large lets an entry a = √(δS) through
 * however small δ is.  Programs with a duality gap are "solved" so
 * (Vandenberghe & Boyd, Semidefinite programming, 1996, section 3): δS stays of
 * the size of the gap squared.
 *
 * Rays are scaled so that their value is 1 (epi-qp.h, epi-sdp.h, epi-gp.h); a
 * value that rounding the data to double may have made is none.
 * Then with r the residual, r = Aᵀy + z, x feasible would mean rᵀx ≥ 1: what is
 * shown is that there is no point with ‖x‖₁ < 1/‖r‖∞, and for a direction that
 * the objective falls until ‖x‖ ≥ 1/‖r‖∞.  Where every variable has bounds
 * that r never needed, r = 0 and there is no point at all: z is also tried as
 * -Aᵀy itself.  So that data in
 * small units do not pass for zeros, the part ρⱼ that |r|ⱼ is of the largest
 * entry of its column (row) times the largest number of the ray must be small,
 * too: ρ² ≤ ε.  The ray is exact for data that differ by ρ.  For an SDP (δS)²
 * as above. dual_residual     of a ray of infeasibility primal_residual   of a
 * direction, and of the feasible point without which nothing is unbounded
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
  bool drifts; /* max-det: it may be without end, as missing says, though only
                * the logarithm falls and no ray with cᵀd = -1 can show that */
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
