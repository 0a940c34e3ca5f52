/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of the data page: what is typed, refused, and gone to. */
#include "data-page-test.h"

static GtkWidget *
reason_of (Fixture *f, const char *words)
{
  GtkWidget *label = widget_test_find (f->grid, GTK_TYPE_LABEL, words);

  g_assert_nonnull (label);
  return label;
}

/* The reason is seen, and begins right under the cell. */
static void
assert_beside (Fixture *f, EpiCell *cell, const char *words)
{
  GtkWidget *label = reason_of (f, words);
  graphene_rect_t at, place;

  g_assert_true (gtk_widget_get_mapped (label));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (cell), f->grid, &at));
  g_assert_true (gtk_widget_compute_bounds (label, f->grid, &place));
  g_assert_cmpfloat_with_epsilon (place.origin.x, at.origin.x, 1);
  g_assert_cmpfloat_with_epsilon (place.origin.y,
                                  at.origin.y + at.size.height + 6, 1);
}

static void
test_word_in_a_number_cell_is_refused_with_a_reason (void)
{
  Fixture f;
  EpiCell *cell;

  open_page (&f, 4);
  cell = type_into (&f, 1, 0, "many");
  g_assert_true (epi_cell_is_editing (cell));
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 2);
  widget_test_settle (f.window);
  assert_beside (
      &f, cell,
      "“many” is not a number; area in row 2 needs one, like 12.5 or "
      "1e3, or nothing");
  widget_test_shots (f.window, "data-refusal");
  close_page (&f);
}

/* GTK may give the focus back to an entry that has left before it is gone. */
static void
test_a_cell_is_edited_again_while_its_entry_leaves (void)
{
  Fixture f;
  GtkWidget *entry;
  EpiCell *cell;

  open_page (&f, 4);
  epi_data_grid_edit (EPI_DATA_GRID (f.grid), 1, 0);
  widget_test_until (entry_has_focus, &f, "the cell's entry to have the focus");
  entry = gtk_window_get_focus (GTK_WINDOW (f.window));
  cell = EPI_CELL (gtk_widget_get_parent (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "many");
  gtk_widget_grab_focus (widget_test_find (f.page, GTK_TYPE_ENTRY, NULL));
  g_assert_false (epi_cell_is_editing (cell)); /* refused, and given up */
  gtk_window_set_focus (GTK_WINDOW (f.window), entry);

  epi_cell_edit (cell);
  g_assert_true (epi_cell_is_editing (cell));
  g_assert_true (entry_has_focus (&f));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f.window)) != entry);
  widget_test_settle (f.window);
  g_assert_true (epi_cell_is_editing (cell));
  g_assert_true (entry_has_focus (&f));
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 2);
  close_page (&f);
}

static void
test_a_reason_stands_above_the_last_row (void)
{
  Fixture f;
  EpiCell *cell;
  graphene_rect_t at, place;

  open_page (&f, 100);
  cell = type_into (&f, 99, 0, "1e999");
  widget_test_settle (f.window);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (cell), f.grid, &at));
  g_assert_true (gtk_widget_compute_bounds (
      reason_of (&f, "“1e999” is too large for area in row 100; a number is at "
                     "most 1.8e308"),
      f.grid, &place));
  g_assert_cmpfloat_with_epsilon (place.origin.y + place.size.height,
                                  at.origin.y - 6, 1);
  close_page (&f);
}

/* With the focus, which is not in a row that is out of sight. */
static void
test_a_reason_goes_with_the_edit (void)
{
  Fixture f;
  GtkWidget *label;

  open_page (&f, 100);
  type_into (&f, 1, 0, "many");
  label = reason_of (&f, "“many” is not a number; area in row 2 needs one, "
                         "like 12.5 or 1e3, or nothing");
  g_assert_true (gtk_widget_get_visible (label));
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (
          widget_test_find (f.grid, GTK_TYPE_SCROLLED_WINDOW, NULL))),
      1e6);
  widget_test_settle (f.window);
  g_assert_false (gtk_widget_get_visible (label));
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 2);
  close_page (&f);
}

static void
test_number_that_cannot_be_held_is_called_too_large (void)
{
  Fixture f;
  EpiCell *cell;

  open_page (&f, 4);
  cell = type_into (&f, 1, 0, "-1e999");
  g_assert_cmpfloat (epi_table_number (table_of (&f), 1, 0), ==, 2);
  widget_test_settle (f.window);
  assert_beside (
      &f, cell,
      "“-1e999” is too large for area in row 2; a number is at most 1.8e308");
  close_page (&f);
}

/* The row is far out of sight when it comes. */
static void
test_a_row_is_added_to_a_long_table (void)
{
  Fixture f;
  EpiCell *cell;

  open_page (&f, 300);
  gtk_widget_activate_action (f.page, "data.add-row", NULL);
  widget_test_until (entry_has_focus, &f, "the new row to be edited");
  cell = EPI_CELL (
      gtk_widget_get_parent (gtk_window_get_focus (GTK_WINDOW (f.window))));
  g_assert_cmpuint (epi_cell_position (cell), ==, 300);
  close_page (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func (
      "/data-page-cells/word-in-a-number-cell-is-refused-with-a-reason",
      test_word_in_a_number_cell_is_refused_with_a_reason);
  g_test_add_func (
      "/data-page-cells/cell-is-edited-again-while-its-entry-leaves",
      test_a_cell_is_edited_again_while_its_entry_leaves);
  g_test_add_func ("/data-page-cells/reason-stands-above-the-last-row",
                   test_a_reason_stands_above_the_last_row);
  g_test_add_func ("/data-page-cells/reason-goes-with-the-edit",
                   test_a_reason_goes_with_the_edit);
  g_test_add_func ("/data-page-cells/number-that-cannot-be-held-is-too-large",
                   test_number_that_cannot_be_held_is_called_too_large);
  g_test_add_func ("/data-page-cells/row-is-added-to-a-long-table",
                   test_a_row_is_added_to_a_long_table);
  return widget_test_run ();
}
