/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear and convex quadratic programs as data.
 *
 *     minimize    c₀ + cᵀx + ½ xᵀQx
 *     subject to  row_lower ≤ A x ≤ row_upper
 *                     lower ≤  x  ≤ upper
 *
 * Q = 0 is a linear program.  A bound that is absent is ∓INFINITY; a row or a
 * variable with equal bounds is an equality.  With maximize, the user's
 * objective is c₀ + cᵀx + ½ xᵀQx as it stands here (Q negative semidefinite)
 * and larger is better: see "Signs".
 *
 * Multipliers.  For a minimization, with y of the rows and z of the variables
 * (reduced costs),
 *
 *     c + Qx - Aᵀy - z = 0
 *     yᵢ ≥ 0 unless the row is at its upper bound, ≤ 0 unless at its lower
 *     zⱼ ≥ 0 unless xⱼ is at its upper bound, ≤ 0 unless at its lower
 *
 *     dual value  c₀ - ½ xᵀQx + Σ (yᵢ⁺ row_lowerᵢ - yᵢ⁻ row_upperᵢ)
 *                             + Σ (zⱼ⁺ lowerⱼ - zⱼ⁻ upperⱼ)
 *
 * so that yᵢ is the derivative of the optimum by the bound at which row i
 * stands (Boyd & Vandenberghe 5.6.3).
 *
 * Signs.  In the answer to a maximization y and z keep that meaning, the
 * derivative of the user's objective: all their signs are turned.
 *
 * Rays.  Infeasible: (y,z) with Aᵀy + z = 0 and
 * Σ(yᵢ⁺ row_lowerᵢ - yᵢ⁻ row_upperᵢ) + Σ(zⱼ⁺ lowerⱼ - zⱼ⁻ upperⱼ) = 1 (Farkas).
 * A row or variable with lower > upper contradicts itself: then that yᵢ or zⱼ
 * is 1/(lower - upper), for both of its bounds, and all else is 0. Unbounded: x
 * = d with Qd = 0, cᵀd = -1 (+1 for a maximization), and Ad and d going to no
 * bound that there is; and a feasible point, without which the program may be
 * infeasible.  Rays are not turned for a maximization.
 */
#pragma once

#include "core/epi-sparse.h"

#include <float.h>
#include <math.h>

typedef struct {     /* owns everything; any name may be NULL */
  size_t rows, cols; /* (m), (n) */
  bool maximize;     /* what the user wants */
  double c0;
  double *c;   /* (n) */
  EpiSparse Q; /* (n,n) symmetric, lower triangle with diagonal */
  EpiSparse A; /* (m,n) */
  double *row_lower, *row_upper; /* (m) */
  double *lower, *upper;         /* (n) */
  char *name, *objective_name;
  char **row_names, **col_names; /* (m), (n), or NULL: indices are the names */
} EpiQp;

/* c = 0, Q and A without entries, rows free, variables ≥ 0.  The caller
 * replaces A and Q (epi_sparse_clear() first).  EPI_NO_MEMORY. */
EpiStatus epi_qp_new (size_t rows, size_t cols, EpiQp *out);

/* What rounding may have put between two bounds that are one number to whoever
 * wrote them: four units in the last place of the larger. */
static inline double
epi_bound_rounding (double lower, double upper)
{
  return 4 * DBL_EPSILON * fmax (fabs (lower), fabs (upper));
}

/* Whether they are one number; whether no number is between them. */
static inline bool
epi_bounds_equal (double lower, double upper)
{
  return isfinite (lower) && isfinite (upper) &&
         fabs (upper - lower) <= epi_bound_rounding (lower, upper);
}

static inline bool
epi_bounds_cross (double lower, double upper)
{
  return isfinite (lower) && isfinite (upper) &&
         lower - upper > epi_bound_rounding (lower, upper);
}

/* Fine on a zeroed problem. */
void epi_qp_clear (EpiQp *qp);

/* Every number finite where it must be, and no lower bound +∞ or upper bound
 * -∞: EPI_OK or EPI_NOT_FINITE.  (lower > upper is a problem without a point,
 * not a wrong problem.) */
EpiStatus epi_qp_check (const EpiQp *qp);

/* c₀ + cᵀx + ½ xᵀQx, x (n). */
double epi_qp_objective (const EpiQp *qp, const double *x);

/* Σ (yᵢ⁺ row_lowerᵢ - yᵢ⁻ row_upperᵢ) + Σ (zⱼ⁺ lowerⱼ - zⱼ⁻ upperⱼ), y (m),
 * z (n); a multiplier of an absent bound counts nothing.  The value of a ray of
 * infeasibility. */
double epi_qp_bound_value (const EpiQp *qp, const double *y, const double *z);

/* What a solver found, in the user's variables, units and signs.  The arrays
 * belong to the answer. */
typedef struct {
  EpiStatus status; /* claimed: EPI_CONVERGED (x, y, z), EPI_INFEASIBLE (y, z:
                     * the ray), EPI_UNBOUNDED (x: the ray, and point); else
                     * the last iterate */
  double *x;        /* (n) */
  double *y;        /* (m) */
  double *z;        /* (n) */
  double *point;    /* (n) feasible; 0 unless unbounded */
} EpiQpAnswer;

EpiStatus epi_qp_answer_new (const EpiQp *qp, EpiQpAnswer *out);
void epi_qp_answer_clear (EpiQpAnswer *answer);
