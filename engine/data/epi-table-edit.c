/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "data/epi-table-private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Every edit ends here: the new table, or nothing. */
static EpiStatus
deliver (EpiTable *table, EpiStatus status, EpiTable **out)
{
  *out = status == EPI_OK ? table : NULL;
  if (status != EPI_OK)
    epi_table_unref (table);
  return status;
}

/* A copy of *column with shared chunks in its place, to be edited. */
static EpiStatus
open_column (EpiColumn **column)
{
  EpiColumn *copy =
      epi_column_share (*column, (*column)->n_chunks, (*column)->n_chunks);

  if (copy == NULL)
    return EPI_NO_MEMORY;
  epi_column_unref (*column);
  *column = copy;
  return EPI_OK;
}

/* The address of one cell, after making its chunk the column's own; or NULL. */
static void *
open_cell (const EpiTable *table, EpiColumn *column, size_t row)
{
  size_t chunk = row / EPI_CHUNK_ROWS;
  size_t n = epi_chunk_rows (table->rows, chunk);

  assert (row < table->rows);
  if (epi_column_own (column, chunk, n, n) != EPI_OK)
    return NULL;
  return epi_column_at (column, row);
}

EpiStatus
epi_table_set_numbers (const EpiTable *table, const size_t *rows, size_t n,
                       size_t col, const double *values, EpiTable **out)
{
  assert (epi_table_kind (table, col) == EPI_COLUMN_NUMBER);
  EpiTable *edited = epi_table_share (table);
  EpiStatus status = open_column (&edited->columns[col]);

  for (size_t i = 0; i < n && status == EPI_OK; i++) {
    double *cell = open_cell (edited, edited->columns[col], rows[i]);
    if (cell == NULL)
      status = EPI_NO_MEMORY;
    else
      *cell = values[i];
  }
  return deliver (edited, status, out);
}

EpiStatus
epi_table_set_text (const EpiTable *table, size_t row, size_t col,
                    const char *text, EpiTable **out)
{
  assert (epi_table_kind (table, col) == EPI_COLUMN_TEXT);
  EpiTable *edited = epi_table_share (table);
  EpiStatus status = open_column (&edited->columns[col]);
  int32_t *cell = NULL;

  if (status == EPI_OK)
    cell = open_cell (edited, edited->columns[col], row);
  if (cell == NULL)
    return deliver (edited, EPI_NO_MEMORY, out);
  EpiLevels **levels = &edited->columns[col]->levels;
  int32_t level = text != NULL ? epi_levels_find (*levels, text) : -1;
  if (text != NULL && level < 0) {
    EpiLevels *more = epi_levels_copy (*levels);
    epi_levels_unref (*levels);
    *levels = more;
    level = epi_levels_add (more, text);
  }
  *cell = level;
  return deliver (edited, EPI_OK, out);
}

EpiStatus
epi_table_set_marks (const EpiTable *table, const size_t *rows, size_t n,
                     uint8_t set, uint8_t clear, EpiTable **out)
{
  EpiTable *edited = epi_table_share (table);
  EpiStatus status = open_column (&edited->marks);

  n = rows != NULL ? n : table->rows;
  for (size_t i = 0; i < n && status == EPI_OK; i++) {
    size_t row = rows != NULL ? rows[i] : i;
    uint8_t old = *(const uint8_t *)epi_column_at (edited->marks, row);
    uint8_t mark = (uint8_t)((old | set) & ~clear);
    if (mark == old) /* a chunk in which nothing changes stays shared */
      continue;
    uint8_t *cell = open_cell (edited, edited->marks, row);
    if (cell == NULL)
      status = EPI_NO_MEMORY;
    else
      *cell = mark;
  }
  return deliver (edited, status, out);
}

EpiStatus
epi_table_rename (const EpiTable *table, size_t col, const char *name,
                  EpiTable **out)
{
  assert (col < table->cols);
  EpiTable *edited = epi_table_share (table);
  EpiStatus status = open_column (&edited->columns[col]);

  if (status == EPI_OK) {
    EpiColumn *column = edited->columns[col];
    g_free (column->name);
    column->name =
        epi_column_unique_name (edited->columns, edited->cols, col, name);
  }
  return deliver (edited, status, out);
}

/* A longer copy of *column; the bytes of its new last row follow in *cell. */
static EpiStatus
lengthen (EpiColumn **column, size_t rows, void **cell)
{
  size_t chunk = rows / EPI_CHUNK_ROWS, offset = rows % EPI_CHUNK_ROWS;
  EpiColumn *longer =
      epi_column_share (*column, (*column)->n_chunks, chunk + 1);

  if (longer == NULL)
    return EPI_NO_MEMORY;
  epi_column_unref (*column);
  *column = longer;
  EpiStatus status = epi_column_own (longer, chunk, offset, offset + 1);
  if (status == EPI_OK)
    *cell = epi_column_at (longer, rows);
  return status;
}

