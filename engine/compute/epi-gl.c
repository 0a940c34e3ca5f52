/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-gl-private.h"

#include <assert.h>
#include <glib.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define UNCUT 1e15 /* operations a second: every kernel is one slice */

static atomic_int wanted_fault = EPI_GL_FAULT_NONE;
static atomic_uint_least64_t wanted_fault_at;

void
epi_gl_set_fault (EpiGlFault fault, uint64_t at)
{
  atomic_store (&wanted_fault_at, at);
  atomic_store (&wanted_fault, (int)fault);
}

/* ---- Calls on the device's thread --------------------------------------- */

EpiStatus
epi_gl_on_thread (EpiGl *gl, EpiJobFunc job, EpiGlRequest *request)
{
  request->gl = gl;
  request->status = EPI_OK;
  epi_worker_push (gl->worker, job, request);
  epi_worker_flush (gl->worker);
  return request->status != EPI_OK || !epi_gl_has_queue (gl)
             ? request->status
             : (EpiStatus)atomic_load (&gl->queue_status);
}

EpiGl *
epi_gl_of (EpiDevice *device)
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
  EpiGlRequest *call = data;
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
  return epi_gl_on_thread (epi_gl_of (buffer->device), do_buffer_new,
                           &(EpiGlRequest){.buffer = buffer});
}

static void
do_buffer_free (void *data)
{
  EpiGlRequest *call = data;
  glDeleteBuffers (1, &call->buffer->handle);
}

static void
gl_buffer_free (EpiBuffer *buffer)
{
  epi_gl_on_thread (epi_gl_of (buffer->device), do_buffer_free,
                    &(EpiGlRequest){.buffer = buffer});
}

/* The bytes of our numbers, in our address space for that long. */
static void *
map (EpiGlRequest *call, GLbitfield access)
{
  call->status = epi_gl_wait (call->gl);
  if (call->status != EPI_OK)
    return NULL;
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, call->buffer->handle);
  size_t size = epi_element_size (call->buffer->element);
  void *bytes = glMapBufferRange (GL_SHADER_STORAGE_BUFFER,
                                  (GLintptr)(call->buffer->offset * size),
                                  (GLsizeiptr)bytes_of (call->buffer), access);
  if (bytes == NULL) {
    call->status = epi_gl_wait (call->gl);
    if (call->status == EPI_OK)
      call->status = EPI_NO_MEMORY;
  }
  return bytes;
}

static void
unmap (EpiGlRequest *call)
{
  if (!glUnmapBuffer (GL_SHADER_STORAGE_BUFFER)) /* the bytes were lost */
    call->status =
        epi_gl_fail (call->gl, EPI_DEVICE_LOST, "the driver lost a buffer");
}

static void
do_upload (void *data)
{
  EpiGlRequest *call = data;
  const EpiBuffer *buffer = call->buffer;
  size_t size = epi_element_size (buffer->element);
  char *to = map (call, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT);

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
  EpiGlRequest *call = data;
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
  return epi_gl_on_thread (
      epi_gl_of (buffer->device), do_upload,
      &(EpiGlRequest){.buffer = buffer, .memory = (void *)from, .ld = ld});
}

static EpiStatus
gl_download (const EpiBuffer *buffer, void *to, size_t ld)
{
  return epi_gl_on_thread (
      epi_gl_of (buffer->device), do_download,
      &(EpiGlRequest){.buffer = (EpiBuffer *)buffer, .memory = to, .ld = ld});
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
  EpiGlRequest *call = data;
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
  EpiGl *gl = epi_gl_of (device);

  epi_gl_on_thread (gl, do_close, &(EpiGlRequest){0});
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
  EpiGlRequest *call = data;
  EpiGl *gl = call->gl;

  if (!epi_gl_context_open (gl, call->trouble)) {
    call->status = EPI_UNSUPPORTED;
    return;
  }
  gl->fault = (EpiGlFault)atomic_load (&wanted_fault);
  gl->fault_at = atomic_load (&wanted_fault_at);
  if (gl->fault == EPI_GL_FAULT_LOST)
    gl->pinned_rate = UNCUT;
  if (gl->fault == EPI_GL_FAULT_NO_DOUBLES)
    gl->doubles = false;
  if (gl->fault == EPI_GL_FAULT_HARDWARE)
    gl->software = false;
  gl->gemm = gl->software ? EPI_SHADER_GEMM_REGISTER : EPI_SHADER_GEMM_TILED;
}

EpiStatus
epi_gl_device_new (EpiDevice **out, char **trouble)
{
  static const EpiDeviceClass klass = {
      "gl",        gl_has,      gl_buffer_new, gl_buffer_free, gl_upload,
      gl_download, epi_gl_call, gl_free,       epi_gl_begin,   epi_gl_end};
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
  EpiStatus status =
      epi_gl_on_thread (gl, do_open, &(EpiGlRequest){.trouble = trouble});
  if (status == EPI_OK)
    *out = &gl->device;
  else
    gl_free (&gl->device);
  return status;
}

static void
do_info (void *data)
{
  EpiGlRequest *call = data;
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

  epi_gl_on_thread (epi_gl_of (device), do_info,
                    &(EpiGlRequest){.info = &info});
  return info;
}

static void
do_set_gemm (void *data)
{
  EpiGlRequest *call = data;
  call->gl->gemm = (EpiShader)(EPI_SHADER_GEMM_NAIVE + (int)call->number);
}

void
epi_gl_device_set_gemm (EpiDevice *device, EpiGlGemm rung)
{
  epi_gl_on_thread (epi_gl_of (device), do_set_gemm,
                    &(EpiGlRequest){.number = (double)rung});
}

static void
do_set_rate (void *data)
{
  EpiGlRequest *call = data;
  call->gl->pinned_rate = call->number;
}

void
epi_gl_device_set_rate (EpiDevice *device, double rate)
{
  epi_gl_on_thread (epi_gl_of (device), do_set_rate,
                    &(EpiGlRequest){.number = rate});
}
