/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forks of a session come back with its document: from a draft, from a
 * file; those that cannot be compared with it any more do not. */
#include "kit/epi-document-json.h"
#include "session-lesson.h"

#include <string.h>

static void
fork_twice (EpiSession *session)
{
  epi_session_seek (session, 12);
  epi_session_fork (session);
  epi_session_set (session, "step", epi_number (0.1));
  epi_session_seek (session, 20);
  epi_session_fork (session);
}

/* Two kept runs: one that had come to its end, with a step size that changes on
 * its way to k = 20, and one from another start. */
static EpiSession *
forked_session (void)
{
  EpiSession *session = plain_session ();

  fork_twice (session);
  drag_start (session, 3, 2);
  epi_session_seek (session, 9);
  return session;
}

static size_t
n_runs (EpiSession *session)
{
  return epi_session_scene (session)->answer->n_runs;
}

/* To the bit, the present run to its end. */
static void
assert_same_runs (EpiSession *a, EpiSession *b)
{
  g_assert_cmpuint (epi_session_scene (a)->k, ==, epi_session_scene (b)->k);
  epi_session_to_end (a);
  epi_session_to_end (b);
  g_assert_cmpuint (n_runs (a), ==, n_runs (b));
  for (size_t r = 0; r < n_runs (a); r++) {
    const EpiRun *p = &epi_session_scene (a)->answer->runs[r];
    const EpiRun *q = &epi_session_scene (b)->answer->runs[r];
    g_assert_cmpstr (p->name, ==, q->name);
    g_assert_cmpuint (p->forked_at, ==, q->forked_at);
    g_assert_cmpuint (p->length, ==, q->length);
    g_assert_cmpint (p->status, ==, q->status);
    g_assert_cmpuint (p->n_frames, ==, q->n_frames);
    for (size_t i = 0; i < p->n_frames; i++) {
      const EpiFrameItem *x = epi_frame_find (p->frames[i], "x");
      const EpiFrameItem *y = epi_frame_find (q->frames[i], "x");
      g_assert_cmpmem (x->data, 2 * sizeof (double), y->data,
                       2 * sizeof (double));
    }
  }
}

/* By where each was forked: the second fork is of the first one's run. */
static void
test_every_run_has_its_own_name (void)
{
  EpiSession *session = plain_session ();

  fork_twice (session);
  const EpiRun *runs = epi_session_scene (session)->answer->runs;
  g_assert_cmpuint (n_runs (session), ==, 3);
  g_assert_true (g_str_has_suffix (runs[0].name, " from k = 20"));
  g_assert_null (strstr (runs[1].name, " from "));
  g_assert_true (g_str_has_suffix (runs[2].name, " from k = 12"));
  epi_session_free (session);
}

/* Also where two were forked at the same iterate, and again from a draft. */
static void
test_forks_at_one_iterate_are_numbered (void)
{
  EpiSession *session = plain_session ();

  for (int i = 0; i < 3; i++) {
    epi_session_seek (session, 12);
    epi_session_fork (session);
  }
  for (int again = 0; again < 2; again++) {
    const EpiRun *runs = epi_session_scene (session)->answer->runs;
    g_assert_cmpuint (n_runs (session), ==, 4);
    g_assert_true (g_str_has_suffix (runs[0].name, " from k = 12 (3)"));
    g_assert_null (strstr (runs[1].name, " from "));
    g_assert_true (g_str_has_suffix (runs[2].name, " from k = 12"));
    g_assert_true (g_str_has_suffix (runs[3].name, " from k = 12 (2)"));
    json_t *view = epi_session_view_state (session);
    session = epi_session_resume (
        &quadratic_lesson, epi_session_close (session), SIZE_MAX, NULL, NULL);
    epi_session_restore_view (session, view);
    json_decref (view);
  }
  epi_session_free (session);
}

