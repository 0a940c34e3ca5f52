/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer to the larger program.  Before a step is undone, x of the columns
 * and y of the rows that left before it are still 0: the sums below are those
 * of the program as it was at that step.
 */
#include "convex/epi-presolve-private.h"

#include <string.h>

/* x, y and z of minus the larger program when it is a maximization. */
typedef struct {
  const EpiPresolve *presolve;
  double *x, *y, *z;
  bool homogeneous; /* x is a direction: all bounds that there are, are 0 */
} Restore;

static double
clamp (double x, double lower, double upper)
{
  return x < lower ? lower : x > upper ? upper : x;
}

static double
bound (const Restore *r, double value)
{
  return r->homogeneous && isfinite (value) ? 0 : value;
}

static double
activity (const Restore *r, int i)
{
  return epi_sparse_col_dot (&r->presolve->rows, (size_t)i, r->x);
}

/* The row's a x_j stands between its bounds less the others: of all that this
 * and its own bounds allow, the x_j nearest to 0. */
static void
undo_slack_x (const Restore *r, const EpiUndo *u)
{
  double rest = activity (r, u->row);
  double low = (bound (r, u->row_lower) - rest) / u->a;
  double high = (bound (r, u->row_upper) - rest) / u->a;

  r->x[u->col] = clamp (u->a > 0 ? clamp (0, low, high) : clamp (0, high, low),
                        bound (r, u->lower), bound (r, u->upper));
}

static void
undo_x (const Restore *r)
{
  for (size_t k = r->presolve->n_undo; k-- > 0;) {
    const EpiUndo *u = &r->presolve->undo[k];
    if (u->kind == EPI_UNDO_FIXED)
      r->x[u->col] = bound (r, u->lower);
    else if (u->kind == EPI_UNDO_SLACK)
      undo_slack_x (r, u);
  }
}

/* The bound that is active came with the row: its multiplier is the row's. */
static void
undo_singleton_row (const Restore *r, const EpiUndo *u)
{
  double z = r->z[u->col];
  double row_low = u->a > 0 ? u->row_lower / u->a : u->row_upper / u->a;
  double row_high = u->a > 0 ? u->row_upper / u->a : u->row_lower / u->a;

  if ((z > 0 && row_low > u->lower) || (z < 0 && row_high < u->upper)) {
    r->y[u->row] = z / u->a;
    r->z[u->col] = 0;
  }
}

/* The least multiplier that gives each z of the row its sign.  At the row's
 * upper bound (a = -1, y ≤ 0) x_k stands at its lower bound where aᵢₖ > 0, and
 * zₖ - aᵢₖ y ≥ 0 asks for y ≤ zₖ/aᵢₖ; so it does where aᵢₖ < 0, and at the
 * row's lower bound all of this is turned. */
static void
undo_forcing_row (const Restore *r, const EpiUndo *u)
{
  const EpiSparse *rows = &r->presolve->rows;
  double y = 0;

  for (int k = rows->start[u->row]; k < rows->start[u->row + 1]; k++) {
    double aik = rows->value[k], ratio;
    if (aik == 0 || isnan (r->z[rows->row[k]]))
      continue;
    ratio = r->z[rows->row[k]] / aik;
    y = u->a < 0 ? fmin (y, ratio) : fmax (y, ratio);
  }
  r->y[u->row] = y;
  for (int k = rows->start[u->row]; k < rows->start[u->row + 1]; k++)
    r->z[rows->row[k]] -= rows->value[k] * y; /* NaN stays NaN */
}

/* z is NaN for the columns that are not yet back. */
static void
undo_multipliers (const Restore *r, bool with_costs)
{
  const EpiSparse *A = &r->presolve->qp->A;

  for (size_t k = r->presolve->n_undo; k-- > 0;) {
    const EpiUndo *u = &r->presolve->undo[k];
    double cost = with_costs ? u->cost : 0;
    switch (u->kind) {
    case EPI_UNDO_SINGLETON_ROW:
      undo_singleton_row (r, u);
      break;
    case EPI_UNDO_FORCING_ROW:
      undo_forcing_row (r, u);
      break;
    case EPI_UNDO_FIXED:
      r->z[u->col] = cost - epi_sparse_col_dot (A, (size_t)u->col, r->y);
      break;
    case EPI_UNDO_SLACK:
      r->z[u->col] = -u->a * r->y[u->row];
      r->y[u->row] += cost / u->a;
    }
  }
}

/* to[index[k]] := from[k], zero (or NaN) elsewhere */
static void
spread (const double *from, const int *index, size_t n, double *to, size_t size,
        double elsewhere)
{
  for (size_t i = 0; i < size; i++)
    to[i] = elsewhere;
  for (size_t k = 0; k < n; k++)
    to[index[k]] = from[k];
}

static void
scale (double *x, size_t n, double by)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= by;
}

static void
restore_x (const EpiPresolve *presolve, const double *reduced, double *x,
           bool homogeneous)
{
  Restore r = {.presolve = presolve, .x = x, .homogeneous = homogeneous};

  spread (reduced, presolve->col, presolve->reduced.cols, x, presolve->qp->cols,
          0);
  undo_x (&r);
}

/* The multiplier of a bound that there is not is rounding. */
static void
drop_absent (double *multiplier, const double *lower, const double *upper,
             size_t n, double sign)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite (sign * multiplier[i] > 0 ? lower[i] : upper[i]))
      multiplier[i] = 0;
}

/* A ray's value is 1, which rounding may have changed. */
static void
normalize (const EpiQp *qp, EpiQpAnswer *full)
{
  double value = epi_qp_bound_value (qp, full->y, full->z);

  if (value > 0) {
    scale (full->y, qp->rows, 1 / value);
    scale (full->z, qp->cols, 1 / value);
  }
}

void
epi_presolve_restore (const EpiPresolve *presolve, const EpiQpAnswer *reduced,
                      EpiQpAnswer *full)
{
  const EpiQp *qp = presolve->qp;
  bool farkas = reduced->status == EPI_INFEASIBLE;
  bool recession = reduced->status == EPI_UNBOUNDED;
  double sign = qp->maximize && !farkas ? -1 : 1;
  Restore r = {.presolve = presolve, .y = full->y, .z = full->z};

  full->status = reduced->status;
  restore_x (presolve, reduced->x, full->x, recession);
  restore_x (presolve, reduced->point, full->point, false);
  spread (reduced->y, presolve->row, presolve->reduced.rows, full->y, qp->rows,
          0);
  spread (reduced->z, presolve->col, presolve->reduced.cols, full->z, qp->cols,
          NAN);
  scale (full->y, qp->rows, sign);
  scale (full->z, qp->cols, sign);
  undo_multipliers (&r, !farkas);
  scale (full->y, qp->rows, sign);
  scale (full->z, qp->cols, sign);
  drop_absent (full->y, qp->row_lower, qp->row_upper, qp->rows, sign);
  drop_absent (full->z, qp->lower, qp->upper, qp->cols, sign);
  if (farkas)
    normalize (qp, full);
}
