/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pattern of a sparse matrix, of any size, as a raster: each box covers
 * whole device pixels, at least one, and where boxes share a pixel the fuller
 * one counts.  A million entries cost what the pixels cost.
 */
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>

#define PRINT_SCALE 3 /* pixels a unit where the surface has none: SVG, PDF */
#define MOST_PIXELS 16384
#define GAP_FROM 6 /* pixels: boxes of that side and more stand apart */

typedef struct {
  const EpiSparsity *pattern;
  EpiRect area; /* the part of the plot that the matrix covers */
  double scale; /* pixels a unit of the figure */
  int width, height;
  unsigned char *data; /* A8 */
  int stride;
} Picture;

/* A full box is opaque; one entry in a large box can still be seen. */
static unsigned char
darkness (const EpiSparsity *pattern, double count)
{
  double most = (double)pattern->height * (double)pattern->width;
  double share = most > 1 ? log1p (count) / log1p (most) : 1;

  return (unsigned char)lround (255 * (0.45 + 0.55 * fmin (share, 1)));
}

/* Pixels [*first, *last) of the box from a to b, at least one, cut to n. */
static bool
pixels (double a, double b, int n, int *first, int *last)
{
  double low = b - a < 1 ? floor (a) : round (a);
  double high = fmax (round (b), low + 1);

  if (b - a >= GAP_FROM)
    high -= 1;
  *first = (int)CLAMP (low, 0, n);
  *last = (int)CLAMP (high, 0, n);
  return *first < *last;
}

static void
fill_box (Picture *p, const EpiAxes *axes, size_t t)
{
  const EpiSparsity *s = p->pattern;
  double right = fmin (s->col[t] + (double)s->width, (double)s->cols);
  double bottom = fmin (s->row[t] + (double)s->height, (double)s->rows);
  int x0, x1, y0, y1;

  if (!pixels ((epi_axes_x (axes, s->col[t]) - p->area.x) * p->scale,
               (epi_axes_x (axes, right) - p->area.x) * p->scale, p->width, &x0,
               &x1) ||
      !pixels ((epi_axes_y (axes, -s->row[t]) - p->area.y) * p->scale,
               (epi_axes_y (axes, -bottom) - p->area.y) * p->scale, p->height,
               &y0, &y1))
    return;
  unsigned char ink = darkness (s, s->count[t]);
  for (int y = y0; y < y1; y++) {
    unsigned char *row = p->data + (ptrdiff_t)y * p->stride;
    for (int x = x0; x < x1; x++)
      row[x] = MAX (row[x], ink);
  }
}

/* What of the plot the matrix covers; empty: nothing. */
static EpiRect
covered (const EpiAxes *axes, const EpiSparsity *s)
{
  double x0 = fmax (epi_axes_x (axes, 0), axes->plot.x);
  double x1 = fmin (epi_axes_x (axes, (double)s->cols),
                    axes->plot.x + axes->plot.width);
  double y0 = fmax (epi_axes_y (axes, 0), axes->plot.y);
  double y1 = fmin (epi_axes_y (axes, -(double)s->rows),
                    axes->plot.y + axes->plot.height);

  return (EpiRect){x0, y0, fmax (x1 - x0, 0), fmax (y1 - y0, 0)};
}

/* In the table rows and columns count from 1. */
static bool
record (cairo_t *cr, const EpiSparsity *pattern)
{
  static const char *const names[] = {"row", "column", "entries"};
  size_t n = pattern->n;

  if (!epi_plot_table_attached (cr))
    return false;
  double *from_one = g_new (double, 2 * n + 1);
  for (size_t t = 0; t < n; t++) {
    from_one[t] = pattern->row[t] + 1;
    from_one[n + t] = pattern->col[t] + 1;
  }
  const double *const columns[] = {from_one, from_one + n, pattern->count};
  epi_plot_table_record (cr, "sparsity", n, 3, names, columns);
  g_free (from_one);
  return true;
}

/* The picture in the current colour.  Where it is printed it is painted: in an
 * SVG of Cairo's a scaled mask lies elsewhere. */
static void
show (cairo_t *cr, const Picture *p, cairo_surface_t *mask, bool printed)
{
  cairo_save (cr);
  cairo_translate (cr, p->area.x, p->area.y);
  cairo_scale (cr, 1 / p->scale, 1 / p->scale);
  if (printed) {
    cairo_surface_t *tinted =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, p->width, p->height);
    cairo_t *in = cairo_create (tinted);
    cairo_set_source (in, cairo_get_source (cr));
    cairo_mask_surface (in, mask, 0, 0);
    cairo_destroy (in);
    cairo_set_source_surface (cr, tinted, 0, 0);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_paint (cr);
    cairo_surface_destroy (tinted);
  } else
    cairo_mask_surface (cr, mask, 0, 0);
  cairo_restore (cr);
}

void
epi_draw_sparsity (cairo_t *cr, const EpiAxes *axes, const EpiSparsity *pattern,
                   EpiColour colour)
{
  if (record (cr, pattern))
    return;
  Picture p = {.pattern = pattern, .area = covered (axes, pattern)};
  p.scale = epi_draw_raster_scale (cr, axes);
  bool printed = p.scale <= 0;
  if (printed)
    p.scale = PRINT_SCALE;
  p.width = (int)fmin (ceil (p.area.width * p.scale), MOST_PIXELS);
  p.height = (int)fmin (ceil (p.area.height * p.scale), MOST_PIXELS);
  if (p.width <= 0 || p.height <= 0)
    return;
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_A8, p.width, p.height);
  p.data = cairo_image_surface_get_data (picture);
  p.stride = cairo_image_surface_get_stride (picture);
  for (size_t t = 0; p.data != NULL && t < pattern->n; t++)
    fill_box (&p, axes, t);
  cairo_surface_mark_dirty (picture);
  epi_palette_source (axes->palette, cr, colour, 1);
  show (cr, &p, picture, printed);
  cairo_surface_destroy (picture);
}
