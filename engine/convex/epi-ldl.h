/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparse LDLᵀ of a symmetric quasi-definite matrix, by supernodes.
 *
 *     K = ⎡H   Aᵀ⎤   H, E positive definite, in any order of the unknowns:
 *         ⎣A  -E ⎦   Pᵀ K P = L D Lᵀ exists for every permutation P, with
 *                    D diagonal and as many positive entries as H has rows
 *
 * so that the order is chosen once, for little fill, and no pivot is searched
 * for.  CHOLMOD orders (AMD, or nested dissection where that fills less) and
 * finds the supernodes: runs of columns of L with one pattern, kept as dense
 * (rows, cols) blocks.  The numbers are ours, because CHOLMOD's supernodes take
 * positive definite matrices only.  Left-looking, for each supernode J:
 *
 *     1. gather   block := the entries of K in columns J
 *     2. update   for every earlier supernode E with rows in J:
 *                 block -= L(·,E) D(E) L(J,E)ᵀ
 *     3. factor   the columns of the block, halved recursively: L and D of the
 *                 left half, product onto the right half, the right half
 *
 * A pivot of the wrong sign or below what may be lost to rounding (`least`, or
 * 10⁻¹⁴ of the sum of the magnitudes that it is made of) is set to that with
 * the sign that it should have.
 *
 * A flag is asked for every supernode, and in those so wide that their products
 * take long, between pieces of them.
 *
 * Vanderbei, Symmetric quasidefinite matrices, SIAM J. Optim. 5 (1995); Ng &
 * Peyton, Block sparse Cholesky algorithms on advanced uniprocessor computers,
 * SIAM J. Sci. Comput. 14 (1993).
 */
#pragma once

#include "core/epi-sparse.h"
#include "core/epi-worker.h"

typedef struct EpiLdl EpiLdl;

/* Orders and finds the pattern of L for the pattern of K, lower triangle with
 * a full diagonal; the sign (n) of each pivot, 1 or -1.  K's values are not
 * read.  EPI_NO_MEMORY. */
EpiStatus epi_ldl_new (const EpiSparse *K, const signed char *sign,
                       EpiLdl **out);
void epi_ldl_free (EpiLdl *ldl); /* accepts NULL */

/* Of K with the pattern that epi_ldl_new() met.  cancel may be NULL.
 * EPI_NOT_FINITE; EPI_INTERRUPTED, and then there are no factors. */
EpiStatus epi_ldl_factor (EpiLdl *ldl, const EpiSparse *K, double least,
                          const EpiCancel *cancel);

/* x (n) := K⁻¹ x. */
void epi_ldl_solve (EpiLdl *ldl, double *x);

/* Entries of L that are kept, zeros of the blocks included; multiplications
 * and additions of a factorization; pivots that were set by the last one. */
size_t epi_ldl_entries (const EpiLdl *ldl);
double epi_ldl_flops (const EpiLdl *ldl);
size_t epi_ldl_set_pivots (const EpiLdl *ldl);
