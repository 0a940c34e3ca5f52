/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data page on a lesson that fits a line: editing is seen in the fit. */
#include "data-page-test.h"

static void
test_edited_cell_moves_the_fit (void)
{
  Fixture f;

  open_page (&f, 10);
  g_assert_cmpfloat_with_epsilon (table_lesson_slope (f.session), 2, 1e-12);
  type_into (&f, 0, 1, "12"); /* y(1): 3 -> 12 */
  g_assert_cmpfloat (epi_table_number (table_of (&f), 0, 1), ==, 12);
  /* The slope changes by 9 (x - mean) / Sxx = 9 (1 - 5.5) / 82.5. */
  g_assert_cmpfloat_with_epsilon (table_lesson_slope (f.session),
                                  2 - 9 * 4.5 / 82.5, 1e-12);
  g_assert_true (epi_session_undo (f.session));
  g_assert_cmpfloat_with_epsilon (table_lesson_slope (f.session), 2, 1e-12);
  close_page (&f);
}

static void
test_comma_is_a_decimal_comma (void)
{
  Fixture f;

  open_page (&f, 4);
  type_into (&f, 2, 0, "2,5");
  g_assert_cmpfloat (epi_table_number (table_of (&f), 2, 0), ==, 2.5);
  close_page (&f);
}

static void
test_rows_are_added_selected_and_deleted (void)
{
  Fixture f;

  open_page (&f, 5);
  gtk_widget_activate_action (f.page, "data.add-row", NULL);
  g_assert_cmpuint (epi_table_rows (table_of (&f)), ==, 6);
  g_assert_true (isnan (epi_table_number (table_of (&f), 5, 0)));
  widget_test_until (entry_has_focus, &f, "the new row to be edited");

  gtk_selection_model_select_range (
      gtk_column_view_get_model (GTK_COLUMN_VIEW (
          widget_test_find (f.page, GTK_TYPE_COLUMN_VIEW, NULL))),
      1, 2, TRUE);
  g_assert_cmpint (epi_table_mark (table_of (&f), 0), ==, 0);
  g_assert_cmpint (epi_table_mark (table_of (&f), 1), ==, EPI_MARK_SELECTED);
  g_assert_cmpint (epi_table_mark (table_of (&f), 2), ==, EPI_MARK_SELECTED);

  gtk_widget_activate_action (f.page, "data.delete", NULL);
  g_assert_cmpuint (epi_table_rows (table_of (&f)), ==, 4);
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 4);
  g_assert_cmpstr (f.message, ==, "2 rows deleted");
  close_page (&f);
}

/* Keys reach the actions of a page whose buttons are not shown. */
static void
test_without_data_no_key_asks_for_rows (void)
{
  static const char *const names[] = {"data.add-row",   "data.delete",
                                      "data.hold-back", "data.use-again",
                                      "data.copy",      NULL};
  Fixture f;

  open_page (&f, 5);
  gtk_selection_model_select_range (
      gtk_column_view_get_model (GTK_COLUMN_VIEW (
          widget_test_find (f.page, GTK_TYPE_COLUMN_VIEW, NULL))),
      1, 2, TRUE);
  epi_data_page_session_changed (EPI_DATA_PAGE (f.page), NULL, ~0u);
  for (const char *const *name = names; *name != NULL; name++)
    gtk_widget_activate_action (f.page, *name, NULL);
  gtk_widget_activate_action (f.page, "data.split", "d", 0.2);
  g_assert_null (f.message);

  epi_data_page_session_changed (EPI_DATA_PAGE (f.page), f.session, ~0u);
  g_assert_cmpuint (epi_table_rows (table_of (&f)), ==, 5);
  gtk_widget_activate_action (f.page, "data.delete", NULL);
  g_assert_cmpstr (f.message, ==, "2 rows deleted");
  close_page (&f);
}

static void
test_held_back_rows_are_not_fitted (void)
{
  Fixture f;
  const EpiFrame *frame;

  open_page (&f, 100);
  gtk_widget_activate_action (f.page, "data.split", "d", 0.2);
  frame = epi_scene_frame (epi_session_scene (f.session), 0);
  g_assert_cmpfloat (epi_frame_scalar (frame, "used", 0), ==, 80);
  widget_test_settle (f.window);
  widget_test_shots (f.window, "data-held-back");
  gtk_widget_activate_action (f.page, "data.use-again", NULL);
  frame = epi_scene_frame (epi_session_scene (f.session), 0);
  g_assert_cmpfloat (epi_frame_scalar (frame, "used", 0), ==, 100);
  close_page (&f);
}

static gboolean
was_pasted (gpointer data)
{
  return epi_table_rows (table_of (data)) == 6;
}

static void
test_cells_of_a_spreadsheet_are_pasted_at_the_cursor (void)
{
  Fixture f;
  GdkClipboard *clipboard;

  open_page (&f, 4);
  epi_data_grid_edit (EPI_DATA_GRID (f.grid), 2, 0);
  widget_test_until (entry_has_focus, &f, "the cursor");
  gtk_widget_grab_focus (
      gtk_widget_get_parent (gtk_window_get_focus (GTK_WINDOW (f.window))));
  clipboard = gtk_widget_get_clipboard (f.page);
  gdk_clipboard_set_text (clipboard, "10\t1,5\r\n20\t\r\n30\t7\r\n40\t9\r\n");
  epi_data_page_paste (EPI_DATA_PAGE (f.page));
  widget_test_until (was_pasted, &f, "two new rows");
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 2);
  g_assert_cmpfloat (epi_table_number (table_of (&f), 2, 0), ==, 10);
  g_assert_cmpfloat (epi_table_number (table_of (&f), 2, 1), ==, 1.5);
  g_assert_true (isnan (epi_table_number (table_of (&f), 3, 1)));
  g_assert_cmpfloat (epi_table_number (table_of (&f), 5, 1), ==, 9);
  g_assert_true (epi_session_undo (f.session)); /* one step */
  g_assert_cmpuint (epi_table_rows (table_of (&f)), ==, 4);
  close_page (&f);
}

