/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a table is made of; for engine/data/epi-table-*.c alone.
 *
 *   EpiTable  ──>  EpiColumn  ──>  EpiChunk      each ──> is a reference and
 *                        └────>  EpiLevels       each box is shared
 *
 * A box with more than one reference is never written.  An edit copies the
 * table (cols pointers), the column (a pointer a chunk) and one chunk.
 */
#pragma once

#include "data/epi-table.h"

#include <glib.h>
#include <stdatomic.h>

typedef struct {
  atomic_int refs;
  _Alignas(64) unsigned char data[]; /* 8, 4 or 1 bytes a row */
} EpiChunk;

typedef struct { /* the texts of a TEXT column, in order of appearance */
  atomic_int refs;
  GStringChunk *chars;
  GPtrArray *texts; /* of const char *, inside chars */
} EpiLevels;

typedef struct {
  atomic_int refs;
  char *name;
  EpiColumnKind kind;
  size_t width;      /* bytes a row: double 8, level (int32_t) 4, mark 1 */
  EpiLevels *levels; /* NULL unless TEXT */
  size_t n_chunks;
  EpiChunk **chunks; /* (n_chunks), by epi_alloc() */
} EpiColumn;

struct EpiTable {
  atomic_int refs;
  size_t rows, cols, n_chunks;
  EpiColumn *marks;
  EpiColumn **columns; /* (cols) */
};

/* How many of rows lie in that chunk. */
static inline size_t
epi_chunk_rows (size_t rows, size_t chunk)
{
  size_t begin = chunk * EPI_CHUNK_ROWS;
  return rows - begin < EPI_CHUNK_ROWS ? rows - begin : EPI_CHUNK_ROWS;
}

/* Room for that many rows, uninitialised; NULL when it cannot be had. */
EpiChunk *epi_chunk_new (size_t rows, size_t width);
EpiChunk *epi_chunk_ref (EpiChunk *chunk);
void epi_chunk_unref (EpiChunk *chunk); /* accepts NULL */

EpiLevels *epi_levels_new (void);
EpiLevels *epi_levels_copy (const EpiLevels *levels); /* deep */
int32_t epi_levels_add (EpiLevels *levels, const char *text);
int32_t epi_levels_find (const EpiLevels *levels, const char *text); /* or -1 */
EpiLevels *epi_levels_ref (EpiLevels *levels);
void epi_levels_unref (EpiLevels *levels); /* accepts NULL */

/* A column of n_chunks absent (NULL) chunks.  Takes levels.  NULL when the
 * memory cannot be had. */
EpiColumn *epi_column_new (const char *name, EpiColumnKind kind, size_t width,
                           EpiLevels *levels, size_t n_chunks);
/* A column with the first n_chunks chunks of another, shared, and room for
 * `room` ≥ n_chunks. */
EpiColumn *epi_column_share (const EpiColumn *column, size_t n_chunks,
                             size_t room);
EpiColumn *epi_column_ref (EpiColumn *column);
void epi_column_unref (EpiColumn *column); /* accepts NULL */

/* Makes that chunk this column's own, with room for new_rows, of which the
 * first old_rows are kept.  EPI_NO_MEMORY. */
EpiStatus epi_column_own (EpiColumn *column, size_t chunk, size_t old_rows,
                          size_t new_rows);

static inline void *
epi_column_at (const EpiColumn *column, size_t row)
{
  return column->chunks[row / EPI_CHUNK_ROWS]->data +
         row % EPI_CHUNK_ROWS * column->width;
}

/* name, or "name (2)", …: one that none of the n columns but `except` has.  A
 * new string. */
char *epi_column_unique_name (EpiColumn *const *columns, size_t n,
                              size_t except, const char *name);

/* A table with one reference and room for cols columns, all NULL. */
EpiTable *epi_table_alloc (size_t rows, size_t cols);
/* The same columns and marks, shared. */
EpiTable *epi_table_share (const EpiTable *table);
/* Marks that are all 0.  EPI_NO_MEMORY. */
EpiStatus epi_table_blank_marks (EpiTable *table);
