/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raster: pixels over a part of a figure, for what is drawn a thousand times a
 * frame and would cost Cairo milliseconds.
 *
 * A point (x, y) of the figure is (x scale + ox, y scale + oy) on the canvas,
 * and pixel (i, j) covers [i, i+1) × [j, j+1).
 *
 *   colours   sprites are laid over one another
 *   a mask    says how much of each pixel is covered; at the end the current
 *             source, a colour, is laid over the figure through it, so that
 *             what lies over one another is not darker there
 *
 * On a picture (an image surface) whose clip is a rectangle, colours are laid
 * on its own pixels at once, and a mask only where it covers something; what it
 * costs is what it draws.  Elsewhere the canvas is a picture of its own, which
 * Cairo paints.
 */
#pragma once

#include "kit/epi-axes.h"

#include <stdint.h>

typedef enum { EPI_RASTER_COLOURS, EPI_RASTER_MASK } EpiRasterKind;

typedef struct {
  EpiRasterKind kind;
  unsigned char *data;       /* pixel (0, 0): ARGB32, premultiplied, or A8 */
  int width, height, stride; /* pixels, pixels, bytes */
  double scale, ox, oy;

  unsigned char *target; /* the picture's own pixel (0, 0), or NULL */
  int target_stride;
  int left, top;            /* device pixels: where pixel (0, 0) is */
  double ratio;             /* device pixels per unit of the device */
  int first, last;          /* rows of a mask that may be covered */
  cairo_surface_t *picture; /* a picture of its own, or NULL */
} EpiRaster;

/* A canvas over the rectangle (user units), which is cut to the clip, to whole
 * pixels.  false where pixels would be wrong (epi_draw_raster_scale()) or
 * cannot be had. */
bool epi_raster_begin (EpiRaster *canvas, cairo_t *cr, const EpiAxes *axes,
                       EpiRect rect, EpiRasterKind kind);

/* Lays the sprite (premultiplied ARGB, size × size) over colours, its pixel
 * (0, 0) on pixel (left, top). */
void epi_raster_stamp (EpiRaster *canvas, const uint32_t *sprite, int size,
                       int left, int top);

/* Lays a box of the figure with that opacity over a mask; its edges are exact:
 * a pixel that it half covers gets half. */
void epi_raster_box (EpiRaster *canvas, double x0, double y0, double x1,
                     double y1, double alpha);

/* Draws a line with round ends on a mask: a pixel is covered as far as its
 * middle lies from the line; where lines meet, the larger cover counts, so
 * that a chain of them has round joins and no seams. */
void epi_raster_line (EpiRaster *canvas, double x0, double y0, double x1,
                      double y1, double width);

/* Lays what is not yet there over the figure, and frees the canvas. */
void epi_raster_end (EpiRaster *canvas, cairo_t *cr);
