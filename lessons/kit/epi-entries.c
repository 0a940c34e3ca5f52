/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-entries.h"

#include "core/epi-number.h"
#include "kit/epi-layers.h"
#include "kit/epi-words.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define MOST_ENTRIES 10000 /* that are written in a line */
#define GRAINS 20          /* that a drag as high as a cell is worth */

const EpiRoleSpec epi_no_roles[] = {{NULL}};

/* ---- Text ---- */

static bool refuse (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static bool
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, message);
  g_free (message);
  return false;
}

/* Appends the numbers of one row; n is how many. */
static bool
parse_row (const char *text, GArray *numbers, size_t *n, GError **error)
{
  char **words = g_strsplit_set (text, " ,\t\n", -1);
  bool good = true;

  *n = 0;
  for (char **word = words; good && *word != NULL; word++) {
    double value;
    if (**word == '\0')
      continue;
    if (!epi_number_parse (*word, &value) || !isfinite (value))
      good = refuse (error, "“%s” stands where a number is expected", *word);
    else if (numbers->len >= MOST_ENTRIES)
      good = refuse (error, "there are more than %d numbers", MOST_ENTRIES);
    else {
      g_array_append_val (numbers, value);
      ++*n;
    }
  }
  g_strfreev (words);
  return good;
}

static bool
parse_rows (char **rows, size_t n_names, GArray *numbers, size_t *cols,
            GError **error)
{
  for (size_t i = 0; rows[i] != NULL; i++) {
    size_t n;
    if (!parse_row (rows[i], numbers, &n, error))
      return false;
    if (i == 0)
      *cols = n_names > 0 ? n_names : n;
    size_t expected = MAX (*cols, (size_t)1);
    if (n != expected)
      return refuse (error, "row %zu has %zu number%s, but %zu %s expected",
                     i + 1, n, n == 1 ? "" : "s", expected,
                     expected == 1 ? "is" : "are");
  }
  return true;
}

/* Takes numbers by rows; a table has them by columns. */
static EpiTable *
make_table (const double *numbers, size_t rows, size_t cols,
            const char *const *names)
{
  double *columns = g_new (double, rows *cols);
  char **own = g_new0 (char *, cols + 1);
  EpiTable *table = NULL;

  for (size_t j = 0; j < cols; j++) {
    own[j] =
        names != NULL ? g_strdup (names[j]) : g_strdup_printf ("%zu", j + 1);
    for (size_t i = 0; i < rows; i++)
      columns[i + j * rows] = numbers[i * cols + j];
  }
  epi_table_new ((const char *const *)own, columns, rows, cols, &table);
  g_strfreev (own);
  g_free (columns);
  return table;
}

EpiTable *
epi_entries_parse (const char *text, const char *const *names, size_t n_names,
                   GError **error)
{
  char **rows = g_strsplit (text, "/", -1);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  EpiTable *table = NULL;
  size_t cols = 0;

  if (rows[0] == NULL)
    refuse (error, "there are no numbers");
  else if (parse_rows (rows, n_names, numbers, &cols, error)) {
    table = make_table ((const double *)(const void *)numbers->data,
                        numbers->len / cols, cols, names);
    if (table == NULL)
      refuse (error, "there is not enough memory");
  }
  g_array_unref (numbers);
  g_strfreev (rows);
  return table;
}

char *
epi_entries_heading (const EpiTableSpec *spec, const EpiTable *table,
                     size_t col)
{
  bool last = col + 1 == epi_table_cols (table);

  if (spec == NULL || spec->roles != epi_no_roles || spec->column == NULL)
    return g_strdup (epi_table_name (table, col));
  if (last && spec->last_column != NULL)
    return g_strdup (spec->last_column);
  return epi_word_indexed (spec->column, col + 1);
}

/* ---- Matrices of a document ---- */

static const EpiTableSpec *
find_spec (const EpiLesson *lesson, const char *name)
{
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++)
    if (strcmp (table->name, name) == 0)
      return table;
  return NULL;
}

double *
epi_lesson_matrix (const EpiLesson *lesson, const EpiDocument *document,
                   const char *name, size_t *rows, size_t *cols)
{
  const EpiTableSpec *spec = find_spec (lesson, name);
  const EpiData *data = epi_document_data (document, name);
  EpiTable *table = data != NULL
                        ? epi_table_ref (epi_data_table (data))
                        : epi_entries_parse (spec->initial, NULL, 0, NULL);

  *rows = epi_table_rows (table);
  *cols = epi_table_cols (table);
  double *values = g_new (double, *rows **cols + 1);
  for (size_t j = 0; j < *cols; j++)
    for (size_t i = 0; i < *rows; i++)
      values[i + j * *rows] = epi_table_kind (table, j) == EPI_COLUMN_NUMBER
                                  ? epi_table_number (table, i, j)
                                  : NAN;
  epi_table_unref (table);
  return values;
}

