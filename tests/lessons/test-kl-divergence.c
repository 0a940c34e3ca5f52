/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on divergence: D ≥ 0, and 0 only where p and q are the same;
 * integral, closed form and draws agree; a fit either way; three losses that
 * differ by constants.
 */
#include "kl-divergence-session.h"

#include <string.h>

#define BELLS                                                                  \
  "figure=divergence; p_shape=bell; q_shape=bell; p_weight=1; q_weight=1; "    \
  "p_mean1=0; p_width1=1; q_mean1=1; q_width1=2; tolerance=0.02; "

/* Wherever the modes are dragged to, both ways. */
static void
test_divergence_is_not_negative (void)
{
  EpiSession *session = session_of (BELLS "tolerance=1; q_weight=0.6");
  EpiRandom random = epi_random (3, 0);

  for (int i = 0; i < 40; i++) {
    const char *which = i % 2 == 0 ? "p" : "q";
    move (session, which, (size_t)epi_random_below (&random, 2),
          8 * epi_random_uniform (&random) - 4,
          0.05 + epi_random_uniform (&random));
    g_assert_cmpfloat (number (session, "forward"), >, 0);
    g_assert_cmpfloat (number (session, "reverse"), >, 0);
  }
  epi_session_free (session);
}

/* q dragged exactly onto p, mode by mode, and then by a hair. */
static void
test_it_is_zero_only_where_both_are_the_same (void)
{
  EpiSession *session =
      session_of (BELLS "p_weight=0.3; q_weight=0.3; p_mean2=3; p_width2=0.5; "
                        "q_mean2=-1; q_width2=2");
  const EpiScene *scene = epi_session_scene (session);

  g_assert_cmpfloat (number (session, "forward"), >, 0.1);
  for (size_t i = 0; i < 2; i++) {
    EpiPoint at;
    g_assert_true (epi_handle_position (handle ("p"), scene, i, &at));
    move (session, "q", i, at.x, at.y);
  }
  g_assert_cmpfloat_with_epsilon (number (session, "forward"), 0, 1e-13);
  g_assert_cmpfloat_with_epsilon (number (session, "reverse"), 0, 1e-13);
  g_assert_cmpfloat_with_epsilon (number (session, "estimate"), 0, 1e-12);
  EpiPoint at;
  epi_handle_position (handle ("q"), scene, 1, &at);
  move (session, "q", 1, at.x + 1e-3, at.y);
  g_assert_cmpfloat (number (session, "forward"), >, 1e-8);
  g_assert_cmpfloat (number (session, "reverse"), >, 1e-8);
  epi_session_free (session);
}

/* Three computations that share nothing but log p. */
static void
test_integral_closed_form_and_draws_agree (void)
{
  for (int seed = 1; seed <= 5; seed++) {
    char *set = g_strdup_printf (BELLS "seed=%d", seed);
    EpiSession *session = session_of (set);
    const EpiDensity p = {EPI_DENSITY_GAUSSIAN, {0, 1}},
                     q = {EPI_DENSITY_GAUSSIAN, {1, 2}};
    const double closed[] = {epi_kl_closed (&p, &q), epi_kl_closed (&q, &p)};
    const char *const names[] = {"forward", "reverse"};
    for (size_t run = 0; run < 2; run++) {
      g_assert_cmpfloat_with_epsilon (number (session, names[run]), closed[run],
                                      1e-12);
      g_assert_cmpfloat (fabs (of_run (session, run, "estimate") - closed[run]),
                         <, 4 * of_run (session, run, "standard_error"));
    }
    g_assert_cmpfloat (number (session, "standard_error"), <=, 0.02);
    epi_session_free (session);
    g_free (set);
  }
}

