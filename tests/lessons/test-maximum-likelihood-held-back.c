/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back in the lesson on maximum likelihood: their mean log-likelihood
 * by the densities as they stand in a book, beside that of the samples; and
 * words where there is no such number.
 */
#include "maximum-likelihood-session.h"

#include "held-back.h"

#include <math.h>

#define LOG_2PI 1.83787706640934548356
#define CLOSE 1e-10

/* -½ log 2πσ² - (x-μ)²/2σ² with the mean and the deviation (1/n) of the rows
 * that are used, on average over those that are (not) held back. */
static double
gaussian_mean (const EpiDocument *document, bool held)
{
  const EpiTable *table =
      epi_data_table (epi_document_data (document, "points"));
  size_t rows = epi_table_rows (table), n = 0, m = 0;
  double mu = 0, square = 0, sum = 0;

  for (size_t i = 0; i < rows; i++)
    if (!epi_row_is_held_back (table, i)) {
      mu += cell (document, i, "x");
      n++;
    }
  mu /= (double)n;
  for (size_t i = 0; i < rows; i++)
    if (!epi_row_is_held_back (table, i))
      square += pow (cell (document, i, "x") - mu, 2) / (double)n;
  for (size_t i = 0; i < rows; i++)
    if (epi_row_is_held_back (table, i) == held) {
      sum -= (LOG_2PI + log (square) +
              pow (cell (document, i, "x") - mu, 2) / square) /
             2;
      m++;
    }
  return sum / (double)m;
}

static void
test_the_line_has_its_closed_form (void)
{
  EpiDocument *document =
      holding_back_every (document_of (GEYSER "model=gaussian; space=line"), 5);
  double held = gaussian_mean (document, true);
  double used = gaussian_mean (document, false);
  EpiSession *session = session_from (document);

  g_assert_cmpfloat (told (session, "test"), ==, 55);
  g_assert_cmpfloat (number (session, "samples"), ==, 272 - 55);
  g_assert_cmpfloat_with_epsilon (told (session, "mean_test"), held, CLOSE);
  g_assert_cmpfloat_with_epsilon (told (session, "mean_seen"), used, CLOSE);
  assert_says (session, "of the 217 used, ");
  assert_says (session, "of the 55 held back (hollow).");
  epi_session_free (session);
}

/* Σ wₖ N(x; μₖ, Σₖ) of the frame, in one dimension or two, from determinants
 * and cofactors. */
static double
density (EpiSession *session, const double x[2])
{
  const EpiFrameItem *weights =
      epi_scene_item (epi_session_scene (session), "weights");
  const EpiFrameItem *means =
      item (session, weights != NULL ? "means" : "mean");
  const double *S =
      item (session, weights != NULL ? "covariances" : "covariance")->data;
  size_t p = means->rows;
  double sum = 0;

  for (size_t k = 0; k < means->cols; k++) {
    const double *mu = means->data + k * p, *C = S + k * p * p;
    double det = p == 1 ? C[0] : C[0] * C[3] - C[1] * C[2];
    double u = x[0] - mu[0], v = p == 2 ? x[1] - mu[1] : 0;
    double q = p == 1 ? u * u / C[0]
                      : (C[3] * u * u - 2 * C[1] * u * v + C[0] * v * v) / det;
    sum += (weights != NULL ? weights->data[k] : 1) * exp (-q / 2) /
           sqrt (pow (2 * G_PI, (double)p) * det);
  }
  return sum;
}

static double
mean_of (EpiSession *session, bool held)
{
  const EpiDocument *document = epi_session_scene (session)->document;
  const EpiTable *table =
      epi_data_table (epi_document_data (document, "points"));
  double sum = 0;
  size_t n = 0;

  for (size_t i = 0; i < epi_table_rows (table); i++)
    if (epi_row_is_held_back (table, i) == held) {
      double x[2] = {cell (document, i, "x"), cell (document, i, "y")};
      sum += log (density (session, x));
      n++;
    }
  return sum / (double)n;
}

