/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What semidefinite programs are for: stability, and cuts of graphs.
 */
#include "kit/epi-plot-table.h"
#include "semidefinite-program-session.h"
#include "semidefinite-program/lesson.h"

#include <math.h>
#include <string.h>

/* ---- Lyapunov ---- */

/* Feasible exactly when it is dragged to where both real parts are negative;
 * eigenvectors stay, so a symmetric matrix stays symmetric. */
static void
test_an_eigenvalue_decides_and_keeps_its_eigenvector (void)
{
  EpiSession *session =
      session_of ("problem=lyapunov; A=[-0.75 1.25 / 1.25 -0.75]");

  g_assert_cmpint (proof (session)->status, ==, EPI_INFEASIBLE);
  drag (session, "eigenvalue", 0, -1, 0.7); /* 0.5 to -0.5; up is nothing */
  g_assert_cmpint (proof (session)->status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (number (session, "abscissa"), -0.5, 1e-12);
  const double *fall = item (session, "fall")->data;
  const double *P = item (session, "P")->data;
  g_assert_cmpfloat_with_epsilon (P[0], 1, 1e-5); /* max (1, 1/(2·½)) */
  g_assert_cmpfloat_with_epsilon (P[1], 0, 1e-5);
  g_assert_cmpfloat_with_epsilon (fall[1], fall[2], 1e-12);
  drag (session, "eigenvalue", 0, 0.75, 0);
  g_assert_cmpint (proof (session)->status, ==, EPI_INFEASIBLE);
  g_assert_true (epi_session_undo (session));
  g_assert_cmpint (proof (session)->status, ==, EPI_OPTIMAL);
  epi_session_free (session);
}

/* The direction that does not shrink ends on the unit circle, which has its
 * name there: that of the direction is inside. */
static void
test_the_name_of_a_direction_is_inside_the_circle (void)
{
  EpiSession *session = session_of ("problem=lyapunov; A=[-1 0 / 0 0.5]");
  const EpiViewSpec *view = epi_session_lesson (session)->views;

  g_assert_cmpint (proof (session)->status, ==, EPI_INFEASIBLE);
  while (view->layers != sd_phase_layers)
    view++;
  EpiPlotTable *table = epi_view_table (view, epi_session_scene (session));
  size_t n = 0;
  for (guint i = 0; i < table->series->len; i++) {
    const EpiPlotSeries *s = table->series->pdata[i];
    if (s->texts == NULL || strcmp (s->layer, "refutation") != 0)
      continue;
    g_assert_nonnull (strstr (s->texts[0], "nothing shrinks"));
    g_assert_cmpfloat (hypot (s->values[0], s->values[s->n]), <, 0.75);
    n++;
  }
  g_assert_cmpuint (n, ==, 1);
  epi_plot_table_free (table);
  epi_session_free (session);
}

static char *
summary_of (EpiSession *session, const char *name)
{
  const EpiViewSpec *view = epi_session_lesson (session)->views;

  while (strcmp (view->name, name) != 0)
    view++;
  return view->summary (epi_session_scene (session));
}

/* Never said to be infeasible left of the axis, however flat the ellipse is; on
 * the axis and right of it proven so. */
static void
test_infeasible_exactly_at_the_axis (void)
{
  static const char *const stable[] = {
      "-1e-3 1 / -1 -1e-3", "-1 5 / 0.2399 -1.2", "-1e-4 100 / 0 -1e-4",
      "-1e-3 1000 / 0 -1e-3"};
  static const char *const unstable[] = {
      "0 1 / -1 0",       "1e-9 1 / -1 1e-9", "0 1 / 0 0",      "0 0 / 0 0",
      "-1 5 / 0.24 -1.2", "-1 0 / 0 1e-6",    "-3 6 / 0.1 -0.2"};

  for (size_t i = 0; i < G_N_ELEMENTS (stable) + G_N_ELEMENTS (unstable); i++) {
    bool is_stable = i < G_N_ELEMENTS (stable);
    char *set = g_strdup_printf (
        "problem=lyapunov; A=[%s]",
        is_stable ? stable[i] : unstable[i - G_N_ELEMENTS (stable)]);
    EpiSession *session = session_of (set);
    g_assert_cmpint (number (session, "abscissa") < 0, ==, is_stable);
    if (is_stable)
      g_assert_cmpint (proof (session)->status, !=, EPI_INFEASIBLE);
    else
      g_assert_cmpint (proof (session)->status, ==, EPI_INFEASIBLE);
    char *words = summary_of (session, "system"); /* shows P, or Z instead */
    g_assert_cmpint (strstr (words, "there is no P") == NULL, ==, is_stable);
    g_free (words);
    epi_session_free (session);
    g_free (set);
  }
}

static void
test_a_pair_stays_a_pair_in_rotation_form (void)
{
  EpiSession *session = session_of_preset ("spiral");
  const EpiFrameItem *lambda = item (session, "lambda");
  double a = lambda->data[0], b = lambda->data[2];

  g_assert_cmpfloat (b, >, 0);
  drag (session, "eigenvalue", 1, -0.25, -0.5); /* the lower one, down */
  lambda = item (session, "lambda");
  g_assert_cmpfloat_with_epsilon (lambda->data[0], a - 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (lambda->data[2], b + 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (lambda->data[3], -b - 0.5, 1e-12);
  drag (session, "eigenvalue", 0, a, -3 * b); /* through the axis: it stops */
  g_assert_cmpfloat (item (session, "lambda")->data[2], >, 0);
  epi_session_free (session);
}

/* xᵀPx falls along every trajectory that begins on the ellipse. */
static void
test_no_trajectory_leaves_the_ellipse (void)
{
  static const char *const presets[] = {"spiral", "shear"};

  for (size_t p = 0; p < G_N_ELEMENTS (presets); p++) {
    EpiSession *session = session_of_preset (presets[p]);
    epi_session_set_range (session, "phase", NULL, 400, 400);
    const EpiFieldGrid *grid =
        epi_scene_field (epi_session_scene (session), "trajectories");
    const double *P = item (session, "P")->data;
    g_assert_nonnull (grid);
    for (size_t t = 0; t + 1 < grid->n_outputs / 2; t++) {
      const double *x = grid->values + 2 * t * grid->nx, *y = x + grid->nx;
      double before = 1 + 1e-6;
      for (size_t k = 0; k < grid->nx; k++) {
        double value =
            P[0] * x[k] * x[k] + 2 * P[1] * x[k] * y[k] + P[3] * y[k] * y[k];
        g_assert_cmpfloat (value, <=, before);
        before = value;
      }
      g_assert_cmpfloat (before, <, 0.2);
    }
    epi_session_free (session);
  }
}

/* ---- Max-cut ---- */

static void
test_a_dragged_graph_keeps_its_bound_above_its_cuts (void)
{
  EpiSession *session = session_of_preset ("twelve");

  for (int turn = 0; turn < 6; turn++) {
    double bound = number (session, "bound");
    double largest = number (session, "largest_cut");
    double best = number (session, "best_cut");
    g_assert_cmpint (proof (session)->status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (bound, >=, largest - 1e-9);
    g_assert_cmpfloat (largest, >=, best - 1e-9);
    g_assert_cmpfloat (best, >=, 0.878 * bound);
    drag (session, "nodes", (size_t)turn, 1.5 * cos (turn), 1.5 * sin (turn));
  }
  epi_session_free (session);
}

/* Stepping back and forth through solving and rounding gives the same. */
static void
test_a_hyperplane_comes_back_when_one_steps_back (void)
{
  EpiSession *session = session_of_preset ("five-cycle");
  size_t last = epi_session_last (session);
  double cut[3];

  for (size_t i = 0; i < 3; i++) {
    epi_session_seek (session, last - i);
    cut[i] = number (session, "cut");
  }
  epi_session_fork (session);
  epi_session_to_end (session);
  for (size_t i = 0; i < 3; i++) {
    epi_session_seek (session, last - i);
    g_assert_cmpfloat (number (session, "cut"), ==, cut[i]);
  }
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                        \
  g_test_add_func ("/semidefinite-program-uses/" name, test)
  ADD ("the-name-of-a-direction-is-inside-the-circle",
       test_the_name_of_a_direction_is_inside_the_circle);
  ADD ("infeasible-exactly-at-the-axis", test_infeasible_exactly_at_the_axis);
  ADD ("an-eigenvalue-decides-and-keeps-its-eigenvector",
       test_an_eigenvalue_decides_and_keeps_its_eigenvector);
  ADD ("a-pair-stays-a-pair-in-rotation-form",
       test_a_pair_stays_a_pair_in_rotation_form);
  ADD ("no-trajectory-leaves-the-ellipse",
       test_no_trajectory_leaves_the_ellipse);
  ADD ("a-dragged-graph-keeps-its-bound-above-its-cuts",
       test_a_dragged_graph_keeps_its_bound_above_its_cuts);
  ADD ("a-hyperplane-comes-back-when-one-steps-back",
       test_a_hyperplane_comes_back_when_one_steps_back);
  return g_test_run ();
}
