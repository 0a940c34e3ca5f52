/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli train mlp|cnn|lstm [--net TEXT] [--data FILE] …
 *
 * mlp and cnn learn images, lstm learns a text; --net is another network for
 * the same.  Each epoch ends with a look at what was kept back.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-network.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "data/epi-write-file.h"
#include "descend/epi-optimizer.h"
#include "neural/epi-trainer.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What suits the shipped data on a network's own terms: Adam, its step falling
 * to nothing along a half cosine. */
typedef struct {
  const char *name;
  size_t epochs, batch;
  double step, clip;
  bool text;
} Kind;

static const Kind kinds[] = {
    {"mlp", 5, 32, 0.002, 0, false},
    {"cnn", 6, 32, 0.002, 0, false},
    {"lstm", 8, 16, 0.008, 5, true},
};

typedef struct {
  const EpiCliOptions *options;
  EpiCancel *cancel;
  const Kind *kind;
  EpiTrainerOptions trainer;
  EpiCliLearning learning;
  EpiMethod *method;
  GString *json; /* NULL: for people */
  gint64 began;
  size_t n;              /* samples */
  size_t epochs;         /* behind */
  double sum;            /* of losses since the epoch began, */
  size_t seen;           /* so many of them */
  double loss, accuracy; /* of what is kept back, when last asked */
  void *state;           /* where a lost device goes on from */
} Command;

/* ---- Options ---- */

static const Kind *
find_kind (const char *name)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    if (strcmp (kinds[k].name, name) == 0)
      return &kinds[k];
  epi_cli_refuse ("train takes mlp, cnn or lstm, and “%s” is none of them; "
                  "--net writes any other network",
                  name);
  return NULL;
}

static bool
read_optimizer (Command *self)
{
  const EpiCliOptions *options = self->options;
  const char *name = options->optimizer != NULL ? options->optimizer : "adam";
  int kind = epi_optimizer_parse (name);
  GString *known = g_string_new (NULL);

  for (int k = 0; k < EPI_N_OPTIMIZERS; k++)
    g_string_append_printf (known, "%s%s", k > 0 ? ", " : "",
                            epi_optimizer_name ((EpiOptimizerKind)k));
  if (kind < 0)
    epi_cli_refuse ("--optimizer is one of %s, and “%s” is none of them",
                    known->str, name);
  g_string_free (known, TRUE);
  if (kind < 0)
    return false;
  EpiOptimizerOptions *optimizer = &self->trainer.optimizer;
  *optimizer = epi_optimizer_defaults ((EpiOptimizerKind)kind);
  if (options->learning_rate.given)
    optimizer->step = options->learning_rate.value;
  else if (kind == EPI_OPTIMIZER_ADAM || kind == EPI_OPTIMIZER_ADAMW)
    optimizer->step = self->kind->step;
  optimizer->clip = self->kind->clip;
  if (optimizer->step > 0)
    return true;
  epi_cli_refuse ("--learning-rate needs a number above 0");
  return false;
}

static bool
read_options (Command *self)
{
  const EpiCliOptions *options = self->options;
  EpiTrainerOptions *trainer = &self->trainer;
  const char *precision =
      options->precision != NULL ? options->precision : "single";

  self->kind = find_kind (options->argument);
  if (self->kind == NULL)
    return false;
  *trainer = (EpiTrainerOptions){
      .loss = EPI_LOSS_CROSS_ENTROPY,
      .batch = options->batch.given ? options->batch.value : self->kind->batch,
      .epochs =
          options->epochs.given ? options->epochs.value : self->kind->epochs,
      .seed = options->seed.given ? options->seed.value : 0,
      .element = strcmp (precision, "double") == 0 ? EPI_DOUBLE : EPI_FLOAT,
  };
  if (strcmp (precision, "single") != 0 && strcmp (precision, "double") != 0)
    epi_cli_refuse ("--precision is single or double, and “%s” is neither",
                    precision);
  else if (trainer->batch == 0 || trainer->batch > 1000000)
    epi_cli_refuse ("--batch is a number of samples, 1 to 1000000");
  else if (trainer->epochs == 0 || trainer->epochs > 1000000)
    epi_cli_refuse ("--epochs is a number of rounds, 1 to 1000000");
  else if (trainer->seed >> 53 != 0)
    epi_cli_refuse ("--seed is a whole number below 2⁵³");
  else
    return read_optimizer (self);
  return false;
}

