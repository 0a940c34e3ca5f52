/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "problem/epi-sdpa-reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATORS ",(){}[]"
#define WEIGHTS "logdet-blocks:"
#define ENTRIES "entries:"

/* ---- Lines ---- */

/* The next line that is not blank.  At the end of the file a sentence, or, with
 * expected NULL, EPI_LINES_END. */
static EpiLinesResult
next_line (EpiSdpaReader *self, const char *expected, GError **error)
{
  EpiLinesResult result;

  while ((result = epi_lines_next (self->lines, error)) == EPI_LINES_LINE) {
    EpiLines copy = *self->lines;
    EpiSpan word;
    if (epi_lines_word (&copy, SEPARATORS, &word))
      return EPI_LINES_LINE;
  }
  if (result == EPI_LINES_ERROR || expected == NULL)
    return result;
  epi_lines_ended (self->lines, error, expected);
  return EPI_LINES_ERROR;
}

/* What follows the numbers of a line is text, not one more number. */
static bool
check_rest (EpiSdpaReader *self, const char *what, GError **error)
{
  EpiSpan word;
  double value;

  if (!epi_lines_word (self->lines, SEPARATORS, &word) ||
      !epi_span_number (word, &value))
    return true;
  return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                         "“%.*s” is a number too many behind %s",
                         (int)MIN (word.length, 40), word.text, what);
}

/* ---- Comments ---- */

/* block:weight … */
static bool
read_weights (EpiSdpaReader *self, GError **error)
{
  EpiSpan word;

  while (epi_lines_word (self->lines, NULL, &word)) {
    const char *colon = memchr (word.text, ':', word.length);
    EpiSdpaWeight weight = {.line = self->lines->number};
    if (colon == NULL)
      return epi_lines_expected (self->lines, error, word, "block:weight");
    EpiSpan left = {word.text, (size_t)(colon - word.text)};
    EpiSpan right = {colon + 1, word.length - left.length - 1};
    if (!epi_lines_integer (self->lines, left, "the number of a block", 1,
                            INT_MAX, &weight.block, error) ||
        !epi_lines_number (self->lines, right, "the weight of a block",
                           &weight.weight, error))
      return false;
    if (weight.weight < 0)
      return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                             "a weight is below 0, and - w log det is then not "
                             "convex");
    if (!epi_grow (&self->weights, &self->weights_capacity, self->n_weights,
                   sizeof *self->weights))
      return epi_lines_no_memory (self->lines, error);
    self->weights[self->n_weights++] = weight;
  }
  return true;
}

static bool
read_comment (EpiSdpaReader *self, GError **error)
{
  EpiSpan word;

  self->lines->rest.text++; /* behind the sign */
  self->lines->rest.length--;
  if (!epi_lines_word (self->lines, NULL, &word))
    return true;
  if (epi_span_is_nocase (word, WEIGHTS))
    return read_weights (self, error);
  if (epi_span_is_nocase (word, ENTRIES) &&
      epi_lines_word (self->lines, NULL, &word))
    epi_span_integer (word, &self->promised);
  return true;
}

/* ---- The head ---- */

/* m, or the number of blocks: a line of one number. */
static bool
read_count (EpiSdpaReader *self, const char *what, size_t *count,
            GError **error)
{
  EpiSpan word;
  long long value;

  epi_lines_word (self->lines, SEPARATORS, &word);
  if (!epi_lines_integer (self->lines, word, what, 0, INT_MAX - 2, &value,
                          error) ||
      !check_rest (self, what, error))
    return false;
  *count = (size_t)value;
  return true;
}

/* The next number of a list that may go on over lines. */
static bool
next_word (EpiSdpaReader *self, const char *expected, EpiSpan *word,
           GError **error)
{
  while (!epi_lines_word (self->lines, SEPARATORS, word))
    if (next_line (self, expected, error) != EPI_LINES_LINE)
      return false;
  return true;
}

static bool
read_blocks (EpiSdpaReader *self, GError **error)
{
  size_t packed = 0;
  EpiSpan word;
  long long size;

  for (size_t k = 0; k < self->n_blocks; k++) {
    if (!next_word (self, "the size of a block", &word, error) ||
        !epi_lines_integer (self->lines, word, "the size of a block", -INT_MAX,
                            INT_MAX, &size, error))
      return false;
    size_t order = (size_t)llabs (size);
    packed += size < 0 ? order : order * order;
    if (packed > EPI_SDPA_MAX_PACKED || order > EPI_SDPA_MAX_PACKED)
      return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_LIMIT,
                             "the blocks have more than %d million numbers, "
                             "which is too many here",
                             EPI_SDPA_MAX_PACKED >> 20);
    if (!epi_grow (&self->blocks, &self->blocks_capacity, k,
                   sizeof *self->blocks))
      return epi_lines_no_memory (self->lines, error);
    self->blocks[k] = (EpiSdpBlock){order, size < 0, 0};
  }
  return check_rest (self, "the sizes of the blocks", error);
}

