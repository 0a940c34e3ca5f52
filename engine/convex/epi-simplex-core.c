/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the primal and the dual simplex method do alike. */
#include "convex/epi-simplex-private.h"

#include <math.h>
#include <string.h>

/* Factor anew when U and R have grown by this part of the factors (and of the
 * rows): solves then cost more than the factorization saves. */
#define GROWTH_OF_FACTORS 0.5
#define GROWTH_OF_ROWS 2.0
#define GROWTH_AT_LEAST 200

double
epi_simplex_random (EpiSimplex *s)
{
  return epi_random_uniform (&s->state.random);
}

double
epi_simplex_violation (const EpiSimplex *s, int j)
{
  if (s->x[j] < s->lower[j])
    return s->x[j] - s->lower[j];
  return s->x[j] > s->upper[j] ? s->x[j] - s->upper[j] : 0;
}

double
epi_simplex_dual_violation (const EpiSimplex *s, int j)
{
  double d = s->d[j];

  switch ((EpiStanding)s->standing[j]) {
  case EPI_AT_LOWER: /* a fixed variable takes any sign */
    return s->lower[j] == s->upper[j] ? 0 : fmax (-d, 0);
  case EPI_AT_UPPER:
    return s->lower[j] == s->upper[j] ? 0 : fmax (d, 0);
  case EPI_NONBASIC_FREE:
    return fabs (d);
  default:
    return 0;
  }
}

EpiStanding
epi_simplex_allowed (const EpiSimplex *s, int j)
{
  bool low = isfinite (s->lower[j]), high = isfinite (s->upper[j]);

  if (low && high) {
    if (s->standing[j] == EPI_AT_LOWER || s->standing[j] == EPI_AT_UPPER)
      return s->standing[j];
    return fabs (s->x[j] - s->lower[j]) <= fabs (s->upper[j] - s->x[j])
               ? EPI_AT_LOWER
               : EPI_AT_UPPER;
  }
  return low ? EPI_AT_LOWER : high ? EPI_AT_UPPER : EPI_NONBASIC_FREE;
}

void
epi_simplex_place (EpiSimplex *s, int j, EpiStanding standing)
{
  s->standing[j] = standing;
  epi_simplex_set_x (s, j,
                     standing == EPI_AT_LOWER   ? s->lower[j]
                     : standing == EPI_AT_UPPER ? s->upper[j]
                                                : 0);
}

static void
place_nonbasic (EpiSimplex *s)
{
  for (int j = 0; j < s->lp.total; j++)
    if (s->standing[j] != EPI_BASIC)
      epi_simplex_place (s, j, epi_simplex_allowed (s, j));
}

void
epi_simplex_restore_bounds (EpiSimplex *s)
{
  memcpy (s->lower, s->lp.lower, (size_t)s->lp.total * sizeof (double));
  memcpy (s->upper, s->lp.upper, (size_t)s->lp.total * sizeof (double));
  s->state.bounds_moved = s->state.boxed = false;
  place_nonbasic (s);
}

void
epi_simplex_restore_costs (EpiSimplex *s)
{
  memcpy (s->cost, s->lp.cost, (size_t)s->lp.total * sizeof (double));
  s->state.costs_moved = false;
}

void
epi_simplex_correct (EpiSimplex *s, double *x)
{
  EpiSparseVector *v = &s->change;

  epi_sparse_vector_zero (v);
  for (int j = 0; j < s->lp.total; j++)
    if (x[j] != 0)
      epi_simplex_lp_add_column (&s->lp, j, x[j], v->value);
  v->n = -1;
  epi_basis_ftran (s->basis, v, false);
  for (int k = 0; k < v->n; k++)
    x[s->head[v->index[k]]] -= v->value[v->index[k]];
  epi_sparse_vector_zero (v);
}

void
epi_simplex_compute_x (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    s->x[s->head[i]] = 0;
  epi_simplex_correct (s, s->x);
  epi_simplex_correct (s, s->x);
  s->state.published = false;
}

double
epi_simplex_phase_1_cost (const EpiSimplex *s, int j)
{
  double out = epi_simplex_violation (s, j);
  double bound = out < 0 ? s->lower[j] : s->upper[j];
  if (fabs (out) <= s->state.tolerance * (1 + fabs (bound)))
    return 0;
  return out < 0 ? -1 : 1;
}

/* The cost of a basic variable in this phase. */
static double
phase_cost (const EpiSimplex *s, int j)
{
  return s->state.kind == EPI_SIMPLEX_PRIMAL && s->state.phase == 1
             ? epi_simplex_phase_1_cost (s, j)
             : s->cost[j];
}

