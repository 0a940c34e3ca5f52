/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a kernel's matrix that were used last.
 *
 * As many slots of n numbers as the bytes allow, at least two, at most n; the
 * least recently used one is given to a new row.
 */
#pragma once

#include "classify/epi-gram.h"

typedef struct EpiRowCache EpiRowCache;

/* Borrows gram.  EPI_NO_MEMORY. */
EpiStatus epi_row_cache_new (EpiGram *gram, size_t bytes, EpiRowCache **out);
void epi_row_cache_free (EpiRowCache *cache); /* accepts NULL */

/* Row i, (n), which stays until two other rows were asked for.  NULL when it
 * could not be computed: *status then says why.  Allocates nothing. */
const double *epi_row_cache_get (EpiRowCache *cache, size_t i,
                                 EpiStatus *status);

/* The same row, for one look: who is there stays there, so that going through
 * more rows than there are slots costs nobody his.  It stays until the next
 * such look, or until two other rows were asked for. */
const double *epi_row_cache_look (EpiRowCache *cache, size_t i,
                                  EpiStatus *status);
