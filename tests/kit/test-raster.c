/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A raster lays its pixels on the picture itself where it can, and has Cairo
 * paint them where it cannot: the same picture both ways. */
#include "core/epi-random.h"
#include "kit/epi-raster.h"
#include "kit/epi-draw.h"
#include "kit/epi-render.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 300, H = 200, N = 60 };

typedef void (*Drawing) (cairo_t *cr, const EpiAxes *axes);

static EpiAxes
axes_new (void)
{
  return (EpiAxes){.range = {0, 10, 0, 6, false, false},
                   .plot = {36.4, 20.7, 240.3, 150.1},
                   .text = 14,
                   .palette = epi_palette_get ("light")};
}

/* The same N points each time, some of them outside the plot. */
static void
points (double *x, double *y, double *z)
{
  EpiRandom random = epi_random (5, 0);

  for (int i = 0; i < N; i++) {
    x[i] = 11 * epi_random_uniform (&random) - 0.5;
    y[i] = 7 * epi_random_uniform (&random) - 0.5;
    z[i] = 7 * epi_random_uniform (&random) - 0.5;
  }
}

static void
draw_markers (cairo_t *cr, const EpiAxes *axes)
{
  double x[N], y[N], z[N];

  points (x, y, z);
  epi_draw_markers (cr, axes, x, y, N, EPI_MARKER_DISC, EPI_COLOUR_DATA, 9);
}

static void
draw_residuals (cairo_t *cr, const EpiAxes *axes)
{
  double x[N], y[N], z[N];

  points (x, y, z);
  epi_draw_segments (cr, axes, x, y, x, z, N,
                     (EpiStroke){EPI_COLOUR_RESIDUAL, 0.7, 1.5, false});
}

static void
draw_squares (cairo_t *cr, const EpiAxes *axes)
{
  double x[N], y[N], z[N];

  points (x, y, z);
  epi_draw_residual_squares (cr, axes, x, y, z, N, EPI_COLOUR_RESIDUAL);
}

static void
draw_levels (cairo_t *cr, const EpiAxes *axes)
{
  EpiFieldGrid *grid = epi_field_grid_new ("cost", &axes->range, 40, 30, 1);
  const double levels[] = {1, 4, 9, 16};

  for (size_t j = 0; j < 30; j++)
    for (size_t i = 0; i < 40; i++)
      grid->values[j * 40 + i] =
          pow ((double)i / 6 - 3, 2) + pow ((double)j / 5 - 2, 2);
  epi_draw_level_sets (cr, axes, grid, 0, levels, G_N_ELEMENTS (levels),
                       (EpiStroke){EPI_COLOUR_DIM, 0.6, 1.2, false}, false);
  epi_field_grid_unref (grid);
}

static const Drawing drawings[] = {draw_markers, draw_residuals, draw_squares,
                                   draw_levels};

/* On a picture in the colour of the background; apart: with a clip that is no
 * rectangle, though it leaves out nothing of the plot. */
static cairo_surface_t *
picture (Drawing draw, double scale, gboolean apart)
{
  EpiAxes axes = axes_new ();
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)(W * scale), (int)(H * scale));

  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  epi_palette_source (axes.palette, cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (cr);
  if (apart) {
    cairo_rectangle (cr, 0, 0, W, H - 4);
    cairo_rectangle (cr, 2, H - 2, 4, 2);
    cairo_clip (cr);
  } else
    epi_render_clip (cr, &axes);
  draw (cr, &axes);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The largest difference of a channel within the plot. */
static int
difference (cairo_surface_t *a, cairo_surface_t *b, double scale)
{
  EpiAxes axes = axes_new ();
  const EpiRect *p = &axes.plot;
  int stride = cairo_image_surface_get_stride (a), most = 0;
  int x0 = (int)round (p->x * scale),
      x1 = (int)round ((p->x + p->width) * scale);
  int y0 = (int)round (p->y * scale);
  int y1 = (int)round ((p->y + p->height) * scale);

  for (int y = y0; y < y1; y++)
    for (int i = 4 * x0; i < 4 * x1; i++)
      most = MAX (most, abs (cairo_image_surface_get_data (a)[y * stride + i] -
                             cairo_image_surface_get_data (b)[y * stride + i]));
  return most;
}

/* Two roundings of at most 1/2 each, and one more for every marker that lies
 * over another. */
static void
test_it_is_the_same_picture_on_its_own_pixels (void)
{
  static const double scales[] = {1, 1.5, 2};

  for (gsize s = 0; s < G_N_ELEMENTS (scales); s++)
    for (gsize i = 0; i < G_N_ELEMENTS (drawings); i++) {
      cairo_surface_t *a = picture (drawings[i], scales[s], FALSE);
      cairo_surface_t *b = picture (drawings[i], scales[s], TRUE);
      g_assert_cmpint (difference (a, b, scales[s]), <=, 3);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
    }
}

/* Nothing of one drawing is in the next, and nothing is outside the clip. */
static void
test_it_leaves_nothing_behind (void)
{
  EpiAxes axes = axes_new ();
  const EpiRect *p = &axes.plot;

  for (gsize i = 0; i < G_N_ELEMENTS (drawings); i++) {
    cairo_surface_t *a = picture (drawings[i], 1, FALSE);
    cairo_surface_t *b = picture (drawings[i], 1, FALSE);
    const guint32 *pixels =
        (const guint32 *)(const void *)cairo_image_surface_get_data (a);
    g_assert_cmpint (
        memcmp (pixels, cairo_image_surface_get_data (b), (gsize)H * W * 4), ==,
        0);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++)
        if (x < round (p->x) || x >= round (p->x + p->width) ||
            y < round (p->y) || y >= round (p->y + p->height))
          g_assert_cmphex (pixels[y * W + x], ==, pixels[0]);
    cairo_surface_destroy (a);
    cairo_surface_destroy (b);
  }
}