void
epi_simplex_compute_d (EpiSimplex *s)
{
  EpiSparseVector *y = &s->change;
  bool phase_1 = s->state.kind == EPI_SIMPLEX_PRIMAL && s->state.phase == 1;
  int m = s->lp.m;

  epi_sparse_vector_zero (y);
  for (int i = 0; i < m; i++)
    y->value[i] = phase_cost (s, s->head[i]);
  y->n = -1;
  epi_basis_btran (s->basis, y, false);
  memcpy (s->tau.value, y->value, (size_t)m * sizeof (double));
  for (int i = 0; i < m; i++) /* refine: c_B - Bᵀy */
    y->value[i] = phase_cost (s, s->head[i]) -
                  epi_simplex_lp_dot (&s->lp, s->head[i], s->tau.value);
  y->n = -1;
  epi_basis_btran (s->basis, y, false);
  for (int i = 0; i < m; i++)
    s->tau.value[i] += y->value[i];
  for (int j = 0; j < s->lp.total; j++)
    s->d[j] = s->standing[j] == EPI_BASIC
                  ? 0
                  : (phase_1 ? 0 : s->cost[j]) -
                        epi_simplex_lp_dot (&s->lp, j, s->tau.value);
  memset (s->tau.value, 0, (size_t)m * sizeof (double));
  s->tau.n = 0;
  epi_sparse_vector_zero (y);
}

/* Variables that the factorization put out of the basis, and the logicals
 * that it put in. */
static void
mend_standings (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    s->standing[s->factored[i]] = -1;
  for (int i = 0; i < s->lp.m; i++)
    s->standing[s->head[i]] = EPI_BASIC;
  for (int i = 0; i < s->lp.m; i++)
    if (s->standing[s->factored[i]] < 0)
      epi_simplex_place (s, s->factored[i],
                         epi_simplex_allowed (s, s->factored[i]));
}

EpiStatus
epi_simplex_refactor (EpiSimplex *s, const EpiCancel *cancel)
{
  size_t replaced, m = (size_t)s->lp.m;
  double *by_variable = s->candidate_ratio;

  for (size_t i = 0; i < m; i++)
    by_variable[s->head[i]] = s->row_weight[i];
  memcpy (s->group, s->head, m * sizeof (int));
  EpiStatus status = epi_basis_factor (s->basis, s->head, &replaced, cancel);
  if (status != EPI_OK)
    return status;
  memcpy (s->factored, s->group, m * sizeof (int));
  if (replaced > 0) {
    for (size_t i = 0; i < m; i++)
      if (s->standing[s->head[i]] != EPI_BASIC)
        by_variable[s->head[i]] = 1;
    mend_standings (s);
  }
  for (size_t i = 0; i < m; i++)
    s->row_weight[i] = by_variable[s->head[i]];
  s->state.n_updates = 0;
  s->state.due = false;
  epi_simplex_compute_x (s);
  epi_simplex_compute_d (s);
  s->state.fresh = true;
  return EPI_OK;
}

double
epi_simplex_row_of_inverse (EpiSimplex *s, int p)
{
  EpiSparseVector *row = &s->row;
  double norm = 0;

  epi_sparse_vector_zero (row);
  row->value[p] = 1;
  row->index[row->n++] = p;
  epi_basis_btran (s->basis, row, true);
  for (int t = 0; t < row->n; t++)
    norm += row->value[row->index[t]] * row->value[row->index[t]];
  return norm;
}

/* Row by row where y is sparse, else column by column. */
void
epi_simplex_price (EpiSimplex *s, const EpiSparseVector *y)
{
  EpiSparseVector *out = &s->priced;
  const EpiSparse *rows = &s->lp.rows;
  int n = s->lp.n;

  epi_sparse_vector_zero (out);
  if (y->n * 4 > s->lp.m) {
    for (int j = 0; j < n; j++) {
      if (s->standing[j] == EPI_BASIC)
        continue;
      double a = epi_simplex_lp_dot (&s->lp, j, y->value);
      if (fabs (a) > 1e-14) {
        out->value[j] = a;
        out->index[out->n++] = j;
      }
    }
  } else {
    for (int t = 0; t < y->n; t++) {
      int i = y->index[t];
      double yi = y->value[i];
      for (int k = rows->start[i]; k < rows->start[i + 1]; k++) {
        int j = rows->row[k];
        double old = out->value[j], sum = old + yi * rows->value[k];
        if (old == 0)
          out->index[out->n++] = j;
        out->value[j] = sum != 0 ? sum : 1e-100;
      }
    }
    int kept = 0;
    for (int t = 0; t < out->n; t++) {
      int j = out->index[t];
      if (fabs (out->value[j]) > 1e-14 && s->standing[j] != EPI_BASIC)
        out->index[kept++] = j;
      else
        out->value[j] = 0;
    }
    out->n = kept;
  }
  for (int t = 0; t < y->n; t++) {
    int i = y->index[t];
    if (s->standing[n + i] == EPI_BASIC)
      continue;
    out->value[n + i] = -y->value[i];
    out->index[out->n++] = n + i;
  }
}

