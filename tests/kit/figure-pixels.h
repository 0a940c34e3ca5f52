/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of the lesson of figures: their size, and how their pixels differ.
 */
#pragma once

#include "figure-lesson.h"
#include "kit/epi-layers.h"
#include "kit/epi-render.h"

#include <stdlib.h>

enum { W = 480, H = 360 };

static inline EpiRenderOptions
options_of (const char *palette)
{
  return (EpiRenderOptions){W, H, 14, epi_palette_get (palette), true};
}

static inline guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  return ((const guint32 *)(const void *)(data + y * stride))[x] & 0xffffff;
}

/* The largest difference of a channel. */
static inline int
difference (guint32 a, guint32 b)
{
  int most = 0;

  for (int shift = 0; shift < 24; shift += 8)
    most = MAX (most, abs ((int)(a >> shift & 255) - (int)(b >> shift & 255)));
  return most;
}
