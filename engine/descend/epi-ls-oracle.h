/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares as an oracle.
 *
 *     squared:  [√W A  √W B; √λD 0] = Q [R₁₁ R₁₂; 0 R₂₂] once, then
 *               f = ‖R₁₁Θ - R₁₂‖² + ‖R₂₂‖²,   ∇f = 2 R₁₁ᵀ(R₁₁Θ - R₁₂),
 *               ∇²f = 2 R₁₁ᵀR₁₁:  O(p²) however many rows there are, and
 *               without the digits that AᵀA would cost
 *     Huber:    f = Σ wᵢ φ(rᵢ) + λ‖Dθ‖² row by row;  L = 2σ₁², as where every
 *               residual is small;  μ is not known
 *
 * x is Θ column by column.  The absolute loss has no gradient where it
 * matters: EPI_UNSUPPORTED.
 */
#pragma once

#include "descend/epi-oracle.h"
#include "problem/epi-ls.h"

/* The squared loss copies what it needs; Huber's borrows the arrays of problem.
 * EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_UNSUPPORTED. */
EpiStatus epi_ls_oracle_new (const EpiLs *problem, EpiOracle **out);
