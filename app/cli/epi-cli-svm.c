/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli svm train [-t KERNEL] [-c C] … FILE [MODEL]
 *
 * For people who know svm-train and svm-predict of LIBSVM: the same files and
 * the same letters.  Without -e a machine is trained until its duality gap is
 * 1e-8, and its certificate is computed.
 */
#include "cli/epi-cli-svm.h"

#include "classify/epi-svm.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define GAP 1e-8
#define MANY 20 /* classes that few examples can have */
/* What svm-train takes, of each machine: these, or so many for an example. */
#define STEPS 10000000
#define STEPS_EACH 100

typedef struct {
  const EpiCliOptions *options;
  const EpiCancel *cancel;
  EpiExamples examples;
  EpiSvmOptions svm;
  EpiSvmWeight *weights;
  double seconds; /* of training */
  GString *json;
} Command;

/* ---- Options ---- */

static bool
read_kernel (const char *name, EpiKernelKind *kind)
{
  static const char *const names[][2] = {
      {"0", "linear"}, {"1", "polynomial"}, {"2", "rbf"}};

  for (size_t k = 0; k < G_N_ELEMENTS (names); k++)
    if (strcmp (name, names[k][0]) == 0 || strcmp (name, names[k][1]) == 0) {
      *kind = (EpiKernelKind)k;
      return true;
    }
  epi_cli_refuse ("--kernel is linear, polynomial or rbf (0, 1, 2), and “%s” "
                  "is none of them",
                  name);
  return false;
}

static bool
read_weights (Command *self)
{
  const GPtrArray *texts = self->options->weight;

  self->weights = g_new0 (EpiSvmWeight, texts->len + 1);
  for (guint i = 0; i < texts->len; i++) {
    const char *text = texts->pdata[i], *equals = strchr (text, '=');
    char *label = g_strndup (text, (gsize)(equals - text));
    EpiSvmWeight *weight = &self->weights[i];
    bool good = epi_number_parse (label, &weight->label) &&
                epi_number_parse (equals + 1, &weight->weight) &&
                isfinite (weight->weight) && weight->weight > 0;
    g_free (label);
    if (!good) {
      epi_cli_refuse ("--weight needs a label and a number above 0, as in 1=5, "
                      "and “%s” is none",
                      text);
      return false;
    }
  }
  self->svm.weights = self->weights;
  self->svm.n_weights = texts->len;
  return true;
}

/* What only LIBSVM has. */
static bool
refuse_others (const EpiCliOptions *options)
{
  if (options->type.given && options->type.value != 0)
    epi_cli_refuse ("--type 0, C-SVC, is the only kind of machine there is");
  else if (options->probability.given && options->probability.value != 0)
    epi_cli_refuse ("there are no probabilities: --probability is 0");
  else if (options->shrinking.given && options->shrinking.value != 0 &&
           options->shrinking.value != 1)
    epi_cli_refuse ("--shrinking is 0 or 1");
  else if (options->method != NULL && strcmp (options->method, "smo") != 0 &&
           strcmp (options->method, "ipm") != 0)
    epi_cli_refuse ("--method is smo or ipm, and “%s” is neither",
                    options->method);
  else if (options->max_iterations.given && options->max_iterations.value < 1)
    epi_cli_refuse ("--max-iterations needs a number from 1 on");
  else if (options->folds.given && options->folds.value < 2)
    epi_cli_refuse ("--cross-validation needs 2 folds or more");
  else
    return true;
  return false;
}

static double
or_default (EpiCliNumber number, double value)
{
  return number.given ? number.value : value;
}

/* All but a gamma that was not given: it depends on the file. */
static bool
read_options (Command *self)
{
  const EpiCliOptions *options = self->options;
  EpiSvmOptions *svm = &self->svm;

  *svm = (EpiSvmOptions){
      .kernel = {EPI_KERNEL_RBF, or_default (options->gamma, 1),
                 or_default (options->coef0, 0),
                 options->degree.given ? (int)MIN (options->degree.value, 1000)
                                       : 3},
      .C = or_default (options->cost, 1),
      .epsilon = or_default (options->epsilon, 0),
      .gap = GAP,
      .shrinking = or_default (options->shrinking, 1) != 0,
      .interior_point =
          options->method != NULL && strcmp (options->method, "ipm") == 0,
      .cache_bytes =
          (size_t)(fmin (or_default (options->cache, 200), 1e6) * 0x1p20),
      .certify = true,
  };
  if (!refuse_others (options) || !read_weights (self) ||
      (options->kernel != NULL &&
       !read_kernel (options->kernel, &svm->kernel.kind)))
    return false;
  if (!(svm->C > 0))
    epi_cli_refuse ("--cost needs a number above 0");
  else if (!epi_kernel_is_valid (&svm->kernel))
    epi_cli_refuse ("--gamma needs a number above 0, --degree one from 1 on");
  else
    return true;
  return false;
}

/* ---- Examples ---- */

