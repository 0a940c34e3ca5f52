/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data page on a lesson whose tables are the numbers of a problem: a system
 * Ax ≤ b, a cost and a symmetric matrix, all of them to be typed.
 */
#include "data-page-test.h"

#include "kit/epi-assign.h"
#include "kit/epi-entries.h"

#include <gio/gio.h>
#include <math.h>

static bool
build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
       GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "nothing is solved here");
  return false;
}

static const EpiTableSpec tables[] = {
    {.name = "walls",
     .label = "Constraints Ax ≤ b",
     .roles = epi_no_roles,
     .symbol = "A, b",
     .column = "x",
     .last_column = "b",
     .initial = "1 2 10 / 1 1 6"},
    {.name = "c",
     .label = "Cost c",
     .roles = epi_no_roles,
     .symbol = "c",
     .column = "x",
     .typed = true,
     .fixed = true,
     .initial = "-1 -2"},
    {.name = "F",
     .label = "Matrix F",
     .roles = epi_no_roles,
     .symbol = "F",
     .symmetric = true,
     .typed = true,
     .fixed = true,
     .initial = "1 2 / 2 3"},
    {.name = "weights", /* the lesson's own: nobody types it */
     .label = "Weights",
     .roles = epi_no_roles,
     .symbol = "W",
     .initial = "0"},
    {NULL},
};

static void
open_matrices (Fixture *f, EpiLesson *lesson)
{
  *lesson = table_lesson;
  lesson->tables = tables;
  lesson->build = build;
  EpiDocument *document = epi_lesson_document (lesson, NULL);
  *f = (Fixture){.session = epi_session_new (lesson, document, NULL, NULL)};
  f->page = epi_data_page_new (f->session);
  g_signal_connect (f->page, "message", G_CALLBACK (message_cb), f);
  epi_session_on_changed (f->session, changed, f);
  f->window = widget_test_window (f->page, 1000, 640);
  f->grid = widget_test_find (f->page, EPI_TYPE_DATA_GRID, NULL);
  epi_document_unref (document);
}

static double
entry (Fixture *f, const char *table, size_t i, size_t j)
{
  const EpiData *data =
      epi_document_data (epi_session_scene (f->session)->document, table);

  return epi_table_number (epi_data_table (data), i, j);
}

static void
set_entry (Fixture *f, guint64 row, guint column, const char *text)
{
  char *refusal = NULL;

  g_signal_emit_by_name (f->grid, "edit", row, column, text, &refusal);
  g_assert_null (refusal);
}

static void
choose (Fixture *f, guint i)
{
  GtkWidget *list = widget_test_find (f->page, GTK_TYPE_DROP_DOWN, NULL);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (list), i);
  widget_test_settle (f->window);
}

static void
test_every_number_of_the_problem_can_be_typed (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  g_assert_nonnull (widget_test_find (f.grid, GTK_TYPE_LABEL, "x₂"));
  g_assert_nonnull (widget_test_find (f.grid, GTK_TYPE_LABEL, "b"));
  set_entry (&f, 1, 2, "7,5");
  g_assert_cmpfloat (entry (&f, "walls", 1, 2), ==, 7.5);
  g_assert_cmpstr (epi_history_undo_label (epi_session_history (f.session)), ==,
                   "Set b in row 2");

  choose (&f, 1);
  set_entry (&f, 0, 1, "-4");
  g_assert_cmpfloat (entry (&f, "c", 0, 1), ==, -4);
  g_assert_cmpfloat (entry (&f, "walls", 0, 1), ==, 2);
  widget_test_shots (f.window, "data-matrix");
  close_page (&f);
}

/* Entries across the diagonal are one number. */
static void
test_a_symmetric_matrix_stays_so (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  choose (&f, 2);
  set_entry (&f, 1, 0, "5");
  g_assert_cmpfloat (entry (&f, "F", 1, 0), ==, 5);
  g_assert_cmpfloat (entry (&f, "F", 0, 1), ==, 5);
  set_entry (&f, 0, 0, "-1");
  g_assert_cmpfloat (entry (&f, "F", 0, 0), ==, -1);
  g_assert_cmpfloat (entry (&f, "F", 1, 1), ==, 3);
  close_page (&f);
}

static gboolean
pasting_ended (gpointer data)
{
  Fixture *f = data;

  return f->message != NULL || entry (f, "F", 1, 0) != 2;
}

static void
paste (Fixture *f, const char *cells)
{
  g_clear_pointer (&f->message, g_free);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (f->page), cells);
  epi_data_page_paste (EPI_DATA_PAGE (f->page));
  widget_test_until (pasting_ended, f, "the cells or a refusal");
}