/* No number is printed for what is infinite; words are. */
static void
test_infinite_is_said_in_words (void)
{
  EpiSession *session =
      session_of ("figure=divergence; p_shape=box; q_shape=box; p_weight=1; "
                  "q_weight=1; p_mean1=-3; p_width1=1; q_mean1=3; q_width1=1");
  const EpiScene *scene = epi_session_scene (session);
  const EpiFrame *frame = frame_of (session);

  g_assert_null (epi_frame_find (frame, "forward"));
  g_assert_null (epi_frame_find (frame, "reverse"));
  g_assert_cmpfloat (number (session, "p_excluded"), ==, 1);
  g_assert_cmpfloat (number (session, "q_excluded"), ==, 1);
  g_assert_cmpint (epi_frame_status (frame), ==, EPI_UNBOUNDED);
  for (size_t i = 0; i < epi_frame_n_items (frame); i++)
    for (size_t k = 0; k < epi_frame_item (frame, i)->rows; k++)
      g_assert_true (isfinite (epi_frame_item (frame, i)->data[k]));
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (strstr (why, "Both are infinite"));
  g_assert_nonnull (
      strstr (scene->answer->certificate.sentence, "is infinite"));
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_UNBOUNDED);
  g_free (why);
  assert_words (session);
  move (session, "q", 0, -3, 0.25); /* now q covers p */
  g_assert_cmpfloat_with_epsilon (number (session, "forward"), log (2), 1e-13);
  g_assert_null (epi_frame_find (frame_of (session), "reverse"));
  g_assert_cmpfloat_with_epsilon (number (session, "q_excluded"), 0.5, 1e-13);
  epi_session_free (session);
}

static void
assert_refused (const char *set, const char *sentence)
{
  EpiSession *session = session_of (set);
  const char *error = epi_session_scene (session)->answer->error;

  g_assert_nonnull (error);
  g_test_message ("%s", error);
  g_assert_nonnull (strstr (error, sentence));
  epi_session_free (session);
}

static void
test_what_is_no_density_is_told (void)
{
  EpiSession *absent = session_of (BELLS "p_width2=0"); /* of weight 0 */

  g_assert_cmpstr (epi_session_scene (absent)->answer->error, ==, NULL);
  epi_session_free (absent);
  assert_refused (BELLS "p_weight=0.5; p_width2=0", "part 2 of p has zero");
  assert_refused (BELLS "q_width1=0", "part 1 of q has zero width");
  assert_refused ("figure=fit; q_width1=0", "part 1 of q has zero width");
}

/* ---- Handles and the timeline ---- */

/* A peak is dragged to a mean and a width; what is typed is what is said; the
 * beginning of the fit is one thing in two figures. */
static void
test_handles_say_what_they_do (void)
{
  EpiSession *session = session_of ("figure=fit; p_weight=0.25");
  const EpiScene *scene = epi_session_scene (session);
  EpiHandleNumber said[EPI_HANDLE_NUMBERS];
  EpiPoint at;

  move (session, "p", 1, 1.5, 0.75 / (0.4 * sqrt (2 * G_PI)));
  g_assert_cmpuint (handle ("p")->numbers (scene, 1, said), ==, 2);
  g_assert_cmpfloat (said[0].value, ==, 1.5);
  g_assert_cmpfloat_with_epsilon (said[1].value, 0.4, 1e-14);
  const double typed[] = {-1, 0.5};
  EpiDocument *set = handle ("q")->set_numbers (scene, 0, typed);
  epi_session_edit (session, set, "Set");
  epi_document_unref (set);
  g_assert_true (epi_handle_position (handle ("start"), scene, 0, &at));
  g_assert_cmpfloat (at.x, ==, -1);
  g_assert_cmpfloat (at.y, ==, 0.5);
  move (session, "start", 0, 2, -3); /* no width is below zero */
  g_assert_cmpfloat (epi_scene_number (scene, "q_width1"), ==, 0.05);
  g_assert_false (epi_handle_position (handle ("q"), scene, 1, &at));
  char *title = epi_handle_title (handle ("p"), scene, 1);
  g_assert_cmpstr (title, ==, "second mode of p");
  g_free (title);
  for (int i = 0; i < 3; i++)
    g_assert_true (epi_session_undo (session));
  g_assert_cmpfloat (epi_scene_number (scene, "p_mean2"), ==, 2);
  epi_session_free (session);
}

/* A hand is held at the ends of what there is; what is typed beyond them is
 * refused, as the form then says, and nothing else is put in its place. */
static void
test_what_is_typed_is_not_bent (void)
{
  static const struct {
    const char *figure, *handle;
    double values[2];
  } typed[] = {{"divergence", "p", {101, 1}},  {"divergence", "q", {0, -1}},
               {"divergence", "q", {0, 20.5}}, {"fit", "start", {-1e6, 1}},
               {"fit", "start", {0, -0.1}},    {"equivalence", "mu", {101, 0}}};

  for (size_t i = 0; i < G_N_ELEMENTS (typed); i++) {
    char *set = g_strdup_printf ("figure=%s", typed[i].figure);
    EpiSession *session = session_of (set);
    const EpiScene *scene = epi_session_scene (session);
    EpiDocument *after =
        handle (typed[i].handle)->set_numbers (scene, 0, typed[i].values);
    g_assert_true (after == scene->document);
    epi_document_unref (after);
    const double good[] = {-100, 20};
    after = handle (typed[i].handle)->set_numbers (scene, 0, good);
    g_assert_true (after != scene->document);
    epi_document_unref (after);
    epi_session_free (session);
    g_free (set);
  }
}

