/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-max-cut.h"

#include "core/epi-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define MOST EPI_CUT_ENUMERATION_NODES
#define AT_ONCE 4096 /* codes a step */

double
epi_cut_weight (size_t n, const double *W, const double *s)
{
  double cut = 0;

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      cut += s[i] * s[j] < 0 ? W[i + j * n] : 0;
  return cut;
}

typedef struct { /* all that changes: the saved state */
  uint32_t code; /* cuts tried */
  double cut;    /* of side, with the rounding of its sum */
  double side[MOST];
  double gain[MOST]; /* of changing the side of one node */
  double best_cut, best_side[MOST];
} State;

typedef struct {
  EpiMethod base;
  size_t n;
  uint32_t codes; /* 2ⁿ⁻¹ */
  double W[MOST * MOST];
  State now;
} Enumeration;

static void
flip (Enumeration *self, size_t v)
{
  State *now = &self->now;
  const double *w = self->W + v * self->n;

  now->cut += now->gain[v];
  now->gain[v] = -now->gain[v];
  now->side[v] = -now->side[v];
  double twice = 2 * now->side[v];
  for (size_t j = 0; j < self->n; j++) /* w[v] is 0 */
    now->gain[j] += twice * w[j] * now->side[j];
}

/* What was summed up change by change is added up anew. */
static void
publish (Enumeration *self)
{
  self->now.best_cut = epi_cut_weight (self->n, self->W, self->now.best_side);
  self->base.f = self->now.best_cut;
  memcpy (self->base.x, self->now.best_side, self->n * sizeof (double));
}

static EpiStatus
enumeration_step (EpiMethod *base)
{
  Enumeration *self = (Enumeration *)base;
  State *now = &self->now;

  for (int i = 0; i < AT_ONCE && now->code < self->codes; i++, now->code++) {
    if (now->code > 0) /* Gray: code and code - 1 differ in one bit */
      flip (self, (size_t)__builtin_ctz (now->code));
    if (now->cut > now->best_cut) {
      now->best_cut = now->cut;
      memcpy (now->best_side, now->side, self->n * sizeof (double));
    }
  }
  publish (self);
  return now->code < self->codes ? EPI_RUNNING : EPI_CONVERGED;
}

static void
enumeration_record (const EpiMethod *base, EpiFrame *frame)
{
  const Enumeration *self = (const Enumeration *)base;

  epi_frame_add_scalar (frame, "best_cut", self->now.best_cut);
  epi_frame_add_scalar (frame, "tried",
                        (double)self->now.code / (double)self->codes);
  epi_frame_add_vector (frame, "best_side", self->now.best_side, self->n);
}

static size_t
enumeration_state_size (const EpiMethod *base)
{
  return sizeof (State);
}

static EpiStatus
enumeration_save (const EpiMethod *base, void *state)
{
  memcpy (state, &((const Enumeration *)base)->now, sizeof (State));
  return EPI_OK;
}

static void
enumeration_restore (EpiMethod *base, const void *state)
{
  Enumeration *self = (Enumeration *)base;

  memcpy (&self->now, state, sizeof (State));
  memcpy (base->x, self->now.best_side, self->n * sizeof (double));
}

static void
enumeration_free (EpiMethod *base)
{
  g_free (base->x);
  g_free (base);
}

static const EpiMethodClass enumeration_class = {
    .name = "all cuts",
    .step = enumeration_step,
    .record = enumeration_record,
    .state_size = enumeration_state_size,
    .save_state = enumeration_save,
    .restore_state = enumeration_restore,
    .free = enumeration_free,
};

EpiStatus
epi_cut_enumeration_new (size_t n, const double *W, EpiMethod **out)
{
  *out = NULL;
  if (n > MOST)
    return EPI_UNSUPPORTED;
  if (!epi_is_finite (W, n * n))
    return EPI_NOT_FINITE;
  Enumeration *self = g_new0 (Enumeration, 1);
  self->base =
      (EpiMethod){.klass = &enumeration_class, .status = EPI_RUNNING, .n = n};
  self->base.x = g_new (double, n + 1);
  self->n = n;
  self->codes = n > 0 ? (uint32_t)1 << (n - 1) : 1;
  memcpy (self->W, W, n * n * sizeof (double));
  for (size_t i = 0; i < n; i++) {
    self->W[i + i * n] = 0;
    self->now.side[i] = self->now.best_side[i] = 1;
  }
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      self->now.gain[j] += self->W[i + j * n];
  publish (self);
  *out = &self->base;
  return EPI_OK;
}
