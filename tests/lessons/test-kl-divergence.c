/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on divergence: D ≥ 0, and 0 only where p and q are the same;
 * integral, closed form and draws agree; a fit either way; three losses that
 * differ by constants.
 */
#include "estimate/epi-divergence.h"
#include "kit/epi-assign.h"
#include "kit/epi-document-json.h"
#include "kit/epi-line-points.h"
#include "kit/epi-scene-condition.h"
#include "kl-divergence/lesson.h"

#include "session-checks.h"

#include <string.h>

#define BELLS                                                                  \
  "figure=divergence; p_shape=bell; q_shape=bell; p_weight=1; q_weight=1; "    \
  "p_mean1=0; p_width1=1; q_mean1=1; q_width1=2; tolerance=0.02; "

static const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("kl-divergence");
}

static EpiDocument *
document_of (const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), NULL);
  EpiDocument *document = epi_assign (lesson (), first, set, &error);

  g_assert_no_error (error);
  epi_document_unref (first);
  return document;
}

static EpiSession *
session_of (const char *set)
{
  EpiDocument *document = document_of (set);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);

  epi_document_unref (document);
  return session;
}

static const EpiHandleSpec *
handle (const char *name)
{
  for (const EpiHandleSpec *h = lesson ()->handles; h->name != NULL; h++)
    if (strcmp (h->name, name) == 0)
      return h;
  g_assert_not_reached ();
}

static void
move (EpiSession *session, const char *name, size_t i, double x, double y)
{
  EpiDocument *moved = epi_handle_move_to (
      handle (name), epi_session_scene (session), i, (EpiPoint){x, y});

  epi_session_edit (session, moved, "Move");
  epi_document_unref (moved);
}

static double
of_run (EpiSession *session, size_t run, const char *name)
{
  double value = kl_scalar (epi_session_scene (session), run, name);

  g_assert_true (isfinite (value));
  return value;
}

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

/* What is said of the figures has neither inf nor nan in it. */
static void
assert_words (EpiSession *session)
{
  const EpiScene *scene = epi_session_scene (session);

  for (const EpiViewSpec *view = lesson ()->views; view->name != NULL; view++) {
    if (!epi_lesson_shown (lesson (), scene->document, view->shown_when))
      continue;
    char *summary = view->summary (scene);
    char *words = g_strdelimit (g_strdup (summary), ".,;:", ' ');
    g_assert_null (strstr (words, "inf "));
    g_assert_null (strstr (words, "nan "));
    g_free (words);
    g_free (summary);
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

/* ---- The fit ---- */

/* Forward ends where mean and variance are those of p, with a proof; reverse
 * in the mode it began next to, and is no proof of anything. */
static void
test_either_way_has_its_fit (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=bell; p_weight=0.5; p_mean1=-2; "
                  "p_width1=0.7; p_mean2=2; p_width2=0.7; q_mean1=1; "
                  "q_width1=1; rate=1; direction=forward");

  assert_proven (session);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "mu"), 0, 1e-5);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "sigma"), sqrt (4 + 0.49),
                                  1e-5);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "mu"), 2, 0.05);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "sigma"), 0.7, 0.05);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "reverse"), log (2),
                                  0.01);
  /* the method's value is the integral's */
  const EpiDensity q = {
      EPI_DENSITY_GAUSSIAN,
      {of_run (session, 1, "mu"), of_run (session, 1, "sigma")}};
  const double all = 1;
  const EpiDensityMixture model = {1, &all, &q};
  double error;
  KlDensity p;
  kl_density (epi_session_scene (session)->document, 'p', &p);
  g_assert_cmpfloat_with_epsilon (epi_kl_mixtures (&model, &p.mixture, &error),
                                  of_run (session, 1, "reverse"), 1e-11);
  /* looked at the other way the same ends are there, and nothing is proven */
  EpiDocument *turned = epi_document_with_value (
      epi_session_scene (session)->document, "direction", epi_text ("reverse"));
  double mu = of_run (session, KL_REVERSE, "mu");
  epi_session_edit (session, turned, "Turn");
  epi_document_unref (turned);
  g_assert_cmpfloat (of_run (session, KL_REVERSE, "mu"), ==, mu);
  g_assert_cmpfloat (number (session, "mu"), ==, mu);
  g_assert_cmpint (epi_session_scene (session)->answer->certificate.status, ==,
                   EPI_RUNNING);
  epi_session_free (session);
}

/* A single bell is met exactly, both ways, from wherever. */
static void
test_only_a_bell_is_met (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=bell; p_weight=1; p_mean1=1.2; "
                  "p_width1=0.4; q_mean1=-2; q_width1=2");

  for (size_t run = 0; run < 2; run++)
    g_assert_cmpfloat_with_epsilon (of_run (session, run, "objective"), 0,
                                    1e-11);
  epi_session_free (session);
}

