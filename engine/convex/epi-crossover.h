/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a point inside to a corner: crossover.
 *
 *   1. guess   a basis from x, r = Ax and the multipliers: what is farther from
 *              its bounds than its multiplier is from 0 is basic, everything
 *              else stands at the bound that its multiplier points to
 *   2. pivot   by the dual simplex method from there (which mends a guess that
 *              is no basis)
 *
 * An interior-point method stops where rounding ends it; a basis has an exact
 * solution, or an exact ray where the point only seemed to be feasible.
 *
 * After Megiddo, On finding primal- and dual-optimal bases, ORSA J. Comput. 3
 * (1991), and Bixby & Saltzman, Recovering an optimal LP basis from an interior
 * point solution, Oper. Res. Lett. 15 (1994); without their guarantee that few
 * pivots follow.
 */
#pragma once

#include "convex/epi-simplex.h"

/* A simplex method that begins near the answer, which is not kept.  Else as
 * epi_simplex_new(); options->kind and start are not asked. */
EpiStatus epi_crossover_new (const EpiQp *lp, const EpiQpAnswer *near,
                             const EpiSimplexOptions *options, EpiMethod **out);
