/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-max-cut.h"

#include "convex/epi-sdp-ipm.h"
#include "convex/epi-symmetric.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct { /* of the rounding; the state, with the vectors behind it */
  EpiRandom random;
  size_t trials;
  double cut, best_cut, sum;
  bool rounding; /* the relaxation has its optimum */
  EpiStatus relaxed;
} Rounding;

typedef struct {
  EpiMethod base;
  const EpiSdp *sdp;
  const double *W; /* (n,n) */
  EpiMethod *relaxation;
  EpiSdpAnswer answer; /* of the relaxation as it stands */
  size_t hyperplanes;
  Rounding now;
  EpiMatrix V;              /* (n,n): row i is vᵢ */
  double *side, *best_side; /* (n) */
  double *cuts;             /* (hyperplanes) */
  double *r, *values;       /* (n) workspace */
  EpiSymmetricSpace space;
} MaxCut;

/* ---- Bound ---- */

/* Takes X, x and the bound from the relaxation. */
static EpiStatus
look (MaxCut *self)
{
  size_t n = self->base.n;
  EpiMatrix F = self->space.full;
  double sum = 0;

  epi_sdp_ipm_answer (self->relaxation, &self->answer);
  memcpy (self->base.x, self->answer.x, n * sizeof (double));
  epi_sdp_evaluate (self->sdp, self->answer.x, F.data);
  for (size_t i = 0; i < n; i++)
    sum += self->answer.x[i];
  if (!epi_is_finite (F.data, n * n))
    return EPI_NOT_FINITE;
  EpiStatus status =
      epi_symmetric_eigen (false, &F, self->values, &self->space);
  if (status == EPI_OK)
    self->base.f = sum - (double)n * fmin (0, n > 0 ? self->values[0] : 0);
  return status;
}

/* ---- Rounding ---- */

/* X = UΛUᵀ:  V := UΛ^½, rows of length 1. */
static EpiStatus
factor (MaxCut *self)
{
  size_t n = self->base.n;

  memcpy (self->V.data, self->answer.Y, n * n * sizeof (double));
  if (!epi_is_finite (self->V.data, n * n))
    return EPI_NOT_FINITE;
  EpiStatus status =
      epi_symmetric_eigen (true, &self->V, self->values, &self->space);
  for (size_t j = 0; j < n; j++) {
    double scale = sqrt (fmax (self->values[j], 0));
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (&self->V, i, j) *= scale;
  }
  return status;
}

static void
cut_by_hyperplane (MaxCut *self)
{
  size_t n = self->base.n;
  Rounding *now = &self->now;

  for (size_t j = 0; j < n; j++)
    self->r[j] = epi_random_normal (&now->random);
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t j = 0; j < n; j++)
      sum += *epi_matrix_at (&self->V, i, j) * self->r[j];
    self->side[i] = sum < 0 ? -1 : 1;
  }
  now->cut = epi_cut_weight (n, self->W, self->side);
  if (now->trials == 0 || now->cut > now->best_cut) {
    now->best_cut = now->cut;
    memcpy (self->best_side, self->side, n * sizeof (double));
  }
  self->cuts[now->trials++] = now->cut;
  now->sum += now->cut;
}

/* ---- The method ---- */

static EpiStatus
max_cut_step (EpiMethod *base)
{
  MaxCut *self = (MaxCut *)base;
  Rounding *now = &self->now;

  if (!now->rounding) {
    now->relaxed = epi_method_step (self->relaxation);
    EpiStatus status = look (self);
    if (status != EPI_OK || now->relaxed == EPI_RUNNING)
      return status != EPI_OK ? status : EPI_RUNNING;
    status = factor (self);
    now->rounding = true;
    return status != EPI_OK         ? status
           : self->hyperplanes == 0 ? now->relaxed
                                    : EPI_RUNNING;
  }
  cut_by_hyperplane (self);
  return now->trials < self->hyperplanes ? EPI_RUNNING : now->relaxed;
}

static void
record_rounding (const MaxCut *self, EpiFrame *frame)
{
  const Rounding *now = &self->now;

  epi_frame_add_scalar (frame, "trials", (double)now->trials);
  if (now->trials == 0)
    return;
  epi_frame_add_scalar (frame, "cut", now->cut);
  epi_frame_add_scalar (frame, "best_cut", now->best_cut);
  epi_frame_add_scalar (frame, "mean_cut", now->sum / (double)now->trials);
  epi_frame_add_scalar (frame, "ratio", now->best_cut / self->base.f);
  epi_frame_add_vector (frame, "side", self->side, self->base.n);
  epi_frame_add_vector (frame, "best_side", self->best_side, self->base.n);
}

static void
max_cut_record (const EpiMethod *base, EpiFrame *frame)
{
  static const char *const measures[] = {"dual_objective",  "gap",
                                         "primal_residual", "dual_residual",
                                         "step_length",     "mu"};
  const MaxCut *self = (const MaxCut *)base;
  EpiFrame *inner = epi_method_record (self->relaxation);

  epi_frame_add_scalar (frame, "bound", base->f);
  for (size_t i = 0; self->now.trials == 0 && i < G_N_ELEMENTS (measures); i++)
    epi_frame_add_scalar (frame, measures[i],
                          epi_frame_scalar (inner, measures[i], NAN));
  epi_frame_unref (inner);
  epi_frame_add_matrix (frame, "X", self->answer.Y, base->n, base->n);
  record_rounding (self, frame);
}

