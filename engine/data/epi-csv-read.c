/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-reader.h"

#include <string.h>
#include <unistd.h>

static bool
report (const EpiCsvReader *reader, GError **error)
{
  if (reader->job->progress != NULL)
    *reader->job->progress = epi_text_source_progress (reader->source);
  if (epi_cancel_is_raised (reader->job->cancel))
    return epi_csv_reader_fail (reader, error, EPI_DATA_ERROR_CANCELLED,
                                ": the import was cancelled");
  return true;
}

static bool
wants (const EpiCsvReader *reader, size_t j, EpiCsvKind *kind)
{
  const EpiCsvJob *job = reader->job;

  *kind = EPI_CSV_KIND_AUTO;
  if (job->columns == NULL) {
    *kind = job->kinds != NULL ? job->kinds[j] : EPI_CSV_KIND_AUTO;
    return true;
  }
  for (size_t i = 0; i < job->n_columns; i++)
    if (job->columns[i] == j) {
      *kind = job->kinds != NULL ? job->kinds[i] : EPI_CSV_KIND_AUTO;
      return true;
    }
  return false;
}

/* Names the columns by the first record and says what is wanted of each. */
static bool
set_up_columns (EpiCsvReader *reader, const EpiCsvRecord *record,
                const EpiCsvSample *sample, GError **error)
{
  char separator = reader->options.separator;
  bool header = reader->options.header == EPI_CSV_HEADER_YES;
  const EpiCsvJob *job = reader->job;
  size_t cols =
      epi_csv_count_cells (record, separator, EPI_CSV_MAX_COLUMNS + 1);

  if (cols > EPI_CSV_MAX_COLUMNS)
    return epi_csv_refuse_columns (reader->source, error);
  for (size_t i = 0; job->columns != NULL && i < job->n_columns; i++)
    if (job->columns[i] >= cols)
      return epi_csv_reader_fail (reader, error, EPI_DATA_ERROR_COLUMN,
                                  " has %zu columns; there is no column %zu",
                                  cols, job->columns[i] + 1);
  EpiColumnKind *kinds = g_new (EpiColumnKind, cols);
  epi_csv_guess_kinds (sample, &reader->options, kinds, cols);
  reader->cols = cols;
  reader->columns = g_new0 (EpiCsvColumn, cols);
  const char *at = epi_csv_first_cell (record, separator);
  for (size_t j = 0; j < cols; j++) {
    EpiCsvColumn *column = &reader->columns[j];
    EpiCsvCell cell;
    at = epi_csv_cell (at, record->end, separator, &cell);
    at = epi_csv_next_cell (at, record->end, separator);
    column->name = epi_csv_column_name (header ? &cell : NULL, j,
                                        reader->options.encoding);
    column->text = g_string_new (NULL);
    if (!wants (reader, j, &column->kind))
      column->role = EPI_CSV_SKIP;
    else if (column->kind == EPI_CSV_KIND_AUTO)
      column->role =
          kinds[j] == EPI_COLUMN_TEXT ? EPI_CSV_TEXT : EPI_CSV_NUMBER;
    else
      column->role =
          column->kind == EPI_CSV_KIND_TEXT ? EPI_CSV_TEXT : EPI_CSV_NUMBER;
  }
  g_free (kinds);
  return true;
}

/* At most half of the memory for the numbers: the rest has work to do. */
static size_t
most_rows (size_t n_numbers, size_t n_texts)
{
  double bytes =
      (double)sysconf (_SC_PHYS_PAGES) * (double)sysconf (_SC_PAGESIZE) / 2;

  return (size_t)(bytes / (double)(8 * n_numbers + 4 * n_texts + 1));
}

/* An empty table and nothing counted. */
static void
start_table (EpiCsvReader *reader)
{
  size_t n_numbers = 0, n_texts = 0;

  reader->builder = epi_table_builder_new ();
  reader->rows = 0;
  for (size_t j = 0; j < reader->cols; j++) {
    EpiCsvColumn *column = &reader->columns[j];
    g_free (column->first_other.text);
    g_free (column->first_huge.text);
    column->first_other = column->first_huge = (EpiCsvStray){0};
    column->numbers = column->others = 0;
    if (column->role == EPI_CSV_SKIP)
      continue;
    column->target = column->role == EPI_CSV_NUMBER ? n_numbers++ : n_texts++;
    epi_table_builder_column (reader->builder, column->name,
                              column->role == EPI_CSV_NUMBER ? EPI_COLUMN_NUMBER
                                                             : EPI_COLUMN_TEXT);
  }
  reader->numbers = g_renew (double, reader->numbers, n_numbers + 1);
  reader->texts = g_renew (const char *, reader->texts, n_texts + 1);
  reader->max_rows = most_rows (n_numbers, n_texts);
}

