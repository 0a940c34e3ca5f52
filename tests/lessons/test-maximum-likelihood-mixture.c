/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mixtures in the lesson on maximum likelihood: likelihoods that never fall,
 * ends that depend on the start and are not called more than they are shown to
 * be, and the priors that keep a component from shrinking to nothing.
 */
#include "maximum-likelihood-session.h"

#define HEAPS                                                                  \
  "points=[0.1 0 / 0.5 0 / 0.9 0 / 1.2 0 / 1.6 0 / 3.8 0 / 4.2 0 / 4.5 0 / "   \
  "4.9 0 / 5.3 0 / 8.6 0 / 9 0 / 9.3 0 / 9.7 0 / 10.1 0]; model=mixture; "

/* Dempster, Laird & Rubin, theorem 1: at every iterate of every run. */
static void
test_em_never_lowers_the_likelihood (void)
{
  static const char *const settings[] = {
      GEYSER "model=mixture; space=line; components=2; start1=(50, 0); "
             "start2=(60, 0)",
      GEYSER "model=mixture; space=plane; components=3",
      GEYSER "model=mixture; space=plane; components=4",
      TWELVE "model=mixture; space=line; components=3",
      HEAPS "space=line; components=2; start1=(1, 0); start2=(3, 0)"};

  for (size_t s = 0; s < G_N_ELEMENTS (settings); s++) {
    EpiSession *session = session_of (settings[s]);
    const EpiRun *run = &epi_session_scene (session)->answer->runs[0];
    double last = -INFINITY;
    g_assert_cmpuint (run->n_frames, >, 1);
    for (size_t k = 0; k < run->n_frames; k++) {
      double now = epi_frame_scalar (run->frames[k], "log_likelihood", NAN);
      g_assert_cmpfloat (now, >=, last - 1e-10 * fabs (last));
      last = now;
    }
    epi_session_free (session);
  }
}

/* Two starts, two summits; neither is called proven. */
static void
test_where_em_ends_depends_on_its_start (void)
{
  EpiSession *low = session_of (
      HEAPS "space=line; components=2; start1=(1, 0); start2=(3, 0)");
  EpiSession *high = session_of (
      HEAPS "space=line; components=2; start1=(1, 0); start2=(9, 0)");

  g_assert_cmpint (status_of (low), ==, EPI_CONVERGED);
  g_assert_cmpint (status_of (high), ==, EPI_CONVERGED);
  g_assert_cmpfloat (number (low, "log_likelihood"), <,
                     number (high, "log_likelihood") - 2);
  g_assert_cmpint (epi_session_scene (high)->answer->certificate.status, !=,
                   EPI_OPTIMAL);
  epi_session_free (low);
  epi_session_free (high);
}

/* Two components that begin as one stay one: ℓ is that of a single Gaussian,
 * level, and yet there is a way up from there.  A gradient cannot tell, so the
 * words do not. */
static void
test_equal_starts_end_on_a_saddle (void)
{
  EpiSession *one = session_of (HEAPS "model=gaussian; space=line");

  for (int prior = 0; prior < 2; prior++) {
    char *both = g_strconcat (
        HEAPS "space=line; components=2; start1=(4, 0); pseudo=[4 0 / 6 0]; ",
        prior ? "prior=true; " : "prior=false; ", NULL);
    char *equal = g_strconcat (both, "start2=(4, 0)", NULL);
    char *apart = g_strconcat (both, "start2=(4.5, 0)", NULL);
    EpiSession *saddle = session_of (equal), *higher = session_of (apart);
    const EpiCertificate *strip =
        &epi_session_scene (saddle)->answer->certificate;
    const double *mean = item (saddle, "means")->data;
    g_assert_cmpint (status_of (saddle), ==, EPI_CONVERGED);
    g_assert_cmpfloat (mean[0], ==, mean[1]);
    g_assert_cmpfloat (strip->items[0].value, <, 1e-9);
    if (!prior)
      g_assert_cmpfloat_with_epsilon (number (saddle, "log_likelihood"),
                                      number (one, "log_likelihood"), 1e-9);
    g_assert_cmpfloat (number (saddle, "log_likelihood"), <,
                       number (higher, "log_likelihood") - 0.1);
    g_assert_nonnull (strstr (strip->sentence, "or a saddle"));
    epi_session_free (saddle);
    epi_session_free (higher);
    g_free (equal);
    g_free (apart);
    g_free (both);
  }
  epi_session_free (one);
}

