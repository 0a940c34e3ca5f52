/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-batches.h"

#include "compute/epi-cpu.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "neural/epi-layer-plan.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

/* Orders draw from streams that nothing else draws from. */
#define ORDER_STREAMS ((uint64_t)1 << 63)

#define LEAST_ROOM 64 /* so that small batches are not evaluated one by one */

typedef struct { /* inputs, or targets: `steps` columns a sample */
  size_t rows, steps;
  const int32_t *classes; /* (all · steps) on the host, or */
  EpiBuffer *numbers;     /* (rows, all · steps) on the device */
  EpiBuffer wrapped;      /* what numbers is on the cpu: the samples' own */
  int32_t *index;         /* (room · steps) what goes to the device */
  EpiBuffer *at;          /* (room · steps, 1) there */
  EpiBuffer *all, part;   /* (rows, room · steps) or at: the batch */
} Side;

struct EpiBatches {
  EpiSamples *samples;
  const EpiSamplesView *view;
  size_t n, room;
  uint64_t seed, epoch; /* whose order is held; UINT64_MAX: none */
  size_t *order;        /* (all) */
  size_t *chosen;       /* (room) */
  Side X, T;
};

/* ---- Made and freed ----------------------------------------------------- */

static EpiStatus
upload_as (EpiBuffer *buffer, const float *values)
{
  size_t count = buffer->rows * buffer->cols;

  if (buffer->element == EPI_FLOAT)
    return epi_buffer_upload (buffer, values, buffer->rows);
  double *doubles = epi_new (double, count);
  if (doubles == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < count; i++)
    doubles[i] = values[i];
  EpiStatus status = epi_buffer_upload (buffer, doubles, buffer->rows);
  epi_free (doubles);
  return status;
}

/* values (rows, cols) as a buffer; on the cpu in float the values themselves.
 * keep: they stay where they are. */
static EpiStatus
side_numbers (Side *side, const float *values, bool keep, size_t cols,
              EpiDevice *device, EpiElement element)
{
  if (keep && element == EPI_FLOAT &&
      strcmp (epi_device_name (device), "cpu") == 0) {
    side->wrapped = epi_cpu_wrap (device, element, (float *)values, side->rows,
                                  cols, side->rows);
    return EPI_OK;
  }
  EPI_TRY (epi_buffer_new (device, element, side->rows, cols, &side->numbers));
  return upload_as (side->numbers, values);
}

static EpiStatus
side_room (Side *side, size_t room, EpiDevice *device, EpiElement element)
{
  size_t columns = room * side->steps;

  side->index = epi_new (int32_t, columns);
  if (side->index == NULL)
    return EPI_NO_MEMORY;
  EPI_TRY (epi_buffer_new (device, EPI_INDEX, columns, 1, &side->at));
  if (side->classes != NULL)
    return EPI_OK;
  return epi_buffer_new (device, element, side->rows, columns, &side->all);
}

/* Classes as numbers, one row a class. */
static EpiStatus
numbers_of_classes (Side *side, const EpiSamplesView *view, EpiLoss loss,
                    EpiDevice *device, EpiElement element)
{
  size_t columns = view->n * view->answers;
  float *values = epi_new (float, columns * view->classes);

  if (values == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < columns; j++)
    for (size_t c = 0; c < view->classes; c++)
      values[j * view->classes + c] = (size_t)view->labels[j] == c ? 1
                                      : loss == EPI_LOSS_HINGE     ? -1
                                                                   : 0;
  side->rows = view->classes;
  EpiStatus status =
      side_numbers (side, values, false, columns, device, element);
  epi_free (values);
  return status;
}

static EpiStatus
make_targets (EpiBatches *self, EpiLoss loss, EpiDevice *device,
              EpiElement element)
{
  const EpiSamplesView *view = self->view;
  Side *T = &self->T;

  T->steps = view->answers;
  T->rows = view->targets;
  if (view->values != NULL)
    EPI_TRY (side_numbers (T, view->values, true, view->n * view->answers,
                           device, element));
  else if (view->labels != NULL && loss != EPI_LOSS_CROSS_ENTROPY)
    EPI_TRY (numbers_of_classes (T, view, loss, device, element));
  else if (view->labels != NULL)
    T->classes = view->labels;
  else
    return EPI_OK;
  return side_room (T, self->room, device, element);
}

static EpiStatus
make_inputs (EpiBatches *self, EpiDevice *device, EpiElement element)
{
  const EpiSamplesView *view = self->view;
  Side *X = &self->X;

  X->steps = view->shape.steps;
  X->rows = epi_shape_size (&view->shape);
  X->classes = view->index;
  if (view->inputs != NULL)
    EPI_TRY (side_numbers (X, view->inputs, true, view->n * X->steps, device,
                           element));
  return side_room (X, self->room, device, element);
}

