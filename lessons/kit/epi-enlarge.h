/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Enlarge: a picture of few pixels, a field's, over many.
 *
 *   given a picture p (nx, ny), the first row at the top, whose pixels' middles
 *   are points of a grid: the outer ones lie on the sides of a rectangle
 *   1. between  a pixel's middle lies at (u, v) in grid units: i = floor (u),
 *               s = u - i, j = floor (v), t = v - j; not smooth: s and t are 0
 *               or 1, whichever is nearer
 *   2. stretch  row j to the canvas's columns, once:
 *               r(j) = (1 - s) p(i, j) + s p(i+1, j)
 *   3. mix      c = (1 - t) r(j) + t r(j+1)
 *   4. over     to := c + (1 - α) to, α the opacity of c
 *
 * Where four neighbours are alike 2 and 3 give what they are, so that such runs
 * are laid as one colour: most of a field that is cut off at ±1.
 *
 * Colours are premultiplied and carry 8 bits after the point between 2 and 4;
 * what is cut off there is under 6/256 in all, and at the end they are rounded
 * once: the error is under 0.53 of the 255 steps of a channel.  A pixel at the
 * rectangle's side gets as much of c as the rectangle covers of it.
 */
#pragma once

#include "kit/epi-raster.h"

/* On a canvas of colours; the rectangle in user units.  Pictures of a single
 * row or column have no extent: nothing. */
void epi_enlarge (EpiRaster *canvas, cairo_surface_t *picture, EpiRect rect,
                  bool smooth);
