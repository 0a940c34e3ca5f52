/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Half-planes aᵀx ≤ b, and what they have in common.
 *
 *   1. begin with a box                the view, or any rectangle
 *   2. cut it at each half-plane       Sutherland & Hodgman (1974): of the
 *                                      corners keep those inside, add where an
 *                                      edge crosses
 * Every edge of the polygon that is left knows the half-plane it lies on; those
 * on the box show where the intersection goes on beyond it.
 */
#pragma once

#include "kit/epi-layers.h"

typedef struct {
  double a[2], b; /* aᵀx ≤ b; a = 0 is no half-plane and cuts nothing off,
                     or, with b < 0, everything */
} EpiHalfPlane;

enum {
  EPI_EDGE_BOX = -1, /* where the view ends, not the intersection */
};

typedef struct {
  size_t n;        /* corners; 0: nothing in common inside the box */
  EpiPoint *at;    /* (n) counter-clockwise */
  ptrdiff_t *edge; /* (n) the half-plane of the edge at[i] → at[i + 1], or
                      EPI_EDGE_BOX */
} EpiPolygon;

/* planes (n), inside the box.  Free with epi_polygon_clear(). */
EpiPolygon epi_half_planes_meet (const EpiHalfPlane *planes, size_t n,
                                 const EpiRange *box);
void epi_polygon_clear (EpiPolygon *polygon);

/* The ends of the line aᵀx = b in the box; false: it misses the box.  Seen from
 * from to to the half-plane lies on the left. */
bool epi_half_plane_line (const EpiHalfPlane *plane, const EpiRange *box,
                          EpiPoint *from, EpiPoint *to);

/* The polygon, filled; edges of the box have no outline. */
void epi_draw_region (cairo_t *cr, const EpiAxes *axes,
                      const EpiPolygon *polygon, EpiColour colour, double alpha,
                      EpiStroke outline);

/* The line of a half-plane, with short strokes on the side that it forbids. */
void epi_draw_half_plane (cairo_t *cr, const EpiAxes *axes,
                          const EpiHalfPlane *plane, EpiStroke stroke);

/* Level lines cᵀx = v at n values; c = 0 draws nothing. */
void epi_draw_level_lines (cairo_t *cr, const EpiAxes *axes, const double c[2],
                           const double *values, size_t n, EpiStroke stroke);

/* The chord of a convex polygon, x and y (n), on the line aᵀx = b; false: it
 * misses the polygon, or touches one corner of it. */
bool epi_half_plane_chord (const EpiHalfPlane *plane, const double *x,
                           const double *y, size_t n, EpiPoint *from,
                           EpiPoint *to);

/* Level lines of cᵀx over a convex polygon, x and y (n), alone: `lines` of
 * them, evenly from its least to its largest value there, as far as it is in
 * sight. */
void epi_draw_level_chords (cairo_t *cr, const EpiAxes *axes, const double c[2],
                            const double *x, const double *y, size_t n,
                            size_t lines, EpiStroke stroke);
