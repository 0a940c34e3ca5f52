/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-draw.h"

#include <glib.h>
#include <math.h>

void
epi_draw_set_stroke (cairo_t *cr, const EpiAxes *axes, EpiStroke stroke)
{
  double unit = epi_draw_unit (axes);
  double width = stroke.width > 0 ? stroke.width : 2;

  epi_palette_source (axes->palette, cr, stroke.colour,
                      stroke.alpha > 0 ? stroke.alpha : 1);
  cairo_set_line_width (cr, width * unit);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (stroke.dashed) {
    const double dashes[] = {fmax (2.5 * width, 4) * unit,
                             fmax (2 * width, 3.5) * unit};
    cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash (cr, dashes, 2, 0);
  } else {
    cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash (cr, NULL, 0, 0);
  }
}

double
epi_draw_raster_scale (cairo_t *cr, const EpiAxes *axes)
{
  cairo_surface_t *target = cairo_get_group_target (cr);
  cairo_matrix_t m;
  double sx, sy;

  cairo_get_matrix (cr, &m);
  if (m.xy != 0 || m.yx != 0 || m.xx <= 0 || m.xx != m.yy)
    return 0;
  switch (cairo_surface_get_type (target)) {
  case CAIRO_SURFACE_TYPE_SVG:
  case CAIRO_SURFACE_TYPE_PDF:
  case CAIRO_SURFACE_TYPE_PS:
  case CAIRO_SURFACE_TYPE_SCRIPT:
    return 0;
  case CAIRO_SURFACE_TYPE_RECORDING:
    return axes->scale * m.xx;
  default:
    cairo_surface_get_device_scale (target, &sx, &sy);
    return sx == sy ? sx * m.xx : 0;
  }
}

EpiRect
epi_draw_bounds (const EpiAxes *axes)
{
  const EpiRect *p = &axes->plot;
  double margin = 4 * axes->text;

  return (EpiRect){p->x - margin, p->y - margin, p->width + 2 * margin,
                   p->height + 2 * margin};
}

/* Narrows [t0, t1] to where p + t d ≥ 0. */
static bool
narrow (double p, double d, double *t0, double *t1)
{
  if (d == 0)
    return p >= 0;
  if (d > 0)
    *t0 = fmax (*t0, -p / d);
  else
    *t1 = fmin (*t1, -p / d);
  return *t0 <= *t1;
}

bool
epi_draw_clip_segment (const EpiRect *b, double *x0, double *y0, double *x1,
                       double *y1)
{
  double dx = *x1 - *x0, dy = *y1 - *y0, t0 = 0, t1 = 1;

  if (!isfinite (dx) || !isfinite (dy))
    return false;
  if (!narrow (*x0 - b->x, dx, &t0, &t1) ||
      !narrow (b->x + b->width - *x0, -dx, &t0, &t1) ||
      !narrow (*y0 - b->y, dy, &t0, &t1) ||
      !narrow (b->y + b->height - *y0, -dy, &t0, &t1))
    return false;
  if (t1 < 1) {
    *x1 = *x0 + t1 * dx;
    *y1 = *y0 + t1 * dy;
  }
  if (t0 > 0) {
    *x0 += t0 * dx;
    *y0 += t0 * dy;
  }
  return true;
}

