/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-lines.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "data/epi-text-source.h"

#include <math.h>
#include <string.h>

#define BLOCK (256 << 10)
#define MAX_QUOTED 40 /* characters of the file in a sentence */

struct EpiLinesSource {
  EpiTextSource *bytes;
  char *buffer; /* (size), of which begin … end is unread */
  size_t size, begin, end;
  bool ended;
};

static bool
start (EpiLines *lines, EpiTextSource *bytes, GError **error)
{
  GPtrArray *warnings = lines->warnings;

  *lines = (EpiLines){.warnings = warnings, .line = {"", 0}, .rest = {"", 0}};
  if (bytes == NULL)
    return false;
  lines->source = g_new0 (EpiLinesSource, 1);
  lines->source->bytes = bytes;
  lines->source->buffer = epi_new (char, BLOCK);
  lines->source->size = BLOCK;
  if (lines->source->buffer != NULL)
    return true;
  epi_lines_no_memory (lines, error);
  epi_lines_close (lines);
  return false;
}

bool
epi_lines_open (EpiLines *lines, const char *path, GError **error)
{
  return start (lines, epi_text_source_file (path, EPI_ENCODING_UTF8, error),
                error);
}

bool
epi_lines_bytes (EpiLines *lines, const void *bytes, size_t length,
                 const char *name, GError **error)
{
  return start (
      lines,
      epi_text_source_bytes (bytes, length, name, EPI_ENCODING_UTF8, error),
      error);
}

void
epi_lines_close (EpiLines *lines)
{
  EpiLinesSource *source = lines->source;

  if (source != NULL) {
    epi_text_source_free (source->bytes);
    epi_free (source->buffer);
    g_free (source);
  }
  *lines = (EpiLines){.warnings = lines->warnings};
}

bool
epi_lines_rewind (EpiLines *lines, GError **error)
{
  EpiLinesSource *source = lines->source;

  source->begin = source->end = 0;
  source->ended = false;
  lines->number = 0;
  lines->line = lines->rest = (EpiSpan){"", 0};
  lines->is_cut = false;
  return epi_text_source_rewind (source->bytes, error);
}

const char *
epi_lines_name (const EpiLines *lines)
{
  return epi_text_source_name (lines->source->bytes);
}

/* More bytes behind those that are unread. */
static bool
fill (EpiLines *lines, GError **error)
{
  EpiLinesSource *source = lines->source;

  if (source->begin > 0) {
    memmove (source->buffer, source->buffer + source->begin,
             source->end - source->begin);
    source->end -= source->begin;
    source->begin = 0;
  }
  if (source->end >= EPI_LINES_MAX) {
    lines->number++;
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_LIMIT,
                           "the line is longer than %d million characters",
                           EPI_LINES_MAX >> 20);
  }
  if (source->end == source->size &&
      !epi_grow (&source->buffer, &source->size, source->end, 1))
    return epi_lines_no_memory (lines, error);
  ptrdiff_t n =
      epi_text_source_read (source->bytes, source->buffer + source->end,
                            source->size - source->end, error);
  if (n < 0)
    return false;
  source->ended = n == 0;
  source->end += (size_t)n;
  return true;
}

EpiLinesResult
epi_lines_next (EpiLines *lines, GError **error)
{
  EpiLinesSource *source = lines->source;
  size_t searched = 0; /* bytes without a line's end */
  const char *end = NULL;

  for (;;) {
    const char *from = source->buffer + source->begin;
    size_t unread = source->end - source->begin;
    end = memchr (from + searched, '\n', unread - searched);
    searched = unread;
    if (end != NULL || source->ended)
      break;
    if (!fill (lines, error))
      return EPI_LINES_ERROR;
  }
  const char *text = source->buffer + source->begin;
  size_t length = end != NULL ? (size_t)(end - text) : searched;
  if (end == NULL && length == 0)
    return EPI_LINES_END;
  source->begin += length + (end != NULL);
  lines->is_cut = end == NULL;
  lines->number++;
  if (length > 0 && text[length - 1] == '\r')
    length--;
  lines->line = lines->rest = (EpiSpan){text, length};
  if (memchr (text, '\0', length) == NULL)
    return EPI_LINES_LINE;
  epi_lines_fail (lines, error, EPI_DATA_ERROR_BINARY,
                  "this is not text: a zero byte was found");
  return EPI_LINES_ERROR;
}

