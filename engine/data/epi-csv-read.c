/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "data/epi-csv-sniff.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

typedef enum { SKIP, NUMBER, TEXT } Role;

typedef struct { /* a cell that is not what its column is */
  size_t line;   /* 0: there is none */
  char *text;
} Stray;

typedef struct {
  char *name; /* NULL unless wanted */
  Role role;
  EpiCsvKind kind;
  size_t target; /* which number or text of a row */
  /* What this pass found. */
  size_t numbers, others; /* cells not missing */
  Stray first_other, first_huge;
  GString *text; /* TEXT: the cell of this row */
} Column;

typedef struct {
  const EpiCsvJob *job;
  EpiCsvSource *source;
  EpiCsvScanner scanner;
  EpiCsvOptions options;
  Column *columns; /* (cols) */
  size_t cols;
  EpiTableBuilder *builder;
  double *numbers;    /* (numbers of a row) */
  const char **texts; /* (texts of a row) */
  size_t rows, max_rows;
} Reader;

static bool fail (const Reader *reader, GError **error, EpiDataError code,
                  const char *format, ...) G_GNUC_PRINTF (4, 5);

static bool
fail (const Reader *reader, GError **error, EpiDataError code,
      const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, EPI_DATA_ERROR, (int)code, "%s%s",
               epi_csv_source_name (reader->source), what);
  g_free (what);
  return false;
}

/* The beginning of a cell, for a message. */
static char *
quote (const Reader *reader, const EpiCsvCell *cell)
{
  GString *scratch = g_string_new (NULL);
  char *all, *quoted;

  epi_csv_cell_text (cell, reader->options.encoding, scratch);
  all = g_utf8_make_valid (scratch->str, -1);
  if (g_utf8_strlen (all, -1) > 40) {
    *g_utf8_offset_to_pointer (all, 40) = '\0';
    quoted = g_strconcat (all, "…", NULL);
  } else
    quoted = g_strdup (all);
  g_free (all);
  g_string_free (scratch, TRUE);
  return quoted;
}

static void
note (const Reader *reader, Stray *stray, const EpiCsvCell *cell, size_t line)
{
  if (stray->line == 0)
    *stray = (Stray){line, quote (reader, cell)};
}

static bool
refuse_other (const Reader *reader, const Column *column, GError **error)
{
  return fail (reader, error, EPI_DATA_ERROR_NUMBER,
               ", line %zu, column “%s”: “%s” is not a number",
               column->first_other.line, column->name,
               column->first_other.text);
}

static bool
refuse_huge (const Reader *reader, const Column *column, GError **error)
{
  return fail (reader, error, EPI_DATA_ERROR_NUMBER,
               ", line %zu, column “%s”: %s is too large, at most 1.8×10³⁰⁸ "
               "can be held",
               column->first_huge.line, column->name, column->first_huge.text);
}

/* "inf" and "+nan", which are numbers elsewhere: no data is infinite. */
static bool
is_word (const EpiCsvCell *cell)
{
  return memchr (cell->text, 'n', cell->length) != NULL ||
         memchr (cell->text, 'N', cell->length) != NULL;
}

/* Counts a cell; its value, or NaN where it has none. */
static double
weigh (const Reader *reader, Column *column, const EpiCsvCell *cell,
       size_t line)
{
  double value;

  if (epi_csv_is_missing (cell, true))
    return NAN;
  if (!epi_csv_is_number (cell, reader->options.point, &value) ||
      (!isfinite (value) && is_word (cell))) {
    note (reader, &column->first_other, cell, line);
    column->others++;
    return NAN;
  }
  column->numbers++;
  if (isfinite (value))
    return value;
  note (reader, &column->first_huge, cell, line);
  return NAN;
}

/* The cell at `at` by every rule; returns where it ends. */
static const char *
read_cell (Reader *reader, Column *column, const char *at,
           const EpiCsvRecord *record)
{
  EpiCsvCell cell;

  at = epi_csv_cell (at, record->end, reader->options.separator, &cell);
  if (column->role == SKIP)
    return at;
  double value = weigh (reader, column, &cell, record->line);
  if (column->role == NUMBER)
    reader->numbers[column->target] = value;
  else
    reader->texts[column->target] =
        epi_csv_is_missing (&cell, false)
            ? NULL
            : epi_csv_cell_text (&cell, reader->options.encoding, column->text);
  return at;
}

/* A plain number that ends at a separator, which nearly every cell of a large
 * file is; NULL: it is something else. */
