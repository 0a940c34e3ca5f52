/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layers of fields: heat maps and densities are pictures with one pixel a grid
 * point, stretched over the plot (kit/epi-enlarge.h; by Cairo where there are
 * no pixels); where the grid's scale (linear, log) is not the axis's, the
 * picture is made pixel by pixel instead.
 */
#include "kit/epi-draw.h"
#include "kit/epi-enlarge.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>

/* A picture of the grid, top row first: pixel (i, ny-1-j) is value (i,j). */
static cairo_surface_t *
picture_of (size_t nx, size_t ny)
{
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)nx, (int)ny);

  cairo_surface_flush (picture);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    return picture;
  cairo_surface_destroy (picture);
  return NULL;
}

static uint32_t *
picture_row (cairo_surface_t *picture, size_t j)
{
  int row = cairo_image_surface_get_height (picture) - 1 - (int)j;

  return (uint32_t *)(cairo_image_surface_get_data (picture) +
                      row * cairo_image_surface_get_stride (picture));
}

static inline uint32_t
pixel (EpiRgb c, double alpha)
{
  double full = 255 * alpha; /* never negative: + 0.5 rounds */

  return (uint32_t)(full + 0.5) << 24 | (uint32_t)(full * c.r + 0.5) << 16 |
         (uint32_t)(full * c.g + 0.5) << 8 | (uint32_t)(full * c.b + 0.5);
}

/* A column (row) of the grid for each of n pixels from p0 on; -1 outside. */
static int *
nearest (const EpiAxes *axes, const EpiFieldGrid *grid, bool vertical, int n)
{
  const EpiRange *r = &grid->range;
  EpiAxes own = *axes; /* in whose plot the grid is 0 … n-1 in order */
  int *index = g_new (int, n);

  own.range = *r;
  for (int p = 0; p < n; p++) {
    double at = vertical ? epi_axes_y_at (axes, axes->plot.y + p + 0.5)
                         : epi_axes_x_at (axes, axes->plot.x + p + 0.5);
    double t = vertical
                   ? 1 - (epi_axes_y (&own, at) - own.plot.y) / own.plot.height
                   : (epi_axes_x (&own, at) - own.plot.x) / own.plot.width;
    double i = t * (double)((vertical ? grid->ny : grid->nx) - 1);
    index[p] = i >= -1e-9 && t <= 1 + 1e-9 ? (int)lround (i) : -1;
  }
  return index;
}

/* Paints where scales differ: the nearest grid point for each pixel. */
static void
paint_resampled (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                 cairo_surface_t *from)
{
  int width = (int)ceil (axes->plot.width);
  int height = (int)ceil (axes->plot.height);
  cairo_surface_t *to = picture_of ((size_t)width, (size_t)height);

  if (to == NULL)
    return;
  int *column = nearest (axes, grid, false, width);
  int *row = nearest (axes, grid, true, height);
  for (int j = 0; j < height; j++)
    for (int i = 0; row[j] >= 0 && i < width; i++)
      if (column[i] >= 0)
        picture_row (to, (size_t)(height - 1 - j))[i] =
            picture_row (from, (size_t)row[j])[column[i]];
  g_free (column);
  g_free (row);
  cairo_surface_mark_dirty (to);
  cairo_set_source_surface (cr, to, axes->plot.x, axes->plot.y);
  cairo_paint (cr);
  cairo_surface_destroy (to);
}

/* By Cairo. */
static void
paint_stretched (cairo_t *cr, EpiRect r, cairo_surface_t *picture, bool smooth)
{
  int nx = cairo_image_surface_get_width (picture);
  int ny = cairo_image_surface_get_height (picture);
  double sx = nx > 1 ? r.width / (nx - 1) : 1;
  double sy = ny > 1 ? r.height / (ny - 1) : 1;

  cairo_save (cr);
  cairo_rectangle (cr, r.x, r.y, r.width, r.height);
  cairo_clip (cr);
  cairo_translate (cr, r.x - sx / 2, r.y - sy / 2);
  cairo_scale (cr, sx, sy);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), smooth
                                                       ? CAIRO_FILTER_BILINEAR
                                                       : CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Stretches the picture so that pixel centres fall on grid points. */