/* ---- State: the rounding, V, sides and cuts, then the relaxation's ---- */

static size_t
own_size (const MaxCut *self)
{
  size_t n = self->base.n;

  return sizeof (Rounding) +
         (n * n + 2 * n + self->hyperplanes) * sizeof (double);
}

static size_t
max_cut_state_size (const EpiMethod *base)
{
  const MaxCut *self = (const MaxCut *)base;

  return own_size (self) + epi_method_state_size (self->relaxation);
}

/* To (save) or from a place in memory, which moves on. */
static void
move_bytes (char **at, void *data, size_t bytes, bool save)
{
  if (save)
    memcpy (*at, data, bytes);
  else
    memcpy (data, *at, bytes);
  *at += bytes;
}

static void
move_own (MaxCut *self, char *at, bool save)
{
  size_t n = self->base.n;

  move_bytes (&at, &self->now, sizeof self->now, save);
  move_bytes (&at, self->V.data, n * n * sizeof (double), save);
  move_bytes (&at, self->side, n * sizeof (double), save);
  move_bytes (&at, self->best_side, n * sizeof (double), save);
  move_bytes (&at, self->cuts, self->hyperplanes * sizeof (double), save);
}

static EpiStatus
max_cut_save (const EpiMethod *base, void *state)
{
  MaxCut *self = (MaxCut *)base;

  move_own (self, state, true);
  return epi_method_save_state (self->relaxation,
                                (char *)state + own_size (self));
}

static void
max_cut_restore (EpiMethod *base, const void *state)
{
  MaxCut *self = (MaxCut *)base;
  double f = base->f;

  move_own (self, (char *)state, false);
  epi_method_restore_state (self->relaxation,
                            (const char *)state + own_size (self));
  look (self);
  base->f = f;
}

static void
max_cut_free (EpiMethod *base)
{
  MaxCut *self = (MaxCut *)base;

  epi_method_free (self->relaxation);
  epi_sdp_answer_clear (&self->answer);
  epi_symmetric_space_clear (&self->space);
  epi_matrix_clear (&self->V);
  epi_free (self->side);
  epi_free (self->best_side);
  epi_free (self->cuts);
  epi_free (self->r);
  epi_free (self->values);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass max_cut_class = {
    .name = "relaxation and hyperplanes",
    .step = max_cut_step,
    .record = max_cut_record,
    .state_size = max_cut_state_size,
    .save_state = max_cut_save,
    .restore_state = max_cut_restore,
    .free = max_cut_free,
};

static EpiStatus
build (MaxCut *self, const EpiMaxCutOptions *options)
{
  const EpiSdpIpmOptions ipm = {
      .tolerance = options->tolerance > 0 ? options->tolerance : 1e-9};
  size_t n = self->base.n;

  self->base.x = epi_new0 (double, n);
  self->side = epi_new0 (double, n);
  self->best_side = epi_new0 (double, n);
  self->cuts = epi_new0 (double, self->hyperplanes);
  self->r = epi_new (double, n);
  self->values = epi_new (double, n);
  if (self->base.x == NULL || self->side == NULL || self->best_side == NULL ||
      self->cuts == NULL || self->r == NULL || self->values == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = epi_matrix_new (n, n, &self->V);
  if (status == EPI_OK)
    status = epi_symmetric_space_new (n, &self->space);
  if (status == EPI_OK)
    status = epi_sdp_answer_new (self->sdp, &self->answer);
  if (status == EPI_OK)
    status = epi_sdp_ipm_new (self->sdp, &ipm, &self->relaxation);
  return status == EPI_OK ? look (self) : status;
}

EpiStatus
epi_max_cut_new (const EpiSdp *sdp, const double *W,
                 const EpiMaxCutOptions *options, EpiMethod **out)
{
  *out = NULL;
  if (!epi_is_finite (W, sdp->m * sdp->m))
    return EPI_NOT_FINITE;
  MaxCut *self = g_new0 (MaxCut, 1);
  self->base =
      (EpiMethod){.klass = &max_cut_class, .status = EPI_RUNNING, .n = sdp->m};
  self->sdp = sdp;
  self->W = W;
  self->hyperplanes = options->hyperplanes;
  self->now.random = epi_random (options->seed, 0);
  self->now.relaxed = EPI_RUNNING;
  EpiStatus status = build (self, options);
  if (status != EPI_OK) {
    max_cut_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}

const double *
epi_max_cut_trials (const EpiMethod *method, size_t *n)
{
  const MaxCut *self = (const MaxCut *)method;

  *n = self->now.trials;
  return self->cuts;
}

void
epi_max_cut_answer (const EpiMethod *method, EpiSdpAnswer *out)
{
  epi_sdp_ipm_answer (((const MaxCut *)method)->relaxation, out);
}
