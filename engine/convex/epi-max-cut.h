/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Max-cut: part the nodes of a graph so that as much weight as can be lies
 * between the two sides,
 *
 *     maximize cut (s) = ½ Σ_{i<j} wᵢⱼ (1 - sᵢsⱼ),   s ∈ {-1,1}ⁿ
 *
 * W (n,n) symmetric, column-major; the diagonal is not read.
 *
 * By relaxation and rounding:
 *
 *     relax   sᵢ becomes a unit vector vᵢ, sᵢsⱼ becomes Xᵢⱼ = vᵢᵀvⱼ: the
 *             semidefinite program of problem/epi-semidefinite-programs.h, by
 *             interior-point steps until it has its optimum X = VVᵀ
 *     bound   for any x: cut (s) ≤ Σ xᵢ - n min (0, λ_min(Diag(x) - ¼L)),
 *             since sᵀ(Diag(x) - ¼L)s ≥ n λ_min; at every iterate
 *     round   r ~ N(0,I), sᵢ := sign (vᵢᵀr); one hyperplane a step, as often
 *             as wanted; the best cut so far is kept
 *
 * Where no wᵢⱼ is negative, a hyperplane's cut is 0.87856 of the relaxation's
 * value or more in the mean: an edge is cut with probability arccos (Xᵢⱼ)/π.
 * Goemans & Williamson, J. ACM 42 (1995), theorem 3.3.
 *
 * By trying all: epi_cut_enumeration_new().
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-sdp.h"

#include <stdint.h>

#define EPI_MAX_CUT_RATIO 0.8785672057848516 /* min 2θ/(π(1 - cos θ)) */

/* cut (s). */
double epi_cut_weight (size_t n, const double *W, const double *s);

typedef struct {
  double tolerance;   /* of the relaxation; 0: 1e-9 */
  size_t hyperplanes; /* how many */
  uint64_t seed;      /* of epi_random(), stream 0 */
} EpiMaxCutOptions;

/* sdp: epi_max_cut_program_new() of W; both are borrowed.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE.
 *
 * x is that of the relaxation, f the bound.  Records "bound", "X" (n,n); while
 * it relaxes "dual_objective", "gap", "primal_residual",
 * "dual_residual", "step_length", "mu"; once it has its optimum "trials",
 * "side" (n) of the last hyperplane with its "cut", "best_side" (n) with its
 * "best_cut", "mean_cut", "ratio" best_cut / bound.  Ends as EPI_CONVERGED when
 * the hyperplanes are used up, else as the relaxation does. */
EpiStatus epi_max_cut_new (const EpiSdp *sdp, const double *W,
                           const EpiMaxCutOptions *options, EpiMethod **out);

/* The cuts that its hyperplanes made, in order; n of them. */
const double *epi_max_cut_trials (const EpiMethod *method, size_t *n);

/* X and x of the relaxation as an answer of sdp. */
void epi_max_cut_answer (const EpiMethod *method, EpiSdpAnswer *out);

#define EPI_CUT_ENUMERATION_NODES 24 /* at most */

/* All 2ⁿ⁻¹ cuts, in the order of a Gray code: from one to the next a single
 * node i changes its side, which changes the cut by Σⱼ wᵢⱼsᵢsⱼ.  One step tries
 * 2¹² of them.  Copies W.  Records "best_cut", "best_side" (n), "tried" (share
 * of all).  Ends as EPI_CONVERGED: then best_cut is the largest. EPI_NO_MEMORY,
 * EPI_NOT_FINITE, EPI_UNSUPPORTED beyond EPI_CUT_ENUMERATION_NODES. */
EpiStatus epi_cut_enumeration_new (size_t n, const double *W, EpiMethod **out);
