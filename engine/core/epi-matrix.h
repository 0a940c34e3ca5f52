/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dense matrices: shape and stride over doubles, column-major as LAPACK wants.
 *
 * Entry (i,j) is data[i + j * ld].  An EpiMatrix is a small value: copying it
 * copies the view, not the numbers.  epi_matrix_new() makes numbers that
 * epi_matrix_clear() frees; a view of somebody else's is never cleared.
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

typedef struct {
  double *data; /* (ld, cols), of which rows are used */
  size_t rows, cols;
  size_t ld; /* ≥ rows */
} EpiMatrix;

/* Zeroed (rows, cols) with ld = rows.  EPI_NO_MEMORY. */
EpiStatus epi_matrix_new (size_t rows, size_t cols, EpiMatrix *out);

/* A deep copy with ld = rows.  EPI_NO_MEMORY. */
EpiStatus epi_matrix_copy (const EpiMatrix *from, EpiMatrix *out);

/* Frees what epi_matrix_new() or _copy() made; all fields become 0.  Fine on
 * a zeroed matrix. */
void epi_matrix_clear (EpiMatrix *matrix);

/* A view of data (ld ≥ rows), nothing copied. */
static inline EpiMatrix
epi_matrix_view (double *data, size_t rows, size_t cols, size_t ld)
{
  return (EpiMatrix){data, rows, cols, ld};
}

/* The address of column j, and of entry (i,j). */
static inline double *
epi_matrix_col (const EpiMatrix *matrix, size_t j)
{
  return matrix->data + j * matrix->ld;
}

static inline double *
epi_matrix_at (const EpiMatrix *matrix, size_t i, size_t j)
{
  return matrix->data + i + j * matrix->ld;
}

/* Whether every number is finite.  The check at every door into LAPACK: with
 * Inf LAPACKE returns success and NaN; with NaN dsyevr may not return.
 * x (n); matrix (rows, cols). */
bool epi_is_finite (const double *x, size_t n);
bool epi_is_finite_f (const float *x, size_t n);
bool epi_matrix_is_finite (const EpiMatrix *matrix);

/* to (n,m) := fromᵀ, from (m,n). */
void epi_matrix_transpose (const EpiMatrix *from, EpiMatrix *to);
