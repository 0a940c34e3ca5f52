/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual simplex method; the numbers are those of epi-simplex.h. */
#include "convex/epi-simplex-private.h"

#include <math.h>
#include <string.h>

#define PERTURBATION 5e-7
enum { WARM_STEPS = 50 }; /* without perturbation, from a given basis */
#define AGREEMENT 1e-7    /* of α_q computed by row and by column */

static bool
is_boxed (const EpiSimplex *s, int j)
{
  return isfinite (s->lower[j]) && isfinite (s->upper[j]);
}

static void
mark (EpiSimplex *s, int i)
{
  int j = s->head[i];
  double out = epi_simplex_violation (s, j);
  double bound = out < 0 ? s->lower[j] : s->upper[j];
  s->infeasible[i] =
      fabs (out) > s->state.tolerance * (1 + fabs (bound)) ? out * out : 0;
}

static void
mark_all (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    mark (s, i);
}

/* Costs move so that reduced costs grow in the feasible direction, each by a
 * random amount: no two ratios are then equal. */
static void
perturb_costs (EpiSimplex *s)
{
  double largest = 0;
  int boxed = 0;

  for (int j = 0; j < s->lp.n; j++) {
    largest = fmax (largest, fabs (s->cost[j]));
    boxed += is_boxed (s, j);
  }
  if (largest > 100)
    largest = sqrt (sqrt (largest));
  if (boxed * 100 < s->lp.n)
    largest = fmin (largest, 1);
  for (int j = 0; j < s->lp.n; j++) {
    double by = PERTURBATION * largest * (1 + fabs (s->cost[j])) *
                (1 + epi_simplex_random (s));
    bool low = isfinite (s->lower[j]), high = isfinite (s->upper[j]);
    if ((!low && !high) || s->lower[j] == s->upper[j])
      continue;
    bool up = low && high ? s->cost[j] >= 0 : low;
    s->cost[j] += up ? by : -by;
  }
  s->state.costs_moved = true;
}

/* By more than the tolerance: variables that flip for less go to and fro. */
static bool
is_dual_infeasible (const EpiSimplex *s, int j)
{
  return epi_simplex_dual_violation (s, j) >
         s->state.tolerance * (1 + fabs (s->cost[j]));
}

/* Boxed variables to the bound that fits d.  Returns whether any moved. */
static bool
flip_boxed (EpiSimplex *s)
{
  bool moved = false;

  for (int j = 0; j < s->lp.total; j++)
    if (is_boxed (s, j) && is_dual_infeasible (s, j)) {
      epi_simplex_place (s, j, s->d[j] < 0 ? EPI_AT_UPPER : EPI_AT_LOWER);
      moved = true;
    }
  return moved;
}

static bool
is_dual_feasible (const EpiSimplex *s)
{
  for (int j = 0; j < s->lp.total; j++)
    if (is_dual_infeasible (s, j))
      return false;
  return true;
}

/* The bounds of phase 1: its objective is minus the sum of the reduced costs
 * of wrong sign. */
static void
box_bounds (EpiSimplex *s)
{
  for (int j = 0; j < s->lp.total; j++) {
    bool low = isfinite (s->lp.lower[j]), high = isfinite (s->lp.upper[j]);
    s->lower[j] = low ? 0 : high ? -1 : -1000;
    s->upper[j] = high ? 0 : low ? 1 : 1000;
    if (s->standing[j] != EPI_BASIC)
      epi_simplex_place (s, j, s->d[j] < 0 ? EPI_AT_UPPER : EPI_AT_LOWER);
  }
  s->state.boxed = true;
}

static EpiStatus
begin (EpiSimplex *s)
{
  EpiSimplexState *state = &s->state;

  if (state->boxed || state->bounds_moved)
    epi_simplex_restore_bounds (s);
  state->phase = 2;
  if (state->may_perturb && !state->warm && !state->costs_moved)
    perturb_costs (s);
  EpiStatus status = epi_simplex_refactor (s, NULL);
  if (status != EPI_OK)
    return status;
  bool moved = flip_boxed (s);
  if (!is_dual_feasible (s)) {
    state->phase = 1;
    box_bounds (s);
    moved = true;
  }
  if (moved)
    epi_simplex_compute_x (s);
  state->begun = true;
  return EPI_OK;
}

/* After a factorization: reduced costs that rounding gave the wrong sign are
 * mended by flips and by moving their cost. */
static void
correct_d (EpiSimplex *s)
{
  if (flip_boxed (s))
    epi_simplex_compute_x (s);
  for (int j = 0; j < s->lp.total; j++)
    if (is_dual_infeasible (s, j)) {
      s->cost[j] -= s->d[j];
      s->d[j] = 0;
      s->state.costs_moved = true;
    }
  mark_all (s);
}

static EpiStatus
optimal (EpiSimplex *s)
{
  EpiSimplexState *state = &s->state;

  if (state->phase == 2)
    return epi_simplex_finish (s);
  for (int pass = 0; pass < 2; pass++) {
    epi_simplex_restore_bounds (s);
    flip_boxed (s);
    if (is_dual_feasible (s)) {
      state->phase = 2;
      epi_simplex_compute_x (s);
      return EPI_OK;
    }
    if (!state->costs_moved)
      break;
    epi_simplex_restore_costs (s);
    epi_simplex_compute_d (s);
  }
  return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
}

