/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-table.h"

#include "core/epi-alloc.h"
#include "data/epi-table-private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void
take_reference (atomic_int *refs)
{
  atomic_fetch_add_explicit (refs, 1, memory_order_relaxed);
}

static bool
drop_reference (atomic_int *refs) /* whether it was the last one */
{
  return atomic_fetch_sub_explicit (refs, 1, memory_order_acq_rel) == 1;
}

EpiChunk *
epi_chunk_new (size_t rows, size_t width)
{
  EpiChunk *chunk = epi_alloc (sizeof (EpiChunk) + rows * width, 1);

  if (chunk != NULL)
    atomic_init (&chunk->refs, 1);
  return chunk;
}

EpiChunk *
epi_chunk_ref (EpiChunk *chunk)
{
  take_reference (&chunk->refs);
  return chunk;
}

void
epi_chunk_unref (EpiChunk *chunk)
{
  if (chunk != NULL && drop_reference (&chunk->refs))
    epi_free (chunk);
}

EpiLevels *
epi_levels_new (void)
{
  EpiLevels *levels = g_new (EpiLevels, 1);

  atomic_init (&levels->refs, 1);
  levels->chars = g_string_chunk_new (1024);
  levels->texts = g_ptr_array_new ();
  return levels;
}

EpiLevels *
epi_levels_copy (const EpiLevels *levels)
{
  EpiLevels *copy = epi_levels_new ();

  for (guint i = 0; i < levels->texts->len; i++)
    epi_levels_add (copy, levels->texts->pdata[i]);
  return copy;
}

int32_t
epi_levels_add (EpiLevels *levels, const char *text)
{
  assert (levels->texts->len < INT32_MAX);
  g_ptr_array_add (levels->texts, g_string_chunk_insert (levels->chars, text));
  return (int32_t)levels->texts->len - 1;
}

int32_t
epi_levels_find (const EpiLevels *levels, const char *text)
{
  for (guint i = 0; i < levels->texts->len; i++)
    if (strcmp (levels->texts->pdata[i], text) == 0)
      return (int32_t)i;
  return -1;
}

EpiLevels *
epi_levels_ref (EpiLevels *levels)
{
  take_reference (&levels->refs);
  return levels;
}

void
epi_levels_unref (EpiLevels *levels)
{
  if (levels == NULL || !drop_reference (&levels->refs))
    return;
  g_ptr_array_unref (levels->texts);
  g_string_chunk_free (levels->chars);
  g_free (levels);
}

EpiColumn *
epi_column_new (const char *name, EpiColumnKind kind, size_t width,
                EpiLevels *levels, size_t n_chunks)
{
  EpiChunk **chunks = epi_new0 (EpiChunk *, n_chunks);

  if (chunks == NULL) {
    epi_levels_unref (levels);
    return NULL;
  }
  EpiColumn *column = g_new0 (EpiColumn, 1);
  atomic_init (&column->refs, 1);
  column->name = g_strdup (name);
  column->kind = kind;
  column->width = width;
  column->levels = levels;
  column->n_chunks = n_chunks;
  column->chunks = chunks;
  return column;
}

EpiColumn *
epi_column_share (const EpiColumn *column, size_t n_chunks, size_t room)
{
  EpiLevels *levels =
      column->levels != NULL ? epi_levels_ref (column->levels) : NULL;
  EpiColumn *copy =
      epi_column_new (column->name, column->kind, column->width, levels, room);

  assert (n_chunks <= room && n_chunks <= column->n_chunks);
  if (copy != NULL)
    for (size_t i = 0; i < n_chunks; i++)
      copy->chunks[i] = epi_chunk_ref (column->chunks[i]);
  return copy;
}

EpiColumn *
epi_column_ref (EpiColumn *column)
{
  take_reference (&column->refs);
  return column;
}

void
epi_column_unref (EpiColumn *column)
{
  if (column == NULL || !drop_reference (&column->refs))
    return;
  for (size_t i = 0; i < column->n_chunks; i++)
    epi_chunk_unref (column->chunks[i]);
  epi_free (column->chunks);
  epi_levels_unref (column->levels);
  g_free (column->name);
  g_free (column);
}

EpiStatus
epi_column_own (EpiColumn *column, size_t chunk, size_t old_rows,
                size_t new_rows)
{
  EpiChunk *old = column->chunks[chunk];

  /* With one reference it is ours already: nobody else can reach it. */
  if (old != NULL && new_rows <= old_rows &&
      atomic_load_explicit (&old->refs, memory_order_acquire) == 1)
    return EPI_OK;
  EpiChunk *own = epi_chunk_new (new_rows, column->width);
  if (own == NULL)
    return EPI_NO_MEMORY;
  if (old != NULL)
    memcpy (own->data, old->data, MIN (old_rows, new_rows) * column->width);
  epi_chunk_unref (old);
  column->chunks[chunk] = own;
  return EPI_OK;
}

static bool
is_taken (EpiColumn *const *columns, size_t n, size_t except, const char *name)
{
  for (size_t j = 0; j < n; j++)
    if (j != except && strcmp (columns[j]->name, name) == 0)
      return true;
  return false;
}

char *
epi_column_unique_name (EpiColumn *const *columns, size_t n, size_t except,
                        const char *name)
{
  char *unique = g_strdup (name);

  for (unsigned i = 2; is_taken (columns, n, except, unique); i++) {
    g_free (unique);
    unique = g_strdup_printf ("%s (%u)", name, i);
  }
  return unique;
}

