/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What part of each figure is shown: over edits, other problems, undo. */
#include "session-lesson.h"

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

static void
axes_of_nothing (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = epi_range_empty ();
}

static void
wake (void *data)
{
}

/* A figure that shows nothing has axes, also before the first answer. */
static void
test_nothing_has_a_range (void)
{
  const EpiViewSpec views[] = {{.name = "plane",
                                .title = "Plane",
                                .axes = axes_of_nothing,
                                .layers = quadratic_lesson.views[0].layers},
                               {NULL}};
  EpiLesson lesson = quadratic_lesson;
  EpiDocument *document = epi_document_new ("quadratic", 1);

  lesson.views = views;
  EpiSession *session = epi_session_new (&lesson, document, wake, NULL);
  g_assert_null (epi_session_scene (session)->answer);
  EpiRange range = epi_session_range (session, "plane");
  g_assert_cmpfloat (range.x0, <, range.x1);
  g_assert_cmpfloat (range.y0, <, range.y1);
  epi_session_free (session);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-ranges/fields-cover-the-range",
                   test_fields_cover_the_range);
  g_test_add_func ("/session-ranges/another-problem-is-shown-whole",
                   test_another_problem_is_shown_whole);
  g_test_add_func ("/session-ranges/another-problem-has-its-own-range",
                   test_another_problem_has_its_own_range);
  g_test_add_func ("/session-ranges/undo-shows-the-earlier-problem-whole",
                   test_undo_shows_the_earlier_problem_whole);
  g_test_add_func ("/session-ranges/a-restored-view-is-all-of-it",
                   test_a_restored_view_is_all_of_it);
  g_test_add_func ("/session-ranges/nothing-has-a-range",
                   test_nothing_has_a_range);
  return g_test_run ();
}
