/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A geometric program as a conic one, and its Newton systems.
 *
 *     minimize    τ₀
 *     subject to  (sₜ, 1, aₜᵀu + log cₜ [- τ₀]) ∈ Kexp   terms of sums
 *                 1 - Σ_{t in i} sₜ ≥ 0                  sums
 *                 -(aₜᵀu + log cₜ [- τ₀]) ≥ 0            monomials
 *
 * [- τ₀] in the objective, f₀ ≤ exp τ₀.  A posynomial of one term, a monomial,
 * needs no cone but a half-line.  In the order x = (u, τ₀, s) and slack
 * p = (cones, sums, monomials) this is
 *
 *     minimize cᵀx   subject to  Gx + p = h,  p ∈ K
 *
 * A step needs K = GᵀHG for H = blockdiag (VVᵀ of each cone, dᵢ/pᵢ of each
 * half-line).  Every sₜ occurs in one cone and one sum, so that it is
 * eliminated by hand; what remains is, over v = (u, τ₀),
 *
 *     Σₜ (H₃₃ - H₁₃²/H₁₁) ãₜãₜᵀ + Σᵢ gᵢgᵢᵀ / eᵢ,   ãₜ = (aₜ, [-1])
 *     gᵢ = Σ_{t in i} (H₁₃/H₁₁) ãₜ,   eᵢ = 1/Hᵢᵢ + Σ_{t in i} 1/H₁₁
 *
 * a sum of rank-one matrices (epi-rank-one-sum.h).  H₃₃ - H₁₃²/H₁₁ =
 * ‖v₁ × v₃‖²/‖v₁‖² by the rows of V, without cancellation.
 * Chares, Cones and interior-point algorithms for structured convex
 * optimization involving powers and exponentials (2009), 2.2.
 */
#pragma once

#include "convex/epi-rank-one-sum.h"
#include "problem/epi-gp.h"

typedef struct {
  size_t n;         /* variables u */
  size_t cones;     /* (E) terms of posynomials with several */
  size_t sums;      /* (P) such posynomials */
  size_t monomials; /* (M) posynomials of one term */
  size_t N, m;      /* n + 1 + E;  3E + P + M */
  size_t degree;    /* of the barrier, 3E + P + M */
  /* (n + 1, E + M + P): ãₜ of the cones and of the monomials, then gᵢ. */
  EpiSparse V;
  int *slot;       /* (entries of the cones) where in V it adds to gᵢ */
  int *term;       /* (E + M) which of the problem's */
  int *sum_of;     /* (E) */
  int *sum_start;  /* (P + 1) cones of sum i */
  bool *objective; /* (E + M) */
  double *log_c;   /* (E + M) */
  EpiRankOneSum *system;
  double *scaling; /* (9E + P + M): V of each cone, H of each half-line */
  double *weight;  /* (E + M + P) */
  double *work;    /* (2 N + m) */
} EpiGpForm;

/* Copies what it needs.  EPI_NO_MEMORY; EPI_UNSUPPORTED when the objective has
 * no term (its logarithm is -∞ everywhere). */
EpiStatus epi_gp_form_new (const EpiGp *gp, EpiGpForm *out);
void epi_gp_form_clear (EpiGpForm *form);

/* out (m) += α G x, out (N) += α Gᵀ z; h (m) is written whole. */
void epi_gp_form_add_G (const EpiGpForm *form, double alpha, const double *x,
                        double *out);
void epi_gp_form_add_Gt (const EpiGpForm *form, double alpha, const double *z,
                         double *out);
void epi_gp_form_h (const EpiGpForm *form, double *h);

/* Takes H of the slacks p and multipliers d (m), both inside, and factors.
 * cancel as epi_rank_one_sum_factor().  EPI_SINGULAR, EPI_NOT_FINITE,
 * EPI_NO_MEMORY, EPI_INTERRUPTED. */
EpiStatus epi_gp_form_factor (EpiGpForm *form, const double *p, const double *d,
                              const EpiCancel *cancel);

/* out (m) := H v, out may be v; and vᵀHv. */
void epi_gp_form_H (const EpiGpForm *form, const double *v, double *out);
double epi_gp_form_square (const EpiGpForm *form, const double *v);

/* r (N) := the solution of GᵀHG x = r, refined. */
EpiStatus epi_gp_form_solve (EpiGpForm *form, double *r);
