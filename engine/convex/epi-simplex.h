/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simplex method for linear programs with bounds, primal and dual.
 *
 *     minimize cᵀx  subject to  r = Ax,  row_lower ≤ r ≤ row_upper,
 *                               lower ≤ x ≤ upper
 *
 * Variables 0 … n-1 are x, n … n+m-1 the rows' logicals r, so that the columns
 * are those of [A, -I].  m of them are basic; every other one stands at a
 * bound (a free one at 0).  With B the basic columns, y = B⁻ᵀc_B and the
 * reduced costs d = c - [A, -I]ᵀy; the d of a logical is its yᵢ.
 *
 * Primal, one step:
 *   1. price       q with d_q of the wrong sign for its bound; none: optimal
 *   2. column      α = B⁻¹a_q
 *   3. ratio test  how far x_q can go before a basic variable, or x_q itself,
 *                  meets a bound; none: unbounded, α is the ray
 *   4. update      x_B -= θ α, the basis, d by row p of B⁻¹[A, -I]
 *   Phase 1 minimizes the sum of infeasibilities, a piecewise linear function
 *   whose cost is ±1 for what is out of bounds, and whose ratio test goes on
 *   past breakpoints while the sum falls.  Its optimum above 0 is a Farkas ray.
 *
 * Dual, one step:
 *   1. price       the row p whose basic variable is most out of bounds; none:
 *                  optimal
 *   2. row         α = row p of B⁻¹[A, -I]
 *   3. ratio test  how far θ can go before d_j - θ α_j changes sign; a boxed
 *                  variable may change its bound instead (bound flipping);
 *                  none: infeasible, row p of B⁻¹ is the Farkas ray
 *   4. update      x_B, the basis, d
 *   Phase 1 makes the reduced costs feasible: the same method on bounds
 *   [-1000,1000] for free variables, [0,1], [-1,0] for those with one bound,
 *   [0,0] for the others (Koberstein 2005, the subproblem approach).
 *
 * Pricing.  Dantzig: the largest violation, lowest index among equals.  Bland:
 * the lowest index, in the (exact) ratio test too; cannot cycle.  Steepest
 * edge: the largest d_q²/w_q or (violation)²/w_p, with the weights
 * 1 + ‖B⁻¹a_q‖² (Goldfarb & Reid 1977) and ‖B⁻ᵀe_p‖² (Forrest & Goldfarb 1992),
 * updated in each step; they begin exact where the basis is all logicals, else
 * as 1, and that of the variable that enters or leaves is computed anew.
 * Devex: weights in a reference framework instead, a lower bound on how they
 * grow (Harris 1973), which costs no further solve.
 *
 * Degeneracy.  Harris' ratio test lets bounds be overstepped by the tolerance
 * to choose a larger pivot.  Perturbation moves costs (dual) or, when steps
 * stall, bounds (primal) by random amounts of about 1e-6 of their size; they
 * are moved back at the end, and pivots of the other method mend what that
 * spoils.  With both switched off and Dantzig's rule the method may cycle.
 *
 * The problem is scaled by powers of two; tolerances are those of the scaled
 * problem at first, and at the end those of the certificate.
 *
 * The factorization that is due after many pivots begins a step, and is what a
 * flag (epi_method_watch()) may interrupt.  The others are one piece with their
 * step: of the first basis, of another phase, of a pivot that is tried again,
 * and at the end.
 *
 * Chvátal, Linear Programming (1983), chapters 3, 7, 8, 10; Maros,
 * Computational Techniques of the Simplex Method (2003); Koberstein, The Dual
 * Simplex Method (2005).
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-qp.h"

typedef enum { EPI_SIMPLEX_PRIMAL, EPI_SIMPLEX_DUAL } EpiSimplexKind;

typedef enum {
  EPI_PRICING_STEEPEST_EDGE,
  EPI_PRICING_DEVEX,
  EPI_PRICING_DANTZIG,
  EPI_PRICING_BLAND,
  EPI_N_PRICINGS
} EpiPricing;

/* "steepest-edge", "devex", "dantzig", "bland". */
const char *epi_pricing_name (EpiPricing pricing);

/* Where a variable stands. */
typedef enum {
  EPI_BASIC,
  EPI_AT_LOWER,
  EPI_AT_UPPER,
  EPI_NONBASIC_FREE, /* at 0 */
} EpiStanding;

typedef struct {
  EpiSimplexKind kind; /* which method begins */
  EpiPricing pricing;
  bool harris;      /* Harris' ratio test and bound flipping; else the least
                     * ratio, lowest index among equals */
  bool perturb;     /* moves costs and bounds against stalling */
  bool scale;       /* the problem, by powers of two */
  double tolerance; /* of the certificate that is aimed at */
  double working_tolerance; /* of x and d in the scaled problem, at first; what
                             * Harris' ratio test may overstep */
  const EpiStanding *start; /* (n + m) of a basis to start from, or NULL: all
                             * logicals.  Copied; one that is no basis is
                             * mended. */
} EpiSimplexOptions;

/* Steepest edge, Harris, perturbation and scaling on, 1e-9, 1e-7. */
EpiSimplexOptions epi_simplex_defaults (EpiSimplexKind kind);

/* Borrows lp (Q without entries, else EPI_UNSUPPORTED), which must outlive
 * the method.  EPI_NO_MEMORY, EPI_NOT_FINITE (epi_qp_check()).
 *
 * Ends as EPI_CONVERGED, EPI_INFEASIBLE, EPI_UNBOUNDED; EPI_NUMERICAL when
 * rounding keeps it from all of these.  Frames hold
 *
 *   scalars  phase (1, 2), dual_simplex (0, 1: which method made the step),
 *            entering, leaving (variable, -1: none), step_length,
 *            dual_objective, primal_infeasibility, dual_infeasibility (sums),
 *   vectors  basis (m) variables by position, reduced_costs (n + m)
 *
 * in the user's units; objectives in the user's sign, reduced costs of the
 * minimization.  In phase 1 they are those of its own problem: the sum of
 * infeasibilities (primal), or the boxed bounds, x among them (dual). */
EpiStatus epi_simplex_new (const EpiQp *lp, const EpiSimplexOptions *options,
                           EpiMethod **out);

/* The current point, in the user's units and signs, with the status that it
 * claims and its rays. */
void epi_simplex_answer (const EpiMethod *method, EpiQpAnswer *out);

/* standing (n + m) := where the variables stand now, to start another method
 * on a problem of the same size. */
void epi_simplex_basis (const EpiMethod *method, EpiStanding *standing);
