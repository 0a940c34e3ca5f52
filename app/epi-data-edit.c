/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-edit.h"

#include "core/epi-number.h"
#include "core/epi-random.h"
#include "kit/epi-words.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (epi - data - edit - error - quark, epi_data_edit_error)

/* ---- Cells ---- */

char *
epi_data_cell_text (const EpiTable *table, size_t row, size_t col)
{
  char buffer[EPI_NUMBER_SIZE];
  double value;

  if (epi_table_kind (table, col) == EPI_COLUMN_TEXT) {
    const char *text = epi_table_text (table, row, col);
    return g_strdup (text != NULL ? text : "");
  }
  value = epi_table_number (table, row, col);
  return g_strdup (isnan (value) ? "" : epi_number_print (buffer, value));
}

void
epi_data_edit_moments (const EpiTable *table, size_t col, double *mean,
                       double *deviation)
{
  double m = 0, s = 0;
  size_t count = 0, n;

  *mean = *deviation = 0;
  if (epi_table_kind (table, col) != EPI_COLUMN_NUMBER)
    return;
  for (size_t c = 0; c < epi_table_n_chunks (table); c++) {
    const double *x = epi_table_chunk (table, col, c, &n);
    for (size_t i = 0; i < n; i++)
      if (isfinite (x[i])) { /* Welford */
        double d = x[i] - m;
        m += d / (double)++count;
        s += d * (x[i] - m);
      }
  }
  *mean = m;
  *deviation = count > 0 ? sqrt (s / (double)count) : 0;
}

/* "" is missing; a comma is a decimal comma where there is no point. */
static bool
parse_cell (const char *text, double *value)
{
  char *clean = g_strstrip (g_strdup (text));
  size_t length = strlen (clean);
  char point = strchr (clean, ',') != NULL ? ',' : '.';
  size_t used;

  if (g_str_has_prefix (clean, "−")) { /* as people and programs write it */
    memmove (clean + 1, clean + strlen ("−"), length - strlen ("−") + 1);
    clean[0] = '-';
    length = strlen (clean);
  }
  *value = NAN;
  used = epi_number_scan (clean, length, point, value);
  g_free (clean);
  return used == length && (length == 0 || isfinite (*value));
}

static EpiData *
finish (const EpiData *data, EpiStatus status, EpiTable *table, GError **error)
{
  EpiData *edited;

  if (status != EPI_OK) {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_MEMORY,
                 "The table could not be changed: %s",
                 epi_status_sentence (status));
    return NULL;
  }
  edited = epi_data_with_table (data, table);
  epi_table_unref (table);
  return edited;
}

/* A new table with one cell changed. */
static EpiTable *
set_cell (const EpiTable *table, size_t row, size_t col, const char *text,
          const char *name, GError **error)
{
  EpiTable *out = NULL;
  EpiStatus status;
  double value;

  if (epi_table_kind (table, col) == EPI_COLUMN_TEXT) {
    status =
        epi_table_set_text (table, row, col, *text != '\0' ? text : NULL, &out);
  } else if (parse_cell (text, &value)) {
    status = epi_table_set_numbers (table, &row, 1, col, &value, &out);
  } else if (epi_word_is_too_large (text, value)) {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "“%.40s” is too large for %s in row %zu; a number is at most "
                 "1.8e308",
                 text, name, row + 1);
    return NULL;
  } else {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "“%.40s” is not a number; %s in row %zu needs one, "
                 "like 12.5 or 1e3, or nothing",
                 text, name, row + 1);
    return NULL;
  }
  if (status != EPI_OK)
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_MEMORY,
                 "The cell could not be changed: %s",
                 epi_status_sentence (status));
  return out;
}

EpiData *
epi_data_edit_cell (const EpiData *data, size_t row, size_t col,
                    const char *text, const char *name, GError **error)
{
  EpiTable *table =
      set_cell (epi_data_table (data), row, col, text, name, error);

  return table != NULL ? finish (data, EPI_OK, table, error) : NULL;
}

/* ---- Rows ---- */

static EpiStatus
append_empty (const EpiTable *table, EpiTable **out)
{
  size_t cols = epi_table_cols (table);
  double *numbers = g_new (double, cols + 1);
  EpiStatus status;

  for (size_t j = 0; j < cols; j++)
    numbers[j] = NAN;
  status = epi_table_append (table, numbers, out);
  g_free (numbers);
  return status;
}

EpiData *
epi_data_edit_add_row (const EpiData *data, GError **error)
{
  EpiTable *out = NULL;
  EpiStatus status = append_empty (epi_data_table (data), &out);

  return finish (data, status, out, error);
}

EpiData *
epi_data_edit_remove (const EpiData *data, const size_t *rows, size_t n,
                      GError **error)
{
  EpiTable *out = NULL;
  EpiStatus status = epi_table_remove (epi_data_table (data), rows, n, &out);

  return finish (data, status, out, error);
}

