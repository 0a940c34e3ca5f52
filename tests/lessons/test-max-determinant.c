/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The max-det lesson, without a display.  What it shows is held against John's
 * theorem, the affine invariance of ellipsoids, Steiner's ellipse and the
 * optimality conditions of the sparse covariance, computed here.
 */
#include "kit/epi-assign.h"
#include "kit/epi-render.h"
#include "session-checks.h"

#include <math.h>
#include <string.h>

#define WINE                                                                   \
  "problem=covariance; data=wine; "                                            \
  "variable=alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,"               \
  "total_phenols,flavanoids,nonflavanoid_phenols,proanthocyanins,"             \
  "color_intensity,hue,od280_od315_of_diluted_wines,proline; "

static const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("max-determinant");
}

/* At its end; data, which it takes over, NULL: the lesson's own. */
static EpiSession *
session_of (EpiData *data, const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), &error), *own = NULL;

  g_assert_no_error (error);
  if (data != NULL)
    own = epi_document_with_data (first, "points", data);
  EpiDocument *document =
      epi_assign (lesson (), own != NULL ? own : first, set, &error);
  g_assert_no_error (error);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);
  epi_session_to_end (session);
  epi_data_unref (data);
  epi_document_unref (own);
  epi_document_unref (first);
  epi_document_unref (document);
  return session;
}

static EpiData *
points_of (const double (*points)[2], size_t n)
{
  static const char *const names[] = {"x", "y"};
  const char *x[] = {"x", NULL}, *y[] = {"y", NULL};
  double *columns = g_new (double, 2 * n + 1);
  EpiTable *table;

  for (size_t i = 0; i < n; i++) {
    columns[i] = points[i][0];
    columns[n + i] = points[i][1];
  }
  g_assert_cmpint (epi_table_new (names, columns, n, 2, &table), ==, EPI_OK);
  EpiData *data = epi_data_new (table, "Points", "", NULL);
  EpiData *with_x = epi_data_with_role (data, "x", x);
  EpiData *with_y = epi_data_with_role (with_x, "y", y);
  epi_data_unref (data);
  epi_data_unref (with_x);
  epi_table_unref (table);
  g_free (columns);
  return with_y;
}

static const double *
values (EpiSession *session, const char *name)
{
  return item (session, name)->data;
}

/* ‖u‖ of a point, u with p = B u + d: at most 1 inside of the ellipse. */
static double
length_seen (const double *ellipse, EpiPoint p)
{
  const double *B = ellipse + 2;
  double dx = p.x - ellipse[0], dy = p.y - ellipse[1];
  double det = B[0] * B[3] - B[1] * B[2];

  return hypot ((B[3] * dx - B[2] * dy) / det, (B[0] * dy - B[1] * dx) / det);
}

/* The farthest point, seen from the ellipse. */
static double
farthest (EpiSession *session)
{
  const EpiScene *scene = epi_session_scene (session);
  const double *ellipse = values (session, "ellipse");
  double most = 0;

  for (size_t i = 0; i < epi_handle_count (&lesson ()->handles[0], scene);
       i++) {
    EpiPoint p;
    g_assert_true (epi_handle_position (&lesson ()->handles[0], scene, i, &p));
    most = fmax (most, length_seen (ellipse, p));
  }
  return most;
}

static void
move (EpiSession *session, size_t i, EpiPoint to)
{
  EpiDocument *moved = epi_handle_move_to (&lesson ()->handles[0],
                                           epi_session_scene (session), i, to);

  epi_session_edit (session, moved, "Move a point");
  epi_document_unref (moved);
}

/* ---- Around ---- */

