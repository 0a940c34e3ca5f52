/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-lesson.h"

/* A session without a worker: every call waits for its answer. */
static EpiSession *
plain_session (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiSession *session =
      epi_session_new (&quadratic_lesson, document, NULL, NULL);

  epi_document_unref (document);
  return session;
}

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

/* Fields lie on the range that was asked for, and beyond it. */
static void
test_fields_cover_the_range (void)
{
  EpiSession *session = plain_session ();
  const EpiRange range = {3, 5, 7, 8, false, false};

  epi_session_set_range (session, "plane", &range, 300, 200);
  const EpiFieldGrid *grid =
      epi_scene_field (epi_session_scene (session), "cost");
  g_assert_nonnull (grid);
  g_assert_cmpfloat (grid->range.x0, <=, 3);
  g_assert_cmpfloat (grid->range.x1, >=, 5);
  double x = epi_field_grid_x (grid, 7), y = epi_field_grid_y (grid, 9);
  g_assert_cmpfloat (grid->values[7 + 9 * grid->nx], ==,
                     (x * x + 10 * y * y) / 2);
  g_assert_false (epi_session_range_is_fit (session, "plane"));
  epi_session_set_range (session, "plane", NULL, 300, 200);
  g_assert_cmpfloat (epi_session_range (session, "plane").x1, ==, 2);
  epi_session_free (session);
}

/* Who chooses an example, or the same once more, sees all of it, whatever was
 * looked at before; an edit by hand leaves the range where it was put. */
static void
test_another_problem_is_shown_whole (void)
{
  EpiSession *session = plain_session ();
  const EpiScene *scene = epi_session_scene (session);
  const EpiHandleSpec *start = &quadratic_lesson.handles[0];
  const EpiRange corner = {30, 31, 70, 71, false, false};

  for (int i = 0; i < 3; i++) {
    EpiDocument *moved =
        epi_handle_move_to (start, scene, 0, (EpiPoint){i < 2 ? 3 : 1.5, 1});
    epi_session_set_range (session, "plane", &corner, 300, 200);
    if (i < 2) {
      epi_session_edit_at (session, moved, "Show", SIZE_MAX);
      g_assert_true (epi_session_range_is_fit (session, "plane"));
      EpiRange range = epi_session_range (session, "plane");
      g_assert_cmpfloat (range.x0, <=, 0); /* the minimum, and the start */
      g_assert_cmpfloat (range.x1, >=, 2);
      g_assert_cmpfloat (range.x1, <, 30);
      g_assert_cmpfloat (epi_scene_field (scene, "cost")->range.x0, <, 30);
    } else {
      epi_session_edit (session, moved, "Move");
      g_assert_true (epi_range_equal (
          &corner, (EpiRange[]){epi_session_range (session, "plane")}));
    }
    epi_document_unref (moved);
  }
  epi_session_free (session);
}

/* As far as the start. */
static void
axes_to_the_start (const EpiScene *scene, EpiAxesSpec *spec)
{
  double x = epi_lesson_handle (scene->lesson, scene->document, "start").x;

  spec->fit = (EpiRange){-x, x, -x, x, false, false};
}

/* After a wide problem another one has the range that it has when opened first;
 * what is edited by hand keeps the range that holds it. */
static void
test_another_problem_has_its_own_range (void)
{
  const EpiViewSpec views[] = {{.name = "plane",
                                .title = "Plane",
                                .axes = axes_to_the_start,
                                .layers = quadratic_lesson.views[0].layers},
                               {NULL}};
  const double starts[] = {3, 2, 1.5}, ends[] = {3, 2, 2};
  EpiLesson lesson = quadratic_lesson;
  EpiDocument *document = epi_document_new ("quadratic", 1);

  lesson.views = views;
  EpiSession *session = epi_session_new (&lesson, document, NULL, NULL);
  for (int i = 0; i < 3; i++) {
    EpiDocument *moved =
        epi_handle_move_to (&lesson.handles[0], epi_session_scene (session), 0,
                            (EpiPoint){starts[i], 1});
    if (i < 2)
      epi_session_edit_at (session, moved, "Show", SIZE_MAX);
    else
      epi_session_edit (session, moved, "Move");
    EpiRange range = epi_session_range (session, "plane");
    g_assert_cmpfloat (range.x1, ==, ends[i]);
    g_assert_cmpfloat (range.y0, ==, -ends[i]);
    epi_document_unref (moved);
  }
  epi_session_free (session);
  epi_document_unref (document);
}

