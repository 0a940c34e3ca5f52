/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back as the figure of margins and kernels shows them: hollow, the
 * others filled, those hidden not at all; a cross on each that is called wrong,
 * on no other; and what share of them is right, in words.
 */
#include "svm-session.h"

#include "held-back.h"
#include "kit/epi-classes.h"
#include "kit/epi-plot-table.h"
#include "layer-pixels.h"

#include <math.h>

/* The border is x = 1.  Rows 4 and 5 are held back; 4 is called wrong. */
static const double rows[][3] = {{0, 0, 1}, {0, 1, 1}, {2, 0, 2},
                                 {2, 1, 2}, {3, 0, 1}, {3, 1, 2}};
static const EpiRange square = {-1, 4, -2, 3, false, false};

static EpiSession *
session_with_tests (void)
{
  static const size_t held[] = {4, 5};

  return session_from (
      holding_back (document_with_rows (rows, G_N_ELEMENTS (rows)), held, 2));
}

/* The session's document with another table. */
static EpiDocument *
with_table (EpiSession *session, EpiTable *table)
{
  const EpiDocument *document = epi_session_scene (session)->document;
  EpiData *data =
      epi_data_with_table (epi_document_data (document, "points"), table);
  EpiDocument *with = epi_document_with_data (document, "points", data);

  epi_data_unref (data);
  epi_table_unref (table);
  return with;
}

static const EpiTable *
table_of (EpiSession *session)
{
  return epi_data_table (
      epi_document_data (epi_session_scene (session)->document, "points"));
}

/* ---- Points ---- */

static void
test_points_held_back_are_hollow (void)
{
  EpiSession *session = session_with_tests ();
  cairo_surface_t *s =
      layer_alone (epi_session_scene (session), "plane", "points", square);

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    EpiColour colour = epi_class_colour ((size_t)rows[i][2] - 1);
    bool held = i >= 4;
    g_assert_true (is_filled (s, square, rows[i][0], rows[i][1], colour) ==
                   !held);
    g_assert_true (is_hollow (s, square, rows[i][0], rows[i][1], colour) ==
                   held);
  }
  cairo_surface_destroy (s);
  epi_session_free (session);
}

/* The figure of the lift, too: it draws each with markers of its own. */
static void
test_lifted_points_held_back_are_hollow (void)
{
  EpiSession *session = session_with_tests ();
  const EpiViewSpec *view = lesson ()->views;
  size_t n[2] = {0};

  edit (session, "kernel=lifted");
  while (strcmp (view->name, "lift") != 0)
    view++;
  EpiPlotTable *table = epi_view_table (view, epi_session_scene (session));
  for (guint k = 0; k < table->series->len; k++) {
    const EpiPlotSeries *series = table->series->pdata[k];
    if (strcmp (series->layer, "points") != 0)
      continue;
    if (strcmp (series->kind, "points held back") == 0)
      n[1] += series->n;
    else if (strcmp (series->kind, "points") == 0)
      n[0] += series->n;
  }
  g_assert_cmpuint (n[0], ==, 4);
  g_assert_cmpuint (n[1], ==, 2);
  epi_plot_table_free (table);
  epi_session_free (session);
}

/* A row that is hidden is not held back, whatever its mark. */
static void
test_a_hidden_row_is_neither_drawn_nor_counted (void)
{
  EpiSession *session = session_with_tests ();
  const size_t row = 4;
  EpiTable *table;

  g_assert_cmpfloat (told (session, "test"), ==, 2);
  g_assert_cmpint (epi_table_set_marks (table_of (session), &row, 1,
                                        EPI_MARK_HIDDEN, 0, &table),
                   ==, EPI_OK);
  g_assert_false (epi_row_is_held_back (table, 4));
  EpiDocument *document = with_table (session, table);
  g_assert_cmpuint (
      epi_held_back_count (epi_document_data (document, "points")), ==, 1);
  epi_session_edit (session, document, "Hide");
  const EpiScene *scene = epi_session_scene (session);
  g_assert_false (epi_handle_is_held_back (handle ("points"), scene, 4));
  g_assert_true (epi_handle_is_held_back (handle ("points"), scene, 5));
  g_assert_cmpfloat (told (session, "test"), ==, 1);
  g_assert_cmpfloat (told (session, "test_right"), ==, 1);
  epi_document_unref (document);
  epi_session_free (session);
}

/* ---- Crosses ---- */

static size_t
cross_at (const EpiScene *scene, double x, double y)
{
  cairo_surface_t *s = layer_alone (scene, "plane", "wrong", square);
  size_t n = ink_near (s, square, x, y, 6, EPI_COLOUR_WARNING);

  cairo_surface_destroy (s);
  return n;
}

