/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-row-cache.h"

#include "core/epi-alloc.h"

#include <stdint.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#define NONE (-1)
#define LARGE_PAGE ((uintptr_t)2 << 20)

struct EpiRowCache {
  EpiGram *gram;
  size_t n, n_slots, n_used;
  double *rows;     /* (n, n_slots) */
  double *passing;  /* (n) of one look */
  int *slot;        /* (n) of a row, or NONE */
  int *row;         /* (n_slots) of a slot */
  int *next, *prev; /* (n_slots + 1): a ring from least to most recent; the last
                       is its head */
};

static void
unlink_slot (EpiRowCache *cache, int s)
{
  cache->next[cache->prev[s]] = cache->next[s];
  cache->prev[cache->next[s]] = cache->prev[s];
}

static void
link_last (EpiRowCache *cache, int s)
{
  int head = (int)cache->n_slots, last = cache->prev[head];

  cache->next[last] = s;
  cache->prev[s] = last;
  cache->next[s] = head;
  cache->prev[head] = s;
}

/* A slot for a new row, out of the ring. */
static int
take_slot (EpiRowCache *cache)
{
  if (cache->n_used < cache->n_slots)
    return (int)cache->n_used++;
  int s = cache->next[cache->n_slots];
  unlink_slot (cache, s);
  if (cache->row[s] != NONE)
    cache->slot[cache->row[s]] = NONE;
  return s;
}

const double *
epi_row_cache_get (EpiRowCache *cache, size_t i, EpiStatus *status)
{
  int s = cache->slot[i];

  *status = EPI_OK;
  if (s != NONE)
    unlink_slot (cache, s);
  else {
    s = take_slot (cache);
    *status =
        epi_gram_rows (cache->gram, &i, 1, cache->rows + (size_t)s * cache->n);
    cache->row[s] = *status == EPI_OK ? (int)i : NONE;
    if (*status == EPI_OK)
      cache->slot[i] = s;
  }
  link_last (cache, s);
  return *status == EPI_OK ? cache->rows + (size_t)s * cache->n : NULL;
}

const double *
epi_row_cache_look (EpiRowCache *cache, size_t i, EpiStatus *status)
{
  int s = cache->slot[i];

  *status = EPI_OK;
  if (s != NONE)
    return cache->rows + (size_t)s * cache->n;
  *status = epi_gram_rows (cache->gram, &i, 1, cache->passing);
  return *status == EPI_OK ? cache->passing : NULL;
}

/* Rows fill the slots one after another: in large pages, a good hundred
 * megabytes take some dozens of page faults and not as many thousands.  Where
 * the system refuses, it stays as it was. */
static void
ask_for_large_pages (double *rows, size_t count)
{
#ifdef MADV_HUGEPAGE
  uintptr_t first = ((uintptr_t)rows + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
  uintptr_t end = (uintptr_t)(rows + count) & ~(LARGE_PAGE - 1);

  if (first < end)
    (void)madvise ((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)rows;
  (void)count;
#endif
}

EpiStatus
epi_row_cache_new (EpiGram *gram, size_t bytes, EpiRowCache **out)
{
  EpiRowCache *cache = epi_new0 (EpiRowCache, 1);
  size_t n = epi_gram_n (gram), fit = n > 0 ? bytes / (n * sizeof (double)) : 0;

  *out = NULL;
  if (cache == NULL)
    return EPI_NO_MEMORY;
  cache->gram = gram;
  cache->n = n;
  cache->n_slots = fit < 2 ? 2 : fit > n && n > 2 ? n : fit;
  cache->rows = epi_new (double, n * cache->n_slots);
  cache->passing = epi_new (double, n);
  cache->slot = epi_new (int, n);
  cache->row = epi_new (int, cache->n_slots);
  cache->next = epi_new (int, cache->n_slots + 1);
  cache->prev = epi_new (int, cache->n_slots + 1);
  if (cache->rows == NULL || cache->passing == NULL || cache->slot == NULL ||
      cache->row == NULL || cache->next == NULL || cache->prev == NULL) {
    epi_row_cache_free (cache);
    return EPI_NO_MEMORY;
  }
  ask_for_large_pages (cache->rows, n * cache->n_slots);
  for (size_t i = 0; i < n; i++)
    cache->slot[i] = NONE;
  cache->next[cache->n_slots] = cache->prev[cache->n_slots] =
      (int)cache->n_slots;
  *out = cache;
  return EPI_OK;
}

void
epi_row_cache_free (EpiRowCache *cache)
{
  if (cache == NULL)
    return;
  epi_free (cache->rows);
  epi_free (cache->passing);
  epi_free (cache->slot);
  epi_free (cache->row);
  epi_free (cache->next);
  epi_free (cache->prev);
  epi_free (cache);
}
