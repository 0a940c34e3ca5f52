/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-network-private.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <assert.h>
#include <glib.h>
#include <math.h>

/* ---- Made and freed ----------------------------------------------------- */

static EpiStatus
make_stage (EpiNetwork *network, EpiStage *stage)
{
  const EpiNetLayer *layer = stage->layer;
  size_t rows = epi_shape_size (&layer->out);
  size_t cols = network->batch * layer->out.steps;

  EPI_TRY (epi_buffer_new (network->device, network->element, rows, cols,
                           &stage->all_Y));
  EPI_TRY (epi_buffer_new (network->device, network->element, rows, cols,
                           &stage->all_G));
  for (size_t w = 0; w < layer->n_work; w++)
    EPI_TRY (epi_buffer_new (
        network->device, network->element, layer->work[w].rows,
        network->batch * layer->work[w].cols, &stage->all_work[w]));
  for (size_t p = 0; p < layer->n_parameters; p++) {
    const EpiParameter *q = &layer->parameter[p];
    stage->theta[p] =
        epi_buffer_part (network->theta, q->offset, q->rows, q->cols);
    stage->gradient[p] =
        epi_buffer_part (network->gradient, q->offset, q->rows, q->cols);
  }
  return EPI_OK;
}

static EpiStatus
make_buffers (EpiNetwork *network)
{
  EpiShape out = epi_network_out (network);

  EPI_TRY (epi_buffer_new (network->device, network->element, network->n, 1,
                           &network->theta));
  EPI_TRY (epi_buffer_new (network->device, network->element, network->n, 1,
                           &network->gradient));
  EPI_TRY (epi_buffer_new (network->device, network->element,
                           network->batch * out.steps, 1,
                           &network->all_losses));
  for (size_t l = 0; l < network->n_layers; l++)
    EPI_TRY (make_stage (network, &network->stages[l]));
  return EPI_OK;
}

EpiStatus
epi_network_new (const char *text, EpiShape in, size_t batch, EpiDevice *device,
                 EpiElement element, char **trouble, EpiNetwork **out)
{
  EpiNetwork *network = g_new0 (EpiNetwork, 1);

  *out = NULL;
  *trouble = NULL;
  assert (batch > 0 && epi_shape_size (&in) > 0 && in.steps > 0);
  network->text = g_strdup (text);
  network->device = epi_device_ref (device);
  network->element = element;
  network->in = in;
  network->batch = batch;
  EpiStatus status = epi_network_plan (network, trouble);
  if (status == EPI_OK)
    status = make_buffers (network);
  if (status != EPI_OK) {
    epi_network_free (network);
    return status;
  }
  *out = network;
  return EPI_OK;
}

static void
clear_stage (EpiStage *stage)
{
  epi_buffer_free (stage->all_Y);
  epi_buffer_free (stage->all_G);
  for (size_t w = 0; w < EPI_LAYER_WORK; w++)
    epi_buffer_free (stage->all_work[w]);
  g_free (stage->layer);
  g_free (stage->text);
  g_strfreev (stage->words);
}

void
epi_network_free (EpiNetwork *network)
{
  if (network == NULL)
    return;
  for (size_t l = 0; l < network->n_layers; l++)
    clear_stage (&network->stages[l]);
  g_free (network->stages);
  epi_buffer_free (network->theta);
  epi_buffer_free (network->gradient);
  epi_buffer_free (network->all_losses);
  epi_device_unref (network->device);
  g_free (network->text);
  g_free (network);
}

/* ---- What it is made of ------------------------------------------------- */

const char *
epi_network_text (const EpiNetwork *network)
{
  return network->text;
}

EpiDevice *
epi_network_device (const EpiNetwork *network)
{
  return network->device;
}

EpiElement
epi_network_element (const EpiNetwork *network)
{
  return network->element;
}

EpiShape
epi_network_in (const EpiNetwork *network)
{
  return network->in;
}

EpiShape
epi_network_out (const EpiNetwork *network)
{
  return network->stages[network->n_layers - 1].layer->out;
}

size_t
epi_network_batch (const EpiNetwork *network)
{
  return network->batch;
}

size_t
epi_network_n_layers (const EpiNetwork *network)
{
  return network->n_layers;
}

const EpiNetLayer *
epi_network_layer (const EpiNetwork *network, size_t l)
{
  assert (l < network->n_layers);
  return network->stages[l].layer;
}

const char *
epi_network_layer_text (const EpiNetwork *network, size_t l)
{
  assert (l < network->n_layers);
  return network->stages[l].text;
}

size_t
epi_network_n (const EpiNetwork *network)
{
  return network->n;
}

size_t
epi_network_n_weights (const EpiNetwork *network)
{
  return network->n_weights;
}

EpiBuffer *
epi_network_theta (EpiNetwork *network)
{
  return network->theta;
}

EpiBuffer *
epi_network_gradient (EpiNetwork *network)
{
  return network->gradient;
}

/* ---- What it does ------------------------------------------------------- */

/* The first columns of whole. */
static EpiBuffer
columns (const EpiBuffer *whole, size_t cols)
{
  return epi_buffer_part (whole, 0, whole->rows, cols);
}

