/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-lesson.h"

static void
test_the_playhead_follows_the_end (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  g_assert_false (epi_session_is_running (session));
  g_assert_cmpuint (scene->k, ==, epi_session_last (session));
  g_assert_cmpint (scene->answer->runs[0].status, ==, EPI_CONVERGED);
  epi_session_step (session, -1);
  g_assert_cmpuint (scene->k, ==, epi_session_last (session) - 1);
  epi_session_to_start (session);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 1);
  epi_session_step (session, -1);
  g_assert_cmpuint (scene->k, ==, 0);
  epi_session_free (session);
}

/* From the start to the end of another run, and back where it was. */
static void
test_an_edit_moves_the_playhead_and_undo_takes_it_back (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  epi_session_seek (session, 2);
  EpiDocument *moved = epi_handle_move_to (&quadratic_lesson.handles[0], scene,
                                           0, (EpiPoint){3, 1});
  epi_session_edit_at (session, moved, "Show", SIZE_MAX);
  g_assert_cmpint (scene->answer->runs[0].status, ==, EPI_CONVERGED);
  g_assert_cmpuint (scene->k, ==, epi_session_last (session));
  g_assert_cmpuint (scene->k, >, 2);
  g_assert_true (epi_session_undo (session));
  g_assert_cmpuint (scene->k, ==, 2);
  g_assert_true (epi_session_redo (session));
  g_assert_cmpuint (scene->k, ==, epi_session_last (session));
  epi_session_seek (session, 1);
  epi_session_edit_at (session, moved, "Show", SIZE_MAX); /* nothing new */
  g_assert_cmpuint (scene->k, ==, 1);
  epi_document_unref (moved);
  epi_session_free (session);
}

static void
test_one_drag_is_one_step (void)
{
  EpiSession *session = plain_session ();

  epi_session_to_start (session);
  epi_session_begin_drag (session);
  for (int i = 1; i <= 50; i++)
    drag_start (session, 1 + i * 0.01, 2);
  epi_session_end_drag (session);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 1.5);
  g_assert_false (epi_session_scene (session)->answer->live);

  g_assert_true (epi_session_undo (session));
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 1);
  g_assert_false (epi_session_undo (session));
  g_assert_true (epi_session_redo (session));
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 1.5);

  epi_session_begin_drag (session);
  drag_start (session, 9, 9);
  epi_session_cancel_drag (session);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 1.5);
  epi_session_free (session);
}

static void
test_every_edit_says_what_it_was (void)
{
  EpiSession *session = plain_session ();
  const EpiHistory *history = epi_session_history (session);

  g_assert_null (epi_history_undo_label (history));
  epi_session_set (session, "step", epi_number (0.125));
  g_assert_cmpstr (epi_history_undo_label (history), ==,
                   "Set step size to 0.125");
  g_assert_true (epi_session_undo (session));
  g_assert_cmpstr (epi_history_redo_label (history), ==,
                   "Set step size to 0.125");
  epi_session_free (session);

  static const char *const words[][2] = {{"Move point 3", "move point 3"},
                                         {"L1 loss", "L1 loss"},
                                         {"QR", "QR"},
                                         {"α", "α"},
                                         {"", ""}};
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    char *inside = epi_word_inside (words[i][0]);
    g_assert_cmpstr (inside, ==, words[i][1]);
    g_free (inside);
  }
}

/* The step size: at k = 0 for the whole run, on the way from there on. */
static void
test_a_parameter_continues_on_the_way (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  epi_session_seek (session, 10);
  epi_session_set (session, "step", epi_number (0.1));
  g_assert_cmpuint (epi_document_n_scheduled (scene->document), ==, 2);
  double x10 = x_at_playhead (session, 0, 0);
  epi_session_step (session, 1);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, x10 - 0.1 * x10);

  epi_session_undo (session);
  epi_session_seek (session, 11);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, x10 - 0.05 * x10);

  epi_session_to_start (session);
  epi_session_set (session, "step", epi_number (0.125));
  g_assert_cmpuint (epi_document_n_scheduled (scene->document), ==, 0);
  epi_session_seek (session, 2);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 0.875 * 0.875);
  epi_session_free (session);
}

/* Redrawing builds nothing; a broken document is a sentence, and mending it
 * brings the answer back. */
static void
test_errors_are_sentences_and_pass (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  int before = quadratic_builds ();
  epi_session_set (session, "grid", epi_bool (true));
  g_assert_cmpint (quadratic_builds (), ==, before);

  epi_session_set (session, "broken", epi_bool (true));
  g_assert_cmpstr (scene->answer->error, ==, "there is no quadratic here");
  g_assert_null (epi_scene_frame (scene, 0));
  epi_session_undo (session);
  g_assert_null (scene->answer->error);
  g_assert_nonnull (epi_scene_frame (scene, 0));
  epi_session_free (session);
}

static void
test_a_fork_is_compared (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  epi_session_seek (session, 12);
  epi_session_fork (session);
  g_assert_cmpuint (scene->answer->n_runs, ==, 2);
  epi_session_set (session, "step", epi_number (0.1));
  epi_session_seek (session, 20);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), <,
                     x_at_playhead (session, 1, 0));
  epi_session_drop_forks (session);
  g_assert_cmpuint (scene->answer->n_runs, ==, 1);
  epi_session_free (session);
}

