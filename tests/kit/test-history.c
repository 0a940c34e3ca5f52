/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-history.h"

static double
degree (const EpiHistory *history)
{
  return epi_document_value (epi_history_document (history), "degree")->number;
}

/* Pushes degree = value. */
static void
push (EpiHistory *history, double value, const char *label)
{
  EpiDocument *next = epi_document_with_value (epi_history_document (history),
                                               "degree", epi_number (value));

  epi_history_push (history, next, label);
  epi_document_unref (next);
}

static EpiHistory *
make_history (void)
{
  EpiDocument *empty = epi_document_new ("a", 0);
  EpiDocument *document =
      epi_document_with_value (empty, "degree", epi_number (0));
  EpiHistory *history = epi_history_new (document);

  epi_document_unref (empty);
  epi_document_unref (document);
  return history;
}

static void
test_a_drag_is_one_step (void)
{
  EpiHistory *history = make_history ();

  push (history, 1, "Set degree to 1");
  epi_history_begin_gesture (history);
  for (int i = 2; i < 500; i++)
    push (history, i, "Drag degree");
  g_assert_cmpfloat (degree (history), ==, 499);
  g_assert_false (epi_history_undo (history));
  epi_history_end_gesture (history);
  g_assert_cmpstr (epi_history_undo_label (history), ==, "Drag degree");
  g_assert_true (epi_history_undo (history));
  g_assert_cmpfloat (degree (history), ==, 1);
  g_assert_cmpstr (epi_history_undo_label (history), ==, "Set degree to 1");
  g_assert_cmpstr (epi_history_redo_label (history), ==, "Drag degree");
  epi_history_free (history);
}

static void
test_a_drag_that_returns_leaves_what_was_undone (void)
{
  EpiHistory *history = make_history ();

  push (history, 1, "one");
  g_assert_true (epi_history_undo (history));
  epi_history_begin_gesture (history);
  push (history, 5, "five");
  push (history, 0, "back");
  epi_history_end_gesture (history);
  g_assert_null (epi_history_undo_label (history));
  g_assert_true (epi_history_redo (history));
  g_assert_cmpfloat (degree (history), ==, 1);
  epi_history_free (history);
}

static void
test_unsaved_means_different_from_the_saved_one (void)
{
  EpiHistory *history = make_history ();

  g_assert_true (epi_history_is_saved (history));
  push (history, 1, "one");
  g_assert_false (epi_history_is_saved (history));
  epi_history_mark_saved (history);
  g_assert_true (epi_history_is_saved (history));
  g_assert_true (epi_history_undo (history));
  g_assert_false (epi_history_is_saved (history));
  push (history, 1, "one again"); /* the same content is saved content */
  g_assert_true (epi_history_is_saved (history));
  epi_history_free (history);
}

static void
test_a_step_remembers_where_the_playhead_was (void)
{
  EpiHistory *history = make_history ();
  size_t k = 99;

  g_assert_false (epi_history_undo_playhead (history, &k));
  push (history, 1, "one");
  epi_history_note_playhead (history, 3, SIZE_MAX);
  push (history, 2, "two"); /* moves nothing */
  g_assert_false (epi_history_undo_playhead (history, &k));
  g_assert_true (epi_history_undo (history));
  g_assert_false (epi_history_redo_playhead (history, &k));
  g_assert_cmpuint (k, ==, 99);
  g_assert_true (epi_history_undo_playhead (history, &k));
  g_assert_cmpuint (k, ==, 3);
  g_assert_true (epi_history_undo (history));
  g_assert_true (epi_history_redo_playhead (history, &k));
  g_assert_cmpuint (k, ==, SIZE_MAX);
  epi_history_free (history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/a-drag-is-one-step", test_a_drag_is_one_step);
  g_test_add_func ("/history/a-step-remembers-where-the-playhead-was",
                   test_a_step_remembers_where_the_playhead_was);
  g_test_add_func ("/history/a-drag-that-returns-leaves-what-was-undone",
                   test_a_drag_that_returns_leaves_what_was_undone);
  g_test_add_func ("/history/unsaved-means-different-from-the-saved-one",
                   test_unsaved_means_different_from_the_saved_one);
  return g_test_run ();
}
