/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page to draw layers on, and what is asked of it: the colour at a point, how
 * much of a colour there is.
 */
#pragma once

#include "core/epi-random.h"
#include "kit/epi-draw.h"

#include <glib.h>
#include <math.h>

enum { W = 400, H = 300 };

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  EpiAxes axes;
  double scale;
} Page;

static inline EpiAxes
page_axes (void)
{
  return (EpiAxes){.range = {0, 10, 0, 6, false, false},
                   .plot = {40, 20, 320, 240},
                   .text = 14,
                   .palette = epi_palette_get ("light")};
}

static inline Page
page_new (double scale)
{
  Page page = {.axes = page_axes (), .scale = scale};

  page.surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(W * scale), (int)(H * scale));
  cairo_surface_set_device_scale (page.surface, scale, scale);
  page.cr = cairo_create (page.surface);
  epi_palette_source (page.axes.palette, page.cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (page.cr);
  return page;
}

static inline void
page_clear (Page *page)
{
  cairo_destroy (page->cr);
  cairo_surface_destroy (page->surface);
}

/* The pixel that holds the point (user units). */
static inline EpiRgb
pixel_at (const Page *page, double x, double y)
{
  int i = (int)floor (x * page->scale), j = (int)floor (y * page->scale);

  cairo_surface_flush (page->surface);
  const guint32 *row =
      (const guint32 *)(const void *)(cairo_image_surface_get_data (
                                          page->surface) +
                                      j * cairo_image_surface_get_stride (
                                              page->surface));
  return (EpiRgb){(row[i] >> 16 & 255) / 255.0, (row[i] >> 8 & 255) / 255.0,
                  (row[i] & 255) / 255.0};
}

static inline EpiRgb
colour_at (const Page *page, double x, double y)
{
  return pixel_at (page, epi_axes_x (&page->axes, x),
                   epi_axes_y (&page->axes, y));
}

static inline double
distance (EpiRgb a, EpiRgb b)
{
  return fmax (fabs (a.r - b.r), fmax (fabs (a.g - b.g), fabs (a.b - b.b)));
}

static inline void
assert_colour (const Page *page, EpiRgb found, EpiColour expected)
{
  g_assert_cmpfloat (distance (found, page->axes.palette->colours[expected]),
                     <=, 2 / 255.0);
}

#define assert_is(page, x, y, colour)                                          \
  assert_colour (page, colour_at (page, x, y), colour)

static inline size_t
count_ink (const Page *page, EpiRect rect)
{
  size_t n = 0;

  for (double y = rect.y + 0.5; y < rect.y + rect.height; y++)
    for (double x = rect.x + 0.5; x < rect.x + rect.width; x++)
      n += distance (pixel_at (page, x, y),
                     page->axes.palette->colours[EPI_COLOUR_BACKGROUND]) >
           2 / 255.0;
  return n;
}
