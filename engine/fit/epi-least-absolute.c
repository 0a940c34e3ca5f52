/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-least-absolute.h"

#include "convex/epi-simplex.h"
#include "core/epi-alloc.h"
#include "problem/epi-ls-dual.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define TOLERANCE 1e-9
#define WORKING_TOLERANCE                                                      \
  1e-10 /* rows are dense: what it oversteps is many                           \
         */
#define RECORD_ROWS 8192

typedef struct {
  EpiMethod base;
  EpiLs ls;
  double unit;        /* of b and θ in the program, a power of two */
  EpiQp program;      /* in u */
  EpiMethod *inner;   /* on the program */
  EpiQpAnswer answer; /* its point */
  double *y;          /* (n) feasible */
  double gap, dual_objective;
} LeastAbsolute;

static double
weight (const EpiLs *ls, size_t i)
{
  return ls->weights != NULL ? ls->weights[i] : 1;
}

/* ---- The program ---- */

/* The same regression in other units: weights up to 1, |wᵢbᵢ| up to about 1;
 * weights and b of the copy are the caller's to free. */
static EpiStatus
change_units (const EpiLs *ls, EpiLs *out, double *unit)
{
  size_t n = ls->A.rows;
  double heaviest = 0, largest = 0;
  double *w = epi_new (double, n), *b = epi_new (double, n);

  *out = *ls;
  out->weights = w;
  out->B = epi_matrix_view (b, n, 1, n);
  if (w == NULL || b == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    heaviest = fmax (heaviest, weight (ls, i));
  for (size_t i = 0; i < n; i++) {
    w[i] = heaviest > 0 ? weight (ls, i) / heaviest : 0;
    largest = fmax (largest, w[i] * fabs (ls->B.data[i]));
  }
  *unit = largest > 0 && isfinite (largest) ? exp2 (rint (log2 (largest))) : 1;
  for (size_t i = 0; i < n; i++)
    b[i] = ls->B.data[i] / *unit;
  return EPI_OK;
}

/* From y to u. */
static void
divide_by_weights (const EpiLs *ls, EpiQp *program)
{
  for (size_t i = 0; i < ls->A.rows; i++) {
    double w = ls->weights[i];
    program->c[i] *= w;
    program->upper[i] = w > 0 ? 1 : 0;
    program->lower[i] = -program->upper[i];
    for (int k = program->A.start[i]; k < program->A.start[i + 1]; k++)
      program->A.value[k] *= w;
  }
}

static EpiStatus
make_program (LeastAbsolute *self)
{
  EpiLs scaled;

  EpiStatus status = change_units (&self->ls, &scaled, &self->unit);
  if (status == EPI_OK)
    status = epi_ls_dual_program (&scaled, &self->program);
  if (status == EPI_OK)
    divide_by_weights (&scaled, &self->program);
  epi_free ((double *)scaled.weights);
  epi_free (scaled.B.data);
  return status;
}

static EpiStatus
make_inner (LeastAbsolute *self)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  options.working_tolerance = WORKING_TOLERANCE;
  return epi_simplex_new (&self->program, &options, &self->inner);
}

/* ---- The point ---- */

/* Whether Aᵀy = 0, as the certificate measures it. */
static bool
balances (const LeastAbsolute *self)
{
  const EpiLs *ls = &self->ls;

  for (size_t j = 0; j < ls->A.cols; j++) {
    const double *a = epi_matrix_col (&ls->A, j);
    long double along = 0;
    double size = 0;
    for (size_t i = 0; i < ls->A.rows; i++) {
      along += (long double)a[i] * self->y[i];
      size += fabs (a[i]) * weight (ls, i);
    }
    if (fabsl (along) > TOLERANCE * size)
      return false;
  }
  return true;
}

/* y of the program's point, within its bounds; its dual value and the gap. */
static void
find_gap (LeastAbsolute *self)
{
  size_t n = self->ls.A.rows;
  long double sum = 0;
  double most = 1;

  for (size_t i = 0; i < n; i++)
    most = fmax (most, fabs (self->answer.x[i]));
  for (size_t i = 0; i < n; i++) {
    self->y[i] = weight (&self->ls, i) * (self->answer.x[i] / most);
    sum -= (long double)self->ls.B.data[i] * self->y[i];
  }
  if (!balances (self)) {
    memset (self->y, 0, n * sizeof (double));
    sum = 0;
  }
  self->dual_objective = (double)sum;
  self->gap = (self->base.f - self->dual_objective) /
              (1 + fabs (self->base.f) + fabs (self->dual_objective));
}

