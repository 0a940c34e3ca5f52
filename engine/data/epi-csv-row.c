/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-reader.h"

#include "core/epi-number.h"

#include <math.h>
#include <string.h>

bool
epi_csv_reader_fail (const EpiCsvReader *reader, GError **error,
                     EpiDataError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, EPI_DATA_ERROR, (int)code, "%s%s",
               epi_text_source_name (reader->source), what);
  g_free (what);
  return false;
}

/* The beginning of a cell, for a message. */
static char *
quote (const EpiCsvReader *reader, const EpiCsvCell *cell)
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
note (const EpiCsvReader *reader, EpiCsvStray *stray, const EpiCsvCell *cell,
      size_t line)
{
  if (stray->line == 0)
    *stray = (EpiCsvStray){line, quote (reader, cell)};
}

static bool
refuse_other (const EpiCsvReader *reader, const EpiCsvColumn *column,
              GError **error)
{
  return epi_csv_reader_fail (reader, error, EPI_DATA_ERROR_NUMBER,
                              ", line %zu, column “%s”: “%s” is not a number",
                              column->first_other.line, column->name,
                              column->first_other.text);
}

bool
epi_csv_reader_refuse_huge (const EpiCsvReader *reader,
                            const EpiCsvColumn *column, GError **error)
{
  return epi_csv_reader_fail (
      reader, error, EPI_DATA_ERROR_NUMBER,
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
weigh (const EpiCsvReader *reader, EpiCsvColumn *column, const EpiCsvCell *cell,
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
read_cell (EpiCsvReader *reader, EpiCsvColumn *column, const char *at,
           const EpiCsvRecord *record)
{
  EpiCsvCell cell;

  at = epi_csv_cell (at, record->end, reader->options.separator, &cell);
  if (column->role == EPI_CSV_SKIP)
    return at;
  double value = weigh (reader, column, &cell, record->line);
  if (column->role == EPI_CSV_NUMBER)
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
read_plain_number (EpiCsvReader *reader, EpiCsvColumn *column, const char *at,
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
refuse_ragged (const EpiCsvReader *reader, const EpiCsvRecord *record,
               GError **error)
{
  size_t n = epi_csv_count_cells (record, reader->options.separator,
                                  EPI_CSV_MAX_COLUMNS + 1);

  return epi_csv_reader_fail (
      reader, error, EPI_DATA_ERROR_RAGGED,
      ", line %zu: %s%zu cell%s found where %zu %s expected", record->line,
      n > EPI_CSV_MAX_COLUMNS ? "at least " : "", n, n == 1 ? "" : "s",
      reader->cols, reader->cols == 1 ? "is" : "are");
}

bool
epi_csv_reader_row (EpiCsvReader *reader, const EpiCsvRecord *record,
                    GError **error)
{
  char separator = reader->options.separator;
  const char *at = epi_csv_first_cell (record, separator);

  for (size_t j = 0; j < reader->cols; j++) {
    EpiCsvColumn *column = &reader->columns[j];
    const char *after = NULL;
    if (at == NULL)
      return refuse_ragged (reader, record, error);
    if (column->role == EPI_CSV_NUMBER)
      after = read_plain_number (reader, column, at, record);
    if (after == NULL)
      after = read_cell (reader, column, at, record);
    at = epi_csv_next_cell (after, record->end, separator);
    if (column->kind != EPI_CSV_KIND_NUMBER)
      continue;
    if (column->first_other.line != 0)
      return refuse_other (reader, column, error);
    if (column->first_huge.line != 0)
      return epi_csv_reader_refuse_huge (reader, column, error);
  }
  if (at != NULL)
    return refuse_ragged (reader, record, error);
  reader->rows++;
  if (reader->rows <= reader->max_rows &&
      epi_table_builder_row (reader->builder, reader->numbers, reader->texts) ==
          EPI_OK)
    return true;
  return epi_csv_reader_fail (
      reader, error, EPI_DATA_ERROR_NO_MEMORY,
      ", line %zu: the table does not fit into this computer's "
      "memory",
      record->line);
}
