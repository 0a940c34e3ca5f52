/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The points: their features, how noise shifts them, which are held back, and
 * the samples that they make.
 */
#include "backprop/lesson.h"

#include "core/epi-random.h"
#include "kit/epi-held-back.h"
#include "kit/epi-refuse.h"

#include <math.h>
#include <string.h>

#define NOISE_STREAM ((uint64_t)1 << 32) /* and the row: its shift */
#define SHARE_STREAM                                                           \
  ((uint64_t)2 << 32) /* and the row: whether for training                     \
                       */

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_backprop, document, name);
}

/* ---- Features ---- */

static double
first (double x, double y)
{
  return x;
}

static double
second (double x, double y)
{
  return y;
}

static double
first_squared (double x, double y)
{
  return x * x;
}

static double
second_squared (double x, double y)
{
  return y * y;
}

static double
product (double x, double y)
{
  return x * y;
}

static double
first_sine (double x, double y)
{
  return sin (x);
}

static double
second_sine (double x, double y)
{
  return sin (y);
}

const BpFeature bp_features[BP_FEATURES] = {
    {"use_x1", "x₁", first},
    {"use_x2", "x₂", second},
    {"use_x1_squared", "x₁²", first_squared},
    {"use_x2_squared", "x₂²", second_squared},
    {"use_product", "x₁x₂", product},
    {"use_sin_x1", "sin x₁", first_sine},
    {"use_sin_x2", "sin x₂", second_sine}};

void
bp_point_features (const BpProblem *self, double x, double y, double *values)
{
  x = (x - self->mean[0]) / self->scale[0];
  y = (y - self->mean[1]) / self->scale[1];
  for (size_t i = 0; i < self->n_features; i++)
    values[i] = bp_features[self->feature[i]].value (x, y);
}

/* ---- Rows ---- */

double
bp_noise_size (const EpiDocument *document)
{
  return number (document, "noise");
}

EpiPoint
bp_noise (const EpiDocument *document, double size, size_t row)
{
  EpiPoint shift = {0, 0};

  if (size > 0) {
    EpiRandom random =
        epi_random (epi_document_seed (document), NOISE_STREAM + row);
    shift.x = size * epi_random_normal (&random);
    shift.y = size * epi_random_normal (&random);
  }
  return shift;
}

static bool
has_marks (const EpiTable *table)
{
  for (size_t row = 0; row < epi_table_rows (table); row++)
    if (epi_table_mark (table, row) & EPI_MARK_TEST)
      return true;
  return false;
}

void
bp_find_tests (const EpiDocument *document, const EpiTable *table, bool *test)
{
  double share = number (document, "share");
  bool marked = has_marks (table);

  for (size_t row = 0; row < epi_table_rows (table); row++) {
    EpiRandom random =
        epi_random (epi_document_seed (document), SHARE_STREAM + row);
    test[row] = marked ? (epi_table_mark (table, row) & EPI_MARK_TEST) != 0
                       : 100 * epi_random_uniform (&random) > share;
  }
}

static void
standardise (BpProblem *self, const EpiData *data)
{
  for (size_t k = 0; k < 2; k++) {
    double sum = 0, square = 0;
    self->mean[k] = 0;
    self->scale[k] = 1;
    if (!epi_data_standardised (data) || self->n < 2)
      continue;
    for (size_t i = 0; i < self->n; i++)
      sum += self->at[2 * i + k];
    self->mean[k] = sum / (double)self->n;
    for (size_t i = 0; i < self->n; i++)
      square += pow (self->at[2 * i + k] - self->mean[k], 2);
    if (square > 0)
      self->scale[k] = sqrt (square / (double)(self->n - 1));
  }
}

static void
take_point (BpProblem *self, EpiPoint noise, size_t row, const bool *test,
            const double v[3])
{
  size_t i = self->n++;

  self->at[2 * i] = v[0] + noise.x;
  self->at[2 * i + 1] = v[1] + noise.y;
  self->target[i] = v[2];
  self->test[i] = test[row];
  self->row[i] = row;
  self->n_train += !self->test[i];
  epi_range_include (&self->range, self->at[2 * i], self->at[2 * i + 1]);
}

/* Nothing to train on: there is nothing, or it all tests. */
static bool
refuse_empty (const BpProblem *self, const EpiTable *table, GError **error)
{
  if (self->n == 0)
    return epi_refuse (error, "there are no points to train on: add some (in "
                              "the window: double-click), or choose data");
  return epi_refuse (error, has_marks (table)
                                ? EPI_ALL_HELD_BACK
                                : "chance leaves all points to the test: give "
                                  "a larger share of them to training");
}

