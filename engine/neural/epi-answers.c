/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-answers.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

typedef struct { /* a batch on its way through the network */
  EpiNetwork *network;
  size_t features, classes, room;
  EpiBuffer *X;
  float *host; /* (features, room) */
  float *z;    /* (classes, room) */
} Asker;

static void
asker_clear (Asker *asker)
{
  epi_buffer_free (asker->X);
  epi_free (asker->host);
  epi_free (asker->z);
}

static EpiStatus
asker_init (Asker *asker, EpiNetwork *network)
{
  EpiShape in = epi_network_in (network), out = epi_network_out (network);
  EpiDevice *device = epi_network_device (network);

  *asker = (Asker){.network = network,
                   .features = epi_shape_size (&in),
                   .classes = epi_shape_size (&out),
                   .room = epi_network_batch (network)};
  if (strcmp (epi_device_name (device), "cpu") != 0 ||
      epi_network_element (network) != EPI_FLOAT || in.classes > 0 ||
      in.steps > 1 || out.steps > 1)
    return EPI_UNSUPPORTED;
  asker->host = epi_new (float, asker->features * asker->room);
  asker->z = epi_new (float, asker->classes * asker->room);
  EpiStatus status = asker->host == NULL || asker->z == NULL
                         ? EPI_NO_MEMORY
                         : epi_buffer_new (device, EPI_FLOAT, asker->features,
                                           asker->room, &asker->X);
  if (status != EPI_OK)
    asker_clear (asker);
  return status;
}

/* The outputs of count ≤ room samples that lie in host. */
static EpiStatus
ask (Asker *asker, size_t count)
{
  const EpiBuffer *Z;
  EpiBuffer *some = NULL;

  memset (asker->host + count * asker->features, 0,
          (asker->room - count) * asker->features * sizeof *asker->host);
  EpiStatus status = epi_buffer_upload (asker->X, asker->host, asker->features);
  if (status == EPI_OK)
    status = epi_buffer_view (asker->X, 0, asker->features, count, &some);
  if (status == EPI_OK)
    status = epi_network_forward (asker->network, some, count, &Z);
  for (size_t j = 0; status == EPI_OK && j < count; j++)
    memcpy (asker->z + j * asker->classes, (const float *)Z->memory + j * Z->ld,
            asker->classes * sizeof *asker->z);
  epi_buffer_free (some);
  return status;
}

/* p may be NULL.  false: an output is not finite. */
static bool
softmax (const float *z, size_t classes, int32_t *answer, double *p)
{
  size_t best = 0;
  double sum = 0;

  for (size_t c = 0; c < classes; c++) {
    if (!isfinite (z[c]))
      return false;
    if (z[c] > z[best])
      best = c;
  }
  for (size_t c = 0; c < classes; c++)
    sum += exp ((double)z[c] - z[best]);
  for (size_t c = 0; p != NULL && c < classes; c++)
    p[c] = exp ((double)z[c] - z[best]) / sum;
  if (answer != NULL)
    *answer = (int32_t)best;
  return true;
}

EpiStatus
epi_answers (EpiNetwork *network, const float *inputs, size_t n,
             int32_t *answer, double *p)
{
  Asker asker;
  EpiStatus status = asker_init (&asker, network);

  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < n && status == EPI_OK; i += asker.room) {
    size_t count = n - i < asker.room ? n - i : asker.room;
    memcpy (asker.host, inputs + i * asker.features,
            count * asker.features * sizeof *inputs);
    status = ask (&asker, count);
    for (size_t j = 0; j < count && status == EPI_OK; j++)
      if (!softmax (asker.z + j * asker.classes, asker.classes,
                    answer != NULL ? &answer[i + j] : NULL,
                    p != NULL ? p + (i + j) * asker.classes : NULL))
        status = EPI_NOT_FINITE;
  }
  asker_clear (&asker);
  return status;
}

/* ---- Occlusion ---------------------------------------------------------- */

size_t
epi_occlusion_places (size_t length, size_t side, size_t stride)
{
  return side > length ? 0 : (length - side) / stride + 1;
}

static void
cover (float *image, const EpiShape *shape, size_t x0, size_t y0, size_t side,
       float ground)
{
  for (size_t y = y0; y < y0 + side; y++)
    for (size_t e = 0; e < side * shape->channels; e++)
      image[(x0 + y * shape->width) * shape->channels + e] = ground;
}

EpiStatus
epi_occlusion (EpiNetwork *network, const float *input, size_t side,
               size_t stride, float ground, size_t class, double *p)
{
  Asker asker;
  EpiShape in = epi_network_in (network);
  size_t across = epi_occlusion_places (in.width, side, stride);
  size_t n = across * epi_occlusion_places (in.height, side, stride);
  EpiStatus status = asker_init (&asker, network);
  double *all = NULL;

  if (status == EPI_OK && (all = epi_new (double, asker.classes)) == NULL) {
    status = EPI_NO_MEMORY;
    asker_clear (&asker);
  }
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < n && status == EPI_OK; i += asker.room) {
    size_t count = n - i < asker.room ? n - i : asker.room;
    for (size_t j = 0; j < count; j++) {
      float *image = asker.host + j * asker.features;
      memcpy (image, input, asker.features * sizeof *input);
      cover (image, &in, (i + j) % across * stride, (i + j) / across * stride,
             side, ground);
    }
    status = ask (&asker, count);
    for (size_t j = 0; j < count && status == EPI_OK; j++) {
      if (!softmax (asker.z + j * asker.classes, asker.classes, NULL, all))
        status = EPI_NOT_FINITE;
      else
        p[i + j] = all[class];
    }
  }
  epi_free (all);
  asker_clear (&asker);
  return status;
}