/* No number of a frame is infinite, and the word is unbounded. */
static void
test_a_component_without_variance_is_said (void)
{
  EpiSession *session = session_of (
      "points=[1 0 / 1.8 0 / 2.5 0 / 3.1 0 / 4 0 / 8 0 / 8 0 / 8 0]; "
      "model=mixture; space=line; components=2; start1=(2, 0); start2=(8, 0)");
  const EpiFrame *frame = frame_of (session);

  g_assert_cmpint (status_of (session), ==, EPI_UNBOUNDED);
  for (size_t i = 0; i < epi_frame_n_items (frame); i++) {
    const EpiFrameItem *it = epi_frame_item (frame, i);
    for (size_t j = 0; j < it->rows * it->cols; j++)
      g_assert_true (isfinite (it->data[j]));
  }
  g_assert_nonnull (strstr (
      epi_session_scene (session)->answer->certificate.sentence, "unbounded"));
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_nonnull (strstr (why, "no maximum"));
  g_free (why);
  epi_session_free (session);
}

/* Samples whose likelihood has no bound: with a prior that has a width the
 * posterior never falls, EM rests where it is level, and the surface is that
 * posterior.  Pseudo-data of one place do not help. */
static void
test_a_prior_bounds_a_mixture (void)
{
#define THREE_IN_ONE_PLACE                                                     \
  "points=[1 0 / 1.8 0 / 2.5 0 / 3.1 0 / 4 0 / 8 0 / 8 0 / 8 0]; "             \
  "model=mixture; space=line; components=2; prior=true; start1=(2, 0); "       \
  "start2=(8, 0); "
  EpiSession *session =
      session_of (THREE_IN_ONE_PLACE "pseudo=[4.4 0 / 5.6 0]");
  const EpiRun *run = &epi_session_scene (session)->answer->runs[0];
  double last = -INFINITY;

  g_assert_cmpint (status_of (session), ==, EPI_CONVERGED);
  for (size_t i = 0; i < run->n_frames; i++) {
    double value = epi_frame_scalar (run->frames[i], "log_likelihood", NAN);
    g_assert_cmpfloat (value, >=, last - 1e-12 * fabs (last));
    last = value;
  }
  const EpiCertificate *strip =
      &epi_session_scene (session)->answer->certificate;
  g_assert_cmpuint (strip->n_items, ==, 1);
  g_assert_cmpfloat (strip->items[0].value, <, 1e-3);
  g_assert_nonnull (strstr (strip->sentence, "posterior"));
  const EpiFieldGrid *grid = field_of (session, "surface", "surface");
  double best = -INFINITY;
  for (size_t i = 0; i < grid->nx * grid->ny; i++)
    best = fmax (best, grid->values[i]);
  g_assert_cmpfloat (best, <=, last + 1e-9); /* no higher one in sight */
  g_assert_cmpfloat (best, >, last - 0.1);
  epi_session_free (session);

  session = session_of (THREE_IN_ONE_PLACE "pseudo=[8 0]; counts=1");
  g_assert_cmpint (status_of (session), ==, EPI_UNBOUNDED);
  epi_session_free (session);
}

/* In the plane two places are a line, and so are three on it: along the line a
 * component has a width, across it none. */
static void
test_a_prior_of_the_plane_must_span_it (void)
{
#define PLANE GEYSER "space=plane; prior=true; "
  static const char *const cases[][2] = {
      {PLANE "model=mixture; pseudo=[0 0 / 1 1]", "not on one line"},
      {PLANE "model=mixture; pseudo=[0 0 / 1 1 / 3 3]", "not on one line"},
      {PLANE "model=mixture; pseudo=[0 0 / 1 1]; counts=4", "not on one line"},
      {PLANE "model=mixture; pseudo=[0 0 / 1 1 / 3 2]", "bounded"},
      {PLANE "model=gaussian; pseudo=[0 0 / 1 1]", "not on one line"},
      {PLANE "model=gaussian; pseudo=[0 0 / 1 1 / 3 2]", NULL}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_of (cases[i][0]);
    char *why = lesson ()->explain (epi_session_scene (session));
    g_assert_true ((why == NULL) == (cases[i][1] == NULL));
    if (why != NULL && strstr (why, cases[i][1]) == NULL)
      g_error ("“%s” does not say “%s”", why, cases[i][1]);
    if (why != NULL && strcmp (cases[i][1], "bounded") != 0)
      g_assert_null (strstr (why, "bounded"));
    g_free (why);
    epi_session_free (session);
  }
}

