/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Level sets by marching squares.
 *
 *   given values f(i,j) on a grid (nx, ny) and a level c
 *   1. inside     a grid point is inside when f ≥ c
 *   2. crossings  an edge of the grid is crossed when one end is inside and the
 *                 other is not, at the fraction t with f_a + t(f_b - f_a) = c
 *   3. cells      each cell joins its crossings in pairs; with four of them
 *                 (a saddle) the cell's mean decides: inside, and the middle
 *                 joins the two inside corners, else it parts them
 *   4. lines      an edge is shared by two cells, so that crossings chain into
 *                 lines: each closed, or from border to border
 *
 * Cells with a corner that is not a number are left out: they are border.  For
 * a function with second derivatives bounded by M and spacing h, the crossing
 * of an edge lies within M h²/(8 |slope|) of the true one.
 * Lorensen and Cline 1987, in the plane.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  size_t level;    /* index into the levels that were asked for */
  bool closed;     /* the last point joins the first, which is not repeated */
  size_t begin, n; /* its points in the set's x and y */
} EpiLevelLine;

typedef struct {
  double *x, *y; /* in grid units: 0 … nx-1, 0 … ny-1 */
  size_t n_points;
  EpiLevelLine *lines;
  size_t n_lines;
} EpiLevelSets;

/* values (nx, ny), x fastest; levels (n).  The result is the caller's. */
EpiLevelSets *epi_level_sets_new (const double *values, size_t nx, size_t ny,
                                  const double *levels, size_t n);
void epi_level_sets_free (EpiLevelSets *sets); /* accepts NULL */