/* Whether the ending says that the file is something else. */
static bool
is_no_network (const char *path)
{
  static const char *const endings[] = {".png", ".svg",  ".pdf", ".jpg",
                                        ".csv", ".json", ".txt", ".epigraph"};

  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
    const char *ending = strrchr (path, '.');
    if (ending != NULL && g_ascii_strcasecmp (ending, endings[i]) == 0)
      return true;
  }
  return false;
}

/* That -o can be written is known before the work, not after it. */
static bool
check_output (const char *path)
{
  char *folder;

  if (path == NULL)
    return true;
  if (is_no_network (path)) {
    epi_cli_refuse ("%s cannot be: a network is written as .safetensors", path);
    return false;
  }
  folder = g_path_get_dirname (path);
  bool good = access (folder, W_OK) == 0;
  if (!good)
    epi_cli_refuse ("%s cannot be written: %s", path, g_strerror (errno));
  else if (g_file_test (path, G_FILE_TEST_IS_DIR))
    good = epi_cli_refuse ("%s is a folder, not a file", path) == EPI_EXIT_OK;
  g_free (folder);
  return good;
}

/* ---- What is told ---- */

static double
seconds (const Command *self)
{
  return (double)(g_get_monotonic_time () - self->began) * 1e-6;
}

/* Steps that so many epochs take; a batch may be of two. */
static size_t
steps_of (const Command *self, size_t epochs)
{
  return (epochs * self->n + self->trainer.batch - 1) / self->trainer.batch;
}

static size_t
count_of (const EpiSamples *samples)
{
  const EpiSamplesView *view = epi_samples_view (samples);
  return view->n * view->answers;
}

static void
tell_epoch (Command *self)
{
  double train_loss = self->sum / (double)self->seen;

  if (self->json != NULL) {
    epi_cli_json_open (self->json, NULL, '{');
    epi_cli_json_number (self->json, "epoch", (double)self->epochs);
    epi_cli_json_number (self->json, "step", (double)self->method->k);
    epi_cli_json_maybe (self->json, "train_loss", train_loss);
    epi_cli_json_maybe (self->json, "test_loss", self->loss);
    epi_cli_json_maybe (self->json, "test_accuracy", self->accuracy);
    epi_cli_json_number (self->json, "seconds", seconds (self));
    epi_cli_json_close (self->json, '}');
    epi_cli_json_print (self->json);
  } else if (!self->options->quiet) {
    char *loss = epi_number_label (train_loss, 4);
    char *test = epi_cli_accuracy_text (count_of (self->learning.test),
                                        self->loss, self->accuracy);
    printf ("epoch %zu: loss %s in training; %s\n", self->epochs, loss, test);
    g_free (test);
    g_free (loss);
  }
  fflush (stdout);
}

static void
tell_end (Command *self)
{
  const EpiCliOptions *options = self->options;
  EpiNetwork *network = epi_trainer_network (self->method);
  GString *json = self->json;

  if (json == NULL) {
    char *time = epi_number_label (seconds (self), 3);
    if (!options->quiet)
      printf ("%zu weights after %zu step%s in %s s%s\n",
              epi_network_n_weights (network), self->method->k,
              self->method->k == 1 ? "" : "s", time,
              options->output == NULL ? "; not saved, for want of -o" : "");
    g_free (time);
    return;
  }
  epi_cli_json_open (json, NULL, '{');
  EpiStatus status = self->method->status;
  epi_cli_json_text (
      json, "status",
      epi_status_word (status == EPI_RUNNING ? EPI_INTERRUPTED : status));
  epi_cli_json_text (json, "net", epi_network_text (network));
  epi_cli_json_number (json, "weights",
                       (double)epi_network_n_weights (network));
  epi_cli_json_number (json, "samples", (double)self->n);
  epi_cli_json_number (json, "epochs", (double)self->epochs);
  epi_cli_json_number (json, "steps", (double)self->method->k);
  epi_cli_json_accuracy (json, count_of (self->learning.test), self->loss,
                         self->accuracy);
  epi_cli_json_number (json, "seconds", seconds (self));
  epi_cli_json_text (json, "device",
                     epi_device_name (epi_network_device (network)));
  epi_cli_json_text (json, "precision",
                     self->trainer.element == EPI_DOUBLE ? "double" : "single");
  epi_cli_json_number (json, "seed", (double)self->trainer.seed);
  epi_cli_json_text (json, "output", options->output);
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
}

