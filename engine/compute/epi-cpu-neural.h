/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels of epi-neural-kernels.h on the cpu.
 *
 *   epi-cpu-neural.c         which loop a call takes
 *   epi-cpu-neural-loops.h   activations, losses, updates, sequences
 *   epi-cpu-image-loops.h    convolution and pooling
 */
#pragma once

#include "compute/epi-neural-kernels.h"

/* EPI_UNSUPPORTED: not one of those kernels.  EPI_NO_MEMORY. */
EpiStatus epi_cpu_run_neural (const EpiKernelCall *call);
