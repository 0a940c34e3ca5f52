/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli svm predict FILE MODEL [OUTPUT]
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-svm.h"

#include "classify/epi-svm.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "data/epi-write-file.h"

#include <stdio.h>

/* ---- What both commands say ---- */

int
epi_cli_svm_refuse (EpiStatus status, const char *file)
{
  switch (status) {
  case EPI_INTERRUPTED:
    return EPI_EXIT_INTERRUPTED;
  case EPI_NO_MEMORY:
    epi_cli_refuse ("%s: there is not enough memory", file);
    return EPI_EXIT_INTERNAL;
  case EPI_UNSUPPORTED:
    return epi_cli_refuse ("%s has one class only; a support vector machine "
                           "needs at least two different labels",
                           file);
  case EPI_NOT_FINITE:
    return epi_cli_refuse ("%s: the kernel of these values is too large for a "
                           "double; scale the features",
                           file);
  default:
    epi_cli_tell ("%s: %s", file, epi_status_sentence (status));
    return EPI_EXIT_NOT_SOLVED;
  }
}

void
epi_cli_svm_say (const EpiCliOptions *options, const char *format, ...)
{
  va_list arguments;

  if (options->quiet || options->json)
    return;
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
}

int
epi_cli_write_model (const EpiCliOptions *options, const char *text,
                     size_t length)
{
  char *base = g_path_get_basename (options->argument);
  char *name = options->second != NULL ? g_strdup (options->second)
                                       : g_strconcat (base, ".model", NULL);
  GError *error = NULL;

  epi_write_file (name, text, length, false, &error);
  g_free (base);
  if (error == NULL)
    epi_cli_svm_say (options, "model written to %s\n", name);
  g_free (name);
  return error != NULL ? epi_cli_refuse_error (error) : EPI_EXIT_OK;
}

/* ---- predict ---- */

static bool
open_model (const char *path, EpiSvm *svm)
{
  EpiLines lines = {0};
  GError *error = NULL;
  bool good = epi_lines_open (&lines, path, &error) &&
              epi_svm_read (&lines, svm, &error);

  epi_lines_close (&lines);
  if (!good)
    epi_cli_refuse_error (error);
  return good;
}

/* The labels, a line each. */
static int
write_labels (const char *path, const double *label, size_t n)
{
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  for (size_t i = 0; i < n; i++) {
    epi_libsvm_append_number (text, label[i]);
    g_string_append_c (text, '\n');
  }
  epi_write_file (path, text->str, text->len, false, &error);
  g_string_free (text, TRUE);
  return error != NULL ? epi_cli_refuse_error (error) : EPI_EXIT_OK;
}

void
epi_cli_print_accuracy (const EpiCliOptions *options, size_t right, size_t n)
{
  double accuracy = (double)right / (double)n;

  if (options->json) {
    GString *json = g_string_new (NULL);
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_number (json, "count", (double)n);
    epi_cli_json_number (json, "correct", (double)right);
    epi_cli_json_number (json, "accuracy", accuracy);
    epi_cli_json_close (json, '}');
    epi_cli_json_print (json);
    g_string_free (json, TRUE);
  }
  char *percent = epi_number_label (100 * accuracy, 6);
  epi_cli_svm_say (options, "Accuracy = %s%% (%zu/%zu) (classification)\n",
                   percent, right, n);
  g_free (percent);
}

int
epi_cli_svm_predict (const EpiCliOptions *options, EpiCancel *cancel)
{
  EpiExamples examples;
  EpiSvm svm = {0};
  GError *error = NULL;
  size_t right = 0;

  if (!epi_libsvm_open (options->argument, &examples, &error))
    return epi_cli_refuse_error (error);
  if (!open_model (options->second, &svm)) {
    epi_examples_clear (&examples);
    return EPI_EXIT_USAGE;
  }
  epi_cli_compute (options);
  size_t n = examples.X.cols;
  double *label = epi_new (double, n);
  EpiStatus status =
      label == NULL ? EPI_NO_MEMORY
                    : epi_svm_predict (&svm, &examples.X, cancel, label, NULL);
  int result = EPI_EXIT_OK;
  if (status != EPI_OK)
    result = epi_cli_svm_refuse (status, options->argument);
  else if (options->third != NULL)
    result = write_labels (options->third, label, n);
  for (size_t i = 0; i < n && status == EPI_OK; i++)
    right += label[i] == examples.label[i];
  if (result == EPI_EXIT_OK)
    epi_cli_print_accuracy (options, right, n);
  epi_free (label);
  epi_svm_clear (&svm);
  epi_examples_clear (&examples);
  return result;
}