bool
bp_take_rows (BpProblem *self, const EpiDocument *document, GError **error)
{
  const EpiData *data = epi_document_data (document, "points");
  ptrdiff_t column[3] = {-1, -1, -1};
  static const char *const roles[3] = {"x", "y", "value"};

  for (size_t j = 0; data != NULL && j < 3; j++)
    column[j] = epi_data_column (data, roles[j], 0);
  if (column[0] < 0 || column[1] < 0)
    return epi_refuse (error, "choose two columns of numbers for the plane");
  if (self->regression && column[2] < 0)
    return epi_refuse (error, "choose a column of numbers for the height");
  if (!self->regression &&
      !epi_classes_find (data, "label", &self->classes, error))
    return false;
  const EpiTable *table = epi_data_table (data);
  size_t rows = epi_table_rows (table);
  if (rows > BP_MOST)
    return epi_refuse (
        error,
        "%zu points are too many for this figure, which takes %d: "
        "filter some away",
        rows, BP_MOST);
  self->at = g_new (double, 2 * rows + 2);
  self->target = g_new (double, rows + 1);
  self->test = g_new (bool, rows + 1);
  self->row = g_new (size_t, rows + 1);
  self->range = epi_range_empty ();
  double noise = bp_noise_size (document);
  bool *test = g_new (bool, rows + 1);
  bp_find_tests (document, table, test);
  for (size_t row = 0; row < rows; row++) {
    double v[3] = {epi_table_number (table, row, (size_t)column[0]),
                   epi_table_number (table, row, (size_t)column[1]),
                   self->regression
                       ? epi_table_number (table, row, (size_t)column[2])
                       : self->classes.of_row[row]};
    if (isfinite (v[0]) && isfinite (v[1]) && isfinite (v[2]) &&
        (self->regression || v[2] >= 0) &&
        !(epi_table_mark (table, row) & EPI_MARK_HIDDEN))
      take_point (self, bp_noise (document, noise, row), row, test, v);
  }
  g_free (test);
  self->range = epi_range_padded (self->range, 0.12);
  standardise (self, data);
  return self->walk || self->n_train > 0 || refuse_empty (self, table, error);
}

bool
bp_take_features (BpProblem *self, const EpiDocument *document, GError **error)
{
  for (size_t i = 0; i < BP_FEATURES; i++)
    if (number (document, bp_features[i].param) != 0)
      self->feature[self->n_features++] = i;
  self->net.units[0] = self->n_features;
  return self->n_features > 0 ||
         epi_refuse (error, "the network sees nothing: choose at least one "
                            "feature, such as x₁");
}

/* ---- Samples ---- */

static float
lowest_target (const BpNet *net)
{
  return net->loss == EPI_LOSS_BINARY || epi_activation_lowest (net->last) > -1
             ? 0
             : -1;
}

float
bp_target_of (const BpProblem *self, double c, size_t o)
{
  return c == (double)o ? 1 : lowest_target (&self->net);
}

double
bp_border (const BpNet *net)
{
  return net->loss == EPI_LOSS_BINARY /* logits */
             ? 0
             : (1 + (double)lowest_target (net)) / 2;
}

EpiStatus
bp_take_samples (BpProblem *self, bool test)
{
  size_t p = self->n_features, q = self->net.units[self->net.layers];
  bool as_class = self->net.loss == EPI_LOSS_CROSS_ENTROPY;
  float *inputs = g_new (float, self->n *p + 1);
  float *values = g_new (float, self->n *q + 1);
  int32_t *labels = g_new (int32_t, self->n + 1);
  size_t m = 0;

  for (size_t i = 0; i < self->n; i++) {
    double features[BP_FEATURES];
    if (self->test[i] != test)
      continue;
    bp_point_features (self, self->at[2 * i], self->at[2 * i + 1], features);
    for (size_t j = 0; j < p; j++)
      inputs[m * p + j] = (float)features[j];
    for (size_t o = 0; o < q; o++)
      values[m * q + o] = self->regression
                              ? (float)self->target[i]
                              : bp_target_of (self, self->target[i], o);
    labels[m++] = self->regression ? 0 : (int32_t)self->target[i];
  }
  EpiSamplesView view = {.shape = {p, 1, 1, 1, 0},
                         .n = m,
                         .targets = as_class ? 0 : q,
                         .classes = as_class ? q : 0,
                         .classify = !self->regression,
                         .border =
                             self->regression ? 0 : bp_border (&self->net),
                         .inputs = inputs,
                         .values = as_class ? NULL : values,
                         .labels = as_class ? labels : NULL};
  EpiStatus status =
      m > 0 ? epi_samples_new (&view, &self->samples[test]) : EPI_OK;
  g_free (inputs);
  g_free (values);
  g_free (labels);
  return status;
}
