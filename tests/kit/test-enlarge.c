/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture enlarged is what the formula says, in doubles. */
#include "core/epi-random.h"
#include "kit/epi-enlarge.h"

#include <glib.h>
#include <math.h>

enum { W = 61, H = 47, MOST = 9 };

/* Premultiplied: no channel above its opacity.  few: of three colours, so that
 * neighbours are alike. */
static uint32_t
random_pixel (EpiRandom *random, bool few)
{
  static const uint32_t known[] = {0, 0x80402080, 0xff00ff40};
  uint32_t a = (uint32_t)epi_random_below (random, 256), pixel = a;

  if (few)
    return known[epi_random_below (random, 3)];
  for (int k = 0; k < 3; k++)
    pixel = pixel << 8 | (uint32_t)epi_random_below (random, a + 1);
  return pixel;
}

static cairo_surface_t *
random_picture (EpiRandom *random, cairo_format_t format, int nx, int ny,
                bool few)
{
  cairo_surface_t *picture = cairo_image_surface_create (format, nx, ny);
  unsigned char *data = cairo_image_surface_get_data (picture);

  for (int j = 0; j < ny; j++, data += cairo_image_surface_get_stride (picture))
    for (int i = 0; i < nx; i++)
      ((uint32_t *)(void *)data)[i] = random_pixel (random, few);
  cairo_surface_mark_dirty (picture);
  return picture;
}

static uint32_t
pixel_at (cairo_surface_t *picture, int x, int y)
{
  const void *row = cairo_image_surface_get_data (picture) +
                    y * cairo_image_surface_get_stride (picture);
  return ((const uint32_t *)row)[x];
}

/* The middle of pixel p in grid units, and what of it is covered. */
static double
cover (int p, double a, double b, int n, bool smooth, double *u)
{
  *u = fmin (fmax ((p + 0.5 - a) / (b - a) * (n - 1), 0), n - 1);
  if (!smooth)
    *u = floor (*u + 0.5);
  return fmax (fmin (p + 1, b) - fmax (p, a), 0);
}

static double
between (cairo_surface_t *picture, double u, double v, int shift)
{
  int nx = cairo_image_surface_get_width (picture);
  int ny = cairo_image_surface_get_height (picture);
  int i = MIN ((int)u, nx - 2), j = MIN ((int)v, ny - 2);
  double s = u - i, t = v - j;
#define P(k, l) (pixel_at (picture, i + (k), j + (l)) >> shift & 255)
  return (1 - t) * ((1 - s) * P (0, 0) + s * P (1, 0)) +
         t * ((1 - s) * P (0, 1) + s * P (1, 1));
#undef P
}

/* 0.53: see the header.  Of pixels that lie half-way between two blocks either
 * is right; there are none but by chance. */
static void
assert_enlarged (cairo_surface_t *before, cairo_surface_t *after,
                 cairo_surface_t *picture, EpiRect r, bool smooth)
{
  int nx = cairo_image_surface_get_width (picture);
  int ny = cairo_image_surface_get_height (picture);

  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) {
      double u, v;
      double share = cover (x, r.x, r.x + r.width, nx, smooth, &u) *
                     cover (y, r.y, r.y + r.height, ny, smooth, &v);
      double alpha = share * between (picture, u, v, 24) / 255;
      for (int shift = 0; shift < 32; shift += 8) {
        double to = pixel_at (before, x, y) >> shift & 255;
        double c = share * between (picture, u, v, shift);
        double found = pixel_at (after, x, y) >> shift & 255;
        g_assert_cmpfloat (fabs (found - (c + (1 - alpha) * to)), <, 0.53);
      }
    }
}

static void
test_the_picture_is_the_formula (void)
{
  EpiRandom random = epi_random (11, 0);

  for (int trial = 0; trial < 400; trial++) {
    bool smooth = trial % 2 == 0, few = trial % 3 == 0;
    int nx = 2 + (int)epi_random_below (&random, MOST - 1);
    int ny = 2 + (int)epi_random_below (&random, MOST - 1);
    EpiRect rect = {-20 + 40 * epi_random_uniform (&random),
                    -20 + 40 * epi_random_uniform (&random),
                    3 + 90 * epi_random_uniform (&random),
                    3 + 90 * epi_random_uniform (&random)};
    cairo_surface_t *picture =
        random_picture (&random, CAIRO_FORMAT_ARGB32, nx, ny, few);
    cairo_surface_t *before =
        random_picture (&random, CAIRO_FORMAT_ARGB32, W, H, false);
    cairo_surface_t *after =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
    cairo_t *cr = cairo_create (after);
    cairo_set_source_surface (cr, before, 0, 0);
    cairo_paint (cr);
    EpiRaster canvas;
    g_assert_true (epi_raster_begin_pixels (&canvas, cr, (EpiRect){0, 0, W, H},
                                            EPI_RASTER_COLOURS));
    epi_enlarge (&canvas, picture, rect, smooth);
    epi_raster_end (&canvas, cr);
    assert_enlarged (before, after, picture, rect, smooth);
    cairo_destroy (cr);
    cairo_surface_destroy (after);
    cairo_surface_destroy (before);
    cairo_surface_destroy (picture);
  }
}

/* A picture without extent, and a rectangle that is none. */
static void
test_what_has_no_extent_is_not_drawn (void)
{
  static const struct {
    int nx, ny;
    EpiRect rect;
  } cases[] = {{1, 4, {3, 3, 20, 20}},       {4, 1, {3, 3, 20, 20}},
               {4, 4, {3, 3, 0, 20}},        {4, 4, {200, 3, 20, 20}},
               {4, 4, {3, 3, 20, -5}},       {4, 4, {3, NAN, 20, 20}},
               {4, 4, {3, 3, INFINITY, 20}}, {4, 4, {-1e300, 3, 20, 20}},
               {4, 4, {1e300, 3, 20, 20}},   {4, 4, {3, -1e300, 20, 20}},
               {4, 4, {3, 1e300, 20, 20}},   {4, 4, {4e9, 3, 20, 20}},
               {4, 4, {-4e9, 3, 20, 20}},    {4, 4, {3.5, 3, 0, 20}},
               {4, 4, {3.9, 3, -0.5, 20}}};
  EpiRandom random = epi_random (12, 0);

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++) {
    cairo_surface_t *picture = random_picture (&random, CAIRO_FORMAT_ARGB32,
                                               cases[k].nx, cases[k].ny, false);
    cairo_surface_t *page =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
    cairo_t *cr = cairo_create (page);
    EpiRaster canvas;
    g_assert_true (epi_raster_begin_pixels (&canvas, cr, (EpiRect){0, 0, W, H},
                                            EPI_RASTER_COLOURS));
    epi_enlarge (&canvas, picture, cases[k].rect, true);
    epi_raster_end (&canvas, cr);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++)
        g_assert_cmphex (pixel_at (page, x, y), ==, 0);
    cairo_destroy (cr);
    cairo_surface_destroy (page);
    cairo_surface_destroy (picture);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enlarge/the_picture_is_the_formula",
                   test_the_picture_is_the_formula);
  g_test_add_func ("/enlarge/what_has_no_extent_is_not_drawn",
                   test_what_has_no_extent_is_not_drawn);
  return g_test_run ();
}
