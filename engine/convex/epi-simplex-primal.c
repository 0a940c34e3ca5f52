/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The primal simplex method; the numbers are those of epi-simplex.h. */
#include "convex/epi-simplex-private.h"

#include <math.h>
#include <string.h>

#define PERTURBATION 5e-7
#define AGREEMENT 1e-7
#define LEAST_MOVE 0.1    /* of the tolerance, in a step on moved bounds */
enum { STALL = 50 };      /* degenerate steps in a row before bounds move */
enum { MOST_ROUNDS = 8 }; /* before a ray is taken as it is */

static bool
is_out (const EpiSimplex *s, int j)
{
  return epi_simplex_phase_1_cost (s, j) != 0;
}

static bool
is_feasible (const EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    if (is_out (s, s->head[i]))
      return false;
  return true;
}

static EpiStatus
begin (EpiSimplex *s)
{
  EpiSimplexState *state = &s->state;

  if (state->boxed)
    epi_simplex_restore_bounds (s);
  if (state->costs_moved)
    epi_simplex_restore_costs (s);
  state->phase = 2;
  EpiStatus status = epi_simplex_refactor (s, NULL);
  if (status != EPI_OK)
    return status;
  epi_pricing_reset_columns (s);
  state->begun = true;
  return EPI_OK;
}

/* For the case that the program is unbounded: feasible as the user wants it. */
static bool
keep_point (EpiSimplex *s)
{
  double primal, dual;

  memcpy (s->point, s->x, (size_t)s->lp.total * sizeof (double));
  epi_simplex_measure (s, &primal, &dual);
  return primal <= s->options.tolerance;
}

/* After a factorization: the phase may be another. */
static void
find_phase (EpiSimplex *s)
{
  int phase = is_feasible (s) ? 2 : 1;

  if (phase == 2 && !s->state.has_point && !s->state.bounds_moved)
    s->state.has_point = keep_point (s);
  if (phase == s->state.phase)
    return;
  s->state.phase = phase;
  epi_simplex_compute_d (s);
  if (s->options.pricing == EPI_PRICING_DEVEX)
    epi_pricing_reset_columns (s);
}

/* Bounds of basic variables move outwards by random amounts, so that no two
 * stop at once; x stays. */
static void
perturb_bounds (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++) {
    int j = s->head[i];
    double low = (1 + epi_simplex_random (s)) * PERTURBATION;
    double high = (1 + epi_simplex_random (s)) * PERTURBATION;
    if (isfinite (s->lower[j]) && s->lower[j] == s->lp.lower[j])
      s->lower[j] -= low * (1 + fabs (s->lower[j]));
    if (isfinite (s->upper[j]) && s->upper[j] == s->lp.upper[j])
      s->upper[j] += high * (1 + fabs (s->upper[j]));
  }
  s->state.bounds_moved = true;
}

/* Nothing has a price: optimal in this phase. */
static EpiStatus
optimal (EpiSimplex *s)
{
  if (s->state.phase == 2)
    return epi_simplex_finish (s);
  if (s->state.bounds_moved) { /* not proven for the true bounds */
    s->state.may_perturb = false;
    epi_simplex_restore_bounds (s);
    return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
  }
  memset (s->ray, 0, (size_t)s->lp.total * sizeof (double));
  for (int j = s->lp.n; j < s->lp.total; j++)
    s->ray[j] = s->standing[j] == EPI_BASIC ? -epi_simplex_phase_1_cost (s, j)
                                            : s->d[j];
  if (epi_simplex_farkas_residual (s) <= s->options.tolerance ||
      ++s->state.rounds > 3 || s->state.tolerance < 1e-10)
    return EPI_INFEASIBLE;
  s->state.tolerance /= 10;
  return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
}

/* Nothing stops x_q.  EPI_OK: that is not shown.  No point was as feasible as
 * the user wants it, or d_q is small and rounding goes towards bounds. */
