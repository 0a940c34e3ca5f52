/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrices of a document: written in a line, read in a check, changed entry by
 * entry, saved and undone like everything else.
 */
#include "kit/epi-assign.h"
#include "kit/epi-condition.h"
#include "kit/epi-document-json.h"
#include "kit/epi-entries.h"
#include "kit/epi-history.h"
#include "kit/epi-scene-condition.h"

#include <math.h>
#include <string.h>

static const EpiRoleSpec point_roles[] = {
    {.role = "x", .label = "x"}, {.role = "y", .label = "y"}, {NULL}};

static const EpiTableSpec tables[] = {{.name = "nodes",
                                       .label = "Nodes",
                                       .roles = point_roles,
                                       .initial = "0 0 / 1 0 / 0.5 1"},
                                      {.name = "S",
                                       .label = "S",
                                       .roles = epi_no_roles,
                                       .symbol = "S",
                                       .initial = "2 1 0 / 1 2 1 / 0 1 2",
                                       .symmetric = true},
                                      {.name = "A",
                                       .label = "A",
                                       .roles = epi_no_roles,
                                       .symbol = "A",
                                       .initial = "0 1 / -1 -0.5"},
                                      {NULL}};

static const EpiHandleSpec handles[] = {{.name = "S-entries",
                                         .label = "entry",
                                         .view = "blocks",
                                         .shape = EPI_HANDLE_NUMBER,
                                         .effect = EPI_EFFECT_RESTART,
                                         .matrix = "S",
                                         .stays = true,
                                         .block = {0, 3, 10, 16, false, false},
                                         .grain = 0.05},
                                        {NULL}};

static const EpiParam params[] = {{NULL}};

static const EpiLesson lesson = {
    .id = "entries", .params = params, .tables = tables, .handles = handles};

static EpiDocument *
assigned (const EpiDocument *document, const char *set)
{
  GError *error = NULL;
  EpiDocument *with = epi_assign (&lesson, document, set, &error);

  g_assert_no_error (error);
  return with;
}

static double
number (const EpiDocument *document, const char *expression)
{
  EpiScene scene = {.lesson = &lesson, .document = document};
  EpiCondition *condition = epi_condition_parse (expression, NULL);
  GError *error = NULL;

  g_assert_nonnull (condition);
  double value =
      epi_condition_number (condition, epi_scene_lookup, &scene, &error);
  g_assert_no_error (error);
  epi_condition_free (condition);
  return value;
}

static void
test_a_line_is_read_row_by_row (void)
{
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiDocument *document = assigned (first, "A=[1 2 3 / -4, 5.5 6e-1]; S=[1]");

  g_assert_cmpfloat (number (first, "A[2,1]"), ==, -1);
  g_assert_cmpfloat (number (first, "S[3,2]"), ==, 1);
  g_assert_cmpfloat (number (document, "A[1,3]"), ==, 3);
  g_assert_cmpfloat (number (document, "A[2,1]"), ==, -4);
  g_assert_cmpfloat (number (document, "A[2,3]"), ==, 0.6);
  g_assert_true (isnan (number (document, "S[2,2]")));
  g_assert_cmpint (epi_lesson_effect (&lesson, first, document), ==,
                   EPI_EFFECT_RESTART);
  epi_document_unref (document);
  epi_document_unref (first);
}

static void
test_a_table_gets_the_columns_of_its_roles (void)
{
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiDocument *document = assigned (first, "nodes=[1 2 / 3 4]");
  const EpiData *data = epi_document_data (document, "nodes");

  g_assert_cmpfloat (number (first, "n"), ==, 3);
  g_assert_cmpfloat (number (document, "n"), ==, 2);
  g_assert_cmpint (epi_data_column (data, "y", 0), ==, 1);
  g_assert_cmpfloat (epi_table_number (epi_data_table (data), 1, 0), ==, 3);
  epi_document_unref (document);
  epi_document_unref (first);
}

static void
test_what_is_no_matrix_is_refused_with_a_sentence (void)
{
  static const struct {
    const char *set, *says;
  } bad[] = {
      {"A=[1 2 / 3]", "row 2 has 1 number, but 2 are expected"},
      {"A=[1 two]", "“two”"},
      {"A=[1 inf]", "“inf”"},
      {"A=[]", "no numbers"},
      {"A=[1 2 / ]", "row 2 has 0 numbers"},
      {"A=1 2", "[1 2 / 3 4]"},
      {"nodes=[1 2 3]", "3 numbers, but 2"},
      {"B=[1]", "A, "},
  };
  EpiDocument *first = epi_lesson_document (&lesson, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;
    g_assert_null (epi_assign (&lesson, first, bad[i].set, &error));
    g_assert_nonnull (error);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, bad[i].says));
    g_error_free (error);
  }
  epi_document_unref (first);
}

static EpiDocument *
typed (const EpiScene *scene, size_t i, double value)
{
  return epi_handle_set_numbers (handles, scene, i, &value);
}