static void
paint (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
       cairo_surface_t *picture, bool smooth)
{
  const EpiRange *g = &grid->range, *r = &axes->range;
  EpiRaster canvas;

  cairo_surface_mark_dirty (picture);
  if (g->x_log != r->x_log || g->y_log != r->y_log) {
    paint_resampled (cr, axes, grid, picture);
    return;
  }
  double x0 = epi_axes_x (axes, g->x0), x1 = epi_axes_x (axes, g->x1);
  double y0 = epi_axes_y (axes, g->y0), y1 = epi_axes_y (axes, g->y1);
  EpiRect rect = {x0, y1, x1 - x0, y0 - y1};
  EpiRect around = {x0 - 1, y1 - 1, rect.width + 2, rect.height + 2};
  if (epi_raster_begin (&canvas, cr, axes, around, EPI_RASTER_COLOURS)) {
    epi_enlarge (&canvas, picture, rect, smooth);
    epi_raster_end (&canvas, cr);
  } else
    paint_stretched (cr, rect, picture, smooth);
}

void
epi_draw_heat_map (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                   size_t output, double low, double high, double alpha)
{
  if (epi_plot_table_record_field (cr, "field", grid, output))
    return;
  const double *values = epi_grid_plane (grid, output);
  cairo_surface_t *picture = picture_of (grid->nx, grid->ny);

  if (picture == NULL)
    return;
  double scale = high > low ? 1 / (high - low) : 0;
  for (size_t j = 0; j < grid->ny; j++) {
    uint32_t *row = picture_row (picture, j);
    for (size_t i = 0; i < grid->nx; i++) {
      double t = (values[j * grid->nx + i] - low) * scale;
      row[i] = pixel (epi_viridis (t), isnan (t) ? 0 : alpha);
    }
  }
  paint (cr, axes, grid, picture, true);
  cairo_surface_destroy (picture);
}

void
epi_draw_tinted (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                 size_t output, bool smooth, EpiTintFunc tint, const void *data)
{
  if (epi_plot_table_record_field (cr, "field", grid, output))
    return;
  const double *values = epi_grid_plane (grid, output);
  cairo_surface_t *picture = picture_of (grid->nx, grid->ny);

  if (picture == NULL)
    return;
  for (size_t j = 0; j < grid->ny; j++) {
    uint32_t *row = picture_row (picture, j);
    for (size_t i = 0; i < grid->nx; i++) {
      double value = values[j * grid->nx + i];
      EpiTint t = isnan (value) ? (EpiTint){0} : tint (value, data);
      row[i] = pixel (axes->palette->colours[t.colour], t.alpha);
    }
  }
  paint (cr, axes, grid, picture, smooth);
  cairo_surface_destroy (picture);
}

/* How opaque a count is: even one is seen, and the most is full; between them
 * as the logarithm, for counts differ by powers of ten. */
static double
opacity (double count, double most)
{
  return count > 0 ? 0.22 + 0.78 * log1p (count) / log1p (most) : 0;
}

void
epi_draw_density (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                  EpiColour colour)
{
  enum { KNOWN = 256 };

  if (epi_plot_table_record_field (cr, "counts", grid, 0))
    return;
  size_t n = grid->nx * grid->ny;
  cairo_surface_t *picture = picture_of (grid->nx, grid->ny);
  uint32_t known[KNOWN];
  double most = 1;

  if (picture == NULL)
    return;
  for (size_t i = 0; i < n; i++)
    most = fmax (most, grid->values[i]);
  for (int i = 0; i < KNOWN; i++)
    known[i] =
        pixel (axes->palette->colours[colour], fmin (opacity (i, most), 1));
  for (size_t j = 0; j < grid->ny; j++) {
    uint32_t *row = picture_row (picture, j);
    for (size_t i = 0; i < grid->nx; i++) {
      double c = grid->values[j * grid->nx + i];
      row[i] = c >= 0 && c < KNOWN && c == (int)c
                   ? known[(int)c]
                   : pixel (axes->palette->colours[colour], opacity (c, most));
    }
  }
  paint (cr, axes, grid, picture, true);
  cairo_surface_destroy (picture);
}
