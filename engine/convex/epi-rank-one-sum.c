/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-rank-one-sum.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <suitesparse/cholmod.h>

#define EPI_DENSE_ENTRIES 400   /* a vector with more is kept out of S */
#define EPI_DENSE_VECTORS 64    /* unless there are more such vectors */
#define EPI_RANK_ONE_COLUMNS 64 /* of S between two askings */
#define EPI_REGULARIZATION 1e-14
#define EPI_REGULARIZATION_MOST 1e-6

/* Row i of V: in which vectors, and where in their columns. */
typedef struct {
  int vector, place;
} Incidence;

struct EpiRankOneSum {
  size_t n;
  const EpiSparse *V;
  size_t n_dense;
  int *dense;           /* (n_dense) the vectors kept out */
  bool *is_dense;       /* (K) */
  int *row_start;       /* (n + 1) */
  Incidence *rows;      /* those of sparse vectors */
  double *gather;       /* (n) one column of S, zero between uses */
  EpiMatrix solved;     /* (n, n_dense) S⁻¹D */
  EpiMatrix complement; /* (n_dense, n_dense) its factor L */
  double *y;            /* (n_dense) */
  cholmod_common common;
  cholmod_sparse *S; /* lower triangle */
  cholmod_factor *L;
  cholmod_dense *b, *x, *work_y, *work_e; /* of cholmod_solve2() */
};

static void
choose_dense (EpiRankOneSum *self)
{
  const EpiSparse *V = self->V;
  size_t many = 0;
  for (size_t k = 0; k < V->cols; k++)
    many += V->start[k + 1] - V->start[k] > EPI_DENSE_ENTRIES;
  for (size_t k = 0; k < V->cols && many <= EPI_DENSE_VECTORS; k++)
    if (V->start[k + 1] - V->start[k] > EPI_DENSE_ENTRIES) {
      self->is_dense[k] = true;
      self->dense[self->n_dense++] = (int)k;
    }
}

/* The transpose of V's pattern, sparse vectors only. */
static void
find_rows (EpiRankOneSum *self)
{
  const EpiSparse *V = self->V;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t k = 0; k < V->cols; k++)
      for (int e = V->start[k]; e < V->start[k + 1] && !self->is_dense[k]; e++)
        if (pass == 0)
          self->row_start[V->row[e] + 1]++;
        else
          self->rows[self->row_start[V->row[e]]++] = (Incidence){(int)k, e};
    if (pass == 0)
      for (size_t i = 0; i < self->n; i++)
        self->row_start[i + 1] += self->row_start[i];
  }
  memmove (self->row_start + 1, self->row_start, self->n * sizeof (int));
  self->row_start[0] = 0;
}

/* Column j of S's lower triangle, row < 0 ends it: the union of the sparse
 * vectors in which j occurs; marked by mark.  Returns how many. */
static size_t
column_pattern (const EpiRankOneSum *self, size_t j, int *mark, int *out)
{
  size_t count = 0;
  mark[j] = (int)j;
  out[count++] = (int)j;
  for (int r = self->row_start[j]; r < self->row_start[j + 1]; r++) {
    Incidence at = self->rows[r];
    for (int e = at.place; e < self->V->start[at.vector + 1]; e++) {
      int i = self->V->row[e];
      if (mark[i] != (int)j) {
        mark[i] = (int)j;
        out[count++] = i;
      }
    }
  }
  return count;
}

static EpiStatus
find_pattern (EpiRankOneSum *self)
{
  size_t n = self->n, entries = 0;
  int *mark = epi_new (int, n), *column = epi_new (int, n);
  if (mark == NULL || column == NULL) {
    epi_free (mark);
    epi_free (column);
    return EPI_NO_MEMORY;
  }
  for (size_t i = 0; i < n; i++)
    mark[i] = -1;
  for (size_t j = 0; j < n; j++)
    entries += column_pattern (self, j, mark, column);
  if (entries < INT_MAX)
    self->S = cholmod_allocate_sparse (n, n, entries, false, true, -1,
                                       CHOLMOD_REAL, &self->common);
  if (self->S != NULL) {
    int *start = self->S->p, *row = self->S->i;
    for (size_t i = 0; i < n; i++)
      mark[i] = -1;
    start[0] = 0;
    for (size_t j = 0; j < n; j++)
      start[j + 1] =
          start[j] + (int)column_pattern (self, j, mark, row + start[j]);
    memset (self->S->x, 0, entries * sizeof (double));
  }
  epi_free (mark);
  epi_free (column);
  return self->S != NULL ? EPI_OK : EPI_NO_MEMORY;
}

