/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer in two letters: first the fields of the view in hand.  Whatever has
 * come, what a view shows belongs to one answer.
 */
#include "session-lesson.h"

static EpiLesson lesson;
static EpiDocument *document;
static atomic_bool held; /* whoever evaluates for the other view waits */
static _Atomic gint64 near_time, far_time; /* µs: when it was last evaluated */

/* Where the run is at the playhead: of no other answer. */
static void
fill (const EpiFrame *frame, const EpiFieldGrid *grid, size_t j0, size_t j1,
      double *values)
{
  for (size_t i = 0; i < grid->nx * (j1 - j0); i++)
    values[i] = epi_frame_find (frame, "x")->data[0];
}

static void
evaluate (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
          size_t output, size_t j0, size_t j1, double *values)
{
  atomic_store (&near_time, g_get_monotonic_time ());
  fill (frame, grid, j0, j1, values);
}

static void
evaluate_late (const void *problem, const EpiFrame *frame,
               const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
               double *values)
{
  atomic_store (&far_time, g_get_monotonic_time ());
  while (atomic_load (&held))
    g_thread_yield ();
  fill (frame, grid, j0, j1, values);
}

static const char *const near_fields[] = {"near", NULL};
static const char *const far_fields[] = {"far", NULL};
static const EpiFieldSpec fields[] = {
    {.name = "far", .n_outputs = 1, .evaluate = evaluate_late},
    {.name = "near", .n_outputs = 1, .evaluate = evaluate},
    {NULL},
};

static void
make_lesson (void)
{
  static EpiViewSpec views[4];

  for (size_t i = 0; i < 3; i++)
    views[i] = quadratic_lesson.views[0];
  views[0].name = "far";
  views[0].fields = far_fields;
  views[1].name = "near";
  views[1].fields = near_fields;
  views[2].name = "bare";
  views[2].fields = NULL;
  lesson = quadratic_lesson;
  lesson.views = views;
  lesson.fields = fields;
}

static double
field_of (const EpiScene *scene, const char *name)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, name);

  g_assert_nonnull (grid);
  return grid->values[0];
}

static void
assert_is_of_one_answer (EpiSession *session, const char *view)
{
  const EpiScene *scene = epi_session_view_scene (session, view);
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  g_assert_cmpfloat (field_of (scene, view), ==,
                     epi_frame_find (frame, "x")->data[0]);
  g_assert_true (scene->document == epi_session_scene (session)->document);
  g_assert_cmpint (scene->stale, ==,
                   scene->answer->document != scene->document);
}

static void
count (void *data)
{
  atomic_fetch_add ((atomic_int *)data, 1);
}

/* At the start of the run, both views of so many pixels, everything answered.
 */
static EpiSession *
new_session (EpiWakeFunc wake, void *data)
{
  EpiSession *session = epi_session_new (&lesson, document, wake, data);

  epi_session_to_start (session);
  for (size_t i = 0; i < 3; i++)
    epi_session_set_range (session, lesson.views[i].name, NULL, 60, 60);
  while (!epi_session_poll (session, 1) ||
         !epi_scene_is_final (epi_session_scene (session)))
    ;
  return session;
}

static void
note (EpiSession *session, unsigned what, void *data)
{
  *(unsigned *)data |= what;
}

static void
test_the_hand_goes_first (void)
{
  atomic_int wakes = 0;
  EpiSession *session = new_session (count, &wakes);
  const EpiScene *scene = epi_session_scene (session);
  unsigned what = 0;

  epi_session_on_changed (session, note, &what);
  epi_session_begin_drag_in (session, "near");
  atomic_store (&held, true);
  drag_start (session, 3, 2);
  g_assert_true (epi_session_poll (session, 10));
  g_assert_cmpuint (scene->answer->n_awaited, ==, 1);
  g_assert_true (epi_session_view_scene (session, "near") == scene);
  g_assert_true (epi_session_view_scene (session, "bare") == scene);
  g_assert_cmpfloat (field_of (scene, "near"), ==, 3);
  g_assert_null (epi_scene_field (scene, "far"));
  const EpiScene *other = epi_session_view_scene (session, "far");
  g_assert_cmpfloat (field_of (other, "far"), ==, 1);
  assert_is_of_one_answer (session, "near");
  assert_is_of_one_answer (session, "far");

  /* The second letter says what it brings, and changes nothing else. */
  const EpiAnswer *first = epi_answer_ref (scene->answer);
  const EpiFieldGrid *near_grid = epi_scene_field (scene, "near");
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  g_assert_true (what & EPI_CHANGED_ANSWER);
  what = 0;
  atomic_store (&held, false);
  while (scene->answer->n_awaited > 0)
    epi_session_poll (session, 0);
  g_assert_cmphex (what, ==, EPI_CHANGED_FIELD);
  g_assert_true (epi_answer_is_same (first, scene->answer));
  g_assert_true (epi_scene_field (scene, "near") == near_grid);
  g_assert_true (epi_scene_frame (scene, 0) == frame);
  g_assert_true (epi_session_view_scene (session, "far") == scene);
  g_assert_cmpfloat (field_of (scene, "far"), ==, 3);
  epi_answer_unref (first);
  epi_session_free (session);
}

