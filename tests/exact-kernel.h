/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels in 113 bits.  For expf128() a program defines _GNU_SOURCE first. */
#pragma once

#include "problem/epi-svm-problem.h"

#include <math.h>

/* k(x,z), x and z (p). */
static inline _Float128
exact_kernel (const EpiKernelFunction *k, const double *x, const double *z,
              size_t p)
{
  _Float128 dot = 0, square = 0, result = 1;

  for (size_t f = 0; f < p; f++) {
    _Float128 d = (_Float128)x[f] - z[f];
    dot += (_Float128)x[f] * z[f];
    square += d * d;
  }
  if (k->kind == EPI_KERNEL_LINEAR)
    return dot;
  if (k->kind == EPI_KERNEL_RBF)
    return expf128 (-k->gamma * square);
  for (int d = 0; d < k->degree; d++)
    result *= k->gamma * dot + k->coef0;
  return result;
}
