/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three problems that are determinant maximization, as data for epi-sdp.h.
 */
#pragma once

#include "problem/epi-sdp.h"

/* The ellipsoid {u : ‖Au + b‖₂ ≤ 1} of least volume around N points (n,N):
 *
 *     minimize   log det A⁻¹
 *     subject to ⎡ I        Apᵢ + b ⎤
 *                ⎣ (Apᵢ+b)ᵀ    1    ⎦ ⪰ 0,  i = 1 … N
 *
 * x is the upper triangle of A by columns, then b: n(n+1)/2 + n numbers.
 * Boyd & Vandenberghe, Convex Optimization, 8.4.1.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE. */
EpiStatus epi_minimum_ellipsoid_new (size_t n, size_t n_points,
                                     const double *points, EpiSdp *out);

/* The ellipsoid {Bu + d : ‖u‖₂ ≤ 1} of greatest volume inside a polyhedron
 * aᵢᵀx ≤ bᵢ, a (n,N) one constraint a column:
 *
 *     minimize   log det B⁻¹
 *     subject to ‖Baᵢ‖₂ + aᵢᵀd ≤ bᵢ, that is
 *                ⎡ (bᵢ-aᵢᵀd) I   Baᵢ     ⎤
 *                ⎣ (Baᵢ)ᵀ        bᵢ-aᵢᵀd ⎦ ⪰ 0,  i = 1 … N
 *
 * x is the upper triangle of B by columns, then d: n(n+1)/2 + n numbers.
 * Boyd & Vandenberghe, Convex Optimization, 8.4.2.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE. */
EpiStatus epi_maximum_ellipsoid_new (size_t n, size_t n_constraints,
                                     const double *a, const double *b,
                                     EpiSdp *out);

/* The sparse inverse covariance Θ for a covariance S (n,n) and ρ ≥ 0:
 *
 *     minimize   tr(SΘ) + ρ Σ_{i≠j} |Θᵢⱼ| + log det Θ⁻¹
 *
 * with T ≥ |Θ| off the diagonal.  x is the upper triangle of Θ by columns,
 * then what is above the diagonal of T.  Friedman, Hastie & Tibshirani,
 * Sparse inverse covariance estimation with the graphical lasso,
 * Biostatistics 9 (2008), (2.1).  EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_sparse_covariance_new (size_t n, const double *S, double rho,
                                     EpiSdp *out);

/* out (of epi_sdp_answer_new()) := the answer to that program which Θ (n,n) and
 * a feasible W of its dual make (convex/epi-graphical-lasso.h): T = |Θ|, and
 * the multipliers ρ ± (W - S) of T ∓ Θ ≥ 0. */
void epi_sparse_covariance_answer (size_t n, const double *S, double rho,
                                   const double *theta, const double *W,
                                   EpiSdpAnswer *out);
