/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli evaluate NETWORK [--data FILE [--labels FILE]]
 *
 * All that the network needs stands in its file.  The data are images with
 * their labels, a text, or one picture, which is told its class.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-network.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "neural/epi-evaluate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BATCH 256

typedef struct {
  const EpiCliOptions *options;
  EpiSafetensors file;
  EpiNetworkAbout about;
  EpiNetwork *network;
  EpiSamples *samples; /* or */
  float *inputs;       /* of one picture */
  char *trouble;
} Command;

/* ---- What both commands say ---- */

int
epi_cli_network_refuse (EpiStatus status, char *trouble)
{
  int result = EPI_EXIT_INTERNAL;

  if (status == EPI_FAILED && trouble != NULL) {
    result = epi_cli_refuse ("%s", trouble);
  } else if (status == EPI_DIVERGED || status == EPI_NOT_FINITE) {
    epi_cli_tell ("training diverged: %s",
                  trouble != NULL ? trouble : epi_status_sentence (status));
    result = EPI_EXIT_NOT_SOLVED;
  } else {
    epi_cli_tell ("%s", epi_status_sentence (status));
  }
  g_free (trouble);
  return result;
}

char *
epi_cli_accuracy_text (size_t count, double loss, double accuracy)
{
  char *percent = epi_number_label (100 * accuracy, 4);
  char *value = epi_number_label (loss, 4);
  char *text = g_strdup_printf ("accuracy %s %%, loss %s on %zu answers",
                                percent, value, count);

  g_free (value);
  g_free (percent);
  return text;
}

void
epi_cli_json_accuracy (GString *json, size_t count, double loss,
                       double accuracy)
{
  epi_cli_json_number (json, "count", (double)count);
  epi_cli_json_maybe (json, "loss", loss);
  epi_cli_json_maybe (json, "accuracy", accuracy);
}

/* ---- Many samples ---- */

static EpiStatus
measure (EpiNetwork *network, EpiLoss loss, EpiSamples *samples, double *value,
         double *accuracy, char **trouble)
{
  EpiBatches *batches = NULL;
  EpiStatus status = epi_evaluate_check (network, loss, samples, trouble);

  if (status == EPI_OK)
    status = epi_batches_new (samples, loss, 1, 0, epi_network_device (network),
                              epi_network_element (network), &batches);
  if (status == EPI_OK)
    status = epi_evaluate (network, loss, batches, 0, value, accuracy);
  epi_batches_free (batches);
  return status;
}

static void
print_accuracy (const EpiCliOptions *options, const EpiNetwork *network,
                size_t count, double loss, double accuracy)
{
  if (options->json) {
    GString *json = g_string_new (NULL);
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_text (json, "net", epi_network_text (network));
    epi_cli_json_accuracy (json, count, loss, accuracy);
    epi_cli_json_close (json, '}');
    epi_cli_json_print (json);
    g_string_free (json, TRUE);
  } else {
    char *text = epi_cli_accuracy_text (count, loss, accuracy);
    puts (text);
    g_free (text);
  }
}

static EpiStatus
evaluate_samples (Command *self)
{
  const EpiSamplesView *view = epi_samples_view (self->samples);
  double loss, accuracy;
  EpiStatus status = measure (self->network, self->about.loss, self->samples,
                              &loss, &accuracy, &self->trouble);

  if (status == EPI_OK)
    print_accuracy (self->options, self->network, view->n * view->answers, loss,
                    accuracy);
  return status;
}

/* ---- One picture ---- */

static EpiStatus
ask (EpiNetwork *network, const float *inputs, double *outputs)
{
  EpiShape in = epi_network_in (network);
  size_t n = epi_shape_size (&in);
  double *values = epi_new (double, n);
  EpiBuffer *X = NULL;
  const EpiBuffer *Y;
  EpiStatus status =
      values == NULL ? EPI_NO_MEMORY
                     : epi_buffer_new (epi_network_device (network),
                                       epi_network_element (network), n, 1, &X);

  for (size_t i = 0; i < n && status == EPI_OK; i++)
    values[i] = (double)inputs[i];
  if (status == EPI_OK)
    status = epi_buffer_set (X, values);
  if (status == EPI_OK)
    status = epi_network_forward (network, X, 1, &Y);
  if (status == EPI_OK)
    status = epi_buffer_get (Y, outputs);
  epi_buffer_free (X);
  epi_free (values);
  return status;
}

/* y := eʸ / Σ eʸ; returns where it is largest. */
static size_t
softmax (double *y, size_t n)
{
  size_t best = 0;
  double sum = 0;

  for (size_t i = 1; i < n; i++)
    best = y[i] > y[best] ? i : best;
  double largest = y[best];
  for (size_t i = 0; i < n; i++)
    sum += y[i] = exp (y[i] - largest);
  for (size_t i = 0; i < n; i++)
    y[i] /= sum;
  return best;
}