EpiDocument *
epi_lesson_with_matrix (const EpiLesson *lesson, const EpiDocument *document,
                        const char *name, const double *values, size_t rows,
                        size_t cols)
{
  const EpiTableSpec *spec = find_spec (lesson, name);
  char **names = g_new0 (char *, cols + 1);
  EpiTable *table = NULL;

  for (size_t j = 0; j < cols; j++)
    names[j] = g_strdup_printf ("%zu", j + 1);
  epi_table_new ((const char *const *)names, values, rows, cols, &table);
  g_strfreev (names);
  if (table == NULL) /* no memory: nothing changes */
    return epi_document_ref (document);
  EpiData *data = epi_data_new (table, spec->label, "", NULL);
  EpiDocument *with = epi_document_with_data (document, name, data);
  epi_data_unref (data);
  epi_table_unref (table);
  return with;
}

EpiDocument *
epi_lesson_with_entry (const EpiLesson *lesson, const EpiDocument *document,
                       const char *name, size_t i, size_t j, double value)
{
  size_t rows, cols;
  double *values = epi_lesson_matrix (lesson, document, name, &rows, &cols);

  if (i < rows && j < cols)
    values[i + j * rows] = value;
  if (find_spec (lesson, name)->symmetric && j < rows && i < cols)
    values[j + i * rows] = value;
  EpiDocument *with =
      epi_lesson_with_matrix (lesson, document, name, values, rows, cols);
  g_free (values);
  return with;
}

/* ---- Handles ---- */

static void
shape (const EpiHandleSpec *handle, const EpiScene *scene, size_t *rows,
       size_t *cols)
{
  g_free (epi_lesson_matrix (scene->lesson, scene->document, handle->matrix,
                             rows, cols));
}

size_t
epi_entries_count (const EpiHandleSpec *handle, const EpiScene *scene)
{
  size_t rows, cols;

  shape (handle, scene, &rows, &cols);
  return rows * cols;
}

bool
epi_entries_position (const EpiHandleSpec *handle, const EpiScene *scene,
                      size_t i, EpiPoint *point)
{
  const EpiRange *block = &handle->block;
  size_t rows, cols;

  shape (handle, scene, &rows, &cols);
  if (i >= rows * cols)
    return false;
  double u = ((double)(i / rows) + 0.5) / (double)cols;
  double v = ((double)(i % rows) + 0.5) / (double)rows;
  *point = (EpiPoint){block->x0 + u * (block->x1 - block->x0),
                      block->y1 - v * (block->y1 - block->y0)};
  return true;
}

char *
epi_entries_title (const EpiHandleSpec *handle, const EpiScene *scene, size_t i)
{
  const EpiTableSpec *spec = find_spec (scene->lesson, handle->matrix);
  size_t rows, cols;

  shape (handle, scene, &rows, &cols);
  return rows == 0 ? g_strdup (spec->symbol)
                   : g_strdup_printf ("%s[%zu,%zu]", spec->symbol, i % rows + 1,
                                      i / rows + 1);
}

double
epi_entries_value (const EpiHandleSpec *handle, const EpiScene *scene, size_t i)
{
  size_t rows, cols;
  double *values = epi_lesson_matrix (scene->lesson, scene->document,
                                      handle->matrix, &rows, &cols);
  double value = i < rows * cols ? values[i] : NAN;

  g_free (values);
  return value;
}

EpiDocument *
epi_entries_set (const EpiHandleSpec *handle, const EpiScene *scene, size_t i,
                 double value)
{
  size_t rows, cols;

  shape (handle, scene, &rows, &cols);
  if (i >= rows * cols)
    return epi_document_ref (scene->document);
  return epi_lesson_with_entry (scene->lesson, scene->document, handle->matrix,
                                i % rows, i / rows, value);
}

/* A sum of grains has noise in its last digits, which people would read. */
static double
rounded (double value, double grain)
{
  double decimals = pow (10, 3 + ceil (-log10 (grain)));

  return round (value * decimals) / decimals;
}

EpiDocument *
epi_entries_move_to (const EpiHandleSpec *handle, const EpiScene *scene,
                     size_t i, EpiPoint point)
{
  EpiPoint from;
  size_t rows, cols;

  shape (handle, scene, &rows, &cols);
  if (!epi_entries_position (handle, scene, i, &from))
    return epi_document_ref (scene->document);
  double height = (handle->block.y1 - handle->block.y0) / (double)rows;
  double way = (point.y - from.y) / height * GRAINS;
  double grains = fabs (way) < 1 ? copysign (way != 0, way) : round (way);
  double value = epi_entries_value (handle, scene, i);
  if (grains == 0 || !isfinite (grains))
    return epi_document_ref (scene->document);
  return epi_entries_set (
      handle, scene, i,
      rounded (value + grains * handle->grain, handle->grain));
}

/* ---- The block ---- */

static const EpiHandleSpec *
handle_of (const EpiScene *scene, const char *matrix)
{
  const EpiHandleSpec *handle = scene->lesson->handles;

  while (handle->matrix == NULL || strcmp (handle->matrix, matrix) != 0)
    handle++;
  return handle;
}

void
epi_draw_entries (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  const EpiHandleSpec *handle = handle_of (scene, data);
  const EpiTableSpec *spec = find_spec (scene->lesson, data);
  size_t rows, cols;
  double *values =
      epi_lesson_matrix (scene->lesson, scene->document, data, &rows, &cols);

  epi_draw_matrix_at (cr, axes, &handle->block, values, rows, cols,
                      spec->symbol, handle->colour);
  g_free (values);
}