static void
test_every_iterate_holds_the_points_and_shrinks (void)
{
  static const char *const sets[] = {"problem=around",
                                     "data=old_faithful; x=eruptions; "
                                     "y=waiting"};

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiSession *session = session_of (NULL, sets[s]);
    size_t last = epi_session_last (session);
    double area = INFINITY;
    assert_proven (session);
    g_assert_cmpuint (last, >=, 4);
    for (size_t k = 0; k <= last; k++) {
      epi_session_seek (session, k);
      g_assert_cmpfloat (farthest (session), <, 1 + 1e-9);
      g_assert_cmpfloat (number (session, "area"), <, area * (1 + 1e-9));
      area = number (session, "area");
      if (2 * k < last)
        g_assert_cmpint (
            epi_session_scene (session)->answer->certificate.status, !=,
            EPI_OPTIMAL);
    }
    g_assert_cmpfloat_with_epsilon (farthest (session), 1, 1e-7);
    epi_session_free (session);
  }
}

/* Σλ = 2, John's condition, 3 to 5 points, none above n/(n+1). */
static void
test_multipliers_add_up_to_the_dimension (void)
{
  static const char *const sets[] = {
      "problem=around", "problem=inside; data=polygon",
      "data=iris; x=petal_length_cm; y=petal_width_cm",
      "problem=inside; data=triangle; extra=true; guest=(3, 2)",
      "extra=true; guest=(30, -7)"};

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiSession *session = session_of (NULL, sets[s]);
    const EpiFrameItem *lambda =
        epi_frame_find (frame_of (session), "multipliers");
    assert_proven (session);
    g_assert_cmpfloat_with_epsilon (number (session, "lambda_sum"), 2, 1e-7);
    g_assert_cmpfloat (number (session, "john"), <, 1e-4); /* √gap */
    g_assert_cmpfloat (number (session, "touching"), >=, 3);
    g_assert_cmpfloat (number (session, "touching"), <=, 5);
    for (size_t k = 0; k < lambda->rows; k++)
      g_assert_cmpfloat (lambda->data[k], <, 2 / 3. + 1e-5);
    epi_session_free (session);
  }
}

/* A point that does not touch may be dragged inside as one likes; one that
 * does takes the ellipse along, at every motion; undo brings it back. */
static void
test_only_points_that_touch_are_felt (void)
{
  EpiSession *session = session_of (NULL, "problem=around");
  double area = number (session, "area");
  const double *lambda = values (session, "lambda");
  size_t touching = 0;

  while (lambda[touching] < 0.1)
    touching++;
  g_assert_cmpfloat (lambda[13], <, 1e-6);
  move (session, 13, (EpiPoint){-0.5, -0.5});
  g_assert_cmpfloat (number (session, "area"), ==, area);
  epi_session_begin_drag (session);
  for (int i = 1; i <= 20; i++) {
    move (session, touching, (EpiPoint){-2.4 - 0.1 * i, -0.6});
    assert_proven (session);
    g_assert_cmpfloat (farthest (session), <, 1 + 1e-9);
    g_assert_cmpfloat_with_epsilon (number (session, "lambda_sum"), 2, 1e-7);
  }
  epi_session_end_drag (session);
  g_assert_cmpfloat (number (session, "area"), >, 1.2 * area);
  g_assert_true (epi_session_undo (session));
  epi_session_to_end (session);
  g_assert_cmpfloat (number (session, "area"), ==, area);
  epi_session_free (session);
}

/* Without a point that touches the ellipse is smaller, and what it carried is
 * carried by others. */
static void
test_others_take_over_for_a_point_that_goes (void)
{
  EpiSession *session = session_of (NULL, "problem=around");
  double area = number (session, "area");
  size_t row = 0;

  while (values (session, "lambda")[row] < 0.1)
    row++;
  const EpiDocument *document = epi_session_scene (session)->document;
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *less;
  epi_table_remove (epi_data_table (data), &row, 1, &less);
  EpiData *with = epi_data_with_table (data, less);
  EpiDocument *to = epi_document_with_data (document, "points", with);
  epi_session_edit (session, to, "Delete a point");
  epi_session_to_end (session);
  g_assert_cmpfloat (number (session, "area"), <, area * (1 - 1e-3));
  g_assert_cmpfloat_with_epsilon (number (session, "lambda_sum"), 2, 1e-7);
  epi_document_unref (to);
  epi_data_unref (with);
  epi_table_unref (less);
  epi_session_free (session);
}

