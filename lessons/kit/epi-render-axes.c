/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The frame of a plot: a light grid, numbers on two sides, titles at the ends
 * where the eye begins to read: that of y above the numbers, upright; that of
 * x below them on the right.  Where the plot is low, they have no rows of their
 * own: x stands among its numbers, y over the plot's left side.
 */
#include "kit/epi-draw.h"
#include "kit/epi-plot-text.h"
#include "kit/epi-render.h"

#include <math.h>

#define TITLE_TEXT 0.93 /* size of titles, of body text */

/* To the middle of a device pixel, so that hair lines are sharp. */
static double
snapped (cairo_t *cr, double at, bool vertical, double scale)
{
  if (scale == 0)
    return at;
  double x = at, y = at;
  cairo_user_to_device (cr, &x, &y);
  double d = vertical ? x : y; /* of a vertical line: where it stands */
  cairo_matrix_t m;
  cairo_get_matrix (cr, &m);
  double ratio = scale / m.xx;
  double moved = (floor (d * ratio) + 0.5) / ratio;
  return at + (moved - d) / m.xx;
}

static void
grid_line (cairo_t *cr, const EpiAxes *axes, bool vertical, double at)
{
  const EpiRect *p = &axes->plot;
  double scale = epi_draw_raster_scale (cr, axes);
  double px = vertical ? epi_axes_x (axes, at) : epi_axes_y (axes, at);

  px = snapped (cr, px, vertical, scale);
  if (vertical) {
    cairo_move_to (cr, px, p->y);
    cairo_line_to (cr, px, p->y + p->height);
  } else {
    cairo_move_to (cr, p->x, px);
    cairo_line_to (cr, p->x + p->width, px);
  }
}

static double
hair_width (cairo_t *cr, const EpiAxes *axes)
{
  double scale = epi_draw_raster_scale (cr, axes), unit = epi_draw_unit (axes);

  return scale > 0 ? fmax (1, floor (unit * scale + 0.3)) / scale : unit;
}

static void
draw_grid (cairo_t *cr, const EpiAxes *axes, const EpiTicks *ticks,
           bool vertical)
{
  double hair = hair_width (cr, axes);

  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, hair);
  for (size_t i = 0; i < ticks->n_minor; i++)
    grid_line (cr, axes, vertical, ticks->minor[i]);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_GRID, 0.55);
  cairo_stroke (cr);
  for (size_t i = 0; i < ticks->n; i++)
    grid_line (cr, axes, vertical, ticks->values[i]);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_GRID, 1);
  cairo_stroke (cr);
}

/* The lines that bound the plot below and on the left. */
static void
draw_base (cairo_t *cr, const EpiAxes *axes)
{
  const EpiRect *p = &axes->plot;
  double scale = epi_draw_raster_scale (cr, axes);
  double x = snapped (cr, p->x, true, scale);
  double y = snapped (cr, p->y + p->height, false, scale);

  cairo_set_line_width (cr, hair_width (cr, axes));
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 0.6);
  cairo_move_to (cr, x, p->y);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, p->x + p->width, y);
  cairo_stroke (cr);
}

static void
draw_x_labels (cairo_t *cr, const EpiAxes *axes, const EpiAxesSpec *spec,
               const EpiTicks *ticks, double width)
{
  double size = EPI_TICK_TEXT * axes->text, end = INFINITY;
  double y = axes->plot.y + axes->plot.height + 0.62 * axes->text;

  if (axes->low && spec->x_label != NULL)
    end = axes->plot.x + axes->plot.width - size -
          epi_plot_text_measure (spec->x_label, TITLE_TEXT * axes->text).width;
  for (size_t i = 0; i < ticks->n; i++) {
    double half = epi_plot_text_measure (ticks->labels[i], size).width / 2;
    double x = epi_axes_x (axes, ticks->values[i]);
    x = fmin (x, width - half - 0.2 * size); /* not cut off at the end */
    if (fmax (x, half) + half > end)
      return; /* the title stands there */
    epi_plot_text_draw (cr, ticks->labels[i], size, fmax (x, half), y, 0.5, 0);
  }
}

static void
draw_y_labels (cairo_t *cr, const EpiAxes *axes, const EpiTicks *ticks)
{
  double size = EPI_TICK_TEXT * axes->text;

  for (size_t i = 0; i < ticks->n; i++)
    epi_plot_text_draw (cr, ticks->labels[i], size,
                        axes->plot.x - 0.5 * axes->text,
                        epi_axes_y (axes, ticks->values[i]), 1, 0.5);
}

static void
draw_titles (cairo_t *cr, const EpiAxes *axes, const EpiAxesSpec *spec,
             double width, double height)
{
  const EpiRect *p = &axes->plot;
  double size = TITLE_TEXT * axes->text, em = axes->text;

  epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
  if (spec->y_label != NULL)
    epi_plot_text_draw (cr, spec->y_label, size, axes->low ? p->x : 0.7 * em,
                        p->y - (axes->low ? 0.45 : 0.95) * em, 0, 1);
  if (spec->x_label != NULL)
    epi_plot_text_draw (cr, spec->x_label, size, p->x + p->width,
                        p->y + p->height + (axes->low ? 0.62 : 2.2) * em, 1, 0);
}

void
epi_render_clip (cairo_t *cr, const EpiAxes *axes)
{
  const EpiRect *p = &axes->plot;
  double scale = epi_draw_raster_scale (cr, axes);
  double x0 = p->x, y0 = p->y, x1 = p->x + p->width, y1 = p->y + p->height;

  if (scale > 0) {
    cairo_matrix_t m;
    cairo_get_matrix (cr, &m);
    double ox = m.x0 * scale / m.xx, oy = m.y0 * scale / m.xx;
    x0 = (round (x0 * scale + ox) - ox) / scale;
    y0 = (round (y0 * scale + oy) - oy) / scale;
    x1 = (round (x1 * scale + ox) - ox) / scale;
    y1 = (round (y1 * scale + oy) - oy) / scale;
  }
  cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
  cairo_clip (cr);
}

void
epi_render_axes (cairo_t *cr, const EpiAxes *axes, const EpiAxesSpec *spec,
                 double width, double height)
{
  EpiTicks x, y;

  epi_draw_forget_taken (cr);
  if (spec->bare)
    return;
  epi_axes_ticks (axes, false, &x);
  epi_axes_ticks (axes, true, &y);
  draw_grid (cr, axes, &x, true);
  draw_grid (cr, axes, &y, false);
  draw_base (cr, axes);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  draw_x_labels (cr, axes, spec, &x, width);
  draw_y_labels (cr, axes, &y);
  draw_titles (cr, axes, spec, width, height);
  epi_ticks_clear (&x);
  epi_ticks_clear (&y);
}
