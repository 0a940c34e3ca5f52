/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The support vector machine as a quadratic program, for the interior-point
 * method (convex/epi-qp-ipm.h).
 *
 *     minimize    ½‖w‖² + Σ Cᵢ ξᵢ
 *     subject to  yᵢ (φᵢᵀw + b) + ξᵢ ≥ 1,   ξ ≥ 0
 *
 * in the variables w (r), b, ξ (n).  Of a linear kernel φᵢ is the example
 * itself.  Of any other one, K = ΦΦᵀ by Cholesky's factorization with pivots,
 * stopped where the remaining diagonal is below n u max Kᵢᵢ, and φᵢ is row i of
 * Φ (n,r): the same few lines, with other features.  Fine & Scheinberg,
 * Efficient SVM training using low-rank kernel representations, JMLR 2 (2001).
 *
 * The multipliers of the rows are α = yβ.
 */
#pragma once

#include "problem/epi-qp.h"
#include "problem/epi-svm-problem.h"

/* EPI_NO_MEMORY; EPI_NOT_FINITE. */
EpiStatus epi_svm_program (const EpiSvmProblem *problem, EpiQp *out);

/* beta (n) and b from the program's variables x and multipliers y of its rows.
 */
void epi_svm_from_program (const EpiSvmProblem *problem, const EpiQp *qp,
                           const double *x, const double *y, double *beta,
                           double *bias);
