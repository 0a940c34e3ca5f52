/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Table: named columns of numbers or of text, immutable and shared.
 *
 * A column is a list of reference-counted chunks of EPI_CHUNK_ROWS rows.  An
 * edit makes a new table that shares every chunk it did not touch, so undo,
 * threads and a drag among a million rows cost one chunk.  Two tables that
 * came from one another can be compared chunk by chunk, by address.
 *
 * A text column is a dictionary: each cell is the index of a level.  A missing
 * number is NaN, a missing text is level -1.  The rows carry marks: one byte
 * each, of which EPI_MARK_* name the bits.
 */
#pragma once

#include "core/epi-status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EPI_CHUNK_ROWS 4096

typedef struct EpiTable EpiTable;

typedef enum { EPI_COLUMN_NUMBER, EPI_COLUMN_TEXT } EpiColumnKind;

enum {
  EPI_MARK_SELECTED = 1 << 0,
  EPI_MARK_TEST = 1 << 1,   /* held back: not for training */
  EPI_MARK_HIDDEN = 1 << 2, /* filtered away */
};

/* A table in the making, which grows by columns or by rows; not shared. */
typedef struct EpiTableBuilder EpiTableBuilder;
EpiTableBuilder *epi_table_builder_new (void);

/* Adds a column before any row was added.  Names are made unique by a suffix
 * " (2)".  Copies name.  Returns its index. */
size_t epi_table_builder_column (EpiTableBuilder *builder, const char *name,
                                 EpiColumnKind kind);

/* Appends one row: numbers (one a NUMBER column, in order), then texts (one a
 * TEXT column, in order; NULL is missing).  EPI_NO_MEMORY. */
EpiStatus epi_table_builder_row (EpiTableBuilder *builder,
                                 const double *numbers,
                                 const char *const *texts);

/* The table, and frees the builder; *out has one reference.  EPI_NO_MEMORY. */
EpiStatus epi_table_builder_finish (EpiTableBuilder *builder, EpiTable **out);
void epi_table_builder_free (EpiTableBuilder *builder);

/* A table from columns of numbers: names (cols), data (rows, cols)
 * column-major.  EPI_NO_MEMORY. */
EpiStatus epi_table_new (const char *const *names, const double *data,
                         size_t rows, size_t cols, EpiTable **out);

EpiTable *epi_table_ref (const EpiTable *table);
void epi_table_unref (const EpiTable *table); /* accepts NULL */

size_t epi_table_rows (const EpiTable *table);
size_t epi_table_cols (const EpiTable *table);
const char *epi_table_name (const EpiTable *table, size_t col);
EpiColumnKind epi_table_kind (const EpiTable *table, size_t col);

/* The column of that name, or -1. */
ptrdiff_t epi_table_find (const EpiTable *table, const char *name);

/* One cell.  number() of a TEXT column is its level (NaN when missing); text()
 * of a NUMBER column is NULL. */
double epi_table_number (const EpiTable *table, size_t row, size_t col);
const char *epi_table_text (const EpiTable *table, size_t row, size_t col);

/* The levels of a TEXT column, in order of first appearance. */
size_t epi_table_n_levels (const EpiTable *table, size_t col);
const char *epi_table_level (const EpiTable *table, size_t col, size_t level);

/* The numbers of one chunk of a NUMBER column: rows chunk × EPI_CHUNK_ROWS on;
 * *n is how many.  The address is the chunk's identity. */
size_t epi_table_n_chunks (const EpiTable *table);
const double *epi_table_chunk (const EpiTable *table, size_t col, size_t chunk,
                               size_t *n);
const uint8_t *epi_table_marks_chunk (const EpiTable *table, size_t chunk,
                                      size_t *n);

/* Copies a column as numbers to out (rows). */
void epi_table_copy_column (const EpiTable *table, size_t col, double *out);

uint8_t epi_table_mark (const EpiTable *table, size_t row);

/* Edits: an edit costs a pointer a chunk and one chunk of 4096 rows for each
 * column and chunk that it touches; epi_table_remove() copies what lies behind
 * the first removed row, and a text that no level has copies the levels.  A
 * new name is made unique as the builder does it.  Each returns a new table in
 * *out and leaves the old one as it is. EPI_NO_MEMORY leaves *out NULL. */
EpiStatus epi_table_set_numbers (const EpiTable *table, const size_t *rows,
                                 size_t n, size_t col, const double *values,
                                 EpiTable **out); /* values (n) */
EpiStatus epi_table_set_text (const EpiTable *table, size_t row, size_t col,
                              const char *text, EpiTable **out);
EpiStatus epi_table_set_marks (const EpiTable *table, const size_t *rows,
                               size_t n, uint8_t set, uint8_t clear,
                               EpiTable **out); /* rows NULL: all of them */
EpiStatus epi_table_rename (const EpiTable *table, size_t col, const char *name,
                            EpiTable **out);
/* Appends one row: cell j is numbers[j], or the level numbers[j] of a TEXT
 * column; numbers (cols). */
EpiStatus epi_table_append (const EpiTable *table, const double *numbers,
                            EpiTable **out);
EpiStatus epi_table_remove (const EpiTable *table, const size_t *rows, size_t n,
                            EpiTable **out); /* rows ascending */
/* The same rows, without the column; or with one more NUMBER column. */
EpiStatus epi_table_remove_column (const EpiTable *table, size_t col,
                                   EpiTable **out);
EpiStatus epi_table_add_column (const EpiTable *table, const char *name,
                                const double *values, EpiTable **out);

/* The rows in which two tables differ, in a cell or a mark, when they have the
 * same shape and columns: fills rows (max) ascending and returns how many there
 * are, or -1 when the shapes differ or there are more than max.  O(chunks +
 * changed). */
ptrdiff_t epi_table_diff (const EpiTable *a, const EpiTable *b, size_t *rows,
                          size_t max);

/* Whether names, kinds, numbers (to the bit), texts and marks are the same. */
bool epi_table_equal (const EpiTable *a, const EpiTable *b);
