/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-maxdet-private.h"

#include "convex/epi-cone-method.h"
#include "convex/epi-sdp-ipm.h"
#include "core/epi-alloc.h"
#include "core/epi-vector.h"
#include "problem/epi-sdp-cone.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static bool
point_new (const EpiMaxdet *self, EpiMaxdetPoint *out)
{
  double *buffer = epi_new0 (double, epi_maxdet_point_length (self));
  if (buffer == NULL)
    return false;
  *out = (EpiMaxdetPoint){buffer, buffer + self->n, buffer + self->n + self->p,
                          buffer + self->n + self->p + self->g};
  return true;
}

void
epi_maxdet_answer (const EpiMethod *method, EpiSdpAnswer *out)
{
  const EpiMaxdet *self = (const EpiMaxdet *)method;
  EpiMaxdetPoint at = self->shown;
  bool ray =
      method->status == EPI_INFEASIBLE || method->status == EPI_UNBOUNDED;
  if (ray) {
    at = self->d; /* workspace */
    epi_cone_method_point (self->ray, at.x, at.y, at.s, at.z);
  }
  epi_sdp_from_cone (self->sdp, method->status, at.x, at.y, at.s, at.z, out);
  if (method->status == EPI_UNBOUNDED)
    epi_sdp_ipm_add_point (self->sdp, self->options.tolerance, out);
}

static void
maxdet_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiMaxdetMeasures *m = &((const EpiMaxdet *)base)->measures;
  epi_frame_add_scalar (frame, "dual_objective", m->dual);
  epi_frame_add_scalar (frame, "gap", m->gap);
  epi_frame_add_scalar (frame, "primal_residual", m->primal_residual);
  epi_frame_add_scalar (frame, "dual_residual", m->dual_residual);
  epi_frame_add_scalar (frame, "step_length", m->step);
  epi_frame_add_scalar (frame, "centring", m->sigma);
}

/* ---- State: now and best, the scalars, the state of the ray ---------------
 */

typedef struct {
  EpiMaxdetMeasures measures, best_measures;
  size_t best_k;
  bool looking_for_ray;
} Scalars;

static size_t
own_size (const EpiMaxdet *self)
{
  return 2 * epi_maxdet_point_length (self) * sizeof (double) +
         sizeof (Scalars);
}

static size_t
maxdet_state_size (const EpiMethod *base)
{
  const EpiMaxdet *self = (const EpiMaxdet *)base;
  return own_size (self) + epi_method_state_size (self->ray);
}

static EpiStatus
maxdet_save (const EpiMethod *base, void *state)
{
  const EpiMaxdet *self = (const EpiMaxdet *)base;
  size_t length = epi_maxdet_point_length (self);
  double *to = state;
  Scalars scalars = {.measures = self->measures,
                     .best_measures = self->best_measures,
                     .best_k = self->best_k,
                     .looking_for_ray = self->looking_for_ray};
  memcpy (to, self->now.x, length * sizeof (double));
  memcpy (to + length, self->best.x, length * sizeof (double));
  memcpy (to + 2 * length, &scalars, sizeof scalars);
  return epi_method_save_state (self->ray, (char *)state + own_size (self));
}

static void
maxdet_restore (EpiMethod *base, const void *state)
{
  EpiMaxdet *self = (EpiMaxdet *)base;
  size_t length = epi_maxdet_point_length (self);
  const double *from = state;
  Scalars scalars;
  memcpy (self->now.x, from, length * sizeof (double));
  memcpy (self->best.x, from + length, length * sizeof (double));
  memcpy (&scalars, from + 2 * length, sizeof scalars);
  epi_maxdet_measure (self);
  self->measures = scalars.measures;
  self->best_measures = scalars.best_measures;
  self->best_k = scalars.best_k;
  self->looking_for_ray = scalars.looking_for_ray;
  epi_method_restore_state (self->ray, (const char *)state + own_size (self));
}

static EpiStatus
maxdet_set (EpiMethod *base, const char *name, double value)
{
  EpiMaxdet *self = (EpiMaxdet *)base;
  if (strcmp (name, "tolerance") != 0)
    return EPI_UNSUPPORTED;
  self->options.tolerance = value;
  return epi_method_set (self->ray, name, value);
}

static void
maxdet_watch (EpiMethod *base, const EpiCancel *cancel)
{
  EpiMaxdet *self = (EpiMaxdet *)base;
  self->cancel = self->kkt->cancel = cancel;
  epi_cones_watch (self->cones, cancel);
  epi_method_watch (self->ray, cancel);
}

