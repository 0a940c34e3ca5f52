/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of presolve; the numbers are those of epi-presolve.h. */
#include "convex/epi-presolve-private.h"

#include <stdint.h>

#define FEASIBLE 1e-9  /* what a bound may be missed by, relative */
#define FORCED 1e-12   /* how near to a bound the activity must be kept */
#define DOMINATED 1e-9 /* a reduced cost that has a sign, relative */
#define PIVOT 0.1      /* of the row's largest: a slack to divide by */
enum { MOST_PASSES = 30 };

static EpiUndo *
note (EpiReduction *r, EpiUndoKind kind, int row, int col, double a)
{
  EpiUndo *undo = &r->out->undo[r->out->n_undo++];

  *undo = (EpiUndo){.kind = kind, .row = row, .col = col, .a = a};
  if (row >= 0) {
    undo->row_lower = r->row_lower[row];
    undo->row_upper = r->row_upper[row];
  }
  if (col >= 0) {
    undo->lower = r->lower[col];
    undo->upper = r->upper[col];
    undo->cost = r->c[col];
  }
  return undo;
}

static void
drop_row (EpiReduction *r, int i)
{
  for (int k = r->rows->start[i]; k < r->rows->start[i + 1]; k++)
    if (r->col_count[r->rows->row[k]] > 0 && r->rows->value[k] != 0)
      r->col_count[r->rows->row[k]]--;
  r->row_count[i] = -1;
  r->left++;
}

static void
drop_col (EpiReduction *r, int j)
{
  for (int k = r->A->start[j]; k < r->A->start[j + 1]; k++)
    if (r->row_count[r->A->row[k]] > 0 && r->A->value[k] != 0)
      r->row_count[r->A->row[k]]--;
  r->col_count[j] = -1;
  r->left++;
}

/* bound - part; what is but rounding is 0. */
static double
less (double bound, double part)
{
  double rest = bound - part;
  return isfinite (part) && fabs (rest) <= 8 * DBL_EPSILON * fabs (part) ? 0
                                                                         : rest;
}

/* 5. */
static void
fix (EpiReduction *r, int j, double at)
{
  if (!isfinite (at)) /* the objective may fall for ever */
    return;
  r->lower[j] = r->upper[j] = at;
  note (r, EPI_UNDO_FIXED, -1, j, 0);
  for (int k = r->A->start[j]; k < r->A->start[j + 1]; k++) {
    int i = r->A->row[k];
    r->row_lower[i] = less (r->row_lower[i], r->A->value[k] * at);
    r->row_upper[i] = less (r->row_upper[i], r->A->value[k] * at);
  }
  r->c0 += r->c[j] * at;
  drop_col (r, j);
}

/* What the bounds of its variables allow the activity of row i, column `but`
 * (-1: none) not counted. */
static void
find_activity (const EpiReduction *r, int i, int but, double *least,
               double *most)
{
  *least = *most = 0;
  for (int k = r->rows->start[i]; k < r->rows->start[i + 1]; k++) {
    int j = r->rows->row[k];
    double a = r->rows->value[k];
    if (r->col_count[j] < 0 || a == 0 || j == but)
      continue;
    *least += a * (a > 0 ? r->lower[j] : r->upper[j]);
    *most += a * (a > 0 ? r->upper[j] : r->lower[j]);
  }
}

static double
slack_of (double bound)
{
  return isfinite (bound) ? FEASIBLE * (1 + fabs (bound)) : 0;
}

/* The place of the only entry of row i (or, with A, of column j). */
static int
only_entry (const EpiSparse *matrix, int i, const int *count)
{
  int k = matrix->start[i];

  while (count[matrix->row[k]] < 0 || matrix->value[k] == 0)
    k++;
  return k;
}

/* 2. */
static void
singleton_row (EpiReduction *r, int i)
{
  int k = only_entry (r->rows, i, r->col_count), j = r->rows->row[k];
  double a = r->rows->value[k];
  double low = (a > 0 ? r->row_lower[i] : r->row_upper[i]) / a;
  double high = (a > 0 ? r->row_upper[i] : r->row_lower[i]) / a;

  note (r, EPI_UNDO_SINGLETON_ROW, i, j, a);
  r->lower[j] = fmax (r->lower[j], low);
  r->upper[j] = fmin (r->upper[j], high);
  if (r->lower[j] > r->upper[j]) {
    if (r->lower[j] - r->upper[j] > slack_of (r->lower[j]))
      r->contradiction = true;
    r->upper[j] = r->lower[j];
  }
  drop_row (r, i);
}

/* 4.  at = 1: everything as high as it can be, -1: as low. */
static void
forcing_row (EpiReduction *r, int i, double at)
{
  note (r, EPI_UNDO_FORCING_ROW, i, -1, at);
  for (int k = r->rows->start[i]; k < r->rows->start[i + 1]; k++) {
    int j = r->rows->row[k];
    if (r->col_count[j] >= 0 && r->rows->value[k] != 0)
      fix (r, j, r->rows->value[k] * at > 0 ? r->upper[j] : r->lower[j]);
  }
  drop_row (r, i);
}

