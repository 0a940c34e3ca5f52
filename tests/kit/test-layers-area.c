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

/* ---- Residual squares ---- */

/* One square on the residual from y0 to y1 at x, n - 1 without extent. */
static Page
square_among (size_t n, double scale, double x, double y0, double y1)
{
  double at[9], from[9], to[9];
  Page page = page_new (scale);

  g_assert_cmpuint (n, <=, G_N_ELEMENTS (at));
  for (size_t i = 0; i < n; i++) {
    at[i] = x;
    from[i] = y0;
    to[i] = i == 0 ? y1 : y0;
  }
  epi_draw_residual_squares (page.cr, &page.axes, at, from, to, n,
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

/* The pixels that have ink: left, top, right, bottom, in pixels. */
static void
ink_box (const Page *page, double box[4])
{
  double pixel = 1 / page->scale;

  box[0] = box[1] = INFINITY;
  box[2] = box[3] = -INFINITY;
  for (int j = 0; j < H * page->scale; j++)
    for (int i = 0; i < W * page->scale; i++) {
      EpiRgb found = pixel_at (page, (i + 0.5) * pixel, (j + 0.5) * pixel);
      if (distance (found,
                    page->axes.palette->colours[EPI_COLOUR_BACKGROUND]) <=
          2 / 255.0)
        continue;
      box[0] = fmin (box[0], i);
      box[1] = fmin (box[1], j);
      box[2] = fmax (box[2], i + 1);
      box[3] = fmax (box[3], j + 1);
    }
}

/* The middle of each drawn side is at most a pixel from where the side is. */
static void
assert_sides (const Page *page, double pen, double x0, double y0, double x1,
              double y1)
{
  const double exact[] = {x0, y0, x1, y1};
  double box[4];

  ink_box (page, box);
  for (int k = 0; k < 4; k++) {
    double middle = box[k] + (k < 2 ? pen / 2 : -pen / 2);
    g_assert_cmpfloat (fabs (middle - page->scale * exact[k]), <=, 1 + 1e-9);
  }
}

/* Whatever the units are: as wide as high, in pixels, one side on the residual,
 * and to the left where there is no room on the right. */
static void
test_residual_squares_are_square (void)
{
  for (int side = 0; side < 2; side++)
    for (size_t n = 1; n <= 9; n += 8) {
      double x = side == 0 ? 2 : 9.5;
      Page page = square_among (n, 1, x, 2, 4);
      double s = 80; /* 2 of 6 units on 240 pixels */
      double px = epi_axes_x (&page.axes, x) - (side == 0 ? 0 : s);
      double py = epi_axes_y (&page.axes, 4);
      assert_sides (&page, 1, px, py, px + s, py + s);
      page_clear (&page);
    }
}

/* Where there are no pixels, as on a page that is printed, the line's outer
 * edges lie where they should: the pixels with ink are those they cover. */
static void
test_squares_without_pixels_are_exact (void)
{
  const double x = 2.013, y0 = 2, y1 = 4.004, half = 1.2 / 2, no = 1e-9;
  Page page = page_new (1);
  double left = epi_axes_x (&page.axes, x), top = epi_axes_y (&page.axes, y1);
  double foot = epi_axes_y (&page.axes, y0), box[4];

  cairo_scale (page.cr, 1, 1 + no); /* no canvas has that */
  epi_draw_residual_square (page.cr, &page.axes, x, y0, y1,
                            EPI_COLOUR_RESIDUAL);
  ink_box (&page, box);
  g_assert_cmpfloat (box[0], ==, floor (left - half));
  g_assert_cmpfloat (box[1], ==, floor (top - half));
  g_assert_cmpfloat (box[2], ==, ceil (left + foot - top + half));
  g_assert_cmpfloat (box[3], ==, ceil (foot + half));
  page_clear (&page);
}

/* A point that comes or goes moves no other square. */
static void
test_squares_lie_alike_however_many_they_are (void)
{
  for (int i = 0; i < 10; i++) {
    double x = 2 + i * 0.0131, y1 = 4 + i * 0.0117;
    Page one = square_among (1, 1, x, 2, y1);
    for (size_t n = 2; n <= 9; n++) {
      Page more = square_among (n, 1, x, 2, y1);
      g_assert_true (looks_like (&one, &more));
      page_clear (&more);
    }
    page_clear (&one);
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

/* While one point of many is dragged, most squares hardly change; yet none of
 * them leaves its place by more than a pixel. */
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
  EpiRandom random = epi_random (5, 0);
  for (int trial = 0; trial < 40; trial++) {
    double x = 2 + epi_random_uniform (&random);
    double y0 = 1 + epi_random_uniform (&random);
    double y1 = y0 + 0.5 + epi_random_uniform (&random);
    Page page = square_among (9, 1 + trial % 2, x, y0, y1);
    double left = epi_axes_x (&page.axes, x);
    double foot = epi_axes_y (&page.axes, y0);
    double top = epi_axes_y (&page.axes, y1);
    assert_sides (&page, 1 + trial % 2, left, top, left + foot - top, foot);
    page_clear (&page);
  }
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
  TEST ("squares-without-pixels-are-exact", squares_without_pixels_are_exact);
  TEST ("squares-lie-alike-however-many-they-are",
        squares_lie_alike_however_many_they_are);
  TEST ("many-squares-move-by-whole-pixels", many_squares_move_by_whole_pixels);
  return g_test_run ();
}