/* False, and said so, when the labels can be no classes: nearly each example
 * has one of its own. */
static bool
are_classes (const Command *self)
{
  const char *file = self->options->argument;
  size_t n = self->examples.X.cols, classes;

  if (epi_examples_count_labels (&self->examples, &classes) != EPI_OK)
    epi_cli_refuse ("%s: there is not enough memory", file);
  else if (classes > MANY && 2 * classes > n)
    epi_cli_refuse ("%s has %zu different labels on %zu examples: those are "
                    "measurements, and a support vector machine needs classes",
                    file, classes, n);
  else
    return true;
  return false;
}

static void
tell_of_weights_without_a_label (const Command *self)
{
  for (size_t k = 0; k < self->svm.n_weights; k++) {
    bool found = false;
    for (size_t i = 0; i < self->examples.X.cols; i++)
      found = found || self->examples.label[i] == self->weights[k].label;
    if (!found)
      epi_cli_tell ("%s: no example has the label %g, which --weight names",
                    self->options->argument, self->weights[k].label);
  }
}

/* ---- train ---- */

static void
json_pair (GString *json, const EpiSvm *svm, const EpiSvmPair *pair)
{
  const EpiSvmCertificate *c = &pair->certificate;

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_number (json, "positive", svm->label[pair->positive]);
  epi_cli_json_number (json, "negative", svm->label[pair->negative]);
  epi_cli_json_text (
      json, "status",
      epi_status_word (c->status == EPI_OPTIMAL ? EPI_OPTIMAL : pair->status));
  epi_cli_json_maybe (json, "objective", -c->dual);
  epi_cli_json_maybe (json, "primal", c->primal);
  epi_cli_json_maybe (json, "dual", c->dual);
  epi_cli_json_maybe (json, "gap", c->gap);
  epi_cli_json_maybe (json, "rounding", c->rounding);
  epi_cli_json_maybe (json, "dual_residual", c->dual_residual);
  epi_cli_json_bool (json, "certified", c->status == EPI_OPTIMAL);
  epi_cli_json_maybe (json, "tolerance_reached", c->tolerance_reached);
  if (c->missing != NULL)
    epi_cli_json_text (json, "missing", c->missing);
  epi_cli_json_number (json, "iterations", (double)pair->iterations);
  epi_cli_json_number (json, "rho", -pair->bias);
  epi_cli_json_number (json, "support_vectors", (double)pair->n_support);
  epi_cli_json_number (json, "bounded", (double)pair->n_bound);
  epi_cli_json_close (json, '}');
}

static bool
is_certified (const EpiSvm *svm)
{
  bool certified = true;
  for (size_t k = 0; k < svm->n_pairs; k++)
    certified = certified && svm->pairs[k].certificate.status == EPI_OPTIMAL;
  return certified;
}

static void
print_json (Command *self, const EpiSvm *svm, EpiStatus status)
{
  GString *json = self->json;
  char *name = g_path_get_basename (self->options->argument);
  bool certified = is_certified (svm);

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "problem", name);
  epi_cli_json_text (json, "status",
                     epi_status_word (certified ? EPI_OPTIMAL : status));
  epi_cli_json_bool (json, "certified", certified);
  epi_cli_json_number (json, "examples", (double)self->examples.X.cols);
  epi_cli_json_number (json, "features", (double)self->examples.X.rows);
  epi_cli_json_number (json, "classes", (double)svm->n_classes);
  epi_cli_json_number (json, "support_vectors", (double)svm->support.cols);
  if (svm->n_pairs == 1) {
    const EpiSvmPair *pair = svm->pairs;
    epi_cli_json_maybe (json, "objective", -pair->certificate.dual);
    epi_cli_json_maybe (json, "gap", pair->certificate.gap);
    epi_cli_json_number (json, "rho", -pair->bias);
    epi_cli_json_number (json, "bounded", (double)pair->n_bound);
    epi_cli_json_number (json, "iterations", (double)pair->iterations);
  }
  epi_cli_json_number (json, "seconds", self->seconds);
  epi_cli_json_open (json, "pairs", '[');
  for (size_t k = 0; k < svm->n_pairs; k++)
    json_pair (json, svm, &svm->pairs[k]);
  epi_cli_json_close (json, ']');
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
  g_free (name);
}

static void
print_pair (const Command *self, const EpiSvm *svm, const EpiSvmPair *pair)
{
  const EpiSvmCertificate *c = &pair->certificate;
  double numbers[] = {svm->label[pair->positive], svm->label[pair->negative],
                      -c->dual, c->gap, -pair->bias};
  int digits[] = {12, 12, 9, 2, 7};
  char *text[G_N_ELEMENTS (numbers)];

  for (size_t k = 0; k < G_N_ELEMENTS (numbers); k++)
    text[k] = epi_number_label (numbers[k], digits[k]);
  epi_cli_svm_say (
      self->options,
      "%s against %s: %s after %zu steps\n"
      "  objective %s, relative duality gap %s%s%s\n"
      "  rho %s, %zu support vectors, %zu of them at C\n",
      text[0], text[1],
      epi_status_word (c->status == EPI_OPTIMAL ? EPI_OPTIMAL : pair->status),
      pair->iterations, text[2], text[3],
      c->status == EPI_OPTIMAL ? ": globally optimal to 1e-8"
      : c->missing != NULL     ? "\n  not certified: "
                               : "",
      c->missing != NULL ? c->missing : "", text[4], pair->n_support,
      pair->n_bound);
  for (size_t k = 0; k < G_N_ELEMENTS (numbers); k++)
    g_free (text[k]);
}

