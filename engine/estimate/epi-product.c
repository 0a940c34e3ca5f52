/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-product.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#define LOG_MOST 88.0 /* a factor below e to that is finite as a float */

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
    bool lost = s == 0 && d == 0 && log_p[i] < LOG_MOST; /* and stays so */
    double p = lost ? 0 : exp (log_p[i]);
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
