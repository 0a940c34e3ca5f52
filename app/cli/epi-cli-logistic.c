/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli logistic train [-c C] [--intercept] [--no-penalty] FILE [MODEL]
 * epigraph-cli logistic predict [--probabilities] FILE MODEL [OUTPUT]
 *
 * Files of examples are those of LIBSVM, models those of LIBLINEAR.  The answer
 * is proven to a relative duality gap of 1e-8.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-svm.h"

#include "classify/epi-logistic.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "data/epi-write-file.h"

#include <math.h>
#include <stdio.h>

#define GAP 1e-8
#define CERTAIN 1e-8 /* as far from 0 or 1 */

typedef struct {
  const EpiCliOptions *options;
  EpiExamples examples;
  double *y;
  EpiLogisticProblem problem;
  EpiLogistic fit;
  EpiLogisticModel model; /* borrows fit.w */
  double seconds;
} Command;

/* ---- train ---- */

static int
refuse (const Command *self, EpiStatus status)
{
  const char *file = self->options->argument;

  switch (status) {
  case EPI_UNSUPPORTED:
    return epi_cli_refuse ("%s has more than %d features, and Newton's method "
                           "takes a matrix of them all",
                           file, EPI_LOGISTIC_FEATURES);
  case EPI_UNBOUNDED:
    epi_cli_tell ("%s: a plane parts the two classes, so that larger weights "
                  "are always more likely: there is no largest likelihood "
                  "without a penalty",
                  file);
    return EPI_EXIT_NOT_SOLVED;
  case EPI_NOT_FINITE:
  case EPI_DIVERGED:
    return epi_cli_refuse ("%s: these values are too large for a double; scale "
                           "the features",
                           file);
  default:
    return epi_cli_svm_refuse (status, file);
  }
}

static void
print_json (const Command *self, EpiStatus status)
{
  const EpiLogisticCertificate *c = &self->fit.certificate;
  GString *json = g_string_new (NULL);
  char *name = g_path_get_basename (self->options->argument);

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "problem", name);
  epi_cli_json_text (
      json, "status",
      epi_status_word (c->status == EPI_OPTIMAL ? EPI_OPTIMAL : status));
  epi_cli_json_bool (json, "certified", c->status == EPI_OPTIMAL);
  epi_cli_json_number (json, "examples", (double)self->examples.X.cols);
  epi_cli_json_number (json, "features", (double)self->examples.X.rows);
  epi_cli_json_bool (json, "penalty", self->problem.penalty);
  epi_cli_json_bool (json, "intercept", self->problem.intercept);
  epi_cli_json_maybe (json, "objective", c->primal);
  epi_cli_json_maybe (json, "dual", c->dual);
  epi_cli_json_maybe (json, "gap", c->gap);
  epi_cli_json_maybe (json, "rounding", c->rounding);
  epi_cli_json_maybe (json, "dual_residual", c->dual_residual);
  epi_cli_json_maybe (json, "tolerance_reached", c->tolerance_reached);
  epi_cli_json_number (json, "iterations", (double)self->fit.iterations);
  epi_cli_json_number (json, "seconds", self->seconds);
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
  g_string_free (json, TRUE);
  g_free (name);
}

static void
print (const Command *self)
{
  const EpiLogisticCertificate *c = &self->fit.certificate;
  char *objective = epi_number_label (c->primal, 12);
  char *gap = epi_number_label (c->gap, 2);

  epi_cli_svm_say (self->options,
                   "optimal after %zu steps of Newton's method\n"
                   "  objective %s, relative duality gap %s: globally optimal "
                   "to 1e-8\n",
                   self->fit.iterations, objective, gap);
  g_free (objective);
  g_free (gap);
}

/* Where one feature parts some examples from the others the likelihood rises
 * with its weight for ever, though to a limit below 1. */
static bool
tell_of_certainty (const Command *self)
{
  const EpiLogisticProblem *problem = &self->problem;
  size_t certain = 0;

  for (size_t i = 0; i < problem->X->cols && !problem->penalty; i++) {
    double probability = epi_logistic_probability (
        self->fit.w, problem->X->rows, problem->intercept, problem->X, i);
    certain += fmin (probability, 1 - probability) < CERTAIN;
  }
  if (certain > 0)
    epi_cli_tell ("%s: %zu of the probabilities are 0 or 1 to within 1e-8; "
                  "larger weights may be a little more likely for ever",
                  self->options->argument, certain);
  return certain > 0;
}

static int
write_model (const Command *self)
{
  size_t length;
  char *text = epi_logistic_write (&self->model, &length);
  int result = epi_cli_write_model (self->options, text, length);

  g_free (text);
  return result;
}

static int
fit (Command *self, EpiCancel *cancel)
{
  gint64 began = g_get_monotonic_time ();
  EpiStatus status = epi_logistic_fit (&self->problem, GAP, cancel, &self->fit);

  self->seconds = (double)(g_get_monotonic_time () - began) * 1e-6;
  if (self->options->json && self->fit.w != NULL)
    print_json (self, status);
  if (status == EPI_NUMERICAL && tell_of_certainty (self))
    return EPI_EXIT_NOT_SOLVED;
  if (status != EPI_CONVERGED)
    return refuse (self, status);
  self->model.p = self->examples.X.rows;
  self->model.intercept = self->problem.intercept;
  self->model.w = self->fit.w;
  print (self);
  tell_of_certainty (self);
  return write_model (self);
}

