/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-optimizer.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- The table ----------------------------------------------------------- */

typedef struct {
  const char *name;
  EpiUpdate update;
  bool m, v; /* what it remembers */
  EpiOptimizerOptions defaults;
} Row;

/* To add an optimizer: its word in the enumeration, a line here, and, when its
 * rule is new, a line of shaders/updates.inc. */
static const Row rows[EPI_N_OPTIMIZERS] = {
    [EPI_OPTIMIZER_GRADIENT_DESCENT] =
        {"gradient descent", EPI_UPDATE_DESCENT, false, false, {.step = 0.01}},
    [EPI_OPTIMIZER_SGD] =
        {"SGD", EPI_UPDATE_DESCENT, false, false, {.step = 0.01}},
    [EPI_OPTIMIZER_MOMENTUM] = {"momentum",
                                EPI_UPDATE_MOMENTUM,
                                true,
                                false,
                                {.step = 0.01, .momentum = 0.9}},
    [EPI_OPTIMIZER_NESTEROV] = {"Nesterov",
                                EPI_UPDATE_NESTEROV,
                                true,
                                false,
                                {.step = 0.01, .momentum = 0.9}},
    [EPI_OPTIMIZER_ADAGRAD] = {"AdaGrad",
                               EPI_UPDATE_ADAGRAD,
                               false,
                               true,
                               {.step = 0.01, .epsilon = 1e-10}},
    [EPI_OPTIMIZER_RMSPROP] = {"RMSProp",
                               EPI_UPDATE_RMSPROP,
                               false,
                               true,
                               {.step = 0.001, .second = 0.9, .epsilon = 1e-8}},
    [EPI_OPTIMIZER_ADAM] =
        {"Adam",
         EPI_UPDATE_ADAM,
         true,
         true,
         {.step = 0.001, .momentum = 0.9, .second = 0.999, .epsilon = 1e-8}},
    [EPI_OPTIMIZER_ADAMW] = {"AdamW",
                             EPI_UPDATE_ADAM,
                             true,
                             true,
                             {.step = 0.001,
                              .momentum = 0.9,
                              .second = 0.999,
                              .epsilon = 1e-8,
                              .decay = 0.01}},
};

const char *
epi_optimizer_name (EpiOptimizerKind kind)
{
  return rows[kind].name;
}

int
epi_optimizer_parse (const char *name)
{
  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++)
    if (g_ascii_strcasecmp (rows[kind].name, name) == 0)
      return kind;
  return -1;
}

EpiOptimizerOptions
epi_optimizer_defaults (EpiOptimizerKind kind)
{
  EpiOptimizerOptions options = rows[kind].defaults;

  options.kind = kind;
  options.factor = options.period = 1;
  return options;
}

double
epi_schedule_step (const EpiOptimizerOptions *options, uint64_t k)
{
  double done = (double)(k - 1) / options->period; /* periods behind step k */
  double share = 1;

  assert (k > 0);
  switch (options->schedule) {
  case EPI_SCHEDULE_STEP:
    share = pow (options->factor, floor (done));
    break;
  case EPI_SCHEDULE_EXPONENTIAL:
    share = pow (options->factor, done);
    break;
  case EPI_SCHEDULE_COSINE:
    share = options->factor +
            (1 - options->factor) * (1 + cos (G_PI * fmin (done, 1))) / 2;
    break;
  case EPI_SCHEDULE_WARMUP:
    share = fmin ((double)k / options->period, 1);
    break;
  default:
    break;
  }
  return share * options->step;
}

/* ---- An optimizer -------------------------------------------------------- */

struct EpiOptimizer {
  EpiOptimizerOptions options;
  EpiDevice *device;
  uint64_t k;       /* updates made */
  EpiBuffer *m, *v; /* (n,1) NULL where the rule has none */
};

EpiStatus
epi_optimizer_new (const EpiOptimizerOptions *options, EpiDevice *device,
                   EpiElement element, size_t n, EpiOptimizer **out)
{
  EpiOptimizer *self = g_new0 (EpiOptimizer, 1);
  const Row *row = &rows[options->kind];
  EpiStatus status = EPI_OK;

  *out = NULL;
  self->options = *options;
  self->device = epi_device_ref (device);
  if (row->m)
    status = epi_buffer_new (device, element, n, 1, &self->m);
  if (row->v && status == EPI_OK)
    status = epi_buffer_new (device, element, n, 1, &self->v);
  if (status == EPI_OK)
    *out = self;
  else
    epi_optimizer_free (self);
  return status;
}

void
epi_optimizer_free (EpiOptimizer *self)
{
  if (self == NULL)
    return;
  epi_buffer_free (self->m);
  epi_buffer_free (self->v);
  epi_device_unref (self->device);
  g_free (self);
}

