/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Areas, bars and fields on an image surface; what is asserted is where colours
 * are, from the mapping and the data.
 */
#include "page.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Areas ---- */

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

/* ---- Fields ---- */

static double
tilted (double x, double y)
{
  return 0.06 * x + 0.06 * y;
}

static EpiFieldGrid *
tilted_grid (EpiRange range, size_t nx, size_t ny)
{
  EpiFieldGrid *grid = epi_field_grid_new ("f", &range, nx, ny, 1);

  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++)
      grid->values[j * nx + i] =
          tilted (epi_grid_x (grid, (double)i), epi_grid_y (grid, (double)j));
  return grid;
}

/* The pixel's middle lies at most half a pixel from the grid point in x and y;
 * a channel of viridis changes by at most 2.5 for all of t. */
static void
test_a_heat_map_is_viridis_of_its_values (void)
{
  EpiFieldGrid *grid = tilted_grid (page_axes ().range, 33, 25);
  Page page = page_new (1);
  double shift = 0.5 * 0.06 * (10 / 320.0 + 6 / 240.0);
  double bound = 2.5 * shift + 2 / 255.0;

  epi_draw_heat_map (page.cr, &page.axes, grid, 0, 0, 1, 1);
  for (int j = 1; j < 24; j++)
    for (int i = 1; i < 32; i++) {
      double x = epi_grid_x (grid, i), y = epi_grid_y (grid, j);
      g_assert_cmpfloat (
          distance (colour_at (&page, x, y), epi_viridis (tilted (x, y))), <=,
          bound);
    }
  g_assert_cmpuint (count_ink (&page, (EpiRect){0, 0, 39, H}), ==, 0);
  epi_field_grid_unref (grid);
  page_clear (&page);
}

/* The grid is even in x, the axis in log x: a pixel shows the nearest column,
 * half a column and half a pixel away at most. */
static void
test_a_heat_map_follows_axes_of_another_scale (void)
{
  EpiFieldGrid *grid =
      tilted_grid ((EpiRange){1, 10, 0, 6, false, false}, 181, 61);
  Page page = page_new (1);
  double column = 0.06 * (9 / 180.0 + 6 / 60.0) / 2;
  double bound =
      2.5 * (column + 0.06 * (10 * 2.31 / 320 + 6 / 240.0)) + 2 / 255.0;

  page.axes.range = (EpiRange){1, 10, 0, 6, true, false};
  epi_draw_heat_map (page.cr, &page.axes, grid, 0, 0, 1, 1);
  for (double x = 1.2; x < 9.8; x += 0.4)
    for (double y = 0.2; y < 5.9; y += 0.4)
      g_assert_cmpfloat (
          distance (colour_at (&page, x, y), epi_viridis (tilted (x, y))), <=,
          bound);
  epi_field_grid_unref (grid);
  page_clear (&page);
}

static void
test_a_level_line_is_drawn_where_the_level_is (void)
{
  EpiFieldGrid *grid = tilted_grid (page_axes ().range, 21, 13);
  const double level = 0.06 * 8; /* x + y = 8: linear, so exact */

  for (double scale = 0; scale <= 2; scale++) { /* 0: as paths, recorded */
    Page page = page_new (fmax (scale, 1));
    cairo_surface_t *recording =
        cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cr =
        scale > 0 ? cairo_reference (page.cr) : cairo_create (recording);
    epi_draw_level_sets (cr, &page.axes, grid, 0, &level, 1,
                         (EpiStroke){EPI_COLOUR_TEXT, 1, 3, false}, false);
    cairo_destroy (cr);
    if (scale == 0) {
      cairo_set_source_surface (page.cr, recording, 0, 0);
      cairo_paint (page.cr);
    }
    for (double x = 2.3; x < 7.8; x += 0.25) {
      assert_is (&page, x, 8 - x, EPI_COLOUR_TEXT);
      assert_is (&page, x, 8 - x - 0.25, EPI_COLOUR_BACKGROUND);
    }
    cairo_surface_destroy (recording);
    page_clear (&page);
  }
  epi_field_grid_unref (grid);
}

/* Dashes go on over the edges of the grid. */
static void
test_a_straight_level_line_is_dashed_as_a_segment (void)
{
  EpiFieldGrid *grid = tilted_grid (page_axes ().range, 41, 25);
  const double level = 0.06 * 8.1;
  EpiStroke stroke = {EPI_COLOUR_TEXT, 1, 3, true};
  Page line = page_new (1), segment = page_new (1);

  epi_draw_level_sets (line.cr, &line.axes, grid, 0, &level, 1, stroke, false);
  epi_draw_segment (segment.cr, &segment.axes, 8.1, 0, 2.1, 6, stroke);
  g_assert_cmpuint (count_ink (&segment, segment.axes.plot), >, 300);
  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++)
      g_assert_cmpfloat (
          distance (pixel_at (&line, i, j), pixel_at (&segment, i, j)), <=,
          2 / 255.0);
  epi_field_grid_unref (grid);
  page_clear (&line);
  page_clear (&segment);
}

