/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cone-method-private.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static bool
point_new (const EpiConeMethod *self, EpiConePoint *out)
{
  double *buffer = epi_new0 (double, epi_cone_point_length (self));
  if (buffer == NULL)
    return false;
  *out = (EpiConePoint){buffer, buffer + self->n, buffer + self->n + self->p,
                        buffer + self->n + self->p + self->g};
  return true;
}

void
epi_cone_point_copy (const EpiConeMethod *self, EpiConePoint *to,
                     const EpiConePoint *from)
{
  memcpy (to->x, from->x, epi_cone_point_length (self) * sizeof (double));
  to->tau = from->tau;
  to->kappa = from->kappa;
}

void
epi_cone_publish (EpiConeMethod *self)
{
  const double *column = self->scaling.column;
  for (size_t j = 0; j < self->n; j++)
    self->base.x[j] =
        self->now.x[j] / self->now.tau * column[j] * self->scaling.rhs;
  self->base.f = self->measures.primal;
}

/* to (n) := factor from, which may be unwanted. */
static void
copy_scaled (double *to, double factor, const double *from, size_t n)
{
  for (size_t i = 0; to != NULL && i < n; i++)
    to[i] = factor * from[i];
}

void
epi_cone_method_point (const EpiMethod *method, double *x, double *y, double *s,
                       double *z)
{
  const EpiConeMethod *self = (const EpiConeMethod *)method;
  const EpiConePoint *now = &self->now;
  double factor = 1 / now->tau, unit = self->scaling.rhs / self->scaling.cost;

  if (method->status == EPI_INFEASIBLE)
    factor = -1 / unit /
             (epi_dot (self->program.b, now->y, self->p) +
              epi_dot (self->program.h, now->z, self->g));
  else if (method->status == EPI_UNBOUNDED)
    factor = -1 / unit / epi_dot (self->program.c, now->x, self->n);
  copy_scaled (x, factor, now->x, self->n);
  copy_scaled (y, factor, now->y, self->p);
  copy_scaled (s, factor, now->s, self->g);
  copy_scaled (z, factor, now->z, self->g);
  epi_cone_scaling_undo (&self->scaling, x, y, s, z);
}

static void
cone_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiConeMethod *self = (const EpiConeMethod *)base;
  const EpiConeMeasures *m = &self->measures;
  double *y = epi_frame_add_vector (frame, "y", NULL, self->p);
  double *s = epi_frame_add_vector (frame, "s", NULL, self->g);
  double *z = epi_frame_add_vector (frame, "z", NULL, self->g);

  epi_cone_method_point (base, NULL, y, s, z);
  epi_frame_add_scalar (frame, "dual_objective", m->dual);
  epi_frame_add_scalar (frame, "gap", m->gap);
  epi_frame_add_scalar (frame, "primal_residual", m->primal_residual);
  epi_frame_add_scalar (frame, "dual_residual", m->dual_residual);
  epi_frame_add_scalar (frame, "step_length", self->alpha);
  epi_frame_add_scalar (frame, "centring", self->sigma);
  epi_frame_add_scalar (frame, "tau", self->now.tau);
  epi_frame_add_scalar (frame, "kappa", self->now.kappa);
  epi_frame_add_scalar (frame, "mu", self->mu);
}

/* The state beside the points now and best. */
typedef struct {
  double tau, kappa, best_tau, best_kappa;
  double best_error, best_ray, best_mu, alpha, sigma;
  size_t best_k, firm;
} Scalars;

static size_t
cone_state_size (const EpiMethod *base)
{
  const EpiConeMethod *self = (const EpiConeMethod *)base;
  return 2 * epi_cone_point_length (self) * sizeof (double) + sizeof (Scalars);
}

static EpiStatus
cone_save (const EpiMethod *base, void *state)
{
  const EpiConeMethod *self = (const EpiConeMethod *)base;
  size_t length = epi_cone_point_length (self);
  double *to = state;
  Scalars scalars = {.tau = self->now.tau,
                     .kappa = self->now.kappa,
                     .best_tau = self->best.tau,
                     .best_kappa = self->best.kappa,
                     .best_error = self->best_error,
                     .best_ray = self->best_ray,
                     .best_mu = self->best_mu,
                     .alpha = self->alpha,
                     .sigma = self->sigma,
                     .best_k = self->best_k,
                     .firm = self->firm};

  memcpy (to, self->now.x, length * sizeof (double));
  memcpy (to + length, self->best.x, length * sizeof (double));
  memcpy (to + 2 * length, &scalars, sizeof scalars);
  return EPI_OK;
}

static void
cone_restore (EpiMethod *base, const void *state)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  size_t length = epi_cone_point_length (self);
  const double *from = state;
  Scalars scalars;

  memcpy (&scalars, from + 2 * length, sizeof scalars);
  memcpy (self->now.x, from, length * sizeof (double));
  memcpy (self->best.x, from + length, length * sizeof (double));
  self->now.tau = scalars.tau;
  self->now.kappa = scalars.kappa;
  self->best.tau = scalars.best_tau;
  self->best.kappa = scalars.best_kappa;
  self->best_error = scalars.best_error;
  self->best_ray = scalars.best_ray;
  self->best_mu = scalars.best_mu;
  self->alpha = scalars.alpha;
  self->sigma = scalars.sigma;
  self->best_k = scalars.best_k;
  epi_cone_set_firm (self, scalars.firm != 0);
  epi_cone_measure (self);
  epi_cone_publish (self);
}

static EpiStatus
cone_set (EpiMethod *base, const char *name, double value)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  if (strcmp (name, "tolerance") != 0)
    return EPI_UNSUPPORTED;
  self->options.tolerance = value;
  return EPI_OK;
}