static void
test_no_bell_fits_into_boxes (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=box; p_weight=1; p_mean1=0.5; "
                  "p_width1=3; direction=reverse");
  const EpiScene *scene = epi_session_scene (session);

  g_assert_cmpint (scene->answer->certificate.status, !=, EPI_OPTIMAL);
  g_assert_cmpuint (scene->answer->n_runs, ==, 1);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "sigma"), sqrt (3), 1e-5);
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (strstr (why, "infinite for every bell"));
  assert_words (session);
  g_free (why);
  epi_session_free (session);
}

/* ---- Three losses ---- */

static void
assert_constants (EpiSession *session, double h)
{
  double mse = number (session, "half_mse"), loss = number (session, "loss");
  double divergence = number (session, "divergence");

  g_assert_cmpfloat_with_epsilon (loss - mse, log (2 * G_PI) / 2, 1e-13);
  g_assert_cmpfloat_with_epsilon (
      divergence - loss, h * h / 2 - number (session, "entropy"), 1e-11);
  g_assert_cmpfloat (divergence, >=, -1e-13);
}

/* At every iterate, wherever a point is dragged, and the field says the same
 * of every μ; the descent ends at the mean, with a proof. */
static void
test_losses_differ_by_constants (void)
{
  EpiSession *session = session_of ("figure=equivalence; bump=0.3; mu=-2");
  const EpiScene *scene = epi_session_scene (session);
  EpiRandom random = epi_random (5, 1);

  epi_session_set_range (session, "constants", NULL, 300, 200);
  for (int i = 0; i < 10; i++) {
    move (session, "points", (size_t)epi_random_below (&random, 8),
          6 * epi_random_uniform (&random) - 3, 0);
    assert_constants (session, 0.3);
    assert_proven (session);
    g_assert_cmpfloat_with_epsilon (number (session, "mu"),
                                    number (session, "mean"), 1e-8);
    const EpiFieldGrid *grid = epi_scene_field (scene, "differences");
    g_assert_nonnull (grid);
    g_assert_cmpuint (grid->nx, >, 100);
    for (size_t o = 0; o < 2; o++)
      for (size_t k = 0; k < grid->nx; k++)
        g_assert_cmpfloat_with_epsilon (
            grid->values[o * grid->nx + k],
            o == 0 ? log (2 * G_PI) / 2 : 0.045 - number (session, "entropy"),
            1e-11);
  }
  for (size_t k = 0; k < 6; k++) {
    epi_session_seek (session, k);
    assert_constants (session, 0.3);
  }
  epi_session_free (session);
}

/* One point, and a bump as wide as the model: nothing is left. */
static void
test_one_point (void)
{
  EpiSession *session =
      session_of ("figure=equivalence; points=[0.7]; bump=1; mu=3");

  assert_constants (session, 1);
  g_assert_cmpfloat_with_epsilon (number (session, "divergence"), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (number (session, "half_mse"), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (number (session, "loss"), log (2 * G_PI) / 2,
                                  1e-12);
  epi_session_free (session);
}

/* Without a width a sample has no density; without points it is none. */
static void
test_points_without_width_or_number (void)
{
  EpiSession *session = session_of ("figure=equivalence; bump=0; mu=3");
  const EpiScene *scene = epi_session_scene (session);

  assert_proven (session); /* likelihood and mean square do not mind */
  g_assert_null (epi_frame_find (frame_of (session), "divergence"));
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (strstr (why, "infinite for every μ"));
  assert_words (session);
  g_free (why);
  epi_session_free (session);

  EpiDocument *document = document_of ("figure=equivalence; points=[0.7]");
  const EpiData *data = epi_document_data (document, "points");
  const size_t row = 0;
  EpiTable *none;
  g_assert_cmpint (epi_table_remove (epi_data_table (data), &row, 1, &none), ==,
                   EPI_OK);
  EpiData *with = epi_data_with_table (data, none);
  EpiDocument *empty = epi_document_with_data (document, "points", with);
  EpiSession *lost = epi_session_new (lesson (), empty, NULL, NULL);
  g_assert_nonnull (
      strstr (epi_session_scene (lost)->answer->error, "there are no points"));
  epi_session_free (lost);
  epi_document_unref (empty);
  epi_data_unref (with);
  epi_table_unref (none);
  epi_document_unref (document);
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
  ADD ("either-way-has-its-fit", test_either_way_has_its_fit);
  ADD ("only-a-bell-is-met", test_only_a_bell_is_met);
  ADD ("no-bell-fits-into-boxes", test_no_bell_fits_into_boxes);
  ADD ("losses-differ-by-constants", test_losses_differ_by_constants);
  ADD ("one-point", test_one_point);
  ADD ("points-without-width-or-number", test_points_without_width_or_number);
  ADD ("handles-say-what-they-do", test_handles_say_what_they_do);
  ADD ("points-are-added", test_points_are_added);
  ADD ("the-runs-can-be-walked", test_the_runs_can_be_walked);
  return g_test_run ();
}
