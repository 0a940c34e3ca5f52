/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-table-json.h"

#include "core/epi-alloc.h"
#include "kit/epi-data-json.h"
#include "kit/epi-json-column.h"
#include "core/epi-json-text.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS ((json_int_t)1 << 40)

typedef struct {
  const char *name;
  double *values;      /* (rows) numbers, or levels; epi_alloc()ed */
  const char **levels; /* (n_levels) of a text column, borrowed; or NULL */
  size_t n_levels;
} Column;

typedef struct {
  const char *name; /* of the data, for sentences */
  size_t rows, cols;
  Column *columns; /* (cols) */
  double *marks;   /* (rows) or NULL */
} Reading;

static void
reading_clear (Reading *reading)
{
  for (size_t j = 0; j < reading->cols; j++) {
    epi_free (reading->columns[j].values);
    g_free (reading->columns[j].levels);
  }
  g_free (reading->columns);
  epi_free (reading->marks);
}

static bool fail (const Reading *reading, GError **error, const char *format,
                  ...) G_GNUC_PRINTF (3, 4);

static bool
fail (const Reading *reading, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
               "data “%.60s”, %s", reading->name, text);
  g_free (text);
  return false;
}

static bool
read_levels (const Reading *reading, Column *column, const json_t *levels,
             GError **error)
{
  size_t n = json_array_size (levels);
  bool good = json_is_array (levels);

  if (epi_table_json_too_many_levels (n, reading->rows, reading->cols))
    return fail (reading, error,
                 "column “%.60s”: found %zu levels for %zu rows, expected "
                 "fewer",
                 column->name, n, reading->rows);
  column->levels = g_new0 (const char *, n + 1);
  column->n_levels = n;
  GHashTable *seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; good && i < n; i++) {
    column->levels[i] = json_string_value (json_array_get (levels, i));
    good = column->levels[i] != NULL &&
           g_hash_table_add (seen, (char *)column->levels[i]);
  }
  g_hash_table_unref (seen);
  if (!good)
    return fail (reading, error,
                 "column “%.60s”: expected levels, a list of different texts",
                 column->name);
  for (size_t row = 0; row < reading->rows; row++) {
    double level = column->values[row];
    if (!(level >= -1 && level < (double)n && level == floor (level)))
      return fail (reading, error,
                   "column “%.60s”, row %zu: expected a level from 0 to "
                   "%td, or -1",
                   column->name, row + 1, (ptrdiff_t)n - 1);
  }
  return true;
}

static bool
read_column (const Reading *reading, Column *column, const json_t *root,
             GError **error)
{
  const char *kind = json_string_value (json_object_get (root, "kind"));

  column->name = json_string_value (json_object_get (root, "name"));
  if (column->name == NULL)
    return fail (reading, error, "a column: expected a name");
  if (g_strcmp0 (kind, "number") != 0 && g_strcmp0 (kind, "text") != 0)
    return fail (reading, error,
                 "column “%.60s”, kind: expected \"number\" or \"text\"",
                 column->name);
  char *what = g_strdup_printf ("data “%.60s”, column “%.60s”", reading->name,
                                column->name);
  column->values = epi_json_get_column (json_object_get (root, "values"),
                                        reading->rows, what, error);
  g_free (what);
  return column->values != NULL &&
         (kind[0] == 'n' ||
          read_levels (reading, column, json_object_get (root, "levels"),
                       error));
}

static bool
read_columns (Reading *reading, const json_t *columns, GError **error)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  bool good = true;

  reading->cols = json_array_size (columns);
  reading->columns = g_new0 (Column, reading->cols + 1);
  for (size_t j = 0; good && j < reading->cols; j++) {
    Column *column = &reading->columns[j];
    good = read_column (reading, column, json_array_get (columns, j), error);
    if (good && !g_hash_table_add (names, (char *)column->name))
      good = fail (reading, error, "column “%.60s”: found twice, expected once",
                   column->name);
  }
  g_hash_table_unref (names);
  return good;
}

static bool
read_marks (Reading *reading, const json_t *marks, GError **error)
{
  if (marks == NULL)
    return true;
  char *what = g_strdup_printf ("data “%.60s”, marks", reading->name);
  reading->marks = epi_json_get_column (marks, reading->rows, what, error);
  g_free (what);
  if (reading->marks == NULL)
    return false;
  for (size_t row = 0; row < reading->rows; row++) {
    double mark = reading->marks[row];
    if (!(mark >= 0 && mark <= 255 && mark == floor (mark)))
      return fail (reading, error,
                   "marks, row %zu: expected a whole number from 0 to 255",
                   row + 1);
  }
  return true;
}

static bool
read_all (Reading *reading, const json_t *root, GError **error)
{
  const json_t *rows = json_object_get (root, "rows");
  const json_t *columns = json_object_get (root, "columns");

  if (!json_is_object (root))
    return fail (reading, error, "table: found %s, expected an object",
                 epi_json_kind (root));
  if (!json_is_integer (rows) || json_integer_value (rows) < 0 ||
      json_integer_value (rows) > MAX_ROWS)
    return fail (reading, error, "rows: expected how many there are");
  if (!json_is_array (columns))
    return fail (reading, error, "columns: found %s, expected a list",
                 epi_json_kind (columns));
  reading->rows = (size_t)json_integer_value (rows);
  if (json_array_size (columns) == 0 && reading->rows > 0)
    return fail (reading, error, "found %zu rows without a column, expected 0",
                 reading->rows);
  return read_columns (reading, columns, error) &&
         read_marks (reading, json_object_get (root, "marks"), error);
}