/* Cuts the polygon at one side: what has a x + b y + c ≥ 0 stays. */
static void
cut (GArray *from, GArray *to, double a, double b, double c)
{
  g_array_set_size (to, 0);
  for (guint i = 0; i < from->len; i++) {
    EpiPoint p = g_array_index (from, EpiPoint, i);
    EpiPoint q = g_array_index (from, EpiPoint, (i + 1) % from->len);
    double sp = a * p.x + b * p.y + c, sq = a * q.x + b * q.y + c;
    if (sp >= 0)
      g_array_append_val (to, p);
    if ((sp >= 0) == (sq >= 0))
      continue;
    double t = sp / (sp - sq);
    EpiPoint edge = {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
    g_array_append_val (to, edge);
  }
}

void
epi_draw_polygon_path (cairo_t *cr, const EpiRect *b, const double *x,
                       const double *y, size_t n)
{
  GArray *one = g_array_new (FALSE, FALSE, sizeof (EpiPoint));
  GArray *two = g_array_new (FALSE, FALSE, sizeof (EpiPoint));

  for (size_t i = 0; i < n; i++) {
    EpiPoint p = {x[i], y[i]};
    if (isfinite (p.x) && isfinite (p.y))
      g_array_append_val (one, p);
  }
  cut (one, two, 1, 0, -b->x);
  cut (two, one, -1, 0, b->x + b->width);
  cut (one, two, 0, 1, -b->y);
  cut (two, one, 0, -1, b->y + b->height);
  for (guint i = 0; i < one->len; i++) {
    EpiPoint p = g_array_index (one, EpiPoint, i);
    if (i == 0) /* not on from where another polygon ended */
      cairo_move_to (cr, p.x, p.y);
    else
      cairo_line_to (cr, p.x, p.y);
  }
  if (one->len > 0)
    cairo_close_path (cr);
  g_array_unref (one);
  g_array_unref (two);
}

/* ---- Boxes ---- */

static cairo_user_data_key_t taken_key;

static void
unref_array (void *data)
{
  g_array_unref (data);
}

static GArray *
taken (cairo_t *cr)
{
  GArray *boxes = cairo_get_user_data (cr, &taken_key);

  if (boxes == NULL) {
    boxes = g_array_new (FALSE, FALSE, sizeof (EpiRect));
    cairo_set_user_data (cr, &taken_key, boxes, unref_array);
  }
  return boxes;
}

/* The box around the rectangle in device pixels. */
static EpiRect
in_device (cairo_t *cr, const EpiRect *r)
{
  double xs[] = {r->x, r->x + r->width, r->x, r->x + r->width};
  double ys[] = {r->y, r->y, r->y + r->height, r->y + r->height};
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;

  for (int i = 0; i < 4; i++) {
    cairo_user_to_device (cr, &xs[i], &ys[i]);
    x0 = fmin (x0, xs[i]);
    x1 = fmax (x1, xs[i]);
    y0 = fmin (y0, ys[i]);
    y1 = fmax (y1, ys[i]);
  }
  return (EpiRect){x0, y0, x1 - x0, y1 - y0};
}

double
epi_draw_taken (cairo_t *cr, const EpiRect *rect)
{
  const GArray *boxes = taken (cr);
  EpiRect a = in_device (cr, rect);
  double area = 0;

  for (guint i = 0; i < boxes->len; i++) {
    const EpiRect *b = &g_array_index (boxes, EpiRect, i);
    if (b->x >= a.x + a.width || b->x + b->width <= a.x ||
        b->y >= a.y + a.height || b->y + b->height <= a.y)
      continue; /* nearly all of them */
    double w = fmin (a.x + a.width, b->x + b->width) - fmax (a.x, b->x);
    double h = fmin (a.y + a.height, b->y + b->height) - fmax (a.y, b->y);
    area += w * h;
  }
  double whole = a.width * a.height;
  return whole > 0 ? area / whole * rect->width * rect->height : 0;
}

void
epi_draw_take (cairo_t *cr, const EpiRect *rect)
{
  EpiRect box = in_device (cr, rect);

  g_array_append_val (taken (cr), box);
}

enum { MAX_TAKEN = 1500 };

void
epi_draw_take_points (cairo_t *cr, const double *x, const double *y, size_t n,
                      double size)
{
  size_t skip = n / 400 + 1;

  for (size_t i = 0; i < n && taken (cr)->len < MAX_TAKEN; i += skip)
    epi_draw_take (cr,
                   &(EpiRect){x[i] - size / 2, y[i] - size / 2, size, size});
}

/* Small boxes along the line, a few pixels apart. */
void
epi_draw_take_line (cairo_t *cr, const EpiRect *bounds, const double *x,
                    const double *y, size_t n)
{
  const double apart = 6, size = 4;
  size_t skip = n / 2000 + 1;

  for (size_t i = 0; i + skip < n; i += skip) {
    double x0 = x[i], y0 = y[i], x1 = x[i + skip], y1 = y[i + skip];
    if (!epi_draw_clip_segment (bounds, &x0, &y0, &x1, &y1))
      continue;
    double length = hypot (x1 - x0, y1 - y0);
    int pieces = (int)fmax (length / apart, 1);
    if (length < apart / 2 && i % 4 != 0)
      continue;
    for (int k = 0; k < pieces && taken (cr)->len < MAX_TAKEN; k++) {
      double t = (k + 0.5) / pieces;
      EpiRect box = {x0 + t * (x1 - x0) - size / 2,
                     y0 + t * (y1 - y0) - size / 2, size, size};
      epi_draw_take (cr, &box);
    }
  }
}

void
epi_draw_forget_taken (cairo_t *cr)
{
  g_array_set_size (taken (cr), 0);
}

void
epi_draw_rounded (cairo_t *cr, const EpiRect *r, double radius)
{
  double q = fmin (radius, fmin (r->width, r->height) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, r->x + r->width - q, r->y + q, q, -G_PI_2, 0);
  cairo_arc (cr, r->x + r->width - q, r->y + r->height - q, q, 0, G_PI_2);
  cairo_arc (cr, r->x + q, r->y + r->height - q, q, G_PI_2, G_PI);
  cairo_arc (cr, r->x + q, r->y + q, q, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* ---- Grids ---- */

static double
coordinate (double low, double high, bool log, size_t n, double i)
{
  double t = n > 1 ? i / (double)(n - 1) : 0;

  return log ? low * pow (high / low, t) : low + t * (high - low);
}

double
epi_grid_x (const EpiFieldGrid *grid, double i)
{
  return coordinate (grid->range.x0, grid->range.x1, grid->range.x_log,
                     grid->nx, i);
}

double
epi_grid_y (const EpiFieldGrid *grid, double j)
{
  return coordinate (grid->range.y0, grid->range.y1, grid->range.y_log,
                     grid->ny, j);
}