static inline const char *
read_plain_number (Reader *reader, Column *column, const char *at,
                   const EpiCsvRecord *record)
{
  const EpiCsvOptions *options = &reader->options;
  double value;
  size_t n =
      epi_number_scan (at, (size_t)(record->end - at), options->point, &value);

  if (n == 0 || !isfinite (value) ||
      (at + n < record->end && at[n] != options->separator))
    return NULL;
  reader->numbers[column->target] = value;
  column->numbers++;
  return at + n;
}

static bool
refuse_ragged (const Reader *reader, const EpiCsvRecord *record, GError **error)
{
  size_t n = epi_csv_count_cells (record, reader->options.separator,
                                  EPI_CSV_MAX_COLUMNS + 1);

  return fail (reader, error, EPI_DATA_ERROR_RAGGED,
               ", line %zu: %s%zu cell%s found where %zu %s expected",
               record->line, n > EPI_CSV_MAX_COLUMNS ? "at least " : "", n,
               n == 1 ? "" : "s", reader->cols,
               reader->cols == 1 ? "is" : "are");
}

static bool
read_row (Reader *reader, const EpiCsvRecord *record, GError **error)
{
  char separator = reader->options.separator;
  const char *at = epi_csv_first_cell (record, separator);

  for (size_t j = 0; j < reader->cols; j++) {
    Column *column = &reader->columns[j];
    const char *after = NULL;
    if (at == NULL)
      return refuse_ragged (reader, record, error);
    if (column->role == NUMBER)
      after = read_plain_number (reader, column, at, record);
    if (after == NULL)
      after = read_cell (reader, column, at, record);
    at = epi_csv_next_cell (after, record->end, separator);
    if (column->kind != EPI_CSV_KIND_NUMBER)
      continue;
    if (column->first_other.line != 0)
      return refuse_other (reader, column, error);
    if (column->first_huge.line != 0)
      return refuse_huge (reader, column, error);
  }
  if (at != NULL)
    return refuse_ragged (reader, record, error);
  reader->rows++;
  if (reader->rows <= reader->max_rows &&
      epi_table_builder_row (reader->builder, reader->numbers, reader->texts) ==
          EPI_OK)
    return true;
  return fail (reader, error, EPI_DATA_ERROR_NO_MEMORY,
               ", line %zu: the table does not fit into this computer's "
               "memory",
               record->line);
}

static bool
report (const Reader *reader, GError **error)
{
  if (reader->job->progress != NULL)
    *reader->job->progress = epi_csv_source_progress (reader->source);
  if (epi_cancel_is_raised (reader->job->cancel))
    return fail (reader, error, EPI_DATA_ERROR_CANCELLED,
                 ": the import was cancelled");
  return true;
}