static void
test_points_are_added (void)
{
  EpiSession *session = session_of ("figure=equivalence");
  const EpiScene *scene = epi_session_scene (session);
  size_t before = epi_handle_count (handle ("points"), scene), n;
  EpiDocument *more = handle ("points")->add (scene, (EpiPoint){4.5, 0.3});

  epi_session_edit (session, more, "Add");
  epi_document_unref (more);
  g_assert_cmpuint (epi_handle_count (handle ("points"), scene), ==,
                    before + 1);
  double *x = epi_line_read (lesson (), scene->document, &n);
  g_assert_cmpuint (n, ==, before + 1);
  g_assert_cmpfloat (x[n - 1], ==, 4.5);
  g_free (x);
  epi_session_free (session);
}

/* Back, forward, forked and saved, the frames are what they were. */
static void
test_the_runs_can_be_walked (void)
{
  static const char *const figures[] = {BELLS, "figure=fit; q_mean1=1",
                                        "figure=equivalence"};

  for (size_t i = 0; i < G_N_ELEMENTS (figures); i++) {
    EpiSession *session = session_of (figures[i]);
    const EpiScene *scene = epi_session_scene (session);
    size_t last = epi_session_last (session);
    double end = number (session, "objective");
    g_assert_cmpuint (last, >, 5);
    epi_session_seek (session, 4);
    double at_four = number (session, "objective");
    epi_session_step (session, -1);
    g_assert_cmpfloat (number (session, "objective"), !=, at_four);
    epi_session_step (session, 1);
    g_assert_cmpfloat (number (session, "objective"), ==, at_four);
    epi_session_fork (session);
    epi_session_to_end (session);
    g_assert_cmpfloat (number (session, "objective"), ==, end);
    GError *error = NULL;
    size_t length;
    char *text = epi_document_print (scene->document, NULL, &length);
    EpiDocument *read = epi_document_parse (text, length, NULL, &error);
    g_assert_no_error (error);
    EpiSession *again = epi_session_new (lesson (), read, NULL, NULL);
    g_assert_cmpuint (epi_session_last (again), ==, last);
    g_assert_cmpfloat (number (again, "objective"), ==, end);
    epi_session_free (again);
    epi_document_unref (read);
    g_free (text);
    epi_session_free (session);
  }
}

/* ---- Figures ---- */

/* The line of p over a box of width 1.5 about 0: upright at -1.5 and at 1.5,
 * and as high as 1/3 between, nothing beyond. */
static void
test_a_box_has_upright_sides (void)
{
  EpiSession *session =
      session_of ("figure=divergence; p_shape=box; q_shape=bell; p_weight=1; "
                  "p_mean1=0; p_width1=1.5; q_weight=1; q_mean1=1; q_width1=2");
  const EpiViewSpec *view = lesson ()->views;
  while (strcmp (view->name, "pair") != 0)
    view++;
  epi_session_set_range (session, "pair", NULL, 333, 200);
  EpiPlotTable *table = epi_view_table (view, epi_session_scene (session));
  const EpiPlotSeries *line = NULL;
  size_t upright = 0;

  for (guint s = 0; s < table->series->len && line == NULL; s++) {
    const EpiPlotSeries *series = table->series->pdata[s];
    if (strcmp (series->kind, "line") == 0)
      line = series; /* p is drawn first */
  }
  g_assert_nonnull (line);
  const double *x = line->values, *y = x + line->n;
  for (size_t i = 0; i < line->n; i++) {
    if (fabs (x[i]) < 1.499 || fabs (x[i]) > 1.501)
      g_assert_cmpfloat_with_epsilon (y[i], fabs (x[i]) < 1.5 ? 1 / 3.0 : 0,
                                      1e-12);
    if (i > 0 && y[i] != y[i - 1]) {
      g_assert_cmpfloat (x[i], ==, x[i - 1]);
      g_assert_cmpfloat (fabs (x[i]), ==, 1.5);
      upright++;
    }
  }
  g_assert_cmpuint (upright, ==, 2);
  epi_plot_table_free (table);
  epi_session_free (session);
}

/* Step 9's answer, where the descent ends: the two losses that can vanish show
 * 0; and so do both divergences of one density in two orders. */
