/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-sdp-ipm.h"
#include "convex/epi-cone-method.h"

#include "core/epi-alloc.h"
#include "problem/epi-sdp-cone.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 200 /* of a solve inside an answer */

typedef struct {
  EpiMethod base;
  const EpiSdp *sdp;
  double tolerance;
  EpiMethod *inner;
  double *x, *y, *s, *z; /* workspace: a point of the cone program */
  EpiSdpAnswer shown;    /* workspace of record() */
} SdpIpm;

static void
publish (SdpIpm *self)
{
  memcpy (self->base.x, self->inner->x, self->base.n * sizeof (double));
  self->base.f = self->inner->f;
}

static EpiStatus
sdp_step (EpiMethod *base)
{
  SdpIpm *self = (SdpIpm *)base;
  EpiStatus status = epi_method_step (self->inner);
  publish (self);
  return status;
}

static void
take_point (const SdpIpm *self, EpiStatus status, EpiSdpAnswer *out)
{
  epi_cone_method_point (self->inner, self->x, self->y, self->s, self->z);
  epi_sdp_from_cone (self->sdp, status, self->x, self->y, self->s, self->z,
                     out);
}

void
epi_sdp_ipm_add_point (const EpiSdp *sdp, double tolerance, EpiSdpAnswer *out)
{
  EpiSdp constraints = *sdp; /* borrowed but for c and the blocks */
  EpiSdpIpmOptions options = {.tolerance = tolerance};
  EpiMethod *method = NULL;

  constraints.c = epi_new0 (double, sdp->m);
  constraints.blocks = epi_new (EpiSdpBlock, sdp->n_blocks);
  if (constraints.c != NULL && constraints.blocks != NULL) {
    for (size_t k = 0; k < sdp->n_blocks; k++) {
      constraints.blocks[k] = sdp->blocks[k];
      constraints.blocks[k].weight = 0;
    }
    if (epi_sdp_ipm_new (&constraints, &options, &method) == EPI_OK &&
        epi_method_run (method, MOST_STEPS, NULL, NULL) == EPI_INFEASIBLE)
      epi_sdp_ipm_answer (method, out);
    else if (method != NULL)
      memcpy (out->point, method->x, sdp->m * sizeof (double));
  }
  epi_method_free (method);
  epi_free (constraints.c);
  epi_free (constraints.blocks);
}

void
epi_sdp_ipm_answer (const EpiMethod *method, EpiSdpAnswer *out)
{
  const SdpIpm *self = (const SdpIpm *)method;
  take_point (self, method->status, out);
  if (method->status == EPI_UNBOUNDED)
    epi_sdp_ipm_add_point (self->sdp, self->tolerance, out);
}

static bool
is_shown (const EpiSdpBlock *block)
{
  return block->size > 0 && block->size <= EPI_SDP_SHOWN_ORDER;
}

static bool
shows_blocks (const EpiSdp *sdp)
{
  for (size_t k = 0; k < sdp->n_blocks && k < EPI_SDP_SHOWN; k++)
    if (is_shown (&sdp->blocks[k]))
      return true;
  return false;
}

/* The first blocks, as far as a figure can show them. */
static void
record_blocks (const SdpIpm *self, EpiFrame *frame)
{
  static const char *const names[EPI_SDP_SHOWN][2] = {
      {"X0", "Y0"}, {"X1", "Y1"}, {"X2", "Y2"}, {"X3", "Y3"}};
  const EpiSdp *sdp = self->sdp;
  EpiSdpAnswer shown = self->shown;
  size_t offset = 0;

  if (!shows_blocks (sdp))
    return;
  take_point (self, EPI_RUNNING, &shown);
  for (size_t k = 0; k < sdp->n_blocks && k < EPI_SDP_SHOWN; k++) {
    size_t n = sdp->blocks[k].size, cols = sdp->blocks[k].diagonal ? 1 : n;
    if (is_shown (&sdp->blocks[k])) {
      epi_frame_add_matrix (frame, names[k][0], shown.X + offset, n, cols);
      epi_frame_add_matrix (frame, names[k][1], shown.Y + offset, n, cols);
    }
    offset += n * cols;
  }
}