/* What is copied can be pasted to the same cells and changes nothing. */
static void
test_copy_and_paste_are_inverse (void)
{
  EpiData *data = table_lesson_data (20), *pasted;
  EpiTable *odd;
  EpiData *with_odd;
  char *tsv;

  g_assert_cmpint (
      epi_table_set_text (epi_data_table (data), 3, 3, "a \"b\"\tc\nd", &odd),
      ==, EPI_OK);
  with_odd = epi_data_with_table (data, odd);
  tsv = epi_data_to_tsv (odd, NULL, 0, false);
  pasted = epi_data_edit_paste (with_odd, 0, 0, tsv, NULL);
  g_assert_nonnull (pasted);
  g_assert_true (epi_table_equal (epi_data_table (pasted), odd));
  g_free (tsv);
  epi_table_unref (odd);
  epi_data_unref (data);
  epi_data_unref (with_odd);
  epi_data_unref (pasted);
}

static void
test_page_looks_calm (void)
{
  Fixture f;

  open_page (&f, 930);
  gtk_selection_model_select_range (
      gtk_column_view_get_model (GTK_COLUMN_VIEW (
          widget_test_find (f.page, GTK_TYPE_COLUMN_VIEW, NULL))),
      3, 2, TRUE);
  widget_test_shots (f.window, "data-page");
  close_page (&f);
}

/* "Use in": roles that the other lesson knows stay, others are given; marks and
 * standardisation come along, cell by cell the same. */
static void
test_data_moves_with_roles_marks_and_standardisation (void)
{
  EpiData *plain = table_lesson_data (12);
  EpiData *filtered = epi_row_filter_apply (plain, "area > 2", NULL);
  EpiData *scaled = epi_data_with_standardised (filtered, true);
  EpiData *swapped =
      epi_data_with_role (scaled, "x", (const char *[]){"rooms", NULL});
  EpiDocument *moved =
      epi_data_document_for (swapped, &table_lesson, NULL, NULL);
  const EpiData *there;

  g_assert_nonnull (moved);
  there = epi_document_data (moved, "points");
  g_assert_true (
      epi_table_equal (epi_data_table (there), epi_data_table (swapped)));
  g_assert_true (epi_data_standardised (there));
  g_assert_cmpstr (epi_data_role (there, "x")[0], ==, "rooms");
  g_assert_cmpstr (epi_data_role (there, "y")[0], ==, "price");
  epi_document_unref (moved);
  epi_data_unref (swapped);
  epi_data_unref (scaled);
  epi_data_unref (filtered);
  epi_data_unref (plain);
}

static void
test_data_that_does_not_fit_is_refused_with_a_reason (void)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiData *one = table_lesson_data (1), *words;
  GError *error = NULL;
  EpiTable *table;

  g_assert_null (epi_data_for_table (one, table_lesson.tables, &error));
  g_assert_cmpstr (error->message, ==,
                   "Houses of four towns has 1 row; at least 2 are needed");
  g_clear_error (&error);
  epi_table_builder_column (builder, "word", EPI_COLUMN_TEXT);
  for (int i = 0; i < 3; i++)
    epi_table_builder_row (builder, NULL, &(const char *){"a"});
  g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
  words = epi_data_new (table, "Words", "", NULL);
  g_assert_null (epi_data_for_table (words, table_lesson.tables, &error));
  g_assert_cmpstr (error->message, ==,
                   "Words has no column of numbers for “Horizontal”");
  g_clear_error (&error);
  epi_table_unref (table);
  epi_data_unref (words);
  epi_data_unref (one);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/data-page/edited-cell-moves-the-fit",
                   test_edited_cell_moves_the_fit);
  g_test_add_func ("/data-page/comma-is-a-decimal-comma",
                   test_comma_is_a_decimal_comma);
  g_test_add_func ("/data-page/rows-are-added-selected-and-deleted",
                   test_rows_are_added_selected_and_deleted);
  g_test_add_func ("/data-page/without-data-no-key-asks-for-rows",
                   test_without_data_no_key_asks_for_rows);
  g_test_add_func ("/data-page/held-back-rows-are-not-fitted",
                   test_held_back_rows_are_not_fitted);
  g_test_add_func ("/data-page/cells-of-a-spreadsheet-are-pasted-at-the-cursor",
                   test_cells_of_a_spreadsheet_are_pasted_at_the_cursor);
  g_test_add_func ("/data-page/copy-and-paste-are-inverse",
                   test_copy_and_paste_are_inverse);
  g_test_add_func ("/data-page/looks-calm", test_page_looks_calm);
  g_test_add_func ("/data-page/data-moves-with-roles-marks-standardisation",
                   test_data_moves_with_roles_marks_and_standardisation);
  g_test_add_func ("/data-page/data-that-does-not-fit-is-refused",
                   test_data_that_does_not_fit_is_refused_with_a_reason);
  return widget_test_run ();
}
