/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-qp-ipm.h"
#include "convex/epi-cone-method.h"

#include "core/epi-alloc.h"
#include "problem/epi-qp-cone.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 200 /* of a solve inside an answer */

typedef struct {
  EpiMethod base;
  const EpiQp *qp;
  EpiConeOptions options;
  EpiConeProgram program;
  EpiQpMap map;
  EpiMethod *inner;  /* NULL: the bounds contradict each other */
  double *x, *y, *z; /* workspace: a point of the cone program */
  EpiQpAnswer shown; /* workspace of record() */
} QpIpm;

/* base.x and base.f of the inner method's point. */
static void
publish (QpIpm *self)
{
  const EpiQpMap *map = &self->map;
  for (size_t j = 0; j < self->base.n; j++)
    self->base.x[j] =
        map->variable[j] < 0 ? map->fixed[j] : self->inner->x[map->variable[j]];
  self->base.f = map->sign * self->inner->f;
}

static EpiStatus
qp_step (EpiMethod *base)
{
  QpIpm *self = (QpIpm *)base;
  EpiStatus status = epi_method_step (self->inner);
  publish (self);
  return status;
}

/* The point of a method on the cone program. */
static void
take_point (const QpIpm *self, const EpiMethod *method, EpiStatus status,
            EpiQpAnswer *out)
{
  epi_cone_method_point (method, self->x, self->y, NULL, self->z);
  epi_qp_from_cone (self->qp, &self->map, status, self->x, self->y, self->z,
                    out);
}

static void
qp_record (const EpiMethod *base, EpiFrame *frame)
{
  static const char *const measures[] = {"gap",           "primal_residual",
                                         "dual_residual", "step_length",
                                         "centring",      "tau",
                                         "kappa",         "mu"};
  const QpIpm *self = (const QpIpm *)base;

  if (self->inner == NULL)
    return;
  EpiFrame *inner = epi_method_record (self->inner);
  for (size_t i = 0; i < G_N_ELEMENTS (measures); i++)
    epi_frame_add_scalar (frame, measures[i],
                          epi_frame_scalar (inner, measures[i], NAN));
  epi_frame_add_scalar (frame, "dual_objective",
                        self->map.sign *
                            epi_frame_scalar (inner, "dual_objective", NAN));
  epi_frame_unref (inner);
  EpiQpAnswer shown = self->shown;
  take_point (self, self->inner, EPI_RUNNING, &shown);
  epi_frame_add_vector (frame, "y", shown.y, self->qp->rows);
  epi_frame_add_vector (frame, "z", shown.z, self->qp->cols);
}

static size_t
qp_state_size (const EpiMethod *base)
{
  const QpIpm *self = (const QpIpm *)base;
  return self->inner == NULL ? 0 : epi_method_state_size (self->inner);
}

static EpiStatus
qp_save (const EpiMethod *base, void *state)
{
  const QpIpm *self = (const QpIpm *)base;
  return self->inner == NULL ? EPI_OK
                             : epi_method_save_state (self->inner, state);
}

static void
qp_restore (EpiMethod *base, const void *state)
{
  QpIpm *self = (QpIpm *)base;
  if (self->inner == NULL)
    return;
  epi_method_restore_state (self->inner, state);
  publish (self);
}

static EpiStatus
qp_set (EpiMethod *base, const char *name, double value)
{
  QpIpm *self = (QpIpm *)base;
  return self->inner != NULL ? epi_method_set (self->inner, name, value)
                             : EPI_UNSUPPORTED;
}

static void
qp_watch (EpiMethod *base, const EpiCancel *cancel)
{
  QpIpm *self = (QpIpm *)base;
  if (self->inner != NULL)
    epi_method_watch (self->inner, cancel);
}

