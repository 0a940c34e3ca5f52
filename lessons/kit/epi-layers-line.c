/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers made of lines: polylines, segments, arrows, rules, vector fields. */
#include "kit/epi-raster.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Polylines ---- */

typedef struct {
  cairo_t *cr;
  EpiRect bounds;
  double x, y; /* the end of what was given */
  bool has;    /* x, y is a point */
  bool drawn;  /* the path ends at x, y */
} Pen;

static void
pen_to (Pen *pen, double x, double y)
{
  if (!isfinite (x) || !isfinite (y)) {
    pen->has = pen->drawn = false;
    return;
  }
  if (pen->has) {
    double x0 = pen->x, y0 = pen->y, x1 = x, y1 = y;
    bool inside = epi_draw_clip_segment (&pen->bounds, &x0, &y0, &x1, &y1);
    if (inside) {
      if (!pen->drawn || x0 != pen->x || y0 != pen->y)
        cairo_move_to (pen->cr, x0, y0);
      cairo_line_to (pen->cr, x1, y1);
    }
    pen->drawn = inside && x1 == x && y1 == y;
  }
  pen->x = x;
  pen->y = y;
  pen->has = true;
}

/* Whether b lies on the way from a to c: less than a hundredth of a pixel
 * beside it, so that what is left out along a curve adds up to less than a
 * tenth. */
static bool
on_the_way (double ax, double ay, double bx, double by, double cx, double cy)
{
  double ux = cx - ax, uy = cy - ay, vx = bx - ax, vy = by - ay;
  double length = hypot (ux, uy);

  return isfinite (length) && fabs (ux * vy - uy * vx) < 0.01 * length &&
         ux * vx + uy * vy > 0 && vx * vx + vy * vy < length * length;
}

void
epi_draw_line (cairo_t *cr, const EpiAxes *axes, const double *x,
               const double *y, size_t n, EpiStroke stroke)
{
  if (epi_plot_table_record_xy (cr, "line", x, y, n))
    return;
  Pen pen = {.cr = cr, .bounds = epi_draw_bounds (axes)};
  double *px = g_new (double, 2 * n + 1), *py = px + n;
  size_t m = 0; /* px, py (m): those that are drawn; behind, those to come */

  epi_draw_set_stroke (cr, axes, stroke);
  for (size_t i = 0; i < n; i++) {
    px[i] = epi_axes_x (axes, x[i]);
    py[i] = epi_axes_y (axes, y[i]);
  }
  for (size_t i = 0; i < n; i++) {
    double ax = px[i], ay = py[i];
    bool between = pen.has && i + 1 < n;
    /* Points closer than a quarter of a pixel are not seen. */
    if (between && (fabs (ax - pen.x) + fabs (ay - pen.y) < 0.25 ||
                    on_the_way (pen.x, pen.y, ax, ay, px[i + 1], py[i + 1])))
      continue;
    pen_to (&pen, ax, ay);
    px[m] = ax;
    py[m++] = ay;
  }
  epi_ink_stroke (cr);
  epi_draw_take_line (cr, &axes->plot, px, py, m);
  g_free (px);
}

void
epi_draw_curve (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                size_t output, EpiStroke stroke)
{
  const double *y = epi_grid_plane (grid, output);
  double *x = g_new (double, grid->nx);

  for (size_t i = 0; i < grid->nx; i++)
    x[i] = epi_grid_x (grid, (double)i);
  epi_draw_line (cr, axes, x, y, grid->nx, stroke);
  g_free (x);
}

/* Closer together where it bends: at mean + deviation z, z evenly. */
void
epi_draw_bell (cairo_t *cr, const EpiAxes *axes, double weight, double mean,
               double deviation, EpiStroke stroke)
{
  enum { HALF = 120 };
  double x[2 * HALF + 3], y[2 * HALF + 3];
  double peak = weight / (deviation * sqrt (2 * G_PI));
  size_t n = 0;

  x[n] = fmin (axes->range.x0, mean - 6 * deviation);
  y[n++] = 0;
  for (int i = -HALF; i <= HALF; i++) {
    double z = 5.0 * i / HALF;
    x[n] = mean + deviation * z;
    y[n++] = peak * exp (-z * z / 2);
  }
  x[n] = fmax (axes->range.x1, mean + 6 * deviation);
  y[n++] = 0;
  epi_draw_line (cr, axes, x, y, n, stroke);
}

/* ---- Segments ---- */

/* Many vertical lines, as boxes on a canvas.  false: they are not, or there is
 * no canvas. */
static bool
draw_vertical (cairo_t *cr, const EpiAxes *axes, const double *x0,
               const double *y0, const double *x1, const double *y1, size_t n,
               EpiStroke stroke)
{
  double half =
      (stroke.width > 0 ? stroke.width : 2) * epi_draw_unit (axes) / 2;
  EpiRaster canvas;

  if (n < 32 || stroke.dashed || memcmp (x0, x1, n * sizeof *x0) != 0 ||
      !epi_raster_begin (&canvas, cr, axes, epi_draw_bounds (axes),
                         EPI_RASTER_MASK))
    return false;
  for (size_t i = 0; i < n; i++) {
    double x = epi_axes_x (axes, x0[i]);
    double a = epi_axes_y (axes, y0[i]), b = epi_axes_y (axes, y1[i]);
    epi_raster_box (&canvas, x - half, fmin (a, b), x + half, fmax (a, b), 1);
  }
  epi_raster_end (&canvas, cr);
  return true;
}

