/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the figures of the lesson on margins and kernels show: the lift in the
 * units of the machine, and the methods' convergence.
 */
#include "kit/epi-plot-table.h"
#include "svm-session.h"

#include "layer-pixels.h"

#include <math.h>

static EpiPlotTable *
figure_of (EpiSession *session, const char *name)
{
  const EpiViewSpec *view = lesson ()->views;

  while (strcmp (view->name, name) != 0)
    view++;
  return epi_view_table (view, epi_session_scene (session));
}

/* Six points of a ring and two in it; other units of them are standardised to
 * the same, so that the same bowl and the same plane are drawn. */
static void
test_the_lift_is_in_the_units_of_the_machine (void)
{
  double rows[8][3], far[8][3];
  EpiSession *sessions[2];
  EpiPlotTable *tables[2];
  EpiDocument *first = document_of (CLOUDS "kernel=lifted; gamma=1000");

  for (int i = 0; i < 8; i++) {
    double radius = i < 6 ? 2 : 0.25, angle = i < 6 ? i * G_PI / 3 : i * G_PI;
    rows[i][0] = radius * cos (angle) + (i < 6 ? 0.1 * i : 0);
    rows[i][1] = radius * sin (angle);
    far[i][0] = 30 * rows[i][0] + 700;
    far[i][1] = 0.2 * rows[i][1] - 90;
    rows[i][2] = far[i][2] = i < 6;
  }
  for (int t = 0; t < 2; t++) {
    EpiData *data = data_of (t == 0 ? rows : far, 8);
    EpiData *scaled = epi_data_with_standardised (data, true);
    sessions[t] =
        session_from (epi_document_with_data (first, "points", scaled));
    assert_proven (sessions[t]);
    g_assert_cmpfloat (number (sessions[t], "wrong"), ==, 0);
    tables[t] = figure_of (sessions[t], "lift");
    epi_data_unref (scaled);
    epi_data_unref (data);
  }
  g_assert_cmpuint (tables[0]->series->len, >, 50);
  g_assert_cmpuint (tables[0]->series->len, ==, tables[1]->series->len);
  for (guint s = 0; s < tables[0]->series->len; s++) {
    const EpiPlotSeries *a = tables[0]->series->pdata[s];
    const EpiPlotSeries *b = tables[1]->series->pdata[s];
    g_assert_cmpuint (a->n * a->n_columns, ==, b->n * b->n_columns);
    for (size_t i = 0; i < a->n * a->n_columns; i++)
      g_assert_true (isnan (a->values[i])
                         ? isnan (b->values[i])
                         : fabs (a->values[i] - b->values[i]) < 1e-5);
  }
  for (int t = 0; t < 2; t++) {
    epi_plot_table_free (tables[t]);
    epi_session_free (sessions[t]);
  }
  epi_document_unref (first);
}

/* The map counts what is right, which is no distance from the least cost. */
static void
test_the_map_stands_in_no_convergence (void)
{
  EpiSession *session = session_of (
      PETALS "kernel=gaussian; sigma=1; gamma=20; map=true; pair=3");
  EpiPlotTable *table = figure_of (session, "convergence");
  size_t gaps = 0;

  g_assert_cmpuint (epi_session_scene (session)->answer->n_runs, ==, 2);
  for (guint s = 0; s < table->series->len; s++) {
    const EpiPlotSeries *series = table->series->pdata[s];
    for (size_t i = 0; series->texts != NULL && i < series->n; i++) {
      g_assert_null (strstr (series->texts[i], "cross-validation"));
      gaps += strcmp (series->texts[i], "gap") == 0;
    }
  }
  g_assert_cmpuint (gaps, ==, 1);
  epi_plot_table_free (table);
  epi_session_free (session);
}

/* The interior point beside a kept run of SMO, which minimizes the dual: both
 * distances end below the tolerance. */
