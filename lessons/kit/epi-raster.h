/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raster: a picture of device pixels over a part of a figure, for what is
 * drawn a thousand times a frame and would cost Cairo milliseconds.
 *
 * A point (x, y) of the figure is (x scale + ox, y scale + oy) on the canvas,
 * and pixel (i, j) covers [i, i+1) × [j, j+1).
 */
#pragma once

#include "kit/epi-axes.h"

#include <stdint.h>

typedef struct {
  cairo_surface_t *picture;
  unsigned char *data;
  int width, height, stride; /* pixels, pixels, bytes */
  double scale, ox, oy;
  double ratio, left, top; /* where it goes */
} EpiRaster;

/* A transparent canvas over the rectangle (user units), which is cut to the
 * clip.  CAIRO_FORMAT_ARGB32 or _A8.  false where pictures would be wrong
 * (epi_draw_raster_scale()) or cannot be had. */
bool epi_raster_begin (EpiRaster *canvas, cairo_t *cr, const EpiAxes *axes,
                       EpiRect rect, cairo_format_t format);

/* Lays the sprite (premultiplied ARGB, size × size) over an ARGB32 canvas, its
 * pixel (0, 0) on pixel (left, top). */
void epi_raster_stamp (EpiRaster *canvas, const uint32_t *sprite, int size,
                       int left, int top);

/* Lays a box of the figure with that opacity over an A8 canvas; its edges are
 * exact: a pixel that it half covers gets half. */
void epi_raster_box (EpiRaster *canvas, double x0, double y0, double x1,
                     double y1, double alpha);

/* Draws a line with round ends on an A8 canvas: a pixel is covered as far as
 * its middle lies from the line; where lines meet, the larger cover counts, so
 * that a chain of them has round joins and no seams. */
void epi_raster_line (EpiRaster *canvas, double x0, double y0, double x1,
                      double y1, double width);

/* Paints it (ARGB32), or the current source through it (A8), and frees it. */
void epi_raster_end (EpiRaster *canvas, cairo_t *cr);
