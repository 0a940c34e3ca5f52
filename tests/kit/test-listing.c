/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by name: the twin has all of them with all digits, the figure those that
 * there is room for. */
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"

#include <math.h>
#include <string.h>

#define WIDTH 400
#define HEIGHT 300

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  EpiAxes axes;
} Plot;

static Plot
plot_new (void)
{
  Plot plot = {.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                      WIDTH, HEIGHT),
               .axes = {.range = {0, 1, -20, 0, false, false},
                        .plot = {0, 0, WIDTH, HEIGHT},
                        .text = 14,
                        .palette = epi_palette_get ("light")}};

  plot.cr = cairo_create (plot.surface);
  return plot;
}

static void
plot_clear (Plot *plot)
{
  cairo_destroy (plot->cr);
  cairo_surface_destroy (plot->surface);
}

/* Inked pixels in the rows of pixels [top, bottom). */
static size_t
ink (const Plot *plot, int top, int bottom)
{
  size_t n = 0;

  cairo_surface_flush (plot->surface);
  for (int y = top; y < bottom; y++) {
    const unsigned char *row =
        cairo_image_surface_get_data (plot->surface) +
        (ptrdiff_t)y * cairo_image_surface_get_stride (plot->surface);
    for (int x = 0; x < WIDTH; x++)
      n += row[4 * x + 3] > 0;
  }
  return n;
}

static const char *const heads[] = {"food", "value", "cost"};

static void
test_twin_has_names_first_and_all_digits (void)
{
  static const char *const names[] = {"milk, cold", "pie"};
  const double value[] = {4.5, 1e-17}, cost[] = {0.1, -2};
  EpiListing listing = {"Foods", 2,     2,
                        heads,   names, (const double *const[]){value, cost}};
  Plot plot = plot_new ();
  EpiPlotTable *table = epi_plot_table_new (NULL, NULL);

  epi_plot_table_attach (table, plot.cr);
  epi_draw_listing (plot.cr, &plot.axes, plot.axes.plot, &listing, 0,
                    EPI_COLOUR_FIT);
  char *csv = epi_plot_table_csv (table);
  g_assert_nonnull (strstr (
      csv, "Foods\nfood,value,cost\n\"milk, cold\",4.5,0.1\npie,1e-17,-2\n"));
  g_assert_cmpuint (ink (&plot, 0, HEIGHT), ==, 0);
  g_free (csv);
  plot_clear (&plot);
  epi_plot_table_free (table);
}

/* A thousand rows stay inside, with a line that says so; two rows leave the
 * rest of the place free. */
static void
test_stays_in_its_place (void)
{
  char **names = g_new0 (char *, 1001);
  double *value = g_new (double, 1000);
  EpiRect rect = {0, 0, WIDTH, HEIGHT / 2.0};

  for (size_t i = 0; i < 1000; i++) {
    names[i] = g_strdup_printf ("a rather long name of a variable %zu", i);
    value[i] = (double)i * 1.23456789e-20;
  }
  EpiListing listing = {"Many",
                        1000,
                        1,
                        heads,
                        (const char *const *)names,
                        (const double *const[]){value}};
  for (size_t n = 2; n <= 1000; n += 998) {
    Plot plot = plot_new ();
    listing.n = n;
    epi_draw_listing (plot.cr, &plot.axes, rect, &listing, 990, EPI_COLOUR_FIT);
    g_assert_cmpuint (ink (&plot, 0, 20), >, 50); /* the title */
    g_assert_cmpuint (ink (&plot, HEIGHT / 2, HEIGHT), ==, 0);
    if (n == 2)
      g_assert_cmpuint (ink (&plot, 100, HEIGHT), ==, 0);
    else
      g_assert_cmpuint (ink (&plot, HEIGHT / 2 - 30, HEIGHT / 2), >, 50);
    plot_clear (&plot);
  }
  g_strfreev (names);
  g_free (value);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listing/twin-has-names-first-and-all-digits",
                   test_twin_has_names_first_and_all_digits);
  g_test_add_func ("/listing/stays-in-its-place", test_stays_in_its_place);
  return g_test_run ();
}
