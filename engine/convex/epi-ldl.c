/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-ldl-private.h"

#include "core/epi-matrix.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define NARROW 8        /* columns that are factored one by one */
#define ROUNDING 1e-14  /* of a pivot, relative to what it is the sum of */
#define SMALL_WORK 1000 /* multiplications below which a call costs more */
#define PIECE 2e8       /* multiplications between two askings */

/* Asks the flag, and remembers that it was raised. */
static bool
is_interrupted (EpiLdl *self)
{
  self->interrupted = self->interrupted || epi_cancel_is_raised (self->cancel);
  return self->interrupted;
}

/* block (height, columns of J) -= L(p…,E) D(E) L(p…p+count-1,E)ᵀ, where rows
 * p … p+count-1 of E are in J; EPI_LDL_CHUNK of them at a time. */
static void
subtract_product (EpiLdl *self, size_t E, size_t J, size_t p, size_t count)
{
  size_t rows_E = epi_ldl_height (self, E), cols_E = epi_ldl_width (self, E);
  size_t rows_J = epi_ldl_height (self, J);
  const int *rows = self->rows + self->row_start[E];
  const double *L = self->L + self->block_start[E];
  const double *D = self->D + self->first[E];
  double *block = self->L + self->block_start[J];

  for (size_t q = p; q < p + count; q += EPI_LDL_CHUNK) {
    size_t m = rows_E - q, n = MIN (EPI_LDL_CHUNK, p + count - q);
    bool small = m * n * cols_E < SMALL_WORK;
    if (q > p && is_interrupted (self))
      return;
    if (!small) {
      for (size_t j = 0; j < n; j++)
        for (size_t c = 0; c < cols_E; c++)
          self->scaled[c + j * cols_E] = D[c] * L[q + j + c * rows_E];
      cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n,
                   (int)cols_E, 1, L + q, (int)rows_E, self->scaled,
                   (int)cols_E, 0, self->product, (int)m);
    }
    for (size_t j = 0; j < n; j++) {
      double *to = block + (size_t)(rows[q + j] - self->first[J]) * rows_J;
      const int *local = self->local;
      for (size_t c = 0; c < cols_E; c++) {
        double l = L[q + j + c * rows_E];
        self->size[rows[q + j]] += fabs (D[c]) * l * l;
      }
      if (!small) {
        const double *from = self->product + j * m;
        for (size_t i = j; i < m; i++)
          to[local[rows[q + i]]] -= from[i];
        continue;
      }
      for (size_t c = 0; c < cols_E; c++) {
        const double *from = L + q + c * rows_E;
        double factor = D[c] * from[j];
        for (size_t i = j; i < m; i++)
          to[local[rows[q + i]]] -= from[i] * factor;
      }
    }
  }
}

static double
pivot (EpiLdl *self, size_t k, double d)
{
  double least = fmax (self->least, ROUNDING * self->size[k]);
  if (d * self->sign[k] >= least || !isfinite (d))
    return d;
  self->set_pivots++;
  return self->sign[k] * least;
}

/* Columns begin … end - 1 of block s, one by one. */
static void
factor_narrow (EpiLdl *self, size_t s, size_t begin, size_t end)
{
  size_t ld = epi_ldl_height (self, s), column = (size_t)self->first[s];
  double *block = self->L + self->block_start[s];
  double *D = self->D + column;
  for (size_t j = begin; j < end; j++) {
    double *to = block + j * ld;
    for (size_t k = begin; k < j; k++) {
      const double *from = block + k * ld;
      double factor = D[k] * from[j];
      self->size[column + j] += fabs (factor * from[j]);
      for (size_t i = j; i < ld; i++)
        to[i] -= from[i] * factor;
    }
    D[j] = pivot (self, column + j, to[j]);
    to[j] = 1;
    double inverse = 1 / D[j];
    for (size_t i = j + 1; i < ld; i++)
      to[i] *= inverse;
  }
}

/* Columns middle … end - 1 of block s, from row middle on, -= what the columns
 * begin … middle - 1 and scaled = D Lᵀ make. */
static void
subtract_left (EpiLdl *self, size_t s, size_t begin, size_t middle, size_t end)
{
  size_t n = middle - begin, ld = epi_ldl_height (self, s);
  double *block = self->L + self->block_start[s];
  double work = (double)(ld - middle) * (double)n;
  size_t most = (size_t)(PIECE / work) / NARROW * NARROW + NARROW;

  for (size_t j = middle; j < end; j += most) {
    if (j > middle && is_interrupted (self))
      return;
    cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, (int)(ld - middle),
                 (int)MIN (most, end - j), (int)n, -1,
                 block + middle + begin * ld, (int)ld,
                 self->scaled + (j - middle) * n, (int)n, 1,
                 block + middle + j * ld, (int)ld);
  }
}

/* Columns begin … end - 1 of block s, which nothing before them updates any
 * more. */
static void
factor_columns (EpiLdl *self, size_t s, size_t begin, size_t end)
{
  if (end - begin <= NARROW) {
    factor_narrow (self, s, begin, end);
    return;
  }
  size_t middle = (begin + end) / 2, n = middle - begin,
         ld = epi_ldl_height (self, s);
  double *block = self->L + self->block_start[s];
  const double *D = self->D + self->first[s];

  factor_columns (self, s, begin, middle);
  if (self->interrupted)
    return;
  for (size_t j = middle; j < end; j++)
    for (size_t k = begin; k < middle; k++) {
      double l = block[j + k * ld], scaled = D[k] * l;
      self->scaled[k - begin + (j - middle) * n] = scaled;
      self->size[(size_t)self->first[s] + j] += fabs (scaled * l);
    }
  subtract_left (self, s, begin, middle, end);
  if (!self->interrupted)
    factor_columns (self, s, middle, end);
}

