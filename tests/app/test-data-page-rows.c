/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rows the page shows: filters, and millions of them.
 */
#include "data-page-test.h"

static void
enter_filter (Fixture *f, const char *text)
{
  GtkWidget *entry = widget_test_find (f->page, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_filter_hides_rows_and_comes_off (void)
{
  Fixture f;

  open_page (&f, 40);
  enter_filter (&f, "area > 10 and town == \"Bern\"");
  g_assert_cmpuint (epi_data_grid_n_shown (EPI_DATA_GRID (f.grid)), ==, 7);
  g_assert_nonnull (widget_test_find (f.page, GTK_TYPE_LABEL, "7 of 40 rows"));
  enter_filter (&f, "area > 1000");
  g_assert_cmpstr (f.message, ==,
                   "No row of 40 fulfils area > 1000; the filter needs one at "
                   "least");
  enter_filter (&f, "");
  g_assert_cmpuint (epi_data_grid_n_shown (EPI_DATA_GRID (f.grid)), ==, 40);
  close_page (&f);
}

/* The rows that a filter leaves are those for which the condition holds, for
 * every name and sign that a table needs. */
static void
test_filter_takes_names_as_they_can_be_written (void)
{
  const char *const names[] = {"Lot Area (m²)", "y"};
  const double numbers[] = {1, 2, 3, 4, 1, 0, 1, 0};
  EpiTable *table;
  EpiData *data, *filtered;
  size_t n, *rows;

  g_assert_cmpint (epi_table_new (names, numbers, 4, 2, &table), ==, EPI_OK);
  data = epi_data_new (table, "t", "", NULL);
  filtered = epi_row_filter_apply (
      data, "Lot_Area__m__ >= 2 and y == 0 or row == 3", NULL);
  g_assert_nonnull (filtered);
  rows = epi_table_rows_marked (epi_data_table (filtered), EPI_MARK_HIDDEN, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (rows[0], ==, 0);
  g_free (rows);
  epi_data_unref (filtered);
  epi_data_unref (data);
  epi_table_unref (table);
}

static void
test_million_rows_are_filtered (void)
{
  EpiData *data = table_lesson_data (1000000), *filtered;
  double seconds;
  size_t n, *rows;

  g_test_timer_start ();
  filtered =
      epi_row_filter_apply (data, "area > 500000 and town == \"Bern\"", NULL);
  seconds = g_test_timer_elapsed ();
  g_test_message ("a million rows filtered in %.3f s", seconds);
  rows = epi_table_rows_marked (epi_data_table (filtered), EPI_MARK_HIDDEN, &n);
  g_assert_cmpuint (n, ==, 1000000 - 125000); /* every fourth of the half */
  g_free (rows);
  epi_data_unref (filtered);
  epi_data_unref (data);
}

/* A million rows: only what is seen exists. */
static void
test_million_rows_cost_no_more_widgets_than_a_thousand (void)
{
  EpiData *data = table_lesson_data (1000000);
  GtkWidget *grid = epi_data_grid_new ();
  GtkWidget *window = widget_test_window (grid, 800, 600);
  gint64 start = g_get_monotonic_time ();
  double seconds;

  epi_data_grid_set_data (EPI_DATA_GRID (grid), data, table_lesson.tables);
  widget_test_settle (window);
  seconds = (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_test_message ("a million rows shown in %.3f s", seconds);
  g_assert_cmpuint (epi_data_grid_n_shown (EPI_DATA_GRID (grid)), ==, 1000000);
  g_assert_cmpuint (epi_data_grid_n_cells (EPI_DATA_GRID (grid)), <, 4 * 400);
  gtk_window_destroy (GTK_WINDOW (window));
  epi_data_unref (data);
}

/* GTK 4.8 warns, and warnings end this test, when a list is asked to scroll
 * after its rows have gone and before it is laid out. */
static void
test_a_wheel_may_turn_while_rows_come_and_go (void)
{
  EpiData *data = table_lesson_data (400);
  GtkWidget *grid = epi_data_grid_new ();
  GtkWidget *window = widget_test_window (grid, 800, 600);
  GtkWidget *scrolled = widget_test_find (grid, GTK_TYPE_SCROLLED_WINDOW, NULL);
  GtkAdjustment *scroll =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  epi_data_grid_set_data (EPI_DATA_GRID (grid), data, table_lesson.tables);
  widget_test_settle (window);
  gtk_adjustment_set_value (scroll, 1e6); /* to the end */
  widget_test_settle (window);
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll), >, 1000);
  double end = gtk_adjustment_get_value (scroll);
  epi_data_grid_set_data (EPI_DATA_GRID (grid), NULL, table_lesson.tables);
  gtk_adjustment_set_value (scroll, end - 30);
  epi_data_grid_set_data (EPI_DATA_GRID (grid), data, table_lesson.tables);
  gtk_adjustment_set_value (scroll, end - 60);
  widget_test_settle (window);
  gtk_adjustment_set_value (scroll, 1e6); /* it scrolls as before */
  widget_test_settle (window);
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll), ==, end);
  gtk_window_destroy (GTK_WINDOW (window));
  epi_data_unref (data);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/data-page-rows/filter-hides-rows-and-comes-off",
                   test_filter_hides_rows_and_comes_off);
  g_test_add_func ("/data-page-rows/filter-takes-names-as-they-can-be-written",
                   test_filter_takes_names_as_they_can_be_written);
  g_test_add_func ("/data-page-rows/wheel-may-turn-while-rows-come-and-go",
                   test_a_wheel_may_turn_while_rows_come_and_go);
  g_test_add_func ("/data-page-rows/million-rows-are-filtered",
                   test_million_rows_are_filtered);
  g_test_add_func (
      "/data-page-rows/million-rows-cost-no-more-widgets-than-a-thousand",
      test_million_rows_cost_no_more_widgets_than_a_thousand);
  return widget_test_run ();
}
