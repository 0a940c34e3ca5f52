/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layers: what lessons' figures are drawn with.
 *
 * Each draws in data units through the axes.  Widths and sizes are in pixels
 * at text size 14 and grow with the text.  Labels are Pango markup.
 */
#pragma once

#include "kit/epi-scene.h"
#include "kit/epi-sparsity.h"

typedef enum {
  EPI_MARKER_DISC,
  EPI_MARKER_SQUARE,
  EPI_MARKER_DIAMOND,
  EPI_MARKER_TRIANGLE,
  EPI_MARKER_CROSS,
  EPI_MARKER_PLUS,
  EPI_MARKER_RING
} EpiMarker;

typedef struct {
  EpiColour colour;
  double alpha; /* 0: 1 */
  double width; /* of a line; 0: 2 */
  bool dashed;
} EpiStroke;

/* n markers of the size (diameter; 0: 8), each with a thin rim of background
 * so that neighbours part.  Over 20,000 points become a density picture (see
 * epi_draw_density). */
void epi_draw_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
                       const double *y, size_t n, EpiMarker marker,
                       EpiColour colour, double size);
/* The same, hollow: rows held back.  They keep their shapes, so that classes
 * can be told without colours, and a ring is a hollow disc. */
void epi_draw_hollow_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
                              const double *y, size_t n, EpiMarker marker,
                              EpiColour colour, double size);

/* A polyline; NaN breaks it. */
void epi_draw_line (cairo_t *cr, const EpiAxes *axes, const double *x,
                    const double *y, size_t n, EpiStroke stroke);
void epi_draw_segment (cairo_t *cr, const EpiAxes *axes, double x0, double y0,
                       double x1, double y1, EpiStroke stroke);
/* n of them at once; use it for residuals. */
void epi_draw_segments (cairo_t *cr, const EpiAxes *axes, const double *x0,
                        const double *y0, const double *x1, const double *y1,
                        size_t n, EpiStroke stroke);
void epi_draw_arrow (cairo_t *cr, const EpiAxes *axes, double x0, double y0,
                     double x1, double y1, EpiStroke stroke);
/* Horizontal and vertical lines through the whole plot. */
void epi_draw_rule (cairo_t *cr, const EpiAxes *axes, bool vertical, double at,
                    EpiStroke stroke);
/* Between two curves over the same x. */
void epi_draw_band (cairo_t *cr, const EpiAxes *axes, const double *x,
                    const double *low, const double *high, size_t n,
                    EpiColour colour, double alpha);
void epi_draw_polygon (cairo_t *cr, const EpiAxes *axes, const double *x,
                       const double *y, size_t n, EpiColour colour,
                       double fill_alpha, EpiStroke outline);
/* Squares on vertical residuals: side |r| in y units, drawn square in pixels,
 * standing on the segment (x, y0)-(x, y1). */
void epi_draw_residual_square (cairo_t *cr, const EpiAxes *axes, double x,
                               double y0, double y1, EpiColour colour);
void epi_draw_residual_squares (cairo_t *cr, const EpiAxes *axes,
                                const double *x, const double *y0,
                                const double *y1, size_t n, EpiColour colour);
void epi_draw_bars (cairo_t *cr, const EpiAxes *axes, const double *x,
                    const double *heights, size_t n, double width,
                    EpiColour colour);
/* n bins of a width, the first from low on: counts (n) as a stair with a line
 * along its top.  On a logarithmic axis an empty bin is nothing. */
void epi_draw_histogram (cairo_t *cr, const EpiAxes *axes, double low,
                         double width, const double *counts, size_t n,
                         EpiColour colour);
/* Arrows of a field of vectors, scaled so that the longest is one cell. */
void epi_draw_vectors (cairo_t *cr, const EpiAxes *axes, const double *x,
                       const double *y, const double *u, const double *v,
                       size_t n, EpiStroke stroke);

/* Fields. */
void epi_draw_heat_map (cairo_t *cr, const EpiAxes *axes,
                        const EpiFieldGrid *grid, size_t output, double low,
                        double high, double alpha);
/* The same in colours of the caller's: what each value looks like.  smooth:
 * between grid points, too; else each is a block. */
typedef struct {
  EpiColour colour;
  double alpha; /* 0: nothing */
} EpiTint;
typedef EpiTint (*EpiTintFunc) (double value, const void *data);
void epi_draw_tinted (cairo_t *cr, const EpiAxes *axes,
                      const EpiFieldGrid *grid, size_t output, bool smooth,
                      EpiTintFunc tint, const void *data);
/* Level sets by marching squares (saddles resolved by the cell's mean);
 * levels (n). labels: numbers on the lines. */
