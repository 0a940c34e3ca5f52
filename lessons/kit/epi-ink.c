/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-ink.h"

#include "kit/epi-raster.h"

#include <glib.h>
#include <math.h>

#define FAR 1e6 /* pixels; the kit cuts lines and polygons to the plot */

/* ---- The path in pixels ---- */

typedef struct {
  GArray *points; /* EpiPoint */
  GArray *ends;   /* gsize: where each outline ends in them */
  GArray *closed; /* gboolean */
  EpiRect box;
  bool corners; /* some line goes on after its first stretch */
} Outlines;

static void
outlines_clear (Outlines *o)
{
  g_array_unref (o->points);
  g_array_unref (o->ends);
  g_array_unref (o->closed);
}

static void
end_outline (Outlines *o, gboolean closed)
{
  gsize begin =
      o->ends->len > 0 ? g_array_index (o->ends, gsize, o->ends->len - 1) : 0;
  gsize end = o->points->len;

  if (end == begin)
    return;
  o->corners |= end - begin > 2 || (closed && end - begin == 2);
  g_array_append_val (o->ends, end);
  g_array_append_val (o->closed, closed);
}

static void
add_points (Outlines *o, const cairo_path_t *path, double ratio)
{
  EpiPoint start = {0, 0};
  bool open = false;

  for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
    const cairo_path_data_t *d = &path->data[i];
    if (d->header.type == CAIRO_PATH_CLOSE_PATH) {
      end_outline (o, TRUE);
      open = false;
      continue;
    }
    EpiPoint at = {d[1].point.x * ratio, d[1].point.y * ratio};
    if (d->header.type == CAIRO_PATH_MOVE_TO) {
      end_outline (o, FALSE);
      start = at;
    } else if (!open) /* on from where an outline was closed */
      g_array_append_val (o->points, start);
    if (d->header.type != CAIRO_PATH_MOVE_TO)
      g_array_append_val (o->points, at);
    open = d->header.type != CAIRO_PATH_MOVE_TO;
  }
  end_outline (o, FALSE);
}

/* Under the identity; false: it lies too far out. */
static bool
outlines_read (cairo_t *cr, double ratio, Outlines *o)
{
  cairo_path_t *path = cairo_copy_path_flat (cr);
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;

  *o = (Outlines){.points = g_array_new (FALSE, FALSE, sizeof (EpiPoint)),
                  .ends = g_array_new (FALSE, FALSE, sizeof (gsize)),
                  .closed = g_array_new (FALSE, FALSE, sizeof (gboolean))};
  if (path->status == CAIRO_STATUS_SUCCESS)
    add_points (o, path, ratio);
  cairo_path_destroy (path);
  for (guint i = 0; i < o->points->len; i++) {
    const EpiPoint *p = &g_array_index (o->points, EpiPoint, i);
    x0 = fmin (x0, p->x);
    y0 = fmin (y0, p->y);
    x1 = fmax (x1, p->x);
    y1 = fmax (y1, p->y);
  }
  o->box = (EpiRect){x0, y0, x1 - x0, y1 - y0};
  return o->points->len == 0 ||
         (x0 > -FAR && y0 > -FAR && x1 < FAR && y1 < FAR);
}

static EpiRect
widened (EpiRect box, double by)
{
  return (EpiRect){box.x - by, box.y - by, box.width + 2 * by,
                   box.height + 2 * by};
}

/* ---- Strokes ---- */

typedef struct {
  EpiRaster canvas;
  double width; /* pixels */
  bool flat;
  double dashes[8], offset; /* pixels */
  int n_dashes;
} Pen;

/* false: Cairo's. */
static bool
pen_read (cairo_t *cr, double scale, bool corners, Pen *pen)
{
  cairo_line_cap_t cap = cairo_get_line_cap (cr);
  double sum = 0;

  pen->width = cairo_get_line_width (cr) * scale;
  pen->flat = cap == CAIRO_LINE_CAP_BUTT;
  pen->n_dashes = cairo_get_dash_count (cr);
  if (cap == CAIRO_LINE_CAP_SQUARE || pen->width <= 0 ||
      (corners && cairo_get_line_join (cr) == CAIRO_LINE_JOIN_MITER) ||
      pen->n_dashes > (int)G_N_ELEMENTS (pen->dashes) || pen->n_dashes % 2 != 0)
    return false;
  if (pen->n_dashes > 0)
    cairo_get_dash (cr, pen->dashes, &pen->offset);
  for (int i = 0; i < pen->n_dashes; i++)
    sum += pen->dashes[i] *= scale;
  if (pen->n_dashes == 0)
    return true;
  pen->offset = fmod (pen->offset * scale, sum);
  pen->offset += pen->offset < 0 ? sum : 0;
  return sum > 1;
}

/* Where a dash goes on. */
typedef struct {
  int i;       /* even: ink */
  double left; /* of it */
} Dash;

static Dash
dash_begin (const Pen *pen)
{
  Dash dash = {0, pen->n_dashes > 0 ? pen->dashes[0] : INFINITY};

  double skip = pen->n_dashes > 0 ? pen->offset : 0;
  while (skip > 0 && skip >= dash.left) {
    skip -= dash.left;
    dash.i = (dash.i + 1) % pen->n_dashes;
    dash.left = pen->dashes[dash.i];
  }
  dash.left -= skip;
  return dash;
}

