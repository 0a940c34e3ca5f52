/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interior-point method for linear and quadratic programs: the program as
 * a cone program (problem/epi-qp-cone.h), the cone method, and the answer back
 * in the user's variables, units and signs.
 *
 * One step is one step of epi-cone-method.h, and the frames have its scalars,
 * objectives in the user's sign, and the multipliers "y" (m) and "z" (n).
 *
 * A row or variable whose bounds contradict each other ends the method before
 * its first step.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-qp.h"

typedef struct {
  double tolerance; /* of every measure of epi-cone-method.h */
  const double *x0; /* (n) where to begin, or NULL; looked at while the method
                     * is made.  Taken when it satisfies every equation, and
                     * every inequality strictly: then every iterate does */
} EpiQpIpmOptions;

/* Borrows the program, which must outlive the method.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE. */
EpiStatus epi_qp_ipm_new (const EpiQp *qp, const EpiQpIpmOptions *options,
                          EpiMethod **out);

/* The present point with the status that it claims.  An unbounded program
 * needs more than the method has found, and is solved up to twice again: a
 * feasible point (there may be none: then the answer is infeasible), and with
 * Q the ray along which Qd = 0 to the last digits. */
void epi_qp_ipm_answer (const EpiMethod *method, EpiQpAnswer *out);
