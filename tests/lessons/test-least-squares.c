/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least-squares lesson, without a display: what it finds is held against
 * published numbers (R's cars: dist = -17.5790949 + 3.9324088 speed) and
 * against the normal equations, computed here.
 */
#include "core/epi-random.h"
#include "fit-session.h"

#include <math.h>
#include <string.h>

static const double cars[][2] = {
    {4, 2},   {4, 10},  {7, 4},   {7, 22},  {8, 16},  {9, 10},  {10, 18},
    {10, 26}, {10, 34}, {11, 17}, {11, 28}, {12, 14}, {12, 20}, {12, 24},
    {12, 28}, {13, 26}, {13, 34}, {13, 34}, {13, 46}, {14, 26}, {14, 36},
    {14, 60}, {14, 80}, {15, 20}, {15, 26}, {15, 54}, {16, 32}, {16, 40},
    {17, 32}, {17, 40}, {17, 50}, {18, 42}, {18, 56}, {18, 76}, {18, 84},
    {19, 36}, {19, 46}, {19, 68}, {20, 32}, {20, 48}, {20, 52}, {20, 56},
    {20, 64}, {22, 66}, {23, 54}, {24, 70}, {24, 92}, {24, 93}, {24, 120},
    {25, 85}};
#define N_CARS G_N_ELEMENTS (cars)

static EpiSession *
cars_session (const char *set)
{
  return fit_session (fit_document (cars, N_CARS), set);
}

/* R: lm (dist ~ speed), coefficients to seven decimals. */
static void
test_every_method_finds_the_published_line (void)
{
  static const char *const methods[] = {
      "normal", "qr", "svd", "gradient", "exact", "momentum", "nesterov"};

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++) {
    char *set = g_strdup_printf ("method=%s; step=0.3", methods[i]);
    EpiSession *session = cars_session (set);
    g_assert_cmpint (fit_proof (session), ==, EPI_OPTIMAL);
    const double *theta = fit_item (session, "theta_raw");
    g_assert_cmpfloat_with_epsilon (theta[0], -17.5790949, 2e-6);
    g_assert_cmpfloat_with_epsilon (theta[1], 3.9324088, 2e-7);
    g_assert_cmpfloat_with_epsilon (fit_item (session, "R2")[0], 0.6510794,
                                    1e-6);
    epi_session_free (session);
    g_free (set);
  }
}

static void
test_a_step_above_the_limit_diverges_and_says_so (void)
{
  EpiSession *session = cars_session ("method=gradient; step=0.3");
  double limit = fit_item (session, "step_limit")[0];

  epi_session_to_start (session);
  epi_session_set (session, "step", epi_number (limit * 1.01));
  epi_session_to_end (session);
  const EpiScene *scene = epi_session_scene (session);
  g_assert_cmpint (scene->answer->runs[0].status, ==, EPI_DIVERGED);
  g_assert_cmpint (fit_proof (session), !=, EPI_OPTIMAL);
  char *why = scene->lesson->explain (scene);
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "2/L"));
  g_free (why);

  epi_session_to_start (session);
  epi_session_set (session, "step", epi_number (limit * 0.99));
  epi_session_to_end (session);
  g_assert_cmpint (scene->answer->runs[0].status, ==, EPI_CONVERGED);
  g_assert_cmpint (fit_proof (session), ==, EPI_OPTIMAL);
  epi_session_free (session);
}

/* After a drag, Aᵀr = 0 for the moved points: |Σr|, |Σxr| are rounding. */
static void
test_a_moved_point_moves_the_fit (void)
{
  EpiSession *session = cars_session ("method=qr");
  const EpiScene *scene = epi_session_scene (session);
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  double before = fit_item (session, "theta_raw")[1];

  epi_session_begin_drag (session);
  for (int i = 0; i < 30; i++) {
    EpiDocument *moved = epi_handle_move_to (
        points, scene, 48, (EpiPoint){24 - 0.5 * i, 120 + 3 * i});
    epi_session_edit (session, moved, "Move point 49");
    epi_document_unref (moved);
  }
  epi_session_end_drag (session);

  const double *theta = fit_item (session, "theta_raw");
  double sum = 0, moment = 0, scale = 0;
  for (size_t i = 0; i < N_CARS; i++) {
    EpiPoint p;
    g_assert_true (epi_handle_position (points, scene, i, &p));
    double r = theta[0] + theta[1] * p.x - p.y;
    sum += r;
    moment += r * p.x;
    scale += fabs (r) * fabs (p.x);
  }
  g_assert_cmpfloat (fabs (sum), <, 1e-12 * scale);
  g_assert_cmpfloat (fabs (moment), <, 1e-12 * scale);
  g_assert_cmpfloat (theta[1], <, before - 0.5);
  g_assert_true (epi_session_undo (session));
  g_assert_cmpfloat (fit_item (session, "theta_raw")[1], ==, before);
  epi_session_free (session);
}

