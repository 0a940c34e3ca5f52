/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an IDX file. */
#include "fuzz-again.h"

#include "data/epi-idx.h"

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  return epi_idx_read (bytes, length, "fuzz", out, error);
}

static char *
write_it (const void *it, size_t *length)
{
  return (char *)epi_idx_write (it, length);
}

static void
ask_it (void *it)
{
  EpiIdx *idx = it;

  for (size_t i = 0; i < MIN (idx->count, 10000); i++)
    epi_idx_value (idx, i);
}

static void
clear_it (void *it)
{
  epi_idx_clear (it);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (EpiIdx), read_it, write_it, ask_it,
                                    clear_it};

  return fuzz_again (&format, data, size);
}
