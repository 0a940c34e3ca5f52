/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file thread: imports, saves and exports happen here, one after another,
 * while the window answers.
 *
 *   epi_file_thread_run (work, done, data)
 *     1. work (data)  on the file thread
 *     2. done (data)  on the main thread, in its loop, always, exactly once
 *
 * data is the caller's own struct: it owns what work needs and done frees it.
 * A work that can be cancelled keeps an EpiCancel in it, one that tells how far
 * it is an atomic.
 */
#pragma once

#include "core/epi-worker.h"

typedef void (*EpiFileFunc) (void *data);

/* Main thread only. */
void epi_file_thread_run (EpiFileFunc work, EpiFileFunc done, void *data);

/* Waits until everything has been written and told: before the program ends. */
void epi_file_thread_flush (void);

/* The number of jobs whose done() has not run yet. */
unsigned epi_file_thread_busy (void);
