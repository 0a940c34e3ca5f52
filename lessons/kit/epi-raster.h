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
#include "kit/epi-document.h"

#include <stdint.h>

typedef enum { EPI_RASTER_COLOURS, EPI_RASTER_MASK } EpiRasterKind;

enum { EPI_RASTER_BLOCK = 8 }; /* pixels of a row that are looked at as one */

typedef struct {
  EpiRasterKind kind;
  unsigned char *data;       /* pixel (0, 0): ARGB32, premultiplied, or A8 */
  int width, height, stride; /* pixels, pixels, bytes */
  double scale, ox, oy;

  unsigned char *target; /* the picture's own pixel (0, 0), or NULL */
  int target_stride;
  int left, top;    /* device pixels: where pixel (0, 0) is */
  double ratio;     /* device pixels per unit of the device */
  uint64_t *blocks; /* (height, words) bits: what of a mask may be covered */
  int words;
  cairo_surface_t *picture; /* a picture of its own, or NULL */
} EpiRaster;

/* A canvas over the rectangle (user units), which is cut to the clip, to whole
 * pixels.  false where pixels would be wrong (epi_draw_raster_scale()) or
 * cannot be had. */
bool epi_raster_begin (EpiRaster *canvas, cairo_t *cr, const EpiAxes *axes,
                       EpiRect rect, EpiRasterKind kind);

/* The same over pixels of the device, scale 1, and only on a picture; cr has
 * the identity for its matrix.  width 0: nothing of it is in sight, and the
 * canvas is not ended. */
bool epi_raster_begin_pixels (EpiRaster *canvas, cairo_t *cr, EpiRect rect,
                              EpiRasterKind kind);

/* The source, a colour, premultiplied. */
uint32_t epi_raster_source (cairo_t *cr);

/* Lays the sprite (premultiplied ARGB, size × size) over colours, its pixel
 * (0, 0) on pixel (left, top). */
void epi_raster_stamp (EpiRaster *canvas, const uint32_t *sprite, int size,
                       int left, int top);

/* Fills an area with a colour (premultiplied) on colours: n closed outlines,
 * points[ends[k - 1]] … points[ends[k] - 1] in pixels of the canvas, by the
 * non-zero rule.  false: there is no memory. */
bool epi_raster_fill (EpiRaster *canvas, const EpiPoint *points,
                      const size_t *ends, size_t n, uint32_t colour);

/* Lays a box of the figure with that opacity over a mask; its edges are exact:
 * a pixel that it half covers gets half. */
void epi_raster_box (EpiRaster *canvas, double x0, double y0, double x1,
                     double y1, double alpha);
/* The same in pixels of the canvas. */
void epi_raster_pixels (EpiRaster *canvas, double l, double t, double r,
                        double b, double alpha);

/* Draws a line with round ends on a mask: a pixel is covered as far as its
 * middle lies from the line; where lines meet, the larger cover counts, so
 * that a chain of them has round joins and no seams. */
void epi_raster_line (EpiRaster *canvas, double x0, double y0, double x1,
                      double y1, double width);
/* The same in pixels of the canvas; an end may be flat, to be cut off there. */
void epi_raster_segment (EpiRaster *canvas, double x0, double y0, double x1,
                         double y1, double width, bool flat0, bool flat1);

/* Draws a circle's line on a mask, covering as lines do. */
void epi_raster_ring (EpiRaster *canvas, double x, double y, double radius,
                      double width);

/* Lays the colour (premultiplied) over the picture where the mask on it covers
 * something, and clears the mask; a part of epi_raster_end(). */
void epi_raster_lay (EpiRaster *canvas, uint32_t colour);

/* Lays what is not yet there over the figure, and frees the canvas. */
void epi_raster_end (EpiRaster *canvas, cairo_t *cr);
