/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares that follows its data: one row more, less or moved costs
 * O(p²), however many rows there are.
 *
 *     minimize  Σᵢ wᵢ ‖aᵢᵀΘ - bᵢᵀ‖² + λ ‖DΘ‖²
 *
 *     start       M = Q [R z; 0 ρ] by blocks; G := [R z; 0 ρ]ᵀ[R z; 0 ρ]
 *     a row in    G := G + w [a b]ᵀ[a b],   R := Givens (R; √w aᵀ)
 *     a row out   G := G - w [a b]ᵀ[a b],   R := downdate (R; √w aᵀ):
 *                 solve Rᵀq = √w a;  1 - ‖q‖² > 0, else R is made anew from G;
 *                 rotate [q; √(1-‖q‖²)] to e_p+1, and R with it
 *     solve       repeat  d := c - GΘ,  Θ := Θ + R⁻¹R⁻ᵀd  until d is rounding
 *
 * G, with c = AᵀWb and bᵀWb at its border, is kept in double-double, so that
 * thousands of moves leave no trace: a point that goes and comes back gives
 * the old answer.  G is made from R and not from the rows, so it describes a
 * matrix that differs from A by rounding, as QR's answer does, and the squared
 * condition number does no harm.  R is only a preconditioner; where κ is too
 * large for it (R⁻¹R⁻ᵀd does not shrink fourfold) R is made anew by Cholesky's
 * method in double-double, and Θ solved with that: O(p³).
 *
 * Golub & Van Loan, Matrix Computations, 6.5; LINPACK Users' Guide, chapter 10.
 */
#pragma once

#include "problem/epi-ls.h"

typedef struct EpiLsqUpdate EpiLsqUpdate;

/* Reads the squared-loss problem once, O(n p²), and keeps nothing of it.
 * EPI_NO_MEMORY, EPI_NOT_FINITE.  A problem of deficient rank is fine: rows
 * may still come. */
EpiStatus epi_lsq_update_new (const EpiLs *problem, EpiLsqUpdate **out);
void epi_lsq_update_free (EpiLsqUpdate *update); /* accepts NULL */

/* A row a (p), b (m) of weight w ≥ 0 comes, or goes.  Nothing changes and
 * EPI_NOT_FINITE is returned when a number is not finite. */
EpiStatus epi_lsq_update_add (EpiLsqUpdate *update, const double *a,
                              const double *b, double w);
EpiStatus epi_lsq_update_remove (EpiLsqUpdate *update, const double *a,
                                 const double *b, double w);

/* A row moves, or changes its weight. */
EpiStatus epi_lsq_update_replace (EpiLsqUpdate *update, const double *old_a,
                                  const double *old_b, double old_w,
                                  const double *a, const double *b, double w);

/* Θ (p,m), the optimum for the rows so far, and the objective there (may be
 * NULL).  EPI_SINGULAR when they do not determine it: ask the SVD. */
EpiStatus epi_lsq_update_solve (EpiLsqUpdate *update, EpiMatrix *theta,
                                double *objective);

/* G (p,p) := AᵀWA + λD², rounded: half the Hessian. */
void epi_lsq_update_gram (const EpiLsqUpdate *update, EpiMatrix *G);

/* How often R was made anew from G; for tests and figures. */
size_t epi_lsq_update_refactored (const EpiLsqUpdate *update);
