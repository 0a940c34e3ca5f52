/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a sparse matrix shows every entry, however large it is. */
#include "kit/epi-axes.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"

#include <math.h>
#include <string.h>

#define SIDE 200 /* pixels of the plot */

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  EpiAxes axes;
} Plot;

static Plot
plot_new (double rows, double cols)
{
  Plot plot = {.surface =
                   cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE),
               .axes = {.range = {0, cols, -rows, 0, false, false},
                        .plot = {0, 0, SIDE, SIDE},
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

/* How opaque the pixel is, 0 … 255. */
static int
ink (const Plot *plot, int x, int y)
{
  cairo_surface_flush (plot->surface);
  return cairo_image_surface_get_data (
      plot->surface)[y * cairo_image_surface_get_stride (plot->surface) +
                     4 * x + 3];
}

static size_t
count_inked (const Plot *plot)
{
  size_t n = 0;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      n += ink (plot, x, y) > 0;
  return n;
}

/* The four corners of a matrix with 10⁹ columns are four pixels. */
static void
test_one_entry_is_a_pixel (void)
{
  double last = 1e9 - 1, row[] = {0, 0, last, last}, col[] = {0, last, 0, last},
         one[] = {1, 1, 1, 1};
  EpiSparsity pattern = {1000000000, 1000000000, 1, 1, 4, 4, row, col, one};
  Plot plot = plot_new (1e9, 1e9);

  epi_draw_sparsity (plot.cr, &plot.axes, &pattern, EPI_COLOUR_DATA);
  g_assert_cmpint (ink (&plot, 0, 0), ==, 255);
  g_assert_cmpint (ink (&plot, SIDE - 1, 0), ==, 255);
  g_assert_cmpint (ink (&plot, 0, SIDE - 1), ==, 255);
  g_assert_cmpint (ink (&plot, SIDE - 1, SIDE - 1), ==, 255);
  g_assert_cmpuint (count_inked (&plot), ==, 4);
  plot_clear (&plot);
}

/* Row 0 is on top: entry (1, 2) of a 4 × 4 matrix. */
static void
test_reads_from_the_top (void)
{
  double row = 1, col = 2, one = 1;
  EpiSparsity pattern = {4, 4, 1, 1, 1, 1, &row, &col, &one};
  Plot plot = plot_new (4, 4);

  epi_draw_sparsity (plot.cr, &plot.axes, &pattern, EPI_COLOUR_DATA);
  g_assert_cmpint (ink (&plot, 2 * 50 + 25, 1 * 50 + 25), ==, 255);
  g_assert_cmpint (ink (&plot, 1 * 50 + 25, 2 * 50 + 25), ==, 0);
  g_assert_cmpuint (count_inked (&plot), ==, 49 * 49); /* they stand apart */
  plot_clear (&plot);
}

/* A box with more entries is darker, and one entry can be seen. */
static void
test_fuller_is_darker (void)
{
  double row[] = {0, 0, 0}, col[] = {0, 64, 128}, n[] = {1, 200, 4096};
  EpiSparsity pattern = {64, 192, 64, 64, 3, 4297, row, col, n};
  Plot plot = plot_new (64, 192);

  epi_draw_sparsity (plot.cr, &plot.axes, &pattern, EPI_COLOUR_DATA);
  int few = ink (&plot, 33, 100), some = ink (&plot, 100, 100),
      all = ink (&plot, 166, 100);
  g_assert_cmpint (few, >, 100);
  g_assert_cmpint (some, >, few);
  g_assert_cmpint (all, ==, 255);
  plot_clear (&plot);
}

/* Far outside what is visible nothing is drawn, and nothing goes wrong. */
static void
test_out_of_sight (void)
{
  double row = 3, col = 3, one = 1;
  EpiSparsity pattern = {4, 4, 1, 1, 1, 1, &row, &col, &one};
  Plot plot = plot_new (4, 4);

  plot.axes.range = (EpiRange){1e6, 1e6 + 1, -1e6 - 1, -1e6, false, false};
  epi_draw_sparsity (plot.cr, &plot.axes, &pattern, EPI_COLOUR_DATA);
  g_assert_cmpuint (count_inked (&plot), ==, 0);
  plot_clear (&plot);
}

static void
test_table_twin (void)
{
  double row[] = {0, 1}, col[] = {1, 0}, n[] = {1, 1};
  EpiSparsity pattern = {2, 2, 1, 1, 2, 2, row, col, n};
  Plot plot = plot_new (2, 2);
  EpiPlotTable *table = epi_plot_table_new (NULL, NULL);

  epi_plot_table_attach (table, plot.cr);
  epi_draw_sparsity (plot.cr, &plot.axes, &pattern, EPI_COLOUR_DATA);
  char *csv = epi_plot_table_csv (table);
  g_assert_nonnull (strstr (csv, "row,column,entries\n1,2,1\n2,1,1\n"));
  g_assert_cmpuint (count_inked (&plot), ==, 0);
  g_free (csv);
  plot_clear (&plot);
  epi_plot_table_free (table);
}

static size_t
count_inside (const EpiSparse *matrix, const EpiSparsity *p, size_t t)
{
  size_t inside = 0;

  for (size_t j = 0; j < matrix->cols; j++)
    for (int e = matrix->start[j]; e < matrix->start[j + 1]; e++)
      inside += (double)matrix->row[e] >= p->row[t] &&
                (double)matrix->row[e] < p->row[t] + (double)p->height &&
                (double)j >= p->col[t] &&
                (double)j < p->col[t] + (double)p->width;
  return inside;
}

/* Every entry is counted in the box that it lies in, however the sizes fall. */
static void
test_boxes_count_every_entry (void)
{
  const struct {
    size_t rows, cols, n;
  } sizes[] = {{3, 6, 9}, {512, 513, 3000}, {1, 1000000, 5000}, {0, 0, 0}};

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++) {
    size_t rows = sizes[s].rows, cols = sizes[s].cols, n = sizes[s].n;
    EpiTriplet *at = g_new0 (EpiTriplet, n + 1);
    for (size_t t = 0; t < n; t++)
      at[t] = (EpiTriplet){g_test_rand_int_range (0, (int)rows),
                           g_test_rand_int_range (0, (int)cols), 1};
    EpiSparse matrix;
    EpiSparsity p;
    double sum = 0;
    g_assert_cmpint (epi_sparse_from_triplets (rows, cols, at, n, &matrix), ==,
                     EPI_OK);
    g_assert_cmpint (epi_sparsity_new (&matrix, &p), ==, EPI_OK);
    for (size_t t = 0; t < p.n; t++)
      sum += p.count[t];
    g_assert_cmpfloat (sum, ==, (double)epi_sparse_entries (&matrix));
    for (size_t t = 0; t < MIN (p.n, (size_t)20); t++)
      g_assert_cmpfloat (p.count[t], ==, (double)count_inside (&matrix, &p, t));
    epi_sparsity_clear (&p);
    epi_sparse_clear (&matrix);
    g_free (at);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sparsity/one-entry-is-a-pixel", test_one_entry_is_a_pixel);
  g_test_add_func ("/sparsity/reads-from-the-top", test_reads_from_the_top);
  g_test_add_func ("/sparsity/fuller-is-darker", test_fuller_is_darker);
  g_test_add_func ("/sparsity/out-of-sight", test_out_of_sight);
  g_test_add_func ("/sparsity/boxes-count-every-entry",
                   test_boxes_count_every_entry);
  g_test_add_func ("/sparsity/table-twin", test_table_twin);
  return g_test_run ();
}