static bool
read_objective (EpiSdpaReader *self, GError **error)
{
  EpiSpan word;

  for (size_t i = 0; i < self->m; i++) {
    if (!epi_grow (&self->c, &self->c_capacity, i, sizeof *self->c))
      return epi_lines_no_memory (self->lines, error);
    if (!next_word (self, "a coefficient of the objective", &word, error) ||
        !epi_lines_number (self->lines, word, "a coefficient of the objective",
                           &self->c[i], error))
      return false;
  }
  return check_rest (self, "the objective", error);
}

static bool
read_head (EpiSdpaReader *self, GError **error)
{
  for (;;) {
    if (next_line (self, "the number of variables", error) != EPI_LINES_LINE)
      return false;
    char first = self->lines->line.text[0];
    if (first != '"' && first != '*')
      break;
    if (!read_comment (self, error))
      return false;
  }
  if (!read_count (self, "the number of variables", &self->m, error) ||
      next_line (self, "the number of blocks", error) != EPI_LINES_LINE ||
      !read_count (self, "the number of blocks", &self->n_blocks, error))
    return false;
  self->lines->rest.length = 0; /* the text behind it */
  if (!read_blocks (self, error))
    return false;
  self->lines->rest.length = 0;
  return read_objective (self, error);
}

/* ---- The entries ---- */

/* Places entry k and checks it. */
static bool
check_entry (EpiSdpaReader *self, const long long at[4], double value,
             GError **error)
{
  const EpiSdpBlock *block = &self->blocks[at[1] - 1];
  int row = (int)MIN (at[2], at[3]) - 1, col = (int)MAX (at[2], at[3]) - 1;

  if (block->diagonal && row != col) {
    if (value == 0)
      return true;
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "an entry off the diagonal was found in block %lld, "
                           "which is diagonal",
                           at[1]);
  }
  if (!epi_grow (&self->entries, &self->entries_capacity, self->n_entries,
                 sizeof *self->entries))
    return epi_lines_no_memory (self->lines, error);
  if (self->n_entries >= INT_MAX)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_LIMIT,
                           "there are more than 2³¹ entries");
  self->entries[self->n_entries++] =
      (EpiSdpaEntry){.at = {(int)at[0], (int)at[1] - 1, row, col, value},
                     .mirrored = at[2] > at[3],
                     .line = self->lines->number};
  return true;
}

/* matrix block row col value */
static bool
read_entry (EpiSdpaReader *self, EpiSpan word, GError **error)
{
  static const char *const names[] = {
      "the number of a matrix", "the number of a block", "a row", "a column"};
  long long at[4],
      high[4] = {(long long)self->m, (long long)self->n_blocks, 0, 0};
  double value;

  for (int i = 0; i < 4; i++) {
    if (i == 2)
      high[2] = high[3] = (long long)self->blocks[at[1] - 1].size;
    if (!epi_lines_integer (self->lines, word, names[i], i > 0, high[i], &at[i],
                            error))
      return false;
    epi_lines_word (self->lines, SEPARATORS, &word);
  }
  return epi_lines_number (self->lines, word, "the value of an entry", &value,
                           error) &&
         check_entry (self, at, value, error);
}

static bool
read_entries (EpiSdpaReader *self, GError **error)
{
  EpiLinesResult result;
  EpiSpan word;

  while ((result = next_line (self, NULL, error)) == EPI_LINES_LINE) {
    char first = self->lines->line.text[0];
    if (first == '*' || first == '"')
      continue;
    while (epi_lines_word (self->lines, SEPARATORS, &word))
      if (!read_entry (self, word, error))
        return false;
  }
  return result == EPI_LINES_END;
}

bool
epi_sdpa_read (EpiLines *lines, EpiSdp *out, GError **error)
{
  EpiSdpaReader self = {.lines = lines, .promised = -1};

  *out = (EpiSdp){0};
  bool good = read_head (&self, error) && read_entries (&self, error) &&
              epi_sdpa_build (&self, out, error);
  epi_free (self.c);
  epi_free (self.blocks);
  epi_free (self.entries);
  epi_free (self.weights);
  return good;
}