static void
test_the_prediction_lies_on_the_curve (void)
{
  EpiSession *session = cars_session ("method=qr; predict=(15, 0)");
  const EpiScene *scene = epi_session_scene (session);
  EpiPoint at;

  g_assert_true (
      epi_handle_position (&scene->lesson->handles[1], scene, 0, &at));
  const double *theta = fit_item (session, "theta_raw");
  g_assert_cmpfloat (at.x, ==, 15);
  g_assert_cmpfloat_with_epsilon (at.y, theta[0] + theta[1] * 15, 1e-10);
  epi_session_free (session);
}

/* Too few points are a sentence; the SVD and a ridge do without. */
static void
test_poor_data_is_explained (void)
{
  static const double wall[][2] = {{3, 1}, {3, 2}, {3, 4}};
  static const double two[][2] = {{1, 1}, {3, 5}};
  const EpiScene *scene;

  EpiSession *session = fit_session (fit_document (wall, 3), "method=qr");
  scene = epi_session_scene (session);
  g_assert_nonnull (strstr (scene->answer->error, "same x = 3"));
  epi_session_set (session, "method", epi_text ("svd"));
  g_assert_null (scene->answer->error);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta")[0], 7.0 / 3,
                                  1e-12);
  epi_session_free (session);

  session = fit_session (fit_document (wall, 1), "method=qr");
  scene = epi_session_scene (session);
  g_assert_nonnull (strstr (scene->answer->error, "one point"));
  epi_session_free (session);

  session = fit_session (fit_document (wall, 0), "method=qr");
  scene = epi_session_scene (session);
  g_assert_nonnull (strstr (scene->answer->error, "no points"));
  epi_session_free (session);

  session = fit_session (fit_document (two, 2), "method=qr; degree=2");
  scene = epi_session_scene (session);
  g_assert_nonnull (strstr (scene->answer->error, "2 different x"));
  epi_session_set (session, "degree", epi_number (1));
  g_assert_null (scene->answer->error);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta_raw")[1], 2, 1e-14);
  epi_session_free (session);
}

/* Rows without a number, hidden rows and rows kept for testing stay out. */
static void
test_marked_and_missing_rows_stay_out (void)
{
  static const double line[][2] = {{0, 1},   {1, 3},   {2, 5},
                                   {3, NAN}, {4, 100}, {5, -100}};
  EpiDocument *document = fit_document (line, 6);
  const EpiData *data = epi_document_data (document, "points");
  size_t hidden = 4, test = 5;
  EpiTable *a, *b;

  epi_table_set_marks (epi_data_table (data), &hidden, 1, EPI_MARK_HIDDEN, 0,
                       &a);
  epi_table_set_marks (a, &test, 1, EPI_MARK_TEST, 0, &b);
  EpiData *marked = epi_data_with_table (data, b);
  EpiDocument *with = epi_document_with_data (document, "points", marked);
  epi_table_unref (a);
  epi_table_unref (b);
  epi_data_unref (marked);
  epi_document_unref (document);

  EpiSession *session = fit_session (with, "method=qr");
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta_raw")[0], 1, 1e-13);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta_raw")[1], 2, 1e-13);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "rmse_test")[0], 111,
                                  1e-10);
  epi_session_free (session);
}

/* A ridge shrinks all but the intercept; as λ grows the fit is the mean. */
static void
test_a_ridge_shrinks (void)
{
  double last = INFINITY;

  for (int e = -3; e <= 3; e++) {
    char *set = g_strdup_printf ("method=qr; ridge=%g", pow (10, e));
    EpiSession *session = cars_session (set);
    g_assert_cmpint (fit_proof (session), ==, EPI_OPTIMAL);
    double slope = fit_item (session, "theta")[1];
    g_assert_cmpfloat (slope, <, last);
    g_assert_cmpfloat (slope, >, 0);
    last = slope;
    epi_session_free (session);
    g_free (set);
  }
}

