/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loops over vectors that are too short, or too seldom asked for, to be worth a
 * call of BLAS.  From the first entry to the last, so that the same numbers
 * give the same bits on every machine.
 */
#pragma once

#include <math.h>
#include <stddef.h>

/* xᵀy. */
static inline double
epi_dot (const double *x, const double *y, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}

/* ‖x‖∞; a NaN is passed over. */
static inline double
epi_max_abs (const double *x, size_t n)
{
  double most = 0;

  for (size_t i = 0; i < n; i++)
    most = fmax (most, fabs (x[i]));
  return most;
}

/* x += factor d. */
static inline void
epi_add (double *x, double factor, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] += factor * d[i];
}

/* to := from + factor d. */
static inline void
epi_add_scaled (double *to, const double *from, double factor, const double *d,
                size_t n)
{
  for (size_t i = 0; i < n; i++)
    to[i] = from[i] + factor * d[i];
}
