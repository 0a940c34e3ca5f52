/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a training, and its state. */
#include "neural/epi-trainer-private.h"

#include "core/epi-matrix.h"
#include "neural/epi-layer-plan.h"

#include <math.h>
#include <string.h>

/* ---- One step ----------------------------------------------------------- */

#define STEPS_BETWEEN_LOOKS 64

/* Where the gradient is at hand it is looked at before it acts. */
static EpiStatus
check_gradient (const EpiBuffer *g)
{
  double largest = 0;

  if (g->memory == NULL)
    EPI_TRY (epi_device_reduce (EPI_REDUCE_MAX_ABS, g, NULL, &largest));
  bool finite = g->memory == NULL ? isfinite (largest)
                : g->element == EPI_DOUBLE
                    ? epi_is_finite (g->memory, g->rows)
                    : epi_is_finite_f (g->memory, g->rows);
  return finite ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_trainer_find_gradient (Trainer *self, size_t k, bool look)
{
  EpiBuffer *theta = epi_network_theta (self->network);
  EpiBuffer *gradient = epi_network_gradient (self->network);
  double value = self->base.f;

  EPI_TRY (self->oracle->evaluate (self->oracle, k, theta, gradient,
                                   look ? &value : NULL));
  self->base.f = value;
  self->normed = false;
  return look ? check_gradient (gradient) : EPI_OK;
}

EpiStatus
epi_trainer_update (Trainer *self)
{
  return epi_optimizer_update (self->optimizer,
                               epi_network_gradient (self->network),
                               epi_network_theta (self->network));
}

static EpiStatus
try_step (Trainer *self, size_t k)
{
  if (self->handed)
    EPI_TRY (epi_trainer_keep_copy (self));
  self->handed = false;
  EPI_TRY (epi_trainer_find_gradient (self, k, !self->far)); /* 1., 2. */
  EPI_TRY (epi_trainer_update (self));                       /* 3. */
  self->taken = k + 1;
  return EPI_OK;
}

EpiStatus
epi_trainer_step (EpiMethod *base)
{
  Trainer *self = (Trainer *)base;
  size_t k = base->k;

  epi_device_begin (self->device);
  EpiStatus status = try_step (self, k);
  EpiStatus ended = epi_device_end (self->device);
  if (status == EPI_OK)
    status = ended;
  if (status == EPI_NOT_FINITE) {
    epi_trainer_explain (self, k);
    return EPI_DIVERGED;
  }
  if (status != EPI_OK) {
    status = epi_trainer_go_home (self, k, status);
    if (status == EPI_OK)
      return epi_trainer_step (base); /* at home */
  }
  bool last = k + 1 >= self->limit;
  if (status == EPI_OK && (last || self->taken % STEPS_BETWEEN_LOOKS == 0))
    status = epi_trainer_look (self);
  if (status == EPI_NOT_FINITE) {
    base->k = self->taken - 1;
    return EPI_DIVERGED;
  }
  return status != EPI_OK ? status : last ? EPI_LIMIT : EPI_RUNNING;
}

/* Looks, and says what it saw. */
void
epi_trainer_settle (EpiMethod *base)
{
  Trainer *self = (Trainer *)base;

  if (epi_status_is_failure (base->status) || base->status == EPI_DIVERGED)
    return;
  EpiStatus status = epi_trainer_look (self);
  base->k = self->taken;
  if (status == EPI_NOT_FINITE)
    base->status = EPI_DIVERGED;
  else if (status != EPI_OK)
    base->status = status;
}

/* ---- Norms -------------------------------------------------------------- */

/* The gradient of all parameters of a layer, with zeros between them; false:
 * it has none. */
static bool
gradient_of_layer (Trainer *self, size_t l, EpiBuffer *part)
{
  const EpiNetLayer *layer = epi_network_layer (self->network, l);
  const EpiParameter *first = &layer->parameter[0];
  const EpiParameter *last = first + layer->n_parameters - 1;

  if (layer->n_parameters == 0)
    return false;
  *part = epi_buffer_part (
      epi_network_gradient (self->network), first->offset,
      last->offset + last->rows * last->cols - first->offset, 1);
  return true;
}

EpiStatus
epi_trainer_find_norms (Trainer *self)
{
  for (size_t l = 0; l < epi_network_n_layers (self->network); l++) {
    EpiBuffer g;
    double square = 0;
    if (self->normed)
      break;
    if (gradient_of_layer (self, l, &g))
      EPI_TRY (epi_device_reduce (EPI_REDUCE_DOT, &g, &g, &square));
    self->norms[l] = sqrt (square);
  }
  self->normed = true;
  return EPI_OK;
}

double
epi_trainer_gradient_norm (const Trainer *self)
{
  double sum = 0;

  for (size_t l = 0; l < epi_network_n_layers (self->network); l++)
    sum += self->norms[l] * self->norms[l];
  return sqrt (sum);
}

/* ---- Saved and restored ------------------------------------------------- */

static size_t
theta_bytes (const Trainer *self)
{
  return epi_network_n (self->network) *
         epi_element_size (self->options.element);
}

static size_t
norm_bytes (const Trainer *self)
{
  return epi_network_n_layers (self->network) * sizeof (double);
}

size_t
epi_trainer_put_size (const Trainer *self)
{
  return norm_bytes (self) + theta_bytes (self) +
         epi_optimizer_state_size (self->optimizer);
}

size_t
epi_trainer_state_size (const EpiMethod *base)
{
  return epi_trainer_put_size ((const Trainer *)base);
}

/* Norms, θ, the optimizer. */
EpiStatus
epi_trainer_take (Trainer *self, void *state)
{
  const EpiBuffer *theta = epi_network_theta (self->network);
  char *to = state;

  EPI_TRY (epi_trainer_find_norms (self));
  memcpy (to, self->norms, norm_bytes (self));
  to += norm_bytes (self);
  EPI_TRY (epi_buffer_download (theta, to, theta->rows));
  return epi_optimizer_save (self->optimizer, to + theta_bytes (self));
}

EpiStatus
epi_trainer_put (Trainer *self, const void *state)
{
  EpiBuffer *theta = epi_network_theta (self->network);
  const char *from = state;

  memcpy (self->norms, from, norm_bytes (self));
  self->normed = true;
  from += norm_bytes (self);
  EPI_TRY (epi_buffer_upload (theta, from, theta->rows));
  EPI_TRY (epi_optimizer_restore (self->optimizer, from + theta_bytes (self)));
  return epi_trainer_keep_copy (self);
}

EpiStatus
epi_trainer_save (const EpiMethod *base, void *state)
{
  Trainer *self = (Trainer *)base; /* it may have to leave its device */
  EpiStatus status = epi_trainer_take (self, state);

  if (status != EPI_OK) {
    status = epi_trainer_go_home (self, self->taken, status);
    if (status == EPI_OK)
      status = epi_trainer_take (self, state);
  }
  if (status == EPI_OK)
    epi_trainer_keep_state (self, self->taken, state);
  return status;
}

void
epi_trainer_restore (EpiMethod *base, const void *state)
{
  Trainer *self = (Trainer *)base;

  self->taken = base->k;
  epi_trainer_keep_state (self, self->taken, state);
  EpiStatus status = epi_trainer_put (self, state);
  if (status != EPI_OK)
    status = epi_trainer_go_home (self, self->taken, status);
  if (status != EPI_OK)
    base->status = status;
}
