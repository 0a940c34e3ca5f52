/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Iterative refinement of a direction, by conjugate gradients.
 *
 * x, y, z solve the system of epi-kkt.h roughly; its third row holds, and goes
 * on holding.  With M = P + Gᵀ(WᵀW)⁻¹G, and M̃ what the factors of an EpiKkt
 * stand for instead of it:
 *
 *     repeat until the residuals r = bx - M x - Aᵀy, q = by - Ax are small
 *       1. step       M̃ s + Aᵀt = r,  A s = q;  y += t
 *       2. direction  d := s + β d,  β = rᵀs over its last value
 *       3. length     α = rᵀs / dᵀM d;  x += α d,  z += α W⁻ᵀG d
 *
 * The first pass, and one after rounding has left no rᵀs > 0 or, with an A, has
 * led far away from the best x, y, z (where it then returns), takes α = 1,
 * β = 0 (plain refinement: it also makes Ax = by, after which the iteration
 * stays in the null space of A, where M is positive definite).  r is computed
 * anew each time, from z: cheaper and more accurate than the usual recurrence.
 * Gould, Hribar & Nocedal, SIAM J. Sci. Comput. 23 (2001), algorithm 6.2.
 *
 * The conjugate directions are worth their few lines near the end of the
 * interior-point method on problems that are not strictly feasible: there M̃
 * is M with a shift, and plain refinement crawls.
 */
#pragma once

#include "convex/epi-kkt.h"

typedef struct EpiKktRefine EpiKktRefine;

/* Borrows the program.  EPI_NO_MEMORY. */
EpiStatus epi_kkt_refine_new (const EpiConeProgram *program,
                              EpiKktRefine **out);
void epi_kkt_refine_free (EpiKktRefine *refine); /* accepts NULL */

/* Improves x (n), y (p), z (dim K, scaled) until no entry of the residual of
 * bx (n), by (p) is over accuracy, or no more can be had; the best is kept.
 * EPI_NOT_FINITE; EPI_INTERRUPTED by kkt->cancel, asked in every pass. */
EpiStatus epi_kkt_refine (EpiKktRefine *refine, EpiKkt *kkt, EpiCones *cones,
                          const double *bx, const double *by, double accuracy,
                          double *x, double *y, double *z);

/* W⁻¹z (dim K) of the last direction refined: known by the way. */
const double *epi_kkt_refine_unscaled (const EpiKktRefine *refine);
