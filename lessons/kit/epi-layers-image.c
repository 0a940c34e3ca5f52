/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Images: what a network sees, and what it makes of it.
 *
 * Pixels stay pixels: they are blocks, not blurred, however large they get.
 */
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"

#include <math.h>
#include <stdint.h>

/* low is the ground, high the colour; about 0, the colour above and the
 * warning's below, as strong as value / high. */
static EpiRgb
pixel_colour (const EpiAxes *axes, const EpiPixels *image, double value)
{
  const EpiRgb *colours = axes->palette->colours;
  EpiRgb g = colours[EPI_COLOUR_BACKGROUND], c = colours[image->colour];
  double t = (value - image->low) / (image->high - image->low);

  if (!isfinite (value))
    return colours[EPI_COLOUR_GRID];
  if (image->is_signed) {
    t = value / image->high;
    c = colours[t < 0 ? EPI_COLOUR_SERIES + 1 : image->colour];
    t = fabs (t);
  }
  t = isnan (t) ? 0 : fmin (fmax (t, 0), 1);
  return (EpiRgb){g.r + t * (c.r - g.r), g.g + t * (c.g - g.g),
                  g.b + t * (c.b - g.b)};
}

static uint32_t
packed (EpiRgb c)
{
  return 0xff000000u | (uint32_t)lround (255 * c.r) << 16 |
         (uint32_t)lround (255 * c.g) << 8 | (uint32_t)lround (255 * c.b);
}

static cairo_surface_t *
picture_of (const EpiAxes *axes, const EpiPixels *image)
{
  cairo_surface_t *picture = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)image->width, (int)image->height);

  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS)
    return picture;
  unsigned char *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);
  size_t step = image->step != 0 ? image->step : 1;
  for (size_t y = 0; y < image->height; y++) {
    uint32_t *row = (uint32_t *)(void *)(data + y * (size_t)stride);
    for (size_t x = 0; x < image->width; x++)
      row[x] = packed (pixel_colour (
          axes, image, image->values[(x + image->width * y) * step]));
  }
  cairo_surface_mark_dirty (picture);
  return picture;
}

void
epi_draw_image (cairo_t *cr, const EpiAxes *axes, const EpiRange *block,
                const EpiPixels *image)
{
  EpiPoint a = {epi_axes_x (axes, block->x0), epi_axes_y (axes, block->y1)};
  EpiPoint b = {epi_axes_x (axes, block->x1), epi_axes_y (axes, block->y0)};
  cairo_surface_t *picture = picture_of (axes, image);

  if (image->width > 0 && image->height > 0) {
    cairo_save (cr);
    cairo_rectangle (cr, a.x, a.y, b.x - a.x, b.y - a.y);
    cairo_clip (cr);
    cairo_translate (cr, a.x, a.y);
    cairo_scale (cr, (b.x - a.x) / (double)image->width,
                 (b.y - a.y) / (double)image->height);
    cairo_set_source_surface (cr, picture, 0, 0);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
    cairo_paint (cr);
    cairo_restore (cr);
  }
  cairo_surface_destroy (picture);
  cairo_rectangle (cr, a.x, a.y, b.x - a.x, b.y - a.y);
  epi_draw_set_stroke (cr, axes,
                       (EpiStroke){.colour = EPI_COLOUR_GRID, .width = 1});
  epi_ink_stroke (cr);
}
