/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-timeline.h"
#include "quadratic-lesson.h"

#include <math.h>
#include <string.h>

static EpiTimeline *
timeline_of (EpiDocument *document, size_t max_frames)
{
  EpiTimeline *timeline = epi_timeline_new (
      &quadratic_lesson, (EpiTimelineBudget){.max_frames = max_frames});

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  return timeline;
}

static void
assert_same_frame (EpiTimeline *a, EpiTimeline *b, size_t run, size_t k)
{
  const EpiFrame *p = epi_timeline_frame (a, 0, k, NULL);
  const EpiFrame *q = epi_timeline_frame (b, run, k, NULL);

  g_assert_cmpuint (epi_frame_k (p), ==, k);
  g_assert_cmpuint (epi_frame_k (q), ==, k);
  g_assert_cmpuint (epi_frame_n_items (p), ==, epi_frame_n_items (q));
  for (size_t i = 0; i < epi_frame_n_items (p); i++) {
    const EpiFrameItem *u = epi_frame_item (p, i), *v = epi_frame_item (q, i);
    g_assert_cmpmem (u->data, u->rows * u->cols * sizeof (double), v->data,
                     v->rows * v->cols * sizeof (double));
  }
  epi_frame_unref (p);
  epi_frame_unref (q);
}

/* Frames that were thinned away come back to the bit, in any order. */
static void
test_any_frame_comes_back (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiTimeline *all = timeline_of (document, 4096);
  EpiTimeline *few = timeline_of (document, 8);

  epi_timeline_advance (all, SIZE_MAX, NULL, 0);
  epi_timeline_advance (few, SIZE_MAX, NULL, 0);
  size_t last = epi_timeline_last (all);
  g_assert_cmpuint (last, ==, epi_timeline_last (few));
  g_assert_cmpuint (last, >, 200);
  for (size_t i = 0; i <= last; i++)
    assert_same_frame (all, few, 0, (i * 101) % (last + 1));

  EpiAnswer *answer = epi_timeline_answer (few, 3, NULL);
  g_assert_cmpuint (answer->runs[0].n_frames, <=, 9);
  epi_answer_unref (answer);
  epi_timeline_free (all);
  epi_timeline_free (few);
  epi_document_unref (document);
}

/* xₖ = (1 - α)ᵏ x₀ with α until iterate 20, α' from there on, in the run that
 * was edited and in one that replays the document. */
static void
test_a_scheduled_edit_replays (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiTimeline *edited = timeline_of (document, 8);

  epi_timeline_advance (edited, 50, NULL, 0);
  EpiDocument *with = epi_document_with_scheduled (
      document, 20, "step", epi_number (0.1), epi_number (0.05));
  epi_timeline_continue (edited, with);
  g_assert_cmpuint (epi_timeline_last (edited), ==, 20);
  epi_timeline_advance (edited, SIZE_MAX, NULL, 0);

  EpiTimeline *replayed = timeline_of (with, 1000);
  epi_timeline_advance (replayed, SIZE_MAX, NULL, 0);
  g_assert_cmpuint (epi_timeline_last (edited), ==,
                    epi_timeline_last (replayed));
  for (size_t k = 0; k <= epi_timeline_last (edited); k++)
    assert_same_frame (edited, replayed, 0, k);
  const EpiFrame *frame = epi_timeline_frame (edited, 0, 30, NULL);
  double expected = pow (0.95, 20) * pow (0.9, 10);
  g_assert_cmpfloat_with_epsilon (epi_frame_find (frame, "x")->data[0],
                                  expected, 31 * 0x1p-53 * expected);
  epi_frame_unref (frame);

  epi_timeline_continue (edited, document); /* undo: as if never edited */
  epi_timeline_advance (edited, SIZE_MAX, NULL, 0);
  EpiTimeline *plain = timeline_of (document, 1000);
  epi_timeline_advance (plain, SIZE_MAX, NULL, 0);
  for (size_t k = 0; k <= epi_timeline_last (plain); k++)
    assert_same_frame (plain, edited, 0, k);

  epi_timeline_free (plain);
  epi_timeline_free (edited);
  epi_timeline_free (replayed);
  epi_document_unref (with);
  epi_document_unref (document);
}

/* A fork keeps the old run beside the new one; both begin with the same
 * iterates. */
static void
test_a_fork_keeps_both_runs (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiTimeline *plain = timeline_of (document, 1000);
  EpiTimeline *forked = timeline_of (document, 1000);

  epi_timeline_advance (plain, 60, NULL, 0);
  epi_timeline_advance (forked, 60, NULL, 0);
  g_assert_true (epi_timeline_fork (forked, 12, NULL));
  EpiDocument *with = epi_document_with_scheduled (
      document, 12, "step", epi_number (0.15), epi_number (0.05));
  epi_timeline_continue (forked, with);
  epi_timeline_advance (forked, 40, NULL, 0);

  EpiAnswer *answer = epi_timeline_answer (forked, 40, NULL);
  g_assert_cmpuint (answer->n_runs, ==, 2);
  g_assert_cmpuint (answer->runs[0].forked_at, ==, 12);
  g_assert_cmpuint (answer->runs[0].length, ==, 41);
  g_assert_cmpuint (answer->runs[1].length, ==, 61);
  for (size_t k = 0; k <= 60; k++)
    assert_same_frame (plain, forked, 1, k);
  for (size_t k = 0; k <= 12; k++)
    g_assert_cmpfloat (
        epi_frame_find (answer->runs[0].frames[k], "x")->data[1], ==,
        epi_frame_find (answer->runs[1].frames[k], "x")->data[1]);
  g_assert_cmpfloat (epi_frame_find (answer->runs[0].frames[13], "x")->data[1],
                     !=,
                     epi_frame_find (answer->runs[1].frames[13], "x")->data[1]);
  epi_answer_unref (answer);
  epi_timeline_drop_forks (forked);
  answer = epi_timeline_answer (forked, 40, NULL);
  g_assert_cmpuint (answer->n_runs, ==, 1);
  epi_answer_unref (answer);

  epi_timeline_free (plain);
  epi_timeline_free (forked);
  epi_document_unref (with);
  epi_document_unref (document);
}