static EpiStatus
allocate (EpiRankOneSum *self)
{
  const EpiSparse *V = self->V;
  size_t n = self->n, K = V->cols;
  self->dense = epi_new (int, K);
  self->is_dense = epi_new0 (bool, K);
  self->row_start = epi_new0 (int, n + 2);
  self->rows = epi_new (Incidence, epi_sparse_entries (V));
  self->gather = epi_new0 (double, n);
  if (self->dense == NULL || self->is_dense == NULL ||
      self->row_start == NULL || self->rows == NULL || self->gather == NULL)
    return EPI_NO_MEMORY;
  choose_dense (self);
  self->y = epi_new (double, self->n_dense);
  self->b = cholmod_zeros (n, 1, CHOLMOD_REAL, &self->common);
  if (self->y == NULL || self->b == NULL ||
      epi_matrix_new (n, self->n_dense, &self->solved) != EPI_OK ||
      epi_matrix_new (self->n_dense, self->n_dense, &self->complement) !=
          EPI_OK)
    return EPI_NO_MEMORY;
  find_rows (self);
  return find_pattern (self);
}

EpiStatus
epi_rank_one_sum_new (const EpiSparse *V, EpiRankOneSum **out)
{
  EpiRankOneSum *self = epi_new0 (EpiRankOneSum, 1);
  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->n = V->rows;
  self->V = V;
  cholmod_start (&self->common);
  self->common.print = 0;
  self->common.nmethods = 1;
  self->common.method[0].ordering = CHOLMOD_AMD;
  self->common.postorder = true;
  if (allocate (self) == EPI_OK)
    self->L = cholmod_analyze (self->S, &self->common);
  if (self->L == NULL) {
    epi_rank_one_sum_free (self);
    return EPI_NO_MEMORY;
  }
  *out = self;
  return EPI_OK;
}

void
epi_rank_one_sum_free (EpiRankOneSum *self)
{
  if (self == NULL)
    return;
  cholmod_common *common = &self->common;
  cholmod_free_sparse (&self->S, common);
  cholmod_free_factor (&self->L, common);
  cholmod_free_dense (&self->b, common);
  cholmod_free_dense (&self->x, common);
  cholmod_free_dense (&self->work_y, common);
  cholmod_free_dense (&self->work_e, common);
  cholmod_finish (common);
  epi_free (self->dense);
  epi_free (self->is_dense);
  epi_free (self->row_start);
  epi_free (self->rows);
  epi_free (self->gather);
  epi_free (self->y);
  epi_matrix_clear (&self->solved);
  epi_matrix_clear (&self->complement);
  epi_free (self);
}

