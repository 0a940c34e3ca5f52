/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a network in host memory: read, set, drawn; its Jacobians. */
#include "neural/epi-network-private.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define LARGEST_JACOBIAN 65536

/* ---- Buffers ------------------------------------------------------------ */

static size_t
count (const EpiBuffer *buffer)
{
  return buffer->rows * buffer->cols;
}

EpiStatus
epi_buffer_get (const EpiBuffer *buffer, double *values)
{
  size_t n = count (buffer);

  assert (buffer->element != EPI_INDEX);
  if (buffer->element == EPI_DOUBLE)
    return epi_buffer_download (buffer, values, buffer->rows);
  float *floats = epi_new (float, n);
  if (floats == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = epi_buffer_download (buffer, floats, buffer->rows);
  for (size_t i = 0; i < n && status == EPI_OK; i++)
    values[i] = floats[i];
  epi_free (floats);
  return status;
}

EpiStatus
epi_buffer_set (EpiBuffer *buffer, const double *values)
{
  size_t n = count (buffer);

  assert (buffer->element != EPI_INDEX);
  if (buffer->element == EPI_DOUBLE)
    return epi_buffer_upload (buffer, values, buffer->rows);
  float *floats = epi_new (float, n);
  if (floats == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    floats[i] = (float)values[i];
  EpiStatus status = epi_buffer_upload (buffer, floats, buffer->rows);
  epi_free (floats);
  return status;
}

/* ---- Parameters --------------------------------------------------------- */

static EpiStage *
stage_of (const EpiNetwork *network, size_t l, size_t p)
{
  assert (l < network->n_layers);
  assert (p < network->stages[l].layer->n_parameters);
  return &network->stages[l];
}

EpiStatus
epi_network_get (const EpiNetwork *network, size_t l, size_t p, double *values)
{
  return epi_buffer_get (&stage_of (network, l, p)->theta[p], values);
}

EpiStatus
epi_network_get_gradient (const EpiNetwork *network, size_t l, size_t p,
                          double *values)
{
  return epi_buffer_get (&stage_of (network, l, p)->gradient[p], values);
}

EpiStatus
epi_network_set (EpiNetwork *network, size_t l, size_t p, const double *values)
{
  return epi_buffer_set (&stage_of (network, l, p)->theta[p], values);
}

/* ---- Drawn -------------------------------------------------------------- */

/* The activation that stands behind layer l, in it or as a layer of its own;
 * recurrent layers have tanh and sigmoid within. */
static EpiInit
default_init (const EpiNetwork *network, size_t l)
{
  EpiActivation f = network->stages[l].layer->activation;

  for (size_t next = l + 1;
       next < network->n_layers && f == EPI_ACTIVATION_IDENTITY; next++) {
    const EpiNetLayer *layer = network->stages[next].layer;
    if (layer->n_parameters > 0)
      break;
    f = layer->activation;
  }
  return f == EPI_ACTIVATION_RELU || f == EPI_ACTIVATION_LEAKY_RELU ||
                 f == EPI_ACTIVATION_GELU || f == EPI_ACTIVATION_SOFTPLUS
             ? EPI_INIT_HE
             : EPI_INIT_XAVIER;
}

static void
draw (EpiInit init, const EpiParameter *q, EpiRandom *random, double *values)
{
  double in = (double)q->fan_in, out = (double)q->fan_out;
  double bound =
      init == EPI_INIT_UNIFORM ? 1 / sqrt (in) : sqrt (6 / (in + out));
  bool zero = init == EPI_INIT_ZERO || q->fan_in == 0;

  for (size_t i = 0; i < q->rows * q->cols; i++)
    if (zero)
      values[i] = 0;
    else if (init == EPI_INIT_HE)
      values[i] = sqrt (2 / in) * epi_random_normal (random);
    else
      values[i] = bound * (2 * epi_random_uniform (random) - 1);
}

static EpiStatus
initialise_layer (EpiNetwork *network, size_t l, EpiInit init, uint64_t seed)
{
  const EpiNetLayer *layer = network->stages[l].layer;

  if (init == EPI_INIT_DEFAULT)
    init = default_init (network, l);
  for (size_t p = 0; p < layer->n_parameters; p++) {
    const EpiParameter *q = &layer->parameter[p];
    EpiRandom random = epi_random (seed, l * EPI_LAYER_PARAMETERS + p);
    double *values = epi_new (double, q->rows * q->cols);
    if (values == NULL)
      return EPI_NO_MEMORY;
    draw (init, q, &random, values);
    if (layer->klass->initialise != NULL)
      layer->klass->initialise (layer, p, values);
    EpiStatus status = epi_network_set (network, l, p, values);
    epi_free (values);
    if (status != EPI_OK)
      return status;
  }
  return EPI_OK;
}

EpiStatus
epi_network_initialise (EpiNetwork *network, EpiInit init, uint64_t seed)
{
  for (size_t l = 0; l < network->n_layers; l++)
    EPI_TRY (initialise_layer (network, l, init, seed));
  return EPI_OK;
}

/* ---- Jacobians ---------------------------------------------------------- */

typedef struct { /* a second set of buffers for backward */
  EpiPass pass;
  EpiBuffer *G, *dX, *gradient;
  EpiBuffer part[EPI_LAYER_PARAMETERS];
  double *numbers; /* of G, then of what came */
} Aside;

static EpiStatus
aside_new (EpiNetwork *network, EpiStage *stage, Aside *aside)
{
  const EpiNetLayer *layer = stage->layer;
  size_t in_rows = epi_shape_size (&layer->in);
  size_t in_cols = network->samples * layer->in.steps;

  *aside = (Aside){.pass = stage->pass};
  EPI_TRY (epi_buffer_new (network->device, network->element, stage->G.rows,
                           stage->G.cols, &aside->G));
  EPI_TRY (epi_buffer_new (network->device, network->element, network->n, 1,
                           &aside->gradient));
  if (!layer->klass->indices)
    EPI_TRY (epi_buffer_new (network->device, network->element, in_rows,
                             in_cols, &aside->dX));
  for (size_t p = 0; p < layer->n_parameters; p++) {
    const EpiParameter *q = &layer->parameter[p];
    aside->part[p] =
        epi_buffer_part (aside->gradient, q->offset, q->rows, q->cols);
  }
  aside->pass.G = aside->G;
  aside->pass.dX = aside->dX;
  aside->pass.gradient = aside->part;
  size_t most = count (&stage->G);
  most = in_rows * in_cols > most ? in_rows * in_cols : most;
  most = network->n > most ? network->n : most;
  aside->numbers = epi_new0 (double, most);
  return aside->numbers != NULL ? EPI_OK : EPI_NO_MEMORY;
}

static void
aside_clear (Aside *aside)
{
  epi_buffer_free (aside->G);
  epi_buffer_free (aside->dX);
  epi_buffer_free (aside->gradient);
  epi_free (aside->numbers);
}

/* Backward from the e-th number of what sample gave: e counts step by step. */
static EpiStatus
back_from (const EpiNetwork *network, const EpiStage *stage, Aside *aside,
           size_t sample, size_t e)
{
  size_t rows = aside->G->rows;
  size_t at = (e / rows * network->samples + sample) * rows + e % rows;

  memset (aside->numbers, 0, count (aside->G) * sizeof (double));
  aside->numbers[at] = 1;
  EPI_TRY (epi_buffer_set (aside->G, aside->numbers));
  return stage->layer->klass->backward (stage->layer, &aside->pass);
}

/* Row e of J (m, …) from what arrived at the inputs of sample. */
static EpiStatus
row_to_inputs (const EpiNetwork *network, const EpiStage *stage, Aside *aside,
               size_t sample, size_t e, double *J, size_t m)
{
  size_t rows = epi_shape_size (&stage->layer->in);

  EPI_TRY (epi_buffer_get (aside->dX, aside->numbers));
  for (size_t t = 0; t < stage->layer->in.steps; t++)
    for (size_t i = 0; i < rows; i++)
      J[e + m * (t * rows + i)] =
          aside->numbers[(t * network->samples + sample) * rows + i];
  return EPI_OK;
}

/* … and at the parameters. */
static EpiStatus
row_to_weights (const EpiStage *stage, Aside *aside, size_t e, double *J,
                size_t m)
{
  size_t column = 0;

  for (size_t p = 0; p < stage->layer->n_parameters; p++) {
    EPI_TRY (epi_buffer_get (&aside->part[p], aside->numbers));
    for (size_t i = 0; i < count (&aside->part[p]); i++)
      J[e + m * column++] = aside->numbers[i];
  }
  return EPI_OK;
}

static size_t
weights_of (const EpiNetLayer *layer)
{
  size_t sum = 0;

  for (size_t p = 0; p < layer->n_parameters; p++)
    sum += layer->parameter[p].rows * layer->parameter[p].cols;
  return sum;
}

static EpiStatus
jacobian (EpiNetwork *network, size_t l, size_t sample, bool weights, double *J)
{
  EpiStage *stage = &network->stages[l];
  const EpiNetLayer *layer = stage->layer;
  size_t m = epi_shape_size (&layer->out) * layer->out.steps;
  size_t n = weights ? weights_of (layer)
                     : epi_shape_size (&layer->in) * layer->in.steps;
  Aside aside;

  assert (l < network->n_layers && sample < network->samples);
  if ((layer->klass->indices && !weights) || n > LARGEST_JACOBIAN / m)
    return EPI_UNSUPPORTED;
  EpiStatus status = aside_new (network, stage, &aside);
  for (size_t e = 0; e < m && status == EPI_OK; e++) {
    status = back_from (network, stage, &aside, sample, e);
    if (status == EPI_OK)
      status = weights
                   ? row_to_weights (stage, &aside, e, J, m)
                   : row_to_inputs (network, stage, &aside, sample, e, J, m);
  }
  aside_clear (&aside);
  return status;
}

EpiStatus
epi_network_jacobian (EpiNetwork *network, size_t l, size_t sample, double *J)
{
  return jacobian (network, l, sample, false, J);
}

EpiStatus
epi_network_weight_jacobian (EpiNetwork *network, size_t l, size_t sample,
                             double *J)
{
  return jacobian (network, l, sample, true, J);
}
