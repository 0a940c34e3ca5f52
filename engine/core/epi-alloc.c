/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local size_t n_requests;
static _Thread_local long fail_at = -1;

void *
epi_alloc (size_t count, size_t size)
{
  size_t bytes;

  n_requests++;
  if (fail_at >= 0 && fail_at-- == 0)
    return NULL;
  if (__builtin_mul_overflow (count, size, &bytes) ||
      bytes > SIZE_MAX - EPI_ALIGNMENT)
    return NULL;
  /* C17 wants a size that is a multiple of the alignment; never zero. */
  bytes = bytes == 0
              ? EPI_ALIGNMENT
              : (bytes + EPI_ALIGNMENT - 1) & ~(size_t)(EPI_ALIGNMENT - 1);
  return aligned_alloc (EPI_ALIGNMENT, bytes);
}

void *
epi_alloc0 (size_t count, size_t size)
{
  void *buffer = epi_alloc (count, size);

  if (buffer != NULL)
    memset (buffer, 0, count * size);
  return buffer;
}

void
epi_free (void *buffer)
{
  free (buffer);
}

bool
epi_grow (void *buffer, size_t *capacity, size_t count, size_t size)
{
  void **place = buffer;

  if (count < *capacity)
    return true;
  size_t more = *capacity < 16 ? 16 : *capacity;
  void *larger =
      *capacity > SIZE_MAX - more ? NULL : epi_alloc (*capacity + more, size);
  if (larger == NULL)
    return false;
  if (count > 0)
    memcpy (larger, *place, count * size);
  epi_free (*place);
  *place = larger;
  *capacity += more;
  return true;
}

size_t
epi_alloc_count (void)
{
  return n_requests;
}

void
epi_alloc_fail_at (long n)
{
  fail_at = n;
}
