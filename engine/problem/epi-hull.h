/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The convex hull of points of the plane, by Andrew's monotone chain:
 *
 *     1. sort the points by x, then by y
 *     2. lower chain: take them in order; drop the last corner while it does
 *        not turn left
 *     3. upper chain: the same from right to left
 *
 * O(n log n).  A. M. Andrew, Another efficient algorithm for convex hulls in
 * two dimensions, Information Processing Letters 9 (1979).
 */
#pragma once

#include <stddef.h>

/* hull (n) := the points that are corners, counter-clockwise from the leftmost;
 * of points in one place the first, and none in the middle of an edge.  points
 * (2,n), finite.  Returns how many: 0 for n = 0, 1 when all are in one place, 2
 * when all are on a line. */
size_t epi_convex_hull (size_t n, const double *points, size_t *hull);

/* The half-planes aₖᵀx ≤ bₖ of its edges: a (2,m) of length 1, b (m); edge k
 * goes from corner k to corner k + 1.  m ≥ 3. */
void epi_hull_half_planes (const double *points, const size_t *hull, size_t m,
                           double *a, double *b);

/* The area, and the centre of mass when centre (2) is not NULL. */
double epi_hull_area (const double *points, const size_t *hull, size_t m,
                      double *centre);
