/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-program.h"
#include "problem/epi-mps.h"

static bool
read_mps (EpiLines *lines, EpiProgram *out, GError **error)
{
  out->kind = EPI_PROGRAM_QUADRATIC;
  return epi_mps_read (lines, &out->qp, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  return fuzz_program (read_mps, data, size);
}
