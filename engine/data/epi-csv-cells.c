/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-cells.h"

#include "core/epi-number.h"

#include <string.h>

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* Over blanks, but never over the separator. */
static const char *
skip_blanks (const char *at, const char *end, char separator)
{
  while (at < end && is_blank (*at) && *at != separator)
    at++;
  return at;
}

static const char *
find (const char *at, const char *end, char c)
{
  const char *found = at < end ? memchr (at, c, (size_t)(end - at)) : NULL;

  return found != NULL ? found : end;
}

/* From behind an opening quotation mark to behind the closing one; NULL when
 * there is none. */
static const char *
skip_quoted (const char *at, const char *end, bool *doubled)
{
  while ((at = find (at, end, '"')) < end) {
    if (at + 1 == end || at[1] != '"')
      return at + 1;
    *doubled = true;
    at += 2;
  }
  return NULL;
}

/* A quotation mark opens only at the beginning of a cell, and what follows the
 * closing one up to the separator belongs to the cell. */
const char *
epi_csv_cell (const char *at, const char *end, char separator, EpiCsvCell *cell)
{
  const char *begin = skip_blanks (at, end, separator), *close = NULL;

  *cell = (EpiCsvCell){0};
  if (begin < end && *begin == '"')
    close = skip_quoted (begin + 1, end, &cell->doubled);
  if (close != NULL) {
    const char *after = skip_blanks (close, end, separator);
    if (after == end || *after == separator) {
      cell->text = begin + 1;
      cell->length = (size_t)(close - 1 - cell->text);
      cell->quoted = true;
      return after;
    }
    at = find (close, end, separator); /* "5" wide: as it stands there */
    cell->doubled = false;
  } else
    at = find (begin, end, separator);
  const char *stop = at;
  while (stop > begin && is_blank (stop[-1]))
    stop--;
  cell->text = begin;
  cell->length = (size_t)(stop - begin);
  return at;
}

const char *
epi_csv_next_cell (const char *at, const char *end, char separator)
{
  if (separator != ' ')
    return at < end ? at + 1 : NULL;
  while (at < end && is_blank (*at)) /* a run of blanks is one separator */
    at++;
  return at < end ? at : NULL;
}

const char *
epi_csv_first_cell (const EpiCsvRecord *record, char separator)
{
  const char *at = record->begin;

  while (separator == ' ' && at < record->end && is_blank (*at))
    at++;
  return at;
}

size_t
epi_csv_count_cells (const EpiCsvRecord *record, char separator, size_t max)
{
  const char *at = epi_csv_first_cell (record, separator);
  size_t n = 0;
  EpiCsvCell cell;

  while (at != NULL && n < max) {
    at = epi_csv_cell (at, record->end, separator, &cell);
    at = epi_csv_next_cell (at, record->end, separator);
    n++;
  }
  return n;
}

bool
epi_csv_is_missing (const EpiCsvCell *cell, bool words)
{
  static const char *const missing[] = {"?",   "-",    "na",  "n/a",
                                        "nan", "null", "#n/a"};

  if (cell->length == 0)
    return true;
  if (cell->length > 4 || (cell->quoted && !words))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (missing); i++)
    if (strlen (missing[i]) == cell->length &&
        g_ascii_strncasecmp (missing[i], cell->text, cell->length) == 0)
      return true;
  return false;
}

bool
epi_csv_is_number (const EpiCsvCell *cell, char point, double *value)
{
  const char *end = cell->text + cell->length;
  const char *at = skip_blanks (cell->text, end, '\0');

  while (end > at && is_blank (end[-1]))
    end--;
  size_t length = (size_t)(end - at);
  return length > 0 && epi_number_scan (at, length, point, value) == length;
}

