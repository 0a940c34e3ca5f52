/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-program.h"
#include "problem/epi-sdpa.h"

static bool
read_sdpa (EpiLines *lines, EpiProgram *out, GError **error)
{
  out->kind = EPI_PROGRAM_MAXDET;
  return epi_sdpa_read (lines, &out->sdp, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  return fuzz_program (read_sdpa, data, size);
}
