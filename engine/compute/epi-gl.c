/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-gl-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int wanted_fault = EPI_GL_FAULT_NONE;
static atomic_uint_least64_t wanted_fault_at;

void
epi_gl_set_fault (EpiGlFault fault, uint64_t at)
{
  atomic_store (&wanted_fault_at, at);
  atomic_store (&wanted_fault, (int)fault);
}

/* ---- Calls on the device's thread --------------------------------------- */

typedef struct {
  EpiGl *gl;
  EpiBuffer *buffer; /* buffer_new, buffer_free, upload, download */
  void *memory;      /* upload, download */
  size_t ld;
  const EpiKernelCall *call; /* run */
  char **trouble;            /* open */
  EpiGlInfo *info;
  double number; /* set_gemm, set_rate */
  EpiStatus status;
} Call;

static EpiStatus
on_thread (EpiGl *gl, EpiJobFunc job, Call *call)
{
  call->gl = gl;
  call->status = EPI_OK;
  epi_worker_push (gl->worker, job, call);
  epi_worker_flush (gl->worker);
  return call->status;
}

static EpiGl *
gl_of (EpiDevice *device)
{
  assert (strcmp (epi_device_name (device), "gl") == 0);
  return (EpiGl *)device;
}

/* ---- Buffers ----------------------------------------------------------- */

static size_t
bytes_of (const EpiBuffer *buffer)
{
  return buffer->rows * buffer->cols * epi_element_size (buffer->element);
}

static void
do_buffer_new (void *data)
{
  Call *call = data;
  EpiGl *gl = call->gl;
  size_t bytes = MAX (bytes_of (call->buffer), 16); /* never empty */

  call->status = epi_gl_wait (gl);
  if (call->status != EPI_OK)
    return;
  if (bytes > gl->max_bytes) {
    call->status = epi_gl_fail (gl, EPI_UNSUPPORTED,
                                "%zu bytes are more than one buffer of the "
                                "driver \"%s\" holds",
                                bytes, gl->renderer);
    return;
  }
  glGenBuffers (1, &call->buffer->handle);
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, call->buffer->handle);
  glBufferData (GL_SHADER_STORAGE_BUFFER, (GLsizeiptr)bytes, NULL,
                GL_DYNAMIC_COPY);
  call->status = epi_gl_wait (gl);
  if (call->status == EPI_OK)
    glClearBufferData (GL_SHADER_STORAGE_BUFFER, GL_R32UI, GL_RED_INTEGER,
                       GL_UNSIGNED_INT, NULL);
  else
    glDeleteBuffers (1, &call->buffer->handle);
}

static EpiStatus
gl_buffer_new (EpiBuffer *buffer)
{
  return on_thread (gl_of (buffer->device), do_buffer_new,
                    &(Call){.buffer = buffer});
}

static void
do_buffer_free (void *data)
{
  Call *call = data;
  glDeleteBuffers (1, &call->buffer->handle);
}

static void
gl_buffer_free (EpiBuffer *buffer)
{
  on_thread (gl_of (buffer->device), do_buffer_free, &(Call){.buffer = buffer});
}

/* The buffer's bytes in our address space for that long. */
static void *
map (Call *call, GLbitfield access)
{
  call->status = epi_gl_wait (call->gl);
  if (call->status != EPI_OK)
    return NULL;
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, call->buffer->handle);
  void *bytes = glMapBufferRange (GL_SHADER_STORAGE_BUFFER, 0,
                                  (GLsizeiptr)bytes_of (call->buffer), access);
  if (bytes == NULL) {
    call->status = epi_gl_wait (call->gl);
    if (call->status == EPI_OK)
      call->status = EPI_NO_MEMORY;
  }
  return bytes;
}

static void
unmap (Call *call)
{
  if (!glUnmapBuffer (GL_SHADER_STORAGE_BUFFER)) /* the bytes were lost */
    call->status =
        epi_gl_fail (call->gl, EPI_DEVICE_LOST, "the driver lost a buffer");
}

static void
do_upload (void *data)
{
  Call *call = data;
  const EpiBuffer *buffer = call->buffer;
  size_t size = epi_element_size (buffer->element);
  char *to = map (call, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);

  if (to == NULL)
    return;
  for (size_t j = 0; j < buffer->cols; j++)
    memcpy (to + j * buffer->rows * size,
            (char *)call->memory + j * call->ld * size, buffer->rows * size);
  unmap (call);
}

static void
do_download (void *data)
{
  Call *call = data;
  const EpiBuffer *buffer = call->buffer;
  size_t size = epi_element_size (buffer->element);
  const char *from = map (call, GL_MAP_READ_BIT);

  if (from == NULL)
    return;
  for (size_t j = 0; j < buffer->cols; j++)
    memcpy ((char *)call->memory + j * call->ld * size,
            from + j * buffer->rows * size, buffer->rows * size);
  unmap (call);
}

static EpiStatus
gl_upload (EpiBuffer *buffer, const void *from, size_t ld)
{
  return on_thread (
      gl_of (buffer->device), do_upload,
      &(Call){.buffer = buffer, .memory = (void *)from, .ld = ld});
}

static EpiStatus
gl_download (const EpiBuffer *buffer, void *to, size_t ld)
{
  return on_thread (
      gl_of (buffer->device), do_download,
      &(Call){.buffer = (EpiBuffer *)buffer, .memory = to, .ld = ld});
}