static bool
is_blank (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
separates (char c, const char *separators)
{
  return is_blank (c) || (separators != NULL && strchr (separators, c) != NULL);
}

bool
epi_lines_word (EpiLines *lines, const char *separators, EpiSpan *word)
{
  const char *p = lines->rest.text, *end = p + lines->rest.length;

  while (p < end && separates (*p, separators))
    p++;
  *word = (EpiSpan){p, 0};
  while (p < end && !separates (*p, separators))
    p++;
  word->length = (size_t)(p - word->text);
  lines->rest = (EpiSpan){p, (size_t)(end - p)};
  return word->length > 0;
}

/* ---- Spans ---- */

bool
epi_span_is (EpiSpan span, const char *text)
{
  return span.length == strlen (text) &&
         memcmp (span.text, text, span.length) == 0;
}

bool
epi_span_is_nocase (EpiSpan span, const char *text)
{
  return span.length == strlen (text) &&
         g_ascii_strncasecmp (span.text, text, span.length) == 0;
}

EpiSpan
epi_span_trim_end (EpiSpan span)
{
  while (span.length > 0 && is_blank (span.text[span.length - 1]))
    span.length--;
  return span;
}

bool
epi_span_number (EpiSpan span, double *value)
{
  char copy[64];
  if (span.length == 0)
    return false;
  size_t n = epi_number_scan (span.text, span.length, '.', value);

  if (n == span.length)
    return true;
  if (n == 0 || (span.text[n] | 0x20) != 'd' || span.length > sizeof copy)
    return false;
  memcpy (copy, span.text, span.length);
  copy[n] = 'e';
  return epi_number_scan (copy, span.length, '.', value) == span.length;
}

bool
epi_span_integer (EpiSpan span, long long *value)
{
  double number;

  if (!epi_span_number (span, &number) || fabs (number) >= 1e15 ||
      number != floor (number))
    return false; /* NaN too */
  *value = (long long)number;
  return true;
}

/* ---- Sentences ---- */

/* "FILE, line N: …" in characters that a terminal shows, whatever bytes of the
 * file came into it. */
static char *
sentence (const EpiLines *lines, const char *format, va_list arguments)
{
  GString *text = g_string_new (lines->source != NULL ? epi_lines_name (lines)
                                                      : "the file");

  if (lines->number > 0)
    g_string_append_printf (text, ", line %zu", lines->number);
  g_string_append (text, ": ");
  g_string_append_vprintf (text, format, arguments);
  char *shown = epi_data_printable (text->str, text->len);
  g_string_free (text, TRUE);
  return shown;
}

/* The beginning of what stands in the file. */
static char *
quote (EpiSpan span)
{
  char *valid = g_utf8_make_valid (span.text, (gssize)MIN (span.length, 400));
  bool whole = g_utf8_strlen (valid, -1) <= MAX_QUOTED && span.length <= 400;
  char *start =
      g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_QUOTED));
  char *quoted = g_strdup_printf ("“%s%s”", start, whole ? "" : "…");

  g_free (start);
  g_free (valid);
  return quoted;
}

bool
epi_lines_fail (const EpiLines *lines, GError **error, EpiDataError code,
                const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *what = sentence (lines, format, arguments);
  va_end (arguments);
  g_set_error_literal (error, EPI_DATA_ERROR, (int)code, what);
  g_free (what);
  return false;
}

bool
epi_lines_expected (const EpiLines *lines, GError **error, EpiSpan found,
                    const char *expected)
{
  if (found.length == 0)
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the line ends where %s was expected", expected);
  char *quoted = quote (found);
  epi_lines_fail (lines, error, EPI_DATA_ERROR_SYNTAX,
                  "%s was found where %s was expected", quoted, expected);
  g_free (quoted);
  return false;
}

bool
epi_lines_ended (const EpiLines *lines, GError **error, const char *expected)
{
  if (lines->number == 0)
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_EMPTY,
                           "the file is empty");
  return epi_lines_fail (lines, error, EPI_DATA_ERROR_SYNTAX,
                         "the file ends where %s was expected", expected);
}

bool
epi_lines_number (const EpiLines *lines, EpiSpan span, const char *expected,
                  double *value, GError **error)
{
  if (!epi_span_number (span, value))
    return epi_lines_expected (lines, error, span, expected);
  if (isfinite (*value))
    return true;
  char *quoted = quote (span);
  epi_lines_fail (lines, error, EPI_DATA_ERROR_NUMBER,
                  "%s was found where %s, a finite number, was expected",
                  quoted, expected);
  g_free (quoted);
  return false;
}

bool
epi_lines_integer (const EpiLines *lines, EpiSpan span, const char *expected,
                   long long low, long long high, long long *value,
                   GError **error)
{
  if (!epi_span_integer (span, value))
    return epi_lines_expected (lines, error, span, expected);
  if (*value >= low && *value <= high)
    return true;
  return epi_lines_fail (lines, error, EPI_DATA_ERROR_LIMIT,
                         "%lld was found where %s, %lld to %lld, was expected",
                         *value, expected, low, high);
}

void
epi_lines_warn (const EpiLines *lines, const char *format, ...)
{
  va_list arguments;

  if (lines->warnings == NULL)
    return;
  va_start (arguments, format);
  g_ptr_array_add (lines->warnings, sentence (lines, format, arguments));
  va_end (arguments);
}

bool
epi_lines_no_memory (const EpiLines *lines, GError **error)
{
  return epi_lines_fail (lines, error, EPI_DATA_ERROR_NO_MEMORY,
                         "there is not enough memory for the problem");
}
