/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares by the normal equations.
 *
 *     (AᵀWA + λD²) Θ = AᵀWB
 *
 *     1. Gram      G := AᵀWA + λD²,  C := AᵀWB
 *     2. Cholesky  G = L Lᵀ
 *     3. forward   L Y = C
 *     4. back      LᵀΘ = Y
 *
 * One call of epi_method_step() is one line.  Cheap, and the condition number
 * of G is the square of A's: half the digits may be lost before step 2 begins
 * (it may even end as EPI_NOT_POSITIVE_DEFINITE).  Records "gram" (p,p), "rhs"
 * (p,m), "L" (p,p), "condition_gram"; "condition" is its square root.
 * Golub & Van Loan, Matrix Computations, 5.3.2.
 */
#pragma once

#include "fit/epi-ls-direct.h"

/* Borrows the arrays of problem.  EPI_NO_MEMORY. */
EpiStatus epi_normal_equations_new (const EpiLs *problem, EpiMethod **out);
