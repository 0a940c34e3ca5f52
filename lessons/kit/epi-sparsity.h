/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pattern of a sparse matrix, of any size, in few boxes.
 *
 * Box t (of n) covers the rows row[t] … and columns col[t] … (from 0), `height`
 * rows and `width` columns each, and holds count[t] > 0 stored entries.  A
 * matrix with at most EPI_SPARSITY_SIDE rows and columns has a box an entry.
 */
#pragma once

#include "core/epi-sparse.h"

#define EPI_SPARSITY_SIDE 512 /* boxes a side, at most */

typedef struct {
  size_t rows, cols;    /* of the matrix */
  size_t height, width; /* of a box */
  size_t n, entries;
  double *row, *col, *count; /* (n), owned */
} EpiSparsity;

/* O(entries + boxes).  EPI_NO_MEMORY; then *out is zeroed. */
EpiStatus epi_sparsity_new (const EpiSparse *matrix, EpiSparsity *out);
void epi_sparsity_clear (EpiSparsity *pattern); /* fine on a zeroed one */
