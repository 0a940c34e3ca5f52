/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training far away, on a device whose memory is not at hand.
 *
 *   look      not at each step: when a frame is recorded or a state saved, each
 *             64th step, and at the end, the loss and the layers' norms are
 *             read back.  Both are finite: θ and the optimizer are copied, on
 *             the device.  A number that is none makes θ and all later losses
 *             such, so nothing is overlooked;
 *   go back   then: the copy again, and step by step, each looked at, up to
 *             the one that failed, which is the last;
 *   go home   the device is lost: everything anew on the cpu, the last saved
 *             state put there, and the steps since then taken again.
 *
 * Parameters that were set meanwhile are set again at their steps.
 */
#include "neural/epi-trainer-private.h"

#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "neural/epi-layer-plan.h"

#include <math.h>
#include <string.h>

/* ---- The copy ----------------------------------------------------------- */

static EpiStatus
keep_start (Trainer *self)
{
  if (self->saved == NULL)
    self->saved = epi_alloc (1, epi_trainer_put_size (self));
  EpiStatus status = self->saved != NULL ? epi_trainer_take (self, self->saved)
                                         : EPI_NO_MEMORY;
  if (status != EPI_OK)
    g_clear_pointer (&self->saved, epi_free);
  self->saved_k = 0;
  g_array_set_size (self->sets, 0);
  return status;
}

EpiStatus
epi_trainer_keep_copy (Trainer *self)
{
  if (!self->far)
    return EPI_OK;
  EPI_TRY (epi_device_map (EPI_MAP_COPY, 0, epi_network_theta (self->network),
                           NULL, self->theta));
  self->looked = self->taken;
  EPI_TRY (epi_optimizer_copy (self->optimizer, self->memory));
  return self->handed && self->taken == 0 ? keep_start (self) : EPI_OK;
}

static EpiStatus
take_copy (Trainer *self)
{
  EPI_TRY (epi_device_map (EPI_MAP_COPY, 0, self->theta, NULL,
                           epi_network_theta (self->network)));
  return epi_optimizer_copy (self->memory, self->optimizer);
}

EpiStatus
epi_trainer_far_new (Trainer *self)
{
  size_t n = epi_network_n (self->network);

  self->far = epi_network_theta (self->network)->memory == NULL;
  if (!self->far)
    return EPI_OK;
  if (self->sets == NULL)
    self->sets = g_array_new (FALSE, FALSE, sizeof (TrainerSet));
  EPI_TRY (
      epi_buffer_new (self->device, self->options.element, n, 1, &self->theta));
  return epi_optimizer_new (&self->options.optimizer, self->device,
                            self->options.element, n, &self->memory);
}

void
epi_trainer_far_free (Trainer *self)
{
  g_clear_pointer (&self->theta, epi_buffer_free);
  g_clear_pointer (&self->memory, epi_optimizer_free);
  self->far = false;
}

void
epi_trainer_keep_state (Trainer *self, size_t k, const void *state)
{
  size_t size = epi_trainer_put_size (self);

  if (!self->far)
    return;
  if (self->saved == NULL)
    self->saved = epi_alloc (1, size);
  if (self->saved == NULL)
    return; /* then it would start from the beginning */
  memcpy (self->saved, state, size);
  self->saved_k = k;
  g_array_set_size (self->sets, 0);
}

/* ---- Steps again -------------------------------------------------------- */

static void
set_again (Trainer *self, size_t k)
{
  for (guint i = 0; i < self->sets->len; i++) {
    const TrainerSet *set = &g_array_index (self->sets, TrainerSet, i);
    if (set->k == k)
      epi_optimizer_set (self->optimizer, set->name, set->value);
  }
}

/* Steps first … last - 1, each looked at before it acts. */
static EpiStatus
repeat (Trainer *self, size_t first, size_t last)
{
  for (size_t k = first; k < last; k++) {
    set_again (self, k);
    EpiStatus status = epi_trainer_find_gradient (self, k, true);
    if (status == EPI_OK)
      status = epi_trainer_update (self);
    if (status == EPI_NOT_FINITE) {
      self->taken = k + 1;
      epi_trainer_explain (self, k);
    }
    EPI_TRY (status);
  }
  self->taken = last;
  set_again (self, last);
  return EPI_OK;
}

/* ---- Looked at ---------------------------------------------------------- */

/* f and the norms of the last step. */
static EpiStatus
read_back (Trainer *self)
{
  const EpiBuffer *g = epi_network_gradient (self->network);
  double value, largest = 0;

  EPI_TRY (epi_network_value (self->network, &value));
  EPI_TRY (epi_trainer_find_norms (self));
  if (!isfinite (epi_trainer_gradient_norm (self))) /* or its square is not */
    EPI_TRY (epi_device_reduce (EPI_REDUCE_MAX_ABS, g, NULL, &largest));
  if (!isfinite (largest))
    return EPI_NOT_FINITE;
  self->base.f = value;
  return epi_trainer_keep_copy (self);
}

EpiStatus
epi_trainer_look (Trainer *self)
{
  if (!self->far || self->looked == self->taken)
    return EPI_OK;
  size_t k = self->taken;
  EpiStatus status = read_back (self);
  if (status == EPI_NOT_FINITE) {
    status = take_copy (self);
    if (status == EPI_OK)
      status = repeat (self, self->looked, k);
  }
  if (status != EPI_OK && status != EPI_NOT_FINITE)
    status = epi_trainer_go_home (self, k, status);
  self->looked = self->taken;
  return status;
}

/* ---- Home --------------------------------------------------------------- */

static EpiStatus
begin_again (Trainer *self)
{
  if (self->saved != NULL)
    return epi_trainer_put (self, self->saved);
  EPI_TRY (epi_network_initialise (self->network, self->options.init,
                                   self->options.seed));
  return epi_trainer_find_gradient (self, 0, true); /* as it began */
}

/* All or nothing: where there is no room it stays what it was. */
static EpiStatus
settle_at_home (Trainer *self)
{
  EpiDevice *cpu = epi_compute_cpu (epi_compute_default ());
  Trainer away = *self;
  char *trouble = NULL; /* it did fit */

  self->device = NULL;
  self->network = NULL;
  self->batches = self->test_batches = NULL;
  self->oracle = NULL;
  self->optimizer = self->memory = NULL;
  self->theta = NULL;
  EpiStatus status = epi_trainer_settle_on (self, cpu, &trouble);
  if (status == EPI_OK)
    status = begin_again (self);
  epi_trainer_leave (status == EPI_OK ? &away : self);
  if (status != EPI_OK) {
    away.norms = self->norms; /* may be others by now */
    away.normed = false;
    *self = away;
  }
  g_free (trouble);
  epi_device_unref (cpu);
  return status;
}

EpiStatus
epi_trainer_go_home (Trainer *self, size_t k, EpiStatus failed)
{
  bool lost = failed == EPI_DEVICE_LOST || failed == EPI_FAILED;
  size_t from = self->saved != NULL ? self->saved_k : 0;

  if (!self->far || !lost)
    return failed;
  epi_compute_must_repeat (epi_compute_default (), self->device, failed);
  EPI_TRY (settle_at_home (self));
  g_free (self->notice);
  self->notice = g_strdup_printf (
      "The GPU was lost after step %zu: training went on from step %zu on the "
      "CPU.",
      k, from);
  return repeat (self, from, k);
}