/* A circle of radius R through the middle of the page, so wide that stretches
 * of it are straight to 1/256 of a pixel.  A crossing is off by h²/8R, h = 10
 * the longest edge of the grid, and a chord between two by as much again. */
static void
test_a_bent_level_line_is_drawn_where_the_level_is (void)
{
  enum { NX = 41, NY = 25 };
  const double R = 20000, cx = 200 + R * G_SQRT2 / 2,
               cy = 140 + R * G_SQRT2 / 2;
  EpiRange range = page_axes ().range;
  EpiFieldGrid *grid = epi_field_grid_new ("f", &range, NX, NY, 1);
  Page page = page_new (1);
  double bound = 1 / 256.0 + 2 * 10 * 10 / (8 * R) + 1.5 / 255;

  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++)
      grid->values[j * NX + i] = hypot (40 + 8 * i - cx, 260 - 10 * j - cy);
  epi_draw_level_sets (page.cr, &page.axes, grid, 0, &R, 1,
                       (EpiStroke){EPI_COLOUR_TEXT, 1, 3, false}, false);
  double ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND].r;
  double ink = page.axes.palette->colours[EPI_COLOUR_TEXT].r;
  for (int j = 24; j < 256; j++)
    for (int i = 44; i < 356; i++) {
      double away = fabs (hypot (i + 0.5 - cx, j + 0.5 - cy) - R);
      double cover = fmin (fmax (1.5 + 0.5 - away, 0), 1);
      double found = (ground - pixel_at (&page, i, j).r) / (ground - ink);
      g_assert_cmpfloat (fabs (found - cover), <=, bound);
    }
  epi_field_grid_unref (grid);
  page_clear (&page);
}

static void
test_field_levels_lie_between_least_and_most_and_grow (void)
{
  EpiRange range = {-3, 3, -3, 3, false, false};
  EpiFieldGrid *grid = epi_field_grid_new ("f", &range, 61, 61, 1);
  double levels[12];

  for (size_t j = 0; j < 61; j++)
    for (size_t i = 0; i < 61; i++) {
      double x = epi_grid_x (grid, (double)i), y = epi_grid_y (grid, (double)j);
      grid->values[j * 61 + i] = 100 + x * x + 20 * y * y;
    }
  g_assert_cmpuint (epi_field_levels (grid, 0, 12, levels), ==, 12);
  for (int i = 0; i < 12; i++) {
    g_assert_cmpfloat (levels[i], >, 100);
    g_assert_cmpfloat (levels[i], <, 100 + 9 + 180);
    if (i >= 2) /* geometric above the least value */
      g_assert_cmpfloat_with_epsilon ((levels[i] - 100) / (levels[i - 1] - 100),
                                      (levels[1] - 100) / (levels[0] - 100),
                                      1e-9);
  }
  for (int i = 0; i < 61 * 61; i++)
    grid->values[i] = NAN;
  g_assert_cmpuint (epi_field_levels (grid, 0, 12, levels), ==, 0);
  epi_field_grid_unref (grid);
}

static void
test_a_density_is_darker_where_more_is (void)
{
  EpiFieldGrid *grid = epi_field_grid_new (
      "n", &(EpiRange){0, 10, 0, 6, false, false}, 11, 7, 1);
  Page page = page_new (1);
  EpiRgb ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND];
  double before = -1;

  for (size_t i = 0; i < 77; i++)
    grid->values[i] = i % 11 == 0 ? 0 : pow (10, (double)(i % 11)) / 10;
  epi_draw_density (page.cr, &page.axes, grid, EPI_COLOUR_DATA);
  for (int i = 0; i <= 10; i++) {
    double now = distance (colour_at (&page, i == 10 ? 9.98 : i, 3), ground);
    g_assert_cmpfloat (now, >, before);
    before = now;
  }
  assert_is (&page, 9.99, 3, EPI_COLOUR_DATA);
  epi_field_grid_unref (grid);
  page_clear (&page);
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
  TEST ("a-heat-map-is-viridis-of-its-values",
        a_heat_map_is_viridis_of_its_values);
  TEST ("a-heat-map-follows-axes-of-another-scale",
        a_heat_map_follows_axes_of_another_scale);
  TEST ("a-level-line-is-drawn-where-the-level-is",
        a_level_line_is_drawn_where_the_level_is);
  TEST ("a-straight-level-line-is-dashed-as-a-segment",
        a_straight_level_line_is_dashed_as_a_segment);
  TEST ("a-bent-level-line-is-drawn-where-the-level-is",
        a_bent_level_line_is_drawn_where_the_level_is);
  TEST ("field-levels-lie-between-least-and-most-and-grow",
        field_levels_lie_between_least_and_most_and_grow);
  TEST ("a-density-is-darker-where-more-is", a_density_is_darker_where_more_is);
  return g_test_run ();
}
