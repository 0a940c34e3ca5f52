/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Iterative refinement of least squares by the augmented system.
 *
 *     [ I   M ] [ s ]   [ b ]        s = b - Mθ, the residual,
 *     [ Mᵀ  0 ] [ θ ] = [ 0 ]        M the rows √w a, and √λ e of a ridge
 *
 *     with M = Q [R; 0] once (Householder, columns scaled to length about 1)
 *     repeat for each output
 *       1. residuals  f := b - s - Mθ,  g := -Mᵀs      in long double
 *       2. [d; e] := Qᵀ f,  h := R⁻ᵀ g
 *       3. correct    Δθ := R⁻¹ (d - h),  Δs := Q [h; e]
 *       4. update     θ := θ + Δθ,  s := s + Δs
 *
 * Each pass gains about -log₁₀ (κ u) digits, κ of the scaled columns, and that
 * for θ and residual at once: refining θ alone would stall at κ²u ‖s‖.  A
 * correction that is not half as long as the one before it is rounding: the
 * digits that long double residuals can give (condition of the problem times
 * 2⁻⁶⁴) are there, or the factors are too coarse for this κ.  `extended`
 * factors in long double do the same up to κ of about 10¹⁸.
 *
 * A and B may be given to more than double precision, as A + A_low, B + B_low:
 * x¹⁰ rounded to double is another problem, whose answer differs from that of
 * x¹⁰ by κ u.  Björck, BIT 7 (1967) 257-278; Björck, Numerical Methods for
 * Least Squares Problems, 2.9.3.
 */
#pragma once

#include "problem/epi-ls.h"

#include <stdbool.h>

typedef struct EpiLsRefine EpiLsRefine;

/* Factors the squared-loss problem, whose arrays must outlive the object.
 * A_low (n,p), B_low (n,m): NULL for none.  EPI_NO_MEMORY, EPI_NOT_FINITE,
 * EPI_SINGULAR (fewer rows than columns, or a zero on R's diagonal). */
EpiStatus epi_ls_refine_new (const EpiLs *problem, const EpiMatrix *A_low,
                             const EpiMatrix *B_low, bool extended,
                             EpiLsRefine **out);
void epi_ls_refine_free (EpiLsRefine *refine); /* accepts NULL */

/* σ₁/σ_p of the factored M with its columns scaled. */
double epi_ls_refine_condition (const EpiLsRefine *refine);

/* Starts from theta (p,m): s := b - Mθ. */
void epi_ls_refine_start (EpiLsRefine *refine, const EpiMatrix *theta);

/* One pass; theta (p,m) := the answer rounded.  *change: the largest
 * ‖S⁻¹Δθ‖/‖S⁻¹θ‖ of an output, S the column scales.  EPI_RUNNING;
 * EPI_CONVERGED when no output gains digits any more; EPI_NUMERICAL when that
 * is so with fewer than three; EPI_NOT_FINITE.  Allocates nothing. */
EpiStatus epi_ls_refine_step (EpiLsRefine *refine, EpiMatrix *theta,
                              double *change);

/* Exact state: θ and s in long double, the last changes. */
size_t epi_ls_refine_state_size (const EpiLsRefine *refine);
void epi_ls_refine_save (const EpiLsRefine *refine, void *state);
void epi_ls_refine_restore (EpiLsRefine *refine, const void *state);
