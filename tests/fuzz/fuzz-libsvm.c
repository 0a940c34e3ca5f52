/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as labelled examples.  What is written of them is read as itself.
 */
#include "fuzz.h"

#include "data/epi-libsvm.h"

#include <stdlib.h>
#include <string.h>

static bool
read_bytes (const void *data, size_t size, EpiExamples *out, GError **error)
{
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, data, size, "fuzz", error) &&
              epi_libsvm_read (&lines, out, error);

  epi_lines_close (&lines);
  g_assert (good == (*error == NULL));
  g_assert (good || g_utf8_validate ((*error)->message, -1, NULL));
  return good;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  EpiExamples examples = {0}, again = {0};
  GError *error = NULL;
  size_t length, length_again;

  if (!read_bytes (data, size, &examples, &error)) {
    g_error_free (error);
    return 0;
  }
  char *text = epi_libsvm_write (&examples, &length);
  if (!read_bytes (text, length, &again, &error))
    abort ();
  char *text_again = epi_libsvm_write (&again, &length_again);
  if (length != length_again || memcmp (text, text_again, length) != 0)
    abort ();
  g_free (text);
  g_free (text_again);
  epi_examples_clear (&examples);
  epi_examples_clear (&again);
  return 0;
}