EpiTable *
epi_table_alloc (size_t rows, size_t cols)
{
  EpiTable *table = g_new0 (EpiTable, 1);

  atomic_init (&table->refs, 1);
  table->rows = rows;
  table->cols = cols;
  table->n_chunks = rows / EPI_CHUNK_ROWS + (rows % EPI_CHUNK_ROWS != 0);
  table->columns = g_new0 (EpiColumn *, cols);
  return table;
}

EpiTable *
epi_table_share (const EpiTable *table)
{
  EpiTable *copy = epi_table_alloc (table->rows, table->cols);

  copy->marks = epi_column_ref (table->marks);
  for (size_t j = 0; j < table->cols; j++)
    copy->columns[j] = epi_column_ref (table->columns[j]);
  return copy;
}

/* All full chunks are one and the same. */
EpiStatus
epi_table_blank_marks (EpiTable *table)
{
  EpiColumn *marks =
      epi_column_new ("", EPI_COLUMN_NUMBER, 1, NULL, table->n_chunks);
  EpiChunk *blank = NULL;

  table->marks = marks;
  if (marks == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < table->n_chunks; i++) {
    size_t n = epi_chunk_rows (table->rows, i);
    if (blank != NULL && n == EPI_CHUNK_ROWS) {
      marks->chunks[i] = epi_chunk_ref (blank);
      continue;
    }
    blank = marks->chunks[i] = epi_chunk_new (n, 1);
    if (blank == NULL)
      return EPI_NO_MEMORY;
    memset (blank->data, 0, n);
  }
  return EPI_OK;
}

EpiTable *
epi_table_ref (const EpiTable *table)
{
  EpiTable *self = (EpiTable *)table;

  take_reference (&self->refs);
  return self;
}

void
epi_table_unref (const EpiTable *table)
{
  EpiTable *self = (EpiTable *)table;

  if (self == NULL || !drop_reference (&self->refs))
    return;
  for (size_t j = 0; j < self->cols; j++)
    epi_column_unref (self->columns[j]);
  epi_column_unref (self->marks);
  g_free (self->columns);
  g_free (self);
}

size_t
epi_table_rows (const EpiTable *table)
{
  return table->rows;
}

size_t
epi_table_cols (const EpiTable *table)
{
  return table->cols;
}

const char *
epi_table_name (const EpiTable *table, size_t col)
{
  assert (col < table->cols);
  return table->columns[col]->name;
}

EpiColumnKind
epi_table_kind (const EpiTable *table, size_t col)
{
  assert (col < table->cols);
  return table->columns[col]->kind;
}

ptrdiff_t
epi_table_find (const EpiTable *table, const char *name)
{
  for (size_t j = 0; j < table->cols; j++)
    if (strcmp (table->columns[j]->name, name) == 0)
      return (ptrdiff_t)j;
  return -1;
}

double
epi_table_number (const EpiTable *table, size_t row, size_t col)
{
  assert (row < table->rows && col < table->cols);
  const EpiColumn *column = table->columns[col];
  const void *cell = epi_column_at (column, row);

  if (column->kind == EPI_COLUMN_NUMBER)
    return *(const double *)cell;
  int32_t level = *(const int32_t *)cell;
  return level < 0 ? NAN : level;
}

const char *
epi_table_text (const EpiTable *table, size_t row, size_t col)
{
  assert (row < table->rows && col < table->cols);
  const EpiColumn *column = table->columns[col];

  if (column->kind != EPI_COLUMN_TEXT)
    return NULL;
  int32_t level = *(const int32_t *)epi_column_at (column, row);
  return level < 0 ? NULL : column->levels->texts->pdata[level];
}

size_t
epi_table_n_levels (const EpiTable *table, size_t col)
{
  assert (col < table->cols);
  const EpiLevels *levels = table->columns[col]->levels;
  return levels != NULL ? levels->texts->len : 0;
}

const char *
epi_table_level (const EpiTable *table, size_t col, size_t level)
{
  assert (level < epi_table_n_levels (table, col));
  return table->columns[col]->levels->texts->pdata[level];
}

size_t
epi_table_n_chunks (const EpiTable *table)
{
  return table->n_chunks;
}

const double *
epi_table_chunk (const EpiTable *table, size_t col, size_t chunk, size_t *n)
{
  assert (col < table->cols && chunk < table->n_chunks);
  assert (table->columns[col]->kind == EPI_COLUMN_NUMBER);
  *n = epi_chunk_rows (table->rows, chunk);
  return (const double *)table->columns[col]->chunks[chunk]->data;
}

const uint8_t *
epi_table_marks_chunk (const EpiTable *table, size_t chunk, size_t *n)
{
  assert (chunk < table->n_chunks);
  *n = epi_chunk_rows (table->rows, chunk);
  return table->marks->chunks[chunk]->data;
}

void
epi_table_copy_column (const EpiTable *table, size_t col, double *out)
{
  assert (col < table->cols);
  for (size_t i = 0; i < table->n_chunks; i++) {
    size_t begin = i * EPI_CHUNK_ROWS, n = epi_chunk_rows (table->rows, i);
    if (table->columns[col]->kind == EPI_COLUMN_NUMBER)
      memcpy (out + begin, table->columns[col]->chunks[i]->data,
              n * sizeof (double));
    else
      for (size_t k = 0; k < n; k++)
        out[begin + k] = epi_table_number (table, begin + k, col);
  }
}

uint8_t
epi_table_mark (const EpiTable *table, size_t row)
{
  assert (row < table->rows);
  return *(const uint8_t *)epi_column_at (table->marks, row);
}
