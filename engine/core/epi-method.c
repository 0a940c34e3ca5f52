/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-method.h"

#include "core/epi-matrix.h"

#include <math.h>
#include <string.h>

typedef struct { /* what every saved state starts with */
  size_t k;
  EpiStatus status;
  double f;
} Base;

EpiStatus
epi_method_step (EpiMethod *self)
{
  if (self->status != EPI_RUNNING)
    return self->status;
  EpiStatus status = self->klass->step (self);
  if (status == EPI_INTERRUPTED)
    return status; /* it was not taken */
  self->status = status;
  self->k++;
  if (!epi_status_is_failure (self->status) &&
      (!isfinite (self->f) ||
       (!self->klass->f_tells && !epi_is_finite (self->x, self->n))))
    self->status = EPI_DIVERGED;
  return self->status;
}

void
epi_method_watch (EpiMethod *self, const EpiCancel *cancel)
{
  if (self->klass->watch != NULL)
    self->klass->watch (self, cancel);
}

/* For those who look at the method, the same one before and after. */
static void
settle (const EpiMethod *self)
{
  if (self->klass->settle != NULL)
    self->klass->settle ((EpiMethod *)self);
}

EpiFrame *
epi_method_record (const EpiMethod *self)
{
  settle (self);
  EpiFrame *frame = epi_frame_new (self->k, self->status);

  if (self->status != EPI_INFEASIBLE) /* there is no point to have one */
    epi_frame_add_scalar (frame, "objective", self->f);
  epi_frame_add_vector (frame, "x", self->x, self->n);
  if (self->klass->record != NULL)
    self->klass->record (self, frame);
  return frame;
}

EpiStatus
epi_method_run (EpiMethod *self, size_t max_steps, EpiObserveFunc observe,
                void *data)
{
  if (observe != NULL && self->k == 0)
    observe (self, data);
  while (self->k < max_steps && self->status == EPI_RUNNING) {
    epi_method_step (self);
    if (observe != NULL)
      observe (self, data);
  }
  return self->status;
}

size_t
epi_method_state_size (const EpiMethod *self)
{
  return sizeof (Base) + self->klass->state_size (self);
}

EpiStatus
epi_method_save_state (const EpiMethod *self, void *state)
{
  settle (self);
  Base base = {.k = self->k, .status = self->status, .f = self->f};

  memcpy (state, &base, sizeof base);
  return self->klass->save_state (self, (char *)state + sizeof base);
}

void
epi_method_restore_state (EpiMethod *self, const void *state)
{
  Base base;

  memcpy (&base, state, sizeof base);
  self->k = base.k;
  self->status = base.status;
  self->f = base.f;
  self->klass->restore_state (self, (const char *)state + sizeof base);
}

EpiStatus
epi_method_set (EpiMethod *self, const char *name, double value)
{
  return self->klass->set != NULL ? self->klass->set (self, name, value)
                                  : EPI_UNSUPPORTED;
}

void
epi_method_free (EpiMethod *self)
{
  if (self != NULL)
    self->klass->free (self);
}