/* p ↦ M p + t: the same multipliers, and |det M| times the area. */
static void
test_an_affine_map_takes_the_ellipse_along (void)
{
  static const double M[][4] = {
      {2, 1, -1, 3}, {1e6, 0, 0, 1e-3}, {0, 1, 1, 0}, {1, 0.999, 0, 0.01}};
  static const double t[][2] = {{5, -2}, {1990, 3e4}, {0, 0}, {-7, 1e3}};
  EpiSession *plain = session_of (NULL, "problem=around");
  const EpiScene *scene = epi_session_scene (plain);

  for (size_t m = 0; m < G_N_ELEMENTS (M); m++) {
    double at[14][2], det = M[m][0] * M[m][3] - M[m][1] * M[m][2];
    for (size_t i = 0; i < 14; i++) {
      EpiPoint p;
      epi_handle_position (&lesson ()->handles[0], scene, i, &p);
      at[i][0] = M[m][0] * p.x + M[m][1] * p.y + t[m][0];
      at[i][1] = M[m][2] * p.x + M[m][3] * p.y + t[m][1];
    }
    EpiSession *mapped = session_of (points_of (at, 14), "problem=around");
    assert_proven (mapped);
    g_assert_cmpfloat_with_epsilon (
        number (mapped, "area") / number (plain, "area") / fabs (det), 1, 1e-6);
    for (size_t i = 0; i < 14; i++)
      g_assert_cmpfloat_with_epsilon (values (mapped, "lambda")[i],
                                      values (plain, "lambda")[i], 2e-4);
    epi_session_free (mapped);
  }
  epi_session_free (plain);
}

/* ---- Inside ---- */

/* Every iterate is inside: its farthest point over an edge is d + B Ba/‖Ba‖,
 * which is a contact; at the end those with a multiplier are on the edge. */
static void
test_every_iterate_fits_and_grows (void)
{
  EpiSession *session = session_of (NULL, "problem=inside; data=polygon");
  double area = 0;

  assert_proven (session);
  for (size_t k = 0; k <= epi_session_last (session); k++) {
    epi_session_seek (session, k);
    const EpiFrameItem *at = epi_frame_find (frame_of (session), "contacts");
    const double *corners = values (session, "corners");
    const EpiScene *scene = epi_session_scene (session);
    for (size_t i = 0; i < at->cols; i++) {
      EpiPoint p, q;
      const EpiHandleSpec *points = &lesson ()->handles[0];
      epi_handle_position (points, scene, (size_t)corners[i], &p);
      epi_handle_position (points, scene, (size_t)corners[(i + 1) % at->cols],
                           &q);
      double left = (q.x - p.x) * (at->data[2 * i + 1] - p.y) -
                    (q.y - p.y) * (at->data[2 * i] - p.x);
      g_assert_cmpfloat (left, >, -1e-9);
      if (k == epi_session_last (session) &&
          values (session, "multipliers")[i] > 1e-4)
        g_assert_cmpfloat (left, <, 1e-4);
    }
    g_assert_cmpfloat (number (session, "area"), >, area * (1 - 1e-9));
    area = number (session, "area");
  }
  epi_session_free (session);
}

/* Steiner: in any triangle π/√27 of the area, around it the inverse of
 * 4π/√27, with 2/3 at every corner. */
