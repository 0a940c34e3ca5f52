/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Same document, same frames: whatever edits, jumps, budgets and failures lay
 * on the way, a run gives what a new run of the same document gives, bit for
 * bit.
 */
#include "core/epi-alloc.h"
#include "kit/epi-timeline.h"
#include "quadratic-lesson.h"

#include <math.h>

#define MANY ((EpiTimelineBudget){.max_frames = 5000})
#define END 120

static EpiTimeline *
timeline_of (const EpiDocument *document, EpiTimelineBudget budget)
{
  EpiTimeline *timeline = epi_timeline_new (&quadratic_lesson, budget);

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  return timeline;
}

/* Every frame of timeline is that of a new run of document. */
static void
assert_replays (EpiTimeline *timeline, const EpiDocument *document)
{
  EpiTimeline *fresh = timeline_of (document, MANY);

  epi_timeline_advance (timeline, END, NULL, 0);
  epi_timeline_advance (fresh, END, NULL, 0);
  for (size_t k = 0; k <= END; k++) {
    const EpiFrame *p = epi_timeline_frame (timeline, 0, k, NULL);
    const EpiFrame *q = epi_timeline_frame (fresh, 0, k, NULL);
    g_assert_cmpuint (epi_frame_k (p), ==, k);
    g_assert_cmpuint (epi_frame_n_items (p), ==, epi_frame_n_items (q));
    for (size_t i = 0; i < epi_frame_n_items (p); i++) {
      const EpiFrameItem *u = epi_frame_item (p, i), *v = epi_frame_item (q, i);
      g_assert_cmpstr (u->name, ==, v->name);
      g_assert_cmpmem (u->data, u->rows * u->cols * sizeof (double), v->data,
                       v->rows * v->cols * sizeof (double));
    }
    epi_frame_unref (p);
    epi_frame_unref (q);
  }
  epi_timeline_free (fresh);
}

/* document := the document with a parameter from k on (0: for the whole run) */
static EpiDocument *
with (EpiDocument *document, size_t k, const char *name, double value)
{
  double before = epi_lesson_number (&quadratic_lesson, document, name);
  EpiDocument *next = epi_document_with_scheduled (
      document, k, name, epi_number (value), epi_number (before));

  epi_document_unref (document);
  return next;
}

static EpiDocument *
plain (void)
{
  return epi_document_new ("quadratic", 1);
}

/* The frame of an iterate at which a parameter changes says what led to it,
 * whether it was kept, or made again from a checkpoint there. */
static void
test_thinned_frames_are_those_of_the_run (void)
{
  EpiDocument *document =
      with (with (plain (), 20, "step", 0.1), 21, "pull", 0.01);
  EpiTimeline *small = timeline_of (
      document, (EpiTimelineBudget){.max_frames = 2000, .max_bytes = 40000});

  assert_replays (small, document);
  epi_timeline_free (small);
  epi_document_unref (document);
}

/* Two edits that reach the timeline as one: a value for the whole run, and one
 * from iterate 10 on. */
static void
test_edits_that_arrive_together_all_count (void)
{
  EpiDocument *first = plain ();
  EpiTimeline *timeline = timeline_of (first, MANY);
  EpiDocument *both = with (with (plain (), 10, "pull", 0.01), 0, "step", 0.1);

  epi_timeline_advance (timeline, 50, NULL, 0);
  g_assert_cmpint (epi_lesson_effect (&quadratic_lesson, first, both), ==,
                   EPI_EFFECT_CONTINUE);
  epi_timeline_continue (timeline, both);
  assert_replays (timeline, both);
  epi_timeline_free (timeline);
  epi_document_unref (first);
  epi_document_unref (both);
}

/* What was computed before the first difference is not computed again: also
 * for the second parameter that is scheduled, and when an edit is undone. */
static void
test_an_edit_keeps_the_iterates_before_it (void)
{
  EpiDocument *first = with (plain (), 5, "step", 0.1);
  EpiDocument *second = with (epi_document_ref (first), 30, "pull", 0.01);
  EpiTimeline *timeline = timeline_of (first, MANY);

  epi_timeline_advance (timeline, 50, NULL, 0);
  epi_timeline_continue (timeline, second);
  g_assert_cmpuint (epi_timeline_last (timeline), ==, 30);
  assert_replays (timeline, second);
  epi_timeline_continue (timeline, first);
  g_assert_cmpuint (epi_timeline_last (timeline), ==, 30);
  assert_replays (timeline, first);
  epi_timeline_free (timeline);
  epi_document_unref (first);
  epi_document_unref (second);
}

/* A stranger's schedule: out of range is the end of the range, NaN the
 * default, and what does not continue, or does not exist, is nothing. */
