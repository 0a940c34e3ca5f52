/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least absolute deviations as a linear program.
 *
 *     minimize  Σᵢ wᵢ |rᵢ|,   r = Aθ - b
 *
 * What is solved is the dual (problem/epi-ls-dual.h) in uᵢ = yᵢ/wᵢ:
 *
 *     minimize  Σᵢ wᵢbᵢ uᵢ   subject to  Σᵢ wᵢaᵢ uᵢ = 0,  -1 ≤ uᵢ ≤ 1
 *
 * whose multipliers are θ.  Its bases are (p,p) however many rows A has.  One
 * step of the dual simplex method (convex/epi-simplex.h) is one of Barrodale &
 * Roberts: from θ⁰ = 0,
 *
 *     1. leave     a basic u_j out of its bounds: the cost falls when θ lets
 *                  row j go.  In the first steps it is a coefficient that
 *                  leaves 0
 *     2. enter     along that edge rows change sign (their u goes from one
 *                  bound to the other) while the slope of the cost is
 *                  negative; the row at which it no longer is, a weighted
 *                  median, enters: θ interpolates it
 *     3. stop      all |u_j| ≤ 1: optimal, rank A rows are interpolated
 *
 * so that the cost never rises but for the rounding by which the simplex
 * method perturbs b against ties; the last steps take that back.  Dependent
 * columns are no trouble: coefficients that never leave 0 stay there.
 *
 * Weights are divided by the largest and b by its largest |wᵢbᵢ|, so that
 * tolerances mean the same in all units.
 *
 * Ends as EPI_CONVERGED when the gap, (f - dual)/(1 + |f| + |dual|), is at most
 * 1e-9 at the program's optimum; else EPI_NUMERICAL.  Records "theta", "gap",
 * "dual_objective" (0 until Aᵀy = 0 holds: y = 0 is feasible), up to 8192 rows
 * "dual" (n); "entering" and "leaving" (row i of A, or n + j for θⱼ; -1: none)
 * and "step_length" of the simplex method.
 * Barrodale & Roberts 1973; Koenker 2005, 6.2; Boyd & Vandenberghe 6.1.2.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-ls.h"

/* problem->loss is absolute, without ridge, m = 1; borrows its arrays.
 * EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_least_absolute_new (const EpiLs *problem, EpiMethod **out);

/* The feasible dual point y (n) of the last step: a hint for the certificate.
 */
const double *epi_least_absolute_dual (const EpiMethod *method);
