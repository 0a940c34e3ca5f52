/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dictionary: a linear program as a basis sees it.
 *
 *     minimize ζ = c₀ + cᵀx   subject to  w = b - Ax ≥ 0,  x ≥ 0 or free
 *
 * Variables 0 … n-1 are x, n … n+m-1 the slacks w, so that [A I](x,w) = b. With
 * B the m basic columns and N the others,
 *
 *     x_B = B⁻¹b - B⁻¹N x_N
 *     ζ   = c₀ + c_BᵀB⁻¹b + (c_N - NᵀB⁻ᵀc_B)ᵀ x_N
 *
 * The first column is the point where x_N = 0; a negative coefficient of ζ says
 * which x_N to raise (the entering variable), and the first x_B to reach 0
 * leaves.  The simplex method is nothing but exchanging the two.
 *
 * It is computed from the basis alone, not by pivoting on the last one.
 *
 * Chvátal, Linear Programming (1983), chapters 2 and 7.
 */
#pragma once

#include "problem/epi-qp.h"

/* basis (m): the basic variables, in the order of the rows; integers, as
 * simplex frames have them.  nonbasic (n) := the others, ascending.  D
 * (m+1, n+1) column-major := constants in column 0, then the coefficients of
 * the nonbasic variables; ζ in row m.
 *
 * EPI_SINGULAR when it is no basis, EPI_UNSUPPORTED when a row or variable has
 * another kind of bound than those above, EPI_NOT_FINITE, EPI_NO_MEMORY. */
EpiStatus epi_dictionary (const EpiQp *lp, const double *basis,
                          double *nonbasic, double *D);
