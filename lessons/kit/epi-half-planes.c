/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-half-planes.h"

#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>

/* ---- The intersection ---- */

static double
slack (const EpiHalfPlane *plane, EpiPoint p)
{
  return plane->b - plane->a[0] * p.x - plane->a[1] * p.y;
}

typedef struct {
  EpiPoint at;
  ptrdiff_t edge; /* of the edge that begins here */
} Corner;

/* Cuts the polygon at plane k.  Where an edge leaves, plane k goes on from the
 * crossing; where one comes in, the crossing goes on along that edge. */
static void
cut (const GArray *from, GArray *to, const EpiHalfPlane *plane, ptrdiff_t k)
{
  g_array_set_size (to, 0);
  for (guint i = 0; i < from->len; i++) {
    Corner p = g_array_index (from, Corner, i);
    Corner q = g_array_index (from, Corner, (i + 1) % from->len);
    double sp = slack (plane, p.at), sq = slack (plane, q.at);
    if (sp >= 0)
      g_array_append_val (to, p);
    if ((sp >= 0) == (sq >= 0))
      continue;
    double t = sp / (sp - sq);
    Corner crossing = {
        {p.at.x + t * (q.at.x - p.at.x), p.at.y + t * (q.at.y - p.at.y)},
        sp >= 0 ? k : p.edge};
    g_array_append_val (to, crossing);
  }
}

EpiPolygon
epi_half_planes_meet (const EpiHalfPlane *planes, size_t n, const EpiRange *box)
{
  GArray *now = g_array_new (FALSE, FALSE, sizeof (Corner));
  GArray *next = g_array_new (FALSE, FALSE, sizeof (Corner));
  const Corner corners[] = {{{box->x0, box->y0}, EPI_EDGE_BOX},
                            {{box->x1, box->y0}, EPI_EDGE_BOX},
                            {{box->x1, box->y1}, EPI_EDGE_BOX},
                            {{box->x0, box->y1}, EPI_EDGE_BOX}};

  g_array_append_vals (now, corners, G_N_ELEMENTS (corners)); /* 1. */
  for (size_t k = 0; k < n && now->len > 0; k++) {            /* 2. */
    cut (now, next, &planes[k], (ptrdiff_t)k);
    GArray *swap = now;
    now = next;
    next = swap;
  }
  EpiPolygon polygon = {.n = now->len,
                        .at = g_new (EpiPoint, now->len + 1),
                        .edge = g_new (ptrdiff_t, now->len + 1)};
  for (guint i = 0; i < now->len; i++) {
    polygon.at[i] = g_array_index (now, Corner, i).at;
    polygon.edge[i] = g_array_index (now, Corner, i).edge;
  }
  g_array_unref (now);
  g_array_unref (next);
  return polygon;
}

void
epi_polygon_clear (EpiPolygon *polygon)
{
  g_clear_pointer (&polygon->at, g_free);
  g_clear_pointer (&polygon->edge, g_free);
  polygon->n = 0;
}

bool
epi_half_plane_line (const EpiHalfPlane *plane, const EpiRange *box,
                     EpiPoint *from, EpiPoint *to)
{
  double cx = (box->x0 + box->x1) / 2, cy = (box->y0 + box->y1) / 2;
  double length = hypot (plane->a[0], plane->a[1]);
  double size = hypot (box->x1 - box->x0, box->y1 - box->y0);

  if (!(length > 0) || !isfinite (length))
    return false;
  double ux = plane->a[0] / length, uy = plane->a[1] / length;
  double off = slack (plane, (EpiPoint){cx, cy}) / length;
  if (!(fabs (off) <= size)) /* the line nearest to the centre */
    return false;
  EpiPoint foot = {cx + off * ux, cy + off * uy};
  EpiRect rect = {box->x0, box->y0, box->x1 - box->x0, box->y1 - box->y0};
  *from = (EpiPoint){foot.x + size * uy, foot.y - size * ux};
  *to = (EpiPoint){foot.x - size * uy, foot.y + size * ux};
  return epi_draw_clip_segment (&rect, &from->x, &from->y, &to->x, &to->y);
}

/* ---- Drawing ---- */

void
epi_draw_region (cairo_t *cr, const EpiAxes *axes, const EpiPolygon *polygon,
                 EpiColour colour, double alpha, EpiStroke outline)
{
  size_t n = polygon->n;
  double *x = g_new (double, 2 * n + 1), *y = x + n;

  for (size_t i = 0; i < n; i++) {
    x[i] = polygon->at[i].x;
    y[i] = polygon->at[i].y;
  }
  if (n > 0)
    epi_draw_polygon (cr, axes, x, y, n, colour, alpha,
                      (EpiStroke){.width = -1});
  for (size_t i = 0; i < n; i++)
    if (polygon->edge[i] != EPI_EDGE_BOX && !epi_plot_table_attached (cr))
      epi_draw_segment (cr, axes, x[i], y[i], x[(i + 1) % n], y[(i + 1) % n],
                        outline);
  g_free (x);
}

