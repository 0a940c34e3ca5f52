/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parallel for: the same answer on one thread and on eight.
 *
 * The range 0 … n-1 is cut into chunks of `grain`; the cut depends on n and
 * grain alone.  A reduction writes one partial result a chunk and the caller
 * adds them in order, so the rounding does not depend on the threads.
 * The pool leaves one core to the main thread.
 */
#pragma once

#include <stddef.h>

typedef void (*EpiChunkFunc) (size_t chunk, size_t begin, size_t end,
                              void *data);

/* ⌈n/grain⌉; grain > 0. */
static inline size_t
epi_n_chunks (size_t n, size_t grain)
{
  return n / grain + (n % grain != 0);
}

/* Calls func for each chunk, from the calling thread and the pool's; returns
 * when all have ended.  May be called from any thread; a call from inside func
 * runs on that thread alone. */
void epi_parallel_for (size_t n, size_t grain, EpiChunkFunc func, void *data);

/* How many threads work, the caller included; 0 in the setter means "cores - 1,
 * at least 1".  The setter is for start-up and tests. */
size_t epi_parallel_threads (void);
void epi_parallel_set_threads (size_t n);
