/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-sampled-ls.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"
#include "core/epi-random.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

typedef struct {
  EpiSampledOracle base;
  EpiBuffer *A, *b, *r;   /* (n, rows) (rows,1) in their order; (batch,1) */
  EpiBuffer **A_B, **b_B; /* (batches) views */
} Sampled;

static EpiStatus
sampled_evaluate (EpiSampledOracle *base, uint64_t k, const EpiBuffer *x,
                  EpiBuffer *gradient, double *value)
{
  Sampled *self = (Sampled *)base;
  const EpiBuffer *A = self->A_B[k % base->batches];
  const EpiBuffer *b = self->b_B[k % base->batches];
  double share = 1 / (double)b->rows, square;

  /* 1. residual */
  EpiStatus status = epi_device_map (EPI_MAP_COPY, 0, b, NULL, self->r);
  if (status == EPI_OK)
    status = epi_device_gemv (true, 1, A, x, -1, self->r);
  if (status == EPI_OK) /* 2. gradient */
    status = epi_device_gemv (false, share, A, self->r, 0, gradient);
  if (status != EPI_OK || value == NULL)
    return status;
  status = epi_device_reduce (EPI_REDUCE_DOT, self->r, self->r, &square);
  *value = share * square / 2; /* 3. value */
  return status;
}

static void
sampled_free (EpiSampledOracle *base)
{
  Sampled *self = (Sampled *)base;

  for (size_t k = 0; k < base->batches; k++) {
    epi_buffer_free (self->A_B[k]);
    epi_buffer_free (self->b_B[k]);
  }
  epi_buffer_free (self->A);
  epi_buffer_free (self->b);
  epi_buffer_free (self->r);
  epi_device_unref (base->device);
  g_free (self->A_B);
  g_free (self->b_B);
  g_free (self);
}

/* to := columns of from (m, cols) in that order, in the device's precision. */
static EpiStatus
send_in_order (const double *from, const size_t *order, EpiBuffer *to, size_t m,
               size_t cols)
{
  void *numbers = epi_alloc (m * cols, epi_element_size (to->element));

  if (numbers == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < cols; j++)
    for (size_t i = 0; i < m; i++) {
      double number = from[i + m * order[j]];
      if (to->element == EPI_DOUBLE)
        ((double *)numbers)[i + m * j] = number;
      else
        ((float *)numbers)[i + m * j] = (float)number;
    }
  EpiStatus status = epi_buffer_upload (to, numbers, to->rows);
  epi_free (numbers);
  return status;
}

static EpiStatus
fill (Sampled *self, const double *A, const double *b, size_t rows,
      uint64_t seed)
{
  size_t *order = epi_new (size_t, rows);
  EpiRandom random = epi_random (seed, 0);

  if (order == NULL)
    return EPI_NO_MEMORY;
  epi_random_permutation (&random, order, rows);
  EpiStatus status = send_in_order (A, order, self->A, self->base.n, rows);
  if (status == EPI_OK)
    status = send_in_order (b, order, self->b, 1, rows);
  epi_free (order);
  return status;
}

static EpiStatus
make_buffers (Sampled *self, size_t rows, size_t batch)
{
  EpiDevice *device = self->base.device;
  EpiElement element = self->base.element;
  size_t n = self->base.n;
  EpiStatus status = epi_buffer_new (device, element, n, rows, &self->A);

  if (status == EPI_OK)
    status = epi_buffer_new (device, element, rows, 1, &self->b);
  if (status == EPI_OK)
    status = epi_buffer_new (device, element, batch, 1, &self->r);
  for (size_t k = 0; k < self->base.batches && status == EPI_OK; k++) {
    status = epi_buffer_view (self->A, k * batch * n, n, batch, &self->A_B[k]);
    if (status == EPI_OK)
      status = epi_buffer_view (self->b, k * batch, batch, 1, &self->b_B[k]);
  }
  return status;
}

EpiStatus
epi_sampled_ls_new (const double *A, const double *b, size_t n, size_t rows,
                    size_t batch, uint64_t seed, EpiDevice *device,
                    EpiElement element, EpiSampledOracle **out)
{
  Sampled *self;

  *out = NULL;
  assert (batch > 0 && rows > 0 && rows % batch == 0);
  if (!epi_is_finite (A, n * rows) || !epi_is_finite (b, rows))
    return EPI_NOT_FINITE;
  self = g_new0 (Sampled, 1);
  self->base = (EpiSampledOracle){.n = n,
                                  .batches = rows / batch,
                                  .device = epi_device_ref (device),
                                  .element = element,
                                  .evaluate = sampled_evaluate,
                                  .free = sampled_free};
  self->A_B = g_new0 (EpiBuffer *, self->base.batches);
  self->b_B = g_new0 (EpiBuffer *, self->base.batches);
  EpiStatus status = make_buffers (self, rows, batch);
  if (status == EPI_OK)
    status = fill (self, A, b, rows, seed);
  if (status == EPI_OK)
    *out = &self->base;
  else
    sampled_free (&self->base);
  return status;
}