static void
test_forks_come_back_from_a_draft (void)
{
  EpiSession *session = forked_session (), *before = forked_session ();
  json_t *view = epi_session_view_state (session);

  g_assert_cmpuint (n_runs (session), ==, 3);
  session = epi_session_resume (&quadratic_lesson, epi_session_close (session),
                                SIZE_MAX, NULL, NULL);
  g_assert_cmpuint (n_runs (session), ==, 1);
  epi_session_restore_view (session, view);
  assert_same_runs (session, before);
  epi_session_restore_view (session, view); /* instead of those, not as well */
  epi_session_seek (before, epi_session_scene (session)->k);
  assert_same_runs (session, before);
  json_decref (view);
  epi_session_free (before);
  epi_session_free (session);
}

static void
test_forks_come_back_from_a_file (void)
{
  EpiSession *session = forked_session ();
  json_t *view = epi_session_view_state (session), *looked;
  GError *error = NULL;
  size_t length;
  char *text =
      epi_document_print (epi_session_scene (session)->document, view, &length);
  EpiDocument *read = epi_document_parse (text, length, &looked, &error);

  g_assert_no_error (error);
  EpiSession *again = epi_session_new (&quadratic_lesson, read, NULL, NULL);
  epi_session_restore_view (again, looked);
  json_t *view_again = epi_session_view_state (again); /* nothing piles up */
  g_assert_true (json_equal (view, view_again));
  assert_same_runs (again, session);
  json_decref (view_again);
  json_decref (looked);
  json_decref (view);
  epi_document_unref (read);
  epi_session_free (again);
  epi_session_free (session);
  g_free (text);
}

static void
assert_no_forks (EpiSession *session)
{
  json_t *view = epi_session_view_state (session);

  g_assert_cmpuint (n_runs (session), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (view, "forks")), ==, 0);
  json_decref (view);
}

static void
test_what_is_dropped_is_forgotten (void)
{
  EpiSession *session = forked_session ();

  epi_session_drop_forks (session);
  assert_no_forks (session);
  epi_session_free (session);

  session = forked_session (); /* another problem, and back */
  epi_session_set (session, "broken", epi_bool (true));
  epi_session_undo (session);
  assert_no_forks (session);
  epi_session_free (session);
}

/* Of a file by a stranger. */
static void
test_nonsense_is_left_out (void)
{
  static const char *const views[] = {
      "{\"forks\": 3}",
      "{\"forks\": [3, null, {}, []]}",
      "{\"forks\": [{\"k\": -1, \"last\": 2, \"document\":"
      " {\"epigraph\": \"1.0\", \"lesson\": \"quadratic\"}}]}",
      "{\"forks\": [{\"k\": 1, \"last\": 2, \"document\": {}}]}",
      "{\"forks\": [{\"k\": 1, \"last\": 2, \"document\":"
      " {\"epigraph\": \"1.0\", \"lesson\": \"another\"}}]}",
      "{\"forks\": [{\"k\": 1, \"last\": 2, \"document\": {\"epigraph\":"
      " \"1.0\", \"lesson\": \"quadratic\", \"values\": {\"broken\": true}}}]}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (views); i++) {
    EpiSession *session = plain_session ();
    json_t *view = json_loads (views[i], 0, NULL);
    g_assert_nonnull (view);
    epi_session_restore_view (session, view);
    assert_no_forks (session);
    json_decref (view);
    epi_session_free (session);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-forks/every-run-has-its-own-name",
                   test_every_run_has_its_own_name);
  g_test_add_func ("/session-forks/forks-at-one-iterate-are-numbered",
                   test_forks_at_one_iterate_are_numbered);
  g_test_add_func ("/session-forks/forks-come-back-from-a-draft",
                   test_forks_come_back_from_a_draft);
  g_test_add_func ("/session-forks/forks-come-back-from-a-file",
                   test_forks_come_back_from_a_file);
  g_test_add_func ("/session-forks/what-is-dropped-is-forgotten",
                   test_what_is_dropped_is_forgotten);
  g_test_add_func ("/session-forks/nonsense-is-left-out",
                   test_nonsense_is_left_out);
  return g_test_run ();
}
