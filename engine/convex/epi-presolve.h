/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Presolve: a smaller linear program with the same solutions.
 *
 * These are applied, all in turn, as long as something leaves.  Bounds of a
 * row's activity are those that the bounds of its variables allow.
 *
 *   1. empty row        leaves
 *   2. singleton row    leaves; it is a bound of its variable
 *   3. redundant row    the activity's bounds are within the row's: leaves;
 *                       also a single side that they keep
 *   4. forcing row      the activity can just reach the row's bound: leaves,
 *                       and every variable is fixed where it makes it so
 *   5. fixed variable   leaves; rows and c₀ take its part
 *   6. dominated        the signs that its rows allow their multipliers, or an
 *      variable         empty column, fix the sign of its reduced cost: it is
 *                       fixed at that bound
 *   7. column singleton without a cost: it is a slack, and leaves its row
 *                       wider.  Bounds that the row keeps anyway do not count
 *                       (implied free).  A free one with a cost: its row is an
 *                       equality, and leaves along; c takes its part
 *
 * An answer to the smaller program is an answer to the larger one, multipliers
 * and rays included: the steps are undone from the last to the first, each
 * giving what it took its x, y or z so that c - Aᵀy - z = 0 and the signs hold.
 *
 * Brearley, Mitra & Williams, Analysis of mathematical programming problems
 * prior to applying the simplex algorithm, Math. Programming 8 (1975);
 * Andersen & Andersen, Presolving in linear programming, Math. Programming 71
 * (1995).
 */
#pragma once

#include "problem/epi-qp.h"

typedef struct EpiPresolve EpiPresolve;

/* Borrows lp, which must outlive it.  EPI_UNSUPPORTED: there is nothing to be
 * had (nothing leaves; Q has entries; a step met a contradiction, which the
 * program as it stands shows better).  EPI_NOT_FINITE, EPI_NO_MEMORY. */
EpiStatus epi_presolve_new (const EpiQp *lp, EpiPresolve **out);
void epi_presolve_free (EpiPresolve *presolve); /* accepts NULL */

/* The smaller program, with the names of what stayed. */
const EpiQp *epi_presolve_reduced (const EpiPresolve *presolve);

/* full (of the larger program) := reduced (of the smaller one) with everything
 * put back; its status is the same. */
void epi_presolve_restore (const EpiPresolve *presolve,
                           const EpiQpAnswer *reduced, EpiQpAnswer *full);