/* At every iterate, in the plane and for mixtures. */
static void
test_the_density_is_that_of_the_iterate (void)
{
  static const char *const sets[] = {
      GEYSER "model=gaussian; space=plane",
      GEYSER "model=mixture; space=plane; components=2",
      GEYSER "model=mixture; space=line; components=3"};

  for (size_t i = 0; i < G_N_ELEMENTS (sets); i++) {
    EpiSession *session =
        session_from (holding_back_every (document_of (sets[i]), 3));
    size_t last = epi_frame_k (frame_of (session));
    for (size_t k = 0; k <= MIN (last, 20); k++) {
      epi_session_seek (session, k);
      double held = mean_of (session, true), used = mean_of (session, false);
      g_assert_cmpfloat_with_epsilon (told (session, "mean_test"), held,
                                      CLOSE * fabs (held));
      g_assert_cmpfloat_with_epsilon (told (session, "mean_seen"), used,
                                      CLOSE * fabs (used));
    }
    epi_session_free (session);
  }
}

static void
assert_does_not_say (EpiSession *session, const char *part)
{
  char *why = lesson ()->explain (epi_session_scene (session));

  g_assert_null (strstr (why, part));
  g_free (why);
}

/* What is observed stands beside the iterate, so no name is in both: with folds
 * the mean of the samples is one of the iterate.  It is said all the same. */
static void
test_nothing_is_observed_that_the_iterate_has (void)
{
  for (int folds = 0; folds <= 1; folds++) {
    char *set = g_strdup_printf (
        GEYSER "model=mixture; space=plane; components=2; folds=%s",
        folds ? "true" : "false");
    EpiSession *session =
        session_from (holding_back_every (document_of (set), 4));
    const EpiScene *scene = epi_session_scene (session);
    const EpiFrame *observed = scene->answer->observed;
    g_assert_cmpuint (epi_frame_n_items (observed), >, 0);
    for (size_t i = 0; i < epi_frame_n_items (observed); i++)
      g_assert_null (epi_frame_find (frame_of (session),
                                     epi_frame_item (observed, i)->name));
    g_assert_cmpfloat_with_epsilon (
        epi_scene_item (scene, "mean_seen")->data[0], mean_of (session, false),
        1e-9);
    assert_says (session, "of the 204 used, ");
    assert_says (session, "of the 68 held back (hollow).");
    g_assert_true (folds == (epi_scene_item (scene, "mean_left_out") != NULL));
    if (folds) { /* once, though both sentences have it */
      assert_says (session, "Where it was left out it is ");
      assert_does_not_say (session, "where the model has seen it");
    }
    epi_session_free (session);
    g_free (set);
  }
}

/* ---- Coins ---- */

/* π = 2/3 of the tosses used; one one and two zeros held back. */
static void
test_tosses_held_back_are_judged (void)
{
  static const size_t held[] = {3, 4, 5};
  EpiSession *session = session_from (
      holding_back (document_of ("points=[1 0 / 1 0 / 0 0 / 1 0 / 0 0 / 0 0]; "
                                 "model=bernoulli; prior=false"),
                    held, 3));

  g_assert_cmpfloat_with_epsilon (told (session, "mean_test"),
                                  (log (2. / 3) + 2 * log (1. / 3)) / 3, 1e-8);
  g_assert_cmpfloat_with_epsilon (told (session, "mean_seen"),
                                  (2 * log (2. / 3) + log (1. / 3)) / 3, 1e-8);
  epi_session_free (session);
}

