/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the certificates of engine/problem share; for them only.
 */
#pragma once

#include "problem/epi-certificate.h"

#include <float.h>
#include <math.h>

/* One measure, and what is missing when it is too large. */
typedef struct {
  long double value;
  const char *missing;
} EpiMeasure;

/* Nothing shown: every number NAN, tolerance_reached INFINITY, EPI_RUNNING. */
void epi_certificate_begin (EpiConvexCertificate *certificate,
                            double tolerance);

/* Nothing can be shown, and why.  Returns EPI_OK. */
EpiStatus epi_certificate_refuse (EpiConvexCertificate *certificate,
                                  const char *missing);

/* The problem or the answer has a number that is none.  Returns
 * EPI_NOT_FINITE. */
EpiStatus epi_certificate_not_finite (EpiConvexCertificate *certificate,
                                      const char *missing);

/* claim is shown when every one of n measures is at most the tolerance. */
void epi_certificate_conclude (EpiConvexCertificate *certificate,
                               EpiStatus claim, const EpiMeasure *measures,
                               size_t n);

/* The largest |v|; 0 for none. */
double epi_largest (const double *v, size_t n);

/* What counts as 1 among numbers of which the largest is this: 1, or less
 * where all are small. */
static inline long double
epi_unit (long double largest)
{
  return largest > 0 && largest < 1 ? largest : 1;
}

/* A sum and the sum of the magnitudes of its terms. */
typedef struct {
  long double sum, size;
} EpiSum;

static inline void
epi_sum_add (EpiSum *to, long double term)
{
  to->sum += term;
  to->size += fabsl (term);
}

/* The sum less what rounding the data to double may have added to it: a ray
 * whose value is smaller than that shows nothing. */
static inline long double
epi_sum_sure (EpiSum of)
{
  return of.sum - 4 * DBL_EPSILON * of.size;
}

/* A residual of a ray: as it is, or the square of what it is relative to size,
 * the size of what it is the sum of.  See the header. */
static inline long double
epi_ray_residual (long double residual, long double size)
{
  residual = fabsl (residual);
  if (residual == 0)
    return 0;
  return fmaxl (residual, residual / size * (residual / size));
}

/* Whether the symmetric matrix sign·S, one triangle stored, is positive
 * semidefinite within rounding.  EPI_OK, EPI_NOT_POSITIVE_DEFINITE,
 * EPI_NO_MEMORY. */
EpiStatus epi_sparse_semidefinite (const EpiSparse *S, double sign);