/* α > 2/λ₂ = 0.2: the second coordinate grows by |1 - 10α| a step, until it is
 * no number any more, and no frame after that claims anything. */
static void
test_divergence_ends_the_run (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiDocument *with =
      epi_document_with_value (document, "step", epi_number (0.5));
  EpiTimeline *timeline = timeline_of (with, 100);

  epi_timeline_advance (timeline, SIZE_MAX, NULL, 0);
  EpiAnswer *answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
  g_assert_cmpint (answer->runs[0].status, ==, EPI_DIVERGED);
  g_assert_false (answer->running);
  const EpiFrame *frame = epi_timeline_frame (timeline, 0, 10, NULL);
  g_assert_cmpfloat (epi_frame_find (frame, "x")->data[1], ==, pow (4, 10));
  epi_frame_unref (frame);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (with);
  epi_document_unref (document);
}

static void
test_a_limit_is_called_so (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiDocument *with =
      epi_document_with_value (document, "steps", epi_number (7));
  EpiTimeline *timeline = timeline_of (with, 100);

  g_assert_true (epi_timeline_advance (timeline, SIZE_MAX, NULL, 0));
  EpiAnswer *answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
  g_assert_cmpuint (answer->k, ==, 7);
  g_assert_cmpint (answer->runs[0].status, ==, EPI_LIMIT);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (with);
  epi_document_unref (document);
}

static void
test_cancelling_keeps_what_there_is (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiTimeline *timeline = timeline_of (document, 100);
  EpiCancel cancel = {0};

  epi_cancel_raise (&cancel);
  g_assert_false (epi_timeline_advance (timeline, 1000, &cancel, 0));
  EpiAnswer *answer = epi_timeline_answer (timeline, 1000, NULL);
  g_assert_cmpuint (answer->runs[0].n_frames, >=, 1);
  g_assert_true (answer->running);
  epi_answer_unref (answer);
  g_assert_null (epi_timeline_field (
      timeline, "cost", 0, &(EpiRange){0, 1, 0, 1, 0, 0}, 9, 9, &cancel));
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

/* An edit that only redraws asks anew, steps nothing and keeps the frames. */
static void
test_what_is_observed_follows_document_and_playhead (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiDocument *with =
      epi_document_with_value (document, "grid", epi_bool (true));
  EpiTimeline *timeline = timeline_of (document, 100);

  g_assert_true (epi_timeline_advance (timeline, 9, NULL, 0));
  EpiAnswer *a = epi_timeline_answer (timeline, 9, NULL);
  EpiAnswer *again = epi_timeline_answer (timeline, 9, NULL);
  EpiAnswer *before = epi_timeline_answer (timeline, 3, NULL);
  size_t steps = quadratic_steps ();
  epi_timeline_continue (timeline, with);
  EpiAnswer *b = epi_timeline_answer (timeline, 9, NULL);
  EpiScene scene = {.lesson = &quadratic_lesson, .answer = a, .k = 9};
  double f = epi_scene_item (&scene, "objective")->data[0];

  g_assert_cmpuint (quadratic_steps (), ==, steps);
  g_assert_true (a->observed == again->observed);
  g_assert_cmpfloat (epi_scene_item (&scene, "asked")->data[0], ==, f);
  scene.answer = b;
  g_assert_true (epi_scene_frame (&scene, 0) == a->runs[0].frames[9]);
  g_assert_cmpfloat (epi_scene_item (&scene, "asked")->data[0], ==, -f);
  g_assert_cmpfloat (epi_frame_scalar (before->observed, "asked", 0), >, f);
  epi_answer_unref (a);
  epi_answer_unref (again);
  epi_answer_unref (before);
  epi_answer_unref (b);
  epi_timeline_free (timeline);
  epi_document_unref (with);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/any-frame-comes-back", test_any_frame_comes_back);
  g_test_add_func ("/timeline/a-scheduled-edit-replays",
                   test_a_scheduled_edit_replays);
  g_test_add_func ("/timeline/a-fork-keeps-both-runs",
                   test_a_fork_keeps_both_runs);
  g_test_add_func ("/timeline/divergence-ends-the-run",
                   test_divergence_ends_the_run);
  g_test_add_func ("/timeline/a-limit-is-called-so", test_a_limit_is_called_so);
  g_test_add_func ("/timeline/cancelling-keeps-what-there-is",
                   test_cancelling_keeps_what_there_is);
  g_test_add_func ("/timeline/what-is-observed-follows-document-and-playhead",
                   test_what_is_observed_follows_document_and_playhead);
  return g_test_run ();
}
