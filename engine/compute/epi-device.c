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
 * neurons: two looks at the clock would be a good part of it. */
static bool
is_tiny (const EpiKernelCall *call)
{
  size_t a = size_of (call->a), b = size_of (call->b), c = size_of (call->c);

  return a < 512 && b < 512 && c < 512;
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

static EpiStatus
run (const EpiKernelCall *call, const EpiBuffer *leader)
{
  EpiDevice *device = leader->device;

  assert (leader->element != EPI_INDEX);
  assert (call->a == NULL ||
          (call->a->device == device && call->a->element == leader->element));
  assert (call->b == NULL ||
          (call->b->device == device && call->b->element == leader->element));
  assert (call->pivots == NULL || (call->pivots->device == device &&
                                   call->pivots->element == EPI_INDEX));
  return epi_device_run (device, call);
}

static bool
is_empty (const EpiBuffer *buffer)
{
  return buffer->rows == 0 || buffer->cols == 0;
}

EpiStatus
epi_device_gemm (bool transpose_a, bool transpose_b, double alpha,
                 const EpiBuffer *A, const EpiBuffer *B, double beta,
                 EpiBuffer *C)
{
  assert (C->rows == (transpose_a ? A->cols : A->rows));
  assert (C->cols == (transpose_b ? B->rows : B->cols));
  assert ((transpose_a ? A->rows : A->cols) ==
          (transpose_b ? B->cols : B->rows));
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GEMM,
                               .transpose_a = transpose_a,
                               .transpose_b = transpose_b,
                               .alpha = alpha,
                               .a = A,
                               .b = B,
                               .beta = beta,
                               .c = C},
              C);
}

EpiStatus
epi_device_gemv (bool transpose, double alpha, const EpiBuffer *A,
                 const EpiBuffer *x, double beta, EpiBuffer *y)
{
  assert (x->cols == 1 && y->cols == 1);
  assert (y->rows == (transpose ? A->cols : A->rows));
  assert (x->rows == (transpose ? A->rows : A->cols));
  if (is_empty (y))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GEMV,
                               .transpose_a = transpose,
                               .alpha = alpha,
                               .a = A,
                               .b = x,
                               .beta = beta,
                               .c = y},
              y);
}

EpiStatus
epi_device_syrk (double alpha, const EpiBuffer *A, double beta, EpiBuffer *C)
{
  assert (C->rows == A->cols && C->cols == A->cols);
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_SYRK,
                               .transpose_a = true,
                               .lower = true,
                               .alpha = alpha,
                               .a = A,
                               .beta = beta,
                               .c = C},
              C);
}

EpiStatus
epi_device_lu (EpiBuffer *A, EpiBuffer *pivots)
{
  assert (A->rows == A->cols);
  assert (pivots->rows == A->rows && pivots->cols == 1);
  if (is_empty (A))
    return EPI_OK;
  return run (
      &(EpiKernelCall){.kernel = EPI_KERNEL_LU, .c = A, .pivots = pivots}, A);
}

EpiStatus
epi_device_cholesky (EpiBuffer *A)
{
  assert (A->rows == A->cols);
  if (is_empty (A))
    return EPI_OK;
  return run (
      &(EpiKernelCall){.kernel = EPI_KERNEL_CHOLESKY, .lower = true, .c = A},
      A);
}

EpiStatus
epi_device_triangular_solve (bool lower, bool transpose, bool unit_diagonal,
                             const EpiBuffer *T, EpiBuffer *B)
{
  assert (T->rows == T->cols && B->rows == T->rows);
  if (is_empty (B))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_TRIANGULAR_SOLVE,
                               .lower = lower,
                               .transpose_a = transpose,
                               .unit_diagonal = unit_diagonal,
                               .a = T,
                               .c = B},
              B);
}

EpiStatus
epi_device_swap_rows (const EpiBuffer *pivots, EpiBuffer *B)
{
  assert (pivots->cols == 1 && pivots->rows <= B->rows);
  if (is_empty (B) || is_empty (pivots))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_SWAP_ROWS,
                               .pivots = (EpiBuffer *)pivots, /* only read */
                               .c = B},
              B);
}

EpiStatus
epi_device_reduce (EpiReduction op, const EpiBuffer *x, const EpiBuffer *y,
                   double *result)
{
  assert ((op == EPI_REDUCE_DOT) == (y != NULL));
  assert (y == NULL || (x->rows == y->rows && x->cols == y->cols));
  *result = op == EPI_REDUCE_ARGMAX ? -1 : 0;
  if (is_empty (x))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_REDUCE,
                               .op = op,
                               .a = x,
                               .b = y,
                               .result = result},
              x);
}

bool
epi_map_is_binary (EpiMap op)
{
  return op == EPI_MAP_AXPY || op == EPI_MAP_ADD || op == EPI_MAP_SUBTRACT ||
         op == EPI_MAP_MULTIPLY || op == EPI_MAP_DIVIDE;
}

EpiStatus
epi_device_map (EpiMap op, double alpha, const EpiBuffer *x, const EpiBuffer *y,
                EpiBuffer *z)
{
  assert (epi_map_is_binary (op) == (y != NULL));
  assert (x->rows == z->rows && x->cols == z->cols);
  assert (y == NULL || (y->rows == z->rows && y->cols == z->cols));
  if (is_empty (z))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_MAP,
                               .op = op,
                               .alpha = alpha,
                               .a = x,
                               .b = y,
                               .c = z},
              z);
}

EpiStatus
epi_device_grid (const EpiBuffer *C, const EpiBuffer *x, const EpiBuffer *y,
                 EpiBuffer *F)
{
  assert (x->cols == 1 && y->cols == 1);
  assert (F->rows == x->rows && F->cols == y->rows);
  if (is_empty (F))
    return EPI_OK;
  return run (
      &(EpiKernelCall){
          .kernel = EPI_KERNEL_GRID, .a = C, .b = x, .d = y, .c = F},
      F);
}
