/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-mps-record.h"

#define MAX_WORDS 6 /* one more than any line has */

static const char *const expected[] = {
    [EPI_MPS_ROW] = "a kind and the name of a row",
    [EPI_MPS_COLUMN] = "a column and one or two pairs of name and number",
    [EPI_MPS_SET] = "one or two pairs of row and number",
    [EPI_MPS_BOUND] = "a kind, a set, a column and a number",
};

static bool
refuse (const EpiLines *lines, EpiMpsShape shape, size_t n, GError **error)
{
  return epi_lines_fail (lines, error, EPI_DATA_ERROR_SYNTAX,
                         "%zu%s word%s found where %s were expected", n,
                         n == MAX_WORDS ? " or more" : "",
                         n == 1 ? " was" : "s were", expected[shape]);
}

static void
take_pairs (EpiMpsRecord *record, const EpiSpan *words, size_t n)
{
  record->n_pairs = n / 2;
  for (size_t i = 0; i < record->n_pairs; i++) {
    record->key[i] = words[2 * i];
    record->value[i] = words[2 * i + 1];
  }
}

/* code column | code column value | code set column | code set column value */
static bool
cut_bound (const EpiSpan *words, size_t n, EpiMpsKnows is_key, const void *data,
           EpiMpsRecord *record)
{
  size_t key = n == 4 || (n == 3 && is_key (data, words[2])) ? 2 : 1;

  if (n < 2 || n > 4)
    return false;
  record->code = words[0];
  if (key == 2)
    record->name = words[1];
  record->n_pairs = 1;
  record->key[0] = words[key];
  if (key + 1 < n)
    record->value[0] = words[key + 1];
  return true;
}

bool
epi_mps_cut_free (EpiLines *lines, EpiMpsShape shape, EpiMpsKnows is_key,
                  const void *data, EpiMpsRecord *record, GError **error)
{
  EpiSpan words[MAX_WORDS] = {{0}};
  size_t n = 0;

  while (n < MAX_WORDS && epi_lines_word (lines, NULL, &words[n]))
    n++;
  *record = (EpiMpsRecord){0};
  bool good = false;
  switch (shape) {
  case EPI_MPS_ROW:
    good = n == 2;
    record->code = words[0];
    record->name = words[1];
    break;
  case EPI_MPS_COLUMN:
    good = n == 3 || n == 5;
    record->name = words[0];
    take_pairs (record, words + 1, good ? n - 1 : 0);
    break;
  case EPI_MPS_SET:
    good = n >= 2 && n <= 5;
    if (n % 2 == 1)
      record->name = words[0];
    take_pairs (record, words + n % 2, good ? n - n % 2 : 0);
    break;
  case EPI_MPS_BOUND:
    good = cut_bound (words, n, is_key, data, record);
    break;
  }
  return good || refuse (lines, shape, n, error);
}

/* Columns first … last, counted from 1, without the blanks behind. */
static EpiSpan
field (EpiSpan line, size_t first, size_t last)
{
  if (line.length < first)
    return (EpiSpan){line.text + line.length, 0};
  return epi_span_trim_end (
      (EpiSpan){line.text + first - 1, MIN (line.length, last) - first + 1});
}

/* The same, without the blanks before it. */
static EpiSpan
number_field (EpiSpan line, size_t first, size_t last)
{
  EpiSpan span = field (line, first, last);
  while (span.length > 0 && span.text[0] == ' ')
    span = (EpiSpan){span.text + 1, span.length - 1};
  return span;
}

/* Between the fields stand blanks; a longer number may reach into the gap
 * behind it. */
static bool
gaps_are_blank (const EpiLines *lines, GError **error)
{
  static const size_t gaps[] = {1, 4, 13, 14, 23, 24, 48, 49};
  for (size_t i = 0; i < G_N_ELEMENTS (gaps); i++)
    if (gaps[i] <= lines->line.length && lines->line.text[gaps[i] - 1] != ' ')
      return epi_lines_fail (
          lines, error, EPI_DATA_ERROR_SYNTAX,
          "a character was found in column %zu, where fixed columns have a "
          "blank",
          gaps[i]);
  return true;
}

bool
epi_mps_cut_fixed (EpiLines *lines, EpiMpsShape shape, EpiMpsRecord *record,
                   GError **error)
{
  EpiSpan line = lines->line;

  *record = (EpiMpsRecord){
      .code = number_field (line, 2, 3),
      .name = field (line, 5, 12),
      .key = {field (line, 15, 22), field (line, 40, 47)},
      .value = {number_field (line, 25, 39), number_field (line, 50, 72)},
  };
  record->n_pairs = (record->key[0].length > 0) + (record->key[1].length > 0);
  size_t n = (record->code.length > 0) + (record->name.length > 0) +
             2 * record->n_pairs;
  if (!gaps_are_blank (lines, error))
    return false;
  bool coded = shape == EPI_MPS_ROW || shape == EPI_MPS_BOUND;
  bool named = shape == EPI_MPS_ROW || shape == EPI_MPS_COLUMN;
  bool good =
      (record->code.length > 0) == coded &&
      (record->name.length > 0 || !named) &&
      (shape == EPI_MPS_ROW ? record->n_pairs == 0 : record->key[0].length > 0);
  return good || refuse (lines, shape, n, error);
}