static void
qp_free (EpiMethod *base)
{
  QpIpm *self = (QpIpm *)base;
  epi_method_free (self->inner);
  epi_cone_program_clear (&self->program);
  epi_qp_map_clear (&self->map);
  epi_qp_answer_clear (&self->shown);
  epi_free (self->x);
  epi_free (self->y);
  epi_free (self->z);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass qp_class = {
    .name = "interior point",
    .step = qp_step,
    .record = qp_record,
    .state_size = qp_state_size,
    .save_state = qp_save,
    .restore_state = qp_restore,
    .set = qp_set,
    .watch = qp_watch,
    .free = qp_free,
};

/* ---- What an unbounded program needs beside the method ---- */

/* Solves the program; NULL when that is not possible. */
static EpiMethod *
solve (const QpIpm *self, const EpiConeProgram *program)
{
  EpiMethod *method;
  if (epi_cone_method_new (program, &self->options, &method) != EPI_OK)
    return NULL;
  epi_method_run (method, MOST_STEPS, NULL, NULL);
  return method;
}

/* A feasible point: the same constraints, no objective. */
static void
add_point (const QpIpm *self, EpiQpAnswer *out)
{
  EpiConeProgram program = self->program; /* borrowed but for c and P */
  program.c = epi_new0 (double, program.n);
  program.P = (EpiSparse){0};
  EpiMethod *method = NULL;
  if (program.c != NULL &&
      epi_sparse_new (program.n, program.n, 0, &program.P) == EPI_OK)
    method = solve (self, &program);
  if (method != NULL && method->status == EPI_INFEASIBLE)
    take_point (self, method, EPI_INFEASIBLE, out);
  else if (method != NULL)
    epi_qp_point_from_cone (&self->map, method->x, out);
  epi_method_free (method);
  epi_free (program.c);
  epi_sparse_clear (&program.P);
}

/* rows := [A; P], P's both triangles. */
static EpiStatus
stack (const EpiSparse *A, const EpiSparse *P, EpiSparse *rows)
{
  size_t most = epi_sparse_entries (A) + 2 * epi_sparse_entries (P), n = 0;
  EpiTriplet *entries = epi_new (EpiTriplet, most);
  if (entries == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < A->cols; j++) {
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      entries[n++] = (EpiTriplet){A->row[k], (int)j, A->value[k]};
    for (int k = P->start[j]; k < P->start[j + 1]; k++) {
      int i = P->row[k], m = (int)A->rows;
      entries[n++] = (EpiTriplet){m + i, (int)j, P->value[k]};
      if (i != (int)j)
        entries[n++] = (EpiTriplet){m + (int)j, i, P->value[k]};
    }
  }
  EpiStatus status =
      epi_sparse_from_triplets (A->rows + P->cols, A->cols, entries, n, rows);
  epi_free (entries);
  return status;
}

/* The ray: cᵀd < 0, Ad = 0, Pd = 0, -Gd ∈ K, a linear program. */
static void
take_ray (const QpIpm *self, EpiQpAnswer *out)
{
  EpiConeProgram program = self->program; /* borrowed but for P, A, b, h */
  program.P = program.A = (EpiSparse){0};
  program.b = epi_new0 (double, self->program.A.rows + program.n);
  program.h = epi_new0 (double, program.G.rows);
  EpiMethod *method = NULL;
  if (program.b != NULL && program.h != NULL &&
      epi_sparse_new (program.n, program.n, 0, &program.P) == EPI_OK &&
      stack (&self->program.A, &self->program.P, &program.A) == EPI_OK)
    method = solve (self, &program);
  bool found = method != NULL && method->status == EPI_UNBOUNDED;
  if (found) {
    epi_cone_method_point (method, self->x, NULL, NULL, NULL);
    epi_qp_from_cone (self->qp, &self->map, EPI_UNBOUNDED, self->x, NULL, NULL,
                      out);
  } else
    take_point (self, self->inner, EPI_UNBOUNDED, out);
  epi_method_free (method);
  epi_sparse_clear (&program.P);
  epi_sparse_clear (&program.A);
  epi_free (program.b);
  epi_free (program.h);
}

void
epi_qp_ipm_answer (const EpiMethod *method, EpiQpAnswer *out)
{
  const QpIpm *self = (const QpIpm *)method;
  if (self->inner == NULL) {
    epi_qp_contradiction (self->qp, out);
    return;
  }
  if (method->status != EPI_UNBOUNDED) {
    take_point (self, self->inner, method->status, out);
    return;
  }
  if (epi_sparse_entries (&self->program.P) > 0)
    take_ray (self, out);
  else
    take_point (self, self->inner, EPI_UNBOUNDED, out);
  add_point (self, out);
}

/* The method on the cone program, from x₀ of the user's variables. */
static EpiStatus
begin (QpIpm *self, const double *x0)
{
  EpiConeOptions options = self->options;

  for (size_t j = 0; x0 != NULL && j < self->qp->cols; j++)
    if (self->map.variable[j] >= 0)
      self->x[self->map.variable[j]] = x0[j];
  options.x0 = x0 != NULL ? self->x : NULL;
  return epi_cone_method_new (&self->program, &options, &self->inner);
}

static EpiStatus
build (QpIpm *self, const double *x0)
{
  EpiStatus status = epi_qp_to_cone (self->qp, &self->program, &self->map);
  self->base.x = epi_new0 (double, self->qp->cols);
  if (self->base.x == NULL)
    return EPI_NO_MEMORY;
  if (status == EPI_INFEASIBLE) {
    self->base.status = EPI_INFEASIBLE;
    return EPI_OK;
  }
  if (status != EPI_OK)
    return status;
  self->x = epi_new0 (double, self->program.n);
  self->y = epi_new0 (double, self->program.A.rows);
  self->z = epi_new0 (double, self->program.G.rows);
  if (self->x == NULL || self->y == NULL || self->z == NULL)
    return EPI_NO_MEMORY;
  self->options.constant = self->map.sign * self->map.constant;
  status = epi_qp_answer_new (self->qp, &self->shown);
  if (status == EPI_OK)
    status = begin (self, x0);
  if (status != EPI_OK)
    return status;
  self->base.status = self->inner->status; /* it may have ended at once */
  publish (self);
  return EPI_OK;
}

EpiStatus
epi_qp_ipm_new (const EpiQp *qp, const EpiQpIpmOptions *options,
                EpiMethod **out)
{
  QpIpm *self = g_new0 (QpIpm, 1);
  *out = NULL;
  self->base =
      (EpiMethod){.klass = &qp_class, .status = EPI_RUNNING, .n = qp->cols};
  self->qp = qp;
  self->options = EPI_CONE_OPTIONS_DEFAULT;
  self->options.tolerance = options->tolerance;
  EpiStatus status = build (self, options->x0);
  if (status != EPI_OK) {
    qp_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}
