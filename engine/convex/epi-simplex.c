/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simplex methods as an EpiMethod. */
#include "convex/epi-simplex-private.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <math.h>
#include <string.h>

EpiSimplexOptions
epi_simplex_defaults (EpiSimplexKind kind)
{
  return (EpiSimplexOptions){.kind = kind,
                             .pricing = EPI_PRICING_STEEPEST_EDGE,
                             .harris = true,
                             .perturb = true,
                             .scale = true,
                             .tolerance = 1e-9,
                             .working_tolerance = 1e-7};
}

/* The point in the user's units. */
static void
publish (EpiSimplex *s)
{
  const EpiQp *qp = s->qp;
  double f[2] = {0, 0}; /* one sum would wait for each addition */

  for (int j = 0; j < s->lp.n; j++) {
    double x = s->x[j] * s->lp.scale[j];
    s->base.x[j] = x;
    f[j & 1] += qp->c[j] * x;
  }
  s->base.f = qp->c0 + f[0] + f[1];
  s->state.published = true;
}

static EpiStatus
simplex_step (EpiMethod *base)
{
  enum { MOST_CHANGES = 60 }; /* of phase or method without a pivot */
  EpiSimplex *s = (EpiSimplex *)base;
  EpiStatus status = EPI_OK;

  if (s->state.contradiction)
    return EPI_INFEASIBLE;
  if (s->state.begun && s->state.due) /* as yet, nothing of the state changed */
    status = epi_simplex_refactor (s, s->cancel);
  if (status != EPI_OK)
    return status;
  s->state.entering = s->state.leaving = -1;
  s->state.step_length = 0;
  for (int i = 0; i < MOST_CHANGES && status == EPI_OK; i++)
    status = s->state.kind == EPI_SIMPLEX_DUAL ? epi_simplex_dual (s)
                                               : epi_simplex_primal (s);
  if (!s->state.published)
    publish (s);
  return status == EPI_OK ? EPI_NUMERICAL : status;
}

static void
simplex_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiSimplex *s = (const EpiSimplex *)base;
  const EpiSimplexState *state = &s->state;
  double primal = 0, dual = 0, value = 0;
  double *d =
      epi_frame_add_vector (frame, "reduced_costs", NULL, (size_t)s->lp.total);
  double *basis = epi_frame_add_vector (frame, "basis", NULL, (size_t)s->lp.m);

  for (int j = 0; j < s->lp.total; j++) {
    double scale = s->lp.scale[j], z = s->d[j] / scale;
    if (d != NULL)
      d[j] = z;
    primal += fabs (epi_simplex_violation (s, j)) * scale;
    dual += epi_simplex_dual_violation (s, j) / scale;
    if (s->standing[j] != EPI_BASIC)
      value += s->d[j] * s->x[j];
  }
  for (int i = 0; basis != NULL && i < s->lp.m; i++)
    basis[i] = s->head[i];
  epi_frame_add_scalar (frame, "phase", state->phase);
  epi_frame_add_scalar (frame, "dual_simplex", state->kind == EPI_SIMPLEX_DUAL);
  epi_frame_add_scalar (frame, "entering", state->entering);
  epi_frame_add_scalar (frame, "leaving", state->leaving);
  epi_frame_add_scalar (frame, "step_length", state->step_length);
  epi_frame_add_scalar (frame, "dual_objective",
                        s->qp->c0 + s->lp.sign * value);
  epi_frame_add_scalar (frame, "primal_infeasibility", primal);
  epi_frame_add_scalar (frame, "dual_infeasibility", dual);
}

static size_t
simplex_state_size (const EpiMethod *base)
{
  const EpiSimplex *s = (const EpiSimplex *)base;
  return sizeof s->state + s->n_doubles * sizeof (double) +
         s->n_ints * sizeof (int);
}

static EpiStatus
simplex_save (const EpiMethod *base, void *to)
{
  const EpiSimplex *s = (const EpiSimplex *)base;
  char *at = to;

  memcpy (at, &s->state, sizeof s->state);
  at += sizeof s->state;
  memcpy (at, s->doubles, s->n_doubles * sizeof (double));
  at += s->n_doubles * sizeof (double);
  memcpy (at, s->ints, s->n_ints * sizeof (int));
  return EPI_OK;
}

/* The factors as they were: those of the head that was factored, then the
 * same updates. */