/* Hangs s, whose rows up to `reached` are used, on the list of the supernode
 * where its next row lies. */
static void
hang (EpiLdl *self, size_t s, size_t reached)
{
  if (reached == epi_ldl_height (self, s))
    return;
  int row = self->rows[(size_t)self->row_start[s] + reached];
  int J = self->super_of[row];
  self->reached[s] = (int)reached;
  self->next[s] = self->head[J];
  self->head[J] = (int)s;
}

EpiStatus
epi_ldl_factor (EpiLdl *self, const EpiSparse *K, double least,
                const EpiCancel *cancel)
{
  self->cancel = cancel;
  self->interrupted = false;
  self->least = least;
  self->set_pivots = 0;
  memset (self->L, 0, self->symbolic->xsize * sizeof (double));
  for (size_t e = 0; e < epi_sparse_entries (K); e++) /* 1 */
    self->L[self->place[e]] += K->value[e];
  for (size_t s = 0; s < self->n_supers; s++) {
    self->head[s] = -1;
    for (size_t j = 0; j < epi_ldl_width (self, s); j++)
      self->size[(size_t)self->first[s] + j] =
          fabs (self->L[(size_t)self->block_start[s] +
                        j * (epi_ldl_height (self, s) + 1)]);
  }

  for (size_t J = 0; J < self->n_supers; J++) {
    const int *rows = self->rows + self->row_start[J];
    if (is_interrupted (self))
      return EPI_INTERRUPTED;
    for (size_t i = 0; i < epi_ldl_height (self, J); i++)
      self->local[rows[i]] = (int)i;
    for (int E = self->head[J], next; E >= 0; E = next) { /* 2 */
      const int *rows_E = self->rows + self->row_start[E];
      size_t p = (size_t)self->reached[E], count = 0;
      next = self->next[E];
      while (p + count < epi_ldl_height (self, (size_t)E) &&
             rows_E[p + count] < self->first[J + 1])
        count++;
      subtract_product (self, (size_t)E, J, p, count);
      if (self->interrupted)
        return EPI_INTERRUPTED;
      hang (self, (size_t)E, p + count);
    }
    factor_columns (self, J, 0, epi_ldl_width (self, J)); /* 3 */
    if (self->interrupted)
      return EPI_INTERRUPTED;
    hang (self, J, epi_ldl_width (self, J));
  }
  return epi_is_finite (self->D, self->n) ? EPI_OK : EPI_NOT_FINITE;
}

/* x := L⁻¹ x: x of the block's columns, then what they take from its rows. */
static void
solve_down (EpiLdl *self, size_t s, double *x)
{
  size_t ld = epi_ldl_height (self, s), n = epi_ldl_width (self, s);
  const int *rows = self->rows + self->row_start[s] + n;
  const double *block = self->L + self->block_start[s];
  double *own = x + self->first[s];
  if (n <= NARROW) {
    for (size_t j = 0; j < n; j++) {
      const double *column = block + j * ld;
      double value = own[j];
      for (size_t i = j + 1; i < n; i++)
        own[i] -= column[i] * value;
      for (size_t i = n; i < ld; i++)
        x[rows[i - n]] -= column[i] * value;
    }
    return;
  }
  cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasUnit, (int)n,
               block, (int)ld, own, 1);
  if (ld == n)
    return;
  cblas_dgemv (CblasColMajor, CblasNoTrans, (int)(ld - n), (int)n, 1, block + n,
               (int)ld, own, 1, 0, self->gathered, 1);
  for (size_t i = 0; i < ld - n; i++)
    x[rows[i]] -= self->gathered[i];
}

/* x := L⁻ᵀ x. */
static void
solve_up (EpiLdl *self, size_t s, double *x)
{
  size_t ld = epi_ldl_height (self, s), n = epi_ldl_width (self, s);
  const int *rows = self->rows + self->row_start[s] + n;
  const double *block = self->L + self->block_start[s];
  double *own = x + self->first[s];
  if (n <= NARROW) {
    for (size_t j = n; j-- > 0;) {
      const double *column = block + j * ld;
      double sum = 0;
      for (size_t i = j + 1; i < n; i++)
        sum += column[i] * own[i];
      for (size_t i = n; i < ld; i++)
        sum += column[i] * x[rows[i - n]];
      own[j] -= sum;
    }
    return;
  }
  for (size_t i = 0; i < ld - n; i++)
    self->gathered[i] = x[rows[i]];
  if (ld > n)
    cblas_dgemv (CblasColMajor, CblasTrans, (int)(ld - n), (int)n, -1,
                 block + n, (int)ld, self->gathered, 1, 1, own, 1);
  cblas_dtrsv (CblasColMajor, CblasLower, CblasTrans, CblasUnit, (int)n, block,
               (int)ld, own, 1);
}

void
epi_ldl_solve (EpiLdl *self, double *x)
{
  for (size_t k = 0; k < self->n; k++)
    self->x[k] = x[self->order[k]];
  for (size_t s = 0; s < self->n_supers; s++)
    solve_down (self, s, self->x);
  for (size_t k = 0; k < self->n; k++)
    self->x[k] /= self->D[k];
  for (size_t s = self->n_supers; s-- > 0;)
    solve_up (self, s, self->x);
  for (size_t k = 0; k < self->n; k++)
    x[self->order[k]] = self->x[k];
}

size_t
epi_ldl_entries (const EpiLdl *ldl)
{
  return ldl->symbolic->xsize;
}

double
epi_ldl_flops (const EpiLdl *ldl)
{
  return ldl->common.fl;
}

size_t
epi_ldl_set_pivots (const EpiLdl *ldl)
{
  return ldl->set_pivots;
}
