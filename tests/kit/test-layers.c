/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each layer is drawn on an image surface; what is asserted is where colours
 * are, from the mapping and the data. */
#include "core/epi-random.h"
#include "kit/epi-draw.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { W = 400, H = 300 };

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  EpiAxes axes;
  double scale;
} Page;

static EpiAxes
page_axes (void)
{
  return (EpiAxes){.range = {0, 10, 0, 6, false, false},
                   .plot = {40, 20, 320, 240},
                   .text = 14,
                   .palette = epi_palette_get ("light")};
}

static Page
page_new (double scale)
{
  Page page = {.axes = page_axes (), .scale = scale};

  page.surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(W * scale), (int)(H * scale));
  cairo_surface_set_device_scale (page.surface, scale, scale);
  page.cr = cairo_create (page.surface);
  epi_palette_source (page.axes.palette, page.cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (page.cr);
  return page;
}

static void
page_clear (Page *page)
{
  cairo_destroy (page->cr);
  cairo_surface_destroy (page->surface);
}

/* The pixel that holds the point (user units). */
static EpiRgb
pixel_at (const Page *page, double x, double y)
{
  int i = (int)floor (x * page->scale), j = (int)floor (y * page->scale);

  cairo_surface_flush (page->surface);
  const guint32 *row =
      (const guint32 *)(const void *)(cairo_image_surface_get_data (
                                          page->surface) +
                                      j * cairo_image_surface_get_stride (
                                              page->surface));
  return (EpiRgb){(row[i] >> 16 & 255) / 255.0, (row[i] >> 8 & 255) / 255.0,
                  (row[i] & 255) / 255.0};
}

static EpiRgb
colour_at (const Page *page, double x, double y)
{
  return pixel_at (page, epi_axes_x (&page->axes, x),
                   epi_axes_y (&page->axes, y));
}

static double
distance (EpiRgb a, EpiRgb b)
{
  return fmax (fabs (a.r - b.r), fmax (fabs (a.g - b.g), fabs (a.b - b.b)));
}

static void
assert_colour (const Page *page, EpiRgb found, EpiColour expected)
{
  g_assert_cmpfloat (distance (found, page->axes.palette->colours[expected]),
                     <=, 2 / 255.0);
}

#define assert_is(page, x, y, colour)                                          \
  assert_colour (page, colour_at (page, x, y), colour)

static size_t
count_ink (const Page *page, EpiRect rect)
{
  size_t n = 0;

  for (double y = rect.y + 0.5; y < rect.y + rect.height; y++)
    for (double x = rect.x + 0.5; x < rect.x + rect.width; x++)
      n += distance (pixel_at (page, x, y),
                     page->axes.palette->colours[EPI_COLOUR_BACKGROUND]) >
           2 / 255.0;
  return n;
}

/* ---- Markers ---- */

static void
test_a_marker_has_its_colour_at_its_point_at_every_scale (void)
{
  double x[40], y[40];

  for (int i = 0; i < 40; i++) {
    x[i] = 0.6 + (i % 8) * 1.23;
    y[i] = 0.6 + (i / 8) * 1.13;
  }
  for (double scale = 1; scale <= 3; scale += 0.5)
    for (size_t n = 1; n <= 40; n += 39) { /* a path; stamps */
      Page page = page_new (scale);
      epi_draw_markers (page.cr, &page.axes, x, y, n, EPI_MARKER_DISC,
                        EPI_COLOUR_DATA, 8);
      for (size_t i = 0; i < n; i++) {
        assert_is (&page, x[i], y[i], EPI_COLOUR_DATA);
        double px = epi_axes_x (&page.axes, x[i]);
        double py = epi_axes_y (&page.axes, y[i]);
        assert_colour (&page, pixel_at (&page, px + 2.5, py), EPI_COLOUR_DATA);
        assert_colour (&page, pixel_at (&page, px - 6, py),
                       EPI_COLOUR_BACKGROUND);
        assert_colour (&page, pixel_at (&page, px, py + 6),
                       EPI_COLOUR_BACKGROUND);
      }
      page_clear (&page);
    }
}

