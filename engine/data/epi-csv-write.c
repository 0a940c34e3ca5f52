/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv.h"

#include "core/epi-number.h"

#include <math.h>
#include <string.h>

/* Whether a text would be read back as it stands. */
static bool
is_plain (const char *text)
{
  static const char *const words[] = {"",    "?",    "-",   "NA",
                                      "N/A", "#N/A", "nan", "null"};

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return false;
  return strpbrk (text, ",;\t|\"\r\n") == NULL && text[0] != ' ' &&
         text[strlen (text) - 1] != ' ';
}

static void
append_text (GString *csv, const char *text)
{
  if (is_plain (text)) {
    g_string_append (csv, text);
    return;
  }
  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append_c (csv, '"');
}

static void
append_cell (GString *csv, const EpiTable *table, size_t row, size_t col)
{
  char number[EPI_NUMBER_SIZE];

  if (epi_table_kind (table, col) == EPI_COLUMN_TEXT) {
    const char *text = epi_table_text (table, row, col);
    if (text != NULL)
      append_text (csv, text);
    else
      g_string_append (csv, "NA");
    return;
  }
  double value = epi_table_number (table, row, col);
  g_string_append (csv,
                   isnan (value) ? "NA" : epi_number_print (number, value));
}

char *
epi_csv_write (const EpiTable *table, size_t *length)
{
  GString *csv = g_string_new (NULL);
  size_t cols = epi_table_cols (table);

  for (size_t j = 0; j < cols; j++) {
    append_text (csv, epi_table_name (table, j));
    g_string_append_c (csv, j + 1 < cols ? ',' : '\n');
  }
  for (size_t i = 0; i < epi_table_rows (table); i++)
    for (size_t j = 0; j < cols; j++) {
      append_cell (csv, table, i, j);
      g_string_append_c (csv, j + 1 < cols ? ',' : '\n');
    }
  *length = csv->len;
  return g_string_free (csv, FALSE);
}
