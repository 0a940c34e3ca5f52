/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-lesson.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"

#include <math.h>
#include <string.h>

static const EpiPlotSeries *
series_at (const EpiPlotTable *table, guint i)
{
  g_assert_cmpuint (i, <, table->series->len);
  return g_ptr_array_index (table->series, i);
}

static void
test_a_view_tells_what_it_draws (void)
{
  EpiScene scene = figure_scene ();
  EpiPlotTable *table = epi_view_table (&figure_lesson.views[0], &scene);
  double x[FIGURE_POINTS], y[FIGURE_POINTS];

  figure_points (x, y);
  g_assert_cmpuint (table->series->len, ==, 3); /* a hidden layer has none */
  const EpiPlotSeries *line = series_at (table, 0);
  const EpiPlotSeries *label = series_at (table, 1);
  const EpiPlotSeries *points = series_at (table, 2);
  g_assert_cmpstr (line->layer, ==, "fit");
  g_assert_cmpstr (line->kind, ==, "line");
  g_assert_cmpuint (line->n, ==, 2); /* all of it, also outside the plot */
  g_assert_cmpfloat (line->values[1], ==, 15);
  g_assert_cmpstr (label->texts[0], ==, "y = 1 + x/2"); /* no markup */
  g_assert_cmpstr (points->layer, ==, "data");
  g_assert_cmpstr (points->columns[0], ==, "x, \"in\" m");
  g_assert_cmpuint (points->n, ==, FIGURE_POINTS);
  g_assert_cmpmem (points->values, sizeof x, x, sizeof x);
  g_assert_cmpmem (points->values + FIGURE_POINTS, sizeof y, y, sizeof y);
  epi_plot_table_free (table);
  figure_scene_clear (&scene);
}

/* Numbers read back to the bit; quotes as RFC 4180 has them. */
static void
test_csv_reads_back_the_same_numbers (void)
{
  EpiScene scene = figure_scene ();
  EpiPlotTable *table = epi_view_table (&figure_lesson.views[0], &scene);
  char *csv = epi_plot_table_csv (table);
  double x[FIGURE_POINTS], y[FIGURE_POINTS];
  char **lines = g_strsplit (csv, "\n", -1);
  guint at = 0;

  figure_points (x, y);
  while (g_strcmp0 (lines[at], "# data: points") != 0)
    g_assert_nonnull (lines[at++]);
  g_assert_cmpstr (lines[at + 1], ==, "\"x, \"\"in\"\" m\",y");
  for (int i = 0; i < FIGURE_POINTS; i++) {
    char *end;
    g_assert_true (g_ascii_strtod (lines[at + 2 + i], &end) == x[i]);
    g_assert_cmpint (*end, ==, ',');
    g_assert_true (g_ascii_strtod (end + 1, &end) == y[i]);
    g_assert_cmpint (*end, ==, '\0');
  }
  g_assert_nonnull (strstr (csv, "# fit: label\n"));
  g_assert_nonnull (strstr (csv, "8,5,y = 1 + x/2\n"));
  g_strfreev (lines);
  g_free (csv);
  epi_plot_table_free (table);
  figure_scene_clear (&scene);
}

static void
test_a_matrix_is_read_row_by_row (void)
{
  EpiScene scene = figure_scene ();
  EpiPlotTable *table = epi_view_table (&figure_lesson.views[2], &scene);
  char *csv = epi_plot_table_csv (table);

  g_assert_cmpstr (csv, ==,
                   "# matrix: matrix A\nrow,column,value\n"
                   "1,1,4\n1,2,-2\n2,1,1\n2,2,3\n");
  g_free (csv);
  epi_plot_table_free (table);
  figure_scene_clear (&scene);
}

/* Every layer there is: recorded when a table is attached, and not drawn. */
static void
test_every_layer_is_recorded_and_then_not_drawn (void)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 200);
  cairo_t *cr = cairo_create (surface);
  EpiPlotTable *table = epi_plot_table_new (NULL, NULL);
  EpiAxes axes = {.range = {0, 3, 0, 3, false, false},
                  .plot = {0, 0, 300, 200},
                  .text = 14,
                  .palette = epi_palette_get ("light")};
  EpiFieldGrid *grid = epi_field_grid_new ("f", &axes.range, 3, 3, 1);
  EpiStroke s = {EPI_COLOUR_FIT, 1, 2, false};
  const double a[] = {1, 2}, b[] = {2, 1}, one = 1;

  epi_plot_table_attach (table, cr);
  epi_draw_markers (cr, &axes, a, b, 2, EPI_MARKER_DISC, EPI_COLOUR_DATA, 0);
  epi_draw_line (cr, &axes, a, b, 2, s);
  epi_draw_segment (cr, &axes, 0, 0, 1, 1, s);
  epi_draw_segments (cr, &axes, a, b, b, a, 2, s);
  epi_draw_arrow (cr, &axes, 0, 0, 1, 1, s);
  epi_draw_rule (cr, &axes, true, 1, s);
  epi_draw_band (cr, &axes, a, a, b, 2, EPI_COLOUR_FIT, 0.5);
  epi_draw_polygon (cr, &axes, a, b, 2, EPI_COLOUR_FIT, 0.5, s);
  epi_draw_residual_square (cr, &axes, 1, 1, 2, EPI_COLOUR_RESIDUAL);
  epi_draw_bars (cr, &axes, a, b, 2, 1, EPI_COLOUR_DATA);
  epi_draw_histogram (cr, &axes, 0, 1, b, 2, EPI_COLOUR_DATA);
  epi_draw_vectors (cr, &axes, a, b, a, b, 2, s);
  epi_draw_heat_map (cr, &axes, grid, 0, 0, 1, 1);
  epi_draw_level_sets (cr, &axes, grid, 0, &one, 1, s, true);
  epi_draw_curve (cr, &axes, grid, 0, s);
  epi_draw_density (cr, &axes, grid, EPI_COLOUR_DATA);
  epi_draw_matrix (cr, &axes, axes.plot, a, 2, 1, NULL, EPI_COLOUR_DATA);
  epi_draw_label (cr, &axes, 1, 1, 0, 0, "a <b>", EPI_COLOUR_TEXT);
  epi_draw_message (cr, &axes, "<b>nothing</b>");
  g_assert_cmpuint (table->series->len, ==, 19);
  g_assert_cmpstr (series_at (table, 17)->texts[0], ==, "a <b>");
  g_assert_cmpstr (series_at (table, 18)->texts[0], ==, "nothing");
  cairo_surface_flush (surface);
  const guint32 *pixels =
      (const guint32 *)(const void *)cairo_image_surface_get_data (surface);
  for (int i = 0; i < 300 * 200; i++)
    g_assert_cmphex (pixels[i], ==, 0);
  epi_plot_table_attach (NULL, cr); /* and drawn again */
  epi_draw_line (cr, &axes, a, b, 2, s);
  g_assert_cmpuint (table->series->len, ==, 19);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  epi_field_grid_unref (grid);
  epi_plot_table_free (table);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot-table/a-view-tells-what-it-draws",
                   test_a_view_tells_what_it_draws);
  g_test_add_func ("/plot-table/csv-reads-back-the-same-numbers",
                   test_csv_reads_back_the_same_numbers);
  g_test_add_func ("/plot-table/a-matrix-is-read-row-by-row",
                   test_a_matrix_is_read_row_by_row);
  g_test_add_func ("/plot-table/every-layer-is-recorded-and-then-not-drawn",
                   test_every_layer_is_recorded_and_then_not_drawn);
  return g_test_run ();
}