/* Short strokes every few pixels from p to q, to the right of that way. */
static void
hatch (cairo_t *cr, const EpiAxes *axes, EpiPoint p, EpiPoint q)
{
  double unit = epi_draw_unit (axes), every = 15 * unit, long_ = 7 * unit;
  double dx = q.x - p.x, dy = q.y - p.y, length = hypot (dx, dy);

  if (!(length > 0) || !isfinite (length))
    return;
  dx /= length;
  dy /= length;
  /* Right of the way, y grows downwards, leaning back. */
  double hx = (-dy - 0.7 * dx) * long_, hy = (dx - 0.7 * dy) * long_;
  for (double at = every / 2; at < length; at += every) {
    cairo_move_to (cr, p.x + at * dx, p.y + at * dy);
    cairo_rel_line_to (cr, hx, hy);
  }
  epi_ink_stroke (cr);
}

void
epi_draw_half_plane (cairo_t *cr, const EpiAxes *axes,
                     const EpiHalfPlane *plane, EpiStroke stroke)
{
  EpiPoint from, to;

  if (!epi_half_plane_line (plane, &axes->range, &from, &to))
    return;
  epi_draw_segment (cr, axes, from.x, from.y, to.x, to.y, stroke);
  if (epi_plot_table_attached (cr))
    return;
  stroke.width = 1;
  stroke.alpha = 0.6 * (stroke.alpha > 0 ? stroke.alpha : 1);
  stroke.dashed = false;
  epi_draw_set_stroke (cr, axes, stroke);
  hatch (cr, axes,
         (EpiPoint){epi_axes_x (axes, from.x), epi_axes_y (axes, from.y)},
         (EpiPoint){epi_axes_x (axes, to.x), epi_axes_y (axes, to.y)});
}

/* ---- Over a polygon ---- */

/* Where its edges cross the line; of a convex one there are two, and should
 * rounding have bent it, the outermost. */
bool
epi_half_plane_chord (const EpiHalfPlane *plane, const double *x,
                      const double *y, size_t n, EpiPoint *from, EpiPoint *to)
{
  double least = INFINITY, most = -INFINITY; /* along the line */

  for (size_t i = 0; i < n; i++) {
    size_t j = i + 1 < n ? i + 1 : 0;
    EpiPoint p = {x[i], y[i]}, q = {x[j], y[j]};
    double sp = slack (plane, p), sq = slack (plane, q);
    if ((sp >= 0) == (sq >= 0))
      continue;
    double t = sp / (sp - sq);
    EpiPoint at = {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
    double along = plane->a[0] * at.y - plane->a[1] * at.x;
    if (along < least) {
      least = along;
      *from = at;
    }
    if (along > most) {
      most = along;
      *to = at;
    }
  }
  return least < most;
}

/* ---- Level lines ---- */

typedef struct {
  const double *x, *y;
  size_t n;
} Polygon;

/* Of cᵀx at these values, over the polygon; NULL: over the whole figure. */
static void
draw_levels (cairo_t *cr, const EpiAxes *axes, const double c[2],
             const double *values, size_t n, const Polygon *over,
             EpiStroke stroke)
{
  double *ends = g_new (double, 4 * n + 1);
  size_t m = 0;

  for (size_t i = 0; i < n; i++) {
    EpiHalfPlane level = {{c[0], c[1]}, values[i]};
    EpiPoint from, to;
    if (over != NULL ? !epi_half_plane_chord (&level, over->x, over->y, over->n,
                                              &from, &to)
                     : !epi_half_plane_line (&level, &axes->range, &from, &to))
      continue;
    ends[m] = from.x;
    ends[n + m] = from.y;
    ends[2 * n + m] = to.x;
    ends[3 * n + m++] = to.y;
  }
  if (m > 0)
    epi_draw_segments (cr, axes, ends, ends + n, ends + 2 * n, ends + 3 * n, m,
                       stroke);
  g_free (ends);
}

void
epi_draw_level_lines (cairo_t *cr, const EpiAxes *axes, const double c[2],
                      const double *values, size_t n, EpiStroke stroke)
{
  draw_levels (cr, axes, c, values, n, NULL, stroke);
}

void
epi_draw_level_chords (cairo_t *cr, const EpiAxes *axes, const double c[2],
                       const double *x, const double *y, size_t n, size_t lines,
                       EpiStroke stroke)
{
  const EpiRange *r = &axes->range;
  double seen[2] = {
      fmin (c[0] * r->x0, c[0] * r->x1) + fmin (c[1] * r->y0, c[1] * r->y1),
      fmax (c[0] * r->x0, c[0] * r->x1) + fmax (c[1] * r->y0, c[1] * r->y1)};
  double low = INFINITY, high = -INFINITY;
  double *values = g_new (double, lines + 1);
  size_t m = 0;

  for (size_t i = 0; i < n; i++) {
    low = fmin (low, c[0] * x[i] + c[1] * y[i]);
    high = fmax (high, c[0] * x[i] + c[1] * y[i]);
  }
  low = fmax (low, seen[0]);
  high = fmin (high, seen[1]);
  for (size_t i = 0; i < lines && low < high; i++)
    values[m++] = low + (high - low) * ((double)i + 0.5) / (double)lines;
  draw_levels (cr, axes, c, values, m, &(Polygon){x, y, n}, stroke);
  g_free (values);
}