static int
refuse_labels (const Command *self)
{
  size_t classes = 0;

  if (epi_examples_count_labels (&self->examples, &classes) != EPI_OK)
    return epi_cli_svm_refuse (EPI_NO_MEMORY, self->options->argument);
  return epi_cli_refuse ("%s has %zu different label%s, and logistic "
                         "regression parts two classes",
                         self->options->argument, classes,
                         classes == 1 ? "" : "s");
}

static int
fit_two_classes (Command *self, EpiCancel *cancel)
{
  const char *file = self->options->argument;
  size_t n = self->examples.X.cols;

  self->y = epi_new (double, n);
  if (self->y == NULL)
    return epi_cli_svm_refuse (EPI_NO_MEMORY, file);
  if (epi_logistic_labels (self->examples.label, n, self->model.label,
                           self->y) != EPI_OK)
    return refuse_labels (self);
  self->problem.X = &self->examples.X;
  self->problem.y = self->y;
  return fit (self, cancel);
}

int
epi_cli_logistic_train (const EpiCliOptions *options, EpiCancel *cancel)
{
  Command self = {.options = options};
  GError *error = NULL;

  self.problem.C = options->cost.given ? options->cost.value : 1;
  self.problem.penalty = !options->no_penalty;
  self.problem.intercept = options->intercept || options->no_penalty;
  if (options->no_penalty && options->cost.given)
    return epi_cli_refuse ("--cost weighs the loss against a penalty, and with "
                           "--no-penalty there is none");
  if (!(self.problem.C > 0) || !isfinite (self.problem.C))
    return epi_cli_refuse ("--cost needs a number above 0");
  if (!epi_libsvm_open (options->argument, &self.examples, &error))
    return epi_cli_refuse_error (error);
  epi_cli_compute (options);
  int result = fit_two_classes (&self, cancel);
  epi_logistic_clear (&self.fit);
  epi_free (self.y);
  epi_examples_clear (&self.examples);
  return result;
}

/* ---- predict ---- */

static bool
open_model (const char *path, EpiLogisticModel *model)
{
  EpiLines lines = {0};
  GError *error = NULL;
  bool good = epi_lines_open (&lines, path, &error) &&
              epi_logistic_read (&lines, model, &error);

  epi_lines_close (&lines);
  if (!good)
    epi_cli_refuse_error (error);
  return good;
}

static void
write_labels (GString *text, const EpiLogisticModel *model)
{
  g_string_append (text, "labels");
  for (size_t c = 0; c < 2; c++) {
    g_string_append_c (text, ' ');
    epi_libsvm_append_number (text, model->label[c]);
  }
  g_string_append_c (text, '\n');
}

/* A line each: the label, and where they are asked for the probabilities of
 * both, whose order a first line tells. */
static int
write_answers (const EpiCliOptions *options, const EpiLogisticModel *model,
               const double *probability, size_t n)
{
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  if (options->probabilities)
    write_labels (text, model);
  for (size_t i = 0; i < n; i++) {
    epi_libsvm_append_number (text, model->label[!(probability[i] > 0.5)]);
    if (options->probabilities) {
      g_string_append_c (text, ' ');
      epi_libsvm_append_number (text, probability[i]);
      g_string_append_c (text, ' ');
      epi_libsvm_append_number (text, 1 - probability[i]);
    }
    g_string_append_c (text, '\n');
  }
  epi_write_file (options->third, text->str, text->len, false, &error);
  g_string_free (text, TRUE);
  return error != NULL ? epi_cli_refuse_error (error) : EPI_EXIT_OK;
}

static int
predict (const EpiCliOptions *options, const EpiLogisticModel *model,
         const EpiExamples *examples)
{
  size_t n = examples->X.cols, right = 0;
  double *probability = epi_new (double, n);

  if (probability == NULL)
    return epi_cli_svm_refuse (EPI_NO_MEMORY, options->argument);
  for (size_t i = 0; i < n; i++) {
    probability[i] = epi_logistic_probability (
        model->w, model->p, model->intercept, &examples->X, i);
    right += examples->label[i] == model->label[!(probability[i] > 0.5)];
  }
  int result = options->third != NULL
                   ? write_answers (options, model, probability, n)
                   : EPI_EXIT_OK;
  if (result == EPI_EXIT_OK)
    epi_cli_print_accuracy (options, right, n);
  epi_free (probability);
  return result;
}

int
epi_cli_logistic_predict (const EpiCliOptions *options, EpiCancel *cancel)
{
  EpiExamples examples;
  EpiLogisticModel model = {0};
  GError *error = NULL;
  int result = EPI_EXIT_USAGE;

  if (options->probabilities && options->third == NULL)
    return epi_cli_refuse ("--probabilities are written to OUTPUT, and none is "
                           "named");
  if (!epi_libsvm_open (options->argument, &examples, &error))
    return epi_cli_refuse_error (error);
  if (open_model (options->second, &model))
    result = predict (options, &model, &examples);
  epi_logistic_model_clear (&model);
  epi_examples_clear (&examples);
  return result;
}
