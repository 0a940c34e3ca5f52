/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on maximum likelihood, without a display: gradients that vanish at
 * closed forms, products that are 0 where sums of logarithms are finite,
 * pseudo-data that count as data, and what becomes of samples that have no
 * maximum.
 */
#include "maximum-likelihood-session.h"
#include "maximum-likelihood/lesson.h"

/* ---- Newton ---- */

/* From starts all around: proven, gradient 0, at mean and root mean square. */
static void
test_newton_ends_where_the_gradient_vanishes (void)
{
  static const char *const starts[] = {"start=(5, 3)", "start=(1, 0.4)",
                                       "start=(-40, 9)", "start=(2.9, 60)"};

  for (size_t i = 0; i < G_N_ELEMENTS (starts); i++) {
    char *set = g_strconcat (TWELVE "model=gaussian; space=line; prior=false; ",
                             starts[i], NULL);
    EpiSession *session = session_of (set);
    const double *gradient = item (session, "gradient")->data;
    assert_proven (session);
    g_assert_cmpfloat (hypot (gradient[0], gradient[1]), <=, 1e-5);
    g_assert_cmpfloat_with_epsilon (number (session, "mu"),
                                    number (session, "mu_samples"), 1e-7);
    g_assert_cmpfloat_with_epsilon (number (session, "sigma"),
                                    number (session, "sigma_samples"), 1e-7);
    epi_session_free (session);
    g_free (set);
  }
}

/* The end is the mean, by the definition; and 2π has the dimension's power:
 * ℓ* = -n/2 (p log 2π + log det S + p). */
static void
test_the_plane_has_its_closed_form (void)
{
  EpiSession *session =
      session_of (TWELVE "model=gaussian; space=plane; start=(9, -9)");
  const double *mean = item (session, "mean")->data;
  const double *S = item (session, "covariance")->data;

  assert_proven (session);
  g_assert_cmpfloat_with_epsilon (mean[0], 34.8 / 12, 1e-7);
  g_assert_cmpfloat_with_epsilon (mean[1], 31.5 / 12, 1e-7);
  double det = S[0] * S[3] - S[1] * S[2];
  g_assert_cmpfloat_with_epsilon (number (session, "log_likelihood"),
                                  -6 * (2 * log (2 * G_PI) + log (det) + 2),
                                  1e-6);
  epi_session_free (session);
}

static void
test_coins_end_at_their_share (void)
{
  EpiSession *session = session_of (
      "data=mtcars; x=am; model=bernoulli; prior=false; start=(0.95, 0)");

  assert_proven (session);
  g_assert_cmpfloat_with_epsilon (number (session, "pi"), 13. / 32, 1e-9);
  epi_session_free (session);
  session = session_of ("points=[1 0 / 1 0 / 1 0]; model=bernoulli; "
                        "prior=false");
  assert_proven (session);
  g_assert_cmpfloat (number (session, "pi"), ==, 1);
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_nonnull (strstr (why, "impossible"));
  g_free (why);
  epi_session_free (session);
}

/* ---- Product and sum ---- */

/* 272 waiting times: 0 in both precisions, and the sum is a number; their
 * durations, in minutes: 0 in single precision alone. */
static void
test_products_vanish_where_sums_do_not (void)
{
  EpiSession *waiting =
      session_of (GEYSER "model=gaussian; space=line; figure=product");
  EpiSession *lasting = session_of (
      GEYSER "x=eruptions; model=gaussian; space=line; figure=product");

  g_assert_cmpfloat (number (waiting, "product_single"), ==, 0);
  g_assert_cmpfloat (number (waiting, "product_double"), ==, 0);
  g_assert_cmpfloat (number (waiting, "log10_likelihood"), <, -324);
  g_assert_cmpfloat (number (lasting, "product_single"), ==, 0);
  double product = number (lasting, "product_double");
  g_assert_cmpfloat (product, >, 0);
  g_assert_cmpfloat_with_epsilon (log10 (product),
                                  number (lasting, "log10_likelihood"), 1e-10);
  char *why = lesson ()->explain (epi_session_scene (waiting));
  g_assert_nonnull (strstr (why, "even in double precision"));
  g_free (why);
  epi_session_free (waiting);
  epi_session_free (lasting);
}

