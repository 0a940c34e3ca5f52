/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-svm-values.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* base^exponent, by squares. */
static double
power (double base, int exponent)
{
  double result = 1;

  for (; exponent > 0; exponent /= 2, base *= base)
    if (exponent % 2 == 1)
      result *= base;
  return result;
}

double
epi_svm_kernel (const EpiKernelFunction *k, double product, double xx,
                double zz)
{
  if (k->kind == EPI_KERNEL_RBF) {
    double exponent = k->gamma * (2 * product - xx - zz);
    return exponent > EPI_SVM_NOTHING ? exp (exponent) : 0;
  }
  if (k->kind == EPI_KERNEL_POLYNOMIAL)
    return power (k->gamma * product + k->coef0, k->degree);
  return product;
}

/* The features that occur are numbered, so that a large index costs nothing;
 * *n of them.  number (p) is zero. */
static void
find_places (const EpiSparse *X, int *number, int *place, size_t *n)
{
  int last = 0;

  for (size_t k = 0; k < epi_sparse_entries (X); k++) {
    int *of_row = &number[X->row[k]];
    if (*of_row == 0)
      *of_row = ++last;
    place[k] = *of_row - 1;
  }
  *n = (size_t)last;
}

/* The examples with their zeros, where a kernel of distances has them and they
 * are not many: differences lose nothing, as the products of points far from 0
 * do. */
static bool
fill (EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;
  size_t entries = epi_sparse_entries (X), all = self->places * X->cols;

  if (self->problem->kernel.kind != EPI_KERNEL_RBF || entries < all / 4)
    return true;
  if (entries == all) {
    self->full = X->value;
    return true;
  }
  self->full = self->own_full = epi_new0 (double, all);
  if (self->own_full == NULL)
    return false;
  for (size_t i = 0; i < X->cols; i++)
    for (int k = X->start[i]; k < X->start[i + 1]; k++)
      self->own_full[i * self->places + (size_t)self->place[k]] = X->value[k];
  return true;
}

/* ---- In doubles ---- */

static void
scatter (EpiSvmValues *self, const size_t *which, size_t m, bool there)
{
  const EpiSparse *X = self->problem->X;

  for (size_t b = 0; b < m; b++)
    for (int k = X->start[which[b]]; k < X->start[which[b] + 1]; k++)
      self->point[b + (size_t)self->place[k] * EPI_SVM_BLOCK] =
          there ? X->value[k] : 0;
}

/* What a batch has given to the support vectors themselves. */
static void
hand_over (EpiSvmValues *self, EpiSvmBlock *block)
{
  for (size_t b = 0; b < block->m; b++) {
    self->f[block->which[b]] += block->f[b];
    self->reach[block->which[b]] += block->reach[b];
  }
  memset (block->f, 0, sizeof block->f);
  memset (block->reach, 0, sizeof block->reach);
}

/* f += Σ βⱼ k(xⱼ, ·) over the m support vectors j that order[] begins with; the
 * n examples there are all but the support vectors of the blocks before. */
static void
add_block (EpiSvmValues *self, const size_t *order, size_t m, size_t n)
{
  EpiSvmBlock block = {.m = m};

  scatter (self, order, m, true);
  for (size_t b = 0; b < m; b++) {
    block.which[b] = order[b];
    block.beta[b] = self->beta[order[b]];
    block.square[b] = self->square[order[b]];
  }
  for (size_t k = 0; k < n; k += EPI_SVM_BATCH) {
    size_t batch = n - k < EPI_SVM_BATCH ? n - k : EPI_SVM_BATCH;
    epi_svm_wide_add (self, &block, order + k, batch, k == 0);
    hand_over (self, &block);
  }
  scatter (self, order, m, false);
}

/* By blocks.  Of two support vectors in different ones the kernel is computed
 * once, when the first one's turn comes. */
void
epi_svm_values_compute (EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;
  size_t n = X->cols, support = 0;

  /* A product, a batch, and what long doubles lose of all. */
  self->unit = DBL_EPSILON / 2;
  self->depth =
      1 + EPI_SVM_BATCH + (double)LDBL_EPSILON / DBL_EPSILON * (double)n;
  for (size_t j = 0; j < n; j++) {
    for (int k = X->start[j]; k < X->start[j + 1]; k++)
      self->square[j] += X->value[k] * X->value[k];
    if (self->beta[j] != 0)
      self->order[support++] = j;
  }
  for (size_t j = 0, k = support; j < n; j++)
    if (self->beta[j] == 0)
      self->order[k++] = j;
  for (size_t k = 0; k < support; k += EPI_SVM_BLOCK)
    add_block (self, self->order + k,
               support - k < EPI_SVM_BLOCK ? support - k : EPI_SVM_BLOCK,
               n - k);
  epi_svm_values_bound (self);
}

