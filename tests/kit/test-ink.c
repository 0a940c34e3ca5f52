/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink covers what it should: by geometry, and as Cairo does it. */
#include "kit/epi-ink.h"
#include "kit/epi-raster.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 120, H = 100 };

/* Black on white; the clip is a rectangle, or not one, where Cairo draws. */
static cairo_t *
paper (gboolean apart, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(W * scale), (int)(H * scale));

  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  if (apart) {
    cairo_rectangle (cr, 0, 0, W, H - 1);
    cairo_rectangle (cr, 0, H - 1, 1, 1);
    cairo_clip (cr);
  }
  return cr;
}

/* How much of the pixel is covered. */
static double
cover_at (cairo_t *cr, int x, int y)
{
  cairo_surface_t *s = cairo_get_target (cr);

  cairo_surface_flush (s);
  return 1 - cairo_image_surface_get_data (
                 s)[y * cairo_image_surface_get_stride (s) + 4 * x] /
                 255.0;
}

/* Pixels that are covered, taken together, and how many there are at all: each
 * is rounded by at most 1/510. */
static double
ink (cairo_t *cr, int *touched)
{
  double sum = 0;

  *touched = 0;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) {
      double cover = cover_at (cr, x, y);
      sum += cover;
      *touched += cover > 0;
    }
  return sum;
}

static void
polygon (cairo_t *cr, int n, double turn)
{
  for (int i = 0; i < n; i++)
    cairo_line_to (cr, 60.3 + 37.7 * cos (turn + 2 * G_PI * i / n),
                   50.1 + 31.9 * sin (turn + 2 * G_PI * i / n));
  cairo_close_path (cr);
}

/* The area of the polygon that is drawn: n triangles. */
static void
test_a_fill_covers_its_area (void)
{
  for (int n = 3; n <= 60; n++) {
    cairo_t *cr = paper (FALSE, 1);
    double area = 37.7 * 31.9 * sin (2 * G_PI / n) * n / 2;
    int touched;
    polygon (cr, n, n);
    epi_ink_fill (cr);
    g_assert_false (cairo_has_current_point (cr));
    /* Rounding, and corners rounded to 1/256 of a pixel by Cairo. */
    double bound = 250 / 510.0 + 250 / 256.0;
    g_assert_cmpfloat (fabs (ink (cr, &touched) - area), <, bound);
    cairo_destroy (cr);
  }
}

/* What leaves the picture on any side does not change what is inside. */
static void
test_a_fill_is_cut_at_the_sides (void)
{
  cairo_t *cr = paper (FALSE, 1);

  cairo_move_to (cr, -500, 20);
  cairo_line_to (cr, 700, 20);
  cairo_line_to (cr, 700, 900);
  cairo_line_to (cr, -500, 300);
  epi_ink_fill (cr);
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      g_assert_cmpfloat (cover_at (cr, x, y), ==, y >= 20 ? 1 : 0);
  cairo_destroy (cr);
}

/* A hole is an outline of the other sense; one of the same sense adds
 * nothing. */
static void
test_a_fill_has_holes (void)
{
  for (int hole = 0; hole < 2; hole++) {
    cairo_t *cr = paper (FALSE, 1);
    cairo_rectangle (cr, 10, 10, 60, 60);
    cairo_rectangle (cr, 30, hole ? 50 : 30, 20, hole ? -20 : 20);
    epi_ink_fill (cr);
    g_assert_cmpfloat (cover_at (cr, 40, 40), ==, hole ? 0 : 1);
    g_assert_cmpfloat (cover_at (cr, 20, 40), ==, 1);
    g_assert_cmpfloat (cover_at (cr, 60, 40), ==, 1);
    g_assert_cmpfloat (cover_at (cr, 80, 40), ==, 0);
    cairo_destroy (cr);
  }
}

/* Alpha: what lies over itself is not darker, neither stroked nor filled. */
static void
test_ink_does_not_add_up (void)
{
  for (int fill = 0; fill < 2; fill++) {
    cairo_t *cr = paper (FALSE, 1);
    cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
    cairo_set_line_width (cr, 5);
    cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
    for (int k = 0; k < 2; k++)
      if (fill)
        cairo_rectangle (cr, 10 + 7 * k, 10, 40, 60);
      else {
        cairo_move_to (cr, 10, 20 + 20 * k);
        cairo_line_to (cr, 60, 40 - 20 * k);
      }
    if (fill)
      epi_ink_fill (cr);
    else
      epi_ink_stroke (cr);
    g_assert_cmpfloat (fabs (cover_at (cr, 35, 29) - 0.4), <, 1 / 255.0);
    cairo_destroy (cr);
  }
}

