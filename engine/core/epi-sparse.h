/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparse matrices in compressed columns, as SuiteSparse wants them.
 *
 * Column j holds the entries start[j] … start[j+1] - 1; their rows ascend and
 * none occurs twice.  Indices are int: a matrix has fewer than 2³¹ entries.
 * Davis, Direct Methods for Sparse Linear Systems (2006), chapter 2.
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

typedef struct {
  size_t rows, cols;
  int *start;    /* (cols + 1), start[0] = 0; NULL only in a zeroed struct */
  int *row;      /* (start[cols]) */
  double *value; /* (start[cols]) */
} EpiSparse;

/* One entry of a matrix that is being collected. */
typedef struct {
  int row, col;
  double value;
} EpiTriplet;

/* Zeroed columns and room for max_entries.  EPI_NO_MEMORY, also when a size is
 * 2³¹ or more. */
EpiStatus epi_sparse_new (size_t rows, size_t cols, size_t max_entries,
                          EpiSparse *out);

/* From entries in any order; entries of one place are added up, and entries
 * that are zero stay (a pattern may be wanted).  Every row < rows and
 * col < cols.  O(n + rows + cols).  EPI_NO_MEMORY. */
EpiStatus epi_sparse_from_triplets (size_t rows, size_t cols,
                                    const EpiTriplet *triplets, size_t n,
                                    EpiSparse *out);

EpiStatus epi_sparse_copy (const EpiSparse *from, EpiSparse *out);
EpiStatus epi_sparse_transpose (const EpiSparse *from, EpiSparse *out);

/* Frees; all fields become 0.  Fine on a zeroed matrix. */
void epi_sparse_clear (EpiSparse *matrix);

/* Stored entries. */
static inline size_t
epi_sparse_entries (const EpiSparse *matrix)
{
  return matrix->start == NULL ? 0 : (size_t)matrix->start[matrix->cols];
}

/* y += α A x, and y += α Aᵀ x. */
void epi_sparse_add_product (const EpiSparse *A, double alpha, const double *x,
                             double *y);
void epi_sparse_add_product_t (const EpiSparse *A, double alpha,
                               const double *x, double *y);

/* y += α S x for a symmetric S of which one triangle is stored. */
void epi_sparse_add_symmetric (const EpiSparse *S, double alpha,
                               const double *x, double *y);

/* y += |A| |x|, and y += |Aᵀ| |x|: what the sums above are made of. */
void epi_sparse_add_magnitudes (const EpiSparse *A, const double *x, double *y);
void epi_sparse_add_magnitudes_t (const EpiSparse *A, const double *x,
                                  double *y);

/* by_row, by_col: raised to the largest |entry| of each. */
void epi_sparse_raise (const EpiSparse *A, double *by_row, double *by_col);

/* Aⱼᵀ x, column j alone. */
double epi_sparse_col_dot (const EpiSparse *A, size_t j, const double *x);

/* Whether every stored value is finite. */
bool epi_sparse_is_finite (const EpiSparse *matrix);
