/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-program.h"

#include <assert.h>

EpiStatus
epi_program_certify (const EpiProgram *program, const EpiProgramAnswer *answer,
                     double tolerance, EpiConvexCertificate *certificate)
{
  assert (program->kind == answer->kind);
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return epi_qp_certify (&program->qp, &answer->qp, tolerance, certificate);
  case EPI_FORM_SDP:
    return epi_sdp_certify (&program->sdp, &answer->sdp, tolerance,
                            certificate);
  case EPI_FORM_GP:
    return epi_gp_certify (&program->gp, &answer->gp, tolerance, certificate);
  }
  return EPI_UNSUPPORTED;
}
