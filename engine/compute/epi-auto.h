/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `auto` knows: from which size on the GPU is faster, on this machine.
 *
 *   1. After the first frame the program starts itself as a child with
 *      EPI_AUTO_ARGUMENT, which calls epi_auto_measure().
 *   2. The child makes a gl device.  When $XDG_CACHE_HOME/epigraph/devices.json
 *      already speaks of this driver, this BLAS kernel and this version of the
 *      program, it ends.
 *   3. A software rasteriser is no GPU: no size at all.  Otherwise both devices
 *      run once, so that they are warm; then it times GEMM, SYRK, LU, Cholesky
 *      and the triangular solve on both, with transfers, on orders 128, 256,
 *      512, for at most 0.3 s together.
 *   4. It writes the file, and the parent reads it.
 *
 * A driver that crashes takes the child along, not the program.
 */
#pragma once

#include "compute/epi-device.h"

#include <glib.h>

#define EPI_AUTO_ARGUMENT "--measure-devices"
#define EPI_AUTO_NEVER SIZE_MAX
#define EPI_AUTO_BUDGET 0.25 /* seconds: 0.3, and room for a run that is late  \
                              */

typedef struct {
  bool known;    /* false: nobody has measured yet; then all is NEVER */
  bool software; /* the gl is a rasteriser on the processor */
  char renderer[128], version[128]; /* "" where there is no gl … */
  char trouble[256];                /* … and why */
  /* Least order from which gl is faster, transfers included. [float, double] */
  size_t from[EPI_N_KERNELS][2];
  double seconds; /* what step 3 took */
} EpiAuto;

/* Nothing known. */
EpiAuto epi_auto_unknown (void);

/* The file, if it speaks of this BLAS kernel and this version of the program;
 * else epi_auto_unknown(). */
EpiAuto epi_auto_load (void);

/* The child's work, and its exit status: 0, or 1 when the file could not be
 * written. */
int epi_auto_measure (void);

/* Starts program (NULL: this one) as that child.  The caller waits for it, as
 * with g_child_watch_add(), then calls epi_compute_reload(). */
bool epi_auto_spawn (const char *program, GPid *pid, GError **error);

/* The same, and waits: for the command line. */
bool epi_auto_spawn_and_wait (const char *program, GError **error);

/* ---- The parts of step 3, for tests ------------------------------------- */

/* Times both devices until the budget is used up; fills from. */
EpiStatus epi_auto_time (EpiDevice *cpu, EpiDevice *gl, double budget,
                         EpiAuto *result);

/* From seconds of n runs of growing order: the first order from which b stays
 * faster than a.  When b is slower everywhere but grows more slowly, the order
 * where power laws through the last two runs meet, if it is at most four times
 * the last one.  Else EPI_AUTO_NEVER. */
size_t epi_auto_crossover (const size_t *order, const double *a,
                           const double *b, size_t n);
