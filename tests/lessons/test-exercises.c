/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exercises of the stories: what a step sets does not solve it, what is
 * stored as its answer does, and at least two answers that a learner might
 * well try do not.  Each is played to its end, as a learner would; so is every
 * other step.
 */
#include "kit/epi-assign.h"
#include "kit/epi-condition.h"
#include "kit/epi-lesson-story.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-session.h"

#include "lighter.h"
#include "wrong-answers.h"

#include <string.h>

/* An exercise is judged by its numbers, so it is never made lighter. */
static EpiDocument *
document_of_step (const EpiLesson *lesson, const EpiStep *step)
{
  EpiDocument *document =
      assigned (lesson, epi_lesson_document (lesson, NULL), step->set);

  return step->check == NULL ? lighter (lesson, document) : document;
}

/* *session, which may be NULL, at the end of document, which it takes.  What
 * only redraws is an edit of the session at hand, as it is in the window: a
 * network is not trained again for every step that looks at it. */
static const EpiScene *
play (const EpiLesson *lesson, EpiDocument *document, EpiSession **session)
{
  if (*session != NULL &&
      epi_lesson_effect (lesson, epi_session_scene (*session)->document,
                         document) == EPI_EFFECT_REDRAW)
    epi_session_edit (*session, document, "Look at something else");
  else {
    epi_session_free (*session);
    *session = epi_session_new (lesson, document, NULL, NULL);
  }
  epi_session_to_end (*session);
  epi_document_unref (document);
  return epi_session_scene (*session);
}

static bool
holds (const EpiStep *step, const EpiScene *scene, GError **error)
{
  EpiCondition *check = epi_condition_parse (step->check, NULL);

  g_assert_nonnull (check);
  bool so = epi_condition_holds (check, epi_scene_lookup, (void *)scene, error);
  epi_condition_free (check);
  return so;
}

/* Whether the check holds at the end of the answer (NULL: of what the step
 * sets). */
static bool
passes (const EpiLesson *lesson, const EpiStep *step, const char *answer,
        EpiSession **session, GError **error)
{
  const EpiScene *scene =
      play (lesson, assigned (lesson, document_of_step (lesson, step), answer),
            session);
  return holds (step, scene, error);
}

/* How many wrong answers were tried. */
static size_t
try_wrong_answers (const EpiLesson *lesson, const EpiStep *step,
                   EpiSession **session)
{
  size_t n = 0;

  for (const WrongAnswer *wrong = wrong_answers; wrong->lesson != NULL;
       wrong++) {
    GError *none = NULL; /* a number that is missing then is no error */
    if (strcmp (wrong->lesson, lesson->id) != 0 ||
        strcmp (wrong->step, step->title) != 0)
      continue;
    bool passed = passes (lesson, step, wrong->answer, session, &none);
    g_assert_no_error (none);
    if (passed)
      g_error ("%s: “%s” passes", step->title, wrong->answer);
    n++;
  }
  return n;
}

static void
check_exercise (const EpiLesson *lesson, const EpiStep *step,
                EpiSession **session)
{
  GError *error = NULL;

  g_assert_nonnull (step->answer);
  g_assert_nonnull (step->hint);
  g_assert_false (passes (lesson, step, NULL, session, &error));
  g_assert_no_error (error);
  if (step->playhead != SIZE_MAX) { /* nor where the learner arrives */
    GError *none = NULL; /* a number that is missing there is no error */
    epi_session_seek (*session, step->playhead);
    g_assert_false (holds (step, epi_session_scene (*session), &none));
    g_clear_error (&none);
  }
  g_assert_cmpuint (try_wrong_answers (lesson, step, session), >=, 2);
  g_assert_true (passes (lesson, step, step->answer, session, &error));
  g_assert_no_error (error);
}

/* Every step sets what can be computed; every exercise can be solved, and
 * failed. */
static void
test_story (const void *data)
{
  const EpiLesson *lesson = data;
  EpiStory *story = epi_lesson_story (lesson, NULL);
  EpiSession *sessions[] = {NULL, NULL}; /* of the last step, exercise */
  size_t n_exercises = 0;

  for (guint i = 0; i < story->steps->len; i++) {
    const EpiStep *step = story->steps->pdata[i];
    EpiSession **session = &sessions[step->check != NULL];
    g_test_message ("%s: %s", lesson->id, step->title);
    g_assert_nonnull (step->set);
    const EpiAnswer *answer =
        play (lesson, document_of_step (lesson, step), session)->answer;
    g_assert_cmpstr (answer->error, ==, NULL);
    g_assert_cmpuint (answer->n_runs, >=, 1);
    if (step->check == NULL)
      continue;
    check_exercise (lesson, step, session);
    n_exercises++;
  }
  g_assert_cmpuint (n_exercises, >=, 2);
  epi_session_free (sessions[0]);
  epi_session_free (sessions[1]);
  epi_story_free (story);
}

/* The table names no step that does not exist. */
static void
test_wrong_answers_are_to_exercises (const void *data)
{
  const EpiLesson *lesson = data;
  EpiStory *story = epi_lesson_story (lesson, NULL);

  for (const WrongAnswer *wrong = wrong_answers; wrong->lesson != NULL;
       wrong++) {
    bool known = strcmp (wrong->lesson, lesson->id) != 0;
    for (guint j = 0; !known && j < story->steps->len; j++) {
      const EpiStep *step = story->steps->pdata[j];
      known = step->check != NULL && strcmp (step->title, wrong->step) == 0;
    }
    if (!known)
      g_error ("%s has no exercise “%s”", lesson->id, wrong->step);
  }
  epi_story_free (story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson != NULL;
       lesson++) {
    add_for ("every-step-can-be-computed-every-exercise-solved-and-failed",
             *lesson, test_story);
    add_for ("every-wrong-answer-is-to-an-exercise", *lesson,
             test_wrong_answers_are_to_exercises);
  }
  return g_test_run ();
}
