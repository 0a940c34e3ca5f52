/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Covariances with a penalty, forks, and input that is refused.
 */
#include "max-determinant-session.h"

#include <math.h>
#include <string.h>

#define WINE                                                                   \
  "problem=covariance; data=wine; "                                            \
  "variable=alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,"               \
  "total_phenols,flavanoids,nonflavanoid_phenols,proanthocyanins,"             \
  "color_intensity,hue,od280_od315_of_diluted_wines,proline; "

/* ---- Covariance ---- */

/* There are points of the table to add where an ellipse is, and columns for
 * both coordinates; nothing beside a covariance. */
static void
test_rows_are_painted_where_points_are (void)
{
  static const struct {
    const char *set;
    bool paints;
  } cases[] = {{"problem=around; data=scattered_points; x=x; y=y", true},
               {"problem=inside; data=polygon; x=x; y=y", true},
               {"problem=covariance; data=scattered_points; x=x; y=y", false},
               {WINE, false}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_of (cases[i].set);
    g_assert_cmpint (epi_handles_paint (epi_session_scene (session)), ==,
                     cases[i].paints);
    epi_session_free (session);
  }
}

static void
test_the_penalty_goes_from_the_inverse_to_the_diagonal (void)
{
  EpiSession *session = session_of (WINE "penalty=0");
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
  EpiSession *sweeps = session_of (WINE "penalty=0.2; method=sweeps");
  EpiSession *interior = session_of (WINE "penalty=0.2; method=interior");

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
  EpiSession *session = session_of (WINE "penalty=0.1");

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
  EpiSession *session = session_of (WINE "penalty=0");
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
  EpiSession *session = session_of ("problem=around");
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
  EpiSession *session = session_on (data, set);
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
  EpiSession *session = session_on (points_of (twice, 6), "problem=around");
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
      session_on (points_of (copy, 4), "problem=covariance; penalty=0.1");
  assert_proven (session); /* a price is enough */
  epi_session_free (session);
}

/* Four rows of which all but one are held back are not one row. */
static void
test_rows_held_back_are_not_missing (void)
{
  static const double four[][2] = {{1, 2}, {2, 3}, {3, 7}, {5, 11}};
  static const size_t most[] = {0, 1, 3};
  EpiData *data = points_of (four, 4);
  EpiTable *table;

  g_assert_cmpint (epi_table_set_marks (epi_data_table (data), most, 3,
                                        EPI_MARK_TEST, 0, &table),
                   ==, EPI_OK);
  assert_refused (epi_data_with_table (data, table), "problem=covariance",
                  "two rows or more that are not held back");
  epi_data_unref (data);
  epi_table_unref (table);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/max-determinant-covariance/" name, func)
  ADD ("the-penalty-goes-from-the-inverse-to-the-diagonal",
       test_the_penalty_goes_from_the_inverse_to_the_diagonal);
  ADD ("both-methods-are-proven-and-agree",
       test_both_methods_are_proven_and_agree);
  ADD ("no-sweep-is-below-its-dual", test_no_sweep_is_below_its_dual);
  ADD ("rows-held-back-judge-the-penalty",
       test_rows_held_back_judge_the_penalty);
  ADD ("a-fork-ends-where-its-run-ends", test_a_fork_ends_where_its_run_ends);
  ADD ("rows-are-painted-where-points-are",
       test_rows_are_painted_where_points_are);
  ADD ("poor-points-are-a-sentence-each", test_poor_points_are_a_sentence_each);
  ADD ("doubles-are-explained", test_doubles_are_explained);
  ADD ("poor-tables-are-a-sentence-each", test_poor_tables_are_a_sentence_each);
  ADD ("rows-held-back-are-not-missing", test_rows_held_back_are_not_missing);
  return g_test_run ();
}
