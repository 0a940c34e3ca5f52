/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "backprop/problem.h"

#include "backprop/lesson.h"
#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "kit/epi-refuse.h"
#include "kit/epi-entries.h"
#include "kit/epi-training.h"

#include <math.h>
#include <string.h>

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

double
bp_border_of (const EpiDocument *document)
{
  BpNet net = {0};

  take_hidden (&net, document);
  return strcmp (text (document, "problem"), "regress") == 0 ? 0
                                                             : bp_border (&net);
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
    epi_refuse (error, "%s",
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
  self->eye_host = epi_alloc (BP_BLOCK * self->n_features, size);
  self->eye_out = epi_alloc (BP_BLOCK * BP_WIDTH, size);
  return status == EPI_OK && (self->eye_host == NULL || self->eye_out == NULL)
             ? EPI_NO_MEMORY
             : status;
}

/* Which points there are, and the sizes of input and output that they need. */
static bool
see_points (BpProblem *self, const EpiDocument *document, GError **error)
{
  BpNet *net = &self->net;

  self->regression = strcmp (text (document, "problem"), "regress") == 0;
  if (!bp_take_rows (self, document, error) ||
      !bp_take_features (self, document, error))
    return false;
  if (self->regression)
    net->loss = EPI_LOSS_MSE;
  net->units[net->layers] =
      self->regression ||
              (self->classes.n <= 2 && net->loss != EPI_LOSS_CROSS_ENTROPY)
          ? 1
          : MAX (self->classes.n, 2);
  return true;
}

/* Walking through a row of the table. */
static bool
take_point_of_table (BpProblem *self, const EpiDocument *document, size_t row,
                     GError **error)
{
  size_t i = 0;

  if (!see_points (self, document, error))
    return false;
  while (i < self->n && self->row[i] != row)
    i++;
  if (i == self->n)
    return epi_refuse (error,
                       "row %zu of the table is no point: its numbers are "
                       "missing, or there is no such row",
                       row + 1);
  bp_point_features (self, self->at[2 * i], self->at[2 * i + 1], self->x);
  for (size_t o = 0; o < self->net.units[self->net.layers]; o++)
    self->t[o] = self->regression
                     ? self->target[i]
                     : (double)bp_target_of (self, self->target[i], o);
  return true;
}

static bool
take_points (BpProblem *self, const EpiDocument *document, GError **error)
{
  char *trouble = NULL;

  if (!see_points (self, document, error))
    return false;
  self->element = epi_training_options (&epi_lesson_backprop, document).element;
  self->device =
      epi_compute_device (epi_compute_default (), EPI_KERNEL_GEMM,
                          (size_t)number (document, "batch"), self->element);
  EpiStatus status = bp_take_samples (self, false);
  if (status == EPI_OK)
    status = bp_take_samples (self, true);
  if (status == EPI_OK)
    status = open_eye (self, &trouble);
  if (status != EPI_OK)
    epi_refuse (error, "the network cannot be made: %s",
                trouble != NULL ? trouble : epi_status_sentence (status));
  g_free (trouble);
  return status == EPI_OK;
}

/* What goes in and what should come out. */
static bool
take_given (BpProblem *self, const EpiDocument *document, GError **error)
{
  size_t point = (size_t)number (document, "point");

  if (!self->walk)
    return take_points (self, document, error);
  if (point > 0)
    return take_point_of_table (self, document, point - 1, error);
  take_typed (self, document);
  return true;
}

BpProblem *
bp_problem_new (const EpiDocument *document, GError **error)
{
  BpProblem *self = g_new0 (BpProblem, 1);

  self->walk = strcmp (text (document, "mode"), "walk") == 0;
  take_hidden (&self->net, document);
  self->scale[0] = self->scale[1] = 1;
  if (take_given (self, document, error) &&
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
  g_free (self->row);
  epi_samples_unref (self->samples[0]);
  epi_samples_unref (self->samples[1]);
  epi_network_free (self->eye);
  epi_buffer_free (self->eye_in);
  epi_free (self->eye_host);
  epi_free (self->eye_out);
  epi_device_unref (self->device);
  g_free (self);
}