static void
replay (EpiSimplex *s)
{
  memcpy (s->group, s->factored, (size_t)s->lp.m * sizeof (int));
  epi_basis_factor (s->basis, s->group, NULL, NULL);
  for (int k = 0; k < s->state.n_updates; k++) {
    int p = s->log_row[k];
    epi_simplex_lp_column (&s->lp, s->log_variable[k], &s->column);
    epi_basis_ftran (s->basis, &s->column, true);
    epi_simplex_row_of_inverse (s, p);
    epi_basis_update (s->basis, p, s->column.value[p]);
  }
}

static void
simplex_restore (EpiMethod *base, const void *from)
{
  EpiSimplex *s = (EpiSimplex *)base;
  const char *at = from;

  memcpy (&s->state, at, sizeof s->state);
  at += sizeof s->state;
  memcpy (s->doubles, at, s->n_doubles * sizeof (double));
  at += s->n_doubles * sizeof (double);
  memcpy (s->ints, at, s->n_ints * sizeof (int));
  if (s->state.begun)
    replay (s);
  for (int j = 0; j < s->lp.n; j++) /* f is there, to the bit */
    base->x[j] = s->x[j] * s->lp.scale[j];
}

static void
simplex_watch (EpiMethod *base, const EpiCancel *cancel)
{
  ((EpiSimplex *)base)->cancel = cancel;
}

static void
simplex_free (EpiMethod *base)
{
  EpiSimplex *s = (EpiSimplex *)base;

  epi_simplex_lp_clear (&s->lp);
  epi_basis_free (s->basis);
  epi_free (s->base.x);
  epi_free (s->doubles);
  epi_free (s->ints);
  epi_sparse_vector_free (&s->column);
  epi_sparse_vector_free (&s->row);
  epi_sparse_vector_free (&s->tau);
  epi_sparse_vector_free (&s->change);
  epi_sparse_vector_free (&s->priced);
  g_free (s);
}

static const EpiMethodClass classes[] = {
    [EPI_SIMPLEX_PRIMAL] = {.name = "primal simplex",
                            .step = simplex_step,
                            .record = simplex_record,
                            .state_size = simplex_state_size,
                            .save_state = simplex_save,
                            .restore_state = simplex_restore,
                            .watch = simplex_watch,
                            .free = simplex_free},
    [EPI_SIMPLEX_DUAL] = {.name = "dual simplex",
                          .step = simplex_step,
                          .record = simplex_record,
                          .state_size = simplex_state_size,
                          .save_state = simplex_save,
                          .restore_state = simplex_restore,
                          .watch = simplex_watch,
                          .free = simplex_free},
};

static EpiStatus
make_arrays (EpiSimplex *s)
{
  size_t m = (size_t)s->lp.m, total = (size_t)s->lp.total;

  s->n_doubles = 8 * total + 2 * m;
  s->n_ints = 2 * m + total + 2 * EPI_BASIS_MAX_UPDATES;
  s->doubles = epi_new0 (double, s->n_doubles + 2 * total);
  s->ints = epi_new0 (int, s->n_ints + 3 * total);
  s->base.x = epi_new0 (double, s->lp.n);
  if (s->doubles == NULL || s->ints == NULL || s->base.x == NULL ||
      epi_sparse_vector_new (m, &s->column) != EPI_OK ||
      epi_sparse_vector_new (m, &s->row) != EPI_OK ||
      epi_sparse_vector_new (m, &s->tau) != EPI_OK ||
      epi_sparse_vector_new (m, &s->change) != EPI_OK ||
      epi_sparse_vector_new (total, &s->priced) != EPI_OK)
    return EPI_NO_MEMORY;

  double **const by_variable[] = {&s->x,     &s->d,      &s->cost, &s->lower,
                                  &s->upper, &s->weight, &s->ray,  &s->point};
  for (size_t i = 0; i < G_N_ELEMENTS (by_variable); i++)
    *by_variable[i] = s->doubles + i * total;
  s->row_weight = s->doubles + 8 * total;
  s->infeasible = s->row_weight + m;
  s->head = s->ints;
  s->factored = s->head + m;
  s->standing = s->factored + m;
  s->log_row = s->standing + total;
  s->log_variable = s->log_row + EPI_BASIS_MAX_UPDATES;
  s->candidate_alpha = s->doubles + s->n_doubles;
  s->candidate_ratio = s->candidate_alpha + total;
  s->candidates = s->ints + s->n_ints;
  s->group = s->candidates + total;
  s->flips = s->group + total;
  return EPI_OK;
}

