/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-sparse.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <limits.h>
#include <math.h>
#include <string.h>

EpiStatus
epi_sparse_new (size_t rows, size_t cols, size_t max_entries, EpiSparse *out)
{
  *out = (EpiSparse){0};
  if (rows >= INT_MAX || cols >= INT_MAX || max_entries >= INT_MAX)
    return EPI_NO_MEMORY;
  *out = (EpiSparse){
      .rows = rows,
      .cols = cols,
      .start = epi_new0 (int, cols + 1),
      .row = epi_new (int, max_entries),
      .value = epi_new (double, max_entries),
  };
  if (out->start != NULL && out->row != NULL && out->value != NULL)
    return EPI_OK;
  epi_sparse_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_sparse_clear (EpiSparse *matrix)
{
  epi_free (matrix->start);
  epi_free (matrix->row);
  epi_free (matrix->value);
  *matrix = (EpiSparse){0};
}

EpiStatus
epi_sparse_copy (const EpiSparse *from, EpiSparse *out)
{
  size_t n = epi_sparse_entries (from);
  EpiStatus status = epi_sparse_new (from->rows, from->cols, n, out);
  if (status != EPI_OK || from->start == NULL)
    return status;
  memcpy (out->start, from->start, (from->cols + 1) * sizeof (int));
  memcpy (out->row, from->row, n * sizeof (int));
  memcpy (out->value, from->value, n * sizeof (double));
  return EPI_OK;
}

/* counts (n + 1), counts[j + 1] entries in column j: to starts. */
static void
starts_from_counts (int *counts, size_t n)
{
  for (size_t j = 0; j < n; j++)
    counts[j + 1] += counts[j];
}

EpiStatus
epi_sparse_transpose (const EpiSparse *from, EpiSparse *out)
{
  size_t n = epi_sparse_entries (from);
  EpiStatus status = epi_sparse_new (from->cols, from->rows, n, out);
  int *next = epi_new (int, from->rows + 1);
  if (status != EPI_OK || next == NULL) {
    epi_sparse_clear (out);
    epi_free (next);
    return EPI_NO_MEMORY;
  }
  for (size_t k = 0; k < n; k++)
    out->start[from->row[k] + 1]++;
  starts_from_counts (out->start, from->rows);
  memcpy (next, out->start, (from->rows + 1) * sizeof (int));
  for (size_t j = 0; j < from->cols && n > 0; j++)
    for (int k = from->start[j]; k < from->start[j + 1]; k++) {
      int place = next[from->row[k]]++;
      out->row[place] = (int)j;
      out->value[place] = from->value[k];
    }
  epi_free (next);
  return EPI_OK;
}

/* Adds up neighbours of one place, columns sorted; keeps the room. */
static void
add_up_duplicates (EpiSparse *A)
{
  int place = 0;
  for (size_t j = 0, begin = 0; j < A->cols; j++) {
    size_t end = (size_t)A->start[j + 1];
    int first = place;
    for (size_t k = begin; k < end; k++)
      if (place > first && A->row[place - 1] == A->row[k])
        A->value[place - 1] += A->value[k];
      else {
        A->row[place] = A->row[k];
        A->value[place++] = A->value[k];
      }
    A->start[j + 1] = place;
    begin = end;
  }
}

EpiStatus
epi_sparse_from_triplets (size_t rows, size_t cols, const EpiTriplet *triplets,
                          size_t n, EpiSparse *out)
{
  EpiSparse by_row = {0}; /* two counting sorts: by row, then by column */
  EpiStatus status = epi_sparse_new (cols, rows, n, &by_row);
  *out = (EpiSparse){0};
  if (status != EPI_OK)
    return status;
  int *next = epi_new (int, rows + 1);
  if (next == NULL) {
    epi_sparse_clear (&by_row);
    return EPI_NO_MEMORY;
  }
  for (size_t k = 0; k < n; k++)
    by_row.start[triplets[k].row + 1]++;
  starts_from_counts (by_row.start, rows);
  memcpy (next, by_row.start, (rows + 1) * sizeof (int));
  for (size_t k = 0; k < n; k++) {
    int place = next[triplets[k].row]++;
    by_row.row[place] = triplets[k].col;
    by_row.value[place] = triplets[k].value;
  }
  epi_free (next);
  status = epi_sparse_transpose (&by_row, out);
  epi_sparse_clear (&by_row);
  if (status == EPI_OK)
    add_up_duplicates (out);
  return status;
}

void
epi_sparse_add_product (const EpiSparse *A, double alpha, const double *x,
                        double *y)
{
  for (size_t j = 0; j < A->cols; j++) {
    double ax = alpha * x[j];
    if (ax != 0)
      for (int k = A->start[j]; k < A->start[j + 1]; k++)
        y[A->row[k]] += A->value[k] * ax;
  }
}

double
epi_sparse_col_dot (const EpiSparse *A, size_t j, const double *x)
{
  double sum = 0;
  for (int k = A->start[j]; k < A->start[j + 1]; k++)
    sum += A->value[k] * x[A->row[k]];
  return sum;
}

void
epi_sparse_add_product_t (const EpiSparse *A, double alpha, const double *x,
                          double *y)
{
  for (size_t j = 0; j < A->cols; j++)
    y[j] += alpha * epi_sparse_col_dot (A, j, x);
}

void
epi_sparse_add_symmetric (const EpiSparse *S, double alpha, const double *x,
                          double *y)
{
  for (size_t j = 0; j < S->cols; j++)
    for (int k = S->start[j]; k < S->start[j + 1]; k++) {
      size_t i = (size_t)S->row[k];
      y[i] += alpha * S->value[k] * x[j];
      if (i != j)
        y[j] += alpha * S->value[k] * x[i];
    }
}

void
epi_sparse_add_magnitudes (const EpiSparse *A, const double *x, double *y)
{
  for (size_t j = 0; j < A->cols; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      y[A->row[k]] += fabs (A->value[k] * x[j]);
}

void
epi_sparse_add_magnitudes_t (const EpiSparse *A, const double *x, double *y)
{
  for (size_t j = 0; j < A->cols; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      y[j] += fabs (A->value[k] * x[A->row[k]]);
}

void
epi_sparse_raise (const EpiSparse *A, double *by_row, double *by_col)
{
  for (size_t j = 0; j < A->cols; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++) {
      double size = fabs (A->value[k]);
      by_row[A->row[k]] = fmax (by_row[A->row[k]], size);
      by_col[j] = fmax (by_col[j], size);
    }
}

bool
epi_sparse_is_finite (const EpiSparse *matrix)
{
  return epi_is_finite (matrix->value, epi_sparse_entries (matrix));
}