/* Straight lines of all directions: width times length, with half a disc at
 * each end that is round. */
static void
test_a_stroke_covers_width_times_length (void)
{
  for (int k = 0; k < 48; k++)
    for (int round = 0; round < 2; round++) {
      cairo_t *cr = paper (FALSE, 1);
      double width = 1 + k % 5, t = G_PI * k / 48;
      int touched;
      cairo_set_line_width (cr, width);
      cairo_set_line_cap (cr,
                          round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
      cairo_move_to (cr, 60.2 - 40 * cos (t), 50.7 - 40 * sin (t));
      cairo_line_to (cr, 60.2 + 40 * cos (t), 50.7 + 40 * sin (t));
      epi_ink_stroke (cr);
      double area = 80 * width + (round ? G_PI * width * width / 4 : 0);
      double sum = ink (cr, &touched);
      g_assert_cmpfloat (fabs (sum - area), <, touched * (0.043 + 1 / 510.0));
      cairo_destroy (cr);
    }
}

/* Pixel for pixel as Cairo, away from the ends: two edges, each by 0.043, and
 * Cairo's own grid of 15 rows a pixel. */
static void
test_a_stroke_is_as_cairos (void)
{
  const double bound = 2 * 0.043 + 1 / 15.0 + 2 / 255.0;

  for (int k = 0; k < 96; k++) {
    double scale = k % 2 ? 2 : 1, t = G_PI * k / 96;
    cairo_t *cr[2];
    for (int apart = 0; apart < 2; apart++) {
      cr[apart] = paper (apart, scale);
      cairo_set_line_width (cr[apart], 1 + 0.7 * (k % 4));
      cairo_translate (cr[apart], 60.1, 50.3);
      cairo_rotate (cr[apart], t);
      cairo_move_to (cr[apart], -44, 0);
      cairo_line_to (cr[apart], 44, 0);
      epi_ink_stroke (cr[apart]);
    }
    for (int y = 0; y < H * scale; y++)
      for (int x = 0; x < W * scale; x++)
        if (hypot (x / scale - 60, y / scale - 50) < 40)
          g_assert_cmpfloat (
              fabs (cover_at (cr[0], x, y) - cover_at (cr[1], x, y)), <=,
              bound);
    cairo_destroy (cr[0]);
    cairo_destroy (cr[1]);
  }
}

/* A line that rises by less than can be told from nothing is a level one. */
static void
test_a_line_may_rise_by_almost_nothing (void)
{
  for (int sign = 0; sign <= 1; sign++) {
    cairo_t *cr = paper (FALSE, 1);
    EpiAxes axes = {.plot = {0, 0, W, H}, .scale = 1};
    EpiRaster canvas;
    int touched;
    g_assert_true (epi_raster_begin (&canvas, cr, &axes, (EpiRect){0, 0, W, H},
                                     EPI_RASTER_MASK));
    epi_raster_segment (&canvas, 20, 10.4, 60, nextafter (10.4, 20 * sign), 4,
                        true, true);
    epi_raster_end (&canvas, cr);
    g_assert_cmpfloat_with_epsilon (ink (cr, &touched), 4 * 40, 0.5);
    cairo_destroy (cr);
  }
}

/* The dashes' share of the line, round a corner, too. */
static void
test_dashes_go_on_round_a_corner (void)
{
  const double dashes[] = {6, 4};
  cairo_t *cr = paper (FALSE, 1);
  int touched;

  cairo_set_line_width (cr, 3);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_move_to (cr, 10, 20.5);
  cairo_line_to (cr, 53, 20.5); /* the fifth dash has 3 of its 6 behind it */
  cairo_line_to (cr, 53, 77.5);
  epi_ink_stroke (cr);
  g_assert_cmpfloat_with_epsilon (ink (cr, &touched), 3 * 60, 3);
  g_assert_cmpfloat (cover_at (cr, 12, 20), ==, 1);
  g_assert_cmpfloat (cover_at (cr, 18, 20), ==, 0);
  g_assert_cmpfloat (cover_at (cr, 51, 20), ==, 1);
  g_assert_cmpfloat (cover_at (cr, 52, 22), >, 0.9);
  g_assert_cmpfloat (cover_at (cr, 52, 25), ==, 0);
  cairo_destroy (cr);
}

/* What is left of the dash in which the offset ends; before the line, too, and
 * many dashes along. */
static void
test_dashes_begin_at_their_offset (void)
{
  const double dashes[] = {6, 4}, offsets[] = {3, -7, 10003};

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
    cairo_t *cr = paper (FALSE, 1);
    cairo_set_line_width (cr, 3);
    cairo_set_dash (cr, dashes, 2, offsets[i]);
    cairo_move_to (cr, 10, 20.5);
    cairo_line_to (cr, 60, 20.5);
    epi_ink_stroke (cr);
    for (int x = 10; x < 60; x++)
      g_assert_cmpfloat (cover_at (cr, x, 20), ==, (x - 10 + 3) % 10 < 6);
    cairo_destroy (cr);
  }
}