static void
test_those_called_wrong_are_struck_out (void)
{
  EpiSession *session = session_with_tests ();
  const EpiScene *scene = epi_session_scene (session);

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true ((cross_at (scene, rows[i][0], rows[i][1]) > 0) == (i == 4));
  move (session, "points", 4, -0.5, 0); /* to the side of its class */
  g_assert_cmpuint (cross_at (epi_session_scene (session), -0.5, 0), ==, 0);
  epi_session_free (session);
}

/* Between an edit and its answer the answer's rows are others, or used again: a
 * cross would stand on a point that nobody judged. */
static void
test_no_cross_outlives_its_row (void)
{
  EpiSession *session = session_with_tests ();
  EpiScene scene = *epi_session_scene (session);
  const size_t first = 0, wrong = 4;
  EpiTable *fewer, *again;

  g_assert_cmpint (epi_table_remove (table_of (session), &first, 1, &fewer), ==,
                   EPI_OK);
  g_assert_cmpint (epi_table_set_marks (table_of (session), &wrong, 1, 0,
                                        EPI_MARK_TEST, &again),
                   ==, EPI_OK);
  EpiDocument *after[] = {with_table (session, fewer),
                          with_table (session, again)};
  for (size_t t = 0; t < G_N_ELEMENTS (after); t++) {
    scene.document = after[t];
    scene.stale = true;
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
      g_assert_cmpuint (cross_at (&scene, rows[i][0], rows[i][1]), ==, 0);
    epi_document_unref (after[t]);
  }
  epi_session_free (session);
}

/* In a drag the answer is a little older than the document, too, and a cross
 * goes along with its point: it would flicker else. */
static void
test_a_cross_goes_along_with_its_point (void)
{
  EpiSession *session = session_with_tests ();
  EpiScene scene = *epi_session_scene (session);
  EpiDocument *moved =
      epi_handle_move_to (handle ("points"), &scene, 4, (EpiPoint){3, -1});

  scene.document = moved;
  scene.stale = true;
  g_assert_cmpuint (cross_at (&scene, 3, -1), >, 0);
  g_assert_cmpuint (cross_at (&scene, 3, 0), ==, 0);
  epi_document_unref (moved);
  epi_session_free (session);
}

/* ---- The share ---- */

/* n rows held back right of the border, all of them of class 2 but the first
 * wrong ones. */
static EpiSession *
session_with_many (size_t n, size_t wrong)
{
  static const double used[][3] = {{0, 0, 1}, {0, 1, 1}, {2, 0, 2}, {2, 1, 2}};
  double (*all)[3] = g_malloc_n (n + 4, sizeof *all);
  size_t *held = g_new (size_t, n);

  memcpy (all, used, sizeof used);
  for (size_t i = 0; i < n; i++) {
    held[i] = 4 + i;
    all[4 + i][0] = 3;
    all[4 + i][1] = (double)i / (double)n;
    all[4 + i][2] = i < wrong ? 1 : 2;
  }
  EpiSession *session =
      session_from (holding_back (document_with_rows (all, n + 4), held, n));
  g_free (held);
  g_free (all);
  return session;
}

/* To the nearest whole, but 100 % where all are right and nowhere else. */
static void
test_shares_are_rounded (void)
{
  static const struct {
    size_t n, wrong;
    const char *said;
  } cases[] = {{38, 2, "36 of 38 right, 95 %;"},
               {3, 2, "1 of 3 right, 33 %;"},
               {250, 1, "249 of 250 right, 99 %;"},
               {250, 0, "250 of 250 right, 100 %."}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_with_many (cases[i].n, cases[i].wrong);
    assert_says (session, cases[i].said);
    epi_session_free (session);
  }
}

/* As many as are judged, and one more. */
static void
test_too_many_are_not_judged (void)
{
  EpiSession *session = session_with_many (5000, 0);

  assert_says (session, "5000 of 5000 right, 100 %.");
  epi_session_free (session);
  session = session_with_many (5001, 0);
  assert_says (session, "5001 rows are held back, and only up to 5000 are "
                        "judged here: filter some away.");
  g_assert_cmpfloat (told (session, "test"), ==, 5001);
  g_assert_true (isnan (told (session, "test_right")));
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/svm-hollow/" name, func)
  ADD ("points held back are hollow", test_points_held_back_are_hollow);
  ADD ("lifted points held back are hollow",
       test_lifted_points_held_back_are_hollow);
  ADD ("a hidden row is neither drawn nor counted",
       test_a_hidden_row_is_neither_drawn_nor_counted);
  ADD ("those called wrong are struck out",
       test_those_called_wrong_are_struck_out);
  ADD ("no cross outlives its row", test_no_cross_outlives_its_row);
  ADD ("a cross goes along with its point",
       test_a_cross_goes_along_with_its_point);
  ADD ("shares are rounded", test_shares_are_rounded);
  ADD ("too many are not judged", test_too_many_are_not_judged);
  return g_test_run ();
}
