/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-qp-cone.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

/* A row is shown to be out of reach only by more than rounding: by this part
 * of the sizes of its terms. */
static const long double MARGIN = 1e-9L;

/* What the bounds of the variables leave of row aᵢᵀx. */
typedef struct {
  long double least, most;  /* of the finite terms */
  long double size;         /* Σ |terms| of both */
  size_t no_least, no_most; /* terms without a bound on that side */
} Reach;

static void
add_term (Reach *reach, double a, double lower, double upper)
{
  long double low = (long double)a * (a > 0 ? lower : upper);
  long double high = (long double)a * (a > 0 ? upper : lower);

  if (isfinite ((double)low)) {
    reach->least += low;
    reach->size += fabsl (low);
  } else
    reach->no_least++;
  if (isfinite ((double)high)) {
    reach->most += high;
    reach->size += fabsl (high);
  } else
    reach->no_most++;
}

/* How far the least (sign -1) or most (sign 1) of the row is beyond its bound;
 * 0 when it is not, or only by rounding. */
static long double
beyond (const Reach *reach, double row_lower, double row_upper, int *sign)
{
  long double below = row_lower - reach->most;
  long double above = reach->least - row_upper;

  if (reach->no_most == 0 && isfinite (row_lower) &&
      below > MARGIN * (reach->size + fabsl (row_lower))) {
    *sign = 1;
    return below;
  }
  if (reach->no_least == 0 && isfinite (row_upper) &&
      above > MARGIN * (reach->size + fabsl (row_upper))) {
    *sign = -1;
    return above;
  }
  return 0;
}

static void
clear_ray (const EpiQp *qp, EpiQpAnswer *answer)
{
  answer->status = EPI_INFEASIBLE;
  memset (answer->y, 0, qp->rows * sizeof (double));
  memset (answer->z, 0, qp->cols * sizeof (double));
}

/* y = sign eᵢ / value, z = -Aᵀy. */
static void
set_ray (const EpiQp *qp, size_t i, int sign, long double value,
         EpiQpAnswer *answer)
{
  clear_ray (qp, answer);
  answer->y[i] = (double)(sign / value);
  for (size_t j = 0; j < qp->cols; j++)
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      if ((size_t)qp->A.row[k] == i)
        answer->z[j] = -qp->A.value[k] * answer->y[i];
}

/* The first i whose bounds cross; n when there is none. */
static size_t
find_crossed (const double *lower, const double *upper, size_t n)
{
  size_t i = 0;
  while (i < n && !epi_bounds_cross (lower[i], upper[i]))
    i++;
  return i;
}

static bool
find_crossed_bounds (const EpiQp *qp, EpiQpAnswer *answer)
{
  size_t i = find_crossed (qp->row_lower, qp->row_upper, qp->rows);
  size_t j = find_crossed (qp->lower, qp->upper, qp->cols);

  if (i == qp->rows && j == qp->cols)
    return false;
  if (answer != NULL) {
    clear_ray (qp, answer);
    if (i < qp->rows)
      answer->y[i] = 1 / (qp->row_lower[i] - qp->row_upper[i]);
    else
      answer->z[j] = 1 / (qp->lower[j] - qp->upper[j]);
  }
  return true;
}

bool
epi_qp_contradiction (const EpiQp *qp, EpiQpAnswer *answer)
{
  if (find_crossed_bounds (qp, answer))
    return true;
  Reach *reach = epi_new0 (Reach, qp->rows);
  bool found = false;
  if (reach == NULL)
    return false;
  for (size_t j = 0; j < qp->cols; j++)
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      if (qp->A.value[k] != 0)
        add_term (&reach[qp->A.row[k]], qp->A.value[k], qp->lower[j],
                  qp->upper[j]);
  for (size_t i = 0; i < qp->rows && !found; i++) {
    int sign = 0;
    long double value =
        beyond (&reach[i], qp->row_lower[i], qp->row_upper[i], &sign);
    found = value > 0 && isfinite ((double)(1 / value));
    if (found && answer != NULL)
      set_ray (qp, i, sign, value, answer);
  }
  epi_free (reach);
  return found;
}