void
epi_network_set_samples (EpiNetwork *network, size_t samples)
{
  assert (samples > 0 && samples <= network->batch);
  if (samples == network->samples)
    return;
  network->samples = samples;
  for (size_t l = 0; l < network->n_layers; l++) {
    EpiStage *stage = &network->stages[l];
    const EpiNetLayer *layer = stage->layer;
    stage->Y = columns (stage->all_Y, samples * layer->out.steps);
    stage->G = columns (stage->all_G, samples * layer->out.steps);
    for (size_t w = 0; w < layer->n_work; w++)
      stage->work[w] =
          columns (stage->all_work[w], samples * layer->work[w].cols);
    stage->pass = (EpiPass){.batch = samples,
                            .X = l > 0 ? &network->stages[l - 1].Y : NULL,
                            .dX = l > 0 ? &network->stages[l - 1].G : NULL,
                            .Y = &stage->Y,
                            .G = &stage->G,
                            .theta = stage->theta,
                            .gradient = stage->gradient,
                            .work = stage->work};
    if (layer->klass->indices)
      stage->pass.dX = NULL;
  }
  network->losses = epi_buffer_part (
      network->all_losses, 0, samples * epi_network_out (network).steps, 1);
}

static EpiStatus
run_forward (EpiNetwork *network, size_t l)
{
  EpiStage *stage = &network->stages[l];

  return stage->layer->klass->forward (stage->layer, &stage->pass);
}

static EpiStatus
run_backward (EpiNetwork *network, size_t l)
{
  EpiStage *stage = &network->stages[l];

  return stage->layer->klass->backward (stage->layer, &stage->pass);
}

/* Dropout draws from streams that nothing else draws from. */
#define DROPOUT_STREAMS ((uint64_t)1 << 62)

/* X goes in; dropout as it is told. */
static void
enter (EpiNetwork *network, const EpiBuffer *X, size_t samples, bool training,
       uint64_t seed, uint64_t draw)
{
  size_t rows = network->in.classes > 0 ? samples * network->in.steps
                                        : epi_shape_size (&network->in);

  assert (X->rows == rows);
  assert (X->cols ==
          (network->in.classes > 0 ? 1 : samples * network->in.steps));
  epi_network_set_samples (network, samples);
  network->stages[0].pass.X = X;
  for (size_t l = 0; l < network->n_layers; l++) {
    EpiPass *pass = &network->stages[l].pass;
    pass->training = training;
    pass->seed = seed;
    pass->draw = DROPOUT_STREAMS + draw * network->n_layers + l;
  }
}

static EpiStatus
forward (EpiNetwork *network)
{
  for (size_t l = 0; l < network->n_layers; l++)
    EPI_TRY (run_forward (network, l));
  return EPI_OK;
}

EpiStatus
epi_network_forward (EpiNetwork *network, const EpiBuffer *X, size_t samples,
                     const EpiBuffer **Y)
{
  enter (network, X, samples, false, 0, 0);
  epi_device_begin (network->device);
  EpiStatus status = forward (network);
  EpiStatus ended = epi_device_end (network->device);
  if (Y != NULL)
    *Y = &network->stages[network->n_layers - 1].Y;
  return status != EPI_OK ? status : ended;
}

EpiStatus
epi_network_loss (EpiNetwork *network, EpiLoss loss, const EpiBuffer *T,
                  double *value)
{
  EpiStage *last = &network->stages[network->n_layers - 1];

  EPI_TRY (epi_device_loss (loss, 1 / (double)network->losses.rows, &last->Y, T,
                            &network->losses, &last->G));
  return value != NULL ? epi_network_value (network, value) : EPI_OK;
}

EpiStatus
epi_network_value (const EpiNetwork *network, double *value)
{
  EPI_TRY (epi_device_reduce (EPI_REDUCE_SUM, &network->losses, NULL, value));
  *value /= (double)network->losses.rows;
  return isfinite (*value) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_network_backward (EpiNetwork *network)
{
  for (size_t l = network->n_layers; l-- > 0;)
    EPI_TRY (run_backward (network, l));
  return EPI_OK;
}

static EpiStatus
there_and_back (EpiNetwork *network, EpiLoss loss, const EpiBuffer *T,
                double *value)
{
  EPI_TRY (forward (network));
  EPI_TRY (epi_network_loss (network, loss, T, value));
  return epi_network_backward (network);
}

EpiStatus
epi_network_gradient_at (EpiNetwork *network, EpiLoss loss, const EpiBuffer *X,
                         const EpiBuffer *T, size_t samples, uint64_t seed,
                         uint64_t draw, double *value)
{
  enter (network, X, samples, true, seed, draw);
  epi_device_begin (network->device);
  EpiStatus status = there_and_back (network, loss, T, value);
  EpiStatus ended = epi_device_end (network->device);
  return status != EPI_OK ? status : ended;
}

/* ---- Slow motion -------------------------------------------------------- */

EpiStatus
epi_network_forward_layer (EpiNetwork *network, size_t l, const EpiBuffer *X,
                           size_t samples)
{
  assert (l < network->n_layers && (l == 0) == (X != NULL));
  if (l == 0)
    enter (network, X, samples, false, 0, 0);
  assert (samples == network->samples);
  return run_forward (network, l);
}

EpiStatus
epi_network_backward_layer (EpiNetwork *network, size_t l)
{
  assert (l < network->n_layers);
  return run_backward (network, l);
}

const EpiBuffer *
epi_network_activation (const EpiNetwork *network, size_t l)
{
  assert (l < network->n_layers);
  return &network->stages[l].Y;
}

const EpiBuffer *
epi_network_delta (const EpiNetwork *network, size_t l)
{
  assert (l < network->n_layers);
  return &network->stages[l].G;
}

const EpiBuffer *
epi_network_work (const EpiNetwork *network, size_t l, size_t w)
{
  assert (l < network->n_layers && w < network->stages[l].layer->n_work);
  return &network->stages[l].work[w];
}