/* The field of the figure ends where the formats do. */
static void
test_the_figure_ends_where_the_formats_do (void)
{
  EpiSession *session =
      session_of (GEYSER "model=gaussian; space=line; figure=product");
  const EpiFieldGrid *grid = field_of (session, "product", "product");

  g_assert_cmpuint (grid->nx, ==, 272);
  for (size_t i = 0; i < grid->nx; i++) {
    const double *v = grid->values + i;
    double sum = v[2 * grid->nx];
    g_assert_true (isfinite (sum));
    g_assert_true (isfinite (v[0]) == (sum > -44.9) || fabs (sum + 45) < 0.5);
    g_assert_true (isfinite (v[grid->nx]) == (sum > -323.4) ||
                   fabs (sum + 323.5) < 0.5);
  }
  epi_session_free (session);
}

/* ---- Priors ---- */

/* MAP with pseudo-data = MLE of samples and pseudo-data in one table. */
static void
test_pseudo_data_count_as_data (void)
{
  static const char *const pairs[][2] = {
      {"points=[1 0 / 2 3 / 4 1]; pseudo=[7 2 / 9 5]; counts=2; prior=true; ",
       "points=[1 0 / 2 3 / 4 1 / 7 2 / 9 5 / 7 2 / 9 5]; prior=false; "},
      {"points=[1 0 / 0 0]; pseudo=[0 0 / 1 0]; counts=3; prior=true; ",
       "points=[1 0 / 0 0 / 0 0 / 1 0 / 0 0 / 1 0 / 0 0 / 1 0]; "
       "prior=false; "}};
  static const char *const models[] = {
      "model=gaussian; space=line; start=(3, 3)",
      "model=gaussian; space=plane; start=(3, 3)",
      "model=bernoulli; start=(0.3, 0)"};

  for (size_t m = 0; m < G_N_ELEMENTS (models); m++) {
    double best[2];
    for (int i = 0; i < 2; i++) {
      char *set = g_strconcat (pairs[m == 2][i], models[m], NULL);
      EpiSession *session = session_of (set);
      assert_proven (session);
      best[i] = number (session, "log_likelihood");
      epi_session_free (session);
      g_free (set);
    }
    g_assert_cmpfloat_with_epsilon (best[0], best[1], 1e-9);
  }
}

/* The curves of the figure: trapezia over the posterior sum up to what of it
 * is in sight, which is nearly all, and its summit is at the estimate. */
static void
test_the_posterior_is_drawn_as_a_density (void)
{
  static const char *const settings[] = {
      "points=[1 0 / 1 0 / 1 0]; pseudo=[0 0 / 1 0]; model=bernoulli; "
      "prior=true",
      TWELVE "pseudo=[5 1 / 6 2 / 7 1.5]; model=gaussian; space=line; "
             "prior=true; counts=2"};

  for (size_t s = 0; s < G_N_ELEMENTS (settings); s++) {
    EpiSession *session = session_of (settings[s]);
    const EpiFieldGrid *grid = field_of (session, "posterior", "bayes");
    double sum = 0, top = 0, at = NAN;
    for (size_t i = 0; i + 1 < grid->nx; i++) {
      const double *p = grid->values + 2 * grid->nx + i;
      if (!isfinite (p[0]) || !isfinite (p[1]))
        continue;
      double width =
          epi_field_grid_x (grid, i + 1) - epi_field_grid_x (grid, i);
      sum += width * (p[0] + p[1]) / 2;
      if (p[0] > top) {
        top = p[0];
        at = epi_field_grid_x (grid, i);
      }
    }
    g_assert_cmpfloat_with_epsilon (sum, 1, 0.01);
    double estimate = number (session, s == 0 ? "pi" : "mu");
    double width = epi_field_grid_x (grid, 1) - epi_field_grid_x (grid, 0);
    g_assert_cmpfloat (fabs (at - estimate), <=, width);
    epi_session_free (session);
  }
}

