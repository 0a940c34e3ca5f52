/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-svm-problem.h"

#include "core/epi-alloc.h"

#include <math.h>

#define NOTHING (-700) /* the exponent from which on exp is nothing at all */

typedef struct {
  const EpiSvmProblem *problem;
  double *point;  /* (p) one example, scattered */
  double *square; /* (n) ‖xᵢ‖² */
  double *f;      /* (n) Σⱼ βⱼ k(xⱼ,xᵢ) */
} Check;

static double
kernel (const EpiKernelFunction *k, double product, double xx, double zz)
{
  if (k->kind == EPI_KERNEL_RBF) {
    double exponent = k->gamma * (2 * product - xx - zz);
    return exponent > NOTHING ? exp (exponent) : 0;
  }
  if (k->kind == EPI_KERNEL_POLYNOMIAL)
    return pow (k->gamma * product + k->coef0, k->degree);
  return product;
}

static void
scatter (Check *self, size_t j, bool there)
{
  const EpiSparse *X = self->problem->X;
  for (int k = X->start[j]; k < X->start[j + 1]; k++)
    self->point[X->row[k]] = there ? X->value[k] : 0;
}

/* f += βⱼ k(xⱼ, ·).  Of two examples with β ≠ 0 the kernel is computed once,
 * when the first one's turn comes. */
static void
add_example (Check *self, size_t j, const double *beta)
{
  const EpiSparse *X = self->problem->X;

  scatter (self, j, true);
  for (size_t i = 0; i < X->cols; i++) {
    if (i < j && beta[i] != 0)
      continue;
    double k =
        kernel (&self->problem->kernel, epi_sparse_col_dot (X, i, self->point),
                self->square[i], self->square[j]);
    self->f[i] += beta[j] * k;
    if (i > j)
      self->f[j] += beta[i] * k;
  }
  scatter (self, j, false);
}

static void
evaluate (Check *self, const double *beta)
{
  const EpiSparse *X = self->problem->X;

  for (size_t j = 0; j < X->cols; j++) {
    scatter (self, j, true);
    self->square[j] = epi_sparse_col_dot (X, j, self->point);
    scatter (self, j, false);
  }
  for (size_t j = 0; j < X->cols; j++)
    if (beta[j] != 0)
      add_example (self, j, beta);
}

static void
measure (const Check *self, const double *beta, double bias,
         EpiSvmCertificate *out)
{
  const EpiSvmProblem *problem = self->problem;
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

EpiStatus
epi_svm_certify (const EpiSvmProblem *problem, const double *beta, double bias,
                 double tolerance, EpiSvmCertificate *out)
{
  size_t n = problem->X->cols;
  Check self = {problem, epi_new0 (double, problem->X->rows),
                epi_new (double, n), epi_new0 (double, n)};
  EpiStatus status = EPI_NO_MEMORY;

  *out = (EpiSvmCertificate){EPI_RUNNING, NAN, NAN, NAN, NAN, INFINITY};
  if (self.point != NULL && self.square != NULL && self.f != NULL) {
    evaluate (&self, beta);
    measure (&self, beta, bias, out);
    double worst = fmax (fabs (out->gap), out->dual_residual);
    if (isfinite (out->gap) && isfinite (out->dual_residual)) {
      out->tolerance_reached = worst;
      out->status = worst <= tolerance ? EPI_OPTIMAL : EPI_RUNNING;
    }
    status = EPI_OK;
  }
  epi_free (self.point);
  epi_free (self.square);
  epi_free (self.f);
  return status;
}
