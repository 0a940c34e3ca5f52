/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A quadratic program being certified: its sums, in long double.  For
 * epi-certificate-qp.c and epi-certificate-qp-rays.c only.
 */
#pragma once

#include "problem/epi-certificate-private.h"

typedef struct {
  const EpiQp *qp;
  double sign;       /* -1 for a maximization, 1 otherwise */
  double *y, *z;     /* (m), (n) of the minimization, fit to the bounds */
  EpiSum *rows;      /* (m) Ax */
  EpiSum *cols;      /* (n) c + Qx - Aᵀy of the minimization, without z */
  EpiSum *curvature; /* (n) Qx of the minimization */
} EpiQpCheck;

/* to := sign · from, and 0 where its bound is absent: what is left over shows
 * in the residual. */
void epi_qp_fit_multipliers (const double *from, double sign,
                             const double *lower, const double *upper, size_t n,
                             double *to);

/* rows := Ax, curvature := ±Qx. */
void epi_qp_check_point (EpiQpCheck *check, const double *x);

/* cols := c + Qx - Aᵀy; objective: whether c + Qx belong to it. */
void epi_qp_check_columns (EpiQpCheck *check, bool objective);

/* Of x, whose rows were found. */
double epi_qp_primal_residual (EpiQpCheck *check, const double *x);

/* Σ (yᵢ⁺ row_lowerᵢ - yᵢ⁻ row_upperᵢ), and Σ (zⱼ⁺ lowerⱼ - zⱼ⁻ upperⱼ). */
EpiSum epi_qp_value_of_rows (const EpiQpCheck *check);
EpiSum epi_qp_value_of_variables (const EpiQpCheck *check);

EpiStatus epi_qp_certify_infeasible (EpiQpCheck *check,
                                     const EpiQpAnswer *answer,
                                     EpiConvexCertificate *certificate);
EpiStatus epi_qp_certify_unbounded (EpiQpCheck *check,
                                    const EpiQpAnswer *answer,
                                    EpiConvexCertificate *certificate);
