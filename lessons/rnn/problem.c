/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Series or text as windows, and networks that learn what comes next.
 *
 *   run 0   the cell that was chosen
 *   run 1   the one that it is compared with, on the same windows
 *
 * A window is W steps; at each of them the answer is the next value, or the
 * next letter, and the state before the first is zero.  Of a series every
 * window is a sample; a text is cut into windows one behind the other.  The
 * last fifth of a series, the last tenth of a text, is for testing.
 */
#include "rnn/lesson.h"

#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "kit/epi-refuse.h"
#include "kit/epi-training.h"
#include "neural/epi-text-samples.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 20000 /* of a series */
#define MEASURE_SERIES 20
#define MEASURE_TEXT 100
#define KEEP 100000
#define MOST_TESTED 200 /* windows of a text */

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_rnn, document, name);
}

static void
problem_free (void *data)
{
  RnProblem *self = data;

  for (size_t i = 0; i < G_N_ELEMENTS (self->networks); i++)
    epi_network_free (self->networks[i]);
  epi_samples_unref (self->train);
  epi_samples_unref (self->test);
  epi_attachment_unref (self->file);
  g_free (self->x);
  g_free (self);
}

/* ---- A series ---- */

size_t
rn_series (const EpiDocument *document, double **x, double **y)
{
  const EpiData *data = epi_document_data (document, "series");
  ptrdiff_t cx = data != NULL ? epi_data_column (data, "x", 0) : -1;
  ptrdiff_t cy = data != NULL ? epi_data_column (data, "y", 0) : -1;
  size_t rows = cx >= 0 && cy >= 0 ? epi_table_rows (epi_data_table (data)) : 0;
  size_t n = 0;

  *x = g_new (double, 2 * rows + 2);
  *y = *x + rows + 1;
  for (size_t row = 0; row < rows; row++) {
    const EpiTable *table = epi_data_table (data);
    (*x)[n] = epi_table_number (table, row, (size_t)cx);
    (*y)[n] = epi_table_number (table, row, (size_t)cy);
    n += isfinite ((*x)[n]) && isfinite ((*y)[n]) &&
         !(epi_table_mark (table, row) & EPI_MARK_HIDDEN);
  }
  return n;
}