static void
test_what_vanishes_shows_zero (void)
{
  static const char *const points[] = {
      "[0.3]",  "[0.3 / 0.3]",       "[-7.77]",
      "[81.1]", "[0.7 / 0.7 / 0.7]", "[33.3 / 33.3]"};

  for (size_t i = 0; i < G_N_ELEMENTS (points); i++) {
    char *set =
        g_strdup_printf ("figure=equivalence; points=%s; bump=1", points[i]);
    EpiSession *session = session_of (set);
    assert_proven (session);
    g_assert_cmpfloat (number (session, "half_mse"), ==, 0);
    g_assert_cmpfloat (number (session, "divergence"), ==, 0);
    char *sample = kl_points_summary (epi_session_scene (session));
    g_assert_true (i != 0 || g_str_has_prefix (sample, "1 point on the line"));
    g_free (sample);
    assert_words (session);
    epi_session_free (session);
    g_free (set);
  }
  EpiSession *session =
      session_of ("figure=divergence; p_weight=0.3; q_weight=0.7; p_mean1=-2; "
                  "q_mean2=-2; p_mean2=1.1; q_mean1=1.1; p_width1=0.7; "
                  "q_width2=0.7; p_width2=0.4; q_width1=0.4");
  g_assert_cmpfloat (number (session, "forward"), ==, 0);
  g_assert_cmpfloat (number (session, "reverse"), ==, 0);
  epi_session_free (session);
}

/* The roundings of m equal points all go one way; a run that has converged on
 * them is certified however many they are, and what can vanish is 0. */
static void
test_many_equal_points_are_certified (void)
{
  static const char *const values[] = {"0.3", "-7.77", "81.1", "33.3"};
  enum { MANY = 1000 };

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
    GString *set = g_string_new ("figure=equivalence; bump=1; points=[");
    for (size_t k = 0; k < MANY; k++)
      g_string_append_printf (set, "%s%s", k > 0 ? " / " : "", values[i]);
    g_string_append (set, "]");
    EpiSession *session = session_of (set->str);
    assert_proven (session);
    g_assert_cmpfloat (number (session, "half_mse"), ==, 0);
    g_assert_cmpfloat (number (session, "divergence"), ==, 0);
    epi_session_free (session);
    g_string_free (set, TRUE);
  }
}

/* Rows without a number are counted, in words. */
static void
test_rows_without_a_number_are_told (void)
{
  EpiSession *session =
      session_of ("figure=equivalence; points=[1 / 2 / 4]; bump=0.25; mu=0");
  const EpiDocument *document = epi_session_scene (session)->document;
  const EpiData *data = epi_document_data (document, "points");
  const size_t row = 1;
  const double none = NAN;
  EpiTable *table = NULL;

  char *whole = lesson ()->explain (epi_session_scene (session));
  g_assert_null (whole); /* and what is counted now is not kept for others */
  epi_table_set_numbers (epi_data_table (data), &row, 1, 0, &none, &table);
  EpiData *changed = epi_data_with_table (data, table);
  EpiDocument *with = epi_document_with_data (document, "points", changed);
  epi_data_unref (changed);
  epi_table_unref (table);
  epi_session_free (session);
  session = session_from (with);
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_cmpstr (why, ==, "1 of 3 rows has no number and does not count.");
  g_free (why);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/kl-divergence/" name, func)
  ADD ("divergence-is-not-negative", test_divergence_is_not_negative);
  ADD ("it-is-zero-only-where-both-are-the-same",
       test_it_is_zero_only_where_both_are_the_same);
  ADD ("integral-closed-form-and-draws-agree",
       test_integral_closed_form_and_draws_agree);
  ADD ("infinite-is-said-in-words", test_infinite_is_said_in_words);
  ADD ("what-is-no-density-is-told", test_what_is_no_density_is_told);
  ADD ("handles-say-what-they-do", test_handles_say_what_they_do);
  ADD ("what-is-typed-is-not-bent", test_what_is_typed_is_not_bent);
  ADD ("points-are-added", test_points_are_added);
  ADD ("the-runs-can-be-walked", test_the_runs_can_be_walked);
  ADD ("a-box-has-upright-sides", test_a_box_has_upright_sides);
  ADD ("what-vanishes-shows-zero", test_what_vanishes_shows_zero);
  ADD ("many-equal-points-are-certified", test_many_equal_points_are_certified);
  ADD ("rows-without-a-number-are-told", test_rows_without_a_number_are_told);
  return g_test_run ();
}