static int
save (Command *self)
{
  GError *error = NULL;
  size_t length;

  if (self->options->output == NULL)
    return EPI_EXIT_OK;
  self->learning.about.loss = self->trainer.loss;
  unsigned char *bytes =
      epi_network_write (epi_trainer_network (self->method),
                         &self->learning.about, &length, &error);
  if (bytes != NULL)
    epi_write_file (self->options->output, bytes, length, true, &error);
  epi_free (bytes);
  return error != NULL ? epi_cli_refuse_error (error) : EPI_EXIT_OK;
}

/* ---- Training ---- */

/* On a device that is far the loss of most steps stays there. */
static void
see_loss (Command *self, bool must)
{
  if (!must && !epi_trainer_is_settled (self->method))
    return;
  epi_trainer_network (self->method); /* settles */
  self->sum += self->method->f;
  self->seen++;
}

/* One epoch, or what there is of it.  Looks at what is kept back. */
static EpiStatus
run_epoch (Command *self)
{
  size_t end = steps_of (self, self->epochs + 1);

  self->sum = 0, self->seen = 0;
  while (self->method->k < end && self->method->status == EPI_RUNNING &&
         !epi_cancel_is_raised (self->cancel)) {
    epi_method_step (self->method);
    see_loss (self, self->method->k == end);
  }
  EpiStatus status = self->method->status;
  if (status != EPI_RUNNING && status != EPI_LIMIT)
    return status;
  EpiStatus looked = epi_trainer_evaluate (self->method, self->learning.test,
                                           &self->loss, &self->accuracy);
  if (looked != EPI_OK)
    return looked;
  self->epochs += self->method->k == end;
  if (self->method->k == end)
    tell_epoch (self);
  EpiStatus saved = self->state != NULL && status == EPI_RUNNING
                        ? epi_method_save_state (self->method, self->state)
                        : EPI_OK;
  return saved != EPI_OK ? saved : status;
}

static int
train (Command *self)
{
  EpiStatus status = EPI_RUNNING;

  self->began = g_get_monotonic_time ();
  while (status == EPI_RUNNING && !epi_cancel_is_raised (self->cancel))
    status = run_epoch (self);
  const char *trouble = epi_trainer_trouble (self->method);
  if (status != EPI_RUNNING && status != EPI_LIMIT)
    return epi_cli_network_refuse (status, g_strdup (trouble));
  int saved = save (self);
  if (saved == EPI_EXIT_OK)
    tell_end (self);
  return saved == EPI_EXIT_OK && status == EPI_RUNNING ? EPI_EXIT_INTERRUPTED
                                                       : saved;
}

static int
make_and_train (Command *self)
{
  const EpiCliOptions *options = self->options;
  const char *net = options->net != NULL ? options->net : self->kind->name;
  EpiTrainerOptions *trainer = &self->trainer;
  char *trouble;

  self->n = epi_samples_view (self->learning.train)->n;
  trainer->batch = MIN (trainer->batch, self->n);
  if (trainer->optimizer.kind == EPI_OPTIMIZER_GRADIENT_DESCENT)
    trainer->batch = self->n;
  trainer->optimizer.schedule = EPI_SCHEDULE_COSINE;
  trainer->optimizer.factor = 0;
  trainer->optimizer.period = (double)steps_of (self, trainer->epochs);
  EpiDevice *device =
      epi_compute_device (epi_cli_compute (options), EPI_KERNEL_GEMM,
                          trainer->batch, trainer->element);
  EpiStatus status =
      epi_trainer_new (net, self->learning.train, self->learning.test, device,
                       trainer, &trouble, &self->method);
  epi_device_unref (device);
  if (status != EPI_OK)
    return epi_cli_network_refuse (status, trouble);
  self->state = epi_alloc (1, epi_method_state_size (self->method));
  int result = train (self);
  epi_free (self->state);
  epi_method_free (self->method);
  return result;
}

int
epi_cli_train (const EpiCliOptions *options, EpiCancel *cancel)
{
  Command self = {.options = options, .cancel = cancel};
  int status = EPI_EXIT_USAGE;

  if (!read_options (&self) || !check_output (options->output))
    return status;
  self.json = options->json ? g_string_new (NULL) : NULL;
  if (self.kind->text ? epi_cli_learning_text (options, &self.learning)
                      : epi_cli_learning_images (options, &self.learning)) {
    status = make_and_train (&self);
    epi_cli_learning_clear (&self.learning);
  }
  if (self.json != NULL)
    g_string_free (self.json, TRUE);
  return status;
}