/* s = min (1, c/‖g‖).  Where ‖g‖² overflows its bound √n max |g| stands for
 * the norm: still no step is longer than the clipped one. */
static EpiStatus
clip (const EpiOptimizer *self, const EpiBuffer *g, double *scale)
{
  double sum, largest;
  EpiStatus status = EPI_OK;

  *scale = 1;
  if (self->options.clip <= 0)
    return EPI_OK;
  status = epi_device_reduce (EPI_REDUCE_DOT, g, g, &sum);
  double norm = sqrt (sum);
  if (status == EPI_OK && isinf (norm)) {
    status = epi_device_reduce (EPI_REDUCE_MAX_ABS, g, NULL, &largest);
    norm = sqrt ((double)g->rows) * largest;
  }
  if (status == EPI_OK && !isfinite (norm))
    status = EPI_NOT_FINITE;
  if (norm > self->options.clip)
    *scale = self->options.clip / norm;
  return status;
}

EpiStatus
epi_optimizer_update (EpiOptimizer *self, const EpiBuffer *gradient,
                      EpiBuffer *x)
{
  const EpiOptimizerOptions *o = &self->options;
  double k = (double)(self->k + 1);
  EpiUpdateNumbers numbers = {
      .step = epi_schedule_step (o, self->k + 1),
      .momentum = o->momentum,
      .second = o->second,
      .epsilon = o->epsilon,
      .correction = 1 - pow (o->momentum, k),
      .second_correction = 1 - pow (o->second, k),
      .l1 = o->l1,
      .l2 = o->l2,
      .decay = o->decay,
  };
  EpiStatus status = clip (self, gradient, &numbers.scale);

  if (status == EPI_OK)
    status = epi_device_update (rows[o->kind].update, &numbers, gradient,
                                self->m, self->v, x);
  if (status == EPI_OK)
    self->k++;
  return status;
}

double
epi_optimizer_step (const EpiOptimizer *self)
{
  return epi_schedule_step (&self->options, self->k + 1);
}

EpiStatus
epi_optimizer_set (EpiOptimizer *self, const char *name, double value)
{
  EpiOptimizerOptions *o = &self->options;
  const struct {
    const char *name;
    double *number;
  } settable[] = {{"step", &o->step},     {"momentum", &o->momentum},
                  {"second", &o->second}, {"l1", &o->l1},
                  {"l2", &o->l2},         {"decay", &o->decay},
                  {"clip", &o->clip}};

  for (size_t i = 0; i < G_N_ELEMENTS (settable); i++)
    if (strcmp (settable[i].name, name) == 0) {
      *settable[i].number = value;
      return EPI_OK;
    }
  return EPI_UNSUPPORTED;
}

/* ---- Its state: what an optimizer is but for its device -------------------
 */

typedef struct {
  EpiOptimizerOptions options;
  uint64_t k;
} State;

static size_t
bytes (const EpiBuffer *buffer)
{
  return buffer == NULL ? 0 : buffer->rows * epi_element_size (buffer->element);
}

EpiStatus
epi_optimizer_copy (const EpiOptimizer *from, EpiOptimizer *to)
{
  EpiStatus status = EPI_OK;

  assert (from->options.kind == to->options.kind);
  if (from->m != NULL)
    status = epi_device_map (EPI_MAP_COPY, 0, from->m, NULL, to->m);
  if (from->v != NULL && status == EPI_OK)
    status = epi_device_map (EPI_MAP_COPY, 0, from->v, NULL, to->v);
  if (status == EPI_OK) {
    to->options = from->options;
    to->k = from->k;
  }
  return status;
}

size_t
epi_optimizer_state_size (const EpiOptimizer *self)
{
  return sizeof (State) + bytes (self->m) + bytes (self->v);
}

EpiStatus
epi_optimizer_save (const EpiOptimizer *self, void *state)
{
  State head = {.options = self->options, .k = self->k};
  char *to = (char *)state + sizeof head;
  EpiStatus status = EPI_OK;

  memcpy (state, &head, sizeof head);
  if (self->m != NULL)
    status = epi_buffer_download (self->m, to, self->m->rows);
  if (self->v != NULL && status == EPI_OK)
    status = epi_buffer_download (self->v, to + bytes (self->m), self->v->rows);
  return status;
}

EpiStatus
epi_optimizer_restore (EpiOptimizer *self, const void *state)
{
  const char *from = (const char *)state + sizeof (State);
  State head;
  EpiStatus status = EPI_OK;

  memcpy (&head, state, sizeof head);
  assert (head.options.kind == self->options.kind);
  if (self->m != NULL)
    status = epi_buffer_upload (self->m, from, self->m->rows);
  if (self->v != NULL && status == EPI_OK)
    status = epi_buffer_upload (self->v, from + bytes (self->m), self->v->rows);
  if (status == EPI_OK) {
    self->options = head.options;
    self->k = head.k;
  }
  return status;
}
