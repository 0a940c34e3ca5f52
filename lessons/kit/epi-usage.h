/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: what computing costs, measured: processor time and memory.
 */
#pragma once

#include <stddef.h>

/* Seconds that the processor has spent on the calling thread. */
double epi_usage_thread_seconds (void);

/* Bytes of memory that the process holds now (its resident set); 0 where the
 * system does not tell. */
size_t epi_usage_memory (void);
