/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-screen.h"

#include <glib.h>

struct EpiScreen {
  int scale;
  cairo_surface_t *pixels; /* of the picture; NULL: none yet */
};

EpiScreen *
epi_screen_new (int scale)
{
  EpiScreen *screen = g_rc_box_new0 (EpiScreen);
  screen->scale = scale;
  return screen;
}

static void
clear (gpointer data)
{
  EpiScreen *screen = data;
  g_clear_pointer (&screen->pixels, cairo_surface_destroy);
}

void
epi_screen_unref (EpiScreen *screen)
{
  g_rc_box_release_full (screen, clear);
}

/* The pixels alone, without the scale that is drawn by. */
void
epi_screen_show (EpiScreen *screen, cairo_surface_t *picture)
{
  static const cairo_user_data_key_t key;
  clear (screen);
  screen->pixels = cairo_image_surface_create_for_data (
      cairo_image_surface_get_data (picture), CAIRO_FORMAT_RGB24,
      cairo_image_surface_get_width (picture),
      cairo_image_surface_get_height (picture),
      cairo_image_surface_get_stride (picture));
  cairo_surface_set_user_data (screen->pixels, &key,
                               cairo_surface_reference (picture),
                               (cairo_destroy_func_t)cairo_surface_destroy);
}

/* ---- A raster source ---- */

static cairo_surface_t *
acquire (cairo_pattern_t *pattern, void *data, cairo_surface_t *target,
         const cairo_rectangle_int_t *extents)
{
  const EpiScreen *screen = data;
  return cairo_surface_reference (screen->pixels);
}

static void
release (cairo_pattern_t *pattern, void *data, cairo_surface_t *pixels)
{
  cairo_surface_destroy (pixels);
}

static cairo_status_t
share (cairo_pattern_t *copy, void *data, const cairo_pattern_t *pattern)
{
  g_rc_box_acquire (data);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish (cairo_pattern_t *pattern, void *data)
{
  epi_screen_unref (data);
}

void
epi_screen_set_source (EpiScreen *screen, cairo_t *cr)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (
      g_rc_box_acquire (screen), CAIRO_CONTENT_COLOR,
      cairo_image_surface_get_width (screen->pixels),
      cairo_image_surface_get_height (screen->pixels));
  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, share);
  cairo_raster_source_pattern_set_finish (pattern, finish);
  cairo_matrix_t to_pixels;
  cairo_matrix_init_scale (&to_pixels, screen->scale, screen->scale);
  cairo_pattern_set_matrix (pattern, &to_pixels);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_set_source (cr, pattern);
  cairo_pattern_destroy (pattern);
}