static EpiStatus
primal_unbounded (EpiSimplex *s, int q, double direction)
{
  if (s->state.bounds_moved) {
    s->state.may_perturb = false;
    epi_simplex_restore_bounds (s);
    return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
  }
  memset (s->ray, 0, (size_t)s->lp.total * sizeof (double));
  s->ray[q] = direction;
  for (int t = 0; t < s->column.n; t++) {
    int i = s->column.index[t];
    s->ray[s->head[i]] = -direction * s->column.value[i];
  }
  epi_simplex_correct (s, s->ray);
  bool falls = epi_simplex_recession_residual (s) <= s->options.tolerance;
  if ((falls && s->state.has_point) || ++s->state.rounds > MOST_ROUNDS)
    return EPI_UNBOUNDED;
  if (falls) {
    s->state.tolerance /= 10;
    return epi_simplex_switch (s, EPI_SIMPLEX_PRIMAL);
  }
  s->d[q] = 0; /* not this one, for now */
  return EPI_OK;
}

/* x_q moves by direction × step.  In phase 1 the changes of cost by position
 * are left in s->change; returns whether there are any. */
static bool
move (EpiSimplex *s, int q, double direction, double step)
{
  bool phase_1 = s->state.phase == 1;
  EpiSparseVector *change = &s->change;

  epi_sparse_vector_zero (change);
  for (int t = 0; t < s->column.n; t++) {
    int i = s->column.index[t], j = s->head[i];
    double old = phase_1 ? epi_simplex_phase_1_cost (s, j) : 0;
    epi_simplex_set_x (s, j, s->x[j] - direction * step * s->column.value[i]);
    double now = phase_1 ? epi_simplex_phase_1_cost (s, j) : 0;
    if (now != old) {
      change->value[i] = now - old;
      change->index[change->n++] = i;
    }
  }
  epi_simplex_set_x (s, q, s->x[q] + direction * step);
  return change->n > 0;
}

/* d of the new costs of phase 1: d -= [A, -I]ᵀ B⁻ᵀ change. */
static void
apply_cost_change (EpiSimplex *s)
{
  if (is_feasible (s)) {
    s->state.phase = 2;
    epi_simplex_compute_d (s);
    if (s->options.pricing == EPI_PRICING_DEVEX)
      epi_pricing_reset_columns (s);
    return;
  }
  epi_basis_btran (s->basis, &s->change, false);
  epi_simplex_price (s, &s->change);
  for (int t = 0; t < s->priced.n; t++) {
    int j = s->priced.index[t];
    s->d[j] -= s->priced.value[j];
  }
  epi_sparse_vector_zero (&s->change);
}

/* Once bounds have moved, every step is a step: a basic variable that it takes
 * out of bounds takes its bound along (after Gill, Murray, Saunders & Wright's
 * EXPAND, Math. Programming 45, 1989). */
static void
stretch_step (EpiSimplex *s, EpiRatio *ratio)
{
  double room = LEAST_MOVE * s->state.tolerance * (1 + epi_simplex_random (s));
  double step = room / fabs (s->column.value[ratio->position]);

  ratio->step = fmax (ratio->step, step);
}

static void
take_bounds_along (EpiSimplex *s)
{
  for (int t = 0; t < s->column.n; t++) {
    int j = s->head[s->column.index[t]];
    s->lower[j] = fmin (s->lower[j], s->x[j]);
    s->upper[j] = fmax (s->upper[j], s->x[j]);
  }
}

/* x_q goes to its other bound: no change of basis. */
static EpiStatus
flip (EpiSimplex *s, int q, double direction)
{
  double range = s->upper[q] - s->lower[q];
  bool changed = move (s, q, direction, range);

  epi_simplex_place (s, q, direction > 0 ? EPI_AT_UPPER : EPI_AT_LOWER);
  if (changed)
    apply_cost_change (s);
  s->state.fresh = false;
  s->state.entering = s->state.leaving = q;
  s->state.step_length = range;
  return EPI_RUNNING;
}

/* Counts degenerate steps; too many in a row and bounds move. */
static void
watch_stalling (EpiSimplex *s, double step)
{
  s->state.stalled = step > 1e-12 ? 0 : s->state.stalled + 1;
  if (s->state.stalled > STALL && s->state.may_perturb) {
    perturb_bounds (s);
    s->state.stalled = 0;
  }
}

