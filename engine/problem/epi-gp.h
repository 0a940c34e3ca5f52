/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometric programs as data.
 *
 *     minimize    f₀(x)
 *     subject to  fᵢ(x) ≤ 1, i = 1 … p,   x > 0
 *     fᵢ(x) = Σ_{t in i} cₜ Πⱼ xⱼ^aₜⱼ,   cₜ > 0
 *
 * and, with u = log x, the convex form
 *
 *     minimize    F₀(u)   subject to  Fᵢ(u) ≤ 0
 *     Fᵢ(u) = log Σ_{t in i} exp (aₜᵀu + log cₜ)
 *
 *     dual: maximize   Σₜ δₜ log (cₜ λᵢ₍ₜ₎ / δₜ),   λᵢ = Σ_{t in i} δₜ
 *           subject to Aᵀδ = 0,  λ₀ = 1,  δ ≥ 0
 *
 * Boyd & Vandenberghe 4.5, 5.7.3; Duffin, Peterson & Zener (1967).
 * Infeasible: δ ≥ 0 with Aᵀδ = 0, λ₀ = 0 and Σ δₜ log (cₜλᵢ/δₜ) = 1.
 * Unbounded below (the logarithm goes to -∞): a direction d with aₜᵀd ≤ 0 for
 * the terms of the constraints, aₜᵀd ≤ -1 for those of the objective, and a
 * feasible point.
 */
#pragma once

#include "core/epi-sparse.h"

typedef struct {       /* owns everything */
  size_t constraints;  /* (p) */
  size_t variables;    /* (n) */
  size_t terms;        /* (T) */
  double *coefficient; /* (T), cₜ > 0 */
  int *constraint;     /* (T), 0: the objective; any order */
  EpiSparse exponent;  /* Aᵀ (n,T): column t holds aₜ */
} EpiGp;

/* Copies; exponents are entries (row: variable, col: term), indices in range;
 * entries of one place are added up.  EPI_NO_MEMORY; EPI_NOT_FINITE when a
 * number is not finite or a coefficient not positive. */
EpiStatus epi_gp_new (size_t constraints, size_t variables, size_t terms,
                      const double *coefficient, const int *constraint,
                      const EpiTriplet *exponents, size_t n_exponents,
                      EpiGp *out);

/* Fine on a zeroed problem. */
void epi_gp_clear (EpiGp *gp);

typedef struct {
  EpiStatus status;  /* claimed: EPI_CONVERGED (u, delta), EPI_INFEASIBLE
                      * (delta: the ray), EPI_UNBOUNDED (direction: the ray; u:
                      * a feasible point) */
  double *u;         /* (n) log x */
  double *delta;     /* (T) */
  double *direction; /* (n); 0 unless unbounded */
} EpiGpAnswer;

EpiStatus epi_gp_answer_new (const EpiGp *gp, EpiGpAnswer *out);
void epi_gp_answer_clear (EpiGpAnswer *answer);