/* Pasted, too: what stands on one side goes to the other, and two numbers for
 * one entry are refused. */
static void
test_a_pasted_matrix_is_symmetric (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  choose (&f, 2);
  paste (&f, "1\t7\n9\t3");
  g_assert_nonnull (f.message);
  g_assert_nonnull (strstr (f.message, "symmetric"));
  g_assert_cmpfloat (entry (&f, "F", 1, 0), ==, 2);
  g_assert_cmpfloat (entry (&f, "F", 0, 1), ==, 2);
  paste (&f, "4\t2\n9\t8"); /* below the diagonal alone */
  g_assert_cmpfloat (entry (&f, "F", 0, 0), ==, 4);
  g_assert_cmpfloat (entry (&f, "F", 0, 1), ==, 9);
  g_assert_cmpfloat (entry (&f, "F", 1, 0), ==, 9);
  g_assert_cmpfloat (entry (&f, "F", 1, 1), ==, 8);
  close_page (&f);
}

/* The lesson's mark that it was asked to place them. */
static EpiDocument *
note_loading (const EpiDocument *document, const EpiDocument *before)
{
  return epi_document_with_value (document, "degree", epi_number (3));
}

static void
test_chosen_data_are_placed (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  lesson.data_loaded = note_loading;
  gtk_widget_activate_action (f.page, "data.dataset", "s", "old_faithful");
  const EpiDocument *document = epi_session_scene (f.session)->document;
  g_assert_cmpuint (
      epi_table_rows (epi_data_table (epi_document_data (document, "walls"))),
      ==, 272);
  g_assert_cmpfloat (epi_lesson_number (&lesson, document, "degree"), ==, 3);
  close_page (&f);
}

static gboolean
is_seen (Fixture *f, GType type, const char *label)
{
  GtkWidget *widget = widget_test_find (f->page, type, label);

  g_assert_nonnull (widget);
  return gtk_widget_get_mapped (widget);
}

/* Nothing is learned from these numbers, so none of them is held back or
 * standardised; a table of a lesson that learns has both. */
static void
test_only_data_are_held_back_and_standardised (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  widget_test_settle (f.window);
  g_assert_false (is_seen (&f, GTK_TYPE_BUTTON, "Hold back"));
  g_assert_false (is_seen (&f, GTK_TYPE_SWITCH, NULL));
  g_assert_true (is_seen (&f, GTK_TYPE_BUTTON, "Copy"));
  gtk_widget_activate_action (f.page, "data.split", "d", 0.5);
  const EpiTable *walls = table_of (&f);
  for (size_t row = 0; row < epi_table_rows (walls); row++)
    g_assert_cmpuint (epi_table_mark (walls, row), ==, 0);
  g_assert_null (epi_history_undo_label (epi_session_history (f.session)));
  close_page (&f);

  open_page (&f, 4);
  widget_test_settle (f.window);
  g_assert_true (is_seen (&f, GTK_TYPE_BUTTON, "Hold back"));
  g_assert_true (is_seen (&f, GTK_TYPE_SWITCH, NULL));
  close_page (&f);
}

static void
test_rows_are_added_where_the_problem_can_have_more (void)
{
  Fixture f;
  EpiLesson lesson;

  open_matrices (&f, &lesson);
  gtk_widget_activate_action (f.page, "data.add-row", NULL);
  g_assert_true (isnan (entry (&f, "walls", 2, 0)));
  choose (&f, 1);
  gtk_widget_activate_action (f.page, "data.add-row", NULL);
  const EpiData *c = epi_data_page_data (EPI_DATA_PAGE (f.page));
  g_assert_cmpuint (epi_table_rows (epi_data_table (c)), ==, 1);
  close_page (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/data-page-matrix/every-number-can-be-typed",
                   test_every_number_of_the_problem_can_be_typed);
  g_test_add_func ("/data-page-matrix/symmetric-stays-so",
                   test_a_symmetric_matrix_stays_so);
  g_test_add_func ("/data-page-matrix/pasted-is-symmetric",
                   test_a_pasted_matrix_is_symmetric);
  g_test_add_func ("/data-page-matrix/chosen-data-are-placed",
                   test_chosen_data_are_placed);
  g_test_add_func ("/data-page-matrix/only-data-are-held-back",
                   test_only_data_are_held_back_and_standardised);
  g_test_add_func ("/data-page-matrix/rows-are-added-where-there-can-be-more",
                   test_rows_are_added_where_the_problem_can_have_more);
  return widget_test_run ();
}
