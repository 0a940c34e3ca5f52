/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-program.h"

#include <assert.h>

const char *
epi_program_kind_name (EpiProgramKind kind)
{
  static const char *const names[] = {"linear", "quadratic", "semidefinite",
                                      "max-det", "geometric"};
  assert (kind < EPI_N_PROGRAM_KINDS);
  return names[kind];
}

void
epi_program_clear (EpiProgram *program)
{
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    epi_qp_clear (&program->qp);
    break;
  case EPI_FORM_SDP:
    epi_sdp_clear (&program->sdp);
    break;
  case EPI_FORM_GP:
    epi_gp_clear (&program->gp);
    break;
  }
  *program = (EpiProgram){0};
}
