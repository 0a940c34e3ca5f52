/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-gram.h"

#include <glib.h>
#include <math.h>

static double
power (double base, int degree)
{
  double result = base;
  for (int d = 1; d < degree; d++)
    result *= base;
  return result;
}

double
epi_kernel_value (const EpiKernelFunction *function, double dot, double xx,
                  double zz)
{
  switch (function->kind) {
  case EPI_KERNEL_POLYNOMIAL:
    return power (function->gamma * dot + function->coef0, function->degree);
  case EPI_KERNEL_RBF:
    return exp (-function->gamma * MAX (xx + zz - 2 * dot, 0));
  case EPI_KERNEL_LINEAR:
    break;
  }
  return dot;
}

bool
epi_kernel_is_valid (const EpiKernelFunction *function)
{
  switch (function->kind) {
  case EPI_KERNEL_POLYNOMIAL:
    return function->gamma > 0 && isfinite (function->gamma) &&
           function->coef0 >= 0 && isfinite (function->coef0) &&
           function->degree >= 1;
  case EPI_KERNEL_RBF:
    return function->gamma > 0 && isfinite (function->gamma);
  case EPI_KERNEL_LINEAR:
    break;
  }
  return true;
}
