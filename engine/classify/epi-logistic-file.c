/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models in the text form of LIBLINEAR: a head of names and values, "w", then a
 * weight a line. */
#include "classify/epi-logistic.h"

#include "core/epi-alloc.h"

#include <string.h>

EpiStatus
epi_logistic_labels (const double *label, size_t n, double labels[2], double *y)
{
  size_t second = 0;

  while (second < n && label[second] == label[0])
    second++;
  if (second == n)
    return EPI_UNSUPPORTED;
  labels[0] = label[0];
  labels[1] = label[second];
  if (labels[0] == -1 && labels[1] == 1) {
    labels[0] = 1;
    labels[1] = -1;
  }
  for (size_t i = 0; i < n; i++) {
    if (label[i] != labels[0] && label[i] != labels[1])
      return EPI_UNSUPPORTED;
    y[i] = label[i] == labels[0] ? 1 : -1;
  }
  return EPI_OK;
}

/* ---- Writing ---- */

char *
epi_logistic_write (const EpiLogisticModel *model, size_t *length)
{
  GString *text = g_string_new ("solver_type L2R_LR\nnr_class 2\nlabel ");

  epi_libsvm_append_number (text, model->label[0]);
  g_string_append_c (text, ' ');
  epi_libsvm_append_number (text, model->label[1]);
  g_string_append_printf (text, "\nnr_feature %zu\nbias %d\nw\n", model->p,
                          model->intercept ? 1 : -1);
  for (size_t f = 0; f < model->p + model->intercept; f++) {
    epi_libsvm_append_number (text, model->w[f]);
    g_string_append_c (text, '\n');
  }
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* ---- Reading ---- */

/* The line has no more words. */
static bool
need_end (EpiLines *lines, GError **error)
{
  EpiSpan word;

  return !epi_lines_word (lines, NULL, &word) ||
         epi_lines_expected (lines, error, word, "the end of the line");
}

/* The next line, which begins with that name; of the one before all is read. */
static bool
need_line (EpiLines *lines, const char *name, GError **error)
{
  EpiSpan word = {0};

  if (lines->number > 0 && !need_end (lines, error))
    return false;
  EpiLinesResult result = epi_lines_next (lines, error);
  if (result == EPI_LINES_END)
    return epi_lines_ended (lines, error, name);
  if (result == EPI_LINES_ERROR)
    return false;
  if (!epi_lines_word (lines, NULL, &word) || !epi_span_is (word, name))
    return epi_lines_expected (lines, error, word, name);
  return true;
}

static bool
need_number (EpiLines *lines, const char *what, double *value, GError **error)
{
  EpiSpan word = {0};

  if (!epi_lines_word (lines, NULL, &word))
    return epi_lines_expected (lines, error, word, what);
  return epi_lines_number (lines, word, what, value, error);
}

static bool
need_integer (EpiLines *lines, const char *what, long long low, long long high,
              long long *value, GError **error)
{
  EpiSpan word = {0};

  if (!epi_lines_word (lines, NULL, &word))
    return epi_lines_expected (lines, error, word, what);
  return epi_lines_integer (lines, word, what, low, high, value, error);
}

static bool
read_head (EpiLines *lines, EpiLogisticModel *out, GError **error)
{
  EpiSpan word = {0};
  long long count;
  double bias;

  if (!need_line (lines, "solver_type", error))
    return false;
  if (!epi_lines_word (lines, NULL, &word) || !epi_span_is (word, "L2R_LR"))
    return epi_lines_expected (lines, error, word, "L2R_LR");
  if (!need_line (lines, "nr_class", error) ||
      !need_integer (lines, "2, the classes there can be", 2, 2, &count,
                     error) ||
      !need_line (lines, "label", error) ||
      !need_number (lines, "a label", &out->label[0], error) ||
      !need_number (lines, "a second label", &out->label[1], error) ||
      !need_line (lines, "nr_feature", error) ||
      !need_integer (lines, "the number of features", 0, EPI_LIBSVM_FEATURES,
                     &count, error) ||
      !need_line (lines, "bias", error) ||
      !need_number (lines, "1 or -1", &bias, error))
    return false;
  if (out->label[0] == out->label[1])
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_NUMBER,
                           "both labels are %g", out->label[0]);
  if (bias != 1 && bias >= 0)
    return epi_lines_fail (lines, error, EPI_DATA_ERROR_NUMBER,
                           "the bias is %g, and can be 1 or -1", bias);
  out->p = (size_t)count;
  out->intercept = bias == 1;
  return need_line (lines, "w", error);
}

/* Memory grows with the lines that are there, not with what the head claims. */
static bool
read_weights (EpiLines *lines, EpiLogisticModel *out, GError **error)
{
  size_t capacity = 0, q = out->p + out->intercept;

  for (size_t f = 0; f < q; f++) {
    if (!need_end (lines, error))
      return false;
    EpiLinesResult result = epi_lines_next (lines, error);
    if (result == EPI_LINES_END)
      return epi_lines_ended (lines, error, "a weight");
    if (result == EPI_LINES_ERROR)
      return false;
    if (!epi_grow (&out->w, &capacity, f, sizeof *out->w))
      return epi_lines_no_memory (lines, error);
    if (!need_number (lines, "a weight", &out->w[f], error))
      return false;
  }
  return need_end (lines, error);
}

bool
epi_logistic_read (EpiLines *lines, EpiLogisticModel *out, GError **error)
{
  *out = (EpiLogisticModel){0};
  if (read_head (lines, out, error) && read_weights (lines, out, error))
    return true;
  epi_logistic_model_clear (out);
  return false;
}

void
epi_logistic_model_clear (EpiLogisticModel *model)
{
  epi_free (model->w);
  *model = (EpiLogisticModel){0};
}