static void
test_a_symmetric_matrix_stays_symmetric (void)
{
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiScene scene = {.lesson = &lesson, .document = first};

  g_assert_cmpuint (epi_handle_count (handles, &scene), ==, 9);
  for (size_t i = 0; i < 9; i++) {
    EpiDocument *moved = typed (&scene, i, 7.5);
    EpiScene after = {.lesson = &lesson, .document = moved};
    size_t mirror = i / 3 + i % 3 * 3;
    g_assert_cmpfloat (epi_entries_value (handles, &after, i), ==, 7.5);
    g_assert_cmpfloat (epi_entries_value (handles, &after, mirror), ==, 7.5);
    for (size_t j = 0; j < 9; j++)
      if (j != i && j != mirror)
        g_assert_cmpfloat (epi_entries_value (handles, &after, j), ==,
                           epi_entries_value (handles, &scene, j));
    epi_document_unref (moved);
  }
  epi_document_unref (first);
}

/* Entry (i,j), column after column, lies in row i from above, column j. */
static void
test_entries_stand_in_their_cells (void)
{
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiScene scene = {.lesson = &lesson, .document = first};
  EpiPoint at;

  for (size_t i = 0; i < 9; i++) {
    g_assert_true (epi_handle_position (handles, &scene, i, &at));
    g_assert_cmpfloat_with_epsilon (at.x, 0.5 + (double)(i / 3), 1e-15);
    g_assert_cmpfloat_with_epsilon (at.y, 15 - 2 * (double)(i % 3), 1e-14);
  }
  g_assert_false (epi_handle_position (handles, &scene, 9, &at));
  char *symbol = epi_handle_title (handles, &scene, 5);
  g_assert_cmpstr (symbol, ==, "S[3,2]");
  g_free (symbol);
  epi_document_unref (first);
}

/* From where the drag began: 20 grains a cell, which is 2 high; and as little
 * as one wants moves it. */
static void
test_a_drag_changes_an_entry_by_whole_grains (void)
{
  static const struct {
    double dy, value;
  } drags[] = {{2, 2}, {-1, 0.5}, {0.31, 1.15}, {0.001, 1.05}, {0, 1}};
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiScene scene = {.lesson = &lesson, .document = first};
  EpiPoint at;

  for (size_t d = 0; d < G_N_ELEMENTS (drags); d++) {
    g_assert_true (epi_handle_position (handles, &scene, 3, &at));
    at.y += drags[d].dy;
    at.x += 5; /* sideways is nothing */
    EpiDocument *moved = epi_handle_move_to (handles, &scene, 3, at);
    EpiScene after = {.lesson = &lesson, .document = moved};
    EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
    const EpiAxesSpec axes = {0};
    g_assert_cmpuint (epi_handle_numbers (handles, &after, &axes, 3, numbers),
                      ==, 1);
    g_assert_cmpstr (numbers[0].label, ==, "S[1,2]");
    g_assert_cmpfloat (numbers[0].value, ==, drags[d].value);
    epi_document_unref (moved);
  }
  epi_document_unref (first);
}

static void
test_an_entry_is_saved_and_undone (void)
{
  EpiDocument *first = epi_lesson_document (&lesson, NULL);
  EpiHistory *history = epi_history_new (first);
  EpiDocument *edited =
      epi_lesson_with_entry (&lesson, first, "A", 1, 0, 0.1 + 0.2);
  GError *error = NULL;
  size_t length;

  epi_history_push (history, edited, "Change A[2,1]");
  char *text =
      epi_document_print (epi_history_document (history), NULL, &length);
  EpiDocument *read = epi_document_parse (text, length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (number (read, "A[2,1]"), ==, 0.1 + 0.2);
  g_assert_true (epi_document_equal (read, edited));
  g_assert_true (epi_history_undo (history));
  g_assert_cmpfloat (number (epi_history_document (history), "A[2,1]"), ==, -1);
  epi_document_unref (read);
  epi_document_unref (edited);
  epi_history_free (history);
  epi_document_unref (first);
  g_free (text);
}

/* A file from elsewhere may name anything. */
static void
test_a_document_without_the_matrix_has_the_initial_one (void)
{
  EpiDocument *bare = epi_document_new ("entries", 1);
  size_t rows, cols;
  double *A = epi_lesson_matrix (&lesson, bare, "A", &rows, &cols);

  g_assert_cmpuint (rows, ==, 2);
  g_assert_cmpuint (cols, ==, 2);
  g_assert_cmpfloat (A[2], ==, 1);
  g_free (A);
  epi_document_unref (bare);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entries/a-line-is-read-row-by-row",
                   test_a_line_is_read_row_by_row);
  g_test_add_func ("/entries/a-table-gets-the-columns-of-its-roles",
                   test_a_table_gets_the_columns_of_its_roles);
  g_test_add_func ("/entries/what-is-no-matrix-is-refused-with-a-sentence",
                   test_what_is_no_matrix_is_refused_with_a_sentence);
  g_test_add_func ("/entries/a-symmetric-matrix-stays-symmetric",
                   test_a_symmetric_matrix_stays_symmetric);
  g_test_add_func ("/entries/entries-stand-in-their-cells",
                   test_entries_stand_in_their_cells);
  g_test_add_func ("/entries/a-drag-changes-an-entry-by-whole-grains",
                   test_a_drag_changes_an_entry_by_whole_grains);
  g_test_add_func ("/entries/an-entry-is-saved-and-undone",
                   test_an_entry_is_saved_and_undone);
  g_test_add_func ("/entries/a-document-without-the-matrix-has-the-initial-one",
                   test_a_document_without_the_matrix_has_the_initial_one);
  return g_test_run ();
}
