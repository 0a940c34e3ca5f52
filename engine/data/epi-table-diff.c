/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-table-private.h"

#include <string.h>

static bool
same_shape (const EpiTable *a, const EpiTable *b)
{
  if (a->rows != b->rows || a->cols != b->cols)
    return false;
  for (size_t j = 0; j < a->cols; j++)
    if (a->columns[j] != b->columns[j] &&
        (a->columns[j]->kind != b->columns[j]->kind ||
         strcmp (a->columns[j]->name, b->columns[j]->name) != 0))
      return false;
  return true;
}

static const char *
text_of (const EpiColumn *column, int32_t level)
{
  return level < 0 ? NULL : column->levels->texts->pdata[level];
}

static bool
cell_differs (const EpiColumn *a, const EpiColumn *b, size_t row)
{
  const void *x = epi_column_at (a, row), *y = epi_column_at (b, row);

  if (a->levels != b->levels) /* other dictionaries: the texts decide */
    return g_strcmp0 (text_of (a, *(const int32_t *)x),
                      text_of (b, *(const int32_t *)y)) != 0;
  return memcmp (x, y, a->width) != 0;
}

/* Sets differs[k] for each of the n rows of a chunk in which the columns
 * differ; returns whether there was any. */
static bool
compare_chunk (const EpiColumn *a, const EpiColumn *b, size_t chunk, size_t n,
               bool *differs)
{
  bool any = false;

  /* A shared chunk means the same texts even where the dictionaries differ:
   * it is as old as their common beginning, and levels are only appended. */
  if (a == b || a->chunks[chunk] == b->chunks[chunk])
    return false;
  for (size_t k = 0; k < n; k++) {
    size_t run = MIN (64, n - k); /* most of a chunk is still the same */
    if (k % 64 == 0 && a->levels == b->levels &&
        memcmp (a->chunks[chunk]->data + k * a->width,
                b->chunks[chunk]->data + k * a->width, run * a->width) == 0) {
      k += run - 1;
      continue;
    }
    if (cell_differs (a, b, chunk * EPI_CHUNK_ROWS + k))
      any = differs[k] = true;
  }
  return any;
}

ptrdiff_t
epi_table_diff (const EpiTable *a, const EpiTable *b, size_t *rows, size_t max)
{
  bool differs[EPI_CHUNK_ROWS] = {false};
  size_t count = 0;

  if (!same_shape (a, b))
    return -1;
  for (size_t i = 0; i < a->n_chunks; i++) {
    size_t n = epi_chunk_rows (a->rows, i);
    bool any = compare_chunk (a->marks, b->marks, i, n, differs);
    for (size_t j = 0; j < a->cols; j++)
      any |= compare_chunk (a->columns[j], b->columns[j], i, n, differs);
    for (size_t k = 0; any && k < n; k++) {
      if (!differs[k])
        continue;
      if (count == max)
        return -1;
      rows[count++] = i * EPI_CHUNK_ROWS + k;
      differs[k] = false;
    }
  }
  return (ptrdiff_t)count;
}

bool
epi_table_equal (const EpiTable *a, const EpiTable *b)
{
  return a == b || epi_table_diff (a, b, NULL, 0) == 0;
}