/* No step ends row p: it cannot be satisfied. */
static EpiStatus
dual_unbounded (EpiSimplex *s, double delta)
{
  double sign = delta < 0 ? -1 : 1; /* a logical's column is -eᵢ */

  if (s->state.phase == 1) /* rounding: the box bounds it */
    return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
  memset (s->ray, 0, (size_t)s->lp.total * sizeof (double));
  for (int t = 0; t < s->row.n; t++)
    s->ray[s->lp.n + s->row.index[t]] = sign * s->row.value[s->row.index[t]];
  if (epi_simplex_farkas_residual (s) <= s->options.tolerance ||
      ++s->state.rounds > 3)
    return EPI_INFEASIBLE;
  s->state.may_perturb = false;
  return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
}

static void
apply_flips (EpiSimplex *s)
{
  EpiSparseVector *v = &s->change;

  if (s->n_flips == 0)
    return;
  epi_sparse_vector_zero (v);
  for (int k = 0; k < s->n_flips; k++) {
    int j = s->flips[k];
    double old = s->x[j];
    epi_simplex_place (
        s, j, s->standing[j] == EPI_AT_LOWER ? EPI_AT_UPPER : EPI_AT_LOWER);
    epi_simplex_lp_add_column (&s->lp, j, s->x[j] - old, v->value);
  }
  for (int i = 0; i < s->lp.m; i++)
    if (v->value[i] != 0)
      v->index[v->n++] = i;
  epi_basis_ftran (s->basis, v, false);
  for (int t = 0; t < v->n; t++) {
    int i = v->index[t];
    epi_simplex_set_x (s, s->head[i], s->x[s->head[i]] - v->value[i]);
    mark (s, i);
  }
  epi_sparse_vector_zero (v);
}

/* 4. */
static EpiStatus
update (EpiSimplex *s, int p, int q, double delta, double row_norm)
{
  int leaving = s->head[p];
  double sign = delta < 0 ? -1 : 1, alpha = s->column.value[p];
  double bound = delta < 0 ? s->lower[leaving] : s->upper[leaving];

  if (s->d[q] / s->priced.value[q] * sign < 0) { /* wrong sign: a shift */
    s->cost[q] -= s->d[q];
    s->d[q] = 0;
    s->state.costs_moved = true;
  }
  double theta_dual = s->d[q] / s->priced.value[q];
  for (int t = 0; t < s->priced.n; t++) {
    int j = s->priced.index[t];
    s->d[j] -= theta_dual * s->priced.value[j];
  }
  s->d[q] = 0;
  s->d[leaving] = -theta_dual;

  apply_flips (s);
  double theta = (s->x[leaving] - bound) / alpha;
  for (int t = 0; t < s->column.n; t++) {
    int i = s->column.index[t], j = s->head[i];
    epi_simplex_set_x (s, j, s->x[j] - theta * s->column.value[i]);
    mark (s, i);
  }
  epi_simplex_set_x (s, q, s->x[q] + theta);
  epi_simplex_set_x (s, leaving, bound);
  epi_pricing_update_rows (s, p, row_norm);
  s->state.entering = q;
  s->state.leaving = leaving;
  s->state.step_length = theta_dual * sign;
  EpiStatus status =
      epi_simplex_pivot (s, p, q, delta < 0 ? EPI_AT_LOWER : EPI_AT_UPPER);
  mark (s, p);
  return status == EPI_OK ? EPI_RUNNING : status;
}

/* The leaving position, its row of B⁻¹ and ‖row‖²; a weight that turns out to
 * be far too small is mended first.  -1: none. */
static int
choose_row (EpiSimplex *s, double *norm)
{
  for (;;) {
    int p = epi_pricing_row (s);
    if (p < 0)
      return -1;
    *norm = epi_simplex_row_of_inverse (s, p);
    if (s->options.pricing != EPI_PRICING_STEEPEST_EDGE ||
        s->row_weight[p] >= 0.25 * *norm)
      return p;
    s->row_weight[p] = *norm;
  }
}

EpiStatus
epi_simplex_dual (EpiSimplex *s)
{
  EpiStatus status = EPI_OK;

  if (s->state.warm && s->base.k > WARM_STEPS + (size_t)s->lp.m / 10)
    s->state.warm = s->state.begun = false; /* it was far after all */
  if (!s->state.begun)
    status = begin (s);
  for (bool refactor = false; status == EPI_OK;) {
    if (refactor && (status = epi_simplex_refactor (s, NULL)) != EPI_OK)
      break;
    if (s->state.fresh)
      correct_d (s);
    bool fresh = s->state.fresh;
    refactor = true; /* what every retry below begins with */
  choose:;
    double norm;
    int p = choose_row (s, &norm); /* 1. */
    if (p < 0 && !fresh)
      continue;
    if (p < 0)
      return optimal (s);
    double delta = epi_simplex_violation (s, s->head[p]);
    epi_simplex_price (s, &s->row);         /* 2. */
    int q = epi_ratio_test_dual (s, delta); /* 3. */
    if (q < 0 && !fresh)
      continue;
    if (q < 0)
      return dual_unbounded (s, delta);
    epi_simplex_lp_column (&s->lp, q, &s->column);
    epi_basis_ftran (s->basis, &s->column, true);
    double by_row = s->priced.value[q], by_column = s->column.value[p];
    if (fabs (by_row - by_column) > AGREEMENT * (1 + fabs (by_column)) ||
        by_row * by_column <= 0) {
      if (!fresh)
        continue;
      s->infeasible[p] = 0; /* not this row, for now */
      goto choose;
    }
    return update (s, p, q, delta, norm); /* 4. */
  }
  return status;
}