/* One reading of everything. */
static bool
read_all (EpiCsvReader *reader, const EpiCsvSample *sample, GError **error)
{
  EpiCsvScanner *scanner = &reader->scanner;
  EpiCsvRecord record;
  EpiCsvNext next;

  epi_csv_scanner_clear (scanner);
  epi_csv_scanner_init (scanner, reader->source, reader->options.separator,
                        sample->text, sample->length);
  if (!epi_text_source_rewind (reader->source, error))
    return false;
  next = epi_csv_scanner_next (scanner, &record, error);
  if (next == EPI_CSV_END)
    return epi_csv_reader_fail (reader, error, EPI_DATA_ERROR_EMPTY,
                                " is empty");
  if (next == EPI_CSV_FAILED ||
      (reader->columns == NULL &&
       !set_up_columns (reader, &record, sample, error)))
    return false;
  start_table (reader);
  if (!report (reader, error) ||
      (reader->options.header != EPI_CSV_HEADER_YES &&
       !epi_csv_reader_row (reader, &record, error)))
    return false;
  while ((next = epi_csv_scanner_next (scanner, &record, error)) ==
         EPI_CSV_RECORD) {
    if (record.begin == scanner->buffer && !report (reader, error))
      return false; /* a new block: time to look up */
    if (!epi_csv_reader_row (reader, &record, error))
      return false;
  }
  if (next == EPI_CSV_END && reader->rows == 0)
    return epi_csv_reader_fail (reader, error, EPI_DATA_ERROR_NO_ROWS,
                                " has a header and no rows below it");
  return next == EPI_CSV_END;
}

/* Step 5: whether any column is not what it was read as. */
static bool
change_roles (EpiCsvReader *reader)
{
  bool changed = false;

  for (size_t j = 0; j < reader->cols; j++) {
    EpiCsvColumn *column = &reader->columns[j];
    if (column->role == EPI_CSV_SKIP || column->kind != EPI_CSV_KIND_AUTO)
      continue;
    EpiCsvRole role = epi_csv_is_text (column->numbers, column->others)
                          ? EPI_CSV_TEXT
                          : EPI_CSV_NUMBER;
    changed |= role != column->role;
    column->role = role;
  }
  return changed;
}

static bool
judge_strays (const EpiCsvReader *reader, GError **error)
{
  for (size_t j = 0; j < reader->cols; j++) {
    const EpiCsvColumn *column = &reader->columns[j];
    const EpiCsvStray *other = &column->first_other;
    size_t n = column->others;
    if (column->role == EPI_CSV_NUMBER && column->first_huge.line != 0)
      return epi_csv_reader_refuse_huge (reader, column, error);
    if (n == 0 || reader->job->warnings == NULL)
      continue;
    const char *name = epi_text_source_name (reader->source);
    if (column->role == EPI_CSV_NUMBER)
      g_ptr_array_add (
          reader->job->warnings,
          g_strdup_printf ("%s, line %zu, column “%s”: “%s” is not a number; "
                           "%zu such cell%s taken as missing",
                           name, other->line, column->name, other->text, n,
                           n == 1 ? " is" : "s are"));
    else if (column->role == EPI_CSV_TEXT &&
             column->kind == EPI_CSV_KIND_AUTO && column->numbers > n)
      g_ptr_array_add (
          reader->job->warnings,
          g_strdup_printf ("%s, line %zu, column “%s”: “%s” is not a number; "
                           "with %zu such cells among %zu the column is "
                           "taken as text",
                           name, other->line, column->name, other->text, n,
                           n + column->numbers));
  }
  return true;
}

static bool
read_table (EpiCsvReader *reader, EpiTable **out, GError **error)
{
  EpiCsvSample sample;
  bool ok = epi_csv_sample_read (&sample, reader->source, error);

  if (ok) {
    reader->options =
        epi_csv_decide (&sample, reader->source, &reader->job->options);
    ok = read_all (reader, &sample, error);
    if (ok && change_roles (reader)) {
      epi_table_builder_free (reader->builder);
      reader->builder = NULL;
      ok = read_all (reader, &sample, error);
    }
  }
  epi_csv_sample_clear (&sample);
  if (!ok || !judge_strays (reader, error))
    return false;
  EpiStatus status = epi_table_builder_finish (reader->builder, out);
  reader->builder = NULL;
  if (status != EPI_OK)
    return epi_csv_reader_fail (
        reader, error, EPI_DATA_ERROR_NO_MEMORY,
        ": the table does not fit into this computer's memory");
  if (reader->job->progress != NULL)
    *reader->job->progress = 1;
  return true;
}

/* Takes the source, which may be NULL. */
static bool
read_source (EpiTextSource *source, const EpiCsvJob *job, EpiTable **out,
             GError **error)
{
  EpiCsvReader reader = {.job = job, .source = source};

  *out = NULL;
  if (source == NULL)
    return false;
  bool ok = read_table (&reader, out, error);
  for (size_t j = 0; j < reader.cols; j++) {
    EpiCsvColumn *column = &reader.columns[j];
    g_free (column->name);
    g_free (column->first_other.text);
    g_free (column->first_huge.text);
    g_string_free (column->text, TRUE);
  }
  g_free (reader.columns);
  g_free (reader.numbers);
  g_free (reader.texts);
  epi_table_builder_free (reader.builder);
  epi_csv_scanner_clear (&reader.scanner);
  epi_text_source_free (source);
  return ok;
}

static const EpiCsvJob everything = {{0}};

bool
epi_csv_read (const char *path, const EpiCsvJob *job, EpiTable **out,
              GError **error)
{
  job = job != NULL ? job : &everything;
  return read_source (epi_text_source_file (path, job->options.encoding, error),
                      job, out, error);
}

bool
epi_csv_read_bytes (const void *bytes, size_t length, const char *name,
                    const EpiCsvJob *job, EpiTable **out, GError **error)
{
  job = job != NULL ? job : &everything;
  return read_source (
      epi_text_source_bytes (bytes, length, name, job->options.encoding, error),
      job, out, error);
}

bool
epi_csv_parse_text (const char *text, EpiTable **out, GError **error)
{
  EpiCsvJob job = {.options = {.encoding = EPI_ENCODING_UTF8}};

  return epi_csv_read_bytes (text, strlen (text), "the pasted text", &job, out,
                             error);
}