void
epi_cone_watch_parts (EpiConeMethod *self, const EpiCancel *cancel)
{
  epi_cones_watch (self->cones, cancel);
  self->kkt->cancel = cancel;
}

static void
cone_watch (EpiMethod *base, const EpiCancel *cancel)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  self->cancel = cancel;
  epi_cone_watch_parts (self, cancel);
}

static void
cone_free (EpiMethod *base)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  EpiConePoint *points[] = {&self->now,      &self->best, &self->residual,
                            &self->with_tau, &self->d,    &self->previous};

  if (self->kkt != NULL) /* it borrows the program: first */
    self->kkt->klass->free (self->kkt);
  epi_cone_program_clear (&self->program);
  epi_cone_scaling_clear (&self->scaling);
  epi_cone_sizes_clear (&self->sizes);
  epi_cones_free (self->cones);
  epi_kkt_refine_free (self->refine);
  for (size_t i = 0; i < G_N_ELEMENTS (points); i++)
    epi_free (points[i]->x);
  epi_free (self->target);
  epi_free (self->Px);
  epi_free (self->h);
  epi_free (self->e);
  epi_free (self->t);
  epi_free (self->rz);
  epi_free (self->plain_s);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass cone_class = {
    .name = "interior point",
    .step = epi_cone_step,
    .record = cone_record,
    .state_size = cone_state_size,
    .save_state = cone_save,
    .restore_state = cone_restore,
    .set = cone_set,
    .watch = cone_watch,
    .free = cone_free,
};

static EpiStatus
copy_program (const EpiConeProgram *from, EpiConeProgram *out)
{
  size_t p = from->A.rows, g = from->G.rows;
  *out = (EpiConeProgram){
      .n = from->n,
      .c = epi_new (double, from->n),
      .b = epi_new (double, p),
      .h = epi_new (double, g),
      .n_cones = from->n_cones,
      .cones = epi_new (EpiCone, from->n_cones),
  };
  if (out->c == NULL || out->b == NULL || out->h == NULL ||
      out->cones == NULL || epi_sparse_copy (&from->P, &out->P) != EPI_OK ||
      epi_sparse_copy (&from->A, &out->A) != EPI_OK ||
      epi_sparse_copy (&from->G, &out->G) != EPI_OK)
    return EPI_NO_MEMORY;
  memcpy (out->c, from->c, from->n * sizeof (double));
  memcpy (out->b, from->b, p * sizeof (double));
  memcpy (out->h, from->h, g * sizeof (double));
  if (from->n_cones > 0)
    memcpy (out->cones, from->cones, from->n_cones * sizeof (EpiCone));
  return EPI_OK;
}

static bool
is_finite (const EpiConeProgram *program)
{
  return epi_sparse_is_finite (&program->P) &&
         epi_sparse_is_finite (&program->A) &&
         epi_sparse_is_finite (&program->G) &&
         epi_is_finite (program->c, program->n) &&
         epi_is_finite (program->b, program->A.rows) &&
         epi_is_finite (program->h, program->G.rows);
}

static bool
make_workspace (EpiConeMethod *self)
{
  self->Px = epi_new0 (double, self->n);
  self->h = epi_new0 (double, self->g);
  self->e = epi_new0 (double, self->g);
  self->t = epi_new0 (double, self->g);
  self->rz = epi_new0 (double, self->g);
  self->target = epi_new0 (double, self->g);
  self->plain_s = epi_new0 (double, self->g);
  self->base.x = epi_new0 (double, self->n);
  return self->Px != NULL && self->h != NULL && self->e != NULL &&
         self->t != NULL && self->rz != NULL && self->target != NULL &&
         self->plain_s != NULL && self->base.x != NULL &&
         point_new (self, &self->now) && point_new (self, &self->best) &&
         point_new (self, &self->residual) &&
         point_new (self, &self->with_tau) && point_new (self, &self->d) &&
         point_new (self, &self->previous);
}

static EpiStatus
build (EpiConeMethod *self, const EpiConeProgram *program)
{
  EpiStatus status = copy_program (program, &self->program);
  if (status == EPI_OK)
    status = epi_cone_sizes_new (program, &self->sizes);
  if (status == EPI_OK)
    status = epi_cone_program_equilibrate (&self->program, self->options.passes,
                                           &self->scaling);
  if (status == EPI_OK)
    status = epi_cones_new (program->cones, program->n_cones, &self->cones);
  if (status == EPI_OK)
    status = epi_kkt_new (&self->program, &self->kkt);
  if (status == EPI_OK && self->kkt->klass->rough)
    status = epi_kkt_refine_new (&self->program, &self->refine);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < program->n_cones; j++)
    if (program->cones[j].kind != EPI_CONE_NONNEGATIVE)
      self->mixes = true;
  epi_cone_set_firm (self, false);
  status = make_workspace (self) ? epi_cone_start (self) : EPI_NO_MEMORY;
  self->options.x0 = NULL; /* the caller's */
  return status;
}

EpiStatus
epi_cone_method_new (const EpiConeProgram *program,
                     const EpiConeOptions *options, EpiMethod **out)
{
  *out = NULL;
  if (!is_finite (program))
    return EPI_NOT_FINITE;
  EpiConeMethod *self = g_new0 (EpiConeMethod, 1);
  self->base =
      (EpiMethod){.klass = &cone_class, .status = EPI_RUNNING, .n = program->n};
  self->options = *options;
  self->n = program->n;
  self->p = program->A.rows;
  self->g = program->G.rows;
  EpiStatus status = build (self, program);
  if (status != EPI_OK) {
    cone_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}
