/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a trained machine.  What is written of it is read as itself, and
 * whatever it is can be asked. */
#include "fuzz.h"

#include "classify/epi-svm.h"
#include "core/epi-alloc.h"

#include <stdlib.h>
#include <string.h>

static bool
read_bytes (const void *data, size_t size, EpiSvm *out, GError **error)
{
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, data, size, "fuzz", error) &&
              epi_svm_read (&lines, out, error);

  epi_lines_close (&lines);
  g_assert (good == (*error == NULL));
  g_assert (good || g_utf8_validate ((*error)->message, -1, NULL));
  return good;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  EpiSvm svm = {0}, again = {0};
  GError *error = NULL;
  size_t length, length_again;

  if (!read_bytes (data, size, &svm, &error)) {
    g_error_free (error);
    return 0;
  }
  char *text = epi_svm_write (&svm, &length);
  if (!read_bytes (text, length, &again, &error))
    abort ();
  char *text_again = epi_svm_write (&again, &length_again);
  if (length != length_again || memcmp (text, text_again, length) != 0)
    abort ();
  if (svm.support.cols <= 64 && svm.support.rows <= 1000) {
    double *label = epi_new (double, svm.support.cols);
    epi_svm_predict (&svm, &svm.support, NULL, label, NULL);
    epi_free (label);
  }
  g_free (text);
  g_free (text_again);
  epi_svm_clear (&svm);
  epi_svm_clear (&again);
  return 0;
}
