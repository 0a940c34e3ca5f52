/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-crossover.h"

#include "core/epi-alloc.h"

/* 1.  multiplier: of the minimization. */
static EpiStanding
guess (double value, double lower, double upper, double multiplier)
{
  if (lower == upper)
    return EPI_AT_LOWER;
  if (multiplier > 0 && value - lower < multiplier)
    return EPI_AT_LOWER;
  if (multiplier < 0 && upper - value < -multiplier)
    return EPI_AT_UPPER;
  return EPI_BASIC;
}

EpiStatus
epi_crossover_new (const EpiQp *lp, const EpiQpAnswer *near,
                   const EpiSimplexOptions *options, EpiMethod **out)
{
  size_t m = lp->rows, n = lp->cols;
  double sign = lp->maximize ? -1 : 1, *r = epi_new0 (double, m);
  EpiStanding *standing = epi_new (EpiStanding, m + n);
  EpiSimplexOptions from_there = *options;
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  if (r != NULL && standing != NULL) {
    epi_sparse_add_product (&lp->A, 1, near->x, r);
    for (size_t j = 0; j < n; j++)
      standing[j] =
          guess (near->x[j], lp->lower[j], lp->upper[j], sign * near->z[j]);
    for (size_t i = 0; i < m; i++)
      standing[n + i] =
          guess (r[i], lp->row_lower[i], lp->row_upper[i], sign * near->y[i]);
    from_there.kind = EPI_SIMPLEX_DUAL;
    from_there.start = standing;
    status = epi_simplex_new (lp, &from_there, out); /* 2. */
  }
  epi_free (r);
  epi_free (standing);
  return status;
}
