/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Corners and edges of a small polyhedron {x ∈ ℝⁿ : Gx ≤ h}, for figures.
 *
 *   1. corners   every n of the m rows that meet in one point; the point is a
 *                corner when it satisfies all rows.  Points that lie on the
 *                same rows are one corner.
 *   2. edges     two corners are neighbours when no third one lies on all the
 *                rows that both lie on (the face that they span has no other
 *                corner; Ziegler, Lectures on Polytopes, 1995, chapter 2)
 *
 * Of an unbounded polyhedron the edges that end nowhere are not among them.
 * The work grows as (m choose n): n ≤ 4 and m ≤ EPI_CORNERS_ROWS.
 */
#pragma once

#include "core/epi-matrix.h"

#include <stdint.h>

enum { EPI_CORNERS_ROWS = 32 };

typedef struct {
  size_t n, n_corners, n_edges;
  double *x;       /* (n, n_corners) */
  uint32_t *tight; /* (n_corners) bit i: the corner lies on row i */
  size_t *edges;   /* (2, n_edges) */
} EpiCorners;

/* G (m, n), h (m).  EPI_UNSUPPORTED beyond the sizes above; EPI_NOT_FINITE,
 * EPI_NO_MEMORY. */
EpiStatus epi_corners_find (const EpiMatrix *G, const double *h,
                            EpiCorners *out);
void epi_corners_clear (EpiCorners *corners);