/* What matters is first: that there is no maximum, then that a row does not
 * count. */
static void
test_what_is_left_out_is_told_last (void)
{
  const size_t row = 0;
  const double none = NAN;
  EpiDocument *document =
      document_of ("points=[2 0 / 1 0 / 1 0 / 1 0 / 5 0 / 6 0]; model=mixture; "
                   "space=line; start1=(1, 0); start2=(5.5, 0)");
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *table = NULL;

  epi_table_set_numbers (epi_data_table (data), &row, 1, 0, &none, &table);
  EpiData *holed = epi_data_with_table (data, table);
  EpiSession *session =
      session_from (epi_document_with_data (document, "points", holed));
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_cmpint (status_of (session), ==, EPI_UNBOUNDED);
  g_assert_true (g_str_has_prefix (why, "A component has shrunk"));
  g_assert_true (
      g_str_has_suffix (why, "1 of 6 rows has no number and does not count."));
  g_free (why);
  epi_session_free (session);
  epi_data_unref (holed);
  epi_table_unref (table);
  epi_document_unref (document);
}

/* ---- Cross-validation ---- */

/* Of Old Faithful's waiting times: with every component more the samples that
 * were seen are likelier, and those that were not are likeliest with two. */
static void
test_two_kinds_are_best_unseen (void)
{
  static const char *const models[] = {"model=gaussian", "components=2",
                                       "components=3", "components=4"};
  double seen[4], left_out[4];

  for (size_t i = 0; i < G_N_ELEMENTS (models); i++) {
    EpiSession *session = session_of_preset ("kinds");
    edit (session, models[i]);
    epi_session_to_end (session);
    seen[i] = number (session, "mean_seen");
    left_out[i] = number (session, "mean_left_out");
    g_assert_cmpfloat_with_epsilon (
        seen[i], number (session, "log_likelihood_samples") / 272, 1e-12);
    g_assert_cmpfloat (left_out[i], <, seen[i]);
    char *why = lesson ()->explain (epi_session_scene (session));
    g_assert_nonnull (strstr (why, "where it was left out"));
    g_free (why);
    epi_session_free (session);
  }
  for (size_t i = 0; i < 4; i++) {
    g_assert_true (i == 0 || seen[i] > seen[i - 1]);
    g_assert_true (i == 1 || left_out[i] < left_out[1]);
  }
}

/* Where a component shrinks without some fold there is no number; where nobody
 * asks, none either. */
static void
test_left_out_may_be_nowhere (void)
{
  EpiSession *session =
      session_of ("points=[1 0 / 1.8 0 / 2.5 0 / 3.1 0 / 4 0 / 7.9 0 / 8 0 / 8 "
                  "0]; model=mixture; space=line; components=2; folds=true; "
                  "start1=(2, 0); start2=(8, 0)");

  epi_session_to_end (session);
  g_assert_cmpint (status_of (session), ==, EPI_CONVERGED);
  g_assert_null (epi_frame_find (frame_of (session), "mean_left_out"));
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_nonnull (strstr (why, "there is no fit"));
  g_free (why);
  edit (session, "folds=false");
  epi_session_to_end (session);
  g_assert_null (epi_frame_find (frame_of (session), "mean_seen"));
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/maximum-likelihood-mixture/" name, func)
  ADD ("em never lowers the likelihood", test_em_never_lowers_the_likelihood);
  ADD ("where em ends depends on its start",
       test_where_em_ends_depends_on_its_start);
  ADD ("equal starts end on a saddle", test_equal_starts_end_on_a_saddle);
  ADD ("a component without variance is said",
       test_a_component_without_variance_is_said);
  ADD ("a prior bounds a mixture", test_a_prior_bounds_a_mixture);
  ADD ("a prior of the plane must span it",
       test_a_prior_of_the_plane_must_span_it);
  ADD ("what is left out is told last", test_what_is_left_out_is_told_last);
  ADD ("two kinds are best unseen", test_two_kinds_are_best_unseen);
  ADD ("left out may be nowhere", test_left_out_may_be_nowhere);
  return g_test_run ();
}
