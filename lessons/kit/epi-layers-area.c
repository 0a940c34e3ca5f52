/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers made of areas: bands, polygons, residual squares, bars. */
#include "kit/epi-raster.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>

/* One unbroken run of a band. */
static void
band_run (cairo_t *cr, const EpiAxes *axes, const double *x, const double *low,
          const double *high, size_t n)
{
  EpiRect bounds = epi_draw_bounds (axes);
  double *px = g_new (double, 4 * n), *py = px + 2 * n;

  for (size_t i = 0; i < n; i++) {
    px[i] = px[2 * n - 1 - i] = epi_axes_x (axes, x[i]);
    py[i] = epi_axes_y (axes, high[i]);
    py[2 * n - 1 - i] = epi_axes_y (axes, low[i]);
  }
  epi_draw_polygon_path (cr, &bounds, px, py, 2 * n);
  g_free (px);
}

void
epi_draw_band (cairo_t *cr, const EpiAxes *axes, const double *x,
               const double *low, const double *high, size_t n,
               EpiColour colour, double alpha)
{
  static const char *const names[] = {"x", "low", "high"};
  const double *const columns[] = {x, low, high};
  size_t begin = 0;

  if (epi_plot_table_record (cr, "band", n, 3, names, columns))
    return;
  epi_palette_source (axes->palette, cr, colour, alpha);
  for (size_t i = 0; i <= n; i++) {
    if (i < n && isfinite (x[i] + low[i] + high[i]))
      continue;
    if (i - begin >= 2)
      band_run (cr, axes, x + begin, low + begin, high + begin, i - begin);
    begin = i + 1;
  }
  epi_ink_fill (cr);
}

void
epi_draw_area (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
               size_t output, EpiColour above, EpiColour below, double alpha)
{
  const double *y = epi_grid_plane (grid, output);
  size_t n = grid->nx;
  double *x = g_new (double, 4 * n), *up = x + n, *down = up + n;
  double *zero = down + n;
  bool has_up = false, has_down = false;

  for (size_t i = 0; i < n; i++) {
    x[i] = epi_grid_x (grid, (double)i);
    up[i] = isnan (y[i]) ? NAN : fmax (y[i], 0);
    down[i] = isnan (y[i]) ? NAN : fmin (y[i], 0);
    zero[i] = 0;
    has_up |= y[i] > 0;
    has_down |= y[i] < 0;
  }
  if (has_up)
    epi_draw_band (cr, axes, x, zero, up, n, above, alpha);
  if (has_down)
    epi_draw_band (cr, axes, x, down, zero, n, below, alpha);
  g_free (x);
}

void
epi_draw_polygon (cairo_t *cr, const EpiAxes *axes, const double *x,
                  const double *y, size_t n, EpiColour colour,
                  double fill_alpha, EpiStroke outline)
{
  EpiRect bounds = epi_draw_bounds (axes);
  if (epi_plot_table_record_xy (cr, "polygon", x, y, n))
    return;
  double *px = g_new (double, 2 * n + 1), *py = px + n;

  for (size_t i = 0; i < n; i++) {
    px[i] = epi_axes_x (axes, x[i]);
    py[i] = epi_axes_y (axes, y[i]);
  }
  epi_draw_polygon_path (cr, &bounds, px, py, n);
  g_free (px);
  if (fill_alpha > 0) {
    epi_palette_source (axes->palette, cr, colour, fill_alpha);
    epi_ink_fill_preserve (cr);
  }
  if (outline.width >= 0) {
    epi_draw_set_stroke (cr, axes, outline);
    epi_ink_stroke_preserve (cr);
  }
  cairo_new_path (cr);
}

/* ---- Residual squares ---- */

/* To the right of its segment, or to the left where it would leave the plot.
 * Cut to the bounds. */
static bool
residual_square (const EpiAxes *axes, const EpiRect *bounds, double x,
                 double y0, double y1, EpiRect *square)
{
  double px = epi_axes_x (axes, x);
  double a = epi_axes_y (axes, y0), b = epi_axes_y (axes, y1);
  double side = fabs (b - a);
  double left = px + side > axes->plot.x + axes->plot.width ? px - side : px;

  if (!isfinite (left) || !isfinite (side))
    return false;
  double l = fmax (left, bounds->x), t = fmax (fmin (a, b), bounds->y);
  double r = fmin (left + side, bounds->x + bounds->width);
  double e = fmin (fmax (a, b), bounds->y + bounds->height);
  *square = (EpiRect){l, t, r - l, e - t};
  return r > l && e > t;
}

typedef struct {
  double fill, line; /* opacity */
  double width;      /* of the line, pixels */
} SquareStyle;

/* Fainter the more there are, for they lie over one another; never so faint
 * that one alone would not be seen. */
static SquareStyle
square_style (const EpiAxes *axes, size_t n)
{
  double crowd = 30 / fmax ((double)n, 30), unit = epi_draw_unit (axes);

  return (SquareStyle){.fill = fmax (0.18 * pow (crowd, 0.8), 0.012),
                       .line = fmax (0.75 * pow (crowd, 0.4), 0.22),
                       .width = (n <= 30 ? 1.2 : 0.9) * unit};
}

/* In whole pixels, sides and all, at most one off: they are crisp, and what a
 * drag moves by less than a pixel, most squares while one point of many is in
 * hand, stays as it is.  The inside, then four sides. */
