/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device `cpu`: OpenBLAS and LAPACK for dense algebra, plain C for the
 * rest.
 *
 * Its buffers are plain memory, so numbers that lie in memory already become a
 * buffer without a copy.  It works on the caller's thread, with as many
 * OpenBLAS threads as epi_compute_init() asked for, and cannot be lost.
 */
#pragma once

#include "compute/epi-device.h"

/* A new device with one reference. */
EpiDevice *epi_cpu_device_new (void);

/* A buffer over data (ld, cols) that stays its owner's; never freed. */
EpiBuffer epi_cpu_wrap (EpiDevice *device, EpiElement element, void *data,
                        size_t rows, size_t cols, size_t ld);

/* A kernel at once, uncounted: for work too small to look at a clock.  The
 * buffers' device may be NULL. */
EpiStatus epi_cpu_run (const EpiKernelCall *call);

/* OpenBLAS with one thread: its idle pool burns a core, and a fork while it
 * works freezes the process.  Before anything else in main(); whoever forgets
 * gets it at the first kernel.  Later calls do nothing. */
void epi_compute_init (void);
