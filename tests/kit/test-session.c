/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "kit/epi-session.h"
#include "kit/epi-timeline.h"
#include "kit/epi-words.h"
#include "quadratic-lesson.h"

#include <math.h>

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

static double
x_at_playhead (EpiSession *session, size_t run, int i)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), run);

  g_assert_nonnull (frame);
  return epi_frame_find (frame, "x")->data[i];
}

static void
drag_start (EpiSession *session, double x, double y)
{
  EpiDocument *moved =
      epi_handle_move_to (&quadratic_lesson.handles[0],
                          epi_session_scene (session), 0, (EpiPoint){x, y});

  epi_session_edit (session, moved, "Move start");
  epi_document_unref (moved);
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

/* ---- With a worker ---- */

static void
wake (void *data)
{
  atomic_fetch_add ((atomic_int *)data, 1);
}

/* A thousand edits, faster than any worker: the last one is what is shown, as a
 * session without a worker would. */
static void
test_the_newest_document_wins (void)
{
  atomic_int wakes = 0;
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiSession *session =
      epi_session_new (&quadratic_lesson, document, wake, &wakes);

  epi_session_to_start (session);
  epi_session_begin_drag (session);
  for (int i = 1; i <= 1000; i++) {
    drag_start (session, 1 + i * 0.001, 2);
    epi_session_poll (session, 0);
  }
  epi_session_end_drag (session);
  while (!epi_session_poll (session, 1) ||
         epi_session_scene (session)->answer->live)
    ;
  g_assert_false (epi_session_scene (session)->stale);
  g_assert_cmpfloat (x_at_playhead (session, 0, 0), ==, 2);

  /* The playhead is ahead of the answer: the frame is another iterate's. */
  epi_session_seek (session, 7);
  g_assert_false (epi_scene_is_settled (epi_session_scene (session)));
  while (!epi_session_poll (session, 1))
    ;
  g_assert_true (epi_scene_is_settled (epi_session_scene (session)));
  g_assert_cmpint (atomic_load (&wakes), >, 0);
  epi_session_free (session);
  epi_document_unref (document);
}

/* An edit, a fork and an edit in a row: however many of them reach the worker
 * as one, what is kept is the run of the document that was forked. */
static void
test_a_fork_is_of_what_was_there (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);

  for (int i = 0; i < 30; i++) {
    atomic_int wakes = 0;
    EpiSession *session =
        epi_session_new (&quadratic_lesson, document, wake, &wakes);
    const EpiScene *scene = epi_session_scene (session);
    epi_session_seek (session, 12);
    drag_start (session, 3, 2);
    epi_session_fork (session);
    drag_start (session, 5, 2);
    while (!epi_session_poll (session, 1) || !epi_scene_is_settled (scene))
      ;
    g_assert_cmpuint (scene->answer->n_runs, ==, 2);
    const EpiFrame *first = scene->answer->runs[1].frames[0];
    g_assert_cmpfloat (epi_frame_find (first, "x")->data[0], ==, 3);
    g_assert_cmpuint (scene->answer->runs[1].length, >=, 13);
    epi_session_free (session);
  }
  epi_document_unref (document);
}

/* By the end of the drag at once, by its next edits after a while, and by
 * closing. */
static void
test_a_live_build_can_be_cancelled (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  atomic_int wakes = 0;
  EpiSession *session =
      epi_session_new (&quadratic_lesson, document, wake, &wakes);
  const EpiScene *scene = epi_session_scene (session);

  epi_session_begin_drag (session);
  epi_session_set (session, "stuck", epi_bool (true));
  epi_session_cancel_drag (session);
  while (!epi_session_poll (session, 1) || !epi_scene_is_settled (scene))
    ;
  g_assert_null (scene->answer->error);

  epi_session_begin_drag (session);
  epi_session_set (session, "stuck", epi_bool (true));
  epi_session_poll (session, 0.01); /* it is begun */
  epi_session_set (session, "stuck", epi_bool (false));
  for (int i = 0; !epi_session_poll (session, 0.05); i++)
    drag_start (session, i, 2);
  g_assert_true (scene->answer->live);
  g_assert_null (scene->answer->error);

  epi_session_set (session, "stuck", epi_bool (true));
  epi_session_poll (session, 0.01);
  epi_session_free (session);
  epi_document_unref (document);
}

/* However many of them come to the worker in one request. */
static void
test_every_fork_is_its_own (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);

  for (int i = 0; i < 30; i++) {
    atomic_int wakes = 0;
    EpiSession *session =
        epi_session_new (&quadratic_lesson, document, wake, &wakes);
    const EpiScene *scene = epi_session_scene (session);
    epi_session_seek (session, 5);
    epi_session_fork (session);
    epi_session_drop_forks (session); /* of that one only */
    epi_session_seek (session, 12);
    epi_session_fork (session);
    drag_start (session, 3, 2);
    epi_session_seek (session, 9);
    epi_session_fork (session);
    while (!epi_session_poll (session, 1) || !epi_scene_is_settled (scene))
      ;
    g_assert_cmpuint (scene->answer->n_runs, ==, 3);
    const EpiRun *kept = &scene->answer->runs[1];
    g_assert_cmpfloat (epi_frame_find (kept[0].frames[0], "x")->data[0], ==, 1);
    g_assert_cmpuint (kept[0].length, >=, 13);
    g_assert_cmpfloat (epi_frame_find (kept[1].frames[0], "x")->data[0], ==, 3);
    g_assert_cmpuint (kept[1].length, >=, 10);
    epi_session_drop_forks (session);
    while (!epi_session_poll (session, 1) || !epi_scene_is_settled (scene))
      ;
    g_assert_cmpuint (scene->answer->n_runs, ==, 1);
    epi_session_free (session);
  }
  epi_document_unref (document);
}