/* Undo over the border between two problems shows the earlier one as it opens,
 * and redo the later one; of an edit by hand neither changes the range. */
static void
test_undo_shows_the_earlier_problem_whole (void)
{
  const EpiViewSpec views[] = {{.name = "plane",
                                .title = "Plane",
                                .axes = axes_to_the_start,
                                .layers = quadratic_lesson.views[0].layers},
                               {NULL}};
  const EpiRange corner = {30, 31, 70, 71, false, false};
  const double starts[] = {2, 3};
  EpiLesson lesson = quadratic_lesson;
  EpiDocument *document = epi_document_new ("quadratic", 1);

  lesson.views = views;
  EpiSession *session = epi_session_new (&lesson, document, NULL, NULL);
  for (int i = 0; i < 2; i++) {
    EpiDocument *other =
        epi_handle_move_to (&lesson.handles[0], epi_session_scene (session), 0,
                            (EpiPoint){starts[i], 1});
    epi_session_edit_at (session, other, "Show", SIZE_MAX);
    epi_document_unref (other);
  }
  epi_session_set_range (session, "plane", &corner, 300, 200);
  g_assert_true (epi_session_undo (session));
  g_assert_true (epi_session_range_is_fit (session, "plane"));
  g_assert_cmpfloat (epi_session_range (session, "plane").x1, ==, 2);
  g_assert_true (epi_session_redo (session));
  g_assert_cmpfloat (epi_session_range (session, "plane").x1, ==, 3);

  EpiDocument *moved = epi_handle_move_to (
      &lesson.handles[0], epi_session_scene (session), 0, (EpiPoint){4, 1});
  epi_session_edit (session, moved, "Move");
  epi_session_set_range (session, "plane", &corner, 300, 200);
  g_assert_true (epi_session_undo (session));
  g_assert_false (epi_session_range_is_fit (session, "plane"));
  epi_document_unref (moved);
  epi_session_free (session);
  epi_document_unref (document);
}

/* A file that is opened says what was looked at in it: of what it does not
 * name, all is shown. */
static void
test_a_restored_view_is_all_of_it (void)
{
  EpiSession *session = plain_session ();
  const EpiRange corner = {30, 31, 70, 71, false, false};

  json_t *whole = epi_session_view_state (session);
  epi_session_set_range (session, "plane", &corner, 300, 200);
  json_t *zoomed = epi_session_view_state (session);
  epi_session_restore_view (session, whole);
  g_assert_true (epi_session_range_is_fit (session, "plane"));
  epi_session_restore_view (session, zoomed);
  g_assert_true (epi_range_equal (
      &corner, (EpiRange[]){epi_session_range (session, "plane")}));
  json_decref (whole);
  json_decref (zoomed);
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
  g_test_add_func ("/session/fields-cover-the-range",
                   test_fields_cover_the_range);
  g_test_add_func ("/session/another-problem-is-shown-whole",
                   test_another_problem_is_shown_whole);
  g_test_add_func ("/session/another-problem-has-its-own-range",
                   test_another_problem_has_its_own_range);
  g_test_add_func ("/session/undo-shows-the-earlier-problem-whole",
                   test_undo_shows_the_earlier_problem_whole);
  g_test_add_func ("/session/a-restored-view-is-all-of-it",
                   test_a_restored_view_is_all_of_it);
  g_test_add_func ("/session/holding-a-handle-leaves-nothing-live",
                   test_holding_a_handle_leaves_nothing_live);
  g_test_add_func ("/session/no-memory-is-answered",
                   test_no_memory_is_answered);
  return g_test_run ();
}
