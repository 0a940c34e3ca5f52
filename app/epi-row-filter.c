/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-row-filter.h"

#include "epi-data-edit.h"

#include "kit/epi-condition.h"

#define MAX_NAMES 16

typedef struct { /* a row, and where the names of the condition lead */
  const EpiTable *table;
  size_t row;
  struct {
    const char *name;
    ptrdiff_t column;
  } known[MAX_NAMES];
  size_t n_known;
} Row;

/* Whether name stands for the column: equal, but for what becomes _. */
static bool
is_name_of (const char *name, const char *column)
{
  for (; *name != '\0' && *column != '\0'; name++) {
    gunichar at = g_utf8_get_char (column);
    bool plain = at < 128 && (g_ascii_isalnum (at) || at == '_');
    if (plain ? *name != (char)at : *name != '_' && *name != *column)
      return false;
    if (!plain && *name == *column)
      column++; /* byte by byte, where the condition takes such a name */
    else
      column = g_utf8_next_char (column);
  }
  return *name == *column;
}

static ptrdiff_t
find_column (Row *row, const char *name)
{
  ptrdiff_t column = -1;

  for (size_t i = 0; i < row->n_known; i++)
    if (row->known[i].name == name)
      return row->known[i].column;
  for (size_t j = 0; j < epi_table_cols (row->table) && column < 0; j++)
    if (is_name_of (name, epi_table_name (row->table, j)))
      column = (ptrdiff_t)j;
  if (row->n_known < MAX_NAMES) {
    row->known[row->n_known].name = name;
    row->known[row->n_known++].column = column;
  }
  return column;
}

static bool
lookup (const char *name, size_t i, size_t j, EpiValue *value, void *data)
{
  Row *row = data;
  ptrdiff_t column = find_column (row, name);
  uint8_t marks;

  if (column >= 0 &&
      epi_table_kind (row->table, (size_t)column) == EPI_COLUMN_TEXT) {
    const char *text = epi_table_text (row->table, row->row, (size_t)column);
    *value = epi_text (text != NULL ? text : "");
    return true;
  }
  if (column >= 0) {
    *value =
        epi_number (epi_table_number (row->table, row->row, (size_t)column));
    return true;
  }
  marks = epi_table_mark (row->table, row->row);
  if (g_str_equal (name, "row"))
    *value = epi_number ((double)row->row + 1);
  else if (g_str_equal (name, "selected"))
    *value = epi_bool (marks & EPI_MARK_SELECTED);
  else if (g_str_equal (name, "test"))
    *value = epi_bool (marks & EPI_MARK_TEST);
  else
    return false;
  return true;
}

/* The rows for which condition does not hold, or NULL with an error. */
static size_t *
failing_rows (const EpiTable *table, const EpiCondition *condition, size_t *n,
              GError **error)
{
  Row row = {.table = table};
  size_t *rows = g_new (size_t, epi_table_rows (table) + 1);
  GError *trouble = NULL;

  *n = 0;
  for (; row.row < epi_table_rows (table) && trouble == NULL; row.row++)
    if (!epi_condition_holds (condition, lookup, &row, &trouble))
      rows[(*n)++] = row.row;
  if (trouble == NULL)
    return rows;
  g_propagate_error (error, trouble);
  g_free (rows);
  return NULL;
}

EpiData *
epi_row_filter_apply (const EpiData *data, const char *text, GError **error)
{
  const EpiTable *table = epi_data_table (data);
  EpiData *all = epi_data_edit_marks (data, NULL, 0, 0, EPI_MARK_HIDDEN, error);
  EpiData *some = NULL;
  EpiCondition *condition;
  size_t *rows = NULL, n;

  if (all == NULL || *text == '\0')
    return all;
  condition = epi_condition_parse (text, error);
  if (condition != NULL)
    rows = failing_rows (table, condition, &n, error);
  epi_condition_free (condition);
  if (rows != NULL && n == epi_table_rows (table))
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "No row of %zu fulfils %s; the filter needs one at least", n,
                 text);
  else if (rows != NULL)
    some = epi_data_edit_marks (all, rows, n, EPI_MARK_HIDDEN, 0, error);
  g_free (rows);
  epi_data_unref (all);
  return some;
}