/* One thing that a person may do, at random. */
static void
do_something (EpiSession *session, EpiRandom *random)
{
  double u = epi_random_uniform (random);

  switch (epi_random_below (random, 10)) {
  case 0:
    epi_session_seek (session, epi_random_below (random, 300));
    break;
  case 1:
    epi_session_set (session, "step", epi_number (0.01 + 0.1 * u));
    break;
  case 2:
    epi_session_set (session, "pull", epi_number (0.001 * u));
    break;
  case 3:
    epi_session_begin_drag (session);
    for (int i = 0; i < 3; i++)
      drag_start (session, u + i, 2);
    if (u < 0.8)
      epi_session_end_drag (session);
    else
      epi_session_cancel_drag (session);
    break;
  case 4:
  case 5:
    epi_session_undo (session);
    break;
  case 6:
    epi_session_redo (session);
    break;
  case 7:
    epi_session_fork (session);
    break;
  case 8:
    epi_session_step (session, u < 0.5 ? -1 : 1);
    break;
  default:
    epi_session_poll (session, u < 0.5 ? 0 : 0.001);
  }
}

/* Whatever was done, and however it reached the worker: the frames that are
 * shown in the end are, to the bit, those of a new run of the document. */
static void
test_what_is_shown_is_the_documents_run (void)
{
  atomic_int wakes = 0;
  EpiDocument *document = epi_document_new ("quadratic", 1);

  for (guint64 seed = 0; seed < 40; seed++) {
    EpiRandom random = epi_random (seed, 0);
    EpiSession *session =
        epi_session_new (&quadratic_lesson, document, wake, &wakes);
    const EpiScene *scene = epi_session_scene (session);
    for (int i = 0; i < 60; i++)
      do_something (session, &random);
    while (!epi_session_poll (session, 1) || !epi_scene_is_settled (scene))
      ;
    EpiTimeline *fresh =
        epi_timeline_new (&quadratic_lesson, (EpiTimelineBudget){0});
    epi_timeline_set_document (fresh, scene->document, false, NULL, NULL);
    const EpiRun *run = &scene->answer->runs[0];
    epi_timeline_advance (fresh, run->length - 1, NULL, 0);
    for (size_t i = 0; i < run->n_frames; i++) {
      const EpiFrame *p = run->frames[i];
      const EpiFrame *q = epi_timeline_frame (fresh, 0, epi_frame_k (p), NULL);
      g_assert_cmpuint (epi_frame_k (p), ==, epi_frame_k (q));
      for (size_t j = 0; j < epi_frame_n_items (p); j++)
        g_assert_cmpmem (epi_frame_item (p, j)->data,
                         epi_frame_item (p, j)->rows * sizeof (double),
                         epi_frame_item (q, j)->data,
                         epi_frame_item (q, j)->rows * sizeof (double));
      epi_frame_unref (q);
    }
    epi_timeline_free (fresh);
    epi_session_free (session);
  }
  epi_document_unref (document);
}

static void
test_leaving_in_the_middle_is_clean (void)
{
  atomic_int wakes = 0;
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiDocument *slow =
      epi_document_with_value (document, "step", epi_number (1e-9));
  EpiDocument *long_run =
      epi_document_with_value (slow, "steps", epi_number (1e6));
  size_t before = quadratic_steps ();

  for (int i = 0; i < 20; i++) {
    EpiSession *session =
        epi_session_new (&quadratic_lesson, long_run, wake, &wakes);
    epi_session_free (session);
  }
  /* Nobody waits for what was asked: it is not computed to its end. */
  g_assert_cmpuint (quadratic_steps () - before, <, 20 * 1000000 / 2);
  epi_document_unref (long_run);
  epi_document_unref (slow);
  epi_document_unref (document);
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
  g_test_add_func ("/session/fields-cover-the-range",
                   test_fields_cover_the_range);
  g_test_add_func ("/session/holding-a-handle-leaves-nothing-live",
                   test_holding_a_handle_leaves_nothing_live);
  g_test_add_func ("/session/no-memory-is-answered",
                   test_no_memory_is_answered);
  g_test_add_func ("/session/the-newest-document-wins",
                   test_the_newest_document_wins);
  g_test_add_func ("/session/a-live-build-can-be-cancelled",
                   test_a_live_build_can_be_cancelled);
  g_test_add_func ("/session/every-fork-is-its-own",
                   test_every_fork_is_its_own);
  g_test_add_func ("/session/a-fork-is-of-what-was-there",
                   test_a_fork_is_of_what_was_there);
  g_test_add_func ("/session/what-is-shown-is-the-documents-run",
                   test_what_is_shown_is_the_documents_run);
  g_test_add_func ("/session/leaving-in-the-middle-is-clean",
                   test_leaving_in_the_middle_is_clean);
  return g_test_run ();
}
