/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strokes of a pen as a picture.
 *
 * A stroke is a chain of points; the pen is round.  A pixel is covered as far
 * as its middle lies inside the pen's way: fully where its distance to the
 * nearest line is at most the radius less half a pixel, not at all beyond the
 * radius plus half a pixel, between them in proportion.
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

/* points (3,n): x and y in a square of 0 … side, y upwards, and the number of
 * the stroke, which is > 0; points with another number are no ink, and points
 * side by side with the same number are joined.  radius in the same units.
 * pixels (size, size), rows from the top, get 0 … 1. */
void epi_strokes_draw (const double *points, size_t n, double side,
                       double radius, size_t size, float *pixels);