/* ---- Hands ---- */

/* Where a handle was put it stands; a toss only where a toss can be. */
static void
test_handles_stand_where_they_were_put (void)
{
  static const struct {
    const char *set, *handle;
    EpiPoint to, is;
  } cases[] = {
      {"space=line", "samples", {7, 3}, {7, 0}},
      {"space=plane", "points", {7, 3}, {7, 3}},
      {"points=[1 0 / 0 0]; model=bernoulli", "tosses", {9, 0.3}, {1, 0}},
      {"model=mixture; space=line", "start2-line", {4.5, 0}, {4.5, NAN}},
      {"model=mixture; space=plane", "start2", {4.5, 1}, {4.5, 1}},
      {"space=line; prior=true", "pseudo-samples", {-2, 0}, {-2, NAN}},
      {"model=gaussian; space=line", "start", {2, 0.5}, {2, 0.5}}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiDocument *document = document_of (cases[i].set);
    EpiScene scene = {.lesson = lesson (), .document = document};
    const EpiHandleSpec *spec = handle (cases[i].handle);
    EpiPoint at;
    g_assert_cmpuint (epi_handle_count (spec, &scene), >, 0);
    EpiDocument *moved = epi_handle_move_to (spec, &scene, 0, cases[i].to);
    scene.document = moved;
    g_assert_true (epi_handle_position (spec, &scene, 0, &at));
    g_assert_cmpfloat (at.x, ==, cases[i].is.x);
    if (isfinite (cases[i].is.y))
      g_assert_cmpfloat (at.y, ==, cases[i].is.y);
    epi_document_unref (moved);
    epi_document_unref (document);
  }
}

/* A click adds what the hand holds. */
static void
test_a_click_adds_samples_or_pseudo_data (void)
{
  static const char *const tables[] = {"points", "pseudo"};

  for (int pseudo = 0; pseudo < 2; pseudo++) {
    EpiDocument *document =
        document_of (pseudo ? "space=line; prior=true; hand=pseudo"
                            : "space=line; prior=true; hand=samples");
    EpiScene scene = {.lesson = lesson (), .document = document};
    EpiDocument *longer = handle ("samples")->add (&scene, (EpiPoint){2.5, 0});
    for (int t = 0; t < 2; t++) {
      size_t before = epi_table_rows (
          epi_data_table (epi_document_data (document, tables[t])));
      size_t after = epi_table_rows (
          epi_data_table (epi_document_data (longer, tables[t])));
      g_assert_cmpuint (after, ==, before + (t == pseudo));
    }
    epi_document_unref (longer);
    epi_document_unref (document);
  }
}

/* ---- Bad input ---- */

static void
test_what_has_no_maximum_is_said (void)
{
  static const char *const cases[][2] = {
      {"points=[4 0]; space=line", "one sample is not enough"},
      {"points=[4 0 / 4 1 / 4 2]; space=line", "are the same"},
      {"points=[4 1 / 4 1]; space=plane", "are the same"},
      {"points=[1 0 / 2 1 / 3 2]; space=plane", "on one line"},
      {"points=[4 0 / 4 1 / 4 2]; space=plane", "on one line"},
      {"points=[4 0]; model=mixture; space=line", "one sample is not enough"},
      {"points=[4 0 / 4 0]; model=mixture; space=line", "are the same"},
      {"points=[1 0 / 2 1 / 3 2]; model=mixture; space=plane", "on one line"},
      {"data=mtcars; x=mpg; model=bernoulli", "is 0 or 1"},
      {"data=mtcars; x=mpg; y=; space=plane", "two columns"},
      {"points=[4 0]; pseudo=[4 0]; prior=true; space=line", "are the same"}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_of (cases[i][0]);
    const char *error = epi_session_scene (session)->answer->error;
    g_assert_nonnull (error);
    if (strstr (error, cases[i][1]) == NULL)
      g_error ("“%s” does not say “%s”", error, cases[i][1]);
    epi_session_free (session);
  }
}

