/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a trained machine. */
#include "fuzz-again.h"

#include "classify/epi-svm.h"
#include "core/epi-alloc.h"

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, bytes, length, "fuzz", error) &&
              epi_svm_read (&lines, out, error);

  epi_lines_close (&lines);
  return good;
}

static char *
write_it (const void *it, size_t *length)
{
  return epi_svm_write (it, length);
}

/* Classify its own support vectors. */
static void
ask_it (void *it)
{
  EpiSvm *svm = it;

  if (svm->support.cols > 64 || svm->support.rows > 1000)
    return;
  double *label = epi_new (double, svm->support.cols);
  epi_svm_predict (svm, &svm->support, NULL, label, NULL);
  epi_free (label);
}

static void
clear_it (void *it)
{
  epi_svm_clear (it);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (EpiSvm), read_it, write_it, ask_it,
                                    clear_it};

  return fuzz_again (&format, data, size);
}
