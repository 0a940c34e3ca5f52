/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each layer is drawn on an image surface; what is asserted is where colours
 * are, from the mapping and the data. */
#include "page.h"

#include <glib.h>
#include <math.h>

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

/* A hollow one is as large, and of the background in its middle: also where the
 * sprites are (9 of them), and a plus and a cross, along their lines. */
static void
test_hollow_markers_have_no_middle (void)
{
  double x[9], y[9];

  for (int i = 0; i < 9; i++) {
    x[i] = 1 + i;
    y[i] = 3;
  }
  for (int m = 0; m < 7; m++)
    for (size_t n = 1; n <= 9; n += 8) {
      Page full = page_new (1), hollow = page_new (1);
      EpiRect all = {0, 0, W, H};
      epi_draw_markers (full.cr, &full.axes, x, y, n, (EpiMarker)m,
                        EPI_COLOUR_DATA, 24);
      epi_draw_hollow_markers (hollow.cr, &hollow.axes, x, y, n, (EpiMarker)m,
                               EPI_COLOUR_DATA, 24);
      double px = epi_axes_x (&hollow.axes, x[0]);
      double py = epi_axes_y (&hollow.axes, y[0]);
      g_assert_cmpfloat (
          distance (pixel_at (&hollow, px, py), pixel_at (&hollow, 1.5, 1.5)),
          <, 0.02);
      g_assert_cmpuint (count_ink (&hollow, all), >, n * 60);
      if (m < EPI_MARKER_CROSS)
        g_assert_cmpuint (count_ink (&hollow, all), <, count_ink (&full, all));
      page_clear (&full);
      page_clear (&hollow);
    }
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
  TEST ("hollow-markers-have-no-middle", hollow_markers_have_no_middle);
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
  return g_test_run ();
}