/* S := Σ wₖ vₖvₖᵀ column by column.  EPI_INTERRUPTED. */
static EpiStatus
add_up (EpiRankOneSum *self, const double *w, const EpiCancel *cancel)
{
  const EpiSparse *V = self->V;
  const int *start = self->S->p, *row = self->S->i;
  double *value = self->S->x;
  for (size_t j = 0; j < self->n; j++) {
    if (j % EPI_RANK_ONE_COLUMNS == 0 && epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    for (int r = self->row_start[j]; r < self->row_start[j + 1]; r++) {
      Incidence at = self->rows[r];
      double wv = w[at.vector] * V->value[at.place];
      for (int e = at.place; e < V->start[at.vector + 1]; e++)
        self->gather[V->row[e]] += wv * V->value[e];
    }
    for (int e = start[j]; e < start[j + 1]; e++) {
      value[e] = self->gather[row[e]];
      self->gather[row[e]] = 0;
    }
  }
  return EPI_OK;
}

/* Adds relative to the diagonal (its first entry in each column); a variable
 * that occurs nowhere gets a 1. */
static void
regularize (EpiRankOneSum *self, double relative)
{
  const int *start = self->S->p;
  double *value = self->S->x;
  for (size_t j = 0; j < self->n; j++) {
    double *diagonal = &value[start[j]];
    *diagonal += *diagonal > 0 ? relative * *diagonal : 1;
  }
}

static EpiStatus
solve_sparse (EpiRankOneSum *self, double *b)
{
  memcpy (self->b->x, b, self->n * sizeof *b);
  if (!cholmod_solve2 (CHOLMOD_A, self->L, self->b, NULL, &self->x, NULL,
                       &self->work_y, &self->work_e, &self->common))
    return EPI_NO_MEMORY;
  memcpy (b, self->x->x, self->n * sizeof *b);
  return EPI_OK;
}

static double
vector_dot (const EpiRankOneSum *self, size_t r, const double *x)
{
  return epi_sparse_col_dot (self->V, (size_t)self->dense[r], x);
}

/* The factor of W⁻¹ + DᵀS⁻¹D. */
static EpiStatus
factor_complement (EpiRankOneSum *self, const double *w,
                   const EpiCancel *cancel)
{
  const EpiSparse *V = self->V;
  for (size_t r = 0; r < self->n_dense; r++) {
    double *column = epi_matrix_col (&self->solved, r);
    size_t k = (size_t)self->dense[r];
    memset (column, 0, self->n * sizeof *column);
    for (int e = V->start[k]; e < V->start[k + 1]; e++)
      column[V->row[e]] = V->value[e];
    if (epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    EpiStatus status = solve_sparse (self, column);
    if (status != EPI_OK)
      return status;
    for (size_t q = 0; q < self->n_dense; q++)
      *epi_matrix_at (&self->complement, q, r) = vector_dot (self, q, column);
    *epi_matrix_at (&self->complement, r, r) += 1 / w[k];
  }
  return self->n_dense > 0 ? epi_cholesky (&self->complement) : EPI_OK;
}

EpiStatus
epi_rank_one_sum_factor (EpiRankOneSum *self, const double *w,
                         const EpiCancel *cancel)
{
  EpiStatus added = add_up (self, w, cancel);
  if (added != EPI_OK)
    return added;
  if (!epi_is_finite (self->S->x, (size_t)((int *)self->S->p)[self->n]))
    return EPI_NOT_FINITE;
  for (double more = EPI_REGULARIZATION; more <= EPI_REGULARIZATION_MOST;
       more *= 100) {
    regularize (self, more);
    if (epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    if (!cholmod_factorize (self->S, self->L, &self->common))
      return EPI_NO_MEMORY;
    if (self->common.status != CHOLMOD_OK)
      continue; /* not positive definite in this precision */
    EpiStatus status = factor_complement (self, w, cancel);
    if (status != EPI_NOT_POSITIVE_DEFINITE)
      return status;
  }
  return EPI_SINGULAR;
}

EpiStatus
epi_rank_one_sum_solve (EpiRankOneSum *self, double *b)
{
  if (!epi_is_finite (b, self->n))
    return EPI_NOT_FINITE;
  EpiStatus status = solve_sparse (self, b);
  if (status != EPI_OK || self->n_dense == 0)
    return status;
  for (size_t r = 0; r < self->n_dense; r++)
    self->y[r] = vector_dot (self, r, b);
  EpiMatrix y = epi_matrix_view (self->y, self->n_dense, 1, self->n_dense);
  status = epi_cholesky_solve (&self->complement, &y);
  if (status != EPI_OK)
    return status;
  for (size_t r = 0; r < self->n_dense; r++)
    for (size_t i = 0; i < self->n; i++)
      b[i] -= self->y[r] * epi_matrix_col (&self->solved, r)[i];
  return EPI_OK;
}

void
epi_rank_one_sum_cost (const EpiRankOneSum *self, double *entries,
                       double *operations)
{
  *entries = self->common.lnz;
  *operations = self->common.fl;
}

size_t
epi_rank_one_sum_dense (const EpiRankOneSum *self)
{
  return self->n_dense;
}