/* A model that has seen no zero: minus infinity stands nowhere but in words. */
static void
test_the_impossible_is_said_in_words (void)
{
  static const size_t held[] = {3, 4, 5};
  EpiSession *session = session_from (
      holding_back (document_of ("points=[1 0 / 1 0 / 1 0 / 1 0 / 0 0 / 0.5 "
                                 "0]; model=bernoulli; prior=false"),
                    held, 3));

  g_assert_cmpfloat (number (session, "pi"), ==, 1);
  g_assert_true (isnan (told (session, "mean_test")));
  g_assert_cmpfloat (told (session, "test_impossible"), ==, 1);
  g_assert_cmpfloat (told (session, "test"), ==, 2);
  assert_says (session, "The model calls 1 of 2 held back (hollow) "
                        "impossible");
  assert_says (session, "1 of 3 rows held back has no zero or one and does not "
                        "count.");
  epi_session_free (session);
}

/* ---- Far away, missing, none ---- */

/* (x-μ)² is above all doubles. */
static void
test_what_is_out_of_range_is_said_in_words (void)
{
  static const size_t held[] = {3, 4};
  EpiSession *session = session_from (
      holding_back (document_of ("points=[1 0 / 2 0 / 4 0 / 1e200 0 / 3 0]; "
                                 "model=gaussian; space=line; prior=false"),
                    held, 2));

  g_assert_true (isnan (told (session, "mean_test")));
  assert_says (session, "1 of 2 held back (hollow) is so far from the model");
  epi_session_free (session);
}

static void
test_all_or_none_held_back (void)
{
  static const size_t held[] = {0, 1, 2};
  const char *set = "points=[1 0 / 2 0 / 4 0]; model=gaussian; space=line; "
                    "prior=false";

  assert_refused (holding_back (document_of (set), held, 3),
                  "all rows that would count are held back");
  EpiSession *session = session_of (set);
  g_assert_null (epi_session_scene (session)->answer->observed);
  g_assert_null (lesson ()->explain (epi_session_scene (session)));
  epi_session_free (session);
}

static void
test_missing_numbers_are_told_apart (void)
{
  static const size_t held[] = {2, 5};
  EpiDocument *document = holding_back (document_of (TWELVE), held, 2);
  const EpiData *data = epi_document_data (document, "points");
  const double nothing = NAN;
  size_t row = 5;
  EpiTable *table;

  epi_table_set_numbers (epi_data_table (data), &row, 1,
                         (size_t)epi_data_column (data, "x", 0), &nothing,
                         &table);
  EpiData *with = epi_data_with_table (data, table);
  EpiSession *session =
      session_from (epi_document_with_data (document, "points", with));
  g_assert_cmpfloat (told (session, "test"), ==, 1);
  g_assert_cmpfloat (number (session, "samples"), ==, 10);
  assert_says (session, "1 of 2 rows held back has no number and does not "
                        "count.");
  epi_session_free (session);
  epi_document_unref (document);
  epi_data_unref (with);
  epi_table_unref (table);
}

static void
test_one_sample_is_one (void)
{
  static const size_t held[] = {1, 2};
  EpiSession *session = session_from (
      holding_back (document_of ("points=[1 1 / 2 2 / 3 1]; model=gaussian; "
                                 "space=plane; prior=true"),
                    held, 2));
  const EpiViewSpec *view = lesson ()->views;

  while (strcmp (view->name, "plane") != 0)
    view++;
  char *summary = view->summary (epi_session_scene (session));
  g_assert_true (g_str_has_prefix (summary, "1 sample in the plane"));
  g_free (summary);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/maximum-likelihood-held-back/" name, func)
  ADD ("the line has its closed form", test_the_line_has_its_closed_form);
  ADD ("the density is that of the iterate",
       test_the_density_is_that_of_the_iterate);
  ADD ("nothing is observed that the iterate has",
       test_nothing_is_observed_that_the_iterate_has);
  ADD ("tosses held back are judged", test_tosses_held_back_are_judged);
  ADD ("the impossible is said in words", test_the_impossible_is_said_in_words);
  ADD ("what is out of range is said in words",
       test_what_is_out_of_range_is_said_in_words);
  ADD ("all or none held back", test_all_or_none_held_back);
  ADD ("missing numbers are told apart", test_missing_numbers_are_told_apart);
  ADD ("one sample is one", test_one_sample_is_one);
  return g_test_run ();
}