/* The basis to start from: the caller's, filled up with logicals or cut to m
 * variables where it is none; nonbasic variables at their bounds. */
static void
begin_basis (EpiSimplex *s, const EpiStanding *start)
{
  int n = s->lp.n, m = s->lp.m, n_basic = 0;

  for (int j = 0; j < s->lp.total; j++) {
    s->standing[j] = start != NULL ? start[j]
                     : j >= n      ? EPI_BASIC
                                   : EPI_AT_LOWER;
    if (s->standing[j] == EPI_BASIC && n_basic == m)
      s->standing[j] = EPI_AT_LOWER;
    else if (s->standing[j] == EPI_BASIC)
      s->head[n_basic++] = j;
  }
  for (int j = n; j < s->lp.total && n_basic < m; j++)
    if (s->standing[j] != EPI_BASIC) {
      s->standing[j] = EPI_BASIC;
      s->head[n_basic++] = j;
    }
  /* Without a word from the caller, the bound nearer to 0. */
  for (int j = 0; j < s->lp.total; j++)
    if (s->standing[j] != EPI_BASIC && start == NULL)
      s->standing[j] = EPI_NONBASIC_FREE;
  epi_simplex_restore_bounds (s);
}

static bool
is_crossed (const EpiSimplexLp *lp)
{
  for (int j = 0; j < lp->total; j++)
    if (lp->lower[j] > lp->upper[j])
      return true;
  return false;
}

EpiStatus
epi_simplex_new (const EpiQp *qp, const EpiSimplexOptions *options,
                 EpiMethod **out)
{
  *out = NULL;
  if (epi_qp_check (qp) != EPI_OK)
    return EPI_NOT_FINITE;
  if (epi_sparse_entries (&qp->Q) > 0)
    return EPI_UNSUPPORTED;
  EpiSimplex *s = g_new0 (EpiSimplex, 1);
  EpiStatus status = epi_simplex_lp_new (qp, options->scale, &s->lp);
  if (status == EPI_OK)
    status = epi_basis_new (&s->lp.A, &s->basis);
  if (status == EPI_OK)
    status = make_arrays (s);
  if (status != EPI_OK) {
    simplex_free (&s->base);
    return status;
  }
  s->base.klass = &classes[options->kind];
  s->base.status = EPI_RUNNING;
  s->base.n = qp->cols;
  s->qp = qp;
  s->options = *options;
  s->options.start = NULL; /* read below, not kept */
  if (options->pricing == EPI_PRICING_BLAND)
    s->options.harris = false; /* both of his choices go by the index */
  s->state = (EpiSimplexState){.kind = options->kind,
                               .phase = 1,
                               .may_perturb = options->perturb,
                               .warm = options->start != NULL,
                               .contradiction = is_crossed (&s->lp),
                               .tolerance = options->working_tolerance,
                               .entering = -1,
                               .leaving = -1,
                               .random = epi_random (1, 0)};
  epi_simplex_restore_costs (s);
  begin_basis (s, options->start);
  epi_pricing_reset_rows (s);
  epi_pricing_reset_columns (s);
  publish (s);
  *out = &s->base;
  return EPI_OK;
}

void
epi_simplex_basis (const EpiMethod *method, EpiStanding *standing)
{
  const EpiSimplex *s = (const EpiSimplex *)method;
  for (int j = 0; j < s->lp.total; j++)
    standing[j] = s->standing[j];
}

/* A multiplier as the reduced cost d of a variable standing there: what has
 * the wrong sign is rounding. */
static double
multiplier (const EpiSimplex *s, int j)
{
  double wrong = epi_simplex_dual_violation (s, j);
  return wrong > 0 ? 0 : s->lp.sign * s->d[j] / s->lp.scale[j];
}

void
epi_simplex_answer (const EpiMethod *method, EpiQpAnswer *out)
{
  const EpiSimplex *s = (const EpiSimplex *)method;
  size_t n = s->base.n;

  out->status = method->status;
  for (size_t j = 0; j < n; j++) {
    out->x[j] = s->base.x[j];
    out->z[j] = multiplier (s, (int)j);
    out->point[j] = 0;
  }
  for (size_t i = 0; i < s->qp->rows; i++)
    out->y[i] = multiplier (s, (int)(n + i));
  if (method->status == EPI_INFEASIBLE)
    epi_simplex_farkas (s, out);
  else if (method->status == EPI_UNBOUNDED)
    epi_simplex_recession (s, out);
}