/* ---- In long double ---- */

/* k(xⱼ,xᵢ) of the only point in the block, xⱼ. */
static long double
long_kernel (const EpiSvmValues *self, size_t i, long double zz)
{
  const EpiKernelFunction *k = &self->problem->kernel;
  const EpiSparse *X = self->problem->X;
  long double product = 0, xx = 0, result = 1;

  for (int e = X->start[i]; e < X->start[i + 1]; e++) {
    long double x = X->value[e];
    product += x * self->point[(size_t)self->place[e] * EPI_SVM_BLOCK];
    xx += x * x;
  }
  if (k->kind == EPI_KERNEL_LINEAR)
    return product;
  if (k->kind == EPI_KERNEL_RBF)
    return expl (k->gamma * (2 * product - xx - zz));
  for (int d = 0; d < k->degree; d++)
    result *= k->gamma * product + k->coef0;
  return result;
}

/* The same from differences. */
static long double
long_rbf (const EpiSvmValues *self, size_t i, size_t j)
{
  const double *x = self->full + i * self->places;
  const double *z = self->full + j * self->places;
  long double square = 0;

  for (size_t p = 0; p < self->places; p++) {
    long double d = (long double)x[p] - z[p];
    square += d * d;
  }
  long double exponent = -self->problem->kernel.gamma * square;
  return exponent > EPI_SVM_NOTHING ? expl (exponent) : 0;
}

static void
add_long (EpiSvmValues *self, size_t j)
{
  const EpiSparse *X = self->problem->X;
  long double zz = 0;

  for (int e = X->start[j]; e < X->start[j + 1]; e++)
    zz += (long double)X->value[e] * X->value[e];
  scatter (self, &j, 1, true);
  for (size_t i = 0; i < X->cols; i++) {
    long double k =
        self->full != NULL ? long_rbf (self, i, j) : long_kernel (self, i, zz);
    self->f[i] += self->beta[j] * k;
    self->reach[i] += fabs (self->beta[j]) * (double)k;
  }
  scatter (self, &j, 1, false);
}

void
epi_svm_values_compute_long (EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;

  self->unit = LDBL_EPSILON / 2;
  self->depth = 1;
  memset (self->f, 0, X->cols * sizeof *self->f);
  memset (self->reach, 0, X->cols * sizeof *self->reach);
  for (size_t j = 0; j < X->cols; j++)
    if (self->beta[j] != 0) {
      self->depth++;
      add_long (self, j);
    }
  epi_svm_values_bound (self);
}

/* ---- Its life ---- */

EpiStatus
epi_svm_values_new (const EpiSvmProblem *problem, const double *beta,
                    EpiSvmValues *self)
{
  const EpiSparse *X = problem->X;
  int *number = epi_new0 (int, X->rows);

  *self = (EpiSvmValues){.problem = problem,
                         .beta = beta,
                         .place = epi_new (int, epi_sparse_entries (X)),
                         .order = epi_new (size_t, X->cols),
                         .square = epi_new0 (double, X->cols),
                         .reach = epi_new0 (double, X->cols),
                         .f = epi_new0 (long double, X->cols),
                         .delta = epi_new (double, X->cols)};
  bool there = number != NULL && self->place != NULL && self->order != NULL &&
               self->square != NULL && self->reach != NULL && self->f != NULL &&
               self->delta != NULL;
  if (there)
    find_places (X, number, self->place, &self->places);
  epi_free (number);
  self->point = epi_new0 (double, EPI_SVM_BLOCK * self->places);
  return there && self->point != NULL && fill (self) ? EPI_OK : EPI_NO_MEMORY;
}

void
epi_svm_values_clear (EpiSvmValues *self)
{
  epi_free (self->place);
  epi_free (self->point);
  epi_free (self->own_full);
  epi_free (self->order);
  epi_free (self->square);
  epi_free (self->reach);
  epi_free (self->f);
  epi_free (self->delta);
}
