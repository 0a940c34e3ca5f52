/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random rows as plain arrays, the table of them, and edits of both.
 */
#pragma once

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-table.h"

#include <glib.h>
#include <math.h>

/* The model: plain arrays, one row after another.  Columns: two of numbers,
 * then one of text. */
typedef struct {
  double a, b;
  const char *text; /* interned */
  uint8_t mark;
} Row;

static inline void
assert_like_model (const EpiTable *table, const GArray *model)
{
  g_assert_cmpuint (epi_table_rows (table), ==, model->len);
  for (guint i = 0; i < model->len; i++) {
    const Row *row = &g_array_index (model, Row, i);
    double a = epi_table_number (table, i, 0);
    double b = epi_table_number (table, i, 1);
    g_assert_cmpmem (&a, sizeof a, &row->a, sizeof a);
    g_assert_cmpmem (&b, sizeof b, &row->b, sizeof b);
    g_assert_cmpstr (epi_table_text (table, i, 2), ==, row->text);
    g_assert_cmpuint (epi_table_mark (table, i), ==, row->mark);
  }
}

static inline const char *
random_text (EpiRandom *random)
{
  char text[8];

  g_snprintf (text, sizeof text, "t%d", (int)epi_random_below (random, 40));
  return epi_random_below (random, 20) == 0 ? NULL : g_intern_string (text);
}

static inline Row
random_row (EpiRandom *random)
{
  return (Row){epi_random_normal (random),
               epi_random_below (random, 9) ? epi_random_normal (random) : NAN,
               random_text (random), 0};
}

static inline EpiTable *
table_of (const GArray *model)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiTable *table;

  epi_table_builder_column (builder, "a", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "b", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "text", EPI_COLUMN_TEXT);
  for (guint i = 0; i < model->len; i++) {
    const Row *row = &g_array_index (model, Row, i);
    double numbers[] = {row->a, row->b};
    g_assert_cmpint (epi_table_builder_row (builder, numbers, &row->text), ==,
                     EPI_OK);
  }
  g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
  return table;
}

static inline GArray *
random_model (EpiRandom *random, guint rows)
{
  GArray *model = g_array_new (FALSE, FALSE, sizeof (Row));

  for (guint i = 0; i < rows; i++) {
    Row row = random_row (random);
    g_array_append_val (model, row);
  }
  return model;
}

/* Ascending, distinct. */
static inline size_t
random_rows (EpiRandom *random, size_t n_rows, size_t rows[static 20])
{
  size_t n = 0, row = epi_random_below (random, n_rows);

  while (row < n_rows && n < 20 && (n == 0 || epi_random_below (random, 8))) {
    rows[n++] = row;
    row += 1 + epi_random_below (
                   random, epi_random_below (random, 2) ? 3 : n_rows / 3 + 1);
  }
  return n;
}

static inline double
level_of (const EpiTable *table, const char *text)
{
  for (size_t k = 0; k < epi_table_n_levels (table, 2); k++)
    if (g_strcmp0 (epi_table_level (table, 2, k), text) == 0)
      return (double)k;
  return NAN;
}

static inline EpiStatus
edit_marks (const EpiTable *table, GArray *model, EpiRandom *random,
            const size_t *rows, size_t n, EpiTable **out)
{
  uint8_t set = epi_random_bits (random) & 7;
  uint8_t clear = epi_random_bits (random) & 7;
  bool all = epi_random_below (random, 10) == 0;

  for (size_t i = 0; i < (all ? model->len : n); i++) {
    Row *row = &g_array_index (model, Row, all ? i : rows[i]);
    row->mark = (row->mark | set) & ~clear;
  }
  return epi_table_set_marks (table, all ? NULL : rows, n, set, clear, out);
}

/* One random edit of the table and of its model. */
static inline EpiTable *
edit (const EpiTable *table, GArray *model, EpiRandom *random)
{
  size_t rows[20], n = random_rows (random, model->len, rows);
  double values[20];
  EpiTable *out = NULL;
  EpiStatus status = EPI_FAILED;

  switch (epi_random_below (random, 5)) {
  case 0: {
    size_t col = epi_random_below (random, 2);
    for (size_t i = 0; i < n; i++) {
      Row *row = &g_array_index (model, Row, rows[i]);
      values[i] = epi_random_normal (random);
      *(col == 0 ? &row->a : &row->b) = values[i];
    }
    status = epi_table_set_numbers (table, rows, n, col, values, &out);
    break;
  }
  case 1: {
    const char *text = random_text (random);
    g_array_index (model, Row, rows[0]).text = text;
    status = epi_table_set_text (table, rows[0], 2, text, &out);
    break;
  }
  case 2:
    status = edit_marks (table, model, random, rows, n, &out);
    break;
  case 3: {
    Row row = random_row (random);
    double level = level_of (table, row.text);
    row.text = isnan (level) ? NULL : row.text;
    double cells[] = {row.a, row.b, level};
    g_array_append_val (model, row);
    status = epi_table_append (table, cells, &out);
    break;
  }
  case 4:
    n = MIN (n, model->len - 1);
    for (size_t i = n; i-- > 0;)
      g_array_remove_index (model, (guint)rows[i]);
    status = epi_table_remove (table, rows, n, &out);
    break;
  }
  g_assert_cmpint (status, ==, EPI_OK);
  return out;
}