/* From one point to the next, dash after dash; flat0, flat1: its own ends. */
static void
draw_stretch (Pen *pen, Dash *dash, EpiPoint p, EpiPoint q, bool flat0,
              bool flat1)
{
  double length = hypot (q.x - p.x, q.y - p.y), at = 0;

  if (length == 0 && dash->i % 2 == 0 && !pen->flat) /* a dot */
    epi_raster_segment (&pen->canvas, p.x, p.y, q.x, q.y, pen->width, false,
                        false);
  while (at < length) {
    bool whole = at + dash->left <= length;
    double to = whole ? at + dash->left : length;
    double s = at / length, e = to / length;
    if (dash->i % 2 == 0)
      epi_raster_segment (
          &pen->canvas, p.x + s * (q.x - p.x), p.y + s * (q.y - p.y),
          p.x + e * (q.x - p.x), p.y + e * (q.y - p.y), pen->width,
          at > 0 ? pen->flat : flat0, to < length ? pen->flat : flat1);
    dash->left -= to - at;
    at = to;
    if (whole) {
      dash->i = (dash->i + 1) % pen->n_dashes;
      dash->left = pen->dashes[dash->i];
      flat0 = pen->flat; /* a dash that begins at a corner */
    }
  }
}

static void
draw_outline (Pen *pen, const EpiPoint *at, gsize n, gboolean closed)
{
  const EpiRaster *c = &pen->canvas;
  Dash dash = dash_begin (pen);
  gsize stretches = closed && n > 1 ? n : n - 1;
  bool dashed = pen->n_dashes > 0;

  for (gsize i = 0; i < stretches; i++) {
    EpiPoint p = {at[i].x + c->ox, at[i].y + c->oy}, q = at[(i + 1) % n];
    bool first = i == 0 && (!closed || dashed);
    bool last = i + 1 == stretches && (!closed || dashed);
    q = (EpiPoint){q.x + c->ox, q.y + c->oy};
    draw_stretch (pen, &dash, p, q, first && pen->flat, last && pen->flat);
  }
}

static bool
stroke (cairo_t *cr, double scale, double ratio)
{
  Outlines o;
  Pen pen;
  bool done = outlines_read (cr, ratio, &o) &&
              pen_read (cr, scale * ratio, o.corners, &pen) &&
              epi_raster_begin_pixels (&pen.canvas, cr,
                                       widened (o.box, pen.width / 2 + 1),
                                       EPI_RASTER_MASK);
  gsize begin = 0;

  if (done && pen.canvas.width > 0) {
    for (guint k = 0; k < o.ends->len; k++) {
      gsize end = g_array_index (o.ends, gsize, k);
      draw_outline (&pen, &g_array_index (o.points, EpiPoint, begin),
                    end - begin, g_array_index (o.closed, gboolean, k));
      begin = end;
    }
    epi_raster_end (&pen.canvas, cr);
  }
  outlines_clear (&o);
  return done;
}

/* ---- Fills ---- */

static bool
fill (cairo_t *cr, double scale, double ratio)
{
  Outlines o;
  EpiRaster canvas;
  bool done = cairo_get_fill_rule (cr) == CAIRO_FILL_RULE_WINDING &&
              cairo_pattern_get_type (cairo_get_source (cr)) ==
                  CAIRO_PATTERN_TYPE_SOLID;

  if (!done)
    return false;
  done = outlines_read (cr, ratio, &o) &&
         epi_raster_begin_pixels (&canvas, cr, widened (o.box, 1),
                                  EPI_RASTER_COLOURS);
  if (done && canvas.width > 0) {
    EpiPoint *points = (EpiPoint *)(void *)o.points->data;
    for (guint i = 0; i < o.points->len; i++) {
      points[i].x += canvas.ox;
      points[i].y += canvas.oy;
    }
    done = epi_raster_fill (&canvas, points, (gsize *)(void *)o.ends->data,
                            o.ends->len, epi_raster_source (cr));
    epi_raster_end (&canvas, cr);
  }
  outlines_clear (&o);
  return done;
}

/* ---- As Cairo's ---- */

/* Under the identity, with the scale of the matrix that there was; false: that
 * is none of one scale, or draw() could not. */
static bool
in_pixels (cairo_t *cr, bool (*draw) (cairo_t *, double, double))
{
  cairo_surface_t *target = cairo_get_group_target (cr);
  cairo_matrix_t m;
  double sx, sy;

  cairo_get_matrix (cr, &m);
  cairo_surface_get_device_scale (target, &sx, &sy);
  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE || sx != sy ||
      cairo_get_antialias (cr) == CAIRO_ANTIALIAS_NONE ||
      fabs (m.xx - m.yy) + fabs (m.xy + m.yx) > 1e-9 * hypot (m.xx, m.yx))
    return false;
  cairo_identity_matrix (cr);
  bool done = draw (cr, hypot (m.xx, m.yx), sx);
  cairo_set_matrix (cr, &m);
  return done;
}

void
epi_ink_stroke_preserve (cairo_t *cr)
{
  if (!in_pixels (cr, stroke))
    cairo_stroke_preserve (cr);
}

void
epi_ink_stroke (cairo_t *cr)
{
  epi_ink_stroke_preserve (cr);
  cairo_new_path (cr);
}

void
epi_ink_fill_preserve (cairo_t *cr)
{
  if (!in_pixels (cr, fill))
    cairo_fill_preserve (cr);
}

void
epi_ink_fill (cairo_t *cr)
{
  epi_ink_fill_preserve (cr);
  cairo_new_path (cr);
}