void epi_draw_level_sets (cairo_t *cr, const EpiAxes *axes,
                          const EpiFieldGrid *grid, size_t output,
                          const double *levels, size_t n, EpiStroke stroke,
                          bool labels);
/* n levels for a field with a minimum: spread so that the rings near the
 * minimum are seen (geometric above it). */
size_t epi_field_levels (const EpiFieldGrid *grid, size_t output, size_t n,
                         double *levels);
void epi_draw_curve (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                     size_t output, EpiStroke stroke);
/* Between a curve and 0: what lies above in one colour, what lies below in
 * another; NaN breaks it. */
void epi_draw_area (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                    size_t output, EpiColour above, EpiColour below,
                    double alpha);
/* weight times the Gaussian density of that mean and deviation > 0, as far as
 * it is seen. */
void epi_draw_bell (cairo_t *cr, const EpiAxes *axes, double weight,
                    double mean, double deviation, EpiStroke stroke);
/* Counts (nx, ny) as a picture over the grid's range: for a million points. */
void epi_draw_density (cairo_t *cr, const EpiAxes *axes,
                       const EpiFieldGrid *grid, EpiColour colour);

/* A matrix (rows, cols; column-major) as coloured blocks with its numbers, in
 * the rectangle (pixels); title under it.  Numbers that do not fit are left
 * out, the colours (diverging about 0) stay. */
void epi_draw_matrix (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                      const double *data, size_t rows, size_t cols,
                      const char *title, EpiColour colour);
/* The same in a block of the plane (data units), which its cells fill. */
void epi_draw_matrix_at (cairo_t *cr, const EpiAxes *axes,
                         const EpiRange *block, const double *data, size_t rows,
                         size_t cols, const char *title, EpiColour colour);

/* An image in a block of the plane (data units), its first row at the top,
 * pixels as they are: the ground at low, the colour from high on; or signed:
 * the ground at 0, the colour above, vermillion below, full at ±high. */
typedef struct {
  const double *values; /* pixel (x,y) at (x + width y) step */
  size_t width, height;
  size_t step; /* 0: 1; the channels of an image whose channels run fastest */
  double low, high;
  bool is_signed;
  EpiColour colour; /* TEXT: ink on paper */
} EpiPixels;
void epi_draw_image (cairo_t *cr, const EpiAxes *axes, const EpiRange *block,
                     const EpiPixels *image);

/* Where a sparse matrix has entries (kit/epi-sparsity.h): the fuller a box, the
 * darker.  Row i lies at y = -i - 1 … -i, column j at x = j … j + 1, so that
 * the matrix reads from its upper left corner.  A raster of device pixels: an
 * entry is never smaller than one. */
void epi_draw_sparsity (cairo_t *cr, const EpiAxes *axes,
                        const EpiSparsity *pattern, EpiColour colour);

/* Rows by name, as many as there is room for in the rectangle (pixels) from row
 * `first` on.  NaN: an empty cell.  Texts are plain. */
typedef struct {
  const char *title;
  size_t n, n_columns;
  const char *const *heads;     /* (1 + n_columns) */
  const char *const *names;     /* (n) */
  const double *const *columns; /* (n_columns) of (n) each */
} EpiListing;
void epi_draw_listing (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                       const EpiListing *listing, size_t first,
                       EpiColour colour);

/* A label at a data point, moved by (dx, dy) pixels; on a faint background so
 * that it is read over anything; kept inside the plot. */
void epi_draw_label (cairo_t *cr, const EpiAxes *axes, double x, double y,
                     double dx, double dy, const char *markup,
                     EpiColour colour);
/* What curves are called, to the right of their ends (data units), in their
 * colours: one above the other where ends are close.  For this the range goes
 * on to the right of the data, by EPI_END_ROOM of their width.  The most
 * important first: where there is no room for all, the last ones go. */
#define EPI_END_ROOM 0.3
typedef struct {
  const char *markup;
  double x, y;
  EpiColour colour;
} EpiEndLabel;
void epi_draw_end_labels (cairo_t *cr, const EpiAxes *axes,
                          const EpiEndLabel *labels, size_t n);
/* Labels with a line sample each, under one another, beside one another in a
 * low plot, in the corner that covers the fewest of the points given (n may be
 * 0). */
typedef struct {
  const char *markup;
  EpiStroke stroke;
  bool marker;
} EpiLegendItem;
void epi_draw_legend (cairo_t *cr, const EpiAxes *axes,
                      const EpiLegendItem *items, size_t n_items,
                      const double *x, const double *y, size_t n);
/* Text in the middle of the plot: empty, working, failed. */
void epi_draw_message (cairo_t *cr, const EpiAxes *axes, const char *markup);
