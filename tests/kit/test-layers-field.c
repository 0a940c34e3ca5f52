/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields on an image surface: heat maps, level lines, densities; what is
 * asserted is where colours are, from the mapping and the values.
 */
#include "page.h"

#include <glib.h>
#include <math.h>
#include <string.h>

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
#define TEST(path, name) g_test_add_func ("/layers-field/" path, test_##name)
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
