/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-program.h"
#include "problem/epi-eo.h"

static bool
read_eo (EpiLines *lines, EpiProgram *out, GError **error)
{
  out->kind = EPI_PROGRAM_GEOMETRIC;
  return epi_eo_read (lines, &out->gp, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  return fuzz_program (read_eo, data, size);
}
