/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-device.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

struct EpiDeviceBase {
  atomic_uint references;
  atomic_uint_least64_t calls[EPI_N_KERNELS];
  atomic_uint_least64_t nanoseconds[EPI_N_KERNELS];
  pthread_mutex_t lock;   /* of counts: */
  EpiDeviceCounts counts; /* the transfers */
};

void
epi_device_init (EpiDevice *device, const EpiDeviceClass *klass)
{
  device->klass = klass;
  device->base = calloc (1, sizeof *device->base);
  if (device->base == NULL)
    abort ();
  atomic_init (&device->base->references, 1);
  pthread_mutex_init (&device->base->lock, NULL);
}

void
epi_device_clear (EpiDevice *device)
{
  pthread_mutex_destroy (&device->base->lock);
  free (device->base);
}

EpiDevice *
epi_device_ref (EpiDevice *device)
{
  atomic_fetch_add_explicit (&device->base->references, 1,
                             memory_order_relaxed);
  return device;
}

void
epi_device_unref (EpiDevice *device)
{
  if (device != NULL && atomic_fetch_sub_explicit (&device->base->references, 1,
                                                   memory_order_acq_rel) == 1)
    device->klass->free (device);
}

const char *
epi_device_name (const EpiDevice *device)
{
  return device->klass->name;
}

bool
epi_device_has (const EpiDevice *device, EpiElement element)
{
  return device->klass->has (device, element);
}

EpiDeviceCounts
epi_device_counts (EpiDevice *device)
{
  pthread_mutex_lock (&device->base->lock);
  EpiDeviceCounts counts = device->base->counts;
  pthread_mutex_unlock (&device->base->lock);
  for (int k = 0; k < EPI_N_KERNELS; k++)
    counts.kernel[k] = (EpiKernelCount){
        atomic_load (&device->base->calls[k]),
        1e-9 * (double)atomic_load (&device->base->nanoseconds[k])};
  return counts;
}

size_t
epi_element_size (EpiElement element)
{
  return element == EPI_DOUBLE ? 8 : 4;
}

const char *
epi_kernel_name (EpiKernel kernel)
{
  static const char *const names[EPI_N_KERNELS] = {"GEMM",
                                                   "GEMV",
                                                   "SYRK",
                                                   "LU",
                                                   "Cholesky",
                                                   "triangular solve",
                                                   "row swap",
                                                   "reduction",
                                                   "map",
                                                   "grid",
                                                   "fill",
                                                   "activation",
                                                   "activation back",
                                                   "row sums",
                                                   "softmax",
                                                   "softmax back",
                                                   "convolution",
                                                   "convolution back",
                                                   "convolution to W",
                                                   "pooling",
                                                   "pooling back",
                                                   "gather",
                                                   "gather back",
                                                   "LSTM cell",
                                                   "LSTM cell back",
                                                   "dropout",
                                                   "loss",
                                                   "update"};
  return names[kernel];
}

static double
seconds_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- Buffers ----------------------------------------------------------- */

EpiStatus
epi_buffer_new (EpiDevice *device, EpiElement element, size_t rows, size_t cols,
                EpiBuffer **out)
{
  EpiBuffer *buffer;
  size_t count, bytes;

  if (!epi_device_has (device, element))
    return EPI_UNSUPPORTED;
  if (__builtin_mul_overflow (rows, cols, &count) ||
      __builtin_mul_overflow (count, epi_element_size (element), &bytes))
    return EPI_NO_MEMORY;
  buffer = calloc (1, sizeof *buffer);
  if (buffer == NULL)
    return EPI_NO_MEMORY;
  *buffer = (EpiBuffer){.device = device,
                        .element = element,
                        .rows = rows,
                        .cols = cols,
                        .ld = rows};
  EpiStatus status = device->klass->buffer_new (buffer);
  if (status != EPI_OK) {
    free (buffer);
    return status;
  }
  epi_device_ref (device);
  *out = buffer;
  return EPI_OK;
}

void
epi_buffer_free (EpiBuffer *buffer)
{
  if (buffer == NULL)
    return;
  EpiDevice *device = buffer->device;
  if (!buffer->is_view)
    device->klass->buffer_free (buffer);
  free (buffer);
  epi_device_unref (device);
}

EpiStatus
epi_buffer_view (EpiBuffer *whole, size_t offset, size_t rows, size_t cols,
                 EpiBuffer **out)
{
  size_t size = epi_element_size (whole->element);

  assert (whole->ld == whole->rows || whole->cols <= 1);
  assert (rows == 0 || cols <= whole->rows * whole->cols / rows);
  assert (offset <= whole->rows * whole->cols - rows * cols);
  EpiBuffer *view = malloc (sizeof *view);
  if (view == NULL)
    return EPI_NO_MEMORY;
  *view = *whole;
  view->rows = view->ld = rows;
  view->cols = cols;
  view->offset += offset;
  if (whole->memory != NULL)
    view->memory = (char *)whole->memory + offset * size;
  view->is_view = true;
  epi_device_ref (whole->device);
  *out = view;
  return EPI_OK;
}

static void
count_transfer (const EpiBuffer *buffer, bool up, double began)
{
  struct EpiDeviceBase *base = buffer->device->base;
  uint64_t bytes =
      buffer->rows * buffer->cols * epi_element_size (buffer->element);

  pthread_mutex_lock (&base->lock);
  *(up ? &base->counts.uploaded : &base->counts.downloaded) += bytes;
  base->counts.transfer_seconds += seconds_now () - began;
  pthread_mutex_unlock (&base->lock);
}

EpiStatus
epi_buffer_upload (EpiBuffer *buffer, const void *from, size_t ld)
{
  double began = seconds_now ();

  assert (ld >= buffer->rows);
  if (buffer->rows == 0 || buffer->cols == 0)
    return EPI_OK;
  EpiStatus status = buffer->device->klass->upload (buffer, from, ld);
  if (status == EPI_OK)
    count_transfer (buffer, true, began);
  return status;
}

EpiStatus
epi_buffer_download (const EpiBuffer *buffer, void *to, size_t ld)
{
  double began = seconds_now ();

  assert (ld >= buffer->rows);
  if (buffer->rows == 0 || buffer->cols == 0)
    return EPI_OK;
  EpiStatus status = buffer->device->klass->download (buffer, to, ld);
  if (status == EPI_OK)
    count_transfer (buffer, false, began);
  return status;
}

/* ---- Kernels ----------------------------------------------------------- */

static size_t
size_of (const EpiBuffer *X)
{
  return X != NULL ? X->rows * X->cols : 0;
}

/* Less than some microseconds on any processor, as in networks of a dozen
 * neurons: two looks at the clock would be a good part of it.  Where the
 * numbers are not at hand, a call is never that short. */
static bool
is_tiny (const EpiKernelCall *call)
{
  const EpiBuffer *any = call->c != NULL ? call->c : call->a;

  return any->memory != NULL && size_of (call->a) < 512 &&
         size_of (call->b) < 512 && size_of (call->c) < 512;
}

EpiStatus
epi_device_run (EpiDevice *device, const EpiKernelCall *call)
{
  struct EpiDeviceBase *base = device->base;

  atomic_fetch_add_explicit (&base->calls[call->kernel], 1,
                             memory_order_relaxed);
  if (is_tiny (call))
    return device->klass->run (device, call);
  double began = seconds_now ();
  EpiStatus status = device->klass->run (device, call);
  atomic_fetch_add_explicit (&base->nanoseconds[call->kernel],
                             (uint64_t)(1e9 * (seconds_now () - began)),
                             memory_order_relaxed);
  return status;
}
