/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents that nobody in his right mind would write, and some that anybody
 * might: each has a right answer, or a sentence.
 */
#include "fit-session.h"

#include "kit/epi-assign.h"

#include <math.h>
#include <string.h>

static const double four[][2] = {{1, 1}, {2, 2}, {3, 2}, {4, 5}};
#define N G_N_ELEMENTS (four)

static EpiSession *
session_with (const char *set)
{
  return fit_session (fit_document (four, N), set);
}

static const EpiAnswer *
answer_of (EpiSession *session)
{
  return epi_session_scene (session)->answer;
}

/* document := document with data, both taken over */
static EpiDocument *
with_data (EpiDocument *document, EpiData *data)
{
  EpiDocument *with = epi_document_with_data (document, "points", data);

  epi_document_unref (document);
  epi_data_unref (data);
  return with;
}

static EpiDocument *
with_role (EpiDocument *document, const char *role, const char *column)
{
  const char *const columns[] = {column, NULL};

  return with_data (document,
                    epi_data_with_role (epi_document_data (document, "points"),
                                        role, columns));
}

/* Weights count by their ratios alone, however large they are. */
static void
test_huge_weights_are_weights (void)
{
  static const double weights[] = {1e308, 1.5e308, 1e308, 0.5e308};
  EpiDocument *document = fit_document (four, N);
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *table;

  epi_table_add_column (epi_data_table (data), "w", weights, &table);
  document = with_data (document, epi_data_with_table (data, table));
  document = with_role (document, "weight", "w");
  epi_table_unref (table);
  EpiSession *session = fit_session (document, "method=qr");
  double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (size_t i = 0; i < N; i++) {
    double w = weights[i] / 1e308, x = four[i][0], y = four[i][1];
    sw += w, sx += w * x, sy += w * y, sxx += w * x * x, sxy += w * x * y;
  }
  double slope = (sw * sxy - sx * sy) / (sw * sxx - sx * sx);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta_raw")[1], slope,
                                  1e-13);
  g_assert_cmpint (fit_proof (session), ==, EPI_OPTIMAL);
  epi_session_free (session);
}

static void
assert_refused (EpiSession *session, const char *part)
{
  const char *error = answer_of (session)->error;

  g_assert_nonnull (error);
  g_test_message ("%s", error);
  g_assert_nonnull (strstr (error, part));
  epi_session_free (session);
}

static void
test_a_role_without_its_column_is_named (void)
{
  static const char *const roles[] = {"x", "y", "weight"};

  for (size_t i = 0; i < G_N_ELEMENTS (roles); i++)
    assert_refused (
        fit_session (with_role (fit_document (four, N), roles[i], "gone"), ""),
        "“gone”");
}

/* A comma parts columns, unless there is a column of that very name; and what
 * is optional can be taken away again. */
static void
test_a_column_may_have_a_comma (void)
{
  EpiDocument *document = fit_document (four, N);
  const EpiData *data = epi_document_data (document, "points");
  const EpiLesson *lesson = epi_lesson_find ("least-squares");
  EpiTable *table;
  GError *error = NULL;

  epi_table_rename (epi_data_table (data), 0, "speed, mph", &table);
  document = with_data (document, epi_data_with_table (data, table));
  epi_table_unref (table);
  EpiDocument *with = epi_assign (lesson, document,
                                  "x=speed, mph; y=dist; weight=dist", &error);
  g_assert_no_error (error);
  data = epi_document_data (with, "points");
  g_assert_cmpstr (epi_data_role (data, "x")[0], ==, "speed, mph");
  g_assert_null (epi_data_role (data, "x")[1]);
  EpiDocument *without = epi_assign (lesson, with, "weight=", &error);
  g_assert_no_error (error);
  data = epi_document_data (without, "points");
  g_assert_null (epi_data_role (data, "weight")[0]);
  epi_document_unref (without);
  epi_document_unref (with);
  epi_document_unref (document);
}

static void
test_text_is_no_number (void)
{
  static const char *const towns[] = {"Ames", "Gary"};
  static const char *const roles[] = {"x", "y", "weight"};

  for (size_t r = 0; r < G_N_ELEMENTS (roles); r++) {
    EpiTableBuilder *builder = epi_table_builder_new ();
    EpiTable *table;
    epi_table_builder_column (builder, "speed", EPI_COLUMN_NUMBER);
    epi_table_builder_column (builder, "dist", EPI_COLUMN_NUMBER);
    epi_table_builder_column (builder, "town", EPI_COLUMN_TEXT);
    for (size_t i = 0; i < N; i++)
      epi_table_builder_row (builder, four[i], &towns[i % 2]);
    g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
    EpiDocument *document = fit_document (four, N);
    document = with_data (
        document,
        epi_data_with_table (epi_document_data (document, "points"), table));
    epi_table_unref (table);
    EpiSession *session =
        fit_session (with_role (document, roles[r], "town"), "");
    const EpiScene *scene = epi_session_scene (session);
    EpiPoint point;
    if (r < 2)
      g_assert_false (
          epi_handle_position (&scene->lesson->handles[0], scene, 0, &point));
    EpiAxesSpec spec = {0};
    scene->lesson->views[0].axes (scene, &spec);
    g_assert_true (isfinite (spec.fit.x1 - spec.fit.x0));
    epi_axes_spec_clear (&spec);
    assert_refused (session, "“town”");
  }
}

