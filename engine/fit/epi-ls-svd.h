/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares by the singular value decomposition.
 *
 *     1. reduce     [√W A  √W B; √λD 0] = Q [R₁₁ R₁₂; 0 R₂₂], block by block
 *     2. decompose  R₁₁ = U Σ Vᵀ, σ₁ ≥ … ≥ σ_p
 *     3. add, i = 1 … rank:  Θ := Θ + vᵢ (uᵢᵀR₁₂)/σᵢ
 *
 * One call of epi_method_step() is stage 1, stage 2, or one term of 3.  When
 * A has full rank the answer is the only one; otherwise it is the one of least
 * norm ‖Θ‖.
 *
 * The rank does not depend on the units of the columns: it is the number of
 * singular values of R₁₁ with its columns scaled to length 1 that exceed
 * epi_ls_rank_tolerance() times the largest.  With full rank the sum runs over
 * those scaled columns too (exact powers of two), which loses fewer digits;
 * with less, over the given ones, of which the `rank` largest σ are kept.
 *
 * Records "sigma" (p) of the given columns, "terms" added so far, "rank",
 * "rank_tolerance", "V" (p,p), "column_scale" (p).
 * Golub & Van Loan, Matrix Computations, 5.5.
 */
#pragma once

#include "fit/epi-ls-direct.h"

/* Borrows the arrays of problem.  EPI_NO_MEMORY. */
EpiStatus epi_ls_svd_new (const EpiLs *problem, EpiMethod **out);