EpiStatus
epi_batches_new (EpiSamples *samples, EpiLoss loss, size_t n, uint64_t seed,
                 EpiDevice *device, EpiElement element, EpiBatches **out)
{
  EpiBatches *self = g_new0 (EpiBatches, 1);

  *out = NULL;
  self->samples = epi_samples_ref (samples);
  self->view = epi_samples_view (samples);
  assert (n > 0 && self->view->n > 0);
  self->n = MIN (n, self->view->n);
  self->room = MAX (self->n, LEAST_ROOM);
  self->seed = seed;
  self->epoch = UINT64_MAX;
  self->order = epi_new (size_t, self->view->n);
  self->chosen = epi_new (size_t, self->room);
  EpiStatus status = self->order != NULL && self->chosen != NULL
                         ? make_inputs (self, device, element)
                         : EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = make_targets (self, loss, device, element);
  if (status == EPI_OK)
    *out = self;
  else
    epi_batches_free (self);
  return status;
}

static void
side_clear (Side *side)
{
  epi_buffer_free (side->numbers);
  epi_buffer_free (side->at);
  epi_buffer_free (side->all);
  epi_free (side->index);
}

void
epi_batches_free (EpiBatches *self)
{
  if (self == NULL)
    return;
  side_clear (&self->X);
  side_clear (&self->T);
  epi_free (self->order);
  epi_free (self->chosen);
  epi_samples_unref (self->samples);
  g_free (self);
}

const EpiSamplesView *
epi_batches_view (const EpiBatches *self)
{
  return self->view;
}

size_t
epi_batches_size (const EpiBatches *self)
{
  return self->n;
}

size_t
epi_batches_room (const EpiBatches *self)
{
  return self->room;
}

size_t
epi_batches_per_epoch (const EpiBatches *self)
{
  return (self->view->n + self->n - 1) / self->n;
}

/* ---- Taken -------------------------------------------------------------- */

/* To the device, step by step: where the chosen samples stand, or what classes
 * they are. */
static EpiStatus
side_send (Side *side, const size_t *chosen, size_t count)
{
  for (size_t t = 0; t < side->steps; t++)
    for (size_t j = 0; j < count; j++) {
      size_t from = chosen[j] * side->steps + t;
      side->index[t * count + j] =
          side->classes != NULL ? side->classes[from] : (int32_t)from;
    }
  EpiBuffer at = epi_buffer_part (side->at, 0, count * side->steps, 1);
  return epi_buffer_upload (&at, side->index, at.rows);
}

/* The samples at these places, or the classes that stand there. */
static EpiStatus
side_take (Side *side, const EpiBuffer *places, size_t count,
           const EpiBuffer **out)
{
  size_t columns = count * side->steps;
  EpiBuffer at = epi_buffer_part (places, 0, columns, 1);

  *out = &side->part;
  if (side->classes != NULL) {
    side->part = at;
    return EPI_OK;
  }
  side->part = epi_buffer_part (side->all, 0, side->rows, columns);
  return epi_device_gather (
      side->numbers != NULL ? side->numbers : &side->wrapped, &at, &side->part);
}

/* The sample at a place of the endless order. */
static size_t
sample_at (EpiBatches *self, uint64_t place)
{
  size_t all = self->view->n;
  uint64_t epoch = place / all;

  if (self->n == all)
    return place % all;
  if (epoch != self->epoch) {
    EpiRandom random = epi_random (self->seed, ORDER_STREAMS + epoch);
    epi_random_permutation (&random, self->order, all);
    self->epoch = epoch;
  }
  return self->order[place % all];
}

static EpiStatus
take (EpiBatches *self, size_t count, const EpiBuffer **X, const EpiBuffer **T)
{
  Side *inputs = &self->X, *targets = &self->T;
  bool same = inputs->classes == NULL && targets->classes == NULL &&
              inputs->steps == targets->steps;

  *T = NULL;
  EPI_TRY (side_send (inputs, self->chosen, count));
  EPI_TRY (side_take (inputs, inputs->at, count, X));
  if (targets->at == NULL)
    return EPI_OK;
  if (same)
    return side_take (targets, inputs->at, count, T);
  EPI_TRY (side_send (targets, self->chosen, count));
  return side_take (targets, targets->at, count, T);
}

EpiStatus
epi_batches_take (EpiBatches *self, uint64_t k, const EpiBuffer **X,
                  const EpiBuffer **T)
{
  for (size_t j = 0; j < self->n; j++)
    self->chosen[j] = sample_at (self, k * self->n + j);
  return take (self, self->n, X, T);
}

EpiStatus
epi_batches_take_from (EpiBatches *self, size_t first, size_t count,
                       const EpiBuffer **X, const EpiBuffer **T)
{
  assert (count <= self->room && first + count <= self->view->n);
  for (size_t j = 0; j < count; j++)
    self->chosen[j] = first + j;
  return take (self, count, X, T);
}
