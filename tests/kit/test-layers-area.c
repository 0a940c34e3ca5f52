/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Areas and bars on an image surface; what is asserted is where colours are,
 * from the mapping and the data.
 */
#include "page.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void
test_areas_are_filled_inside_and_not_outside (void)
{
  const double x[] = {1, 5, 9}, low[] = {1, 1, 1}, high[] = {2, 5, 2};
  const double tx[] = {2, 8, 5}, ty[] = {1, 1, 1e6};
  Page band = page_new (1), polygon = page_new (1);

  epi_draw_band (band.cr, &band.axes, x, low, high, 3, EPI_COLOUR_FIT, 1);
  assert_is (&band, 5, 4.8, EPI_COLOUR_FIT);
  assert_is (&band, 2, 1.5, EPI_COLOUR_FIT);
  assert_is (&band, 1.5, 2.8, EPI_COLOUR_BACKGROUND);
  assert_is (&band, 5, 0.8, EPI_COLOUR_BACKGROUND);
  epi_draw_polygon (polygon.cr, &polygon.axes, tx, ty, 3, EPI_COLOUR_OPTIMUM, 1,
                    (EpiStroke){EPI_COLOUR_TEXT, 1, 1, false});
  assert_is (&polygon, 5, 5.5, EPI_COLOUR_OPTIMUM); /* cut, but not bent */
  assert_is (&polygon, 2.2, 5.5, EPI_COLOUR_OPTIMUM);
  assert_is (&polygon, 1.7, 5.5, EPI_COLOUR_BACKGROUND);
  page_clear (&band);
  page_clear (&polygon);
}

