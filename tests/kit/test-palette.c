/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-palette.h"

#include <glib.h>
#include <math.h>

static const char *const names[] = {"light", "dark", "high-contrast",
                                    "high-contrast-dark"};

/* Relative luminance and contrast, as WCAG 2.1 defines them. */
static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (EpiRgb c)
{
  return 0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);
}

static double
contrast (EpiRgb a, EpiRgb b)
{
  double la = luminance (a), lb = luminance (b);

  return (fmax (la, lb) + 0.05) / (fmin (la, lb) + 0.05);
}

static void
test_contrast_of_black_and_white_is_21 (void)
{
  EpiRgb black = {0, 0, 0}, white = {1, 1, 1};

  g_assert_cmpfloat_with_epsilon (contrast (black, white), 21, 1e-12);
}

static void
test_what_is_read_has_the_contrast_of_text (void)
{
  for (size_t p = 0; p < G_N_ELEMENTS (names); p++) {
    const EpiPalette *palette = epi_palette_get (names[p]);
    bool high = p >= 2;
    for (int c = EPI_COLOUR_TEXT; c < EPI_N_COLOURS; c++) {
      double least = c >= EPI_COLOUR_SERIES ? (high ? 4.5 : 3)
                     : c <= EPI_COLOUR_DIM  ? (high ? 7 : 4.5)
                                            : (high ? 6.9 : 4.5);
      double found = contrast (palette->colours[c],
                               palette->colours[EPI_COLOUR_BACKGROUND]);
      if (c != EPI_COLOUR_GRID && found < least)
        g_error ("%s, colour %d: contrast %.2f, expected %.1f", names[p], c,
                 found, least);
    }
  }
}

/* So that the grid stays behind the data. */
static void
test_the_grid_is_fainter_than_everything (void)
{
  for (size_t p = 0; p < G_N_ELEMENTS (names); p++) {
    const EpiPalette *palette = epi_palette_get (names[p]);
    EpiRgb ground = palette->colours[EPI_COLOUR_BACKGROUND];
    double grid = contrast (palette->colours[EPI_COLOUR_GRID], ground);
    g_assert_cmpfloat (grid, >, 1.15);
    for (int c = EPI_COLOUR_TEXT; c < EPI_N_COLOURS; c++)
      if (c != EPI_COLOUR_GRID)
        g_assert_cmpfloat (contrast (palette->colours[c], ground), >,
                           1.5 * grid);
  }
}

/* Björn Ottosson's OKLab, in which distances are what the eye sees: 0.02 is
 * about the least that anybody notices. */
static void
oklab (EpiRgb c, double lab[3])
{
  double r = linear (c.r), g = linear (c.g), b = linear (c.b);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
  lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

static void
test_series_differ_four_times_what_is_just_noticed (void)
{
  for (size_t p = 0; p < G_N_ELEMENTS (names); p++) {
    const EpiRgb *c = epi_palette_get (names[p])->colours + EPI_COLOUR_SERIES;
    for (int i = 0; i < EPI_N_SERIES; i++)
      for (int j = 0; j < i; j++) {
        double a[3], b[3];
        oklab (c[i], a);
        oklab (c[j], b);
        double apart = hypot (hypot (a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
        if (apart < 0.08)
          g_error ("%s: series %d and %d are %.3f apart", names[p], i, j,
                   apart);
      }
  }
}

static void
test_an_unknown_palette_is_the_light_one (void)
{
  g_assert_true (epi_palette_get ("sepia") == epi_palette_get ("light"));
  g_assert_true (epi_palette_get (NULL) == epi_palette_get ("light"));
  g_assert_true (epi_palette_get ("dark")->dark);
}

/* Published values of viridis at 0, 64/255, 128/255, 1. */
static void
test_viridis_has_its_published_colours (void)
{
  static const struct {
    double t;
    const char *hex;
  } known[] = {{0, "#440154"},           {64 / 255.0, "#3b528b"},
               {128 / 255.0, "#21918c"}, {1, "#fde725"},
               {-3, "#440154"},          {7, "#fde725"},
               {NAN, "#808080"}};
  char hex[8];

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (epi_rgb_hex (epi_viridis (known[i].t), hex), ==,
                     known[i].hex);
}

/* The reason to use it: more is always lighter, also in grey print. */
static void
test_viridis_grows_lighter_all_the_way (void)
{
  double before = -1;

  for (int i = 0; i <= 64; i++) {
    double l = luminance (epi_viridis (i / 64.0));
    g_assert_cmpfloat (l, >, before);
    before = l;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/contrast-of-black-and-white-is-21",
                   test_contrast_of_black_and_white_is_21);
  g_test_add_func ("/palette/what-is-read-has-the-contrast-of-text",
                   test_what_is_read_has_the_contrast_of_text);
  g_test_add_func ("/palette/the-grid-is-fainter-than-everything",
                   test_the_grid_is_fainter_than_everything);
  g_test_add_func ("/palette/series-differ-four-times-what-is-just-noticed",
                   test_series_differ_four_times_what_is_just_noticed);
  g_test_add_func ("/palette/an-unknown-palette-is-the-light-one",
                   test_an_unknown_palette_is_the_light_one);
  g_test_add_func ("/palette/viridis-has-its-published-colours",
                   test_viridis_has_its_published_colours);
  g_test_add_func ("/palette/viridis-grows-lighter-all-the-way",
                   test_viridis_grows_lighter_all_the_way);
  return g_test_run ();
}
