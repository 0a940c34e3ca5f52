/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Robust regression as a linear or quadratic program: the dual of epi-ls.h for
 * the absolute loss and Huber's.
 *
 *     minimize    bᵀy + Σᵢ yᵢ²/(4wᵢ) + Σⱼ gⱼ²/(4λ)
 *     subject to  Aᵀy = 0 in the free columns,  Aᵀy - g = 0 in the others
 *                 |yᵢ| ≤ wᵢ (absolute),  |yᵢ| ≤ 2δwᵢ (Huber)
 *
 * The squares of y belong to Huber's loss, g to a ridge: the absolute loss
 * without one is a linear program with a row a column of A and a bounded
 * variable a row of A, so that its bases are (p,p).  The multipliers of the
 * rows are θ, the reduced costs of y are bᵢ - aᵢᵀθ + yᵢ/(2wᵢ), and the optimum
 * is minus that of the regression.
 * Boyd & Vandenberghe 5.1.6, 6.1.2; Barrodale & Roberts (1973).
 */
#pragma once

#include "problem/epi-ls.h"
#include "problem/epi-qp.h"

/* Variables y (n), then g of the columns that the ridge shrinks.
 * EPI_NO_MEMORY; EPI_NOT_FINITE. */
EpiStatus epi_ls_dual_program (const EpiLs *ls, EpiQp *out);

/* theta (p) and the dual point y (n) of epi_ls_certify() from the program's
 * answer; either may be NULL. */
void epi_ls_from_dual (const EpiLs *ls, const EpiQpAnswer *answer,
                       double *theta, double *y);