/* A recording with no known scale is given paths.  A stamp stands at most
 * √2/8 pixels from where it should, which changes the cover by at most that
 * along its outline of π d; a level of rounding a channel for the rest. */
static void
test_stamps_differ_from_paths_by_an_eighth_of_a_pixel (void)
{
  enum { N = 60 };
  double x[N], y[N], d = 9, sum = 0;
  EpiRandom random = epi_random (11, 0);
  Page stamps = page_new (1), paths = page_new (1);

  for (int i = 0; i < N; i++) { /* apart, so that outlines do not meet */
    x[i] = 0.5 + (i % 10) * 0.95 + 0.2 * epi_random_uniform (&random);
    y[i] = 0.5 + (i / 10) * 0.9 + 0.2 * epi_random_uniform (&random);
  }
  epi_draw_markers (stamps.cr, &stamps.axes, x, y, N, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, d);
  cairo_surface_t *recording =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (recording);
  epi_draw_markers (cr, &stamps.axes, x, y, N, EPI_MARKER_DISC, EPI_COLOUR_DATA,
                    d);
  cairo_destroy (cr);
  cairo_set_source_surface (paths.cr, recording, 0, 0);
  cairo_paint (paths.cr);
  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++)
      sum += distance (pixel_at (&stamps, i + 0.5, j + 0.5),
                       pixel_at (&paths, i + 0.5, j + 0.5));
  double outline = G_PI * d * sqrt (2) / 8;
  double touched = G_PI * (d + 4) * (d + 4) / 4 * 2 / 255;
  g_assert_cmpfloat (sum, <=, N * (outline + touched));
  cairo_surface_destroy (recording);
  page_clear (&stamps);
  page_clear (&paths);
}

/* By shape alone: each pair differs in a good part of its pixels. */
static void
test_marker_shapes_differ (void)
{
  const double x = 5, y = 3;
  Page pages[7];

  for (int m = 0; m < 7; m++) {
    pages[m] = page_new (1);
    epi_draw_markers (pages[m].cr, &pages[m].axes, &x, &y, 1, (EpiMarker)m,
                      EPI_COLOUR_DATA, 20);
    g_assert_cmpuint (count_ink (&pages[m], (EpiRect){0, 0, W, H}), >, 80);
    for (int k = 0; k < m; k++) {
      size_t differing = 0;
      for (int py = 120; py < 160; py++)
        for (int px = 180; px < 220; px++)
          differing += distance (pixel_at (&pages[m], px, py),
                                 pixel_at (&pages[k], px, py)) > 0.3;
      g_assert_cmpuint (differing, >, 40);
    }
  }
  for (int m = 0; m < 7; m++)
    page_clear (&pages[m]);
}

static void
test_a_crowd_of_markers_becomes_a_density (void)
{
  enum { N = 50000 };
  Page page = page_new (1);
  double *x = g_new (double, 2 * N), *y = x + N;

  for (int i = 0; i < N; i++) { /* one dense spot, one sparse one */
    x[i] = i < N - 10 ? 3 : 8;
    y[i] = 4;
  }
  epi_draw_markers (page.cr, &page.axes, x, y, N, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 0);
  EpiRgb ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND];
  double dense = distance (colour_at (&page, 3, 4), ground);
  double sparse = distance (colour_at (&page, 8, 4), ground);
  g_assert_cmpfloat (dense, >, 1.3 * sparse);
  g_assert_cmpfloat (sparse, >, 0.1);
  assert_is (&page, 5, 2, EPI_COLOUR_BACKGROUND);
  g_free (x);
  page_clear (&page);
}

/* ---- Lines ---- */

