/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-table-json.h"

#include "core/epi-alloc.h"
#include "kit/epi-data-json.h"
#include "kit/epi-json-column.h"
#include "core/epi-json-text.h"

#include <math.h>
#include <string.h>

static const char *const table_fields[] = {"rows", "columns", "marks", NULL};
static const char *const column_fields[] = {"name", "kind", "values", "levels",
                                            NULL};

/* The levels as a list; turns numbers (rows) from levels with NaN into indices
 * of the list with -1. */
static json_t *
levels_to_json (const EpiTable *table, size_t col, double *numbers)
{
  size_t rows = epi_table_rows (table), n = epi_table_n_levels (table, col);
  bool all = !epi_table_json_too_many_levels (n, rows, epi_table_cols (table));
  double *index = g_new0 (double, n + 1); /* in the list, plus 1 */
  json_t *levels = json_array ();

  for (size_t row = 0; row < rows; row++) {
    numbers[row] = isnan (numbers[row]) ? -1 : numbers[row];
    if (numbers[row] >= 0)
      index[(size_t)numbers[row]] = 1;
  }
  for (size_t i = 0; i < n; i++) {
    if (!all && index[i] == 0)
      continue;
    json_array_append_new (levels,
                           json_string (epi_table_level (table, col, i)));
    index[i] = (double)json_array_size (levels);
  }
  for (size_t row = 0; row < rows; row++) {
    if (numbers[row] >= 0)
      numbers[row] = index[(size_t)numbers[row]] - 1;
  }
  g_free (index);
  return levels;
}

static json_t *
column_to_json (const EpiTable *table, size_t col, double *numbers)
{
  bool text = epi_table_kind (table, col) == EPI_COLUMN_TEXT;
  size_t rows = epi_table_rows (table);
  json_t *column = json_object ();

  json_object_set_new (column, "name",
                       json_string (epi_table_name (table, col)));
  json_object_set_new (column, "kind", json_string (text ? "text" : "number"));
  epi_table_copy_column (table, col, numbers);
  if (text)
    json_object_set_new (column, "levels",
                         levels_to_json (table, col, numbers));
  json_t *values = epi_json_column (numbers, rows);
  if (values == NULL) {
    json_decref (column);
    return NULL;
  }
  json_object_set_new (column, "values", values);
  return column;
}

/* The marks as a column; *any is false when all are 0. */
static json_t *
marks_to_json (const EpiTable *table, double *numbers, bool *any)
{
  size_t rows = epi_table_rows (table);

  *any = false;
  for (size_t row = 0; row < rows; row++) {
    numbers[row] = epi_table_mark (table, row);
    *any = *any || numbers[row] != 0;
  }
  return *any ? epi_json_column (numbers, rows) : NULL;
}

json_t *
epi_table_to_json (const EpiTable *table, const json_t *extra)
{
  const json_t *columns_extra = json_object_get (extra, "columns");
  double *numbers = epi_new (double, epi_table_rows (table));
  json_t *root = json_object (), *columns = json_array ();
  bool good = numbers != NULL, any_mark = false;

  json_object_set_new (root, "rows",
                       json_integer ((json_int_t)epi_table_rows (table)));
  json_object_set_new (root, "columns", columns);
  for (size_t col = 0; good && col < epi_table_cols (table); col++) {
    json_t *column = column_to_json (table, col, numbers);
    good = column != NULL;
    if (good) {
      json_object_update_missing (
          column, json_object_get (columns_extra, epi_table_name (table, col)));
      json_array_append_new (columns, column);
    }
  }
  json_t *marks = good ? marks_to_json (table, numbers, &any_mark) : NULL;
  good = good && any_mark == (marks != NULL);
  if (marks != NULL)
    json_object_set_new (root, "marks", marks);
  json_object_update_missing (root, json_object_get (extra, "table"));
  epi_free (numbers);
  if (good)
    return root;
  json_decref (root);
  return NULL;
}

json_t *
epi_table_unknown (const json_t *root)
{
  const json_t *columns = json_object_get (root, "columns");
  json_t *fields = epi_json_unknown (root, table_fields);
  json_t *by_name = json_object ();
  json_t *extra = json_object ();

  for (size_t i = 0; i < json_array_size (columns); i++) {
    const json_t *column = json_array_get (columns, i);
    json_t *unknown = epi_json_unknown (column, column_fields);
    if (unknown != NULL)
      json_object_set_new (by_name,
                           json_string_value (json_object_get (column, "name")),
                           unknown);
  }
  if (fields != NULL)
    json_object_set_new (extra, "table", fields);
  if (json_object_size (by_name) > 0)
    json_object_set (extra, "columns", by_name);
  json_decref (by_name);
  if (json_object_size (extra) > 0)
    return extra;
  json_decref (extra);
  return NULL;
}