/* Unicode of the bytes 0x80 … 0x9f; the five that Windows left free stay. */
static const gunichar windows_1252[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
    0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
    0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

const char *
epi_csv_cell_text (const EpiCsvCell *cell, EpiEncoding encoding,
                   GString *scratch)
{
  bool utf8 = encoding != EPI_ENCODING_WINDOWS_1252 &&
              g_utf8_validate_len (cell->text, cell->length, NULL);

  g_string_truncate (scratch, 0);
  if (utf8 && !cell->doubled) {
    g_string_append_len (scratch, cell->text, (gssize)cell->length);
    return scratch->str;
  }
  for (size_t i = 0; i < cell->length; i++) {
    unsigned char c = (unsigned char)cell->text[i];
    if (cell->doubled && c == '"')
      i++;
    if (utf8 || c < 0x80)
      g_string_append_c (scratch, (char)c);
    else
      g_string_append_unichar (scratch, c < 0xa0 ? windows_1252[c - 0x80] : c);
  }
  return scratch->str;
}

/* The line break that ends the record which begins at `at`, or NULL: not in
 * this text. */
static const char *
find_record_end (const char *at, const char *end, char separator,
                 char line_break)
{
  const char *stop = find (at, end, line_break);

  if (find (at, stop, '"') == stop)
    return stop < end ? stop : NULL;
  while (at < end) { /* cell by cell */
    bool doubled;
    at = skip_blanks (at, end, separator);
    if (at < end && *at == '"') {
      at = skip_quoted (at + 1, end, &doubled);
      if (at == NULL)
        return NULL;
    }
    while (at < end && *at != separator && *at != line_break)
      at++;
    if (at < end && *at == line_break)
      return at;
    at += at < end;
  }
  return NULL;
}

static bool
is_blank_record (const EpiCsvRecord *record)
{
  const char *at = record->begin;

  while (at < record->end && is_blank (*at))
    at++;
  return at == record->end;
}

/* A quotation mark that nothing closes: only in the last cell of all. */
static bool
is_open (const EpiCsvRecord *record, char separator)
{
  const char *at = epi_csv_first_cell (record, separator);
  EpiCsvCell cell;

  if (find (record->begin, record->end, '"') == record->end)
    return false;
  while (at != NULL) {
    const char *begin = skip_blanks (at, record->end, separator);
    at = epi_csv_cell (at, record->end, separator, &cell);
    bool doubled;
    if (begin < record->end && *begin == '"' && !cell.quoted &&
        skip_quoted (begin + 1, record->end, &doubled) == NULL)
      return true;
    at = epi_csv_next_cell (at, record->end, separator);
  }
  return false;
}

bool
epi_csv_text_next (const char **at, const char *end, char separator,
                   char line_break, bool whole, EpiCsvRecord *record)
{
  while (*at < end) {
    const char *stop = find_record_end (*at, end, separator, line_break);
    if (stop == NULL && !whole)
      return false;
    *record = (EpiCsvRecord){.begin = *at, .end = stop != NULL ? stop : end};
    *at = stop != NULL ? stop + 1 : end;
    while (line_break == '\n' && record->end > record->begin &&
           record->end[-1] == '\r')
      record->end--;
    if (stop == NULL && is_open (record, separator))
      return false;
    if (!is_blank_record (record))
      return true;
  }
  return false;
}

char
epi_csv_line_break (const char *text, size_t length)
{
  return find (text, text + length, '\n') == text + length &&
                 find (text, text + length, '\r') < text + length
             ? '\r'
             : '\n';
}

#define FIRST_CAPACITY 262144

void
epi_csv_scanner_init (EpiCsvScanner *scanner, EpiTextSource *source,
                      char separator, const char *text, size_t length)
{
  *scanner = (EpiCsvScanner){
      .source = source,
      .separator = separator,
      .line_break = epi_csv_line_break (text, length),
      .buffer = g_malloc (FIRST_CAPACITY),
      .capacity = FIRST_CAPACITY,
      .line = 1,
  };
  scanner->at = scanner->end = scanner->buffer;
}

void
epi_csv_scanner_clear (EpiCsvScanner *scanner)
{
  g_free (scanner->buffer);
  *scanner = (EpiCsvScanner){0};
}

static bool
fail (const EpiCsvScanner *scanner, GError **error, EpiDataError code,
      const char *what)
{
  g_set_error (error, EPI_DATA_ERROR, (int)code, "%s, line %zu: %s",
               epi_text_source_name (scanner->source), scanner->line, what);
  return false;
}

/* More text behind what is left, in a larger buffer where it is needed. */
static bool
refill (EpiCsvScanner *scanner, GError **error)
{
  size_t left = (size_t)(scanner->end - scanner->at);

  memmove (scanner->buffer, scanner->at, left);
  if (left > scanner->capacity / 2) {
    if (scanner->capacity >= EPI_CSV_MAX_RECORD)
      return fail (scanner, error, EPI_DATA_ERROR_LIMIT,
                   "the row is longer than 32 megabytes, or a quotation mark "
                   "in it is not closed");
    scanner->capacity *= 2;
    scanner->buffer = g_realloc (scanner->buffer, scanner->capacity);
  }
  scanner->at = scanner->buffer;
  scanner->end = scanner->buffer + left;
  size_t room;
  while ((room = scanner->capacity - (size_t)(scanner->end - scanner->buffer)) >
             16 &&
         !scanner->ended) { /* full: a source may give little at a time */
    ptrdiff_t n =
        epi_text_source_read (scanner->source, scanner->end, room, error);
    if (n < 0)
      return false;
    if (memchr (scanner->end, '\0', (size_t)n) != NULL)
      return epi_csv_refuse_binary (scanner->source, error);
    scanner->end += n;
    scanner->ended = n == 0;
  }
  return true;
}

bool
epi_csv_refuse_binary (const EpiTextSource *source, GError **error)
{
  g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_BINARY,
               "%s is not text: there are NUL bytes in it",
               epi_text_source_name (source));
  return false;
}

bool
epi_csv_refuse_columns (const EpiTextSource *source, GError **error)
{
  g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_LIMIT,
               "%s has more than %d columns, which is the limit",
               epi_text_source_name (source), EPI_CSV_MAX_COLUMNS);
  return false;
}

static size_t
count_lines (const char *at, const char *end, char line_break)
{
  size_t n = 0;

  while ((at = find (at, end, line_break)) < end) {
    n++;
    at++;
  }
  return n;
}

EpiCsvNext
epi_csv_scanner_next (EpiCsvScanner *scanner, EpiCsvRecord *record,
                      GError **error)
{
  for (;;) {
    const char *stop = find_record_end (
        scanner->at, scanner->end, scanner->separator, scanner->line_break);
    if (stop == NULL && !scanner->ended) {
      if (!refill (scanner, error))
        return EPI_CSV_FAILED;
      continue;
    }
    if (scanner->at == scanner->end)
      return EPI_CSV_END;
    bool last = stop == NULL;
    const char *end = last ? scanner->end : stop;
    *record = (EpiCsvRecord){scanner->at, end, scanner->line};
    if (last && is_open (record, scanner->separator)) {
      fail (scanner, error, EPI_DATA_ERROR_SYNTAX,
            "a quotation mark opens a cell and none closes it");
      return EPI_CSV_FAILED;
    }
    scanner->line += 1 + count_lines (scanner->at, end, scanner->line_break);
    scanner->at = (char *)end + !last;
    while (scanner->line_break == '\n' && record->end > record->begin &&
           record->end[-1] == '\r')
      record->end--;
    if (!is_blank_record (record))
      return EPI_CSV_RECORD;
  }
}