/* ---- Kernels ----------------------------------------------------------- */

static void
spoil (const EpiBuffer *C) /* EPI_GL_FAULT_WRONG */
{
  const uint32_t wrong[2] = {0x3f9e0000, 0x3f9e0000}; /* a number near one */

  glBindBuffer (GL_SHADER_STORAGE_BUFFER, C->handle);
  glBufferSubData (GL_SHADER_STORAGE_BUFFER, 0,
                   (GLsizeiptr)epi_element_size (C->element), wrong);
}

static void
do_run (void *data)
{
  Call *call = data;
  EpiGl *gl = call->gl;

  call->status = gl->lost ? EPI_DEVICE_LOST : epi_gl_run (gl, call->call);
  if (call->status != EPI_DEVICE_LOST) {
    EpiStatus end = epi_gl_wait (gl);
    if (end != EPI_OK)
      call->status = end;
  }
  if (gl->fault == EPI_GL_FAULT_WRONG && call->call->kernel == EPI_KERNEL_GEMM)
    spoil (call->call->c);
}

static EpiStatus
gl_run (EpiDevice *device, const EpiKernelCall *call)
{
  return on_thread (gl_of (device), do_run, &(Call){.call = call});
}

/* ---- The device itself -------------------------------------------------- */

static bool
gl_has (const EpiDevice *device, EpiElement element)
{
  return element != EPI_DOUBLE || ((const EpiGl *)device)->doubles;
}

static void
do_close (void *data)
{
  Call *call = data;
  EpiGl *gl = call->gl;

  if (gl->context == EGL_NO_CONTEXT)
    return;
  epi_gl_delete_programs (gl);
  glDeleteBuffers (3, (GLuint[]){gl->flags, gl->parts, gl->places});
  epi_gl_context_close (gl);
}

static void
gl_free (EpiDevice *device)
{
  EpiGl *gl = gl_of (device);

  on_thread (gl, do_close, &(Call){0});
  epi_worker_free (gl->worker);
  g_free (gl->vendor);
  g_free (gl->renderer);
  g_free (gl->version);
  g_free (gl->trouble);
  epi_device_clear (device);
  free (gl);
}

static void
do_open (void *data)
{
  Call *call = data;
  EpiGl *gl = call->gl;

  if (!epi_gl_context_open (gl, call->trouble)) {
    call->status = EPI_UNSUPPORTED;
    return;
  }
  gl->fault = (EpiGlFault)atomic_load (&wanted_fault);
  gl->fault_at = atomic_load (&wanted_fault_at);
  if (gl->fault == EPI_GL_FAULT_NO_DOUBLES)
    gl->doubles = false;
  if (gl->fault == EPI_GL_FAULT_HARDWARE)
    gl->software = false;
  gl->gemm = gl->software ? EPI_SHADER_GEMM_REGISTER : EPI_SHADER_GEMM_TILED;
}

EpiStatus
epi_gl_device_new (EpiDevice **out, char **trouble)
{
  static const EpiDeviceClass klass = {"gl",           gl_has,    gl_buffer_new,
                                       gl_buffer_free, gl_upload, gl_download,
                                       gl_run,         gl_free};
  EpiGl *gl = calloc (1, sizeof *gl);
  EpiWorker *worker = epi_worker_new ("epigraph-gl");

  if (gl == NULL || worker == NULL) {
    free (gl);
    epi_worker_free (worker);
    *trouble = g_strdup ("the system has no thread left for the GPU");
    return EPI_NO_MEMORY;
  }
  gl->worker = worker;
  epi_device_init (&gl->device, &klass);
  EpiStatus status = on_thread (gl, do_open, &(Call){.trouble = trouble});
  if (status == EPI_OK)
    *out = &gl->device;
  else
    gl_free (&gl->device);
  return status;
}

static void
do_info (void *data)
{
  Call *call = data;
  EpiGl *gl = call->gl;

  *call->info = (EpiGlInfo){
      .vendor = gl->vendor,
      .renderer = gl->renderer,
      .version = gl->version,
      .software = gl->software,
      .doubles = gl->doubles,
      .max_bytes = gl->max_bytes,
      .trouble = gl->trouble != NULL ? gl->trouble : "",
      .dispatches = gl->dispatches,
      .longest_slice = gl->longest_slice,
  };
}

EpiGlInfo
epi_gl_device_info (EpiDevice *device)
{
  EpiGlInfo info;

  on_thread (gl_of (device), do_info, &(Call){.info = &info});
  return info;
}

static void
do_set_gemm (void *data)
{
  Call *call = data;
  call->gl->gemm = (EpiShader)(EPI_SHADER_GEMM_NAIVE + (int)call->number);
}

void
epi_gl_device_set_gemm (EpiDevice *device, EpiGlGemm rung)
{
  on_thread (gl_of (device), do_set_gemm, &(Call){.number = (double)rung});
}

static void
do_set_rate (void *data)
{
  Call *call = data;
  call->gl->pinned_rate = call->number;
}

void
epi_gl_device_set_rate (EpiDevice *device, double rate)
{
  on_thread (gl_of (device), do_set_rate, &(Call){.number = rate});
}