static void
test_a_line_goes_where_the_mapping_says (void)
{
  const double x[] = {1, 4, 9}, y[] = {1, 5, 2};
  Page page = page_new (1);

  epi_draw_line (page.cr, &page.axes, x, y, 3,
                 (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  for (int k = 0; k < 2; k++)
    for (int i = 1; i < 20; i++) {
      double t = i / 20.0, px, py;
      px = x[k] + t * (x[k + 1] - x[k]);
      py = y[k] + t * (y[k + 1] - y[k]);
      assert_is (&page, px, py, EPI_COLOUR_FIT);
      if (py < 4.2) /* not in the corner */
        assert_colour (&page,
                       pixel_at (&page, epi_axes_x (&page.axes, px),
                                 epi_axes_y (&page.axes, py) - 8),
                       EPI_COLOUR_BACKGROUND);
    }
  page_clear (&page);
}

static void
test_no_number_breaks_a_line (void)
{
  const double x[] = {1, 3, 5, 7, 9}, y[] = {2, 2, NAN, 2, 2};
  Page page = page_new (1);

  epi_draw_line (page.cr, &page.axes, x, y, 5,
                 (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  assert_is (&page, 2, 2, EPI_COLOUR_FIT);
  assert_is (&page, 8, 2, EPI_COLOUR_FIT);
  assert_is (&page, 5, 2, EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

/* An iterate that diverged is still in the right direction. */
static void
test_lines_to_far_away_keep_their_slope (void)
{
  const double far[] = {1e3, 1e9, 1e100, 1e300};

  for (size_t i = 0; i < G_N_ELEMENTS (far); i++) {
    const double x[] = {2, 2 + far[i], INFINITY}, y[] = {1, 1 + far[i] / 2, 0};
    Page page = page_new (1);
    epi_draw_line (page.cr, &page.axes, x, y, 3,
                   (EpiStroke){EPI_COLOUR_ITERATE, 1, 3, false});
    assert_is (&page, 4, 2, EPI_COLOUR_ITERATE);
    assert_is (&page, 8, 4, EPI_COLOUR_ITERATE);
    assert_is (&page, 8, 2, EPI_COLOUR_BACKGROUND);
    page_clear (&page);
  }
}

static void
test_many_segments_are_as_each_alone (void)
{
  enum { N = 64 };
  double x[N], low[N], high[N];
  Page page = page_new (2);

  for (int i = 0; i < N; i++) {
    x[i] = 0.2 + 0.15 * i;
    low[i] = 1;
    high[i] = 2 + 0.05 * i;
  }
  epi_draw_segments (page.cr, &page.axes, x, low, x, high, N,
                     (EpiStroke){EPI_COLOUR_RESIDUAL, 1, 2, false});
  for (int i = 0; i < N; i++) {
    assert_is (&page, x[i], 1.1, EPI_COLOUR_RESIDUAL);
    assert_is (&page, x[i], high[i] - 0.1, EPI_COLOUR_RESIDUAL);
    assert_is (&page, x[i], high[i] + 0.1, EPI_COLOUR_BACKGROUND);
    assert_is (&page, x[i], 0.9, EPI_COLOUR_BACKGROUND);
  }
  page_clear (&page);
}

static void
test_rules_cross_the_whole_plot (void)
{
  Page page = page_new (1);

  epi_draw_rule (page.cr, &page.axes, true, 4,
                 (EpiStroke){EPI_COLOUR_ACCENT, 1, 3, false});
  epi_draw_rule (page.cr, &page.axes, false, 99,
                 (EpiStroke){EPI_COLOUR_WARNING, 1, 3, false});
  assert_is (&page, 4, 0.1, EPI_COLOUR_ACCENT);
  assert_is (&page, 4, 5.9, EPI_COLOUR_ACCENT);
  g_assert_cmpuint (count_ink (&page, (EpiRect){0, 0, W, 19}), ==, 0);
  page_clear (&page);
}

static void
test_an_arrow_ends_at_its_point (void)
{
  Page page = page_new (1);

  epi_draw_arrow (page.cr, &page.axes, 2, 3, 8, 3,
                  (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  assert_is (&page, 5, 3, EPI_COLOUR_FIT);
  assert_is (&page, 7.9, 3, EPI_COLOUR_FIT);
  assert_is (&page, 8.1, 3, EPI_COLOUR_BACKGROUND);
  /* The head is wider than the shaft. */
  double x = epi_axes_x (&page.axes, 8) - 9, y = epi_axes_y (&page.axes, 3);
  assert_colour (&page, pixel_at (&page, x, y - 3), EPI_COLOUR_FIT);
  page_clear (&page);
}

static void
test_the_longest_vector_is_one_cell (void)
{
  enum { N = 4 };
  const double x[] = {2.5, 7.5, 2.5, 7.5}, y[] = {1.5, 1.5, 4.5, 4.5};
  const double u[] = {1e-6, 0.5e-6, 0, -0.25e-6}, v[] = {0, 0, 0, 0};
  Page page = page_new (1);
  double cell = sqrt (320.0 * 240 / N), length = 0.9 * cell;

  epi_draw_vectors (page.cr, &page.axes, x, y, u, v, N,
                    (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  double px = epi_axes_x (&page.axes, x[0]), py = epi_axes_y (&page.axes, y[0]);
  assert_colour (&page, pixel_at (&page, px + length - 3, py), EPI_COLOUR_FIT);
  assert_colour (&page, pixel_at (&page, px + length + 2, py),
                 EPI_COLOUR_BACKGROUND);
  px = epi_axes_x (&page.axes, x[1]);
  assert_colour (&page, pixel_at (&page, px + length / 2 - 3, py),
                 EPI_COLOUR_FIT);
  assert_colour (&page, pixel_at (&page, px + length / 2 + 2, py),
                 EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

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

/* ---- Text ---- */

static void
test_labels_stay_inside_the_plot (void)
{
  const double x[] = {0, 10, 0, 10}, y[] = {0, 0, 6, 6};
  Page page = page_new (1);

  for (int i = 0; i < 4; i++)
    epi_draw_label (page.cr, &page.axes, x[i], y[i], 12, 12, "a <b>label</b>",
                    EPI_COLOUR_TEXT);
  size_t inside = count_ink (&page, page.axes.plot);
  g_assert_cmpuint (inside, >, 4 * 100);
  g_assert_cmpuint (count_ink (&page, (EpiRect){0, 0, W, H}), ==, inside);
  page_clear (&page);
}

static void
test_labels_of_one_point_do_not_cover_one_another (void)
{
  static const char *const words[] = {"first", "second", "third", "fourth"};
  Page together = page_new (1);
  size_t alone = 0;

  for (int i = 0; i < 4; i++) {
    Page one = page_new (1);
    epi_draw_label (one.cr, &one.axes, 5, 3, 8, 10, words[i], EPI_COLOUR_TEXT);
    alone += count_ink (&one, one.axes.plot);
    page_clear (&one);
    epi_draw_label (together.cr, &together.axes, 5, 3, 8, 10, words[i],
                    EPI_COLOUR_TEXT);
  }
  /* Glyphs move by parts of a pixel, which changes what counts as ink. */
  g_assert_cmpfloat ((double)count_ink (&together, together.axes.plot), >,
                     0.9 * (double)alone);
  page_clear (&together);
}

static void
test_a_legend_leaves_the_points_free (void)
{
  const EpiLegendItem items[] = {{"one", {EPI_COLOUR_DATA}, true},
                                 {"two", {EPI_COLOUR_FIT}, false}};
  EpiRandom random = epi_random (4, 0);

  for (int corner = 0; corner < 4; corner++) { /* the one that is empty */
    double x[200], y[200];
    size_t n = 0;
    Page page = page_new (1);
    while (n < 200) {
      x[n] = 10 * epi_random_uniform (&random);
      y[n] = 6 * epi_random_uniform (&random);
      n += ((x[n] > 5) != (corner & 1)) || ((y[n] > 3) != (corner >> 1));
    }
    epi_draw_legend (page.cr, &page.axes, items, 2, x, y, n);
    g_assert_cmpuint (count_ink (&page, page.axes.plot), >, 100);
    for (size_t i = 0; i < n; i++)
      assert_is (&page, x[i], y[i], EPI_COLOUR_BACKGROUND);
    page_clear (&page);
  }
}

static void
test_text_that_is_no_markup_is_shown_as_it_is (void)
{
  Page page = page_new (1);

  epi_draw_label (page.cr, &page.axes, 5, 3, 0, 0, "a < b & c",
                  EPI_COLOUR_TEXT);
  g_assert_cmpuint (count_ink (&page, page.axes.plot), >, 60);
  epi_draw_message (page.cr, &page.axes, "<b>No points yet</b>");
  g_assert_cmpint (cairo_status (page.cr), ==, CAIRO_STATUS_SUCCESS);
  page_clear (&page);
}

/* ---- Matrices ---- */

static void
test_blocks_show_sign_and_size (void)
{
  const double data[] = {4, 0, -4, 1, NAN, -1}; /* (2,3) column-major */
  Page page = page_new (1);
  EpiRect rect = {50, 50, 300, 150};
  EpiRgb ground = page.axes.palette->colours[EPI_COLOUR_BACKGROUND];
  EpiRgb c[6];

  /* Large text leaves no room for numbers, which would be in the way. */
  page.axes.text = 60;
  epi_draw_matrix (page.cr, &page.axes, rect, data, 2, 3, NULL,
                   EPI_COLOUR_DATA);
  double bracket = 0.6 * 60, w = (rect.width - 2 * bracket) / 3, h = 75;
  for (int j = 0; j < 3; j++)
    for (int i = 0; i < 2; i++)
      c[2 * j + i] = pixel_at (&page, rect.x + bracket + (j + 0.5) * w,
                               rect.y + (i + 0.5) * h);
  assert_colour (&page, c[1], EPI_COLOUR_BACKGROUND);
  assert_colour (&page, c[4], EPI_COLOUR_GRID);
  g_assert_cmpfloat (distance (c[0], ground), >, distance (c[3], ground));
  g_assert_cmpfloat (distance (c[2], ground), >, distance (c[5], ground));
  g_assert_cmpfloat (c[0].b, >, c[0].r); /* blue above zero */
  g_assert_cmpfloat (c[2].r, >, c[2].b); /* its opposite below */
  page_clear (&page);
}

static void
test_a_large_matrix_is_a_picture_of_its_blocks (void)
{
  enum { N = 60 };
  double *data = g_new0 (double, N *N);
  Page page = page_new (1);

  data[30 + 15 * N] = 1; /* row 30, column 15 */
  epi_draw_matrix (page.cr, &page.axes, (EpiRect){20, 20, 260, 240}, data, N, N,
                   NULL, EPI_COLOUR_DATA);
  double side = 240.0 / N, left = 20 + (260 - 240) / 2.0;
  EpiRgb hit = pixel_at (&page, left + 15.5 * side, 20 + 30.5 * side);
  g_assert_cmpfloat (
      distance (hit, page.axes.palette->colours[EPI_COLOUR_BACKGROUND]), >,
      0.4);
  assert_colour (&page, pixel_at (&page, left + 17.5 * side, 20 + 30.5 * side),
                 EPI_COLOUR_BACKGROUND);
  g_free (data);
  page_clear (&page);
}

/* ---- Images ---- */

static void
test_an_image_shows_its_pixels_where_they_are (void)
{
  const double values[] = {0, 9, 1, 9, -1, 9, NAN, 9}; /* 2 × 2, channel 0 */
  Page page = page_new (1);
  EpiPixels image = {values, 2, 2, 2, 0, 1, false, EPI_COLOUR_TEXT};
  EpiRange block = {2, 6, 1, 5, false, false};

  epi_draw_image (page.cr, &page.axes, &block, &image);
  assert_is (&page, 3, 4, EPI_COLOUR_BACKGROUND); /* first row on top */
  assert_is (&page, 5, 4, EPI_COLOUR_TEXT);
  assert_is (&page, 3, 2, EPI_COLOUR_BACKGROUND); /* below low */
  assert_is (&page, 5, 2, EPI_COLOUR_GRID);
  image.is_signed = true;
  epi_draw_image (page.cr, &page.axes, &block, &image);
  assert_is (&page, 5, 4, EPI_COLOUR_TEXT);
  assert_is (&page, 3, 2, EPI_COLOUR_SERIES + 1);
  assert_is (&page, 4.05, 4.95, EPI_COLOUR_TEXT); /* blocks, not a blur */
  assert_is (&page, 7, 3, EPI_COLOUR_BACKGROUND);
  page_clear (&page);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/layers/" path, test_##name)
  TEST ("a-marker-has-its-colour-at-its-point-at-every-scale",
        a_marker_has_its_colour_at_its_point_at_every_scale);
  TEST ("stamps-differ-from-paths-by-an-eighth-of-a-pixel",
        stamps_differ_from_paths_by_an_eighth_of_a_pixel);
  TEST ("marker-shapes-differ", marker_shapes_differ);
  TEST ("a-crowd-of-markers-becomes-a-density",
        a_crowd_of_markers_becomes_a_density);
  TEST ("a-line-goes-where-the-mapping-says",
        a_line_goes_where_the_mapping_says);
  TEST ("no-number-breaks-a-line", no_number_breaks_a_line);
  TEST ("lines-to-far-away-keep-their-slope",
        lines_to_far_away_keep_their_slope);
  TEST ("many-segments-are-as-each-alone", many_segments_are_as_each_alone);
  TEST ("rules-cross-the-whole-plot", rules_cross_the_whole_plot);
  TEST ("an-arrow-ends-at-its-point", an_arrow_ends_at_its_point);
  TEST ("the-longest-vector-is-one-cell", the_longest_vector_is_one_cell);
  TEST ("areas-are-filled-inside-and-not-outside",
        areas_are_filled_inside_and_not_outside);
  TEST ("a-broken-band-has-a-gap", a_broken_band_has_a_gap);
  TEST ("an-area-has-two-sides-and-a-bell-its-peak",
        an_area_has_two_sides_and_a_bell_its_peak);
  TEST ("bars-stand-on-zero", bars_stand_on_zero);
  TEST ("histograms-stand-side-by-side", histograms_stand_side_by_side);
  TEST ("residual-squares-are-square", residual_squares_are_square);
  TEST ("a-heat-map-is-viridis-of-its-values",
        a_heat_map_is_viridis_of_its_values);
  TEST ("a-heat-map-follows-axes-of-another-scale",
        a_heat_map_follows_axes_of_another_scale);
  TEST ("a-level-line-is-drawn-where-the-level-is",
        a_level_line_is_drawn_where_the_level_is);
  TEST ("field-levels-lie-between-least-and-most-and-grow",
        field_levels_lie_between_least_and_most_and_grow);
  TEST ("a-density-is-darker-where-more-is", a_density_is_darker_where_more_is);
  TEST ("labels-stay-inside-the-plot", labels_stay_inside_the_plot);
  TEST ("labels-of-one-point-do-not-cover-one-another",
        labels_of_one_point_do_not_cover_one_another);
  TEST ("a-legend-leaves-the-points-free", a_legend_leaves_the_points_free);
  TEST ("text-that-is-no-markup-is-shown-as-it-is",
        text_that_is_no_markup_is_shown_as_it_is);
  TEST ("blocks-show-sign-and-size", blocks_show_sign_and_size);
  TEST ("a-large-matrix-is-a-picture-of-its-blocks",
        a_large_matrix_is_a_picture_of_its_blocks);
  TEST ("an-image-shows-its-pixels-where-they-are",
        an_image_shows_its_pixels_where_they_are);
  return g_test_run ();
}