/* Whether a table made row by row gives the levels the file's numbers. */
static bool
is_in_order (const Reading *reading, const Column *column)
{
  double next = 0;

  for (size_t row = 0; row < reading->rows; row++) {
    if (column->values[row] > next)
      return false;
    next += column->values[row] == next;
  }
  return next == (double)column->n_levels;
}

/* A table numbers its levels by first appearance; where the file has another
 * order (or levels that no row has), this many rows come first that introduce
 * them, and go again. */
static size_t
count_introductions (const Reading *reading)
{
  size_t count = 0;

  for (size_t j = 0; j < reading->cols; j++) {
    const Column *column = &reading->columns[j];
    if (column->levels != NULL && !is_in_order (reading, column))
      count = MAX (count, column->n_levels);
  }
  return count;
}

/* Row i of the table in the making: the first `introductions` show level i of
 * every text column. */
static EpiStatus
add_row (const Reading *reading, EpiTableBuilder *builder, size_t i,
         size_t introductions, double *numbers, const char **texts)
{
  size_t n_numbers = 0, n_texts = 0;

  for (size_t j = 0; j < reading->cols; j++) {
    const Column *column = &reading->columns[j];
    double value = i >= introductions     ? column->values[i - introductions]
                   : i < column->n_levels ? (double)i
                                          : -1;
    if (column->levels == NULL)
      numbers[n_numbers++] = value;
    else
      texts[n_texts++] = value < 0 ? NULL : column->levels[(size_t)value];
  }
  return epi_table_builder_row (builder, numbers, texts);
}

/* Replaces *table by what an edit made of it. */
static EpiStatus
step (EpiTable **table, EpiStatus status, EpiTable *next)
{
  if (status != EPI_OK)
    return status;
  epi_table_unref (*table);
  *table = next;
  return EPI_OK;
}

static EpiStatus
remove_introductions (EpiTable **table, size_t n)
{
  size_t *rows = epi_new (size_t, n);
  EpiTable *next = NULL;

  if (rows == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    rows[i] = i;
  EpiStatus status = epi_table_remove (*table, rows, n, &next);
  epi_free (rows);
  return step (table, status, next);
}

static EpiStatus
set_marks (EpiTable **table, const double *marks)
{
  size_t n_rows = epi_table_rows (*table);
  size_t *rows = epi_new (size_t, n_rows);
  EpiStatus status = rows != NULL ? EPI_OK : EPI_NO_MEMORY;

  for (unsigned bit = 1; status == EPI_OK && bit < 256; bit *= 2) {
    EpiTable *next = NULL;
    size_t n = 0;
    for (size_t row = 0; row < n_rows; row++) {
      if ((unsigned)marks[row] & bit)
        rows[n++] = row;
    }
    if (n > 0) {
      status = epi_table_set_marks (*table, rows, n, (uint8_t)bit, 0, &next);
      status = step (table, status, next);
    }
  }
  epi_free (rows);
  return status;
}

/* The builder with every row in it.  EPI_NO_MEMORY. */
static EpiStatus
fill (const Reading *reading, EpiTableBuilder *builder, size_t introductions)
{
  double *numbers = g_new (double, reading->cols + 1);
  const char **texts = g_new0 (const char *, reading->cols + 1);
  EpiStatus status = EPI_OK;

  for (size_t j = 0; j < reading->cols; j++)
    epi_table_builder_column (builder, reading->columns[j].name,
                              reading->columns[j].levels != NULL
                                  ? EPI_COLUMN_TEXT
                                  : EPI_COLUMN_NUMBER);
  for (size_t i = 0; status == EPI_OK && i < introductions + reading->rows; i++)
    status = add_row (reading, builder, i, introductions, numbers, texts);
  g_free (numbers);
  g_free (texts);
  return status;
}

static EpiStatus
build (const Reading *reading, EpiTable **table)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  size_t introductions = count_introductions (reading);
  EpiStatus status = fill (reading, builder, introductions);

  if (status != EPI_OK) {
    epi_table_builder_free (builder);
    return status;
  }
  status = epi_table_builder_finish (builder, table);
  if (status == EPI_OK && introductions > 0)
    status = remove_introductions (table, introductions);
  if (status == EPI_OK && reading->marks != NULL)
    status = set_marks (table, reading->marks);
  return status;
}

EpiTable *
epi_table_from_json (const json_t *root, const char *name, GError **error)
{
  Reading reading = {.name = name};
  EpiTable *table = NULL;

  if (read_all (&reading, root, error) && build (&reading, &table) != EPI_OK) {
    epi_table_unref (table);
    table = NULL;
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE,
                 "data “%.60s”: not enough memory for %zu rows of %zu columns",
                 name, reading.rows, reading.cols);
  }
  reading_clear (&reading);
  return table;
}
