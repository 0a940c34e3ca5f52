/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-sniff.h"

static size_t
preview_rows (const EpiCsvSample *sample, EpiCsvPreview *preview,
              size_t max_rows)
{
  const EpiCsvOptions *options = &preview->options;
  GPtrArray *cells = g_ptr_array_new ();
  GString *scratch = g_string_new (NULL);
  const char *at = NULL;
  EpiCsvRecord record;
  size_t rows = 0;

  if (options->header == EPI_CSV_HEADER_YES)
    epi_csv_sample_next (sample, options->separator, &at, &record);
  for (; rows < max_rows &&
         epi_csv_sample_next (sample, options->separator, &at, &record);
       rows++) {
    const char *p = epi_csv_first_cell (&record, options->separator);
    for (size_t j = 0; j < preview->cols; j++) {
      EpiCsvCell cell = {0};
      if (p != NULL) {
        p = epi_csv_cell (p, record.end, options->separator, &cell);
        p = epi_csv_next_cell (p, record.end, options->separator);
      }
      g_ptr_array_add (cells, g_strdup (epi_csv_cell_text (
                                  &cell, options->encoding, scratch)));
    }
  }
  g_string_free (scratch, TRUE);
  preview->cells = (char **)g_ptr_array_free (cells, FALSE);
  return rows;
}

static EpiCsvPreview *
make_preview (const EpiCsvSample *sample, const EpiTextSource *source,
              const EpiCsvOptions *wish, size_t max_rows, GError **error)
{
  EpiCsvOptions options = epi_csv_decide (sample, source, wish);
  const char *at = NULL;
  EpiCsvRecord record;

  if (!epi_csv_sample_next (sample, options.separator, &at, &record)) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_EMPTY, "%s is empty",
                 epi_text_source_name (source));
    return NULL;
  }
  size_t cols =
      epi_csv_count_cells (&record, options.separator, EPI_CSV_MAX_COLUMNS + 1);
  if (cols > EPI_CSV_MAX_COLUMNS) {
    epi_csv_refuse_columns (source, error);
    return NULL;
  }
  EpiCsvPreview *preview = g_new0 (EpiCsvPreview, 1);
  preview->options = options;
  preview->cols = cols;
  preview->names = g_new0 (char *, cols);
  preview->kinds = g_new0 (EpiColumnKind, cols);
  const char *p = epi_csv_first_cell (&record, options.separator);
  for (size_t j = 0; j < cols; j++) {
    EpiCsvCell cell;
    p = epi_csv_cell (p, record.end, options.separator, &cell);
    p = epi_csv_next_cell (p, record.end, options.separator);
    preview->names[j] = epi_csv_column_name (
        options.header == EPI_CSV_HEADER_YES ? &cell : NULL, j,
        options.encoding);
  }
  epi_csv_guess_kinds (sample, &options, preview->kinds, cols);
  preview->rows = preview_rows (sample, preview, max_rows);
  return preview;
}

/* Takes the source, which may be NULL. */
static EpiCsvPreview *
sniff (EpiTextSource *source, const EpiCsvOptions *wish, size_t max_rows,
       GError **error)
{
  EpiCsvPreview *preview = NULL;
  EpiCsvSample sample;

  if (source == NULL)
    return NULL;
  if (epi_csv_sample_read (&sample, source, error))
    preview = make_preview (&sample, source, wish, max_rows, error);
  epi_csv_sample_clear (&sample);
  epi_text_source_free (source);
  return preview;
}

EpiCsvPreview *
epi_csv_sniff (const void *bytes, size_t length, const EpiCsvOptions *wish,
               size_t max_rows, GError **error)
{
  EpiEncoding encoding = wish != NULL ? wish->encoding : EPI_ENCODING_AUTO;

  return sniff (
      epi_text_source_bytes (bytes, length, "the text", encoding, error), wish,
      max_rows, error);
}

EpiCsvPreview *
epi_csv_sniff_file (const char *path, const EpiCsvOptions *wish,
                    size_t max_rows, GError **error)
{
  EpiEncoding encoding = wish != NULL ? wish->encoding : EPI_ENCODING_AUTO;

  return sniff (epi_text_source_file (path, encoding, error), wish, max_rows,
                error);
}

void
epi_csv_preview_free (EpiCsvPreview *preview)
{
  if (preview == NULL)
    return;
  for (size_t j = 0; j < preview->cols; j++)
    g_free (preview->names[j]);
  for (size_t i = 0; i < preview->rows * preview->cols; i++)
    g_free (preview->cells[i]);
  g_free (preview->names);
  g_free (preview->kinds);
  g_free (preview->cells);
  g_free (preview);
}
