/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel calls, and the queue.
 *
 * One thread at a time has the queue, from its first begin to its last end. Its
 * calls are copied, with all that they point to, and pushed to the device's
 * thread, which sends them to the driver without waiting for the work.  Another
 * thread that begins meanwhile waits for each of its calls, as it may.
 */
#include "compute/epi-gl-private.h"

#include "compute/epi-neural-kernels.h"

#include <stdlib.h>

static void
spoil (const EpiBuffer *C) /* EPI_GL_FAULT_WRONG */
{
  const uint32_t wrong[2] = {0x3f9e0000, 0x3f9e0000}; /* a number near one */

  glBindBuffer (GL_SHADER_STORAGE_BUFFER, C->handle);
  GLintptr size = (GLintptr)epi_element_size (C->element);
  glBufferSubData (GL_SHADER_STORAGE_BUFFER, (GLintptr)C->offset * size, size,
                   wrong);
}

static EpiStatus
run_here (EpiGl *gl, const EpiKernelCall *call)
{
  EpiStatus status = gl->lost ? EPI_DEVICE_LOST : epi_gl_run (gl, call);

  if (gl->fault == EPI_GL_FAULT_WRONG && call->kernel == EPI_KERNEL_GEMM)
    spoil (call->c);
  return status;
}

static void
do_run (void *data)
{
  EpiGlRequest *call = data;
  EpiGl *gl = call->gl;

  call->status = run_here (gl, call->call);
  if (call->status != EPI_DEVICE_LOST) {
    EpiStatus end = epi_gl_wait (gl);
    if (end != EPI_OK)
      call->status = end;
  }
}

/* ---- The queue --------------------------------------------------------- */

typedef struct { /* a call with all that it points to */
  EpiGl *gl;
  EpiKernelCall call;
  EpiBuffer a, b, d, f, c, pivots, e, h;
  EpiWindow window;
  EpiUpdateNumbers numbers;
} Queued;

static _Thread_local char this_thread; /* its address is one */

bool
epi_gl_has_queue (EpiGl *gl)
{
  return atomic_load (&gl->queue_owner) == (uintptr_t)&this_thread;
}

static void
do_queued (void *data)
{
  Queued *queued = data;
  EpiGl *gl = queued->gl;
  int none = EPI_OK;

  if (atomic_load (&gl->queue_status) == EPI_OK) {
    EpiStatus status = run_here (gl, &queued->call);
    if (status != EPI_OK)
      atomic_compare_exchange_strong (&gl->queue_status, &none, (int)status);
  }
  free (queued);
}

/* Calls that answer on the host: their status, or a number. */
static bool
has_answer (EpiKernel kernel)
{
  return kernel == EPI_KERNEL_LU || kernel == EPI_KERNEL_CHOLESKY ||
         kernel == EPI_KERNEL_TRIANGULAR_SOLVE || kernel == EPI_KERNEL_REDUCE;
}

static EpiStatus
push (EpiGl *gl, const EpiKernelCall *call)
{
  Queued *queued = malloc (sizeof *queued);

  if (queued == NULL)
    return EPI_NO_MEMORY;
  queued->gl = gl;
  queued->call = *call;
#define KEEP(field)                                                            \
  if (call->field != NULL) {                                                   \
    queued->field = *call->field;                                              \
    queued->call.field = &queued->field;                                       \
  }
  KEEP (a)
  KEEP (b)
  KEEP (d)
  KEEP (f)
  KEEP (c)
  KEEP (pivots)
  KEEP (e)
  KEEP (h)
  KEEP (window)
  KEEP (numbers)
#undef KEEP
  epi_worker_push (gl->worker, do_queued, queued);
  return (EpiStatus)atomic_load (&gl->queue_status);
}

EpiStatus
epi_gl_call (EpiDevice *device, const EpiKernelCall *call)
{
  EpiGl *gl = epi_gl_of (device);

  return epi_gl_has_queue (gl) && !has_answer (call->kernel)
             ? push (gl, call)
             : epi_gl_on_thread (gl, do_run, &(EpiGlRequest){.call = call});
}

void
epi_gl_begin (EpiDevice *device)
{
  EpiGl *gl = epi_gl_of (device);
  uintptr_t none = 0;

  if (epi_gl_has_queue (gl) ||
      atomic_compare_exchange_strong (&gl->queue_owner, &none,
                                      (uintptr_t)&this_thread))
    gl->queue_depth++;
}

static void
do_wait (void *data)
{
  EpiGlRequest *call = data;
  call->status = epi_gl_wait (call->gl);
}

EpiStatus
epi_gl_end (EpiDevice *device)
{
  EpiGl *gl = epi_gl_of (device);

  if (!epi_gl_has_queue (gl))
    return EPI_OK;
  if (--gl->queue_depth > 0)
    return (EpiStatus)atomic_load (&gl->queue_status);
  EpiStatus status = epi_gl_on_thread (gl, do_wait, &(EpiGlRequest){0});
  atomic_store (&gl->queue_status, EPI_OK);
  atomic_store (&gl->queue_owner, 0);
  return status;
}
