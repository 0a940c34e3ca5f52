/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Networks from the document, and their training.
 *
 *   run 0   the network that was chosen
 *   run 1   the one that it is compared with, on the same digits
 */
#include "cnn/lesson.h"

#include "compute/epi-compute.h"
#include "kit/epi-training.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define ASK_BATCH 128
#define MEASURE 20 /* steps between two looks at the test digits */
#define KEEP 120000

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_cnn, document, name);
}

char *
cn_net_text (const EpiDocument *document, const char *name)
{
  int filters = (int)number (document, "filters");
  int size = (int)number (document, "size");
  double rate = number (document, "dropout");
  char *dropout =
      rate > 0 ? g_strdup_printf (" dropout %.9g;", rate) : g_strdup ("");
  char *text;

  if (strcmp (name, "cnn") == 0)
    text =
        g_strdup_printf ("conv %dx%dx%d relu; pool 2; conv %dx%dx%d relu; "
                         "pool 2; dense 64 relu;%s dense 10",
                         size, size, filters, size, size, 2 * filters, dropout);
  else if (strcmp (name, "one") == 0)
    text = g_strdup_printf ("conv %dx%dx%d relu; pool 2;%s dense 10", size,
                            size, filters, dropout);
  else
    text = g_strdup_printf ("dense 128 relu;%s dense 10", dropout);
  g_free (dropout);
  return text;
}

static void
problem_free (void *data)
{
  CnProblem *self = data;

  for (size_t i = 0; i < G_N_ELEMENTS (self->networks); i++)
    epi_network_free (self->networks[i]);
  epi_samples_unref (self->train);
  epi_samples_unref (self->test);
  g_free (self);
}

static CnProblem *
problem_new (const EpiDocument *document, GError **error)
{
  const CnDigits *digits = cn_digits (error);

  if (digits == NULL)
    return NULL;
  CnProblem *self = g_new0 (CnProblem, 1);
  self->digits = digits;
  for (size_t i = 0; i < CN_PIXELS; i++)
    self->order[i] = i;
  if (number (document, "shuffle") != 0)
    cn_shuffle (epi_document_seed (document), self->order);
  if (cn_samples (digits, false, self->order, &self->train) == EPI_OK &&
      cn_samples (digits, true, self->order, &self->test) == EPI_OK)
    return self;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       "there is not enough memory for the digits");
  problem_free (self);
  return NULL;
}

/* Trains on the device that was chosen, and answers on the cpu. */
static EpiStatus
add_network (CnProblem *self, const EpiDocument *document, const char *name,
             EpiBuilt *built, char **trouble)
{
  EpiTrainerOptions options = epi_training_options (&epi_lesson_cnn, document);
  char *text = cn_net_text (document, name);
  size_t i = built->n_runs;
  EpiDevice *device = epi_compute_device (
      epi_compute_default (), EPI_KERNEL_GEMM, options.batch, options.element);
  EpiDevice *cpu = epi_compute_cpu (epi_compute_default ());

  options.loss = EPI_LOSS_CROSS_ENTROPY;
  options.epochs = (size_t)number (document, "epochs");
  options.measure = MEASURE;
  options.keep = KEEP;
  EpiStatus status =
      epi_trainer_new (text, self->train, self->test, device, &options, trouble,
                       &built->runs[i].method);
  if (status == EPI_OK)
    built->n_runs++;
  built->runs[i].name = strcmp (name, "mlp") == 0   ? "fully connected"
                        : strcmp (name, "one") == 0 ? "one convolution"
                                                    : "convolutional";
  built->runs[i].max_steps = SIZE_MAX;
  if (status == EPI_OK)
    status =
        epi_network_new (text, epi_samples_view (self->train)->shape, ASK_BATCH,
                         cpu, EPI_FLOAT, trouble, &self->networks[i]);
  self->n_networks = built->n_runs;
  epi_device_unref (device);
  epi_device_unref (cpu);
  g_free (text);
  return status;
}

bool
cn_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  CnProblem *self = problem_new (document, error);
  const char *network = epi_lesson_text (&epi_lesson_cnn, document, "network");
  const char *against = epi_lesson_text (&epi_lesson_cnn, document, "against");
  char *trouble = NULL;

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = problem_free;
  EpiStatus status = add_network (self, document, network, built, &trouble);
  if (status == EPI_OK && strcmp (against, "none") != 0)
    status = add_network (self, document, against, built, &trouble);
  if (status != EPI_OK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the training cannot begin: %s",
                 trouble != NULL ? trouble : epi_status_sentence (status));
  g_free (trouble);
  return status == EPI_OK;
}

char *
cn_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL || epi_frame_status (frame) != EPI_DIVERGED)
    return NULL;
  return g_strdup_printf (
      "The loss is no number any more: with the learning rate %g a step "
      "overshot so far that the next one overshot more. The last good step is "
      "kept; go back and on with a smaller rate.",
      epi_scene_number (scene, "step"));
}
