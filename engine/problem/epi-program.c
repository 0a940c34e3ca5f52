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

/* Which of the three problems stands behind a kind. */
typedef enum { QP, SDP, GP } Form;

static Form
form (EpiProgramKind kind)
{
  return kind <= EPI_PROGRAM_QUADRATIC ? QP
         : kind <= EPI_PROGRAM_MAXDET  ? SDP
                                       : GP;
}

void
epi_program_clear (EpiProgram *program)
{
  switch (form (program->kind)) {
  case QP:
    epi_qp_clear (&program->qp);
    break;
  case SDP:
    epi_sdp_clear (&program->sdp);
    break;
  case GP:
    epi_gp_clear (&program->gp);
    break;
  }
  *program = (EpiProgram){0};
}

EpiStatus
epi_program_answer_new (const EpiProgram *program, EpiProgramAnswer *out)
{
  *out = (EpiProgramAnswer){.kind = program->kind};
  switch (form (program->kind)) {
  case QP:
    return epi_qp_answer_new (&program->qp, &out->qp);
  case SDP:
    return epi_sdp_answer_new (&program->sdp, &out->sdp);
  case GP:
    return epi_gp_answer_new (&program->gp, &out->gp);
  }
  return EPI_UNSUPPORTED;
}

void
epi_program_answer_clear (EpiProgramAnswer *answer)
{
  switch (form (answer->kind)) {
  case QP:
    epi_qp_answer_clear (&answer->qp);
    break;
  case SDP:
    epi_sdp_answer_clear (&answer->sdp);
    break;
  case GP:
    epi_gp_answer_clear (&answer->gp);
    break;
  }
  *answer = (EpiProgramAnswer){0};
}

/* Where an answer keeps what it claims. */
static EpiStatus *
claim (EpiProgramAnswer *answer)
{
  switch (form (answer->kind)) {
  case QP:
    return &answer->qp.status;
  case SDP:
    return &answer->sdp.status;
  case GP:
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

EpiStatus
epi_program_certify (const EpiProgram *program, const EpiProgramAnswer *answer,
                     double tolerance, EpiConvexCertificate *certificate)
{
  assert (program->kind == answer->kind);
  switch (form (program->kind)) {
  case QP:
    return epi_qp_certify (&program->qp, &answer->qp, tolerance, certificate);
  case SDP:
    return epi_sdp_certify (&program->sdp, &answer->sdp, tolerance,
                            certificate);
  case GP:
    return epi_gp_certify (&program->gp, &answer->gp, tolerance, certificate);
  }
  return EPI_UNSUPPORTED;
}