EpiStatus
epi_table_append (const EpiTable *table, const double *numbers, EpiTable **out)
{
  EpiTable *edited = epi_table_share (table);
  void *cell;
  EpiStatus status = lengthen (&edited->marks, table->rows, &cell);

  if (status == EPI_OK)
    *(uint8_t *)cell = 0;
  for (size_t j = 0; j < table->cols && status == EPI_OK; j++) {
    status = lengthen (&edited->columns[j], table->rows, &cell);
    if (status != EPI_OK)
      break;
    if (edited->columns[j]->kind == EPI_COLUMN_NUMBER)
      *(double *)cell = numbers[j];
    else {
      assert (isnan (numbers[j]) ||
              (numbers[j] >= 0 &&
               numbers[j] < (double)epi_table_n_levels (table, j)));
      *(int32_t *)cell = isnan (numbers[j]) ? -1 : (int32_t)numbers[j];
    }
  }
  edited->rows++;
  edited->n_chunks = edited->marks != NULL ? edited->marks->n_chunks : 0;
  return deliver (edited, status, out);
}

/* Copies n rows from row `from` of one column to row `to` of another, whose
 * chunks are its own. */
static void
copy_rows (const EpiColumn *source, size_t from, EpiColumn *target, size_t to,
           size_t n)
{
  while (n > 0) {
    size_t run = MIN (EPI_CHUNK_ROWS - from % EPI_CHUNK_ROWS,
                      EPI_CHUNK_ROWS - to % EPI_CHUNK_ROWS);
    run = MIN (run, n);
    memcpy (epi_column_at (target, to), epi_column_at (source, from),
            run * source->width);
    from += run;
    to += run;
    n -= run;
  }
}

/* *column without those rows: the chunks before the first one stay shared. */
static EpiStatus
remove_rows (EpiColumn **column, size_t n_rows, const size_t *rows, size_t n)
{
  size_t left = n_rows - n, shared = rows[0] / EPI_CHUNK_ROWS;
  size_t n_chunks = left / EPI_CHUNK_ROWS + (left % EPI_CHUNK_ROWS != 0);
  EpiColumn *shorter;

  shared = MIN (shared, n_chunks);
  shorter = epi_column_share (*column, shared, n_chunks);
  if (shorter == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = shared; i < n_chunks; i++) {
    shorter->chunks[i] =
        epi_chunk_new (epi_chunk_rows (left, i), shorter->width);
    if (shorter->chunks[i] == NULL) {
      epi_column_unref (shorter);
      return EPI_NO_MEMORY;
    }
  }
  size_t from = shared * EPI_CHUNK_ROWS, to = from;
  for (size_t i = 0; i <= n; i++) { /* the run before each removed row */
    size_t end = i < n ? rows[i] : n_rows;
    copy_rows (*column, from, shorter, to, end - from);
    to += end - from;
    from = end + 1;
  }
  epi_column_unref (*column);
  *column = shorter;
  return EPI_OK;
}

EpiStatus
epi_table_remove (const EpiTable *table, const size_t *rows, size_t n,
                  EpiTable **out)
{
  EpiTable *edited = epi_table_share (table);
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < n; i++)
    assert (rows[i] < table->rows && (i == 0 || rows[i] > rows[i - 1]));
  if (n > 0)
    status = remove_rows (&edited->marks, table->rows, rows, n);
  for (size_t j = 0; n > 0 && j < table->cols && status == EPI_OK; j++)
    status = remove_rows (&edited->columns[j], table->rows, rows, n);
  edited->rows -= n;
  edited->n_chunks = edited->marks->n_chunks;
  return deliver (edited, status, out);
}

EpiStatus
epi_table_remove_column (const EpiTable *table, size_t col, EpiTable **out)
{
  assert (col < table->cols);
  EpiTable *edited = epi_table_share (table);

  epi_column_unref (edited->columns[col]);
  edited->cols--;
  memmove (edited->columns + col, edited->columns + col + 1,
           (edited->cols - col) * sizeof *edited->columns);
  return deliver (edited, EPI_OK, out);
}

EpiStatus
epi_table_add_column (const EpiTable *table, const char *name,
                      const double *values, EpiTable **out)
{
  EpiTable *edited = epi_table_alloc (table->rows, table->cols + 1);
  char *unique =
      epi_column_unique_name (table->columns, table->cols, table->cols, name);
  EpiColumn *column = epi_column_new (unique, EPI_COLUMN_NUMBER,
                                      sizeof (double), NULL, table->n_chunks);
  EpiStatus status = column != NULL ? EPI_OK : EPI_NO_MEMORY;

  edited->marks = epi_column_ref (table->marks);
  for (size_t j = 0; j < table->cols; j++)
    edited->columns[j] = epi_column_ref (table->columns[j]);
  edited->columns[table->cols] = column;
  for (size_t i = 0; i < table->n_chunks && status == EPI_OK; i++) {
    size_t n = epi_chunk_rows (table->rows, i);
    status = epi_column_own (column, i, 0, n);
    if (status == EPI_OK)
      memcpy (column->chunks[i]->data, values + i * EPI_CHUNK_ROWS,
              n * sizeof (double));
  }
  g_free (unique);
  return deliver (edited, status, out);
}
