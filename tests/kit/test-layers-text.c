/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words, matrices and images on an image surface.
 */
#include "page.h"

#include <glib.h>
#include <math.h>

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

/* The least rectangle around all ink. */
static EpiRect
ink_box (const Page *page)
{
  double left = W, right = 0, top = H, bottom = 0;

  for (int x = 0; x < W; x++)
    if (count_ink (page, (EpiRect){x, 0, 1, H}) > 0) {
      left = fmin (left, x);
      right = x + 1;
    }
  for (int y = 0; y < H; y++)
    if (count_ink (page, (EpiRect){0, y, W, 1}) > 0) {
      top = fmin (top, y);
      bottom = y + 1;
    }
  return (EpiRect){left, top, right - left, bottom - top};
}

/* In a plot of 70 pixels, where three rows would cover all, they are one, and
 * each has a part of it. */
static void
test_a_legend_is_low_in_a_low_plot (void)
{
  const EpiLegendItem items[] = {{"one", {EPI_COLOUR_DATA}, true},
                                 {"two", {EPI_COLOUR_FIT}, false},
                                 {"three", {EPI_COLOUR_TEXT}, false}};
  Page page = page_new (1);
  EpiRect *plot = &page.axes.plot;

  plot->height = 70;
  epi_draw_legend (page.cr, &page.axes, items, 3, NULL, NULL, 0);
  EpiRect below = {plot->x, plot->y + 35, plot->width, 35};
  g_assert_cmpuint (count_ink (&page, *plot), >, 100);
  g_assert_cmpuint (count_ink (&page, below), ==, 0);
  g_assert_cmpuint (count_ink (&page, (EpiRect){0, 0, W, H}), ==,
                    count_ink (&page, *plot));
  EpiRect box = ink_box (&page);
  for (int part = 0; part < 3; part++) { /* within the frame */
    double third = (box.width - 8) / 3;
    g_assert_cmpuint (
        count_ink (&page, (EpiRect){box.x + 4 + part * third, box.y + 4, third,
                                    box.height - 8}),
        >, 20);
  }
  page_clear (&page);
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

/* Pixels as dark as the numbers in light blocks. */
static size_t
count_dark (Page *page, EpiRect rect)
{
  size_t n = 0;

  for (double y = rect.y; y < rect.y + rect.height; y++)
    for (double x = rect.x; x < rect.x + rect.width; x++) {
      EpiRgb c = pixel_at (page, x, y);
      n += fmax (c.r, fmax (c.g, c.b)) < 0.35;
    }
  return n;
}

/* An entry far below the largest, whose two digits want more room than there
 * is, takes nobody's number away. */
static void
test_small_entries_do_not_take_the_numbers_away (void)
{
  const double plain[] = {0.14, 0.27, 0.01, 0.27, 0.53, 0.02, 0.01, 0.02, 0.3};
  const double small[] = {0.14,   0.27,   0.0091, 0.27, 0.53,
                          0.0178, 0.0091, 0.0178, 0.3};
  const EpiRect rect = {50, 50, 95, 84};
  size_t dark[2];

  for (int i = 0; i < 2; i++) {
    Page page = page_new (1);
    page.axes.text = 13.3;
    epi_draw_matrix (page.cr, &page.axes, rect, i == 0 ? plain : small, 3, 3,
                     NULL, EPI_COLOUR_DATA);
    dark[i] = count_dark (&page, rect);
    page_clear (&page);
  }
  g_assert_cmpuint (dark[0], >, 60);
  g_assert_cmpuint (dark[1], >, 60);
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
#define TEST(path, name) g_test_add_func ("/layers-text/" path, test_##name)
  TEST ("labels-stay-inside-the-plot", labels_stay_inside_the_plot);
  TEST ("labels-of-one-point-do-not-cover-one-another",
        labels_of_one_point_do_not_cover_one_another);
  TEST ("a-legend-leaves-the-points-free", a_legend_leaves_the_points_free);
  TEST ("a-legend-is-low-in-a-low-plot", a_legend_is_low_in_a_low_plot);
  TEST ("text-that-is-no-markup-is-shown-as-it-is",
        text_that_is_no_markup_is_shown_as_it_is);
  TEST ("blocks-show-sign-and-size", blocks_show_sign_and_size);
  TEST ("small-entries-do-not-take-the-numbers-away",
        small_entries_do_not_take_the_numbers_away);
  TEST ("a-large-matrix-is-a-picture-of-its-blocks",
        a_large_matrix_is_a_picture_of_its_blocks);
  TEST ("an-image-shows-its-pixels-where-they-are",
        an_image_shows_its_pixels_where_they_are);
  return g_test_run ();
}
