/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three problems that are semidefinite programs, as data for epi-sdp.h.
 */
#pragma once

#include "problem/epi-sdp.h"

/* A linear matrix inequality, as mathematicians write it:
 *
 *     minimize   cᵀx
 *     subject to F₀ + x₁F₁ + … + x_mF_m ⪰ 0
 *
 * c (m); F (n,n,m+1), column-major, F₀ first, each symmetric: the upper
 * triangle is read.  Its optimal Y is the multiplier Z of the inequality:
 * tr(FᵢZ) = cᵢ, F(x)Z = 0, and the dual objective is -tr(F₀Z). Vandenberghe &
 * Boyd, Semidefinite programming, SIAM Review 38 (1996), (1), (27).
 * EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_matrix_inequality_new (size_t n, size_t m, const double *c,
                                     const double *F, EpiSdp *out);

/* Lyapunov's proof that ẋ = Ax is stable, A (n,n) column-major: an ellipsoid
 * {x : xᵀPx ≤ 1} in the unit ball that no trajectory leaves,
 *
 *     minimize   tr P
 *     subject to P ⪰ I,  AᵀP + PA ⪯ -I
 *
 * x is the upper triangle of P by columns; the blocks are P - I and
 * -AᵀP - PA - I.  Feasible exactly when every eigenvalue of A has Re λ < 0:
 * where Av = λv with Re λ ≥ 0, Y = vv* has tr(Y(AᵀP + PA)) = 2 Re λ v*Pv ≥ 0.
 * Boyd, El Ghaoui, Feron & Balakrishnan, Linear Matrix Inequalities in System
 * and Control Theory (1994), 1.1.  EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_lyapunov_program_new (size_t n, const double *A, EpiSdp *out);

/* The relaxation of max-cut, W (n,n) symmetric weights, the diagonal is not
 * read; L = Diag(W1) - W:
 *
 *     maximize ¼ tr(LX)     subject to  Xᵢᵢ = 1,  X ⪰ 0
 *     minimize 1ᵀx          subject to  Diag(x) - ¼L ⪰ 0
 *
 * as the second one; X is its Y.  Every feasible x gives a bound on every cut.
 * Goemans & Williamson, J. ACM 42 (1995), (SD), 3.1.
 * EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_max_cut_program_new (size_t n, const double *W, EpiSdp *out);
