/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markers.  A thousand of them are drawn while a finger drags one, so on
 * surfaces of pixels
 *
 * they are sprites (kit/epi-sprite.h).  On vector surfaces, and where the scale
 * is not known, each one is a path.
 * More than 20,000 are counted in cells and become a density.
 */
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-sprite.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MAX_MARKERS = 20000 };

/* ---- One marker ---- */

static void
outline_path (cairo_t *cr, EpiMarker marker, double x, double y, double r)
{
  switch (marker) {
  case EPI_MARKER_DISC:
  case EPI_MARKER_RING:
    cairo_new_sub_path (cr);
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    cairo_close_path (cr);
    break;
  case EPI_MARKER_SQUARE:
    cairo_rectangle (cr, x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
    break;
  case EPI_MARKER_DIAMOND:
    cairo_move_to (cr, x, y - 1.2 * r);
    cairo_line_to (cr, x + 1.2 * r, y);
    cairo_line_to (cr, x, y + 1.2 * r);
    cairo_line_to (cr, x - 1.2 * r, y);
    cairo_close_path (cr);
    break;
  case EPI_MARKER_TRIANGLE:
    cairo_move_to (cr, x, y - 1.2 * r);
    cairo_line_to (cr, x + 1.1 * r, y + 0.8 * r);
    cairo_line_to (cr, x - 1.1 * r, y + 0.8 * r);
    cairo_close_path (cr);
    break;
  case EPI_MARKER_CROSS:
    cairo_move_to (cr, x - 0.8 * r, y - 0.8 * r);
    cairo_line_to (cr, x + 0.8 * r, y + 0.8 * r);
    cairo_move_to (cr, x - 0.8 * r, y + 0.8 * r);
    cairo_line_to (cr, x + 0.8 * r, y - 0.8 * r);
    break;
  case EPI_MARKER_PLUS:
    cairo_move_to (cr, x - r, y);
    cairo_line_to (cr, x + r, y);
    cairo_move_to (cr, x, y - r);
    cairo_line_to (cr, x, y + r);
    break;
  }
}

typedef struct { /* what a marker looks like */
  EpiRgb colour, background;
  double size, halo;
  double marker; /* no hole behind it */
  double hollow;
} Look;

static double
line_width_of (const Look *look)
{
  return fmax (look->size / 4, 1);
}

static void
stroke_in (cairo_t *cr, const EpiRgb *c, double width)
{
  cairo_set_source_rgb (cr, c->r, c->g, c->b);
  cairo_set_line_width (cr, width);
  epi_ink_stroke_preserve (cr);
}

/* An outline about the background; of lines, which have no inside, thick ones
 * with thinner ones of the background upon them. */
static void
draw_hollow (cairo_t *cr, const Look *look, bool lines)
{
  const EpiRgb *c = &look->colour, *b = &look->background;
  double line = fmax (look->size / 6, 1);
  double width = lines ? 2.6 * line : line;

  outline_path (cr, (EpiMarker)look->marker, 0, 0, (look->size - line) / 2);
  stroke_in (cr, b, width + 2 * look->halo);
  if (!lines)
    epi_ink_fill_preserve (cr); /* in that colour */
  stroke_in (cr, c, width);
  if (lines)
    stroke_in (cr, b, width - 1.6 * line);
  cairo_new_path (cr);
}

/* Around the origin, with a halo in the colour of the background, so that
 * neighbours part. */
static void
draw_look (cairo_t *cr, const void *data)
{
  const Look *look = data;
  EpiMarker marker = (EpiMarker)look->marker;
  bool lines = marker >= EPI_MARKER_CROSS;
  bool is_round = marker == EPI_MARKER_DISC || marker == EPI_MARKER_RING;
  double width = line_width_of (look);
  double r = look->size / 2 - (marker == EPI_MARKER_RING ? width / 2 : 0);
  const EpiRgb *c = &look->colour, *b = &look->background;

  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, is_round || lines ? CAIRO_LINE_JOIN_ROUND
                                             : CAIRO_LINE_JOIN_MITER);
  if (look->hollow != 0) {
    draw_hollow (cr, look, lines);
    return;
  }
  outline_path (cr, marker, 0, 0, r);
  cairo_set_source_rgb (cr, b->r, b->g, b->b);
  cairo_set_line_width (cr, (lines ? width : 0) + 2 * look->halo);
  epi_ink_stroke_preserve (cr);
  cairo_set_source_rgb (cr, c->r, c->g, c->b);
  cairo_set_line_width (cr, width);
  if (lines || marker == EPI_MARKER_RING)
    epi_ink_stroke (cr);
  else
    epi_ink_fill (cr);
}

static void
one_marker (cairo_t *cr, const Look *look, double x, double y)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  draw_look (cr, look);
  cairo_restore (cr);
}

/* A ring and its halo without a path; false: where there are no pixels. */
static bool
one_ring (cairo_t *cr, const EpiAxes *axes, const Look *look, double x,
          double y)
{
  double width = line_width_of (look), r = (look->size - width) / 2;
  double reach = look->size / 2 + look->halo + 1;
  EpiRect box = {x - reach, y - reach, 2 * reach, 2 * reach};
  const EpiRgb *colours[] = {&look->background, &look->colour};
  bool done = true;

  cairo_save (cr);
  for (int k = 0; k < 2 && done; k++) {
    EpiRaster canvas;
    cairo_set_source_rgb (cr, colours[k]->r, colours[k]->g, colours[k]->b);
    done = epi_raster_begin (&canvas, cr, axes, box, EPI_RASTER_MASK);
    if (!done)
      break;
    epi_raster_ring (&canvas, x, y, r, width + (k == 0 ? 2 * look->halo : 0));
    epi_raster_end (&canvas, cr);
  }
  cairo_restore (cr);
  return done;
}

