/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-svm-values.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define NOTHING (-700) /* the exponent from which on exp is nothing at all */

/* So many support vectors meet each example at once, which is read once for
 * all of them. */
#define BLOCK 8

/* So many terms are added up in double before a long double takes the sum. */
#define CHUNK 32

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
    return exponent > NOTHING ? exp (exponent) : 0;
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

static void
scatter (EpiSvmValues *self, const size_t *which, size_t m, bool there)
{
  const EpiSparse *X = self->problem->X;

  for (size_t b = 0; b < m; b++)
    for (int k = X->start[which[b]]; k < X->start[which[b] + 1]; k++)
      self->point[b + (size_t)self->place[k] * BLOCK] = there ? X->value[k] : 0;
}

/* xᵢᵀ times each of the points. */
static void
multiply (const EpiSvmValues *self, size_t i, double product[BLOCK])
{
  typedef double Two __attribute__ ((vector_size (16)));
  const EpiSparse *X = self->problem->X;
  Two sum[BLOCK / 2] = {0};

  for (int k = X->start[i]; k < X->start[i + 1]; k++) {
    Two point[BLOCK / 2];
    memcpy (point, self->point + (size_t)self->place[k] * BLOCK, sizeof point);
    for (size_t b = 0; b < BLOCK / 2; b++)
      sum[b] += X->value[k] * point[b];
  }
  memcpy (product, sum, sizeof sum);
}

typedef struct {
  double f[BLOCK], reach[BLOCK];
} Sums;

/* What a chunk has given to the support vectors themselves. */
static void
hand_over (EpiSvmValues *self, const size_t *which, size_t m, Sums *sums)
{
  for (size_t b = 0; b < m; b++) {
    self->f[which[b]] += sums->f[b];
    self->reach[which[b]] += sums->reach[b];
  }
  *sums = (Sums){0};
}

/* f += Σ βⱼ k(xⱼ, ·) over the m support vectors which[].  Of two with β ≠ 0 in
 * different blocks the kernel is computed once, when the first one's turn
 * comes. */
static void
add_block (EpiSvmValues *self, const size_t *which, size_t m)
{
  const EpiSvmProblem *problem = self->problem;
  double product[BLOCK], its[BLOCK];
  Sums sums = {0};
  size_t chunk = 0;

  scatter (self, which, m, true);
  for (size_t b = 0; b < m; b++)
    its[b] = self->beta[which[b]];
  for (size_t i = 0; i < problem->X->cols; i++) {
    double beta = self->beta[i], sum = 0, reach = 0;
    bool later = i > which[m - 1] && beta != 0;
    if (i < which[0] && beta != 0)
      continue;
    multiply (self, i, product);
    for (size_t b = 0; b < m; b++) {
      double k = epi_svm_kernel (&problem->kernel, product[b], self->square[i],
                                 self->square[which[b]]);
      sum += its[b] * k;
      reach += fabs (its[b]) * k;
      if (later) {
        sums.f[b] += beta * k;
        sums.reach[b] += fabs (beta) * k;
      }
    }
    self->f[i] += sum;
    self->reach[i] += reach;
    if (later && ++chunk % CHUNK == 0)
      hand_over (self, which, m, &sums);
  }
  hand_over (self, which, m, &sums);
  scatter (self, which, m, false);
}

/* In doubles, by blocks. */
void
epi_svm_values_compute (EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;
  size_t which[BLOCK], m = 0;

  /* A product, a chunk, and what long doubles lose of all. */
  self->unit = DBL_EPSILON / 2;
  self->depth =
      1 + CHUNK + (double)LDBL_EPSILON / DBL_EPSILON * (double)X->cols;
  for (size_t j = 0; j < X->cols; j++)
    for (int k = X->start[j]; k < X->start[j + 1]; k++)
      self->square[j] += X->value[k] * X->value[k];
  for (size_t j = 0; j < X->cols; j++) {
    if (self->beta[j] != 0)
      which[m++] = j;
    if (m == BLOCK || (m > 0 && j + 1 == X->cols)) {
      add_block (self, which, m);
      m = 0;
    }
  }
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
    product += x * self->point[(size_t)self->place[e] * BLOCK];
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

void
epi_svm_values_compute_long (EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;

  self->unit = LDBL_EPSILON / 2;
  self->depth = 1;
  memset (self->f, 0, X->cols * sizeof *self->f);
  for (size_t j = 0; j < X->cols; j++) {
    long double zz = 0;
    if (self->beta[j] == 0)
      continue;
    self->depth++;
    for (int e = X->start[j]; e < X->start[j + 1]; e++)
      zz += (long double)X->value[e] * X->value[e];
    scatter (self, &j, 1, true);
    for (size_t i = 0; i < X->cols; i++)
      self->f[i] += self->beta[j] * long_kernel (self, i, zz);
    scatter (self, &j, 1, false);
  }
}

EpiStatus
epi_svm_values_new (const EpiSvmProblem *problem, const double *beta,
                    EpiSvmValues *self)
{
  const EpiSparse *X = problem->X;
  int *number = epi_new0 (int, X->rows);
  size_t places = 0;

  *self = (EpiSvmValues){problem,
                         beta,
                         epi_new (int, epi_sparse_entries (X)),
                         NULL,
                         epi_new0 (double, X->cols),
                         epi_new0 (double, X->cols),
                         epi_new0 (long double, X->cols),
                         0,
                         0};
  if (number != NULL && self->place != NULL)
    find_places (X, number, self->place, &places);
  self->point = epi_new0 (double, BLOCK *places);
  epi_free (number);
  return number != NULL && self->place != NULL && self->point != NULL &&
                 self->square != NULL && self->reach != NULL && self->f != NULL
             ? EPI_OK
             : EPI_NO_MEMORY;
}

void
epi_svm_values_clear (EpiSvmValues *self)
{
  epi_free (self->place);
  epi_free (self->point);
  epi_free (self->square);
  epi_free (self->reach);
  epi_free (self->f);
}
