/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as CSV.  The first byte chooses options, the rest is the file.
 * Beside "nothing breaks" this holds: what was read and written again, and read
 * with the same kinds, is the same table.
 */
#include "data/epi-csv.h"

#include "fuzz.h"

#include <glib.h>

static EpiCsvOptions
choose_options (uint8_t choice)
{
  static const char separators[] = {0, 0, ',', ';', '\t', '|', ' ', 0};
  static const char points[] = {0, 0, '.', ','};

  return (EpiCsvOptions){.separator = separators[choice & 7],
                         .point = points[choice >> 3 & 3],
                         .header = (choice >> 5 & 3) % 3,
                         .encoding = choice >> 7 ? EPI_ENCODING_WINDOWS_1252
                                                 : EPI_ENCODING_AUTO};
}

static void
check_writing (const EpiTable *table)
{
  size_t length, cols = epi_table_cols (table);
  char *csv = epi_csv_write (table, &length);
  EpiCsvKind *kinds = g_new (EpiCsvKind, cols);
  EpiCsvJob job = {.options = {.separator = ',',
                               .point = '.',
                               .header = EPI_CSV_HEADER_YES,
                               .encoding = EPI_ENCODING_UTF8},
                   .kinds = kinds};
  EpiTable *again;
  GError *error = NULL;

  for (size_t j = 0; j < cols; j++)
    kinds[j] = epi_table_kind (table, j) == EPI_COLUMN_TEXT
                   ? EPI_CSV_KIND_TEXT
                   : EPI_CSV_KIND_NUMBER;
  if (!epi_csv_read_bytes (csv, length, "again", &job, &again, &error))
    g_error ("what was written is refused: %s", error->message);
  if (!epi_table_equal (table, again))
    g_error ("what was written reads as another table");
  epi_table_unref (again);
  g_free (kinds);
  g_free (csv);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  EpiCsvJob job = {.options = choose_options (size > 0 ? data[0] : 0),
                   .warnings = warnings};
  EpiTable *table;
  GError *error = NULL;

  data += size > 0;
  size -= size > 0;
  EpiCsvPreview *preview = epi_csv_sniff (data, size, &job.options, 5, &error);
  g_assert ((preview == NULL) == (error != NULL));
  g_clear_error (&error);
  epi_csv_preview_free (preview);
  if (epi_csv_read_bytes (data, size, "fuzz", &job, &table, &error)) {
    g_assert (epi_table_rows (table) > 0 && epi_table_cols (table) > 0);
    check_writing (table);
    epi_table_unref (table);
  } else
    g_assert (table == NULL && g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  g_ptr_array_unref (warnings);
  return 0;
}