/* Where the runs are not looked at, playing ends, and no tick moves anything;
 * coming back does not go on by itself. */
static void
test_what_is_not_looked_at_is_not_played (void)
{
  EpiLesson lesson = quadratic_lesson;
  EpiDocument *document = epi_document_new ("quadratic", 1);

  lesson.runs_when = "steps == 5000";
  EpiSession *session = epi_session_new (&lesson, document, NULL, NULL);
  const EpiScene *scene = epi_session_scene (session);
  epi_session_to_start (session);
  epi_session_play (session, true);
  epi_session_tick (session, 1);
  size_t k = scene->k;
  g_assert_cmpuint (k, >, 0);
  epi_session_set (session, "pull", epi_number (0.1)); /* still looked at */
  g_assert_true (epi_session_is_playing (session));

  epi_session_set (session, "steps", epi_number (4000));
  g_assert_false (epi_session_is_playing (session));
  epi_session_tick (session, 1);
  g_assert_cmpuint (scene->k, ==, k);
  epi_session_undo (session);
  g_assert_false (epi_session_is_playing (session));
  epi_session_free (session);
  epi_document_unref (document);
}

static void
test_playing_reaches_the_end_and_loops (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);
  size_t last = epi_session_last (session);

  epi_session_set_speed (session, 100);
  epi_session_play (session, true);
  g_assert_cmpuint (scene->k, ==, 0);
  epi_session_tick (session, 0.005); /* half an iterate: not yet */
  g_assert_cmpuint (scene->k, ==, 0);
  epi_session_tick (session, 0.005);
  g_assert_cmpuint (scene->k, ==, 1);
  epi_session_tick (session, 1000);
  g_assert_cmpuint (scene->k, ==, last);
  epi_session_tick (session, 0.01);
  g_assert_false (epi_session_is_playing (session));

  epi_session_set_loops (session, true);
  epi_session_play (session, true);
  epi_session_tick (session, 1000);
  epi_session_tick (session, 0.01);
  g_assert_true (epi_session_is_playing (session));
  g_assert_cmpuint (scene->k, ==, 0);
  epi_session_free (session);
}

/* A handle held, but not moved, while the run is stepped: what stays after it
 * is let go is an answer that may be recorded. */
static void
test_holding_a_handle_leaves_nothing_live (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);

  for (int i = 0; i < 2; i++) {
    epi_session_begin_drag (session);
    epi_session_seek (session, 3 + (size_t)i);
    g_assert_true (scene->answer->live);
    g_assert_false (epi_scene_is_settled (scene));
    if (i == 0)
      epi_session_end_drag (session);
    else
      epi_session_cancel_drag (session);
    g_assert_false (scene->answer->live);
    g_assert_true (epi_scene_is_settled (scene));
    g_assert_cmpuint (scene->answer->k, ==, 3 + (size_t)i);
  }
  epi_session_free (session);
}

/* Every request is answered, also where the memory for a field cannot be had:
 * else the window would wait for ever. */
static void
test_no_memory_is_answered (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);
  const EpiRange range = {3, 5, 7, 8, false, false};
  bool fields = true;

  epi_session_set_range (session, "plane", &range, 300, 200);
  for (long n = 0; n < 20; n++) {
    epi_alloc_fail_at (n);
    epi_session_seek (session, 1 + (size_t)n);
    epi_alloc_fail_at (-1);
    g_assert_true (epi_session_poll (session, 0));
    g_assert_cmpuint (scene->answer->k, ==, 1 + (size_t)n);
    fields = fields && scene->answer->n_fields > 0;
  }
  g_assert_false (fields);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/the-playhead-follows-the-end",
                   test_the_playhead_follows_the_end);
  g_test_add_func ("/session/an-edit-moves-the-playhead-and-undo-takes-it-back",
                   test_an_edit_moves_the_playhead_and_undo_takes_it_back);
  g_test_add_func ("/session/one-drag-is-one-step", test_one_drag_is_one_step);
  g_test_add_func ("/session/every-edit-says-what-it-was",
                   test_every_edit_says_what_it_was);
  g_test_add_func ("/session/a-parameter-continues-on-the-way",
                   test_a_parameter_continues_on_the_way);
  g_test_add_func ("/session/errors-are-sentences-and-pass",
                   test_errors_are_sentences_and_pass);
  g_test_add_func ("/session/a-fork-is-compared", test_a_fork_is_compared);
  g_test_add_func ("/session/playing-reaches-the-end-and-loops",
                   test_playing_reaches_the_end_and_loops);
  g_test_add_func ("/session/what-is-not-looked-at-is-not-played",
                   test_what_is_not_looked_at_is_not_played);
  g_test_add_func ("/session/holding-a-handle-leaves-nothing-live",
                   test_holding_a_handle_leaves_nothing_live);
  g_test_add_func ("/session/no-memory-is-answered",
                   test_no_memory_is_answered);
  return g_test_run ();
}