void
epi_draw_segments (cairo_t *cr, const EpiAxes *axes, const double *x0,
                   const double *y0, const double *x1, const double *y1,
                   size_t n, EpiStroke stroke)
{
  static const char *const names[] = {"x", "y", "to x", "to y"};
  const double *const columns[] = {x0, y0, x1, y1};
  EpiRect bounds = epi_draw_bounds (axes);

  if (epi_plot_table_record (cr, "segments", n, 4, names, columns))
    return;
  epi_draw_set_stroke (cr, axes, stroke);
  if (draw_vertical (cr, axes, x0, y0, x1, y1, n, stroke))
    return;
  if (n > 1)
    cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  for (size_t i = 0; i < n; i++) {
    double ax = epi_axes_x (axes, x0[i]), ay = epi_axes_y (axes, y0[i]);
    double bx = epi_axes_x (axes, x1[i]), by = epi_axes_y (axes, y1[i]);
    if (!epi_draw_clip_segment (&bounds, &ax, &ay, &bx, &by))
      continue;
    cairo_move_to (cr, ax, ay);
    cairo_line_to (cr, bx, by);
  }
  epi_ink_stroke (cr);
}

void
epi_draw_segment (cairo_t *cr, const EpiAxes *axes, double x0, double y0,
                  double x1, double y1, EpiStroke stroke)
{
  epi_draw_segments (cr, axes, &x0, &y0, &x1, &y1, 1, stroke);
}

void
epi_draw_rule (cairo_t *cr, const EpiAxes *axes, bool vertical, double at,
               EpiStroke stroke)
{
  const EpiRect *p = &axes->plot;
  double px = epi_axes_x (axes, at), py = epi_axes_y (axes, at);

  if (epi_plot_table_record (cr, "rule", 1, 1,
                             (const char *const[]){vertical ? "x" : "y"},
                             (const double *const[]){&at}))
    return;
  if (vertical ? !(px >= p->x && px <= p->x + p->width)
               : !(py >= p->y && py <= p->y + p->height))
    return;
  epi_draw_set_stroke (cr, axes, stroke);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  if (vertical) {
    cairo_move_to (cr, px, p->y);
    cairo_line_to (cr, px, p->y + p->height);
  } else {
    cairo_move_to (cr, p->x, py);
    cairo_line_to (cr, p->x + p->width, py);
  }
  epi_ink_stroke (cr);
}

/* ---- Arrows, in pixels ---- */

static void
arrow (cairo_t *cr, const EpiAxes *axes, double x0, double y0, double x1,
       double y1, EpiStroke stroke)
{
  double unit = epi_draw_unit (axes);
  double width = (stroke.width > 0 ? stroke.width : 2) * unit;
  double length = hypot (x1 - x0, y1 - y0);

  if (!(length > 0.05) || !isfinite (length))
    return;
  double ux = (x1 - x0) / length, uy = (y1 - y0) / length;
  double head = fmin (3 * width + 3 * unit, 0.6 * length), half = 0.42 * head;
  EpiRect bounds = epi_draw_bounds (axes);
  double ax = x0, ay = y0, bx = x1 - 0.8 * head * ux, by = y1 - 0.8 * head * uy;

  if (epi_draw_clip_segment (&bounds, &ax, &ay, &bx, &by)) {
    cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
    cairo_move_to (cr, ax, ay);
    cairo_line_to (cr, bx, by);
    epi_ink_stroke (cr);
  }
  const double xs[] = {x1, x1 - head * ux - half * uy,
                       x1 - head * ux + half * uy};
  const double ys[] = {y1, y1 - head * uy + half * ux,
                       y1 - head * uy - half * ux};
  epi_draw_polygon_path (cr, &bounds, xs, ys, 3);
  epi_ink_fill (cr);
}

void
epi_draw_arrow (cairo_t *cr, const EpiAxes *axes, double x0, double y0,
                double x1, double y1, EpiStroke stroke)
{
  static const char *const names[] = {"x", "y", "to x", "to y"};
  const double *const columns[] = {&x0, &y0, &x1, &y1};

  if (epi_plot_table_record (cr, "arrow", 1, 4, names, columns))
    return;
  epi_draw_set_stroke (cr, axes, stroke);
  arrow (cr, axes, epi_axes_x (axes, x0), epi_axes_y (axes, y0),
         epi_axes_x (axes, x1), epi_axes_y (axes, y1), stroke);
}

void
epi_draw_vectors (cairo_t *cr, const EpiAxes *axes, const double *x,
                  const double *y, const double *u, const double *v, size_t n,
                  EpiStroke stroke)
{
  const EpiRange *r = &axes->range;
  double sx = axes->plot.width / (r->x1 - r->x0);
  double sy = axes->plot.height / (r->y1 - r->y0);
  double longest = 0;
  static const char *const names[] = {"x", "y", "along x", "along y"};
  const double *const columns[] = {x, y, u, v};

  if (epi_plot_table_record (cr, "vectors", n, 4, names, columns))
    return;
  for (size_t i = 0; i < n; i++) {
    double length = hypot (u[i] * sx, v[i] * sy);
    if (isfinite (length))
      longest = fmax (longest, length);
  }
  if (longest == 0)
    return;
  double cell = sqrt (axes->plot.width * axes->plot.height / (double)n);
  double scale = 0.9 * cell / longest;
  stroke.width = stroke.width > 0 ? stroke.width : 1.5;
  epi_draw_set_stroke (cr, axes, stroke);
  for (size_t i = 0; i < n; i++) {
    double px = epi_axes_x (axes, x[i]), py = epi_axes_y (axes, y[i]);
    arrow (cr, axes, px, py, px + scale * sx * u[i], py - scale * sy * v[i],
           stroke);
  }
}