/* Points in pixels that may be seen. */
typedef struct {
  double *x, *y;
  size_t n;
  double x0, y0, x1, y1;
} Points;

static Points
visible_points (const EpiAxes *axes, const double *x, const double *y, size_t n,
                double margin)
{
  const EpiRect *p = &axes->plot;
  Points seen = {.x = g_new (double, 2 * n + 1),
                 .x0 = INFINITY,
                 .y0 = INFINITY,
                 .x1 = -INFINITY,
                 .y1 = -INFINITY};

  seen.y = seen.x + n;
  for (size_t i = 0; i < n; i++) {
    double px = epi_axes_x (axes, x[i]), py = epi_axes_y (axes, y[i]);
    if (!(px >= p->x - margin && px <= p->x + p->width + margin &&
          py >= p->y - margin && py <= p->y + p->height + margin))
      continue;
    seen.x[seen.n] = px;
    seen.y[seen.n++] = py;
    seen.x0 = fmin (seen.x0, px);
    seen.x1 = fmax (seen.x1, px);
    seen.y0 = fmin (seen.y0, py);
    seen.y1 = fmax (seen.y1, py);
  }
  return seen;
}

static void
draw_as_density (cairo_t *cr, const EpiAxes *axes, const double *x,
                 const double *y, size_t n, EpiColour colour)
{
  double cell = 1.5 * epi_draw_unit (axes);
  EpiFieldGrid grid = {.name = "density",
                       .range = {0, 1, 0, 1, false, false},
                       .nx = (size_t)ceil (axes->plot.width / cell) + 1,
                       .ny = (size_t)ceil (axes->plot.height / cell) + 1,
                       .n_outputs = 1};
  EpiAxes pixels = *axes;

  /* Counted in cells of the plot, whatever the axes are. */
  pixels.range = (EpiRange){0, axes->plot.width, 0, axes->plot.height, 0, 0};
  grid.range.x1 = (double)(grid.nx - 1) * cell;
  grid.range.y1 = (double)(grid.ny - 1) * cell;
  grid.values = g_new0 (double, grid.nx *grid.ny);
  for (size_t k = 0; k < n; k++) {
    double i = (epi_axes_x (axes, x[k]) - axes->plot.x) / cell;
    double j =
        (axes->plot.y + axes->plot.height - epi_axes_y (axes, y[k])) / cell;
    if (i >= 0 && j >= 0 && i < (double)grid.nx - 0.5 &&
        j < (double)grid.ny - 0.5)
      grid.values[(size_t)(i + 0.5) + grid.nx * (size_t)(j + 0.5)]++;
  }
  epi_draw_density (cr, &pixels, &grid, colour);
  g_free (grid.values);
}

static void
draw_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
              const double *y, size_t n, EpiMarker marker, EpiColour colour,
              double size, bool hollow)
{
  double unit = epi_draw_unit (axes);
  double halo = (n <= 300 ? 1 : 0.6) * unit;

  if (epi_plot_table_record_xy (cr, hollow ? "points held back" : "points", x,
                                y, n))
    return;
  size = (size > 0 ? size : 8) * unit;
  if (n > MAX_MARKERS) {
    draw_as_density (cr, axes, x, y, n, colour);
    return;
  }
  Points points = visible_points (axes, x, y, n, size);
  EpiRect rect = {points.x0 - size, points.y0 - size,
                  points.x1 - points.x0 + 2 * size,
                  points.y1 - points.y0 + 2 * size};
  Look look = {axes->palette->colours[colour],
               axes->palette->colours[EPI_COLOUR_BACKGROUND],
               size,
               halo,
               marker,
               hollow};
  EpiRaster canvas;
  /* A few rings have each a size of its own. */
  if (points.n > (marker == EPI_MARKER_RING ? 8 : 0) &&
      epi_raster_begin (&canvas, cr, axes, rect, EPI_RASTER_COLOURS)) {
    look.size *= canvas.scale;
    look.halo *= canvas.scale;
    EpiSprite *sprite = epi_sprite_get (draw_look, &look, sizeof look,
                                        0.6 * look.size + look.halo + 1);
    for (size_t i = 0; i < points.n; i++)
      epi_sprite_stamp (sprite, &canvas, points.x[i], points.y[i]);
    epi_raster_end (&canvas, cr);
  } else
    for (size_t i = 0; i < points.n; i++)
      if (marker != EPI_MARKER_RING ||
          !one_ring (cr, axes, &look, points.x[i], points.y[i]))
        one_marker (cr, &look, points.x[i], points.y[i]);
  epi_draw_take_points (cr, points.x, points.y, points.n, size);
  g_free (points.x);
}

void
epi_draw_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
                  const double *y, size_t n, EpiMarker marker, EpiColour colour,
                  double size)
{
  draw_markers (cr, axes, x, y, n, marker, colour, size, false);
}

void
epi_draw_hollow_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
                         const double *y, size_t n, EpiMarker marker,
                         EpiColour colour, double size)
{
  draw_markers (cr, axes, x, y, n,
                marker == EPI_MARKER_RING ? EPI_MARKER_DISC : marker, colour,
                size, true);
}
