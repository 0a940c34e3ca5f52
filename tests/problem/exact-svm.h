/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer of a support vector machine, any, and in 113 bits what its
 * certificate is about: from the definitions in problem/epi-svm-problem.h. */
#pragma once

#include "problem/epi-svm-values.h"

#include "columns.h"
#include "exact-kernel.h"

#include <float.h>

typedef struct {
  EpiKernelFunction kernel;
  size_t n, p;
  double *values; /* (p, n), zeros left out */
  double *y, *C, *beta, bias;
} ExactSvm;

typedef struct {
  _Float128 primal, dual;
  _Float128 gap; /* (primal - dual)/(1 + |dual|) */
  double residual;
} ExactValues;

static inline _Float128
exact_size (_Float128 x)
{
  return x < 0 ? -x : x;
}

/* f(xᵢ) without b. */
static inline _Float128
exact_f (const ExactSvm *svm, size_t i)
{
  _Float128 f = 0;

  for (size_t j = 0; j < svm->n; j++)
    if (svm->beta[j] != 0)
      f += svm->beta[j] * exact_kernel (&svm->kernel, svm->values + j * svm->p,
                                        svm->values + i * svm->p, svm->p);
  return f;
}

/* tᵢ */
static inline _Float128
exact_over (const ExactSvm *svm, size_t i)
{
  return svm->y[i] * (exact_f (svm, i) + svm->bias) - 1;
}

static inline ExactValues
exact_values_of (const ExactSvm *svm)
{
  _Float128 norm = 0, fit = 0, slack = 0, sum = 0, size = 0, out = 0;

  for (size_t i = 0; i < svm->n; i++) {
    _Float128 beta = svm->beta[i], alpha = svm->y[i] * beta, C = svm->C[i];
    norm += beta * exact_f (svm, i);
    slack += C * fmaxf128 (-exact_over (svm, i), 0);
    fit += alpha;
    sum += beta;
    size += exact_size (beta);
    out = fmaxf128 (out, fmaxf128 (-alpha, alpha - C) / C);
  }
  _Float128 primal = norm / 2 + slack, dual = fit - norm / 2;
  return (ExactValues){primal, dual, (primal - dual) / (1 + exact_size (dual)),
                       (double)fmaxf128 (exact_size (sum) / (1 + size), out)};
}

static inline EpiSvmCertificate
exact_svm_certify (const ExactSvm *svm, double tolerance)
{
  EpiSparse X = columns (svm->p, svm->n, svm->values);
  EpiSvmProblem problem = {&X, svm->y, svm->C, svm->kernel};
  EpiSvmCertificate proof;

  g_assert_cmpint (
      epi_svm_certify (&problem, svm->beta, svm->bias, tolerance, &proof), ==,
      EPI_OK);
  epi_sparse_clear (&X);
  return proof;
}

/* The gap is where it is said to be; but for its rounding to a double. */
static inline void
check_gap_is_bounded (const ExactSvm *svm, const EpiSvmCertificate *proof)
{
  _Float128 gap = exact_values_of (svm).gap;

  g_assert_cmpfloat ((double)exact_size (gap - proof->gap), <=,
                     proof->rounding + DBL_EPSILON * (double)exact_size (gap));
}
