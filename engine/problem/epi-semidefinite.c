/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a sparse symmetric matrix positive semidefinite?
 *
 *     1. a negative diagonal entry, or a zero one in a row that is not zero: no
 *     2. scale to ones on the diagonal, S̃ = D^(-½) S D^(-½)
 *     3. yes exactly when S̃ + δI has a Cholesky factor
 *
 * δ is what rounding in S and in the factor may take away: a matrix whose
 * smallest scaled eigenvalue is below -δ is refused, whatever its units.
 * Higham, Accuracy and Stability of Numerical Algorithms (2002), 10.1.
 */
#include "problem/epi-certificate-private.h"

#include "core/epi-alloc.h"

#include <suitesparse/cholmod.h>
#include <float.h>
#include <string.h>

/* D^(-½), 0 for zero rows.  False: step 1 says no. */
static bool
find_scales (const EpiSparse *S, double sign, double *scale)
{
  memset (scale, 0, S->cols * sizeof *scale);
  for (size_t j = 0; j < S->cols; j++)
    for (int k = S->start[j]; k < S->start[j + 1]; k++)
      if ((size_t)S->row[k] == j) {
        if (sign * S->value[k] < 0)
          return false;
        scale[j] = S->value[k] != 0 ? 1 / sqrt (sign * S->value[k]) : 0;
      }
  for (size_t j = 0; j < S->cols; j++)
    for (int k = S->start[j]; k < S->start[j + 1]; k++)
      if (S->value[k] != 0 && (scale[j] == 0 || scale[S->row[k]] == 0))
        return false;
  return true;
}

/* S̃ + δI as CHOLMOD has it: lower triangle (stype -1). */
static cholmod_sparse *
scaled_matrix (const EpiSparse *S, double sign, const double *scale,
               double shift, cholmod_common *common)
{
  size_t n = S->cols, entries = epi_sparse_entries (S) + n;
  cholmod_triplet *T =
      cholmod_allocate_triplet (n, n, entries, -1, CHOLMOD_REAL, common);
  cholmod_sparse *out = NULL;

  if (T == NULL)
    return NULL;
  int *row = T->i, *col = T->j;
  double *value = T->x;
  for (size_t j = 0; j < n; j++) {
    row[T->nnz] = col[T->nnz] = (int)j;
    value[T->nnz++] = 1 + shift; /* a zero row is as good as a one */
    for (int k = S->start[j]; k < S->start[j + 1]; k++) {
      int i = S->row[k];
      if ((size_t)i == j)
        continue;
      row[T->nnz] = i > (int)j ? i : (int)j;
      col[T->nnz] = i > (int)j ? (int)j : i;
      value[T->nnz++] = sign * S->value[k] * scale[i] * scale[j];
    }
  }
  out = cholmod_triplet_to_sparse (T, 0, common);
  cholmod_free_triplet (&T, common);
  return out;
}

static EpiStatus
factor (cholmod_sparse *A, cholmod_common *common)
{
  cholmod_factor *L = A != NULL ? cholmod_analyze (A, common) : NULL;
  EpiStatus status = EPI_NO_MEMORY;

  if (L != NULL && cholmod_factorize (A, L, common))
    status = common->status == CHOLMOD_OK && L->minor == L->n
                 ? EPI_OK
                 : EPI_NOT_POSITIVE_DEFINITE;
  cholmod_free_factor (&L, common);
  return status;
}

EpiStatus
epi_sparse_semidefinite (const EpiSparse *S, double sign)
{
  double *scale = epi_new (double, S->cols);
  EpiStatus status = EPI_NOT_POSITIVE_DEFINITE;
  cholmod_common common;

  if (scale == NULL)
    return EPI_NO_MEMORY;
  if (find_scales (S, sign, scale)) {
    double shift = fmax (1e-12, 8 * (double)S->cols * DBL_EPSILON);
    cholmod_start (&common);
    common.print = 0;
    common.final_ll = true;
    common.quick_return_if_not_posdef = true;
    cholmod_sparse *A = scaled_matrix (S, sign, scale, shift, &common);
    status = factor (A, &common);
    cholmod_free_sparse (&A, &common);
    cholmod_finish (&common);
  }
  epi_free (scale);
  return status;
}
