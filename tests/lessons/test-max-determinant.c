/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The max-det lesson, without a display.  What it shows is held against John's
 * theorem, the affine invariance of ellipsoids, Steiner's ellipse and the
 * optimality conditions of the sparse covariance, computed here.
 */
#include "kit/epi-plot-table.h"
#include "max-determinant-session.h"

#include <math.h>
#include <string.h>

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

/* ---- Around ---- */

static void
test_every_iterate_holds_the_points_and_shrinks (void)
{
  static const char *const sets[] = {"problem=around",
                                     "data=old_faithful; x=eruptions; "
                                     "y=waiting"};

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiSession *session = session_of (sets[s]);
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
    EpiSession *session = session_of (sets[s]);
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
  EpiSession *session = session_of ("problem=around");
  double area = number (session, "area");
  const double *lambda = values (session, "lambda");
  size_t touching = 0;

  while (lambda[touching] < 0.1)
    touching++;
  g_assert_cmpfloat (lambda[13], <, 1e-6);
  move (session, "points", 13, -0.5, -0.5);
  g_assert_cmpfloat (number (session, "area"), ==, area);
  epi_session_begin_drag (session);
  for (int i = 1; i <= 20; i++) {
    move (session, "points", touching, -2.4 - 0.1 * i, -0.6);
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
  EpiSession *session = session_of ("problem=around");
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
  EpiSession *plain = session_of ("problem=around");
  const EpiScene *scene = epi_session_scene (plain);

  for (size_t m = 0; m < G_N_ELEMENTS (M); m++) {
    double at[14][2], det = M[m][0] * M[m][3] - M[m][1] * M[m][2];
    for (size_t i = 0; i < 14; i++) {
      EpiPoint p;
      epi_handle_position (&lesson ()->handles[0], scene, i, &p);
      at[i][0] = M[m][0] * p.x + M[m][1] * p.y + t[m][0];
      at[i][1] = M[m][2] * p.x + M[m][3] * p.y + t[m][1];
    }
    EpiSession *mapped = session_on (points_of (at, 14), "problem=around");
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
  EpiSession *session = session_of ("problem=inside; data=polygon");
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
  EpiSession *inside = session_of ("problem=inside; data=triangle");
  EpiSession *around = session_of ("problem=around; data=triangle");

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
  EpiSession *session = session_on (points_of (dented, 5), "problem=inside");
  char *why = lesson ()->explain (epi_session_scene (session));

  assert_proven (session);
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "convex hull"));
  g_assert_cmpfloat_with_epsilon (number (session, "area"), 4 * G_PI, 1e-6);
  g_free (why);
  epi_session_free (session);
}

/* The part of the box around the ellipse (centre, B) that is in the range. */
static double
share_seen (const EpiRange *range, const double *e)
{
  double dx = hypot (e[2], e[4]), dy = hypot (e[3], e[5]);
  double across = fmin (e[0] + dx, range->x1) - fmax (e[0] - dx, range->x0);
  double up = fmin (e[1] + dy, range->y1) - fmax (e[1] - dy, range->y0);

  return fmax (across, 0) * fmax (up, 0) / (4 * dx * dy);
}

/* Of the iterates, at the end of the run, one is drawn or left out by whether
 * nine tenths of it are seen; those near to the end may be left out, for the
 * line of the last one covers them.  Returns how many are drawn. */
static size_t
count_before (const char *preset, size_t *cut)
{
  EpiSession *session = session_of_preset (preset);
  const EpiScene *scene = epi_session_scene (session);
  const EpiViewSpec *plane = &lesson ()->views[0];
  const EpiRun *run = &scene->answer->runs[0];
  EpiPlotTable *table = epi_view_table (plane, scene);
  EpiAxesSpec spec = {.fit = epi_range_empty ()};
  size_t drawn = 0;

  plane->axes (scene, &spec);
  EpiRange range = epi_axes_layout (&spec, &spec.fit, 800, 600, 14,
                                    epi_palette_get ("light"))
                       .range; /* as of a table */
  for (guint i = 0; i < table->series->len; i++) {
    const EpiPlotSeries *series = g_ptr_array_index (table->series, i);
    if (strcmp (series->layer, "iterates") != 0)
      continue;
    const double *row = series->values; /* x, y, semi-axes, angle */
    double c = cos (row[4]), s = sin (row[4]);
    const double e[] = {row[0],     row[1],      row[2] * c,
                        row[2] * s, -row[3] * s, row[3] * c};
    double share = share_seen (&range, e);
    g_assert_cmpfloat (share, >=, 0.9);
    *cut += share < 1;
    drawn++;
  }
  const double *first = epi_frame_find (run->frames[0], "ellipse")->data;
  size_t seen = 0;
  for (size_t k = 0; k + 1 < run->n_frames; k++)
    seen +=
        share_seen (&range, epi_frame_find (run->frames[k], "ellipse")->data) >=
        0.9;
  g_test_message ("%s: %zu drawn, %zu seen, first %.3f, cut %zu", preset, drawn,
                  seen, share_seen (&range, first), *cut);
  g_assert_cmpuint (drawn, <=, seen);
  epi_axes_spec_clear (&spec);
  epi_plot_table_free (table);
  epi_session_free (session);
  return drawn;
}

static void
test_what_was_before_is_nearly_whole (void)
{
  size_t cut = 0;

  g_assert_cmpuint (count_before ("scattered", &cut), >, 0);
  g_assert_cmpuint (count_before ("geyser", &cut), >=, 2);
  g_assert_cmpuint (cut, >, 0); /* a few pixels matter to none of them */
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
  ADD ("what-was-before-is-nearly-whole", test_what_was_before_is_nearly_whole);
  return g_test_run ();
}
