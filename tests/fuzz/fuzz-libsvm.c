/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as labelled examples. */
#include "fuzz-again.h"

#include "data/epi-libsvm.h"

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, bytes, length, "fuzz", error) &&
              epi_libsvm_read (&lines, out, error);

  epi_lines_close (&lines);
  return good;
}

static char *
write_it (const void *it, size_t *length)
{
  return epi_libsvm_write (it, length);
}

static void
clear_it (void *it)
{
  epi_examples_clear (it);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (EpiExamples), read_it, write_it,
                                    NULL, clear_it};

  return fuzz_again (&format, data, size);
}
