/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-libsvm.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  EpiPairs pairs;
  int *start; /* (n + 1) */
  double *label;
  size_t n, start_capacity, label_capacity;
} Reader;

/* ---- Reading ---- */

static bool
read_pair (EpiLines *lines, EpiSpan word, EpiPairs *pairs, int before,
           GError **error)
{
  const char *colon = memchr (word.text, ':', word.length);
  long long index;

  if (colon == NULL)
    return epi_lines_expected (lines, error, word, "index:value");
  EpiSpan left = {word.text, (size_t)(colon - word.text)};
  EpiSpan right = {colon + 1, word.length - left.length - 1};
  if (!epi_lines_integer (lines, left, "the index of a feature", 1,
                          EPI_LIBSVM_FEATURES, &index, error))
    return false;
  if (index <= before)
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_SYNTAX,
                           "feature %lld stands behind feature %d; the indices "
                           "of a line must ascend",
                           index, before);
  if (pairs->n == INT_MAX ||
      !epi_grow (&pairs->row, &pairs->row_capacity, pairs->n,
                 sizeof *pairs->row) ||
      !epi_grow (&pairs->value, &pairs->value_capacity, pairs->n,
                 sizeof *pairs->value))
    return epi_lines_no_memory (lines, error);
  if (!epi_lines_number (lines, right, "the value of a feature",
                         &pairs->value[pairs->n], error))
    return false;
  pairs->row[pairs->n++] = (int)index - 1;
  pairs->largest = MAX (pairs->largest, (int)index);
  return true;
}

bool
epi_libsvm_pairs (EpiLines *lines, EpiPairs *pairs, GError **error)
{
  size_t first = pairs->n;
  EpiSpan word;

  while (epi_lines_word (lines, NULL, &word)) {
    if (word.text[0] == '#')
      break;
    int before = pairs->n > first ? pairs->row[pairs->n - 1] + 1 : 0;
    if (!read_pair (lines, word, pairs, before, error))
      return false;
  }
  return true;
}

static bool
read_example (Reader *self, EpiLines *lines, EpiSpan label, GError **error)
{
  if (!epi_grow (&self->start, &self->start_capacity, self->n + 1,
                 sizeof *self->start) ||
      !epi_grow (&self->label, &self->label_capacity, self->n,
                 sizeof *self->label))
    return epi_lines_no_memory (lines, error);
  if (!epi_lines_number (lines, label, "a label (a number)",
                         &self->label[self->n], error) ||
      !epi_libsvm_pairs (lines, &self->pairs, error))
    return false;
  self->start[++self->n] = (int)self->pairs.n;
  return true;
}

static bool
read_all (Reader *self, EpiLines *lines, GError **error)
{
  EpiLinesResult result;
  EpiSpan word;

  if (!epi_grow (&self->start, &self->start_capacity, 0, sizeof *self->start))
    return epi_lines_no_memory (lines, error);
  self->start[0] = 0;
  while ((result = epi_lines_next (lines, error)) == EPI_LINES_LINE)
    if (epi_lines_word (lines, NULL, &word) && word.text[0] != '#' &&
        !read_example (self, lines, word, error))
      return false;
  if (result == EPI_LINES_ERROR)
    return false;
  if (self->n == 0)
    return epi_lines_ended (lines, error, "an example: label index:value …");
  return true;
}

bool
epi_libsvm_read (EpiLines *lines, EpiExamples *out, GError **error)
{
  Reader self = {0};

  *out = (EpiExamples){0};
  bool good = read_all (&self, lines, error);
  if (good && self.pairs.n == 0) { /* arrays that are never NULL */
    good = epi_grow (&self.pairs.row, &self.pairs.row_capacity, 0,
                     sizeof *self.pairs.row) &&
           epi_grow (&self.pairs.value, &self.pairs.value_capacity, 0,
                     sizeof *self.pairs.value);
    if (!good)
      epi_lines_no_memory (lines, error);
  }
  if (!good) {
    epi_free (self.start);
    epi_free (self.label);
    epi_free (self.pairs.row);
    epi_free (self.pairs.value);
    return false;
  }
  out->X = (EpiSparse){(size_t)self.pairs.largest, self.n, self.start,
                       self.pairs.row, self.pairs.value};
  out->label = self.label;
  return true;
}

bool
epi_libsvm_open (const char *path, EpiExamples *out, GError **error)
{
  EpiLines lines = {0};

  *out = (EpiExamples){0};
  bool good = epi_lines_open (&lines, path, error) &&
              epi_libsvm_read (&lines, out, error);
  epi_lines_close (&lines);
  return good;
}

/* ---- Writing ---- */

void
epi_libsvm_append_number (GString *text, double value)
{
  char buffer[EPI_NUMBER_SIZE];

  epi_number_print (buffer, value);
  g_string_append (text, buffer);
}

char *
epi_libsvm_write (const EpiExamples *examples, size_t *length)
{
  const EpiSparse *X = &examples->X;
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < X->cols; i++) {
    epi_libsvm_append_number (text, examples->label[i]);
    for (int k = X->start[i]; k < X->start[i + 1]; k++)
      if (X->value[k] != 0) {
        g_string_append_printf (text, " %d:", X->row[k] + 1);
        epi_libsvm_append_number (text, X->value[k]);
      }
    g_string_append_c (text, '\n');
  }
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* ---- Parts ---- */

EpiStatus
epi_examples_pick (const EpiExamples *from, const size_t *which, size_t m,
                   EpiExamples *out)
{
  const EpiSparse *X = &from->X;
  size_t n = 0;

  *out = (EpiExamples){0};
  for (size_t i = 0; i < m; i++)
    n += (size_t)(X->start[which[i] + 1] - X->start[which[i]]);
  out->label = epi_new (double, m);
  if (out->label == NULL || epi_sparse_new (X->rows, m, n, &out->X) != EPI_OK) {
    epi_examples_clear (out);
    return EPI_NO_MEMORY;
  }
  for (size_t i = 0; i < m; i++) {
    int first = X->start[which[i]], count = X->start[which[i] + 1] - first;
    int at = out->X.start[i];
    memcpy (out->X.row + at, X->row + first, (size_t)count * sizeof (int));
    memcpy (out->X.value + at, X->value + first,
            (size_t)count * sizeof (double));
    out->X.start[i + 1] = at + count;
    out->label[i] = from->label[which[i]];
  }
  return EPI_OK;
}

static int
by_value_cb (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

EpiStatus
epi_examples_count_labels (const EpiExamples *examples, size_t *out)
{
  size_t n = examples->X.cols;
  double *label = epi_new (double, n);

  *out = 0;
  if (label == NULL)
    return EPI_NO_MEMORY;
  memcpy (label, examples->label, n * sizeof *label);
  qsort (label, n, sizeof *label, by_value_cb);
  for (size_t i = 0; i < n; i++)
    *out += i == 0 || label[i] != label[i - 1];
  epi_free (label);
  return EPI_OK;
}

void
epi_examples_clear (EpiExamples *examples)
{
  epi_sparse_clear (&examples->X);
  epi_free (examples->label);
  *examples = (EpiExamples){0};
}
