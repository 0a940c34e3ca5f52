/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-product.h"

#include <float.h>
#include <math.h>

#if FLT_EVAL_METHOD == 0 /* every operation is rounded to its type */
#define ROUNDED
#else
#define ROUNDED volatile /* in no wider register */
#endif

void
epi_product_of (const double *log_p, size_t n, float *single, double *twice,
                double *sum)
{
  ROUNDED float s = 1;
  ROUNDED double d = 1;
  double l = 0;

  for (size_t i = 0; i < n; i++) {
    double p = exp (log_p[i]);
    s = s * (float)p;
    d = d * p;
    l += log_p[i];
    if (single != NULL)
      single[i] = s;
    if (twice != NULL)
      twice[i] = d;
    if (sum != NULL)
      sum[i] = l;
  }
}
