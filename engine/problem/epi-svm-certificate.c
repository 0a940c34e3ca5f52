/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-svm-problem.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define NOTHING (-700) /* the exponent from which on exp is nothing at all */

/* So many support vectors meet each example at once, which is read once for
 * all of them. */
#define BLOCK 8

typedef struct {
  const EpiSvmProblem *problem;
  const double *beta; /* (n) */
  int *place;         /* (entries of X) column of point for each */
  double *point;      /* (BLOCK, features that occur) the block, scattered */
  double *square;     /* (n) ‖xᵢ‖² */
  double *f;          /* (n) Σⱼ βⱼ k(xⱼ,xᵢ) */
} Check;

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

static double
kernel (const EpiKernelFunction *k, double product, double xx, double zz)
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
scatter (Check *self, const size_t *which, size_t m, bool there)
{
  const EpiSparse *X = self->problem->X;

  for (size_t b = 0; b < m; b++)
    for (int k = X->start[which[b]]; k < X->start[which[b] + 1]; k++)
      self->point[b + (size_t)self->place[k] * BLOCK] = there ? X->value[k] : 0;
}

/* xᵢᵀ times each of the points. */
static void
multiply (const Check *self, size_t i, double product[BLOCK])
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

/* f += Σ βⱼ k(xⱼ, ·) over the m support vectors which[].  Of two with β ≠ 0 in
 * different blocks the kernel is computed once, when the first one's turn
 * comes. */
static void
add_block (Check *self, const size_t *which, size_t m)
{
  const EpiSvmProblem *problem = self->problem;
  double product[BLOCK];

  scatter (self, which, m, true);
  for (size_t i = 0; i < problem->X->cols; i++) {
    double beta = self->beta[i], sum = 0;
    if (i < which[0] && beta != 0)
      continue;
    multiply (self, i, product);
    for (size_t b = 0; b < m; b++) {
      size_t j = which[b];
      double k = kernel (&problem->kernel, product[b], self->square[i],
                         self->square[j]);
      sum += self->beta[j] * k;
      if (i > which[m - 1])
        self->f[j] += beta * k;
    }
    self->f[i] += sum;
  }
  scatter (self, which, m, false);
}

static void
evaluate (Check *self)
{
  const EpiSparse *X = self->problem->X;
  size_t which[BLOCK], m = 0;

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

static EpiStatus
check_new (const EpiSvmProblem *problem, const double *beta, Check *self)
{
  const EpiSparse *X = problem->X;
  int *number = epi_new0 (int, X->rows);
  size_t places = 0;

  *self = (Check){problem,
                  beta,
                  epi_new (int, epi_sparse_entries (X)),
                  NULL,
                  epi_new0 (double, X->cols),
                  epi_new0 (double, X->cols)};
  if (number != NULL && self->place != NULL)
    find_places (X, number, self->place, &places);
  self->point = epi_new0 (double, BLOCK *places);
  epi_free (number);
  return number != NULL && self->place != NULL && self->point != NULL &&
                 self->square != NULL && self->f != NULL
             ? EPI_OK
             : EPI_NO_MEMORY;
}

static void
check_clear (Check *self)
{
  epi_free (self->place);
  epi_free (self->point);
  epi_free (self->square);
  epi_free (self->f);
}

static void
measure (const Check *self, double bias, EpiSvmCertificate *out)
{
  const EpiSvmProblem *problem = self->problem;
  const double *beta = self->beta;
  long double norm = 0, fit = 0, slack = 0, sum = 0, size = 0;
  double outside = 0;

  for (size_t i = 0; i < problem->X->cols; i++) {
    double y = problem->y[i], C = problem->C[i], alpha = y * beta[i];
    norm += (long double)beta[i] * self->f[i];
    fit += (long double)y * beta[i];
    slack += (long double)C * fmax (1 - y * (self->f[i] + bias), 0);
    sum += beta[i];
    size += fabs (beta[i]);
    outside = fmax (outside, fmax (-alpha, alpha - C) / C);
  }
  out->primal = (double)(norm / 2 + slack);
  out->dual = (double)(fit - norm / 2);
  out->gap = (double)((norm + slack - fit) / (1 + fabsl (fit - norm / 2)));
  out->dual_residual = fmax ((double)(fabsl (sum) / (1 + size)), outside);
}

/* √k(x,x) of example i. */
static double
length_of (const Check *self, size_t i)
{
  double xx = self->square[i];
  return sqrt (kernel (&self->problem->kernel, xx, xx, xx));
}

/* See the header. */
static const char *
say_what_is_missing (const Check *self, double bias, double tolerance,
                     const EpiSvmCertificate *proof)
{
  const EpiSvmProblem *problem = self->problem;
  const double u = DBL_EPSILON / 2, p = (double)problem->X->rows;
  double reach = 0, size = 0, most = 0, loose = 0;

  for (size_t j = 0; j < problem->X->cols; j++) {
    reach += fabs (self->beta[j]) * length_of (self, j);
    size += fabs (self->beta[j]);
  }
  for (size_t i = 0; i < problem->X->cols; i++) {
    double delta = u * length_of (self, i) * reach;
    most = fmax (most, delta);
    if (1 - problem->y[i] * (self->f[i] + bias) > -delta)
      loose += problem->C[i] * delta;
  }
  if (most >= 1 && u * kernel (&problem->kernel, p, p, p) * size < 1)
    return "the columns are so large that the kernel's rounding exceeds the "
           "margins: standardise them";
  if (loose > tolerance * (1 + fabs (proof->dual)))
    return "rounding of the margins, times C, may exceed the gap that is asked "
           "for";
  return fabs (proof->gap) <= tolerance ? "a multiplier breaks its limits"
                                        : "the duality gap is still open";
}

EpiStatus
epi_svm_certify (const EpiSvmProblem *problem, const double *beta, double bias,
                 double tolerance, EpiSvmCertificate *out)
{
  Check self;
  EpiStatus status = check_new (problem, beta, &self);

  *out = (EpiSvmCertificate){EPI_RUNNING, NAN, NAN, NAN, NAN, INFINITY, NULL};
  if (status == EPI_OK) {
    evaluate (&self);
    measure (&self, bias, out);
    double worst = fmax (fabs (out->gap), out->dual_residual);
    if (isfinite (out->gap) && isfinite (out->dual_residual)) {
      out->tolerance_reached = worst;
      out->status = worst <= tolerance ? EPI_OPTIMAL : EPI_RUNNING;
    }
    if (out->status != EPI_OPTIMAL)
      out->missing = say_what_is_missing (&self, bias, tolerance, out);
  }
  check_clear (&self);
  return status;
}