/* 4. */
static EpiStatus
update (EpiSimplex *s, int q, double direction, EpiRatio ratio)
{
  int p = ratio.position, leaving = s->head[p];
  double theta_dual = s->d[q] / s->priced.value[q];
  double old_cost =
      s->state.phase == 1 ? epi_simplex_phase_1_cost (s, leaving) : 0;

  for (int t = 0; t < s->priced.n; t++) {
    int j = s->priced.index[t];
    s->d[j] -= theta_dual * s->priced.value[j];
  }
  s->d[q] = 0;
  s->d[leaving] = -theta_dual - old_cost; /* at a bound it costs nothing */
  epi_pricing_update_columns (s, p, q);

  bool stretch = s->state.bounds_moved && s->state.phase == 2;
  if (stretch)
    stretch_step (s, &ratio);
  bool changed = move (s, q, direction, ratio.step);
  if (stretch)
    take_bounds_along (s);
  if (s->change.value[p] != 0) { /* p is q's now */
    int t = 0;
    while (s->change.index[t] != p)
      t++;
    s->change.index[t] = s->change.index[--s->change.n];
    s->change.value[p] = 0;
  }
  epi_simplex_set_x (s, leaving,
                     ratio.leaves == EPI_AT_LOWER ? s->lower[leaving]
                                                  : s->upper[leaving]);
  s->state.entering = q;
  s->state.leaving = leaving;
  s->state.step_length = ratio.step;
  EpiStatus status = epi_simplex_pivot (s, p, q, ratio.leaves);
  if (status != EPI_OK)
    return status;
  if (!s->state.fresh && (changed || old_cost != 0))
    apply_cost_change (s);
  watch_stalling (s, ratio.step);
  return EPI_RUNNING;
}

/* d_q from the column itself. */
static double
price_of_column (const EpiSimplex *s, int q)
{
  bool phase_1 = s->state.phase == 1;
  double d = phase_1 ? 0 : s->cost[q];

  for (int t = 0; t < s->column.n; t++) {
    int i = s->column.index[t], j = s->head[i];
    d -= (phase_1 ? epi_simplex_phase_1_cost (s, j) : s->cost[j]) *
         s->column.value[i];
  }
  return d;
}

EpiStatus
epi_simplex_primal (EpiSimplex *s)
{
  EpiStatus status = EPI_OK;

  if (!s->state.begun)
    status = begin (s);
  for (bool refactor = false; status == EPI_OK;) {
    if (refactor && (status = epi_simplex_refactor (s, NULL)) != EPI_OK)
      break;
    if (s->state.fresh)
      find_phase (s);
    bool fresh = s->state.fresh;
    refactor = true; /* what every retry below begins with */
  choose:;
    int q = epi_pricing_column (s); /* 1. */
    if (q < 0 && !fresh)
      continue;
    if (q < 0)
      return optimal (s);
    epi_simplex_lp_column (&s->lp, q, &s->column); /* 2. */
    epi_basis_ftran (s->basis, &s->column, true);
    double d = price_of_column (s, q);
    if (fabs (d - s->d[q]) > 1e-9 * (1 + fabs (d))) {
      if (!fresh && fabs (d - s->d[q]) > 1e-6 * (1 + fabs (d)))
        continue;
      s->d[q] = d;
      goto choose;
    }
    double direction = d < 0 ? 1 : -1;
    EpiRatio ratio = s->state.phase == 1 /* 3. */
                         ? epi_ratio_test_phase_1 (s, direction, -fabs (d))
                         : epi_ratio_test_primal (s, direction);
    if (s->upper[q] - s->lower[q] <= ratio.step &&
        isfinite (s->upper[q] - s->lower[q]))
      return flip (s, q, direction);
    if (ratio.position < 0 && !fresh)
      continue;
    if (ratio.position < 0 && s->state.phase == 1) {
      s->d[q] = 0; /* rounding: no price at all */
      goto choose;
    }
    if (ratio.position < 0)
      return primal_unbounded (s, q, direction);
    epi_simplex_row_of_inverse (s, ratio.position);
    epi_simplex_price (s, &s->row);
    double by_row = s->priced.value[q];
    double by_column = s->column.value[ratio.position];
    if (fabs (by_row - by_column) > AGREEMENT * (1 + fabs (by_column)) ||
        by_row * by_column <= 0) {
      if (!fresh)
        continue;
      s->d[q] = 0; /* not this one, for now */
      goto choose;
    }
    return update (s, q, direction, ratio); /* 4. */
  }
  return status;
}
