/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markers.  A thousand of them are drawn while a finger drags one, so on
 * surfaces of pixels
 *
 *   1. sprite   the marker is drawn once for each of 4 × 4 positions within a
 *               pixel (error at most 1/8 pixel), and kept for the next frame
 *   2. stamp    sprites are laid over one another (kit/epi-raster.h)
 *
 * On vector surfaces, and where the scale is not known, each one is a path.
 * More than 20,000 are counted in cells and become a density.
 */
#include "kit/epi-raster.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { PHASES = 4, MAX_MARKERS = 20000 };

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

/* With a halo in the colour of the background, so that neighbours part. */
static void
one_marker (cairo_t *cr, const EpiPalette *palette, EpiMarker marker,
            EpiColour colour, double x, double y, double size, double halo)
{
  bool lines = marker >= EPI_MARKER_CROSS;
  double width = fmax (size / 4, 1);
  double r = size / 2 - (marker == EPI_MARKER_RING ? width / 2 : 0);

  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, marker == EPI_MARKER_DISC ||
                                   marker == EPI_MARKER_RING || lines
                               ? CAIRO_LINE_JOIN_ROUND
                               : CAIRO_LINE_JOIN_MITER);
  outline_path (cr, marker, x, y, r);
  epi_palette_source (palette, cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_set_line_width (cr, (lines ? width : 0) + 2 * halo);
  epi_ink_stroke_preserve (cr);
  epi_palette_source (palette, cr, colour, 1);
  cairo_set_line_width (cr, width);
  if (lines || marker == EPI_MARKER_RING)
    epi_ink_stroke (cr);
  else
    epi_ink_fill (cr);
}

/* ---- 1. Sprites ---- */

typedef struct { /* what a sprite looks like; compared byte by byte */
  EpiRgb colour, background;
  double size, halo; /* device pixels */
  double marker;
} SpriteKey;

typedef struct {
  SpriteKey key;
  int size; /* pixels a side; 0: none yet */
  uint32_t *phases[PHASES * PHASES];
} Sprite;

/* The last ones that a thread drew. */
typedef struct {
  Sprite sprites[6];
  guint next;
} SpriteCache;

static void
sprite_clear (Sprite *sprite)
{
  for (int p = 0; p < PHASES * PHASES; p++)
    g_clear_pointer (&sprite->phases[p], g_free);
}

static void
sprite_cache_free (void *data)
{
  SpriteCache *cache = data;

  for (guint i = 0; i < G_N_ELEMENTS (cache->sprites); i++)
    sprite_clear (&cache->sprites[i]);
  g_free (cache);
}

static void
sprite_draw (Sprite *sprite, const EpiPalette *palette, EpiMarker marker,
             EpiColour colour, double size, double halo)
{
  int n = sprite->size = (int)ceil (1.2 * size + 2 * halo) + 3;

  for (int p = 0; p < PHASES * PHASES; p++) {
    double x = n / 2 + (p % PHASES) / 4.0, y = n / 2 + (p / PHASES) / 4.0;
    uint32_t *pixels = g_new0 (uint32_t, n * n);
    cairo_surface_t *picture = cairo_image_surface_create_for_data (
        (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, n, n, 4 * n);
    cairo_t *cr = cairo_create (picture);
    one_marker (cr, palette, marker, colour, x, y, size, halo);
    cairo_destroy (cr);
    cairo_surface_finish (picture);
    cairo_surface_destroy (picture);
    sprite->phases[p] = pixels;
  }
}

static const Sprite *
sprite_get (const EpiPalette *palette, EpiMarker marker, EpiColour colour,
            double size, double halo)
{
  static GPrivate private = G_PRIVATE_INIT (sprite_cache_free);
  SpriteCache *cache = g_private_get (&private);
  SpriteKey key = {palette->colours[colour],
                   palette->colours[EPI_COLOUR_BACKGROUND], size, halo, marker};

  if (cache == NULL) {
    cache = g_new0 (SpriteCache, 1);
    g_private_set (&private, cache);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cache->sprites); i++)
    if (cache->sprites[i].size > 0 &&
        memcmp (&cache->sprites[i].key, &key, sizeof key) == 0)
      return &cache->sprites[i];
  Sprite *sprite =
      &cache->sprites[cache->next++ % G_N_ELEMENTS (cache->sprites)];
  sprite_clear (sprite);
  sprite->key = key;
  sprite_draw (sprite, palette, marker, colour, size, halo);
  return sprite;
}

/* ---- 2. Stamps ---- */

/* The sprite at the point (x, y) of the figure. */
static void
stamp (EpiRaster *canvas, const Sprite *sprite, double x, double y)
{
  double qx = floor ((x * canvas->scale + canvas->ox) * PHASES + 0.5);
  double qy = floor ((y * canvas->scale + canvas->oy) * PHASES + 0.5);
  int ix = (int)floor (qx / PHASES), iy = (int)floor (qy / PHASES);
  int phase = (int)(qx - ix * PHASES) + PHASES * (int)(qy - iy * PHASES);

  epi_raster_stamp (canvas, sprite->phases[phase], sprite->size,
                    ix - sprite->size / 2, iy - sprite->size / 2);
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

void
epi_draw_markers (cairo_t *cr, const EpiAxes *axes, const double *x,
                  const double *y, size_t n, EpiMarker marker, EpiColour colour,
                  double size)
{
  double unit = epi_draw_unit (axes);
  double halo = (n <= 300 ? 1 : 0.6) * unit;

  if (epi_plot_table_record_xy (cr, "points", x, y, n))
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
  EpiRaster canvas;
  if (points.n > 8 &&
      epi_raster_begin (&canvas, cr, axes, rect, EPI_RASTER_COLOURS)) {
    const Sprite *sprite =
        sprite_get (axes->palette, marker, colour, size * canvas.scale,
                    halo * canvas.scale);
    for (size_t i = 0; i < points.n; i++)
      stamp (&canvas, sprite, points.x[i], points.y[i]);
    epi_raster_end (&canvas, cr);
  } else
    for (size_t i = 0; i < points.n; i++)
      one_marker (cr, axes->palette, marker, colour, points.x[i], points.y[i],
                  size, halo);
  epi_draw_take_points (cr, points.x, points.y, points.n, size);
  g_free (points.x);
}