EpiStatus
epi_simplex_pivot (EpiSimplex *s, int p, int q, EpiStanding leaves)
{
  EpiStatus status = epi_basis_update (s->basis, p, s->column.value[p]);
  int at = s->state.n_updates;

  s->standing[s->head[p]] = leaves;
  s->standing[q] = EPI_BASIC;
  s->head[p] = q;
  s->state.fresh = false;
  if (status != EPI_OK)
    return epi_simplex_refactor (s, NULL);
  s->log_row[at] = p;
  s->log_variable[at] = q;
  s->state.n_updates++;
  s->state.due = at == EPI_BASIS_MAX_UPDATES - 1 ||
                 epi_basis_growth (s->basis) >
                     GROWTH_OF_FACTORS * epi_basis_entries (s->basis) +
                         GROWTH_OF_ROWS * s->lp.m + GROWTH_AT_LEAST;
  return EPI_OK;
}

EpiStatus
epi_simplex_switch (EpiSimplex *s, EpiSimplexKind kind)
{
  s->state.kind = kind;
  s->state.begun = false;
  return EPI_OK;
}

void
epi_simplex_measure (const EpiSimplex *s, double *primal, double *dual)
{
  double bound = 0, cost = 0;

  *primal = *dual = 0;
  for (int j = 0; j < s->lp.total; j++) {
    double scale = s->lp.scale[j];
    *primal = fmax (*primal, fabs (epi_simplex_violation (s, j)) * scale);
    *dual = fmax (*dual, epi_simplex_dual_violation (s, j) / scale);
    if (isfinite (s->lp.lower[j]))
      bound = fmax (bound, fabs (s->lp.lower[j]) * scale);
    if (isfinite (s->lp.upper[j]))
      bound = fmax (bound, fabs (s->lp.upper[j]) * scale);
    cost = fmax (cost, fabs (s->lp.cost[j]) / scale);
  }
  *primal /= 1 + bound;
  *dual /= 1 + cost;
}

static bool
has_violation (const EpiSimplex *s, bool of_d)
{
  double tolerance = s->state.tolerance;

  for (int j = 0; j < s->lp.total; j++) {
    if (of_d ? epi_simplex_dual_violation (s, j) >
                   tolerance * (1 + fabs (s->cost[j]))
             : fabs (epi_simplex_violation (s, j)) >
                   tolerance * (1 + fabs (s->x[j] < s->lower[j] ? s->lower[j]
                                                                : s->upper[j])))
      return true;
  }
  return false;
}

EpiStatus
epi_simplex_finish (EpiSimplex *s)
{
  enum { MOST_ROUNDS = 12 };
  double primal, dual;
  EpiSimplexState *state = &s->state;
  bool done = state->fresh && state->phase == 2 && !state->boxed &&
              !state->bounds_moved && !state->costs_moved;

  if (state->bounds_moved || state->boxed)
    epi_simplex_restore_bounds (s);
  if (state->costs_moved)
    epi_simplex_restore_costs (s);
  state->phase = 2;
  EpiStatus status = done ? EPI_OK : epi_simplex_refactor (s, NULL);
  if (status != EPI_OK)
    return status;
  epi_simplex_measure (s, &primal, &dual);
  bool bad_x = has_violation (s, false), bad_d = has_violation (s, true);
  if (!bad_x && !bad_d) {
    double reached = fmax (primal, dual);
    if (reached <= s->options.tolerance || state->tolerance < 1e-15)
      return EPI_CONVERGED;
    state->tolerance /= 10; /* good here, not yet in the user's units */
    bad_x = has_violation (s, false);
    bad_d = has_violation (s, true);
  }
  if (++state->rounds > MOST_ROUNDS)
    return EPI_CONVERGED; /* as near as rounding lets it */
  if (state->rounds > 2)
    state->may_perturb = false;
  EpiSimplexKind next = bad_d ? EPI_SIMPLEX_PRIMAL : EPI_SIMPLEX_DUAL;
  if (state->rounds > MOST_ROUNDS / 2) /* it did not help so far */
    next = EPI_SIMPLEX_PRIMAL;
  return epi_simplex_switch (s, next);
}
