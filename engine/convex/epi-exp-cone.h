/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential cone and its primal-dual scaling.
 *
 *     K  = cl {x : x₁ ≥ x₂ exp (x₃/x₂), x₂ > 0}
 *     K* = cl {s : s₁ ≥ -s₃ exp (s₂/s₃ - 1), s₃ < 0}
 *
 *     barrier  F(x) = -log ψ(x) - log x₁ - log x₂,  ψ = x₂ log (x₁/x₂) - x₃
 *
 * F is logarithmically homogeneous of degree 3 and self-concordant.  Every
 * point has a shadow on the other side, s̃ = -F'(x) and x̃ = -F*'(s), and on
 * the central path s = μs̃.  The cone is not symmetric: no single F''(w)
 * maps x to s.  Its place is taken by the H ≻ 0 with two secant equations
 *
 *     H x = s,  H x̃ = s̃
 *     H = ssᵀ/xᵀs + δs δsᵀ/δxᵀδs + t zzᵀ,   δx = x - μx̃, δs = s - μs̃,
 *     z ⟂ x, x̃,   1/t = zᵀ (μF''(x))⁻¹ z
 *
 * which is the BFGS update of μF''(x), here as H = VVᵀ, V (3,3), each rank one
 * a column.
 *
 * Dahl & Andersen, A primal-dual interior-point algorithm for nonsymmetric
 * exponential-cone optimization, Math. Program. 194 (2022); Tunçel,
 * Generalization of primal-dual interior-point methods to convex optimization
 * problems in conic form, Found. Comput. Math. 1 (2001).
 */
#pragma once

#include <stdbool.h>

#define EPI_EXP_CONE_DEGREE 3

/* The point that is its own shadow, with xᵀx = 3: where methods start. */
extern const double epi_exp_cone_centre[3];

/* Whether x is in the interior of K, s in that of K*. */
bool epi_exp_cone_contains (const double x[3]);
bool epi_exp_cone_dual_contains (const double s[3]);

/* shadow := -F'(x), x in the interior. */
void epi_exp_cone_shadow (const double x[3], double shadow[3]);

/* shadow := -F*'(s), the x in K with -F'(x) = s; s in the interior of K*. */
void epi_exp_cone_dual_shadow (const double s[3], double shadow[3]);

/* out := F''(x) v, and F''(x)⁻¹ v. */
void epi_exp_cone_hessian (const double x[3], const double v[3], double out[3]);
void epi_exp_cone_inverse_hessian (const double x[3], const double v[3],
                                   double out[3]);

/* out := ½ F'''(x)[u, F''(x)⁻¹ v], the third-order term of the corrector. */
void epi_exp_cone_third (const double x[3], const double u[3],
                         const double v[3], double out[3]);

/* V (3,3), row-major, H = VVᵀ at x, s of the interiors. */
void epi_exp_cone_scaling (const double x[3], const double s[3], double V[9]);

/* 3 / x̃ᵀs̃: the μ of the point; equal to xᵀs/3 on the central path, and
 * smaller the further from it.  0 outside the interiors. */
double epi_exp_cone_centrality (const double x[3], const double s[3]);
