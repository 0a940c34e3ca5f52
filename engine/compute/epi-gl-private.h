/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the gl device share.  Everything but EpiGl.device,
 * .worker and the queue belongs to the device's thread.
 *
 *   epi-gl.c          the device: thread, buffers
 *   epi-gl-queue.c    kernel calls, waited for or queued
 *   epi-gl-context.c  EGL: finding a driver, making a context
 *   epi-gl-dispatch.c programs, slices, waiting, loss
 *   epi-gl-kernels.c  GEMM, GEMV, SYRK, reductions, maps, grids
 *   epi-gl-factor.c   LU, Cholesky, triangular solve
 *   epi-gl-neural.c   the kernels of networks
 */
#pragma once

#include "compute/epi-gl.h"
#include "core/epi-worker.h"

#include <stdatomic.h>

#include <epoxy/egl.h>
#include <epoxy/gl.h>

typedef enum {
  EPI_SHADER_CHECK,
  EPI_SHADER_CHOLESKY_BLOCK,
  EPI_SHADER_GEMM_NAIVE,
  EPI_SHADER_GEMM_TILED,
  EPI_SHADER_GEMM_REGISTER,
  EPI_SHADER_GEMV,
  EPI_SHADER_GRID,
  EPI_SHADER_LU_ELIMINATE,
  EPI_SHADER_LU_PANEL,
  EPI_SHADER_LU_PIVOT,
  EPI_SHADER_MAP,
  EPI_SHADER_REDUCE,
  EPI_SHADER_SWAP_ROWS,
  EPI_SHADER_TRSM_BLOCK,
  EPI_SHADER_ACTIVATE,
  EPI_SHADER_ACTIVATE_BACK,
  EPI_SHADER_CONVOLVE,
  EPI_SHADER_CONVOLVE_TO_INPUT,
  EPI_SHADER_CONVOLVE_TO_WEIGHTS,
  EPI_SHADER_DROPOUT,
  EPI_SHADER_FILL,
  EPI_SHADER_GATHER,
  EPI_SHADER_GATHER_BACK,
  EPI_SHADER_LOSS,
  EPI_SHADER_LSTM_CELL,
  EPI_SHADER_LSTM_CELL_BACK,
  EPI_SHADER_POOL,
  EPI_SHADER_POOL_BACK,
  EPI_SHADER_ROW_SUMS,
  EPI_SHADER_SOFTMAX,
  EPI_SHADER_SOFTMAX_BACK,
  EPI_SHADER_UPDATE,
  EPI_N_SHADERS
} EpiShader;

#define EPI_GL_VARIANTS 8 /* of one kernel: its OP */

typedef struct {
  GLuint id; /* 0: not compiled yet */
  bool refused;
  bool queued; /* has work since the last wait */
  double rate; /* operations a second */
} EpiProgram;

typedef struct {
  EpiDevice device;
  EpiWorker *worker;
  atomic_uintptr_t queue_owner; /* the thread that began; 0: none */
  unsigned queue_depth;         /* its own */
  atomic_int queue_status;      /* of the first queued call that failed */
  /* The context. */
  EGLDisplay display;
  EGLContext context;
  EGLSurface surface; /* EGL_NO_SURFACE where contexts need none */
  char *vendor, *renderer, *version;
  bool software, doubles, has_reset_status;
  size_t max_bytes;
  GLuint max_groups; /* along one axis */
  /* Programs and the work sent to them. */
  EpiProgram program[EPI_N_SHADERS][2][EPI_GL_VARIANTS]; /* float, double */
  EpiProgram *current;
  EpiShader gemm;
  double queued_seconds; /* expected, since the last wait */
  double queued_since;
  bool warming; /* a program has its first dispatch in this slice */
  double pinned_rate;
  GLuint flags, parts, places; /* small buffers of check and reduce */
  /* Trouble. */
  bool lost;
  char *trouble;
  uint64_t dispatches, compiled;
  double longest_slice;
  EpiGlFault fault;
  uint64_t fault_at;
} EpiGl;

/* A matrix inside a buffer: entry (i,j) is offset + i * row + j * col. */
typedef struct {
  GLuint handle, offset, row, col;
} EpiGlView;

/* ---- epi-gl.c ---- */

typedef struct { /* what a job on the device's thread needs of this */
  EpiGl *gl;
  EpiBuffer *buffer; /* buffer_new, buffer_free, upload, download */
  void *memory;      /* upload, download */
  size_t ld;
  const EpiKernelCall *call; /* run */
  char **trouble;            /* open */
  EpiGlInfo *info;
  double number; /* set_gemm, set_rate */
  EpiStatus status;
} EpiGlRequest;

