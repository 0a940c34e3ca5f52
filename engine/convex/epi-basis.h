/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The factors of a simplex basis, and solving with them.
 *
 * A basis B is m columns of [A, -I]: column j < n is that of A, column n + i
 * is -eᵢ, the logical of row i.
 *
 *   factor   PBQ = LU by Gaussian elimination with the pivots that Markowitz
 *            (1957) chooses: singleton columns, then singleton rows, then the
 *            entry with the least (rᵢ - 1)(cⱼ - 1) among those that are at
 *            least 0.1 of the largest in their column
 *   update   one column of B is replaced: Forrest & Tomlin (1972).  The new
 *            column, solved by L, becomes the last of U; the row that this
 *            spoils is cleared by one row transformation R.  After k updates
 *            B = L R₁⁻¹ … R_k⁻¹ U
 *   ftran    B x = b:  L, R₁ … R_k, U
 *   btran    Bᵀy = c:  Uᵀ, R_kᵀ … R₁ᵀ, Lᵀ
 *
 * Position i of the basis is the column whose pivot lies in row i: factor()
 * reorders the head so, and no permutation is left in the solves.
 *
 * Where few entries of a right-hand side are not zero, a solve first finds
 * the entries that its result can have, by a depth-first search of the
 * factor's graph (Gilbert & Peierls 1988), and touches no others.  Which way
 * is taken depends on the right-hand side alone, so that the same calls give
 * the same bits.
 *
 * Suhl & Suhl, Computing sparse LU factorizations for large-scale linear
 * programming bases, ORSA J. Comput. 2 (1990); Huangfu & Hall, Novel update
 * techniques for the revised simplex method, Comput. Optim. Appl. 60 (2015).
 */
#pragma once

#include "core/epi-sparse.h"
#include "core/epi-worker.h"

/* A vector that knows where it is not zero. */
typedef struct {
  double *value; /* (m), zero outside index */
  int *index;    /* (n) of room for m, no row twice */
  int n;
} EpiSparseVector;

/* Room for m; zero.  EPI_NO_MEMORY. */
EpiStatus epi_sparse_vector_new (size_t m, EpiSparseVector *out);
void epi_sparse_vector_free (EpiSparseVector *v); /* fine when zeroed */
void epi_sparse_vector_zero (EpiSparseVector *v);
void epi_sparse_vector_copy (const EpiSparseVector *from, EpiSparseVector *to);

/* Σ valueₖ x[indexₖ], in four sums: a single one waits for each addition. */
static inline double
epi_sparse_dot (const int *index, const double *value, int n, const double *x)
{
  double a = 0, b = 0, c = 0, d = 0;
  int k = 0;

  for (; k + 4 <= n; k += 4) {
    a += value[k] * x[index[k]];
    b += value[k + 1] * x[index[k + 1]];
    c += value[k + 2] * x[index[k + 2]];
    d += value[k + 3] * x[index[k + 3]];
  }
  for (; k < n; k++)
    a += value[k] * x[index[k]];
  return (a + b) + (c + d);
}

typedef struct EpiBasis EpiBasis;

enum { EPI_BASIS_MAX_UPDATES = 100 };

/* Borrows A (m,n).  The factors are not there before epi_basis_factor().
 * EPI_NO_MEMORY. */
EpiStatus epi_basis_new (const EpiSparse *A, EpiBasis **out);
void epi_basis_free (EpiBasis *basis); /* accepts NULL */

/* Factors the columns in head (m), reorders head so that position i pivots in
 * row i, and forgets all updates.  A dependent column is replaced by the
 * logical of a row that has no pivot; *n_replaced (may be NULL) counts them.
 * Asks for memory only when the fill outgrows all earlier ones: EPI_NO_MEMORY.
 * cancel (NULL: none) is asked every few pivots of the kernel: EPI_INTERRUPTED.
 * After either there are no factors, and head is as it was. */
EpiStatus epi_basis_factor (EpiBasis *basis, int *head, size_t *n_replaced,
                            const EpiCancel *cancel);

/* x (m) := B⁻¹x.  With for_update the half-solved x is kept for the next
 * update: x is the entering column. */
void epi_basis_ftran (EpiBasis *basis, EpiSparseVector *x, bool for_update);

/* y (m) := B⁻ᵀy.  With for_update likewise: y is e_p, p the leaving
 * position. */
void epi_basis_btran (EpiBasis *basis, EpiSparseVector *y, bool for_update);

/* Replaces the column at position p by the one whose ftran was kept, given
 * alpha = (B⁻¹a)_p; the btran of e_p was kept too.  EPI_LIMIT: out of room
 * (factor anew; the factors are then of no more use). */
EpiStatus epi_basis_update (EpiBasis *basis, int p, double alpha);

/* Updates since the last factorization; entries in L and U then, and entries
 * that U and R have gained since. */
size_t epi_basis_updates (const EpiBasis *basis);
size_t epi_basis_entries (const EpiBasis *basis);
size_t epi_basis_growth (const EpiBasis *basis);