static void
test_a_triangle_has_the_ellipses_of_steiner (void)
{
  EpiSession *inside = session_of (NULL, "problem=inside; data=triangle");
  EpiSession *around = session_of (NULL, "problem=around; data=triangle");

  g_assert_cmpfloat_with_epsilon (number (inside, "filled"), G_PI / sqrt (27),
                                  1e-7);
  g_assert_cmpfloat_with_epsilon (number (around, "filled"),
                                  sqrt (27) / (4 * G_PI), 1e-7);
  for (size_t i = 0; i < 3; i++) {
    g_assert_cmpfloat_with_epsilon (values (inside, "lambda")[i], 2 / 3., 1e-5);
    g_assert_cmpfloat_with_epsilon (values (around, "lambda")[i], 2 / 3., 1e-5);
  }
  epi_session_free (inside);
  epi_session_free (around);
}

static void
test_a_dent_is_explained (void)
{
  static const double dented[][2] = {{0, 0}, {4, 0}, {4, 4}, {2, 1}, {0, 4}};
  EpiSession *session = session_of (points_of (dented, 5), "problem=inside");
  char *why = lesson ()->explain (epi_session_scene (session));

  assert_proven (session);
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "convex hull"));
  g_assert_cmpfloat_with_epsilon (number (session, "area"), 4 * G_PI, 1e-6);
  g_free (why);
  epi_session_free (session);
}

/* ---- Covariance ---- */

static void
test_the_penalty_goes_from_the_inverse_to_the_diagonal (void)
{
  EpiSession *session = session_of (NULL, WINE "penalty=0");
  const double *theta = values (session, "Theta"), *S = values (session, "S");

  assert_proven (session);
  for (size_t j = 0; j < 13; j++)
    for (size_t i = 0; i < 13; i++) {
      double sum = 0;
      for (size_t k = 0; k < 13; k++)
        sum += theta[i + 13 * k] * S[k + 13 * j];
      g_assert_cmpfloat_with_epsilon (sum, i == j, 1e-9);
    }
  g_assert_cmpfloat (number (session, "edges"), ==, 78);

  double largest = number (session, "largest");
  epi_session_set (session, "penalty", epi_number (largest));
  epi_session_to_end (session);
  assert_proven (session);
  theta = values (session, "Theta");
  for (size_t i = 0; i < 169; i++)
    g_assert_cmpfloat (theta[i], ==, i % 14 == 0);
  g_assert_cmpfloat (number (session, "edges"), ==, 0);
  g_assert_cmpfloat (number (session, "components"), ==, 13);
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_nonnull (strstr (why, "independent"));
  g_free (why);
  epi_session_free (session);
}

/* The certificate's gap is the difference of two values computed here. */
static void
test_both_methods_are_proven_and_agree (void)
{
  EpiSession *sweeps = session_of (NULL, WINE "penalty=0.2; method=sweeps");
  EpiSession *interior = session_of (NULL, WINE "penalty=0.2; method=interior");

  assert_proven (sweeps);
  assert_proven (interior);
  g_assert_cmpfloat_with_epsilon (number (sweeps, "objective"),
                                  number (interior, "objective"), 1e-6);
  g_assert_cmpfloat (number (sweeps, "edges"), ==, number (interior, "edges"));
  for (size_t i = 0; i < 169; i++)
    g_assert_cmpfloat_with_epsilon (values (sweeps, "Theta")[i],
                                    values (interior, "Theta")[i], 1e-3);
  epi_session_free (sweeps);
  epi_session_free (interior);
}

/* At every iterate p ≥ d, and W keeps its distance from S. */
static void
test_no_sweep_is_below_its_dual (void)
{
  EpiSession *session = session_of (NULL, WINE "penalty=0.1");

  for (size_t k = 0; k <= epi_session_last (session); k++) {
    epi_session_seek (session, k);
    const double *W = values (session, "W"), *S = values (session, "S");
    g_assert_cmpfloat (number (session, "objective"), >=,
                       number (session, "dual_objective") - 1e-9);
    for (size_t i = 0; i < 169; i++)
      g_assert_cmpfloat (fabs (W[i] - S[i]), <=, i % 14 == 0 ? 0 : 0.1 + 1e-15);
  }
  epi_session_free (session);
}