static void
sdp_record (const EpiMethod *base, EpiFrame *frame)
{
  static const char *const measures[] = {"dual_objective",
                                         "gap",
                                         "primal_residual",
                                         "dual_residual",
                                         "step_length",
                                         "centring",
                                         "tau",
                                         "kappa",
                                         "mu"};
  const SdpIpm *self = (const SdpIpm *)base;
  EpiFrame *inner = epi_method_record (self->inner);
  for (size_t i = 0; i < G_N_ELEMENTS (measures); i++)
    epi_frame_add_scalar (frame, measures[i],
                          epi_frame_scalar (inner, measures[i], NAN));
  epi_frame_unref (inner);
  record_blocks (self, frame);
}

static size_t
sdp_state_size (const EpiMethod *base)
{
  return epi_method_state_size (((const SdpIpm *)base)->inner);
}

static EpiStatus
sdp_save (const EpiMethod *base, void *state)
{
  return epi_method_save_state (((const SdpIpm *)base)->inner, state);
}

static void
sdp_restore (EpiMethod *base, const void *state)
{
  SdpIpm *self = (SdpIpm *)base;
  epi_method_restore_state (self->inner, state);
  publish (self);
}

static EpiStatus
sdp_set (EpiMethod *base, const char *name, double value)
{
  return epi_method_set (((SdpIpm *)base)->inner, name, value);
}

static void
sdp_watch (EpiMethod *base, const EpiCancel *cancel)
{
  epi_method_watch (((SdpIpm *)base)->inner, cancel);
}

static void
sdp_free (EpiMethod *base)
{
  SdpIpm *self = (SdpIpm *)base;
  epi_method_free (self->inner);
  epi_sdp_answer_clear (&self->shown);
  epi_free (self->x);
  epi_free (self->y);
  epi_free (self->s);
  epi_free (self->z);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass sdp_class = {
    .name = "interior point",
    .step = sdp_step,
    .record = sdp_record,
    .state_size = sdp_state_size,
    .save_state = sdp_save,
    .restore_state = sdp_restore,
    .set = sdp_set,
    .watch = sdp_watch,
    .free = sdp_free,
};

static EpiStatus
build (SdpIpm *self, const EpiSdpIpmOptions *options)
{
  EpiConeOptions cone = EPI_CONE_OPTIONS_DEFAULT;
  EpiConeProgram program;
  size_t g = epi_sdp_vec_length (self->sdp);

  self->tolerance = cone.tolerance = options->tolerance;
  self->base.x = epi_new0 (double, self->sdp->m);
  self->x = epi_new0 (double, self->sdp->m);
  self->y = epi_new0 (double, self->sdp->A.rows);
  self->s = epi_new0 (double, g);
  self->z = epi_new0 (double, g);
  if (self->base.x == NULL || self->x == NULL || self->y == NULL ||
      self->s == NULL || self->z == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = epi_sdp_answer_new (self->sdp, &self->shown);
  if (status == EPI_OK)
    status = epi_sdp_to_cone (self->sdp, &program);
  if (status != EPI_OK)
    return status;
  status = epi_cone_method_new (&program, &cone, &self->inner);
  epi_cone_program_clear (&program);
  if (status != EPI_OK)
    return status;
  self->base.status = self->inner->status; /* it may have ended at once */
  publish (self);
  return EPI_OK;
}

EpiStatus
epi_sdp_ipm_new (const EpiSdp *sdp, const EpiSdpIpmOptions *options,
                 EpiMethod **out)
{
  *out = NULL;
  if (epi_sdp_has_determinant (sdp))
    return EPI_UNSUPPORTED;
  SdpIpm *self = g_new0 (SdpIpm, 1);
  self->base =
      (EpiMethod){.klass = &sdp_class, .status = EPI_RUNNING, .n = sdp->m};
  self->sdp = sdp;
  EpiStatus status = build (self, options);
  if (status != EPI_OK) {
    sdp_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}