/* What is no number is the default; what is out of range its end. */
static void
test_strange_values_are_mended (void)
{
  static const EpiValue values[] = {
      {EPI_VALUE_NUMBER, NAN, NULL},       {EPI_VALUE_NUMBER, INFINITY, NULL},
      {EPI_VALUE_NUMBER, -INFINITY, NULL}, {EPI_VALUE_NUMBER, 1e300, NULL},
      {EPI_VALUE_NUMBER, 1.5, NULL},       {EPI_VALUE_BOOL, 1, NULL},
      {EPI_VALUE_TEXT, 0, "nothing"},
  };
  const EpiLesson *lesson = epi_lesson_find ("least-squares");

  for (const EpiParam *param = lesson->params; param->name != NULL; param++)
    for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
      EpiDocument *plain = fit_document (four, N);
      EpiDocument *strange =
          epi_document_with_value (plain, param->name, values[i]);
      double number = epi_lesson_number (lesson, strange, param->name);
      if (param->kind != EPI_PARAM_CHOICE) {
        g_assert_cmpfloat (number, >=, param->minimum);
        g_assert_cmpfloat (number, <=, param->maximum);
      }
      if (param->kind == EPI_PARAM_INTEGER)
        g_assert_cmpfloat (number, ==, floor (number));
      EpiSession *session = fit_session (strange, "method=svd");
      if (answer_of (session)->error == NULL)
        fit_item (session, "theta");
      epi_session_free (session);
      epi_document_unref (plain);
    }
}

static void
test_a_handle_nowhere_stands_where_it_began (void)
{
  static const EpiPoint nowhere[] = {{NAN, 0}, {0, INFINITY}, {-INFINITY, NAN}};

  for (size_t i = 0; i < G_N_ELEMENTS (nowhere); i++) {
    EpiDocument *plain = fit_document (four, N);
    EpiDocument *strange =
        epi_document_with_handle (plain, "start", nowhere[i]);
    EpiSession *session = fit_session (
        epi_document_with_handle (strange, "predict", nowhere[i]), "");
    const EpiScene *scene = epi_session_scene (session);
    EpiPoint at;
    epi_session_to_start (session);
    g_assert_cmpfloat (fit_item (session, "theta")[0], ==, 0);
    g_assert_true (
        epi_handle_position (&scene->lesson->handles[1], scene, 0, &at));
    g_assert_true (isfinite (at.x) && isfinite (at.y));
    epi_session_free (session);
    epi_document_unref (strange);
    epi_document_unref (plain);
  }
}

static void
test_numbers_too_large_are_explained (void)
{
  static const double high[][2] = {{1, 1e200}, {2, 2e200}, {3, 1e200}};
  static const double wide[][2] = {{1e300, 1}, {2e300, 2}, {3e300, 1}};

  assert_refused (fit_session (fit_document (high, 3), "method=qr"), "y");
  assert_refused (
      fit_session (fit_document (wide, 3), "method=qr; degree=2; scaling=raw"),
      "scale x");
  assert_refused (session_with ("start=(1e300, 0)"), "start");
}

/* y that does not vary has no variance of which a share could be explained. */
static void
test_constant_y_has_no_R2 (void)
{
  for (double c = 0.1; c < 1e9; c *= 7) {
    const double level[][2] = {{1, c}, {2, c}, {3, c}, {4, c}, {7, c}};
    EpiSession *session = fit_session (fit_document (level, 5), "method=qr");
    const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);
    g_assert_null (epi_frame_find (frame, "R2"));
    g_assert_cmpfloat (fit_item (session, "rmse")[0], <, 1e-15 * 8 * c);
    epi_session_free (session);
  }
}

/* Centred powers without an intercept are no powers of x alone. */
static void
test_no_raw_parameters_where_there_are_none (void)
{
  EpiSession *session = session_with ("method=qr; intercept=false");
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);

  g_assert_null (epi_frame_find (frame, "theta_raw"));
  fit_item (session, "theta");
  epi_session_free (session);
}

/* Standardised data: t = (x - mean)/deviation, so the slope in t is the slope
 * in x times the deviation, and the intercept is the mean of y. */