/* Rows held back have a likelihood of their own: here worse without a penalty
 * than with one, for 20 wines hardly tell 78 correlations. */
static void
test_rows_held_back_judge_the_penalty (void)
{
  EpiSession *session = session_of (NULL, WINE "penalty=0");
  const EpiDocument *document = epi_session_scene (session)->document;
  const EpiData *data = epi_document_data (document, "points");
  size_t rows[158], n = 0;
  EpiTable *marked;

  for (size_t i = 0; i < 178; i++)
    if (i % 9 != 0)
      rows[n++] = i;
  epi_table_set_marks (epi_data_table (data), rows, n, EPI_MARK_TEST, 0,
                       &marked);
  EpiData *with = epi_data_with_table (data, marked);
  EpiDocument *to = epi_document_with_data (document, "points", with);
  epi_session_edit (session, to, "Hold back");
  epi_session_to_end (session);
  double without = number (session, "log_likelihood_test");
  epi_session_set (session, "penalty", epi_number (0.2));
  epi_session_to_end (session);
  g_assert_cmpfloat (number (session, "log_likelihood_test"), >, without);
  epi_document_unref (to);
  epi_data_unref (with);
  epi_table_unref (marked);
  epi_session_free (session);
}

/* ---- Timeline ---- */

/* Back three steps, a fork, and on to the end: the same last frame. */
static void
test_a_fork_ends_where_its_run_ends (void)
{
  EpiSession *session = session_of (NULL, "problem=around");
  size_t last = epi_session_last (session);

  epi_session_step (session, -1);
  epi_session_step (session, -1);
  epi_session_step (session, -1);
  g_assert_cmpuint (epi_session_scene (session)->k, ==, last - 3);
  epi_session_fork (session);
  epi_session_to_end (session);
  const EpiAnswer *answer = epi_session_scene (session)->answer;
  g_assert_cmpuint (answer->n_runs, ==, 2);
  const EpiRun *a = &answer->runs[0], *b = &answer->runs[1];
  g_assert_cmpfloat (
      epi_frame_scalar (a->frames[a->n_frames - 1], "area", NAN), ==,
      epi_frame_scalar (b->frames[b->n_frames - 1], "area", NAN));
  epi_session_free (session);
}

/* ---- Bad input ---- */

static void
assert_refused (EpiData *data, const char *set, const char *word)
{
  EpiSession *session = session_of (data, set);
  const EpiAnswer *answer = epi_session_scene (session)->answer;
  const EpiRenderOptions options = {.width = 500,
                                    .height = 400,
                                    .palette = epi_palette_get ("light"),
                                    .handles = true};

  g_assert_nonnull (answer->error);
  if (strstr (answer->error, word) == NULL)
    g_error ("“%s” lacks “%s”", answer->error, word);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 400);
  cairo_t *cr = cairo_create (surface);
  for (const EpiViewSpec *view = lesson ()->views; view->name != NULL; view++)
    epi_render_view (cr, view, epi_session_scene (session), NULL, &options);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  epi_session_free (session);
}

static void
test_poor_points_are_a_sentence_each (void)
{
  static const double line[][2] = {{1, 1}, {2, 2}, {3, 3}, {7, 7}};
  static const double spot[][2] = {{4, 2}, {4, 2}, {4, 2}};
  static const double thin[][2] = {{0, 0}, {1, 1 + 1e-13}, {2, 2}, {3, 3}};
  static const double wide[][2] = {{0, 0}, {1e200, 0}, {0, 1e200}};

  assert_refused (points_of (line, 0), "problem=around", "no points");
  assert_refused (points_of (line, 1), "problem=around", "one point");
  assert_refused (points_of (line, 2), "problem=around", "two points");
  assert_refused (points_of (line, 4), "problem=around", "on a line");
  assert_refused (points_of (thin, 4), "problem=around", "on a line");
  assert_refused (points_of (spot, 3), "problem=around", "same place");
  assert_refused (points_of (line, 2), "problem=inside", "no area");
  assert_refused (points_of (line, 4), "problem=inside", "no area");
  assert_refused (points_of (spot, 3), "problem=inside", "same place");
  assert_refused (points_of (wide, 3), "problem=around", "too far apart");
}