static void
take_point (LeastAbsolute *self)
{
  EpiMatrix theta =
      epi_matrix_view (self->base.x, self->base.n, 1, self->base.n);

  epi_simplex_answer (self->inner, &self->answer);
  epi_ls_from_dual (&self->ls, &self->answer, self->base.x, NULL);
  for (size_t j = 0; j < self->base.n; j++)
    self->base.x[j] *= self->unit;
  self->base.f = epi_ls_objective (&self->ls, &theta);
  find_gap (self);
}

static EpiStatus
least_absolute_step (EpiMethod *base)
{
  LeastAbsolute *self = (LeastAbsolute *)base;
  EpiStatus status = epi_method_step (self->inner);

  if (status == EPI_INFEASIBLE || status == EPI_UNBOUNDED)
    return EPI_NUMERICAL; /* y = 0 is feasible, and y is bounded */
  take_point (self);
  return status == EPI_CONVERGED && !(fabs (self->gap) <= TOLERANCE)
             ? EPI_NUMERICAL
             : status;
}

/* ---- The method ---- */

static void
least_absolute_record (const EpiMethod *base, EpiFrame *frame)
{
  static const char *const moves[] = {"entering", "leaving", "step_length"};
  const LeastAbsolute *self = (const LeastAbsolute *)base;
  EpiFrame *inner = epi_method_record (self->inner);

  for (size_t i = 0; i < G_N_ELEMENTS (moves); i++)
    epi_frame_add_scalar (frame, moves[i],
                          epi_frame_scalar (inner, moves[i], NAN));
  epi_frame_unref (inner);
  epi_frame_add_vector (frame, "theta", base->x, base->n);
  epi_frame_add_scalar (frame, "gap", self->gap);
  epi_frame_add_scalar (frame, "dual_objective", self->dual_objective);
  if (self->ls.A.rows <= RECORD_ROWS)
    epi_frame_add_vector (frame, "dual", self->y, self->ls.A.rows);
}

static size_t
least_absolute_state_size (const EpiMethod *base)
{
  return epi_method_state_size (((const LeastAbsolute *)base)->inner);
}

static EpiStatus
least_absolute_save (const EpiMethod *base, void *state)
{
  return epi_method_save_state (((const LeastAbsolute *)base)->inner, state);
}

static void
least_absolute_restore (EpiMethod *base, const void *state)
{
  LeastAbsolute *self = (LeastAbsolute *)base;

  epi_method_restore_state (self->inner, state);
  take_point (self);
}

static void
least_absolute_free (EpiMethod *base)
{
  LeastAbsolute *self = (LeastAbsolute *)base;

  epi_method_free (self->inner);
  epi_qp_answer_clear (&self->answer);
  epi_qp_clear (&self->program);
  epi_free (self->y);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass least_absolute_class = {
    .name = "absolute loss, dual simplex",
    .step = least_absolute_step,
    .record = least_absolute_record,
    .state_size = least_absolute_state_size,
    .save_state = least_absolute_save,
    .restore_state = least_absolute_restore,
    .free = least_absolute_free,
};

EpiStatus
epi_least_absolute_new (const EpiLs *problem, EpiMethod **out)
{
  LeastAbsolute *self = g_new0 (LeastAbsolute, 1);

  *out = NULL;
  assert (problem->loss == EPI_LOSS_ABSOLUTE && problem->B.cols == 1);
  assert (!(problem->ridge > 0));
  self->ls = *problem;
  self->base.klass = &least_absolute_class;
  self->base.status = EPI_RUNNING;
  self->base.n = problem->A.cols;
  self->base.x = epi_new0 (double, problem->A.cols);
  self->y = epi_new0 (double, problem->A.rows);
  EpiStatus status =
      self->base.x != NULL && self->y != NULL ? EPI_OK : EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = make_program (self);
  if (status == EPI_OK)
    status = make_inner (self);
  if (status == EPI_OK)
    status = epi_qp_answer_new (&self->program, &self->answer);
  if (status != EPI_OK) {
    least_absolute_free (&self->base);
    return status;
  }
  take_point (self);
  *out = &self->base;
  return EPI_OK;
}

const double *
epi_least_absolute_dual (const EpiMethod *method)
{
  return ((const LeastAbsolute *)method)->y;
}
