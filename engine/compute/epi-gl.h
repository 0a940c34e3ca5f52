/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device `gl`: OpenGL 4.3 compute shaders.
 *
 * It has a thread of its own, and on it an EGL context of its own (surfaceless
 * where that exists; never the window's), made and destroyed there, with
 * robust access and reset notice.  Calls from any thread queue up and wait.
 * Work is cut into dispatches of at most 20 ms by the rate measured so far, so
 * that a shared GPU goes on drawing.
 *
 * Buffers are limited to the driver's largest storage block (≥ 128 MiB);
 * larger ones are EPI_UNSUPPORTED.  A kernel that the driver does not compile
 * is EPI_FAILED, and epi_gl_device_info() says why.
 */
#pragma once

#include "compute/epi-device.h"

/* A new device with one reference, not yet self-tested.  On failure
 * EPI_UNSUPPORTED, and *trouble (to g_free) is a sentence without a full stop
 * that says what is missing. */
EpiStatus epi_gl_device_new (EpiDevice **out, char **trouble);

typedef struct { /* strings: the device's; trouble until its next call */
  const char *vendor, *renderer, *version;
  bool software;    /* a rasteriser on the processor: llvmpipe, softpipe … */
  bool doubles;     /* GL_ARB_gpu_shader_fp64 */
  size_t max_bytes; /* of one buffer */
  const char *trouble; /* what the last failure was about; "" for none */
  uint64_t dispatches;
  double longest_slice; /* seconds, of the slices after a kernel's first */
} EpiGlInfo;

/* device must be a gl. */
EpiGlInfo epi_gl_device_info (EpiDevice *device);

/* Whether GL_RENDERER names a software rasteriser. */
bool epi_gl_renderer_is_software (const char *renderer);

/* ---- For tests and benchmarks ------------------------------------------ */

typedef enum { /* what goes wrong in devices made from now on */
               EPI_GL_FAULT_NONE,
               EPI_GL_FAULT_COMPILE, /* the at-th kernel (from 0) does not
                                        compile */
               EPI_GL_FAULT_LOST,  /* the context is lost at the at-th dispatch,
                                    * which is the same one on a busy machine:
                                    * slices are not cut by the clock */
               EPI_GL_FAULT_WRONG, /* the first entry of every GEMM is wrong */
               EPI_GL_FAULT_NO_DOUBLES, /* as on a GPU without them */
               EPI_GL_FAULT_HARDWARE, /* a software rasteriser passes for a GPU
                                       */
} EpiGlFault;

void epi_gl_set_fault (EpiGlFault fault, uint64_t at);

typedef enum {
  EPI_GL_GEMM_NAIVE,
  EPI_GL_GEMM_TILED,
  EPI_GL_GEMM_REGISTER,
} EpiGlGemm;

/* Which rung GEMM and all that is made of it uses; with the tiled one, other
 * kernels take their shape for a GPU, too.  A new device takes the register
 * rung on a software rasteriser, the tiled one on a GPU. */
void epi_gl_device_set_gemm (EpiDevice *device, EpiGlGemm rung);

/* Cuts slices as if every kernel did that many operations a second, instead
 * of measuring; 0 measures again. */
void epi_gl_device_set_rate (EpiDevice *device, double rate);