/* Twice the same point is not an error: one carries for both. */
static void
test_doubles_are_explained (void)
{
  static const double twice[][2] = {{0, 0}, {4, 0}, {4, 0},
                                    {0, 3}, {1, 1}, {NAN, 2}};
  EpiSession *session = session_of (points_of (twice, 6), "problem=around");
  char *why = lesson ()->explain (epi_session_scene (session));

  assert_proven (session);
  g_assert_nonnull (strstr (why, "same place"));
  g_assert_cmpfloat_with_epsilon (values (session, "lambda")[1], 2 / 3., 1e-6);
  g_assert_cmpfloat (values (session, "lambda")[2], ==, 0);
  g_free (why);
  epi_session_free (session);
}

static void
test_poor_tables_are_a_sentence_each (void)
{
  static const double wall[][2] = {{3, 1}, {3, 2}, {3, 5}};
  static const double copy[][2] = {{1, 2}, {2, 4}, {3, 6}, {5, 10}};

  assert_refused (points_of (wall, 3), "problem=covariance",
                  "“x” is the same in every row");
  assert_refused (points_of (wall, 1), "problem=covariance", "two rows");
  assert_refused (points_of (copy, 4), "problem=covariance; penalty=0",
                  "raise the penalty");
  assert_refused (points_of (copy, 4), "problem=covariance; variable=x",
                  "at least two");
  assert_refused (NULL, "problem=covariance; data=tecator_meats",
                  "more than the 40");
  EpiSession *session =
      session_of (points_of (copy, 4), "problem=covariance; penalty=0.1");
  assert_proven (session); /* a price is enough */
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/max-determinant/" name, func)
  ADD ("every-iterate-holds-the-points-and-shrinks",
       test_every_iterate_holds_the_points_and_shrinks);
  ADD ("multipliers-add-up-to-the-dimension",
       test_multipliers_add_up_to_the_dimension);
  ADD ("only-points-that-touch-are-felt", test_only_points_that_touch_are_felt);
  ADD ("others-take-over-for-a-point-that-goes",
       test_others_take_over_for_a_point_that_goes);
  ADD ("an-affine-map-takes-the-ellipse-along",
       test_an_affine_map_takes_the_ellipse_along);
  ADD ("every-iterate-fits-and-grows", test_every_iterate_fits_and_grows);
  ADD ("a-triangle-has-the-ellipses-of-steiner",
       test_a_triangle_has_the_ellipses_of_steiner);
  ADD ("a-dent-is-explained", test_a_dent_is_explained);
  ADD ("the-penalty-goes-from-the-inverse-to-the-diagonal",
       test_the_penalty_goes_from_the_inverse_to_the_diagonal);
  ADD ("both-methods-are-proven-and-agree",
       test_both_methods_are_proven_and_agree);
  ADD ("no-sweep-is-below-its-dual", test_no_sweep_is_below_its_dual);
  ADD ("rows-held-back-judge-the-penalty",
       test_rows_held_back_judge_the_penalty);
  ADD ("a-fork-ends-where-its-run-ends", test_a_fork_ends_where_its_run_ends);
  ADD ("poor-points-are-a-sentence-each", test_poor_points_are_a_sentence_each);
  ADD ("doubles-are-explained", test_doubles_are_explained);
  ADD ("poor-tables-are-a-sentence-each", test_poor_tables_are_a_sentence_each);
  return g_test_run ();
}
