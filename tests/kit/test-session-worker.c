/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session whose answers come from a thread of its own.
 */
#include "session-lesson.h"

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

/* An answer on the way does not stay one because the hand does. */
static void
test_a_run_goes_on_when_the_hand_rests (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiDocument *slow =
      epi_document_with_value (document, "step", epi_number (1e-9));
  EpiDocument *long_run =
      epi_document_with_value (slow, "steps", epi_number (1e6));
  atomic_int wakes = 0;
  EpiSession *session =
      epi_session_new (&quadratic_lesson, long_run, wake, &wakes);

  epi_session_to_end (session);
  epi_session_begin_drag (session);
  drag_start (session, 3, 2);
  while (!epi_session_poll (session, 1))
    ;
  size_t first = epi_session_last (session);
  g_assert_true (epi_session_is_running (session));
  while (epi_session_last (session) <= first) {
    epi_session_poll (session, 0);
    g_thread_yield ();
  }
  g_assert_true (epi_session_scene (session)->answer->live);
  epi_session_free (session);
  epi_document_unref (long_run);
  epi_document_unref (slow);
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
  g_test_add_func ("/session-worker/the-newest-document-wins",
                   test_the_newest_document_wins);
  g_test_add_func ("/session-worker/a-live-build-can-be-cancelled",
                   test_a_live_build_can_be_cancelled);
  g_test_add_func ("/session-worker/a-run-goes-on-when-the-hand-rests",
                   test_a_run_goes_on_when_the_hand_rests);
  g_test_add_func ("/session-worker/every-fork-is-its-own",
                   test_every_fork_is_its_own);
  g_test_add_func ("/session-worker/a-fork-is-of-what-was-there",
                   test_a_fork_is_of_what_was_there);
  g_test_add_func ("/session-worker/what-is-shown-is-the-documents-run",
                   test_what_is_shown_is_the_documents_run);
  g_test_add_func ("/session-worker/leaving-in-the-middle-is-clean",
                   test_leaving_in_the_middle_is_clean);
  return g_test_run ();
}
