/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "backprop/problem.h"

#include "backprop/lesson.h"
#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "kit/epi-entries.h"
#include "kit/epi-training.h"

#include <math.h>
#include <string.h>

#define NOISE_STREAM ((uint64_t)1 << 32) /* and the row: its shift */
#define SHARE_STREAM                                                           \
  ((uint64_t)2 << 32) /* and the row: whether for training                     \
                       */

/* ---- Parameters ---- */

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_backprop, document, name);
}

static const char *
text (const EpiDocument *document, const char *name)
{
  return epi_lesson_text (&epi_lesson_backprop, document, name);
}

static bool refuse (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static bool
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error =
        g_error_new_valist (G_IO_ERROR, G_IO_ERROR_FAILED, format, arguments);
  va_end (arguments);
  return false;
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

/* ---- The network ---- */

static void
take_hidden (BpNet *net, const EpiDocument *document)
{
  static const char *const widths[BP_HIDDEN] = {"width1", "width2", "width3",
                                                "width4"};
  size_t hidden = (size_t)number (document, "hidden");

  net->layers = hidden + 1;
  for (size_t i = 0; i < hidden; i++)
    net->units[i + 1] = (size_t)number (document, widths[i]);
  net->activation =
      (EpiActivation)epi_activation_parse (text (document, "activation"));
  net->last = (EpiActivation)epi_activation_parse (text (document, "last"));
  net->loss = (EpiLoss)epi_loss_parse (text (document, "loss"));
  if (net->loss != EPI_LOSS_MSE) /* those begin at the logits */
    net->last = EPI_ACTIVATION_IDENTITY;
}

char *
bp_net_text (const BpNet *net, double dropout)
{
  GString *out = g_string_new (NULL);

  for (size_t l = 1; l <= net->layers; l++) {
    EpiActivation f = l < net->layers ? net->activation : net->last;
    g_string_append_printf (out, "%sdense %zu", l > 1 ? "; " : "",
                            net->units[l]);
    if (f != EPI_ACTIVATION_IDENTITY)
      g_string_append_printf (out, " %s", epi_activation_name (f));
    if (dropout > 0 && l < net->layers) {
      char rate[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (
          out, "; dropout %s",
          g_ascii_formatd (rate, sizeof rate, "%.4f", dropout));
    }
  }
  return g_string_free (out, FALSE);
}

const char *
bp_weight_name (size_t l, bool bias)
{
  static const char *const names[2][BP_LAYERS] = {
      {"W1", "W2", "W3", "W4", "W5"}, {"b1", "b2", "b3", "b4", "b5"}};

  return names[bias][l - 1];
}

/* Those of the document where they are wanted and fit; others stay. */
static void
type_weights (BpNet *net, const EpiDocument *document)
{
  if (strcmp (text (document, "weights"), "typed") != 0)
    return;
  for (size_t l = 1; l <= net->layers; l++)
    for (int bias = 0; bias < 2; bias++) {
      size_t rows, cols, wanted = bias ? 1 : net->units[l - 1];
      double *values =
          epi_lesson_matrix (&epi_lesson_backprop, document,
                             bp_weight_name (l, bias), &rows, &cols);
      if (rows == net->units[l] && cols == wanted)
        memcpy (bias ? net->b[l - 1] : net->W[l - 1], values,
                rows * cols * sizeof *values);
      g_free (values);
    }
}

/* The l-th dense layer among all (dropout has no weights). */
static size_t
layer_with_weights (const EpiNetwork *network, size_t l)
{
  for (size_t i = 0; i < epi_network_n_layers (network); i++)
    if (epi_network_layer (network, i)->n_parameters > 0 && --l == 0)
      return i;
  g_return_val_if_reached (0);
}

EpiStatus
bp_put_net (EpiNetwork *network, const BpNet *net)
{
  EpiStatus status = EPI_OK;

  for (size_t l = 1; l <= net->layers && status == EPI_OK; l++) {
    size_t i = layer_with_weights (network, l);
    status = epi_network_set (network, i, 0, net->W[l - 1]);
    if (status == EPI_OK)
      status = epi_network_set (network, i, 1, net->b[l - 1]);
  }
  return status;
}

EpiStatus
bp_take_net (const EpiNetwork *network, BpNet *net)
{
  EpiStatus status = EPI_OK;

  for (size_t l = 1; l <= net->layers && status == EPI_OK; l++) {
    size_t i = layer_with_weights (network, l);
    status = epi_network_get (network, i, 0, net->W[l - 1]);
    if (status == EPI_OK)
      status = epi_network_get (network, i, 1, net->b[l - 1]);
  }
  return status;
}

EpiStatus
bp_put_weights (EpiNetwork *network, const EpiFrame *frame)
{
  const EpiFrameItem *item;
  EpiStatus status = EPI_OK;

  for (size_t l = 1; l <= BP_LAYERS && status == EPI_OK; l++)
    for (int bias = 0; bias < 2 && status == EPI_OK; bias++)
      if ((item = epi_frame_find (frame, bp_weight_name (l, bias))) != NULL)
        status = epi_network_set (network, layer_with_weights (network, l),
                                  (size_t)bias, item->data);
  return status;
}

/* Draws the first weights, on the cpu in double: both ways begin with them. */
static bool
draw_weights (BpNet *net, const EpiDocument *document, GError **error)
{
  EpiTrainerOptions options =
      epi_training_options (&epi_lesson_backprop, document);
  EpiShape shape = {net->units[0], 1, 1, 1, 0};
  EpiDevice *cpu = epi_compute_cpu (epi_compute_default ());
  EpiNetwork *network;
  char *net_text = bp_net_text (net, 0), *trouble = NULL;
  EpiStatus status =
      epi_network_new (net_text, shape, 1, cpu, EPI_DOUBLE, &trouble, &network);

  if (status == EPI_OK)
    status = epi_network_initialise (network, options.init, options.seed);
  if (status == EPI_OK)
    status = bp_take_net (network, net);
  if (status != EPI_OK)
    refuse (error, "%s",
            trouble != NULL ? trouble : epi_status_sentence (status));
  epi_network_free (network);
  epi_device_unref (cpu);
  g_free (net_text);
  g_free (trouble);
  type_weights (net, document);
  return status == EPI_OK;
}

/* ---- Walking: x and t ---- */

void
bp_take_column (const EpiDocument *document, const char *name, double *to,
                size_t n)
{
  size_t rows, cols;
  double *values =
      epi_lesson_matrix (&epi_lesson_backprop, document, name, &rows, &cols);

  for (size_t i = 0; i < n; i++)
    to[i] = i < rows * cols && isfinite (values[i]) ? values[i] : 0;
  g_free (values);
}

static void
take_typed (BpProblem *self, const EpiDocument *document)
{
  size_t *units = self->net.units, last = self->net.layers;

  units[0] = (size_t)number (document, "inputs");
  units[last] = (size_t)number (document, "outputs");
  bp_take_column (document, "input", self->x, units[0]);
  bp_take_column (document, "target", self->t, units[last]);
}

/* ---- Training: points ---- */

EpiPoint
bp_noise (const EpiDocument *document, size_t row)
{
  double size = number (document, "noise");
  EpiRandom random =
      epi_random (epi_document_seed (document), NOISE_STREAM + row);
  EpiPoint shift = {0, 0};

  if (size > 0) {
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
take_point (BpProblem *self, const EpiDocument *document, size_t row,
            const bool *test, const double v[3])
{
  EpiPoint noise = bp_noise (document, row);
  size_t i = self->n++;

  self->at[2 * i] = v[0] + noise.x;
  self->at[2 * i + 1] = v[1] + noise.y;
  self->target[i] = v[2];
  self->test[i] = test[row];
  self->n_train += !self->test[i];
  epi_range_include (&self->range, self->at[2 * i], self->at[2 * i + 1]);
}

static bool
take_rows (BpProblem *self, const EpiDocument *document, GError **error)
{
  const EpiData *data = epi_document_data (document, "points");
  ptrdiff_t column[3] = {-1, -1, -1};
  static const char *const roles[3] = {"x", "y", "value"};

  for (size_t j = 0; data != NULL && j < 3; j++)
    column[j] = epi_data_column (data, roles[j], 0);
  if (column[0] < 0 || column[1] < 0)
    return refuse (error, "choose two columns of numbers for the plane");
  if (self->regression && column[2] < 0)
    return refuse (error, "choose a column of numbers for the height");
  if (!self->regression &&
      !epi_classes_find (data, "label", &self->classes, error))
    return false;
  const EpiTable *table = epi_data_table (data);
  size_t rows = epi_table_rows (table);
  if (rows > BP_MOST)
    return refuse (error,
                   "%zu points are too many for this figure, which takes %d: "
                   "filter some away",
                   rows, BP_MOST);
  self->at = g_new (double, 2 * rows + 2);
  self->target = g_new (double, rows + 1);
  self->test = g_new (bool, rows + 1);
  self->range = epi_range_empty ();
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
      take_point (self, document, row, test, v);
  }
  g_free (test);
  self->range = epi_range_padded (self->range, 0.12);
  standardise (self, data);
  return self->n_train > 0 ||
         refuse (error, "there are no points to train on: double-click to add "
                        "some, or choose data");
}

static bool
take_features (BpProblem *self, const EpiDocument *document, GError **error)
{
  for (size_t i = 0; i < BP_FEATURES; i++)
    if (number (document, bp_features[i].param) != 0)
      self->feature[self->n_features++] = i;
  self->net.units[0] = self->n_features;
  return self->n_features > 0 ||
         refuse (error, "the network sees nothing: choose at least one "
                        "feature, such as x₁");
}

/* ---- Samples ---- */

/* What output o should say of a point of class c. */
static float
target_of (const BpProblem *self, double c, size_t o)
{
  bool yes = c == (double)o;

  return yes ? 1 : self->net.loss == EPI_LOSS_BINARY ? 0 : -1;
}

static EpiStatus
take_samples (BpProblem *self, bool test)
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
                              : target_of (self, self->target[i], o);
    labels[m++] = self->regression ? 0 : (int32_t)self->target[i];
  }
  EpiSamplesView view = {.shape = {p, 1, 1, 1, 0},
                         .n = m,
                         .targets = as_class ? 0 : q,
                         .classes = as_class ? q : 0,
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

/* ---- The network of the fields ---- */

static EpiStatus
open_eye (BpProblem *self, char **trouble)
{
  EpiShape shape = {self->n_features, 1, 1, 1, 0};
  size_t size = epi_element_size (self->element);
  char *net = bp_net_text (&self->net, 0);
  EpiStatus status = epi_network_new (net, shape, BP_BLOCK, self->device,
                                      self->element, trouble, &self->eye);

  g_free (net);
  if (status == EPI_OK)
    status = epi_buffer_new (self->device, self->element, self->n_features,
                             BP_BLOCK, &self->eye_in);
  self->eye_host = epi_alloc0 (BP_BLOCK * self->n_features, size);
  self->eye_out = epi_alloc0 (BP_BLOCK * BP_WIDTH, size);
  return status == EPI_OK && (self->eye_host == NULL || self->eye_out == NULL)
             ? EPI_NO_MEMORY
             : status;
}

static bool
take_points (BpProblem *self, const EpiDocument *document, GError **error)
{
  char *trouble = NULL;
  BpNet *net = &self->net;

  self->regression = strcmp (text (document, "problem"), "regress") == 0;
  if (!take_rows (self, document, error) ||
      !take_features (self, document, error))
    return false;
  if (self->regression)
    net->loss = EPI_LOSS_MSE;
  net->units[net->layers] =
      self->regression ||
              (self->classes.n <= 2 && net->loss != EPI_LOSS_CROSS_ENTROPY)
          ? 1
          : MAX (self->classes.n, 2);
  self->element = epi_training_options (&epi_lesson_backprop, document).element;
  self->device =
      epi_compute_device (epi_compute_default (), EPI_KERNEL_GEMM,
                          (size_t)number (document, "batch"), self->element);
  EpiStatus status = take_samples (self, false);
  if (status == EPI_OK)
    status = take_samples (self, true);
  if (status == EPI_OK)
    status = open_eye (self, &trouble);
  if (status != EPI_OK)
    refuse (error, "the network cannot be made: %s",
            trouble != NULL ? trouble : epi_status_sentence (status));
  g_free (trouble);
  return status == EPI_OK;
}

BpProblem *
bp_problem_new (const EpiDocument *document, GError **error)
{
  BpProblem *self = g_new0 (BpProblem, 1);

  self->walk = strcmp (text (document, "mode"), "walk") == 0;
  take_hidden (&self->net, document);
  if (self->walk)
    take_typed (self, document);
  if ((self->walk || take_points (self, document, error)) &&
      draw_weights (&self->net, document, error))
    return self;
  bp_problem_free (self);
  return NULL;
}

void
bp_problem_free (void *problem)
{
  BpProblem *self = problem;

  if (self == NULL)
    return;
  epi_classes_clear (&self->classes);
  g_free (self->at);
  g_free (self->target);
  g_free (self->test);
  epi_samples_unref (self->samples[0]);
  epi_samples_unref (self->samples[1]);
  epi_network_free (self->eye);
  epi_buffer_free (self->eye_in);
  epi_free (self->eye_host);
  epi_free (self->eye_out);
  epi_device_unref (self->device);
  g_free (self);
}