static void
test_both_methods_are_seen_to_converge (void)
{
  EpiSession *session = session_of (CLOUDS "kernel=linear; gamma=2");
  size_t distances = 0;

  epi_session_fork (session);
  edit (session, "method=interior");
  epi_session_to_end (session);
  EpiPlotTable *table = figure_of (session, "convergence");
  for (guint s = 0; s < table->series->len; s++) {
    const EpiPlotSeries *series = table->series->pdata[s];
    const double *y = series->values + series->n;
    if (strcmp (series->layer, "measures") != 0 ||
        strcmp (series->kind, "line") != 0 || series->n < 2)
      continue;
    g_assert_cmpfloat (y[series->n - 1], <, 1e-8);
    distances++;
  }
  g_assert_cmpuint (epi_session_scene (session)->answer->n_runs, ==, 2);
  g_assert_cmpuint (distances, >=, 4); /* gap and distance of each */
  epi_plot_table_free (table);
  epi_session_free (session);
}

/* A row without a number or a class is no point, and the figure says so, and
 * what explains it, also after what it has to say of the machine. */
static void
test_rows_without_numbers_are_told (void)
{
  static const char *const said = "2 of 5 rows have no number or class and do "
                                  "not count.";
  const double rows[][3] = {
      {0, 0, 0}, {1, NAN, 0}, {2, 2, 1}, {3, 2, 1}, {1, 1, NAN}};
  EpiDocument *first = document_of (CLOUDS "kernel=linear; gamma=1000");
  EpiData *data = data_of (rows, 5);
  EpiSession *session =
      session_from (epi_document_with_data (first, "points", data));
  char *summary = lesson ()->views[0].summary (epi_session_scene (session));
  char *why = lesson ()->explain (epi_session_scene (session));

  assert_proven (session);
  g_assert_true (g_str_has_suffix (summary, said));
  g_assert_nonnull (strstr (summary, "the margin is 2.828 wide"));
  g_assert_cmpstr (why, ==, said);
  g_free (why);
  g_free (summary);
  move (session, "points", 0, 2.5, 2); /* between the others */
  why = lesson ()->explain (epi_session_scene (session));
  g_assert_true (g_str_has_prefix (why, "No line separates"));
  g_assert_true (g_str_has_suffix (why, said));
  g_free (why);
  epi_session_free (session);
  epi_data_unref (data);
  epi_document_unref (first);
}

/* The part of its pixels that both have drawn on. */
static double
shared_ink (cairo_surface_t *a, cairo_surface_t *b)
{
  const uint32_t *p = (void *)cairo_image_surface_get_data (a);
  const uint32_t *q = (void *)cairo_image_surface_get_data (b);
  double own = 0, shared = 0;

  for (size_t i = 0; i < SIDE * SIDE; i++) {
    own += p[i] != 0;
    shared += p[i] != 0 && q[i] != 0;
  }
  g_assert_cmpfloat (own, >, 0);
  return shared / own;
}

/* Names of axes stand in front of the bowl and beside it, from wherever it is
 * seen: behind it points would lie on them. */
static void
test_no_point_lies_on_the_name_of_an_axis (void)
{
  const EpiRange range = {-1.6, 1.6, -1.6, 1.7, false, false};

  for (int azimuth = 15; azimuth < 360; azimuth += 15) {
    char *set = g_strdup_printf (RINGS "kernel=lifted; azimuth=%d", azimuth);
    EpiSession *session = session_of (set);
    const EpiScene *scene = epi_session_scene (session);
    cairo_surface_t *words = layer_alone (scene, "lift", "words", range);
    cairo_surface_t *points = layer_alone (scene, "lift", "points", range);
    g_test_message ("%d°: %g", azimuth, shared_ink (words, points));
    g_assert_cmpfloat (shared_ink (words, points), <, 0.03);
    cairo_surface_destroy (words);
    cairo_surface_destroy (points);
    epi_session_free (session);
    g_free (set);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/svm-figures/" name, func)
  ADD ("the lift is in the units of the machine",
       test_the_lift_is_in_the_units_of_the_machine);
  ADD ("the map stands in no convergence",
       test_the_map_stands_in_no_convergence);
  ADD ("both methods are seen to converge",
       test_both_methods_are_seen_to_converge);
  ADD ("no point lies on the name of an axis",
       test_no_point_lies_on_the_name_of_an_axis);
  ADD ("rows without numbers are told", test_rows_without_numbers_are_told);
  return g_test_run ();
}