/* A mask is laid once: where boxes lie over one another it is not darker. */
static void
test_a_mask_does_not_add_up (void)
{
  EpiAxes axes = axes_new ();
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
  cairo_t *cr = cairo_create (surface);
  EpiRaster raster;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  g_assert_true (epi_raster_begin (&raster, cr, &axes, (EpiRect){0, 0, W, H},
                                   EPI_RASTER_MASK));
  g_assert_nonnull (raster.target); /* its own pixels */
  epi_raster_box (&raster, 10, 10, 30, 30, 1);
  epi_raster_box (&raster, 20, 20, 40.5, 40, 1);
  epi_raster_end (&raster, cr);
  const guint32 *pixels =
      (const guint32 *)(const void *)cairo_image_surface_get_data (surface);
  g_assert_cmphex (pixels[25 * W + 25], ==, 0xff666666); /* in both */
  g_assert_cmphex (pixels[12 * W + 12], ==, 0xff666666); /* in one */
  g_assert_cmphex (pixels[35 * W + 12], ==, 0xffffffff); /* in none */
  g_assert_cmpint (abs ((int)(pixels[25 * W + 40] & 255) - 0xb2), <=, 1);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Ends that no pixel has, beyond what an int holds, and none at all. */
static void
test_far_lines_touch_nothing (void)
{
  const double far[][4] = {{3e9, 10, 3e9, 90},   {-3e9, 10, -3e9, 90},
                           {10, 3e9, 90, 3e9},   {10, -3e9, 90, -3e9},
                           {NAN, 10, NAN, 90},   {10, NAN, 90, NAN},
                           {3e9, 3e9, 4e9, 4e9}, {-4e9, -4e9, -3e9, -3e9}};
  EpiAxes axes = axes_new ();
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
  cairo_t *cr = cairo_create (picture);

  cairo_set_source_rgb (cr, 1, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (far); i++) {
    EpiRaster c;
    g_assert_true (
        epi_raster_begin (&c, cr, &axes, axes.plot, EPI_RASTER_MASK));
    epi_raster_segment (&c, far[i][0], far[i][1], far[i][2], far[i][3], 2,
                        false, false);
    epi_raster_end (&c, cr);
  }
  cairo_surface_flush (picture);
  const unsigned char *data = cairo_image_surface_get_data (picture);
  for (int i = 0; i < H * cairo_image_surface_get_stride (picture); i++)
    g_assert_cmpint (data[i], ==, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
}

/* A pixel is covered as far as its middle lies from the circle; half a step of
 * 255 is rounded away, and what lies over white once more. */
static void
test_a_ring_is_its_circle (void)
{
  EpiRandom random = epi_random (7, 0);

  for (int trial = 0; trial < 60; trial++) {
    double x = 70 * epi_random_uniform (&random) - 5;
    double y = 50 * epi_random_uniform (&random) - 5;
    double r = 30 * epi_random_uniform (&random);
    double width = 0.3 + 6 * epi_random_uniform (&random);
    cairo_surface_t *picture =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, 61, 41);
    cairo_t *cr = cairo_create (picture);
    EpiRaster canvas;
    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_paint (cr);
    cairo_set_source_rgb (cr, 0, 0, 0);
    g_assert_true (epi_raster_begin_pixels (
        &canvas, cr, (EpiRect){0, 0, 61, 41}, EPI_RASTER_MASK));
    epi_raster_ring (&canvas, x, y, r, width);
    epi_raster_end (&canvas, cr);
    const unsigned char *data = cairo_image_surface_get_data (picture);
    for (int j = 0; j < 41; j++)
      for (int i = 0; i < 61; i++) {
        double away = fabs (hypot (i + 0.5 - x, j + 0.5 - y) - r);
        double cover = fmin (fmax (fmax (width, 1) / 2 + 0.5 - away, 0), 1);
        int found = data[j * cairo_image_surface_get_stride (picture) + 4 * i];
        g_assert_cmpfloat (fabs (255 - found - 255 * cover * fmin (width, 1)),
                           <=, 1.01);
      }
    cairo_destroy (cr);
    cairo_surface_destroy (picture);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster/it-is-the-same-picture-on-its-own-pixels",
                   test_it_is_the_same_picture_on_its_own_pixels);
  g_test_add_func ("/raster/far-lines-touch-nothing",
                   test_far_lines_touch_nothing);
  g_test_add_func ("/raster/a-ring-is-its-circle", test_a_ring_is_its_circle);
  g_test_add_func ("/raster/it-leaves-nothing-behind",
                   test_it_leaves_nothing_behind);
  g_test_add_func ("/raster/a-mask-does-not-add-up",
                   test_a_mask_does_not_add_up);
  return g_test_run ();
}