/* Nothing outside the clip, and nothing of one drawing in the next. */
static void
test_ink_stays_in_its_clip (void)
{
  for (int fill = 0; fill < 2; fill++)
    for (int again = 0; again < 2; again++) {
      cairo_t *cr = paper (FALSE, 1);
      cairo_rectangle (cr, 30, 20, 50, 40);
      cairo_clip (cr);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_width (cr, 9);
      polygon (cr, 5, again); /* twice: the thread's own sheets are clean */
      if (fill)
        epi_ink_fill (cr);
      else
        epi_ink_stroke (cr);
      cairo_reset_clip (cr);
      for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
          if (x < 30 || x >= 80 || y < 20 || y >= 60)
            g_assert_cmpfloat (cover_at (cr, x, y), ==, 0);
      if (fill)
        g_assert_cmpfloat (cover_at (cr, 55, 45), ==, 1);
      else
        g_assert_cmpfloat (cover_at (cr, 60, 50), ==, 0);
      cairo_destroy (cr);
    }
}

/* Where there are no pixels it is Cairo's path, width and colour. */
static void
test_elsewhere_it_is_cairos (void)
{
  cairo_surface_t *recording =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (recording);
  double x, y, width, height;

  cairo_set_line_width (cr, 4);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_move_to (cr, 10, 30);
  cairo_line_to (cr, 50, 30);
  epi_ink_stroke_preserve (cr);
  g_assert_true (cairo_has_current_point (cr));
  cairo_destroy (cr);
  cairo_recording_surface_ink_extents (recording, &x, &y, &width, &height);
  g_assert_cmpfloat (x, ==, 10);
  g_assert_cmpfloat (y, ==, 28);
  g_assert_cmpfloat (width, ==, 40);
  g_assert_cmpfloat (height, ==, 4);
  cairo_surface_destroy (recording);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ink/a-fill-covers-its-area", test_a_fill_covers_its_area);
  g_test_add_func ("/ink/a-fill-is-cut-at-the-sides",
                   test_a_fill_is_cut_at_the_sides);
  g_test_add_func ("/ink/a-fill-has-holes", test_a_fill_has_holes);
  g_test_add_func ("/ink/ink-does-not-add-up", test_ink_does_not_add_up);
  g_test_add_func ("/ink/a-stroke-covers-width-times-length",
                   test_a_stroke_covers_width_times_length);
  g_test_add_func ("/ink/a-stroke-is-as-cairos", test_a_stroke_is_as_cairos);
  g_test_add_func ("/ink/a-line-may-rise-by-almost-nothing",
                   test_a_line_may_rise_by_almost_nothing);
  g_test_add_func ("/ink/dashes-go-on-round-a-corner",
                   test_dashes_go_on_round_a_corner);
  g_test_add_func ("/ink/dashes-begin-at-their-offset",
                   test_dashes_begin_at_their_offset);
  g_test_add_func ("/ink/ink-stays-in-its-clip", test_ink_stays_in_its_clip);
  g_test_add_func ("/ink/elsewhere-it-is-cairos", test_elsewhere_it_is_cairos);
  return g_test_run ();
}
