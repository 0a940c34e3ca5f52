/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels of epi-neural-kernels.h on the cpu, and EPI_MAP_EXP.
 *
 *   epi-cpu-neural.c          which loops a call takes; scratch memory
 *   epi-cpu-kernels-*.c       all loops, for one kind of processor
 *   epi-cpu-kernels.h         their table
 *   epi-cpu-kernels.inc       what it is made of, once for each type of number:
 *     epi-cpu-functions.h       exp, tanh, … in vectors
 *     epi-cpu-vector.h          vectors, and the block of products
 *     epi-cpu-activations.h     eˣ, activations, row sums, softmax
 *     epi-cpu-sequences.h       embeddings, LSTM cells, dropout
 *     epi-cpu-learning.h        losses, updates
 *     epi-cpu-convolution.h     convolution
 *     epi-cpu-pooling.h         pooling
 *
 * The answers of two kinds of processor differ, each within the bounds.
 */
#pragma once

#include "compute/epi-neural-kernels.h"

/* EPI_UNSUPPORTED: not one of those kernels.  EPI_NO_MEMORY. */
EpiStatus epi_cpu_run_neural (const EpiKernelCall *call);

/* "AVX2", "plain": what this processor takes; the environment's
 * EPIGRAPH_CPU_LOOPS=plain asks for the latter. */
const char *epi_cpu_loops_name (void);

/* ---- For the loops ----------------------------------------------------- */

typedef EpiStatus (*EpiCpuLoop) (const EpiKernelCall *call);

extern const EpiCpuLoop epi_cpu_loops_plain[EPI_N_KERNELS][2];
extern const EpiCpuLoop epi_cpu_loops_avx2[EPI_N_KERNELS][2];

/* That many zero bytes, this thread's until it asks again; NULL when they
 * cannot be had.  Kept from call to call. */
void *epi_cpu_scratch (size_t bytes);