/* 1. to 4. */
static void
visit_row (EpiReduction *r, int i)
{
  double low = r->row_lower[i], high = r->row_upper[i], least, most;

  if (epi_bounds_cross (low, high)) {
    r->contradiction = true;
    return;
  }
  if (r->row_count[i] == 1) {
    singleton_row (r, i);
    return;
  }
  find_activity (r, i, -1, &least, &most);
  if (least > high + slack_of (high) || most < low - slack_of (low))
    r->contradiction = true;
  else if (r->row_count[i] == 0 || (least >= low && most <= high))
    drop_row (r, i);
  else if (least >= high - FORCED * (1 + fabs (high)))
    forcing_row (r, i, -1);
  else if (most <= low + FORCED * (1 + fabs (low)))
    forcing_row (r, i, 1);
  else if (least >= low)
    r->row_lower[i] = -INFINITY;
  else if (most <= high)
    r->row_upper[i] = INFINITY;
}

/* 6.  The reduced cost c_j - Σ aᵢⱼ yᵢ is at least (most) that, with yᵢ ≥ 0
 * where the row has no upper bound, ≤ 0 where it has no lower one. */
static bool
dominated (EpiReduction *r, int j)
{
  bool below = false, above = false; /* some aᵢⱼ yᵢ may be < 0, > 0 */
  double size = DOMINATED * (1 + fabs (r->c[j]));

  for (int k = r->A->start[j]; k < r->A->start[j + 1]; k++) {
    int i = r->A->row[k];
    double a = r->A->value[k];
    if (r->row_count[i] < 0 || a == 0)
      continue;
    bool negative = isfinite (r->row_upper[i]);
    bool positive = isfinite (r->row_lower[i]);
    below |= a > 0 ? negative : positive;
    above |= a > 0 ? positive : negative;
  }
  if (!above && (r->c[j] > size || (r->col_count[j] == 0 && r->c[j] > 0)))
    fix (r, j, r->lower[j]);
  else if (!below && (r->c[j] < -size || (r->col_count[j] == 0 && r->c[j] < 0)))
    fix (r, j, r->upper[j]);
  else if (r->col_count[j] == 0 && r->c[j] == 0)
    fix (r, j, fmin (fmax (0, r->lower[j]), r->upper[j]));
  return r->col_count[j] < 0;
}

/* Whether a is large enough in its row to divide by. */
static bool
is_pivot (const EpiReduction *r, int i, double a)
{
  for (int k = r->rows->start[i]; k < r->rows->start[i + 1]; k++)
    if (r->col_count[r->rows->row[k]] >= 0 &&
        fabs (a) < PIVOT * fabs (r->rows->value[k]))
      return false;
  return true;
}

/* low, high := the bounds of x_j that row i does not keep by itself. */
static void
without_implied (const EpiReduction *r, int i, int j, double a, double *low,
                 double *high)
{
  double least, most;

  find_activity (r, i, j, &least, &most);
  double from_lower = (r->row_lower[i] - most) / a;
  double from_upper = (r->row_upper[i] - least) / a;
  double implied_low = a > 0 ? from_lower : from_upper;
  double implied_high = a > 0 ? from_upper : from_lower;
  *low = implied_low >= r->lower[j] ? -INFINITY : r->lower[j];
  *high = implied_high <= r->upper[j] ? INFINITY : r->upper[j];
}

/* The row less a x_j, low ≤ x_j ≤ high; c less c_j/a times the row. */
static void
absorb (EpiReduction *r, int i, int j, double a, double low, double high)
{
  double by = r->c[j] / a;

  note (r, EPI_UNDO_SLACK, i, j, a);
  if (by != 0) /* the row is an equality */
    r->c0 += by * r->row_lower[i];
  for (int k = r->rows->start[i]; by != 0 && k < r->rows->start[i + 1]; k++)
    if (r->col_count[r->rows->row[k]] >= 0) {
      int other = r->rows->row[k];
      r->c[other] = less (r->c[other], by * r->rows->value[k]);
    }
  r->row_lower[i] = less (r->row_lower[i], a * (a > 0 ? high : low));
  r->row_upper[i] = less (r->row_upper[i], a * (a > 0 ? low : high));
  drop_col (r, j);
}

/* 7. */
static void
singleton_col (EpiReduction *r, int j)
{
  int k = only_entry (r->A, j, r->row_count), i = r->A->row[k];
  double a = r->A->value[k], low, high;

  if (!is_pivot (r, i, a))
    return;
  without_implied (r, i, j, a, &low, &high);
  if (r->c[j] != 0) { /* yᵢ = c_j/a */
    double stands = r->c[j] / a > 0 ? r->row_lower[i] : r->row_upper[i];
    if (isfinite (low) || isfinite (high) || !isfinite (stands))
      return;
    r->row_lower[i] = r->row_upper[i] = stands;
  }
  absorb (r, i, j, a, low, high);
}

/* 5. to 7. */
static void
visit_col (EpiReduction *r, int j)
{
  if (epi_bounds_cross (r->lower[j], r->upper[j]))
    r->contradiction = true;
  else if (epi_bounds_equal (r->lower[j], r->upper[j]))
    fix (r, j, r->lower[j]);
  else if (!dominated (r, j) && r->col_count[j] == 1)
    singleton_col (r, j);
}

void
epi_presolve_reduce (EpiReduction *r)
{
  size_t before = SIZE_MAX;
  int m = (int)r->out->qp->rows, n = (int)r->out->qp->cols;

  for (int pass = 0; pass < MOST_PASSES && r->left != before; pass++) {
    before = r->left;
    for (int i = 0; i < m && !r->contradiction; i++)
      if (r->row_count[i] >= 0)
        visit_row (r, i);
    for (int j = 0; j < n && !r->contradiction; j++)
      if (r->col_count[j] >= 0)
        visit_col (r, j);
  }
}
