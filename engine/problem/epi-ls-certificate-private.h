/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificate of least squares, shared by its files:
 *
 *   epi-ls-certificate.c         the squared loss, by gradient and gap; which
 *   epi-ls-certificate-robust.c  Huber's and the absolute loss, by a feasible
 *                                dual point
 *
 * Sums are in long double.
 */
#pragma once

#include "problem/epi-ls-spectrum.h"

static inline long double
epi_ls_check_weight (const EpiLs *problem, size_t i)
{
  return problem->weights != NULL ? problem->weights[i] : 1;
}

/* aᵢᵀθ - bᵢ of an output. */
long double epi_ls_check_residual (const EpiLs *problem, const EpiMatrix *theta,
                                   size_t output, size_t i);

/* hint (n), or NULL: a dual point that may be better than the one found here.
 * Fills in dual, gap, dual_residual and missing; primal is known. */
EpiStatus epi_ls_certify_robust (const EpiLs *problem, const EpiMatrix *theta,
                                 const double *hint,
                                 EpiLsCertificate *certificate);
