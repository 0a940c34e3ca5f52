/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point well inside a small polyhedron {x ∈ ℝⁿ : Gx ≤ h}.
 *
 *   1. corners   their mean, where there are few enough to be found
 *                (convex/epi-corners.h) and it lies strictly inside: that does
 *                not depend on the units of the coordinates
 *   2. ball      else the centre of the largest ball that fits in, of radius at
 *                most R (an open polyhedron has none), by the simplex method:
 *                    maximize r  subject to  gᵢᵀx + ‖gᵢ‖r ≤ hᵢ,  r ≤ R
 *                R is the largest |hᵢ|/‖gᵢ‖, the distance of a wall from 0
 *
 * Boyd & Vandenberghe, Convex Optimization (2004), 4.3.1 and 8.5.1.
 */
#pragma once

#include "core/epi-matrix.h"

/* x (n) := a point with Gx < h; G (m, n), h (m), finite.  EPI_INFEASIBLE: there
 * is none further inside than rounding; EPI_NO_MEMORY, EPI_FAILED. */
EpiStatus epi_inner_point (const EpiMatrix *G, const double *h, double *x);