EpiData *
epi_data_edit_marks (const EpiData *data, const size_t *rows, size_t n,
                     uint8_t set, uint8_t clear, GError **error)
{
  EpiTable *out = NULL;
  EpiStatus status =
      epi_table_set_marks (epi_data_table (data), rows, n, set, clear, &out);

  return finish (data, status, out, error);
}

EpiData *
epi_data_edit_split (const EpiData *data, double share, guint64 seed,
                     GError **error)
{
  const EpiTable *table = epi_data_table (data);
  size_t rows = epi_table_rows (table), n = (size_t)(share * (double)rows);
  size_t *order = g_new (size_t, rows + 1);
  EpiRandom random = epi_random (seed, 0);
  EpiTable *none = NULL, *some = NULL;
  EpiStatus status;

  epi_random_permutation (&random, order, rows);
  status = epi_table_set_marks (table, NULL, 0, 0, EPI_MARK_TEST, &none);
  if (status == EPI_OK && n > 0)
    status = epi_table_set_marks (none, order, n, EPI_MARK_TEST, 0, &some);
  else if (status == EPI_OK)
    some = epi_table_ref (none);
  epi_table_unref (none);
  g_free (order);
  return finish (data, status, some, error);
}

/* ---- To and from a spreadsheet ---- */

static void
append_cell (GString *text, const char *cell)
{
  if (strpbrk (cell, "\t\n\r\"") == NULL) {
    g_string_append (text, cell);
    return;
  }
  g_string_append_c (text, '"');
  for (const char *at = cell; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (text, '"');
    g_string_append_c (text, *at);
  }
  g_string_append_c (text, '"');
}

char *
epi_data_to_tsv (const EpiTable *table, const size_t *rows, size_t n,
                 bool header)
{
  GString *text = g_string_new (NULL);
  size_t cols = epi_table_cols (table);

  if (rows == NULL)
    n = epi_table_rows (table);
  for (size_t j = 0; header && j < cols; j++) {
    append_cell (text, epi_table_name (table, j));
    g_string_append_c (text, j + 1 < cols ? '\t' : '\n');
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < cols; j++) {
      char *cell = epi_data_cell_text (table, rows != NULL ? rows[i] : i, j);
      append_cell (text, cell);
      g_string_append_c (text, j + 1 < cols ? '\t' : '\n');
      g_free (cell);
    }
  return g_string_free (text, FALSE);
}

/* Reads the next cell into cell; returns what ended it: '\t', '\n' or 0. */
static char
next_cell (const char **at, GString *cell)
{
  const char *p = *at;
  bool quoted = *p == '"';
  char end;

  g_string_truncate (cell, 0);
  for (p += quoted; *p != '\0'; p++) {
    if (quoted && *p == '"') {
      if (p[1] != '"') {
        quoted = false;
        continue;
      }
      p++;
    } else if (!quoted && (*p == '\t' || *p == '\n' || *p == '\r')) {
      break;
    }
    g_string_append_c (cell, *p);
  }
  end = *p == '\r' ? '\n' : *p;
  if (p[0] == '\r' && p[1] == '\n')
    p++;
  *at = *p != '\0' ? p + 1 : p;
  return end;
}

static bool
paste_cell (EpiTable **table, size_t row, size_t col, const char *text,
            GError **error)
{
  EpiTable *next = NULL;

  if (col >= epi_table_cols (*table)) {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "The cells on the clipboard reach column %zu; the table has "
                 "%zu columns",
                 col + 1, epi_table_cols (*table));
    return false;
  }
  if (row >= epi_table_rows (*table)) {
    EpiStatus status = append_empty (*table, &next);
    if (status != EPI_OK) {
      g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_MEMORY,
                   "No row could be added: %s", epi_status_sentence (status));
      return false;
    }
    epi_table_unref (*table);
    *table = next;
  }
  next = set_cell (*table, row, col, text, epi_table_name (*table, col), error);
  if (next == NULL)
    return false;
  epi_table_unref (*table);
  *table = next;
  return true;
}

EpiData *
epi_data_edit_paste (const EpiData *data, size_t row, size_t col,
                     const char *text, GError **error)
{
  EpiTable *table = epi_table_ref (epi_data_table (data));
  GString *cell = g_string_new (NULL);
  size_t at = col;
  bool good = true;

  while (good && *text != '\0') {
    char end = next_cell (&text, cell);
    good = paste_cell (&table, row, at, cell->str, error);
    at = end == '\t' ? at + 1 : col;
    row += end != '\t';
  }
  g_string_free (cell, TRUE);
  if (good)
    return finish (data, EPI_OK, table, error);
  epi_table_unref (table);
  return NULL;
}