/* What the frames say of the cost agrees with the residuals at the points. */
static void
test_frames_agree_with_the_points (void)
{
  EpiSession *session = cars_session ("method=gradient; step=0.2");
  const EpiScene *scene = epi_session_scene (session);

  epi_session_set_range (session, "data", NULL, 400, 300);
  for (size_t k = 0; k < 40; k += 13) {
    epi_session_seek (session, k);
    const double *theta = fit_item (session, "theta_raw");
    const double *fitted = epi_scene_field (scene, "fitted")->values;
    double sum = 0;
    for (size_t i = 0; i < N_CARS; i++) {
      double f = theta[0] + theta[1] * cars[i][0];
      g_assert_cmpfloat_with_epsilon (fitted[i], f, 1e-11);
      sum += (f - cars[i][1]) * (f - cars[i][1]);
    }
    g_assert_cmpfloat_with_epsilon (fit_item (session, "rmse")[0],
                                    sqrt (sum / N_CARS), 1e-10);
    g_assert_cmpfloat_with_epsilon (fit_item (session, "objective")[0],
                                    sum / N_CARS, 1e-10 * sum);
  }
  g_assert_nonnull (scene->answer);
  epi_session_free (session);
}

/* Among many points a drag is followed in O(p²): what is shown on the way is
 * what a fit of all rows gives on release, to 1e-10. */
static void
test_following_a_drag_agrees_with_a_fit_of_all_rows (void)
{
  static const char *const sets[] = {
      "method=qr; degree=3", "method=normal; degree=1; ridge=0.1",
      "method=svd; degree=2", "method=gradient; step=0.3"};
  const size_t n = 5000;
  double (*points)[2] = g_malloc (n * sizeof *points);

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiRandom random = epi_random (42, s);
    for (size_t i = 0; i < n; i++) {
      points[i][0] = 100 * epi_random_uniform (&random);
      points[i][1] = 3 * points[i][0] + 50 * epi_random_normal (&random);
    }
    EpiSession *session = fit_session (fit_document (points, n), sets[s]);
    const EpiScene *scene = epi_session_scene (session);
    epi_session_begin_drag (session);
    for (size_t i = 0; i < 300; i++) {
      EpiPoint to = {5 + 90 * epi_random_uniform (&random),
                     1000 * epi_random_normal (&random)};
      EpiDocument *moved = epi_handle_move_to (&scene->lesson->handles[0],
                                               scene, (i * 37) % n, to);
      epi_session_edit (session, moved, "Move");
      epi_document_unref (moved);
    }
    g_assert_true (scene->answer->live);
    g_assert_cmpint (fit_proof (session), !=, EPI_OPTIMAL);
    size_t p = epi_frame_find (epi_scene_frame (scene, 0), "theta")->rows;
    double *live =
        g_memdup2 (fit_item (session, "theta_raw"), p * sizeof (double));
    double rmse = fit_item (session, "rmse")[0],
           R2 = fit_item (session, "R2")[0];
    epi_session_end_drag (session);
    g_assert_false (scene->answer->live);
    g_assert_cmpint (fit_proof (session), ==, EPI_OPTIMAL);
    /* A descent stops on its gradient: each to 1e-10 of the start's. */
    double bound = scene->answer->n_runs == 1 ? 1e-7 : 1e-10;
    for (size_t j = 0; j < p; j++)
      g_assert_cmpfloat_with_epsilon (
          live[j], fit_item (session, "theta_raw")[j], bound * fabs (live[j]));
    g_assert_cmpfloat_with_epsilon (rmse, fit_item (session, "rmse")[0],
                                    1e-10 * rmse);
    g_assert_cmpfloat_with_epsilon (R2, fit_item (session, "R2")[0], 1e-10);
    g_free (live);
    epi_session_free (session);
  }
  g_free (points);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/least-squares/every-method-finds-the-published-line",
                   test_every_method_finds_the_published_line);
  g_test_add_func ("/least-squares/a-step-above-the-limit-diverges",
                   test_a_step_above_the_limit_diverges_and_says_so);
  g_test_add_func ("/least-squares/a-moved-point-moves-the-fit",
                   test_a_moved_point_moves_the_fit);
  g_test_add_func ("/least-squares/the-prediction-lies-on-the-curve",
                   test_the_prediction_lies_on_the_curve);
  g_test_add_func ("/least-squares/poor-data-is-explained",
                   test_poor_data_is_explained);
  g_test_add_func ("/least-squares/marked-and-missing-rows-stay-out",
                   test_marked_and_missing_rows_stay_out);
  g_test_add_func ("/least-squares/a-ridge-shrinks", test_a_ridge_shrinks);
  g_test_add_func ("/least-squares/frames-agree-with-the-points",
                   test_frames_agree_with_the_points);
  g_test_add_func (
      "/least-squares/following-a-drag-agrees-with-a-fit-of-all-rows",
      test_following_a_drag_agrees_with_a_fit_of_all_rows);
  return g_test_run ();
}