static void
maxdet_free (EpiMethod *base)
{
  EpiMaxdet *self = (EpiMaxdet *)base;
  double *buffers[] = {self->now.x, self->best.x, self->shown.x, self->r.x,
                       self->d.x,   self->target, self->product, self->e,
                       self->w,     self->bx,     self->by,      base->x};
  epi_method_free (self->ray);
  epi_kkt_refine_free (self->refine);
  if (self->kkt != NULL)
    self->kkt->klass->free (self->kkt);
  epi_cones_free (self->cones);
  epi_cone_scaling_clear (&self->scaling);
  epi_cone_program_clear (&self->program);
  epi_matrix_clear (&self->matrix);
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_free (buffers[i]);
  epi_free (self->blocks);
  g_free (self);
}

static const EpiMethodClass maxdet_class = {
    .name = "max-det",
    .step = epi_maxdet_step,
    .record = maxdet_record,
    .state_size = maxdet_state_size,
    .save_state = maxdet_save,
    .restore_state = maxdet_restore,
    .set = maxdet_set,
    .watch = maxdet_watch,
    .free = maxdet_free,
};

/* ---- Construction ---------------------------------------------------------
 */

/* Where the blocks lie in the rows of the cone program; w, scaled. */
static EpiStatus
read_blocks (EpiMaxdet *self)
{
  const EpiSdp *sdp = self->sdp;
  double unit = self->scaling.cost / self->scaling.rhs;
  size_t offset = 0, order = 0;
  self->n_blocks = sdp->n_blocks;
  self->blocks = epi_new0 (EpiMaxdetBlock, sdp->n_blocks);
  if (self->blocks == NULL)
    return EPI_NO_MEMORY;
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    EpiCone cone = epi_sdp_block_cone (sdp, k);
    size_t n = cone.order;
    bool diagonal = cone.kind == EPI_CONE_NONNEGATIVE;
    EpiMaxdetBlock block = {.offset = offset,
                            .dim = epi_cone_dim (cone),
                            .order = n,
                            .degree =
                                cone.kind == EPI_CONE_SECOND_ORDER ? 1 : n,
                            .diagonal = diagonal,
                            .weight = sdp->blocks[k].weight};
    for (size_t i = 0; i < block.dim; i++)
      self->w[offset + i] = unit * block.weight * self->e[offset + i];
    if (!diagonal && block.weight > 0)
      order = MAX (order, n);
    offset += block.dim;
    self->blocks[k] = block;
  }
  return epi_matrix_new (order, order, &self->matrix);
}

static bool
make_workspace (EpiMaxdet *self)
{
  double **vectors[] = {&self->target, &self->product, &self->e,     &self->w,
                        &self->bx,     &self->by,      &self->base.x};
  const size_t lengths[] = {self->g, self->g, self->g, self->g,
                            self->n, self->p, self->n};
  EpiMaxdetPoint *points[] = {&self->now, &self->best, &self->shown, &self->r,
                              &self->d};
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    if ((*vectors[i] = epi_new0 (double, lengths[i])) == NULL)
      return false;
  for (size_t i = 0; i < G_N_ELEMENTS (points); i++)
    if (!point_new (self, points[i]))
      return false;
  return true;
}

static EpiStatus
build (EpiMaxdet *self)
{
  EpiConeOptions cone = EPI_CONE_OPTIONS_DEFAULT;
  EpiConeProgram *program = &self->program;
  cone.tolerance = self->options.tolerance;
  EpiStatus status = epi_sdp_to_cone (self->sdp, program);
  if (status != EPI_OK)
    return status;
  self->n = program->n;
  self->p = program->A.rows;
  self->g = program->G.rows;
  self->rhs_size = 1 + fmax (epi_max_abs (program->b, self->p),
                             epi_max_abs (program->h, self->g));
  self->cost_size = 1 + epi_max_abs (program->c, self->n);
  if (!make_workspace (self))
    return EPI_NO_MEMORY;
  status = epi_cone_method_new (program, &cone, &self->ray);
  if (status == EPI_OK)
    status =
        epi_cone_program_equilibrate (program, cone.passes, &self->scaling);
  if (status == EPI_OK)
    status = epi_cones_new (program->cones, program->n_cones, &self->cones);
  if (status == EPI_OK)
    status = epi_kkt_dense_new (program, &self->kkt);
  if (status == EPI_OK)
    status = epi_kkt_refine_new (program, &self->refine);
  if (status != EPI_OK)
    return status;
  epi_cones_identity (self->cones, self->e);
  status = read_blocks (self);
  if (status == EPI_OK)
    status = epi_maxdet_start (self);
  self->options.start = NULL; /* borrowed for the construction only */
  return status;
}

EpiStatus
epi_maxdet_new (const EpiSdp *sdp, const EpiMaxdetOptions *options,
                EpiMethod **out)
{
  EpiMaxdet *self = g_new0 (EpiMaxdet, 1);
  self->base =
      (EpiMethod){.klass = &maxdet_class, .status = EPI_RUNNING, .n = sdp->m};
  self->sdp = sdp;
  self->options = *options;
  EpiStatus status = build (self);
  *out = &self->base;
  if (status != EPI_OK) {
    maxdet_free (&self->base);
    *out = NULL;
  }
  return status;
}