/* Runs job (request) there and waits; its status, or else, for the thread that
 * has the queue, that of the queue. */
EpiStatus epi_gl_on_thread (EpiGl *gl, EpiJobFunc job, EpiGlRequest *request);

EpiGl *epi_gl_of (EpiDevice *device);

/* ---- epi-gl-queue.c: of EpiDeviceClass ---- */

/* Whether it is this thread's. */
bool epi_gl_has_queue (EpiGl *gl);

EpiStatus epi_gl_call (EpiDevice *device, const EpiKernelCall *call);
void epi_gl_begin (EpiDevice *device);
EpiStatus epi_gl_end (EpiDevice *device);

/* ---- epi-gl-context.c; all on the device's thread ---- */

/* Fills display … max_groups and makes the context current; or *trouble. */
bool epi_gl_context_open (EpiGl *gl, char **trouble);
void epi_gl_context_close (EpiGl *gl);

/* ---- epi-gl-dispatch.c ---- */

/* Remembers what the last failure was about; returns status. */
EpiStatus epi_gl_fail (EpiGl *gl, EpiStatus status, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

/* Makes that kernel the current one, compiling it at first use. */
EpiStatus epi_gl_use (EpiGl *gl, EpiShader shader, EpiElement element);

/* The same with OP defined as op: a program of its own, so that a kernel with
 * many rules carries one. */
EpiStatus epi_gl_use_variant (EpiGl *gl, EpiShader shader, EpiElement element,
                              int op);

/* A uniform of the current kernel, rounded to its type. */
void epi_gl_set_real (EpiElement element, GLint location, double value);

void epi_gl_bind (GLuint binding, GLuint handle);

/* Buffers, views or not, at bindings 0 … n-1, with base of prelude.glsl. */
void epi_gl_bind_buffers (size_t n, const EpiBuffer *const *buffers);

/* Runs the current kernel on groups x × y that do that many operations
 * together, sliced, and lets the next dispatch see what it wrote. */
EpiStatus epi_gl_dispatch (EpiGl *gl, size_t x, size_t y, double operations);

/* The same for n invocations that ask for their ENTRY. */
EpiStatus epi_gl_dispatch_entries (EpiGl *gl, size_t n, double operations_each);

/* Until all work is done.  EPI_DEVICE_LOST; EPI_NO_MEMORY. */
EpiStatus epi_gl_wait (EpiGl *gl);

void epi_gl_delete_programs (EpiGl *gl);

/* Whether kernels take the shape for a GPU, which many invocations keep busy,
 * or that for a processor: as GEMM's rung says. */
static inline bool
epi_gl_is_wide (const EpiGl *gl)
{
  return gl->gemm == EPI_SHADER_GEMM_TILED;
}

/* ---- epi-gl-kernels.c, epi-gl-factor.c ---- */

static inline size_t
epi_gl_groups (size_t n, size_t per_group)
{
  return n / per_group + (n % per_group != 0);
}

/* The buffer as a matrix, transposed if asked for. */
static inline EpiGlView
epi_gl_view (const EpiBuffer *buffer, bool transpose)
{
  GLuint rows = (GLuint)buffer->rows;
  return (EpiGlView){buffer->handle, (GLuint)buffer->offset,
                     transpose ? rows : 1, transpose ? 1 : rows};
}

/* The view of the entries from (i,j) on. */
static inline EpiGlView
epi_gl_view_from (EpiGlView view, size_t i, size_t j)
{
  view.offset += (GLuint)i * view.row + (GLuint)j * view.col;
  return view;
}

/* C (m,n) := alpha A B + beta C, inner size k; lower: its lower triangle. */
EpiStatus epi_gl_gemm (EpiGl *gl, EpiElement element, const size_t shape[3],
                       bool lower, double alpha, EpiGlView A, EpiGlView B,
                       double beta, EpiGlView C);

/* B := P B in columns first … last-1, without skip_first … skip_last-1, for
 * pivots[begin … end-1]. */
EpiStatus epi_gl_swap_rows (EpiGl *gl, const EpiBuffer *B,
                            const EpiBuffer *pivots, const size_t range[2],
                            const size_t skip[2]);

/* Any kernel; those of epi-gl-factor.c; those of epi-gl-neural.c. */
EpiStatus epi_gl_run (EpiGl *gl, const EpiKernelCall *call);
EpiStatus epi_gl_run_factor (EpiGl *gl, const EpiKernelCall *call);
EpiStatus epi_gl_run_neural (EpiGl *gl, const EpiKernelCall *call);