static void
test_standardised_inputs_are_used (void)
{
  EpiDocument *document = fit_document (four, N);
  const EpiData *data = epi_document_data (document, "points");
  EpiSession *session = fit_session (
      with_data (document, epi_data_with_standardised (data, true)),
      "method=qr");

  g_assert_cmpfloat_with_epsilon (fit_item (session, "centre")[0], 2.5, 1e-15);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "scale")[0], sqrt (1.25),
                                  1e-15);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta")[0], 2.5, 1e-14);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta")[1],
                                  1.2 * sqrt (1.25), 1e-14);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "theta_raw")[1], 1.2,
                                  1e-14);
  epi_session_free (session);
}

/* ---- The cost in the figure is the cost ---- */

static double
cost_at (EpiSession *session, bool absolute, double ridge, double a, double b)
{
  double centre = fit_item (session, "centre")[0];
  double scale = fit_item (session, "scale")[0], sum = 0;

  for (size_t i = 0; i < N; i++) {
    double r = a + b * (four[i][0] - centre) / scale - four[i][1];
    sum += absolute ? fabs (r) : r * r;
  }
  return sum / N + ridge * b * b;
}

static void
test_the_plane_shows_the_cost (void)
{
  static const char *const sets[] = {"method=gradient", "method=qr; ridge=0.3",
                                     "loss=absolute",
                                     "loss=absolute; ridge=0.3"};

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiSession *session = session_with (sets[s]);
    const EpiRange range = {-3, 5, -2, 4, false, false};
    epi_session_set_range (session, "plane", &range, 120, 90);
    const EpiFieldGrid *grid =
        epi_scene_field (epi_session_scene (session), "cost");
    g_assert_nonnull (grid);
    for (size_t j = 0; j < grid->ny; j += 3)
      for (size_t i = 0; i < grid->nx; i += 3) {
        double f =
            cost_at (session, s >= 2, s % 2 * 0.3, epi_field_grid_x (grid, i),
                     epi_field_grid_y (grid, j));
        g_assert_cmpfloat_with_epsilon (grid->values[i + j * grid->nx], f,
                                        1e-13 * (1 + f));
      }
    epi_session_free (session);
  }
}

/* One parameter on both axes: it runs to the right. */
static void
test_one_parameter_on_both_axes (void)
{
  static const char *const sets[] = {
      "plane_x=1; plane_y=1; method=qr; ridge=0.2",
      "plane_x=1; plane_y=1; loss=absolute; ridge=0.2"};

  for (size_t s = 0; s < G_N_ELEMENTS (sets); s++) {
    EpiSession *session = session_with (sets[s]);
    epi_session_set_range (session, "plane", NULL, 90, 90);
    const EpiFieldGrid *grid =
        epi_scene_field (epi_session_scene (session), "cost");
    for (size_t i = 0; i < grid->nx; i++)
      for (size_t j = 1; j < grid->ny; j++)
        g_assert_cmpfloat (grid->values[i + j * grid->nx], ==, grid->values[i]);
    epi_session_free (session);
  }
}

/* Four points and a parabola of degree 5: many optima, of which the SVD takes
 * the shortest.  It passes through every point, and the figures say so. */
static void
test_the_shortest_optimum_is_an_optimum (void)
{
  EpiSession *session = session_with ("method=svd; degree=5");

  g_assert_cmpfloat (fit_item (session, "rmse")[0], <, 1e-14);
  g_assert_cmpfloat_with_epsilon (fit_item (session, "R2")[0], 1, 1e-14);
  g_assert_cmpfloat (fit_item (session, "excess")[0], <, 1e-26);
  epi_session_set_range (session, "plane", NULL, 90, 90);
  const EpiFieldGrid *grid =
      epi_scene_field (epi_session_scene (session), "cost");
  for (size_t i = 0; i < grid->nx * grid->ny; i++)
    g_assert_cmpfloat (grid->values[i], >=, 0);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/strange-fits/" name, func)
  ADD ("huge-weights-are-weights", test_huge_weights_are_weights);
  ADD ("a-role-without-its-column-is-named",
       test_a_role_without_its_column_is_named);
  ADD ("a-column-may-have-a-comma", test_a_column_may_have_a_comma);
  ADD ("text-is-no-number", test_text_is_no_number);
  ADD ("strange-values-are-mended", test_strange_values_are_mended);
  ADD ("a-handle-nowhere-stands-where-it-began",
       test_a_handle_nowhere_stands_where_it_began);
  ADD ("numbers-too-large-are-explained", test_numbers_too_large_are_explained);
  ADD ("constant-y-has-no-R2", test_constant_y_has_no_R2);
  ADD ("no-raw-parameters-where-there-are-none",
       test_no_raw_parameters_where_there_are_none);
  ADD ("standardised-inputs-are-used", test_standardised_inputs_are_used);
  ADD ("the-plane-shows-the-cost", test_the_plane_shows_the_cost);
  ADD ("one-parameter-on-both-axes", test_one_parameter_on_both_axes);
  ADD ("the-shortest-optimum-is-an-optimum",
       test_the_shortest_optimum_is_an_optimum);
  return g_test_run ();
}
