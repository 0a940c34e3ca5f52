/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the document and a frame have of points, for the figures of ellipses.
 */
#pragma once

#include "max-determinant/lesson.h"

#define MD_SEEN_MULTIPLIER 1e-4 /* below: the point does not touch */

typedef struct {
  size_t n;
  double *x, *y; /* (n) one buffer */
} MdPoints;

void md_points_clear (MdPoints *points);

/* All that count, the extra one last. */
MdPoints md_all_points (const EpiScene *scene);

/* The corners of the hull, where their points stand now. */
MdPoints md_hull_of (const EpiScene *scene, const EpiFrame *frame);

/* Point `row` of the table; behind its end the extra one. */
bool md_point_of (const EpiScene *scene, size_t row, EpiPoint *out);

/* Whether the ellipse is looked for inside a polygon. */
bool md_is_inside (const EpiScene *scene);