static int
write_model (const Command *self, const EpiSvm *svm)
{
  size_t length;
  char *text = epi_svm_write (svm, &length);
  int result = epi_cli_write_model (self->options, text, length);

  g_free (text);
  return result;
}

static int
train (Command *self)
{
  EpiSvm svm;
  gint64 began = g_get_monotonic_time ();
  EpiStatus status =
      epi_svm_train (&self->examples, &self->svm, self->cancel, &svm);

  self->seconds = (double)(g_get_monotonic_time () - began) * 1e-6;
  if (svm.pairs == NULL)
    return epi_cli_svm_refuse (status, self->options->argument);
  for (size_t k = 0; k < svm.n_pairs; k++)
    print_pair (self, &svm, &svm.pairs[k]);
  if (self->json != NULL)
    print_json (self, &svm, status);
  int result = write_model (self, &svm);
  if (result == EPI_EXIT_OK && status != EPI_CONVERGED)
    result = epi_cli_svm_refuse (status, self->options->argument);
  if (result == EPI_EXIT_OK && self->svm.epsilon <= 0 && !is_certified (&svm))
    result = EPI_EXIT_NOT_SOLVED;
  epi_svm_clear (&svm);
  return result;
}

static void
print_accuracy (Command *self, size_t right, size_t n, size_t folds)
{
  double accuracy = (double)right / (double)n;
  char *percent = epi_number_label (100 * accuracy, 6);

  epi_cli_svm_say (self->options, "Cross Validation Accuracy = %s%%\n",
                   percent);
  g_free (percent);
  if (self->json == NULL)
    return;
  epi_cli_json_open (self->json, NULL, '{');
  epi_cli_json_number (self->json, "count", (double)n);
  epi_cli_json_number (self->json, "correct", (double)right);
  epi_cli_json_number (self->json, "accuracy", accuracy);
  epi_cli_json_number (self->json, "folds", (double)folds);
  epi_cli_json_close (self->json, '}');
  epi_cli_json_print (self->json);
}

/* Machines that were not solved call names, too; that is said, and it is the
 * exit status. */
static int
cross_validate (Command *self)
{
  const EpiCliOptions *options = self->options;
  size_t n = self->examples.X.cols, right = 0;
  size_t folds = MIN (options->folds.value, n); /* or leave each out */
  double *label = epi_new (double, n);

  if (label == NULL)
    return epi_cli_svm_refuse (EPI_NO_MEMORY, options->argument);
  self->svm.certify = false;
  EpiStatus status = epi_svm_cross_validate (
      &self->examples, &self->svm, folds,
      options->seed.given ? options->seed.value : 0, self->cancel, label);
  bool complete =
      status == EPI_OK || status == EPI_LIMIT || status == EPI_NUMERICAL;
  for (size_t i = 0; i < n && complete; i++)
    right += label[i] == self->examples.label[i];
  epi_free (label);
  if (complete)
    print_accuracy (self, right, n, folds);
  return status == EPI_OK ? EPI_EXIT_OK
                          : epi_cli_svm_refuse (status, options->argument);
}

int
epi_cli_svm_train (const EpiCliOptions *options, EpiCancel *cancel)
{
  Command self = {.options = options, .cancel = cancel};
  GError *error = NULL;
  int status = EPI_EXIT_USAGE;

  if (!read_options (&self)) {
    g_free (self.weights);
    return EPI_EXIT_USAGE;
  }
  if (!epi_libsvm_open (options->argument, &self.examples, &error)) {
    g_free (self.weights);
    return epi_cli_refuse_error (error);
  }
  epi_cli_compute (options);
  self.json = options->json ? g_string_new (NULL) : NULL;
  if (!options->gamma.given)
    self.svm.kernel.gamma = 1 / (double)MAX (self.examples.X.rows, 1);
  self.svm.limit = options->max_iterations.given
                       ? (size_t)options->max_iterations.value
                       : MAX (STEPS, STEPS_EACH * self.examples.X.cols);
  if (are_classes (&self)) {
    tell_of_weights_without_a_label (&self);
    status = options->folds.given ? cross_validate (&self) : train (&self);
  }
  if (self.json != NULL)
    g_string_free (self.json, TRUE);
  g_free (self.weights);
  epi_examples_clear (&self.examples);
  return status;
}