static void
test_a_strange_schedule_stays_in_range (void)
{
  const EpiScheduled lines[] = {
      {3, "step", epi_number (7)},         {5, "step", epi_number (NAN)},
      {7, "step", epi_text ("big")},       {8, "broken", epi_bool (true)},
      {9, "pull", epi_number (-INFINITY)}, {9, "nothing", epi_number (1)}};
  EpiDocument *document = plain ();

  for (size_t i = 0; i < G_N_ELEMENTS (lines); i++) {
    EpiDocument *next = epi_document_with_lines (document, 1, &lines[i]);
    epi_document_unref (document);
    document = next;
  }
  EpiTimeline *timeline = timeline_of (document, MANY);
  epi_timeline_advance (timeline, END, NULL, 0);
  static const double steps[] = {0.05, 0.05, 0.05, 0.05, 1, 1, 0.05, 0.05};
  for (size_t k = 1; k < 20; k++) {
    const EpiFrame *frame = epi_timeline_frame (timeline, 0, k, NULL);
    g_assert_cmpfloat (epi_frame_scalar (frame, "step", NAN), ==,
                       k < G_N_ELEMENTS (steps) ? steps[k] : 0.05);
    g_assert_cmpfloat (epi_frame_scalar (frame, "pull", NAN), ==, 0);
    epi_frame_unref (frame);
  }
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

/* Checkpoints of a method with much state stay within the budget, and frames
 * are not thrown away for them. */
static size_t
big_state_size (const EpiMethod *method)
{
  return 100000;
}

static bool
build_big (const EpiDocument *document, const EpiCancel *cancel,
           EpiBuilt *built, GError **error)
{
  static EpiMethodClass big;

  if (!quadratic_lesson.build (document, cancel, built, error))
    return false;
  big = *built->runs[0].method->klass;
  big.state_size = big_state_size;
  built->runs[0].method->klass = &big;
  return true;
}

static void
test_checkpoints_stay_within_the_budget (void)
{
  EpiLesson lesson = quadratic_lesson;
  lesson.build = build_big;
  EpiDocument *document = plain ();
  EpiTimeline *timeline = epi_timeline_new (
      &lesson, (EpiTimelineBudget){.max_frames = 4000, .max_bytes = 2000000});

  epi_timeline_set_document (timeline, document, false, NULL, NULL);
  epi_timeline_advance (timeline, 200, NULL, 0);
  g_assert_cmpuint (epi_timeline_bytes (timeline), <=, 2000000);
  g_assert_cmpuint (epi_timeline_bytes (timeline), >, 100000);
  EpiAnswer *answer = epi_timeline_answer (timeline, 200, NULL);
  g_assert_cmpuint (answer->runs[0].n_frames, ==, 201);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

/* The n-th request for memory fails, for every n: a sentence, or an answer that
 * lacks something, and never more than that. */
static void
test_no_memory_is_survived (void)
{
  EpiDocument *document = plain ();
  EpiDocument *later = with (epi_document_ref (document), 10, "step", 0.1);
  const EpiRange range = {-1, 1, -1, 1, false, false};

  for (long n = 0; n < 60; n++) {
    EpiTimeline *timeline = epi_timeline_new (
        &quadratic_lesson, (EpiTimelineBudget){.max_frames = 8});
    GError *error = NULL;
    epi_alloc_fail_at (n);
    if (epi_timeline_set_document (timeline, document, false, NULL, &error)) {
      epi_timeline_advance (timeline, 30, NULL, 0);
      const EpiFrame *frame = epi_timeline_frame (timeline, 0, 3, NULL);
      EpiFieldGrid *grid =
          epi_timeline_field (timeline, "cost", 3, &range, 8, 8, NULL);
      epi_timeline_continue (timeline, later);
      epi_alloc_fail_at (-1);
      assert_replays (timeline, later);
      epi_frame_unref (frame);
      epi_field_grid_unref (grid);
    } else {
      epi_alloc_fail_at (-1);
      g_assert_nonnull (error);
      g_error_free (error);
    }
    epi_timeline_free (timeline);
  }
  epi_document_unref (document);
  epi_document_unref (later);
}

/* What a drag has absorbed is never recorded: no fork is made of it. */
static bool
absorb_all (EpiBuilt *built, const EpiDocument *from, const EpiDocument *to)
{
  return true;
}

static void
test_a_live_run_is_not_forked (void)
{
  EpiLesson lesson = quadratic_lesson;
  lesson.absorb = absorb_all;
  EpiDocument *document = plain ();
  EpiTimeline *timeline = epi_timeline_new (&lesson, MANY);

  epi_timeline_set_document (timeline, document, false, NULL, NULL);
  epi_timeline_advance (timeline, 20, NULL, 0);
  epi_timeline_set_document (timeline, document, true, NULL, NULL);
  g_assert_true (epi_timeline_is_live (timeline));
  g_assert_false (epi_timeline_fork (timeline, 5, NULL));
  epi_timeline_set_document (timeline, document, false, NULL, NULL);
  epi_timeline_advance (timeline, 20, NULL, 0);
  g_assert_true (epi_timeline_fork (timeline, 5, NULL));
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/thinned-frames-are-those-of-the-run",
                   test_thinned_frames_are_those_of_the_run);
  g_test_add_func ("/replay/edits-that-arrive-together-all-count",
                   test_edits_that_arrive_together_all_count);
  g_test_add_func ("/replay/an-edit-keeps-the-iterates-before-it",
                   test_an_edit_keeps_the_iterates_before_it);
  g_test_add_func ("/replay/a-strange-schedule-stays-in-range",
                   test_a_strange_schedule_stays_in_range);
  g_test_add_func ("/replay/checkpoints-stay-within-the-budget",
                   test_checkpoints_stay_within_the_budget);
  g_test_add_func ("/replay/no-memory-is-survived", test_no_memory_is_survived);
  g_test_add_func ("/replay/a-live-run-is-not-forked",
                   test_a_live_run_is_not_forked);
  return g_test_run ();
}