/* Two parts with a gap: nothing joins them. */
static void
test_a_broken_band_has_a_gap (void)
{
  const double x[] = {0, 2, 3, 4, 9}, low[] = {1, 1, 1, 1, 1};
  const double high[] = {1, 1, NAN, 5, 5};
  Page page = page_new (1);

  epi_draw_band (page.cr, &page.axes, x, low, high, 5, EPI_COLOUR_FIT, 1);
  assert_is (&page, 6, 3, EPI_COLOUR_FIT);
  assert_is (&page, 3.5, 2, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 2, 1.5, EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

/* A curve through 0 at x = 5; a bell that is tallest at its mean. */
static void
test_an_area_has_two_sides_and_a_bell_its_peak (void)
{
  Page page = page_new (1);
  const EpiRange range = {0, 10, -3, 3, false, false};
  EpiFieldGrid *grid = epi_field_grid_new ("line", &range, 11, 1, 1);

  page.axes.range = range;
  for (int i = 0; i < 11; i++)
    grid->values[i] = (i - 5) / 2.0;
  epi_draw_area (page.cr, &page.axes, grid, 0, EPI_COLOUR_FIT,
                 EPI_COLOUR_WARNING, 1);
  assert_is (&page, 9, 1, EPI_COLOUR_FIT);
  assert_is (&page, 1, -1, EPI_COLOUR_WARNING);
  assert_is (&page, 9, -1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 1, 1, EPI_COLOUR_BACKGROUND);
  epi_draw_bell (page.cr, &page.axes, 2, 3, 0.5,
                 (EpiStroke){EPI_COLOUR_TEXT, 1, 4, false});
  assert_is (&page, 3, 2 / (0.5 * sqrt (2 * G_PI)), EPI_COLOUR_TEXT);
  assert_is (&page, 3.5, 2 / (0.5 * sqrt (2 * G_PI)) * exp (-0.5),
             EPI_COLOUR_TEXT);
  epi_field_grid_unref (grid);
  page_clear (&page);
}

static void
test_bars_stand_on_zero (void)
{
  const double x[] = {2, 5, 8}, h[] = {3, -1, NAN};
  Page page = page_new (1);

  page.axes.range.y0 = -2;
  epi_draw_bars (page.cr, &page.axes, x, h, 3, 1, EPI_COLOUR_DATA);
  EpiRgb ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND];
  g_assert_cmpfloat (distance (colour_at (&page, 2.4, 2.9), ground), >, 0.3);
  g_assert_cmpfloat (distance (colour_at (&page, 5, -0.9), ground), >, 0.3);
  assert_is (&page, 2.4, 3.1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 2.4, -0.1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 5, 0.1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 5, -1.1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 2.6, 1, EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

/* Bins stand side by side from low on, as high as their counts. */
static void
test_histograms_stand_side_by_side (void)
{
  const double counts[] = {2, 0, 4, 1};
  Page page = page_new (1);

  epi_draw_histogram (page.cr, &page.axes, 1, 2, counts, 4, EPI_COLOUR_DATA);
  EpiRgb ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND];
  for (size_t i = 0; i < 4; i++) {
    double x = 2 + 2 * (double)i;
    if (counts[i] > 0)
      g_assert_cmpfloat (
          distance (colour_at (&page, x, counts[i] - 0.2), ground), >, 0.1);
    assert_is (&page, x, counts[i] + 0.2, EPI_COLOUR_BACKGROUND);
  }
  assert_is (&page, 0.8, 1, EPI_COLOUR_BACKGROUND);
  assert_is (&page, 9.2, 0.5, EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

/* Whatever the units are: as wide as high, in pixels, one side on the residual,
 * and to the left where there is no room on the right. */
static void
test_residual_squares_are_square (void)
{
  for (int side = 0; side < 2; side++)
    for (size_t n = 1; n <= 9; n += 8) { /* Cairo's path; the canvas */
      double x[9], y0[9], y1[9], at = side == 0 ? 2 : 9.5;
      Page page = page_new (1);
      for (size_t i = 0; i < n; i++) {
        x[i] = at;
        y0[i] = 2;
        y1[i] = 4;
      }
      epi_draw_residual_squares (page.cr, &page.axes, x, y0, y1, n,
                                 EPI_COLOUR_RESIDUAL);
      double left = W, right = 0, top = H, bottom = 0;
      for (int j = 0; j < H; j++)
        for (int i = 0; i < W; i++)
          if (count_ink (&page, (EpiRect){i, j, 1, 1}) > 0) {
            left = fmin (left, i);
            right = fmax (right, i + 1);
            top = fmin (top, j);
            bottom = fmax (bottom, j + 1);
          }
      double s = 80; /* 2 of 6 units on 240 pixels */
      g_assert_cmpfloat (fabs (right - left - s), <=, 3);
      g_assert_cmpfloat (fabs (bottom - top - s), <=, 3);
      double px = epi_axes_x (&page.axes, at);
      g_assert_cmpfloat (fabs ((side == 0 ? left : right) - px), <=, 2);
      page_clear (&page);
    }
}

/* Nine squares, their feet so many pixels below the middle of one. */
static Page
squares_moved (double by)
{
  double x[9], y0[9], y1[9];
  Page page = page_new (1);

  for (size_t i = 0; i < 9; i++) {
    double foot = floor (epi_axes_y (&page.axes, 2)) + 0.5 + by;
    x[i] = 1 + (double)i / 2;
    y0[i] = epi_axes_y_at (&page.axes, foot);
    y1[i] = epi_axes_y_at (&page.axes, foot - by - 40 - (double)i);
  }
  epi_draw_residual_squares (page.cr, &page.axes, x, y0, y1, 9,
                             EPI_COLOUR_RESIDUAL);
  cairo_surface_flush (page.surface);
  return page;
}

static bool
looks_like (const Page *a, const Page *b)
{
  size_t bytes = (size_t)cairo_image_surface_get_stride (a->surface) *
                 (size_t)cairo_image_surface_get_height (a->surface);

  return memcmp (cairo_image_surface_get_data (a->surface),
                 cairo_image_surface_get_data (b->surface), bytes) == 0;
}

/* While one point of many is dragged, most squares hardly change. */
static void
test_many_squares_move_by_whole_pixels (void)
{
  Page here = squares_moved (0), near = squares_moved (0.4);
  Page next = squares_moved (0.6);

  g_assert_true (looks_like (&here, &near));
  g_assert_false (looks_like (&here, &next));
  page_clear (&here);
  page_clear (&near);
  page_clear (&next);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/layers-area/" path, test_##name)
  TEST ("areas-are-filled-inside-and-not-outside",
        areas_are_filled_inside_and_not_outside);
  TEST ("a-broken-band-has-a-gap", a_broken_band_has_a_gap);
  TEST ("an-area-has-two-sides-and-a-bell-its-peak",
        an_area_has_two_sides_and_a_bell_its_peak);
  TEST ("bars-stand-on-zero", bars_stand_on_zero);
  TEST ("histograms-stand-side-by-side", histograms_stand_side_by_side);
  TEST ("residual-squares-are-square", residual_squares_are_square);
  TEST ("many-squares-move-by-whole-pixels", many_squares_move_by_whole_pixels);
  return g_test_run ();
}
