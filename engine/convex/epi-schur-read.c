/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-schur-private.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <stdlib.h>

/* Entries of column i of G in the block, and how many of them. */
static size_t
find_rows (const EpiSparse *G, size_t i, size_t offset, size_t length,
           size_t *first)
{
  size_t k = (size_t)G->start[i], end = (size_t)G->start[i + 1];
  while (k < end && (size_t)G->row[k] < offset)
    k++;
  *first = k;
  while (k < end && (size_t)G->row[k] < offset + length)
    k++;
  return k - *first;
}

static size_t
count_touched (const EpiSchurEntry *entries, size_t n_entries, int *seen,
               int mark)
{
  size_t count = 0;
  for (size_t k = 0; k < n_entries; k++) {
    count += seen[entries[k].row] != mark;
    seen[entries[k].row] = mark;
    count += seen[entries[k].col] != mark;
    seen[entries[k].col] = mark;
  }
  return count;
}

/* Packed place → row and column of the lower triangle. */
static void
read_entries (const EpiSparse *G, size_t first, size_t n_entries, size_t offset,
              size_t n, EpiSchurEntry *out)
{
  size_t begin = 0, col = 0; /* where that column begins */
  for (size_t k = 0; k < n_entries; k++) {
    size_t place = (size_t)G->row[first + k] - offset;
    for (; place >= begin + n - col; col++)
      begin += n - col;
    size_t row = col + (place - begin);
    double value = G->value[first + k];
    out[k] = (EpiSchurEntry){(int)row, (int)col,
                             row == col ? value / 2 : value * M_SQRT1_2};
  }
}

static int
by_entries (const void *left, const void *right)
{
  const EpiSchurMatrix *a = left, *b = right;
  if (a->n != b->n)
    return a->n > b->n ? -1 : 1;
  return (a->column > b->column) - (a->column < b->column);
}

EpiStatus
epi_schur_read (EpiSchur *self, const EpiSparse *G, size_t offset)
{
  size_t n = self->n, length = n * (n + 1) / 2, n_entries = 0, first;
  for (size_t i = 0; i < G->cols; i++) {
    size_t count = find_rows (G, i, offset, length, &first);
    n_entries += count;
    self->n_matrices += count > 0;
  }
  int *seen = epi_new0 (int, n);
  self->matrices = epi_new (EpiSchurMatrix, self->n_matrices);
  self->entries = epi_new (EpiSchurEntry, n_entries);
  if (seen == NULL || self->matrices == NULL || self->entries == NULL) {
    epi_free (seen);
    return EPI_NO_MEMORY;
  }
  size_t at = 0, a = 0;
  for (size_t i = 0; i < G->cols; i++) {
    size_t count = find_rows (G, i, offset, length, &first);
    if (count == 0)
      continue;
    read_entries (G, first, count, offset, n, self->entries + at);
    self->matrices[a++] = (EpiSchurMatrix){
        .column = (int)i,
        .first = at,
        .n = count,
        .touched = count_touched (self->entries + at, count, seen, (int)i + 1)};
    at += count;
  }
  epi_free (seen);
  self->n_entries = at;
  qsort (self->matrices, a, sizeof (EpiSchurMatrix), by_entries);
  for (size_t rest = 0; a-- > 0; self->matrices[a].rest = rest)
    rest += self->matrices[a].n;
  return EPI_OK;
}