/* One sample has no maximum, but with two pseudo-data it has. */
static void
test_a_prior_makes_one_sample_enough (void)
{
  EpiSession *session = session_of (
      "points=[4 0]; pseudo=[1 0 / 3 0]; prior=true; model=gaussian; "
      "space=line");

  assert_proven (session);
  g_assert_cmpfloat_with_epsilon (number (session, "mu"), 8. / 3, 1e-7);
  epi_session_free (session);
}

/* Rows without a number do not count. */
static void
test_missing_numbers_are_left_out (void)
{
  EpiSession *session =
      session_of ("data=penguins; x=bill_length_mm; space=line");

  assert_proven (session);
  g_assert_cmpfloat (number (session, "samples"), ==, 342);
  epi_session_free (session);
}

/* ---- Figures ---- */

static void
test_a_start_on_the_curve_is_seen_whole (void)
{
  static const double starts[] = {0.08, 0.1, 0.2, 0.5, 0.97};

  for (size_t i = 0; i < G_N_ELEMENTS (starts); i++) {
    char *set =
        g_strdup_printf ("points=[1 0 / 1 0 / 1 0]; pseudo=[0 0 / 1 0]; "
                         "model=bernoulli; prior=true; counts=1; "
                         "start=(%g, 0)",
                         starts[i]);
    EpiSession *session = session_of (set);
    const EpiScene *scene = epi_session_scene (session);
    EpiAxesSpec spec = {0};
    EpiPoint at;
    ml_surface_axes (scene, &spec);
    g_assert_true (epi_handle_position (ml_handle ("start"), scene, 0, &at));
    double margin = 0.04 * (spec.fit.y1 - spec.fit.y0);
    g_assert_cmpfloat (at.y, >, spec.fit.y0 + margin);
    g_assert_cmpfloat (at.y, <, spec.fit.y1 - margin);
    epi_axes_spec_clear (&spec);
    epi_session_free (session);
    g_free (set);
  }
}

/* Figures ask with every draw, and an edit is seen at once. */
static void
test_the_problem_of_a_document_is_kept (void)
{
  EpiDocument *one = document_of ("points=[1 0 / 2 0 / 4 0]; model=gaussian");
  EpiDocument *other = document_with (one, "points=[3 0 / 5 0]");
  EpiDocument *none = document_with (one, "points=[3 0]");
  const MlProblem *kept = ml_problem_of (one);

  g_assert_cmpuint (kept->n, ==, 3);
  g_assert_true (ml_problem_of (one) == kept);
  g_assert_cmpuint (ml_problem_of (other)->n, ==, 2);
  g_assert_null (ml_problem_of (none));
  g_assert_cmpuint (ml_problem_of (one)->n, ==, 3);
  epi_document_unref (none);
  epi_document_unref (other);
  epi_document_unref (one);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/maximum-likelihood/" name, func)
  ADD ("newton ends where the gradient vanishes",
       test_newton_ends_where_the_gradient_vanishes);
  ADD ("the plane has its closed form", test_the_plane_has_its_closed_form);
  ADD ("coins end at their share", test_coins_end_at_their_share);
  ADD ("products vanish where sums do not",
       test_products_vanish_where_sums_do_not);
  ADD ("the figure ends where the formats do",
       test_the_figure_ends_where_the_formats_do);
  ADD ("pseudo-data count as data", test_pseudo_data_count_as_data);
  ADD ("the posterior is drawn as a density",
       test_the_posterior_is_drawn_as_a_density);
  ADD ("handles stand where they were put",
       test_handles_stand_where_they_were_put);
  ADD ("a click adds samples or pseudo-data",
       test_a_click_adds_samples_or_pseudo_data);
  ADD ("what has no maximum is said", test_what_has_no_maximum_is_said);
  ADD ("a prior makes one sample enough", test_a_prior_makes_one_sample_enough);
  ADD ("missing numbers are left out", test_missing_numbers_are_left_out);
  ADD ("a start on the curve is seen whole",
       test_a_start_on_the_curve_is_seen_whole);
  ADD ("the problem of a document is kept",
       test_the_problem_of_a_document_is_kept);
  return g_test_run ();
}
