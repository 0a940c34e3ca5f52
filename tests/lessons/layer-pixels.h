/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one layer of a figure draws, on nothing: ARGB, 0 where it draws nothing.
 * Whoever includes this has included the sessions of its lesson.
 */
#pragma once

#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

enum { SIDE = 400 };

static inline EpiAxes
square_axes (EpiRange range)
{
  return (EpiAxes){.range = range,
                   .plot = {0, 0, SIDE, SIDE},
                   .text = 14,
                   .palette = epi_palette_get ("light")};
}

static inline cairo_surface_t *
layer_alone (const EpiScene *scene, const char *in_view, const char *name,
             EpiRange range)
{
  const EpiAxes axes = square_axes (range);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  const EpiViewSpec *view = lesson ()->views;
  const EpiLayer *layer;

  while (strcmp (view->name, in_view) != 0)
    view++;
  for (layer = view->layers; strcmp (layer->name, name) != 0; layer++)
    ;
  layer->draw (cr, &axes, scene, layer->data);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Whether a pixel is opaque and of that colour, but for the little that the rim
 * of a line covers of it. */
static inline bool
is_of_colour (uint32_t pixel, EpiRgb c)
{
  const double wanted[] = {255, 255 * c.r, 255 * c.g, 255 * c.b};

  for (int k = 0; k < 4; k++)
    if (fabs ((double)(pixel >> (24 - 8 * k) & 255) - wanted[k]) > 32)
      return false;
  return true;
}

/* How many pixels of that colour lie at most reach from a point. */
static inline size_t
ink_near (cairo_surface_t *surface, EpiRange range, double x, double y,
          int reach, EpiColour colour)
{
  const EpiAxes axes = square_axes (range);
  const EpiRgb c = axes.palette->colours[colour];
  const uint32_t *pixels = (void *)cairo_image_surface_get_data (surface);
  int column = (int)epi_axes_x (&axes, x), row = (int)epi_axes_y (&axes, y);
  size_t n = 0;

  for (int j = MAX (row - reach, 0); j <= MIN (row + reach, SIDE - 1); j++)
    for (int i = MAX (column - reach, 0); i <= MIN (column + reach, SIDE - 1);
         i++)
      n += is_of_colour (pixels[j * SIDE + i], c);
  return n;
}

/* Whether it has a marker there that is filled: its colour in the middle. */
static inline bool
is_filled (cairo_surface_t *surface, EpiRange range, double x, double y,
           EpiColour colour)
{
  return ink_near (surface, range, x, y, 1, colour) == 9;
}

/* Or hollow: the background in its middle, and that colour around. */
static inline bool
is_hollow (cairo_surface_t *surface, EpiRange range, double x, double y,
           EpiColour colour)
{
  return ink_near (surface, range, x, y, 1, EPI_COLOUR_BACKGROUND) == 9 &&
         ink_near (surface, range, x, y, 7, colour) > 0;
}
