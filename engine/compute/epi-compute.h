/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compute: which device does what, and what happens when one is gone.
 *
 *     choice   device for (kernel, order, element type)
 *     auto     gl from the order on from which it was measured to be faster
 *              (epi-auto.h), else cpu
 *     cpu      cpu
 *     gl       gl wherever it has the element type, else cpu
 *
 * The gl device starts, and tests itself, only when a kernel is about to run on
 * it.  When it cannot start, fails its test, is lost or refuses a kernel, one
 * notice says so, and from then on the cpu does everything, until
 * epi_compute_choose() is called again.
 *
 * Whoever computes does it like this (epi-linalg.c):
 *   1. device = epi_compute_device (compute, kernel, order, element)
 *   2. upload, run, download
 *   3. if a call failed and epi_compute_must_repeat (compute, device, status):
 *      the numbers on the host are as they were; do it again, on the cpu
 *   4. epi_device_unref (device)
 *
 * All functions may be called from any thread.
 */
#pragma once

#include "compute/epi-auto.h"
#include "compute/epi-device.h"

typedef struct EpiCompute EpiCompute;

typedef enum { EPI_CHOICE_AUTO, EPI_CHOICE_CPU, EPI_CHOICE_GL } EpiDeviceChoice;

/* "auto", "cpu", "gl" (also "gpu"), as after --device. */
bool epi_choice_parse (const char *word, EpiDeviceChoice *out);
const char *epi_choice_word (EpiDeviceChoice choice);

/* The one that the engine uses; made at the first call, with EPI_CHOICE_AUTO,
 * never freed. */
EpiCompute *epi_compute_default (void);

/* Others, for tests. */
EpiCompute *epi_compute_new (void);
void epi_compute_free (EpiCompute *compute); /* accepts NULL */

/* Also forgets that a gl device failed before. */
void epi_compute_choose (EpiCompute *compute, EpiDeviceChoice choice);
EpiDeviceChoice epi_compute_choice (EpiCompute *compute);

/* Called once per trouble, with one sentence, on the thread that met it. */
typedef void (*EpiNoticeFunc) (const char *sentence, void *data);
void epi_compute_set_notice (EpiCompute *compute, EpiNoticeFunc notice,
                             void *data);

/* Reads again what auto knows, after epi_auto_spawn()'s child has ended; or
 * takes it from a test. */
void epi_compute_reload (EpiCompute *compute);
void epi_compute_set_auto (EpiCompute *compute, const EpiAuto *known);

/* A reference to the device for that work; never NULL.  order: n of an n × n
 * factorisation, the smallest side of a product: it bounds the work done for
 * each number moved. */
EpiDevice *epi_compute_device (EpiCompute *compute, EpiKernel kernel,
                               size_t order, EpiElement element);

/* The cpu, for work that cannot go elsewhere.  A reference. */
EpiDevice *epi_compute_cpu (EpiCompute *compute);

/* Whether a call that failed on device with status is to be done again on the
 * cpu: the device was at fault, not the mathematics.  Gives the notice. */
bool epi_compute_must_repeat (EpiCompute *compute, EpiDevice *device,
                              EpiStatus status);

/* ---- What is shown ------------------------------------------------------ */

typedef struct {
  EpiDeviceChoice choice;
  EpiDeviceCounts cpu, gl;         /* gl: also of devices that are gone */
  char *blas_kernel, *blas_config; /* "Haswell", "OpenBLAS 0.3.21 …" */
  int blas_threads;
  const char *cpu_loops; /* "AVX2", "plain": the cpu's own, beside BLAS */
  bool gl_running, gl_software, gl_doubles;
  char *gl_vendor, *gl_renderer, *gl_version; /* NULL while not running */
  char *gl_trouble; /* the last notice, NULL for none */
  double gl_longest_slice;
  EpiAuto known; /* what auto chose from */
} EpiComputeInfo;

EpiComputeInfo epi_compute_describe (EpiCompute *compute);
void epi_compute_info_clear (EpiComputeInfo *info);

/* What was done between two descriptions, for a status line: "GPU: LU in 12 ms,
 * 4.2 MB moved · CPU: Cholesky in 3 ms"; of many kernels the three dearest, "5
 * more"; "" when nothing was.  To g_free. */
char *epi_compute_summary (const EpiComputeInfo *before,
                           const EpiComputeInfo *after);