static void
lay_square (EpiRaster *c, const EpiRect *s, const SquareStyle *style)
{
  double pen = fmax (round (style->width * c->scale), 1), half = (pen - 1) / 2;
  double l = floor (s->x * c->scale + c->ox - half);
  double t = floor (s->y * c->scale + c->oy - half);
  double r = l + round (s->width * c->scale);
  double b = t + round (s->height * c->scale);
  double a = style->line * style->width * c->scale / pen;

  epi_raster_pixels (c, l + pen, t + pen, r, b, style->fill);
  epi_raster_pixels (c, l, t, r + pen, t + pen, a);
  epi_raster_pixels (c, l, b, r + pen, b + pen, a);
  epi_raster_pixels (c, l, t + pen, l + pen, b, a);
  epi_raster_pixels (c, r, t + pen, r + pen, b, a);
}

/* Where there are no pixels, as on a page that is printed. */
static void
stroke_square (cairo_t *cr, const EpiAxes *axes, const EpiRect *s,
               const SquareStyle *style, EpiColour colour)
{
  cairo_rectangle (cr, s->x, s->y, s->width, s->height);
  epi_palette_source (axes->palette, cr, colour, style->fill);
  epi_ink_fill_preserve (cr);
  epi_palette_source (axes->palette, cr, colour, style->line);
  cairo_set_line_width (cr, style->width);
  epi_ink_stroke (cr);
}

void
epi_draw_residual_squares (cairo_t *cr, const EpiAxes *axes, const double *x,
                           const double *y0, const double *y1, size_t n,
                           EpiColour colour)
{
  static const char *const names[] = {"x", "from", "to"};
  const double *const columns[] = {x, y0, y1};

  if (epi_plot_table_record (cr, "squares", n, 3, names, columns))
    return;
  EpiRect bounds = epi_draw_bounds (axes), s;
  SquareStyle style = square_style (axes, n);
  EpiRaster canvas;
  bool pixels =
      epi_raster_begin (&canvas, cr, axes, axes->plot, EPI_RASTER_MASK);

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_dash (cr, NULL, 0, 0);
  for (size_t i = 0; i < n; i++) {
    if (!residual_square (axes, &bounds, x[i], y0[i], y1[i], &s))
      continue;
    if (pixels)
      lay_square (&canvas, &s, &style);
    else
      stroke_square (cr, axes, &s, &style, colour);
  }
  if (pixels) {
    epi_palette_source (axes->palette, cr, colour, 1);
    epi_raster_end (&canvas, cr);
  }
}

void
epi_draw_residual_square (cairo_t *cr, const EpiAxes *axes, double x, double y0,
                          double y1, EpiColour colour)
{
  epi_draw_residual_squares (cr, axes, &x, &y0, &y1, 1, colour);
}

/* ---- Bars ---- */

void
epi_draw_bars (cairo_t *cr, const EpiAxes *axes, const double *x,
               const double *heights, size_t n, double width, EpiColour colour)
{
  if (epi_plot_table_record_xy (cr, "bars", x, heights, n))
    return;
  EpiRect b = epi_draw_bounds (axes);
  double bottom = b.y + b.height;
  double zero = fmin (fmax (epi_axes_y (axes, 0), b.y), bottom);

  if (axes->range.y_log)
    zero = axes->plot.y + axes->plot.height;
  epi_palette_source (axes->palette, cr, colour, 0.85);
  for (size_t i = 0; i < n; i++) {
    double l = fmax (epi_axes_x (axes, x[i] - width / 2), b.x);
    double r = fmin (epi_axes_x (axes, x[i] + width / 2), b.x + b.width);
    double top = epi_axes_y (axes, heights[i]);
    if (!isfinite (top) || !(r > l))
      continue;
    top = fmin (fmax (top, b.y), bottom);
    cairo_rectangle (cr, l, fmin (top, zero), r - l, fabs (zero - top));
  }
  epi_ink_fill (cr);
}

/* ---- Histograms ---- */

/* Down to the foot before the first bin, up and down along the tops, and down
 * again after the last one. */
static void
stair (cairo_t *cr, const EpiAxes *axes, double low, double width,
       const double *counts, size_t n)
{
  EpiRect b = epi_draw_bounds (axes);
  double right = b.x + b.width, bottom = b.y + b.height;
  double foot = axes->plot.y + axes->plot.height;

  if (!axes->range.y_log)
    foot = fmin (fmax (epi_axes_y (axes, 0), b.y), bottom);
  for (size_t i = 0; i < n; i++) {
    double l = epi_axes_x (axes, low + (double)i * width);
    double r = epi_axes_x (axes, low + (double)(i + 1) * width);
    double top = counts[i] > 0 ? epi_axes_y (axes, counts[i]) : foot;
    l = fmin (fmax (l, b.x), right);
    r = fmin (fmax (r, b.x), right);
    top = fmin (fmax (top, b.y), bottom);
    if (i == 0)
      cairo_move_to (cr, l, foot);
    cairo_line_to (cr, l, top);
    cairo_line_to (cr, r, top);
    if (i == n - 1)
      cairo_line_to (cr, r, foot);
  }
}

void
epi_draw_histogram (cairo_t *cr, const EpiAxes *axes, double low, double width,
                    const double *counts, size_t n, EpiColour colour)
{
  static const char *const names[] = {"from", "to", "count"};
  double *from = g_new (double, 2 * n + 1), *to = from + n;

  for (size_t i = 0; i < n; i++) {
    from[i] = low + (double)i * width;
    to[i] = low + (double)(i + 1) * width;
  }
  const double *const columns[] = {from, to, counts};
  bool recorded = epi_plot_table_record (cr, "histogram", n, 3, names, columns);
  g_free (from);
  if (recorded || n == 0)
    return;
  stair (cr, axes, low, width, counts, n);
  epi_palette_source (axes->palette, cr, colour, 0.35);
  epi_ink_fill_preserve (cr);
  epi_draw_set_stroke (cr, axes, (EpiStroke){colour, .width = 1.5});
  epi_ink_stroke (cr);
}
