/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-classes.h"

#include "core/epi-number.h"
#include "kit/epi-layers.h"

#include <gio/gio.h>
#include <math.h>

/* The class of a cell, a new one if need be; EPI_CLASSES: too many. */
static size_t
class_of (EpiClasses *classes, double cell)
{
  size_t c = 0;

  while (c < classes->n && classes->cells[c] != cell)
    c++;
  if (c == classes->n && c < EPI_CLASSES)
    classes->cells[classes->n++] = cell;
  return c;
}

static void
sort_cells (EpiClasses *classes)
{
  for (size_t i = 1; i < classes->n; i++)
    for (size_t j = i; j > 0 && classes->cells[j] < classes->cells[j - 1];
         j--) {
      double swap = classes->cells[j];
      classes->cells[j] = classes->cells[j - 1];
      classes->cells[j - 1] = swap;
    }
}

static bool
refuse (const EpiTable *table, size_t col, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "“%s” has more than %d different values, so it is no label: "
               "choose a column with few of them",
               epi_table_name (table, col), EPI_CLASSES);
  return false;
}

static bool
collect (const EpiTable *table, size_t col, EpiClasses *out, GError **error)
{
  size_t levels = epi_table_kind (table, col) == EPI_COLUMN_TEXT
                      ? epi_table_n_levels (table, col)
                      : 0;

  if (levels > EPI_CLASSES)
    return refuse (table, col, error);
  for (size_t level = 0; level < levels; level++)
    out->cells[out->n++] = (double)level;
  for (size_t row = 0; row < out->rows; row++) {
    double cell = epi_table_number (table, row, col);
    if (isfinite (cell) && class_of (out, cell) == EPI_CLASSES)
      return refuse (table, col, error);
  }
  sort_cells (out);
  for (size_t c = 0; c < out->n; c++)
    out->names[c] = levels > 0 ? g_strdup (epi_table_level (table, col, c))
                               : epi_number_label (out->cells[c], 6);
  for (size_t row = 0; row < out->rows; row++) {
    double cell = epi_table_number (table, row, col);
    out->of_row[row] = isfinite (cell) ? (signed char)class_of (out, cell) : -1;
  }
  return true;
}

bool
epi_classes_find (const EpiData *data, const char *role, EpiClasses *out,
                  GError **error)
{
  ptrdiff_t col = data != NULL ? epi_data_column (data, role, 0) : -1;

  *out = (EpiClasses){0};
  if (col < 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "no column says which class a row is of: choose one as the "
                 "label");
    return false;
  }
  out->rows = epi_table_rows (epi_data_table (data));
  out->of_row = g_new (signed char, out->rows + 1);
  if (collect (epi_data_table (data), (size_t)col, out, error))
    return true;
  epi_classes_clear (out);
  return false;
}

void
epi_classes_clear (EpiClasses *classes)
{
  for (size_t c = 0; c < classes->n; c++)
    g_free (classes->names[c]);
  g_free (classes->of_row);
  *classes = (EpiClasses){0};
}

/* ---- In words ---- */

char *
epi_class_of_row (const EpiData *data, const char *role, size_t row)
{
  ptrdiff_t col = data != NULL ? epi_data_column (data, role, 0) : -1;
  const EpiTable *table = col >= 0 ? epi_data_table (data) : NULL;

  if (table == NULL || row >= epi_table_rows (table))
    return NULL;
  double cell = epi_table_number (table, row, (size_t)col);
  if (!isfinite (cell))
    return NULL;
  return epi_table_kind (table, (size_t)col) == EPI_COLUMN_TEXT
             ? g_strdup (epi_table_level (table, (size_t)col, (size_t)cell))
             : epi_number_label (cell, 6);
}

char *
epi_classes_keys (const EpiData *data, const char *role)
{
  EpiClasses classes;

  if (!epi_classes_find (data, role, &classes, NULL))
    return NULL;
  GString *keys = g_string_new (NULL);
  for (size_t c = 0; c <= classes.n && c < EPI_CLASSES; c++)
    g_string_append_printf (keys, "%s%zu %s", c > 0 ? ", " : "", c + 1,
                            c < classes.n ? classes.names[c] : "a new class");
  epi_classes_clear (&classes);
  return g_string_free (keys, FALSE);
}

EpiColour
epi_class_colour (size_t c)
{
  return EPI_COLOUR_SERIES + c % EPI_N_SERIES;
}

int
epi_class_marker (size_t c)
{
  static const EpiMarker markers[] = {EPI_MARKER_DISC,     EPI_MARKER_SQUARE,
                                      EPI_MARKER_TRIANGLE, EPI_MARKER_DIAMOND,
                                      EPI_MARKER_PLUS,     EPI_MARKER_CROSS};
  return markers[c % G_N_ELEMENTS (markers)];
}

/* ---- Another class ---- */

static EpiTable *
with_text (const EpiTable *table, size_t col, const size_t *rows, size_t n,
           const char *text)
{
  EpiTable *current = epi_table_ref (table);

  for (size_t i = 0; i < n && current != NULL; i++) {
    EpiTable *next = NULL;
    epi_table_set_text (current, rows[i], col, text, &next);
    epi_table_unref (current);
    current = next;
  }
  return current;
}

static EpiTable *
with_number (const EpiTable *table, size_t col, const size_t *rows, size_t n,
             double number)
{
  double *values = g_new (double, n);
  EpiTable *out = NULL;

  for (size_t i = 0; i < n; i++)
    values[i] = number;
  epi_table_set_numbers (table, rows, n, col, values, &out);
  g_free (values);
  return out;
}

EpiData *
epi_data_with_class (const EpiData *data, const char *role, const size_t *rows,
                     size_t n_rows, size_t c, GError **error)
{
  EpiClasses classes;
  EpiTable *table;

  if (!epi_classes_find (data, role, &classes, error))
    return NULL;
  size_t col = (size_t)epi_data_column (data, role, 0);
  const EpiTable *old = epi_data_table (data);
  c = MIN (MIN (c, classes.n), EPI_CLASSES - 1);
  if (epi_table_kind (old, col) == EPI_COLUMN_TEXT) {
    char *name = c < classes.n ? g_strdup (classes.names[c])
                               : g_strdup_printf ("class %zu", c + 1);
    table = with_text (old, col, rows, n_rows, name);
    g_free (name);
  } else {
    double next = classes.n > 0 ? floor (classes.cells[classes.n - 1]) + 1 : 1;
    table = with_number (old, col, rows, n_rows,
                         c < classes.n ? classes.cells[c] : next);
  }
  epi_classes_clear (&classes);
  if (table == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "there is not enough memory for this edit");
    return NULL;
  }
  EpiData *out = epi_data_with_table (data, table);
  epi_table_unref (table);
  return out;
}
