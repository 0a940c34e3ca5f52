/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the layers share: strokes, clipping in doubles, and what kind of surface
 * they draw on.
 *
 * Cairo counts pixels in 24 bits, and a diverged iterate lies far beyond them;
 * so lines and polygons are cut to a rectangle a little larger than the plot
 * before Cairo sees them.  Segments by Liang and Barsky, polygons by Sutherland
 * and Hodgman.
 */
#pragma once

#include "kit/epi-layers.h"

/* Pixels at this text size of what is one pixel at text size 14. */
static inline double
epi_draw_unit (const EpiAxes *axes)
{
  return axes->text / 14;
}

/* Colour, width, dashes; joins and caps round (butt when dashed). */
void epi_draw_set_stroke (cairo_t *cr, const EpiAxes *axes, EpiStroke stroke);

/* Device pixels per pixel; 0 where pictures would be wrong: SVG, PDF, and
 * recordings whose scale is not known (axes->scale). */
double epi_draw_raster_scale (cairo_t *cr, const EpiAxes *axes);

/* The plot and a margin around it. */
EpiRect epi_draw_bounds (const EpiAxes *axes);

/* Cuts the segment to the rectangle; false: nothing of it is inside, or an end
 * is not finite. */
bool epi_draw_clip_segment (const EpiRect *bounds, double *x0, double *y0,
                            double *x1, double *y1);

/* Appends the polygon (n points) cut to the rectangle to the path. */
void epi_draw_polygon_path (cairo_t *cr, const EpiRect *bounds, const double *x,
                            const double *y, size_t n);

/* ---- Boxes taken by labels, so that the next ones find another place ----
 * In device pixels, kept with the context. */

/* How much of the rectangle (user units) is taken already, in its units². */
double epi_draw_taken (cairo_t *cr, const EpiRect *rect);
void epi_draw_take (cairo_t *cr, const EpiRect *rect);
/* A line through n points (pixels), or n points of that size. */
void epi_draw_take_line (cairo_t *cr, const EpiRect *bounds, const double *x,
                         const double *y, size_t n);
void epi_draw_take_points (cairo_t *cr, const double *x, const double *y,
                           size_t n, double size);
void epi_draw_forget_taken (cairo_t *cr); /* another plot begins */

void epi_draw_rounded (cairo_t *cr, const EpiRect *rect, double radius);

/* ---- Grids ---- */

/* The coordinates of column i and row j; any real number, in grid units. */
double epi_grid_x (const EpiFieldGrid *grid, double i);
double epi_grid_y (const EpiFieldGrid *grid, double j);

static inline const double *
epi_grid_plane (const EpiFieldGrid *grid, size_t output)
{
  return grid->values + output * grid->nx * grid->ny;
}
