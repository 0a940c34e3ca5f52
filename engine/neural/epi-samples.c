/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-samples.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <assert.h>
#include <glib.h>
#include <stdatomic.h>
#include <string.h>

struct EpiSamples {
  atomic_int refs;
  EpiSamplesView view; /* of what follows, which is ours */
};

/* A copy of count numbers of 4 bytes in *to; NULL stays NULL. */
static EpiStatus
copy (const void *from, size_t count, const void **to)
{
  *to = NULL;
  if (from == NULL)
    return EPI_OK;
  void *numbers = epi_alloc (count, 4);
  if (numbers == NULL)
    return EPI_NO_MEMORY;
  memcpy (numbers, from, count * 4);
  *to = numbers;
  return EPI_OK;
}

static bool
all_below (const int32_t *index, size_t count, size_t end)
{
  for (size_t i = 0; index != NULL && i < count; i++)
    if (index[i] < 0 || (size_t)index[i] >= end)
      return false;
  return true;
}

EpiStatus
epi_samples_new (const EpiSamplesView *view, EpiSamples **out)
{
  size_t steps = view->shape.steps;
  size_t answers = view->answers > 0 ? view->answers : steps;
  size_t columns = view->n * steps, replies = view->n * answers;
  size_t inputs = columns * epi_shape_size (&view->shape);

  *out = NULL;
  assert (steps > 0 && (answers == 1 || answers == steps));
  assert ((view->inputs == NULL) != (view->index == NULL));
  assert ((view->values == NULL) || (view->labels == NULL));
  if (!all_below (view->index, columns, view->shape.classes) ||
      !all_below (view->labels, replies, view->classes))
    return EPI_FAILED;
  if ((view->inputs != NULL && !epi_is_finite_f (view->inputs, inputs)) ||
      (view->values != NULL &&
       !epi_is_finite_f (view->values, replies * view->targets)))
    return EPI_NOT_FINITE;

  EpiSamples *samples = g_new0 (EpiSamples, 1);
  EpiSamplesView *own = &samples->view;
  atomic_init (&samples->refs, 1);
  *own = *view;
  own->answers = answers;
  EpiStatus status[4] = {
      copy (view->inputs, inputs, (const void **)&own->inputs),
      copy (view->index, columns, (const void **)&own->index),
      copy (view->values, replies * view->targets, (const void **)&own->values),
      copy (view->labels, replies, (const void **)&own->labels)};
  for (int i = 0; i < 4; i++)
    if (status[i] != EPI_OK) {
      epi_samples_unref (samples);
      return status[i];
    }
  *out = samples;
  return EPI_OK;
}

EpiSamples *
epi_samples_ref (EpiSamples *samples)
{
  atomic_fetch_add_explicit (&samples->refs, 1, memory_order_relaxed);
  return samples;
}

void
epi_samples_unref (EpiSamples *samples)
{
  if (samples == NULL ||
      atomic_fetch_sub_explicit (&samples->refs, 1, memory_order_acq_rel) != 1)
    return;
  epi_free ((void *)samples->view.inputs);
  epi_free ((void *)samples->view.index);
  epi_free ((void *)samples->view.values);
  epi_free ((void *)samples->view.labels);
  g_free (samples);
}

const EpiSamplesView *
epi_samples_view (const EpiSamples *samples)
{
  return &samples->view;
}