/* The second letter is a whole answer, whether the first was ever seen. */
static void
test_the_second_letter_is_enough (void)
{
  EpiSession *session = new_session (NULL, NULL);

  epi_session_begin_drag_in (session, "far");
  drag_start (session, 5, 2);
  g_assert_cmpuint (epi_session_scene (session)->answer->n_awaited, ==, 0);
  assert_is_of_one_answer (session, "near");
  assert_is_of_one_answer (session, "far");
  epi_session_free (session);
}

/* The first letter is painted before the worker goes on, 8 ms; but where other
 * views have waited for long already. */
static void
test_the_others_wait_for_the_painting (void)
{
  atomic_int wakes = 0;
  EpiSession *session = new_session (count, &wakes);
  int waited = 0;

  epi_session_begin_drag_in (session, "near");
  for (int i = 0; i < 20; i++) {
    drag_start (session, 2 + i, 2);
    while (epi_session_scene (session)->stale ||
           epi_session_scene (session)->answer->n_awaited > 0)
      epi_session_poll (session, 1);
    waited += atomic_load (&far_time) - atomic_load (&near_time) >= 8000;
  }
  g_assert_cmpint (waited, >=, 10);
  epi_session_free (session);
}

/* Edits that come faster than a figure is painted put off the others' fields,
 * but not for ever. */
static void
test_the_others_come_while_the_hand_hastens (void)
{
  atomic_int wakes = 0;
  EpiSession *session = new_session (count, &wakes);
  const EpiScene *far_scene;
  double x = 2;

  epi_session_begin_drag_in (session, "near");
  g_test_timer_start ();
  for (double seen = 1; seen < 6;
       seen = MAX (seen, field_of (far_scene, "far"))) {
    drag_start (session, x += 1, 2);
    epi_session_poll (session, 0);
    far_scene = epi_session_view_scene (session, "far");
    g_assert_cmpfloat (g_test_timer_elapsed (), <, 60);
  }
  epi_session_free (session);
}

/* However edits, letters and looks fall: also while the drag ends, and when it
 * is taken back. */
static void
test_a_view_is_of_one_answer (void)
{
  atomic_int wakes = 0;
  EpiRandom random = epi_random (7, 0);
  EpiSession *session = new_session (count, &wakes);
  const EpiScene *scene = epi_session_scene (session);

  for (int i = 0; i < 2000; i++) {
    double u = epi_random_uniform (&random);
    if (u < 0.02)
      epi_session_begin_drag_in (session, u < 0.01 ? "near" : "far");
    else if (u < 0.03)
      epi_session_end_drag (session);
    else if (u < 0.04)
      epi_session_cancel_drag (session);
    else if (u < 0.5)
      drag_start (session, i, 2);
    atomic_store (&held, epi_random_uniform (&random) < 0.7);
    epi_session_poll (session, u < 0.3 ? 0.0003 : 0);
    assert_is_of_one_answer (session, "near");
    assert_is_of_one_answer (session, "far");
  }
  atomic_store (&held, false);
  epi_session_end_drag (session);
  while (!epi_session_poll (session, 1) || !epi_scene_is_final (scene))
    ;
  assert_is_of_one_answer (session, "far");
  g_assert_false (scene->stale);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_lesson ();
  document = epi_document_new ("quadratic", 1);
  g_test_add_func ("/session-hand/the-hand-goes-first",
                   test_the_hand_goes_first);
  g_test_add_func ("/session-hand/the-second-letter-is-enough",
                   test_the_second_letter_is_enough);
  g_test_add_func ("/session-hand/the-others-wait-for-the-painting",
                   test_the_others_wait_for_the_painting);
  g_test_add_func ("/session-hand/the-others-come-while-the-hand-hastens",
                   test_the_others_come_while_the_hand_hastens);
  g_test_add_func ("/session-hand/a-view-is-of-one-answer",
                   test_a_view_is_of_one_answer);
  int failures = g_test_run ();
  epi_document_unref (document);
  return failures;
}
