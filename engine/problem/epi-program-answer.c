/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-program.h"

EpiStatus
epi_program_answer_new (const EpiProgram *program, EpiProgramAnswer *out)
{
  *out = (EpiProgramAnswer){.kind = program->kind};
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return epi_qp_answer_new (&program->qp, &out->qp);
  case EPI_FORM_SDP:
    return epi_sdp_answer_new (&program->sdp, &out->sdp);
  case EPI_FORM_GP:
    return epi_gp_answer_new (&program->gp, &out->gp);
  }
  return EPI_UNSUPPORTED;
}

void
epi_program_answer_clear (EpiProgramAnswer *answer)
{
  switch (epi_program_form (answer->kind)) {
  case EPI_FORM_QP:
    epi_qp_answer_clear (&answer->qp);
    break;
  case EPI_FORM_SDP:
    epi_sdp_answer_clear (&answer->sdp);
    break;
  case EPI_FORM_GP:
    epi_gp_answer_clear (&answer->gp);
    break;
  }
  *answer = (EpiProgramAnswer){0};
}

/* Where an answer keeps what it claims. */
static EpiStatus *
claim (EpiProgramAnswer *answer)
{
  switch (epi_program_form (answer->kind)) {
  case EPI_FORM_QP:
    return &answer->qp.status;
  case EPI_FORM_SDP:
    return &answer->sdp.status;
  case EPI_FORM_GP:
    break;
  }
  return &answer->gp.status;
}

EpiStatus
epi_program_answer_status (const EpiProgramAnswer *answer)
{
  return *claim ((EpiProgramAnswer *)answer);
}

void
epi_program_answer_set_status (EpiProgramAnswer *answer, EpiStatus status)
{
  *claim (answer) = status;
}