static void
print_class (const EpiCliOptions *options, const EpiNetwork *network,
             size_t best, const double *probability, size_t n)
{
  if (options->json) {
    GString *json = g_string_new (NULL);
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_text (json, "net", epi_network_text (network));
    epi_cli_json_accuracy (json, 1, NAN, NAN);
    epi_cli_json_number (json, "class", (double)best);
    epi_cli_json_open (json, "probabilities", '[');
    for (size_t i = 0; i < n; i++)
      epi_cli_json_number (json, NULL, probability[i]);
    epi_cli_json_close (json, ']');
    epi_cli_json_close (json, '}');
    epi_cli_json_print (json);
    g_string_free (json, TRUE);
  } else {
    char *percent = epi_number_label (100 * probability[best], 3);
    printf ("class %zu, probability %s %%\n", best, percent);
    g_free (percent);
  }
}

static EpiStatus
evaluate_picture (Command *self)
{
  EpiShape out = epi_network_out (self->network);
  size_t n = epi_shape_size (&out) * out.steps;
  double *outputs = epi_new (double, n);
  EpiStatus status = outputs == NULL
                         ? EPI_NO_MEMORY
                         : ask (self->network, self->inputs, outputs);

  if (status == EPI_OK)
    print_class (self->options, self->network, softmax (outputs, n), outputs,
                 n);
  epi_free (outputs);
  return status;
}

static bool
open_picture (Command *self)
{
  const EpiShape *in = &self->about.in;
  const char *path = self->options->data;
  GError *error = NULL;
  EpiImage image;

  if (self->about.vocabulary != NULL || self->options->labels != NULL) {
    epi_cli_refuse (self->about.vocabulary != NULL
                        ? "%s is a picture, and this network reads a text"
                        : "%s is one picture, and --labels is for many",
                    path);
    return false;
  }
  if (!epi_image_open (path, &image, &error)) {
    epi_cli_refuse_error (error);
    return false;
  }
  self->inputs = epi_new (float, epi_shape_size (in));
  bool good = self->inputs != NULL &&
              epi_image_inputs (&image, *in, self->about.scaling, self->inputs);
  if (!good)
    epi_cli_refuse ("%s has %zu × %zu × %zu pixels, and the network was "
                    "trained on %zu × %zu × %zu",
                    path, image.width, image.height, image.channels, in->width,
                    in->height, in->channels);
  epi_image_clear (&image);
  return good;
}

/* ---- The command ---- */

/* On that device.  False after a sentence. */
static bool
open_network (Command *self, EpiDevice *device)
{
  char *name = g_path_get_basename (self->options->argument);
  GError *error = NULL;

  epi_network_free (self->network);
  epi_network_about_clear (&self->about);
  if (!epi_network_read (&self->file, name, BATCH, device, &self->about,
                         &self->network, &error))
    epi_cli_refuse_error (error);
  g_free (name);
  return self->network != NULL;
}

static bool
open_data (Command *self)
{
  const EpiCliOptions *options = self->options;

  return options->data != NULL && epi_cli_is_picture (options->data)
             ? open_picture (self)
             : epi_cli_test_samples (options, &self->about, &self->samples);
}

static EpiStatus
evaluate (Command *self)
{
  return self->inputs != NULL ? evaluate_picture (self)
                              : evaluate_samples (self);
}

/* On the device that was chosen, and where that fails on the cpu. */
static int
open_and_evaluate (Command *self)
{
  const char *precision = epi_safetensors_text (&self->file, "precision");
  bool wide = precision != NULL && strcmp (precision, "double") == 0;
  EpiCompute *compute = epi_cli_compute (self->options);
  EpiDevice *device = epi_compute_device (compute, EPI_KERNEL_GEMM, BATCH,
                                          wide ? EPI_DOUBLE : EPI_FLOAT);
  int result = EPI_EXIT_USAGE;

  if (open_network (self, device) && open_data (self)) {
    EpiStatus status = evaluate (self);
    if (epi_compute_must_repeat (compute, device, status)) {
      EpiDevice *cpu = epi_compute_cpu (compute);
      g_clear_pointer (&self->trouble, g_free);
      status = open_network (self, cpu) ? evaluate (self) : EPI_FAILED;
      epi_device_unref (cpu);
    }
    result =
        status == EPI_OK
            ? EPI_EXIT_OK
            : epi_cli_network_refuse (status, g_steal_pointer (&self->trouble));
  }
  epi_device_unref (device);
  return result;
}

int
epi_cli_evaluate (const EpiCliOptions *options, EpiCancel *cancel)
{
  Command self = {.options = options};
  GError *error = NULL;

  if (!epi_safetensors_open (options->argument, &self.file, &error))
    return epi_cli_refuse_error (error);
  int result = open_and_evaluate (&self);
  g_free (self.trouble);
  epi_free (self.inputs);
  epi_samples_unref (self.samples);
  epi_network_free (self.network);
  epi_network_about_clear (&self.about);
  epi_safetensors_clear (&self.file);
  return result;
}
