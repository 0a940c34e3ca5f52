/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scaled problem.  Geometric scaling (Curtis & Reid's aim by Fulkerson &
 * Wolfe's iteration): rows and columns in turn are divided by
 * √(least × largest entry), a few times, then by powers of two near that, so
 * that no number is rounded.
 */
#include "convex/epi-simplex-private.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

enum { PASSES = 4 };

static void
find_range (const EpiSparse *A, double *least, double *largest)
{
  *least = INFINITY;
  *largest = 0;
  for (size_t k = 0; k < epi_sparse_entries (A); k++)
    if (A->value[k] != 0) {
      *least = fmin (*least, fabs (A->value[k]));
      *largest = fmax (*largest, fabs (A->value[k]));
    }
}

/* factor[j] := 1/√(least × largest |Aᵢⱼ other[i]|) over column j */
static void
balance (const EpiSparse *A, const double *other, double *factor)
{
  for (size_t j = 0; j < A->cols; j++) {
    double least = INFINITY, largest = 0;
    for (int k = A->start[j]; k < A->start[j + 1]; k++) {
      double a = fabs (A->value[k] * other[A->row[k]]);
      least = a != 0 && a < least ? a : least;
      largest = a > largest ? a : largest;
    }
    factor[j] = largest > 0 ? 1 / sqrt (least * largest) : 1;
  }
}

/* Factors of columns into scale[0 … n), of rows into scale[n …). */
static void
find_scales (const EpiSimplexLp *lp, double *scale)
{
  double least, largest, *rows = scale + lp->n;

  for (int j = 0; j < lp->total; j++)
    scale[j] = 1;
  find_range (&lp->A, &least, &largest);
  if (largest == 0 || (least >= 0.2 && largest <= 5))
    return;
  for (int pass = 0; pass < PASSES; pass++) {
    balance (&lp->rows, scale, rows);
    balance (&lp->A, rows, scale);
  }
  for (int j = 0; j < lp->total; j++)
    scale[j] = exp2 (fmax (-60, fmin (60, round (log2 (scale[j])))));
}

static void
apply_scales (EpiSimplexLp *lp)
{
  const double *rows = lp->scale + lp->n;

  for (int j = 0; j < lp->n; j++)
    for (int k = lp->A.start[j]; k < lp->A.start[j + 1]; k++)
      lp->A.value[k] *= lp->scale[j] * rows[lp->A.row[k]];
  for (int i = 0; i < lp->m; i++)
    for (int k = lp->rows.start[i]; k < lp->rows.start[i + 1]; k++)
      lp->rows.value[k] *= rows[i] * lp->scale[lp->rows.row[k]];
  for (int i = 0; i < lp->m; i++) /* r = (row factor)⁻¹ ours */
    lp->scale[lp->n + i] = 1 / rows[i];
}

EpiStatus
epi_simplex_lp_new (const EpiQp *qp, bool scale, EpiSimplexLp *out)
{
  size_t total = qp->cols + qp->rows;
  EpiSimplexLp lp = {.m = (int)qp->rows,
                     .n = (int)qp->cols,
                     .total = (int)total,
                     .sign = qp->maximize ? -1 : 1,
                     .scale = epi_new (double, 4 * total)};

  if (lp.scale == NULL || epi_sparse_copy (&qp->A, &lp.A) != EPI_OK ||
      epi_sparse_transpose (&qp->A, &lp.rows) != EPI_OK) {
    epi_simplex_lp_clear (&lp);
    return EPI_NO_MEMORY;
  }
  lp.cost = lp.scale + total;
  lp.lower = lp.cost + total;
  lp.upper = lp.lower + total;
  if (scale)
    find_scales (&lp, lp.scale);
  else
    for (size_t j = 0; j < total; j++)
      lp.scale[j] = 1;
  apply_scales (&lp);
  for (int j = 0; j < lp.total; j++) {
    int i = j - lp.n;
    lp.cost[j] = i < 0 ? lp.sign * qp->c[j] * lp.scale[j] : 0;
    lp.lower[j] = (i < 0 ? qp->lower[j] : qp->row_lower[i]) / lp.scale[j];
    lp.upper[j] = (i < 0 ? qp->upper[j] : qp->row_upper[i]) / lp.scale[j];
  }
  *out = lp;
  return EPI_OK;
}

void
epi_simplex_lp_clear (EpiSimplexLp *lp)
{
  epi_free (lp->scale);
  epi_sparse_clear (&lp->A);
  epi_sparse_clear (&lp->rows);
  *lp = (EpiSimplexLp){0};
}

void
epi_simplex_lp_column (const EpiSimplexLp *lp, int j, EpiSparseVector *x)
{
  epi_sparse_vector_zero (x);
  if (j >= lp->n) {
    x->value[j - lp->n] = -1;
    x->index[x->n++] = j - lp->n;
    return;
  }
  for (int k = lp->A.start[j]; k < lp->A.start[j + 1]; k++)
    if (lp->A.value[k] != 0) {
      x->value[lp->A.row[k]] = lp->A.value[k];
      x->index[x->n++] = lp->A.row[k];
    }
}

void
epi_simplex_lp_add_column (const EpiSimplexLp *lp, int j, double alpha,
                           double *x)
{
  if (j >= lp->n)
    x[j - lp->n] -= alpha;
  else
    for (int k = lp->A.start[j]; k < lp->A.start[j + 1]; k++)
      x[lp->A.row[k]] += alpha * lp->A.value[k];
}

double
epi_simplex_lp_dot (const EpiSimplexLp *lp, int j, const double *y)
{
  if (j >= lp->n)
    return -y[j - lp->n];
  int begin = lp->A.start[j];
  return epi_sparse_dot (lp->A.row + begin, lp->A.value + begin,
                         lp->A.start[j + 1] - begin, y);
}
