/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Systems with a sum of many sparse rank-one matrices and a few dense ones:
 *
 *     (Σₖ wₖ vₖvₖᵀ) x = b,   wₖ > 0
 *
 * the Newton systems of geometric programs: a vₖ for every term, and one for
 * every posynomial.  Vectors with few entries are added up in a sparse matrix
 * S that CHOLMOD factors (supernodal, AMD ordering, symbolic analysis once).
 * A vector with many entries, such as the gradient of an objective in which
 * every variable occurs, would fill S; those, D = [v₁ … v_r], are the extra
 * columns of an augmented system, solved by its Schur complement:
 *
 *     ⎡S    D  ⎤ ⎡x⎤   ⎡b⎤
 *     ⎣Dᵀ -W⁻¹ ⎦ ⎣y⎦ = ⎣0⎦,   (W⁻¹ + DᵀS⁻¹D) y = DᵀS⁻¹b
 *
 * A direction on which the sum is singular is regularized by a relative
 * 10⁻¹⁴ of the diagonal, more when the factorization fails; whoever needs an
 * exact solution refines it against the system that was meant.
 * Chen, Davis, Hager & Rajamanickam, Algorithm 887: CHOLMOD, ACM Trans. Math.
 * Softw. 35 (2008).
 */
#pragma once

#include "core/epi-sparse.h"
#include "core/epi-worker.h"

typedef struct EpiRankOneSum EpiRankOneSum;

/* For vectors of the pattern of V (n,K), one a column; borrows V, whose values
 * may change before each factorization.  EPI_NO_MEMORY. */
EpiStatus epi_rank_one_sum_new (const EpiSparse *V, EpiRankOneSum **out);

/* Factors at the present values with weights w (K), all > 0 and finite.  cancel
 * (NULL: none) is asked while S is added up, after it is factored and before
 * each S⁻¹vᵢ; CHOLMOD's factorization itself is one piece.
 * EPI_NOT_FINITE, EPI_SINGULAR, EPI_NO_MEMORY; EPI_INTERRUPTED, and then there
 * are no factors.  (A core of a server, random geometric programs: 0.12 s of
 * processor time for 3,000 variables and 1,000 constraints, 0.6 s for 5,000 and
 * 2,000; LDLᵀ as in epi-ldl.h could be interrupted, and takes half as much
 * again.) */
EpiStatus epi_rank_one_sum_factor (EpiRankOneSum *self, const double *w,
                                   const EpiCancel *cancel);

/* b (n) := the solution.  EPI_NOT_FINITE, EPI_NO_MEMORY. */
EpiStatus epi_rank_one_sum_solve (EpiRankOneSum *self, double *b);

/* Entries of the factor of S, and the floating-point operations that it takes
 * to find them, as the symbolic analysis counts them. */
void epi_rank_one_sum_cost (const EpiRankOneSum *self, double *entries,
                            double *operations);

/* How many vectors are kept out of S. */
size_t epi_rank_one_sum_dense (const EpiRankOneSum *self);

/* Accepts NULL. */
void epi_rank_one_sum_free (EpiRankOneSum *self);