/* Windows whose last answer lies at rows first … last. */
static EpiStatus
series_windows (const RnProblem *self, size_t first, size_t last,
                EpiSamples **out)
{
  size_t W = self->window, n = last - first + 1;
  float *inputs = epi_new (float, 2 * n * W);
  float *answers = inputs + n * W;

  *out = NULL;
  if (inputs == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    for (size_t t = 0; t < W; t++) {
      size_t row = first + i - W + t;
      inputs[t + W * i] = (float)((self->y[row] - self->mean) / self->scale);
      answers[t + W * i] =
          (float)((self->y[row + 1] - self->mean) / self->scale);
    }
  EpiSamplesView view = {.shape = {1, 1, 1, W, 0},
                         .n = n,
                         .answers = W,
                         .targets = 1,
                         .inputs = inputs,
                         .values = answers};
  EpiStatus status = epi_samples_new (&view, out);
  epi_free (inputs);
  return status;
}

static bool
take_series (RnProblem *self, const EpiDocument *document, GError **error)
{
  double sum = 0, square = 0;
  size_t W = self->window;

  self->n = rn_series (document, &self->x, &self->y);
  if (self->n == 0)
    return epi_refuse (error,
                       "choose a series: a column of numbers that says when "
                       "and one that says how much");
  if (self->n > MOST_ROWS)
    return epi_refuse (error,
                       "%zu rows are too many for this lesson, which takes "
                       "%d: filter some away",
                       self->n, MOST_ROWS);
  size_t split = self->n - self->n / 5; /* the first row for testing */
  if (split < 2 * W || self->n - split < 2)
    return epi_refuse (error,
                       "a series of %zu rows is too short for windows of "
                       "%zu: four fifths of it should be two windows long",
                       self->n, W);
  for (size_t i = 0; i < split; i++)
    sum += self->y[i];
  self->mean = sum / (double)split;
  for (size_t i = 0; i < split; i++)
    square += pow (self->y[i] - self->mean, 2);
  self->scale = square > 0 ? sqrt (square / (double)split) : 1;
  self->loss = EPI_LOSS_MSE;
  EpiStatus status = series_windows (self, W, split - 1, &self->train);
  if (status == EPI_OK)
    status = series_windows (self, split, self->n - 1, &self->test);
  return status == EPI_OK ||
         epi_refuse (error, "%s", epi_status_sentence (status));
}

/* ---- A text ---- */

static bool
take_text (RnProblem *self, const EpiDocument *document, GError **error)
{
  const EpiAttachment *file = epi_document_attachment (document, EPI_OPENED);
  const RnText *text = self->text = rn_text (document, error);

  if (text == NULL)
    return false;
  if (file != NULL)
    self->file = epi_attachment_ref (file);
  size_t W = self->window, train = text->n - text->n / 10;
  size_t test = MIN (text->n - train, MOST_TESTED * W + 1);
  EpiStatus status =
      epi_text_samples (text->classes, train, W, text->n_classes, &self->train);
  self->loss = EPI_LOSS_CROSS_ENTROPY;
  if (status == EPI_OK)
    status = epi_text_samples (text->classes + train, test, W, text->n_classes,
                               &self->test);
  if (status == EPI_FAILED)
    return epi_refuse (
        error,
        "a text of %zu characters is too short for windows of %zu: "
        "a tenth of it, which is kept back, should be longer",
        text->n, W);
  return status == EPI_OK ||
         epi_refuse (error, "%s", epi_status_sentence (status));
}

/* ---- Networks ---- */

static char *
net_text (const RnProblem *self, const EpiDocument *document, const char *cell)
{
  int units = (int)number (document, "units");

  if (self->text == NULL)
    return g_strdup_printf ("%s %d; dense 1", cell, units);
  return g_strdup_printf ("embedding %d; %s %d; dense %zu",
                          (int)number (document, "embedding"), cell, units,
                          self->text->n_classes);
}

/* Trains on the device that was chosen, and is asked on the cpu. */
static EpiStatus
add_network (RnProblem *self, const EpiDocument *document, const char *cell,
             EpiBuilt *built, char **trouble)
{
  EpiTrainerOptions options = epi_training_options (&epi_lesson_rnn, document);
  char *text = net_text (self, document, cell);
  size_t i = built->n_runs;
  EpiDevice *device = epi_compute_device (
      epi_compute_default (), EPI_KERNEL_GEMM, options.batch, options.element);
  EpiDevice *cpu = epi_compute_cpu (epi_compute_default ());

  options.loss = self->loss;
  options.measure = self->text != NULL ? MEASURE_TEXT : MEASURE_SERIES;
  options.keep = KEEP;
  options.steps = (size_t)number (document, "steps");
  EpiStatus status =
      epi_trainer_new (text, self->train, self->test, device, &options, trouble,
                       &built->runs[i].method);
  if (status == EPI_OK)
    built->n_runs++;
  built->runs[i].name = strcmp (cell, "lstm") == 0 ? "LSTM" : "Elman";
  built->runs[i].max_steps = SIZE_MAX;
  if (status == EPI_OK)
    status = epi_network_new (text, epi_samples_view (self->train)->shape, 1,
                              cpu, EPI_DOUBLE, trouble, &self->networks[i]);
  self->n_networks = built->n_runs;
  epi_device_unref (device);
  epi_device_unref (cpu);
  g_free (text);
  return status;
}

static bool
add_networks (RnProblem *self, const EpiDocument *document, EpiBuilt *built,
              GError **error)
{
  const char *cell = epi_lesson_text (&epi_lesson_rnn, document, "cell");
  const char *against = epi_lesson_text (&epi_lesson_rnn, document, "against");
  char *trouble = NULL;
  EpiStatus status = add_network (self, document, cell, built, &trouble);

  if (status == EPI_OK && strcmp (against, "none") != 0)
    status = add_network (self, document, against, built, &trouble);
  if (status != EPI_OK)
    epi_refuse (error, "the training cannot begin: %s",
                trouble != NULL ? trouble : epi_status_sentence (status));
  g_free (trouble);
  return status == EPI_OK;
}

bool
rn_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  const char *task = epi_lesson_text (&epi_lesson_rnn, document, "task");
  RnProblem *self = g_new0 (RnProblem, 1);

  built->problem = self;
  built->free_problem = problem_free;
  self->window = (size_t)number (document, "window");
  bool taken = strcmp (task, "series") == 0
                   ? take_series (self, document, error)
                   : take_text (self, document, error);
  return taken && add_networks (self, document, built, error);
}

char *
rn_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL || epi_frame_status (frame) != EPI_DIVERGED)
    return NULL;
  return g_strdup_printf (
      "The loss is no number any more: with the learning rate %g a step "
      "overshot so far that the next one overshot more. The last good step is "
      "kept; go back and on with a smaller rate, or clip the gradient.",
      epi_scene_number (scene, "step"));
}
