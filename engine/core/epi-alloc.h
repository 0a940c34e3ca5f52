/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Large buffers: 64-byte aligned, and allowed to fail.
 *
 * GLib aborts when memory runs out; that is right for small things only.
 * Whatever grows with the user's data comes from here, so that "not enough
 * memory" is an EpiStatus and not the end of the program.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define EPI_ALIGNMENT 64

/* count × size bytes, uninitialised; NULL when count × size overflows or the
 * memory cannot be had.  A count of 0 gives a valid pointer. */
void *epi_alloc (size_t count, size_t size);

/* The same, zeroed. */
void *epi_alloc0 (size_t count, size_t size);

/* Accepts NULL. */
void epi_free (void *buffer);

#define epi_new(type, count) ((type *)epi_alloc ((count), sizeof (type)))
#define epi_new0(type, count) ((type *)epi_alloc0 ((count), sizeof (type)))

/* Room for count + 1 items in *buffer, a pointer to items of that size of which
 * count are in use and *capacity fit (NULL and 0 at first); doubles.  False
 * when the memory cannot be had; then nothing has changed. */
bool epi_grow (void *buffer, size_t *capacity, size_t count, size_t size);

/* For tests: how many buffers this thread has asked for so far; and let the
 * n-th request from now on this thread fail (0: the next; -1: none). */
size_t epi_alloc_count (void);
void epi_alloc_fail_at (long n);
