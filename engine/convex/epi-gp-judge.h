/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good a point of the geometric program's method is, in the measures of
 * problem/epi-certificate.h: what the method stops by.  d are the multipliers
 * of epi-gp-form.h, up to a positive factor.
 */
#pragma once

#include "convex/epi-gp-form.h"

typedef struct {
  double objective, dual_objective; /* logarithms */
  double primal_residual;           /* max Fᵢ(u)₊ */
  double dual_residual; /* ‖Aᵀδ‖∞ / (1 + max λᵢ), λ₀ = 1 */
  double gap;
} EpiGpMeasures;

typedef struct {
  const EpiGpForm *form;
  double *delta;           /* (E + M) the form's order */
  double *gradient, *size; /* (n + 1) */
  double *column;          /* (n + 1) largest exponents in the constraints */
} EpiGpJudge;

/* Borrows form.  EPI_NO_MEMORY. */
EpiStatus epi_gp_judge_new (const EpiGpForm *form, EpiGpJudge *out);
void epi_gp_judge_clear (EpiGpJudge *judge);

/* Of u (n) and of δ = d with λ₀ scaled to 1. */
void epi_gp_judge_measure (const EpiGpJudge *judge, const double *u,
                           const double *d, EpiGpMeasures *out);
double epi_gp_judge_worst (const EpiGpMeasures *measures);

/* delta (T), in the problem's order: λ₀ scaled to 1; or, with lambda0 = 0, the
 * objective's left out and scaled to the value 1 of a ray. */
void epi_gp_judge_delta (const EpiGpJudge *judge, const double *d, int lambda0,
                         double *delta);

/* The residual of d as a ray that shows the program infeasible; INFINITY when
 * it is none. */
double epi_gp_judge_infeasible (const EpiGpJudge *judge, const double *d);

/* The residual of u as a direction in which log f₀ → -∞; INFINITY when it is
 * none; ray (n) := u scaled. */
double epi_gp_judge_unbounded (const EpiGpJudge *judge, const double *u,
                               double *ray);