static bool
wants (const Reader *reader, size_t j, EpiCsvKind *kind)
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
set_up_columns (Reader *reader, const EpiCsvRecord *record,
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
      return fail (reader, error, EPI_DATA_ERROR_COLUMN,
                   " has %zu columns; there is no column %zu", cols,
                   job->columns[i] + 1);
  EpiColumnKind *kinds = g_new (EpiColumnKind, cols);
  epi_csv_guess_kinds (sample, &reader->options, kinds, cols);
  reader->cols = cols;
  reader->columns = g_new0 (Column, cols);
  const char *at = epi_csv_first_cell (record, separator);
  for (size_t j = 0; j < cols; j++) {
    Column *column = &reader->columns[j];
    EpiCsvCell cell;
    at = epi_csv_cell (at, record->end, separator, &cell);
    at = epi_csv_next_cell (at, record->end, separator);
    column->name = epi_csv_column_name (header ? &cell : NULL, j,
                                        reader->options.encoding);
    column->text = g_string_new (NULL);
    if (!wants (reader, j, &column->kind))
      column->role = SKIP;
    else if (column->kind == EPI_CSV_KIND_AUTO)
      column->role = kinds[j] == EPI_COLUMN_TEXT ? TEXT : NUMBER;
    else
      column->role = column->kind == EPI_CSV_KIND_TEXT ? TEXT : NUMBER;
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
start_table (Reader *reader)
{
  size_t n_numbers = 0, n_texts = 0;

  reader->builder = epi_table_builder_new ();
  reader->rows = 0;
  for (size_t j = 0; j < reader->cols; j++) {
    Column *column = &reader->columns[j];
    g_free (column->first_other.text);
    g_free (column->first_huge.text);
    column->first_other = column->first_huge = (Stray){0};
    column->numbers = column->others = 0;
    if (column->role == SKIP)
      continue;
    column->target = column->role == NUMBER ? n_numbers++ : n_texts++;
    epi_table_builder_column (reader->builder, column->name,
                              column->role == NUMBER ? EPI_COLUMN_NUMBER
                                                     : EPI_COLUMN_TEXT);
  }
  reader->numbers = g_renew (double, reader->numbers, n_numbers + 1);
  reader->texts = g_renew (const char *, reader->texts, n_texts + 1);
  reader->max_rows = most_rows (n_numbers, n_texts);
}

/* One reading of everything. */
static bool
read_all (Reader *reader, const EpiCsvSample *sample, GError **error)
{
  EpiCsvScanner *scanner = &reader->scanner;
  EpiCsvRecord record;
  EpiCsvNext next;

  epi_csv_scanner_clear (scanner);
  epi_csv_scanner_init (scanner, reader->source, reader->options.separator,
                        sample->text, sample->length);
  if (!epi_csv_source_rewind (reader->source, error))
    return false;
  next = epi_csv_scanner_next (scanner, &record, error);
  if (next == EPI_CSV_END)
    return fail (reader, error, EPI_DATA_ERROR_EMPTY, " is empty");
  if (next == EPI_CSV_FAILED ||
      (reader->columns == NULL &&
       !set_up_columns (reader, &record, sample, error)))
    return false;
  start_table (reader);
  if (!report (reader, error) ||
      (reader->options.header != EPI_CSV_HEADER_YES &&
       !read_row (reader, &record, error)))
    return false;
  while ((next = epi_csv_scanner_next (scanner, &record, error)) ==
         EPI_CSV_RECORD) {
    if (record.begin == scanner->buffer && !report (reader, error))
      return false; /* a new block: time to look up */
    if (!read_row (reader, &record, error))
      return false;
  }
  if (next == EPI_CSV_END && reader->rows == 0)
    return fail (reader, error, EPI_DATA_ERROR_NO_ROWS,
                 " has a header and no rows below it");
  return next == EPI_CSV_END;
}

/* Step 5: whether any column is not what it was read as. */
static bool
change_roles (Reader *reader)
{
  bool changed = false;

  for (size_t j = 0; j < reader->cols; j++) {
    Column *column = &reader->columns[j];
    if (column->role == SKIP || column->kind != EPI_CSV_KIND_AUTO)
      continue;
    Role role =
        epi_csv_is_text (column->numbers, column->others) ? TEXT : NUMBER;
    changed |= role != column->role;
    column->role = role;
  }
  return changed;
}

static bool
judge_strays (const Reader *reader, GError **error)
{
  for (size_t j = 0; j < reader->cols; j++) {
    const Column *column = &reader->columns[j];
    const Stray *other = &column->first_other;
    size_t n = column->others;
    if (column->role == NUMBER && column->first_huge.line != 0)
      return refuse_huge (reader, column, error);
    if (n == 0 || reader->job->warnings == NULL)
      continue;
    const char *name = epi_csv_source_name (reader->source);
    if (column->role == NUMBER)
      g_ptr_array_add (
          reader->job->warnings,
          g_strdup_printf ("%s, line %zu, column “%s”: “%s” is not a number; "
                           "%zu such cell%s taken as missing",
                           name, other->line, column->name, other->text, n,
                           n == 1 ? " is" : "s are"));
    else if (column->role == TEXT && column->kind == EPI_CSV_KIND_AUTO &&
             column->numbers > n)
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
read_table (Reader *reader, EpiTable **out, GError **error)
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
    return fail (reader, error, EPI_DATA_ERROR_NO_MEMORY,
                 ": the table does not fit into this computer's memory");
  if (reader->job->progress != NULL)
    *reader->job->progress = 1;
  return true;
}

/* Takes the source, which may be NULL. */
static bool
read_source (EpiCsvSource *source, const EpiCsvJob *job, EpiTable **out,
             GError **error)
{
  Reader reader = {.job = job, .source = source};

  *out = NULL;
  if (source == NULL)
    return false;
  bool ok = read_table (&reader, out, error);
  for (size_t j = 0; j < reader.cols; j++) {
    Column *column = &reader.columns[j];
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
  epi_csv_source_free (source);
  return ok;
}

static const EpiCsvJob everything = {{0}};

bool
epi_csv_read (const char *path, const EpiCsvJob *job, EpiTable **out,
              GError **error)
{
  job = job != NULL ? job : &everything;
  return read_source (epi_csv_source_file (path, job->options.encoding, error),
                      job, out, error);
}

bool
epi_csv_read_bytes (const void *bytes, size_t length, const char *name,
                    const EpiCsvJob *job, EpiTable **out, GError **error)
{
  job = job != NULL ? job : &everything;
  return read_source (
      epi_csv_source_bytes (bytes, length, name, job->options.encoding, error),
      job, out, error);
}

bool
epi_csv_parse_text (const char *text, EpiTable **out, GError **error)
{
  EpiCsvJob job = {.options = {.encoding = EPI_CSV_UTF8}};

  return epi_csv_read_bytes (text, strlen (text), "the pasted text", &job, out,
                             error);
}
