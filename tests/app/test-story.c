/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The story panel on a lesson that fits a line through a table. */
#include "epi-exercise.h"
#include "epi-prose.h"
#include "epi-story-panel.h"

#include "kit/epi-assign.h"

#include "table-lesson.h"
#include "widget-test.h"

#include <math.h>
#include <string.h>

static const char story_text[] =
    "---\n"
    "lesson: table-lesson\n"
    "title: A line\n"
    "topic: Tests\n"
    "summary: A line through points.\n"
    "keywords: line\n"
    "---\n"
    "## Beginning\n"
    "A line has a *slope* and an **intercept**, `y = 2x + 1`.\n"
    "\n"
    "### In short\n"
    "1. Look.\n"
    "2. Think.\n"
    "\n"
    "> Simplicity is a great virtue.\n"
    "\n"
    "See [the book](https://example.org/book) for more.\n"
    "\n"
    "## A higher degree\n"
    "Three is more than one.\n"
    "\n"
    "set: degree=3\n"
    "ask: Which degree is even and above 4?\n"
    "check: degree >= 6 and degree != 7\n"
    "hint: It lies between five and seven.\n"
    "answer: degree=6\n"
    "\n"
    "## Wrong\n"
    "The author mistyped.\n"
    "\n"
    "set: degree=77\n";

typedef struct {
  EpiSession *session;
  EpiStoryPanel *panel;
  EpiStory *story; /* the panel's */
  GtkWidget *window;
  char *message;
} Fixture;

static void
changed (EpiSession *session, unsigned what, void *data)
{
  Fixture *f = data;

  epi_story_panel_session_changed (f->panel, session, what);
}

static void
message_cb (EpiStoryPanel *panel, const char *sentence, Fixture *f)
{
  g_free (f->message);
  f->message = g_strdup (sentence);
}

static void
open_story (Fixture *f)
{
  GError *error = NULL;
  EpiStory *story =
      epi_story_parse (story_text, strlen (story_text), NULL, &error);

  g_assert_no_error (error);
  *f = (Fixture){.session = table_lesson_session (10), .story = story};
  f->panel = EPI_STORY_PANEL (epi_story_panel_new (NULL));
  epi_story_panel_session_changed (f->panel, f->session, ~0u);
  epi_story_panel_set_story (f->panel, story);
  g_signal_connect (f->panel, "message", G_CALLBACK (message_cb), f);
  epi_session_on_changed (f->session, changed, f);
  f->window = widget_test_window (GTK_WIDGET (f->panel), 340, 640);
}

static void
close_story (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  epi_session_free (f->session);
  g_free (f->message);
}

static double
degree (Fixture *f)
{
  return epi_lesson_number (&table_lesson,
                            epi_session_scene (f->session)->document, "degree");
}

static EpiExercise *
exercise (Fixture *f)
{
  return EPI_EXERCISE (
      widget_test_find (GTK_WIDGET (f->panel), EPI_TYPE_EXERCISE, NULL));
}

static void
click (Fixture *f, const char *label)
{
  GtkWidget *button =
      widget_test_find (GTK_WIDGET (f->panel), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_arriving_applies_the_set_and_undo_takes_it_back (void)
{
  Fixture f;

  open_story (&f);
  g_assert_cmpfloat (degree (&f), ==, 1);
  g_assert_true (epi_story_panel_next (f.panel));
  g_assert_cmpuint (epi_story_panel_step (f.panel), ==, 1);
  g_assert_cmpfloat (degree (&f), ==, 3);
  g_assert_cmpstr (epi_history_undo_label (epi_session_history (f.session)), ==,
                   "Step 2: A higher degree");
  g_assert_true (epi_session_undo (f.session));
  g_assert_cmpfloat (degree (&f), ==, 1);
  g_assert_cmpuint (epi_story_panel_step (f.panel), ==, 1);
  close_story (&f);
}

/* What a step sets is seen with its end, wherever the playhead was; a step that
 * says so begins at the start, and one that changes nothing leaves it. */
static void
test_a_step_puts_the_playhead (void)
{
  Fixture f;

  open_story (&f);
  const EpiScene *scene = epi_session_scene (f.session);
  EpiStep *first = g_ptr_array_index (f.story->steps, 0);
  epi_session_to_start (f.session);
  g_assert_true (epi_story_panel_next (f.panel));
  g_assert_cmpuint (scene->k, ==, epi_session_last (f.session));
  g_assert_cmpuint (scene->k, >, 0);
  g_assert_true (epi_session_undo (f.session));
  g_assert_cmpuint (scene->k, ==, 0);
  epi_session_to_end (f.session);
  g_assert_true (epi_story_panel_previous (f.panel));
  g_assert_cmpuint (scene->k, ==, epi_session_last (f.session));
  first->has_playhead = true;
  first->playhead = 0;
  g_assert_true (epi_story_panel_go (f.panel, 0));
  g_assert_cmpuint (scene->k, ==, 0);
  close_story (&f);
}

static void
test_steps_end_at_both_ends (void)
{
  Fixture f;

  open_story (&f);
  g_assert_false (epi_story_panel_previous (f.panel));
  g_assert_true (epi_story_panel_go (f.panel, 2));
  g_assert_false (epi_story_panel_next (f.panel));
  g_assert_false (epi_story_panel_go (f.panel, 3));
  g_assert_nonnull (
      widget_test_find (GTK_WIDGET (f.panel), GTK_TYPE_LABEL, "Step 3 of 3"));
  close_story (&f);
}

static void
test_check_follows_the_document (void)
{
  Fixture f;

  open_story (&f);
  epi_story_panel_next (f.panel);
  g_assert_false (epi_exercise_holds (exercise (&f)));
  widget_test_shots (f.window, "story-open");
  epi_session_set (f.session, "degree", epi_number (7));
  g_assert_false (epi_exercise_holds (exercise (&f)));
  epi_session_set (f.session, "degree", epi_number (8));
  g_assert_true (epi_exercise_holds (exercise (&f)));
  g_assert_nonnull (widget_test_find (GTK_WIDGET (f.panel), GTK_TYPE_LABEL,
                                      "That is it: degree ≥ 6 and degree ≠ 7"));
  widget_test_shots (f.window, "story-solved");
  epi_session_undo (f.session);
  g_assert_false (epi_exercise_holds (exercise (&f)));
  close_story (&f);
}

static void
test_answer_is_one_undo_step (void)
{
  Fixture f;

  open_story (&f);
  epi_story_panel_next (f.panel);
  click (&f, "Show an answer");
  g_assert_cmpfloat (degree (&f), ==, 6);
  g_assert_true (epi_exercise_holds (exercise (&f)));
  g_assert_true (epi_session_undo (f.session));
  g_assert_cmpfloat (degree (&f), ==, 3);
  close_story (&f);
}

static void
test_condition_is_set_as_people_write_it (void)
{
  static const char *const pairs[][2] = {
      {"abs(theta[2] - 0.345) <= 0.01", "|θ₂ − 0.345| ≤ 0.01"},
      {"loss == \"huber-1\" and R2 * 2 >= 1",
       "loss = “huber-1” and R² × 2 ≥ 1"},
      {"max(abs(x), (y)) != 12", "max(|x|, (y)) ≠ 12"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    char *pretty = epi_exercise_pretty (pairs[i][0]);
    g_assert_cmpstr (pretty, ==, pairs[i][1]);
    g_free (pretty);
  }
}

static gboolean
hint_is_shown (gpointer data)
{
  Fixture *f = data;
  GtkWidget *revealer =
      widget_test_find (GTK_WIDGET (f->panel), GTK_TYPE_REVEALER, NULL);

  return gtk_revealer_get_child_revealed (GTK_REVEALER (revealer));
}

static void
test_hint_comes_on_request (void)
{
  Fixture f;
  GtkWidget *button;

  open_story (&f);
  epi_story_panel_next (f.panel);
  g_assert_false (hint_is_shown (&f));
  button =
      widget_test_find (GTK_WIDGET (f.panel), GTK_TYPE_TOGGLE_BUTTON, "Hint");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  widget_test_until (hint_is_shown, &f, "the hint");
  widget_test_shots (f.window, "story-hint");
  close_story (&f);
}

/* A step of a stranger that cannot be applied is told and shown all the same.
 */
static void
test_set_out_of_range_is_one_sentence (void)
{
  Fixture f;

  open_story (&f);
  g_assert_true (epi_story_panel_go (f.panel, 2));
  g_assert_cmpfloat (degree (&f), ==, 1);
  g_assert_nonnull (f.message);
  g_assert_true (g_str_has_prefix (f.message, "Step 3 of the story: "));
  g_assert_nonnull (strstr (f.message, "77"));
  close_story (&f);
}

static void
test_page_down_turns_the_page (void)
{
  Fixture f;

  open_story (&f);
  gtk_widget_child_focus (GTK_WIDGET (f.panel), GTK_DIR_TAB_FORWARD);
  epi_story_panel_turn (f.panel, 1);
  while (epi_story_panel_step (f.panel) == 0) /* scrolls to the end first */
    epi_story_panel_turn (f.panel, 1);
  g_assert_cmpuint (epi_story_panel_step (f.panel), ==, 1);
  epi_story_panel_turn (f.panel, -1);
  g_assert_cmpuint (epi_story_panel_step (f.panel), ==, 0);
  close_story (&f);
}

/* A formula takes the room of its picture, and what is said is its sentence. */
static void
test_formula_is_as_wide_as_its_picture (void)
{
  static const char svg[] =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>"
      "<rect width='10' height='10' fill='currentColor'/></svg>";
  EpiSpan text = {.kind = EPI_SPAN_TEXT, .text = (char *)"a"};
  EpiSpan formula = {.kind = EPI_SPAN_FORMULA,
                     .text = (char *)"x",
                     .spoken = (char *)"the letter x",
                     .width = 20,
                     .height = 3,
                     .depth = 1};
  GPtrArray *spans = g_ptr_array_new ();
  EpiBlock block = {.kind = EPI_BLOCK_PARAGRAPH, .spans = spans};
  GtkWidget *without, *with, *window;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  char *spoken;
  int narrow, wide, ex;

  formula.svg = g_bytes_new_static (svg, sizeof svg - 1);
  g_ptr_array_add (spans, &text);
  without = epi_prose_new (&block);
  g_ptr_array_add (spans, &formula);
  with = epi_prose_new (&block);
  spoken = epi_prose_spoken (&block);
  g_assert_cmpstr (spoken, ==, "athe letter x");
  gtk_box_append (GTK_BOX (box), without);
  gtk_box_append (GTK_BOX (box), with);
  window = widget_test_window (box, 400, 200);
  ex = (int)lround (epi_prose_ex (EPI_PROSE (with)));
  gtk_widget_measure (without, GTK_ORIENTATION_VERTICAL, 400, &narrow, NULL,
                      NULL, NULL);
  gtk_widget_measure (with, GTK_ORIENTATION_VERTICAL, 400, &wide, NULL, NULL,
                      NULL);
  g_assert_cmpint (wide, >=, 3 * ex);
  gtk_widget_measure (with, GTK_ORIENTATION_HORIZONTAL, -1, &wide, NULL, NULL,
                      NULL);
  g_assert_cmpint (wide, >=, 20 * ex);
  gtk_window_destroy (GTK_WINDOW (window));
  g_free (spoken);
  g_bytes_unref (formula.svg);
  g_ptr_array_unref (spans);
}

/* The story that the program was built with, step by step, as pictures. */
static void
test_lessons_read_well (void)
{
  const EpiLesson *lesson = epi_lessons ()[0];
  EpiDocument *document;
  EpiSession *session;
  EpiStoryPanel *panel;
  GtkWidget *window;

  if (lesson == NULL || g_getenv ("EPIGRAPH_SHOTS") == NULL) {
    g_test_skip ("pictures are made where EPIGRAPH_SHOTS names a folder");
    return;
  }
  document = epi_lesson_document (lesson, NULL);
  session = epi_session_new (lesson, document, NULL, NULL);
  panel = EPI_STORY_PANEL (epi_story_panel_new (session));
  window = widget_test_window (GTK_WIDGET (panel), 340, 720);
  for (guint i = 0; i < epi_story_panel_n_steps (panel); i++) {
    char *name = g_strdup_printf ("lesson-step-%u", i + 1);
    g_assert_true (epi_story_panel_go (panel, i));
    widget_test_settle (window);
    widget_test_shots (window, name);
    g_free (name);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  epi_session_free (session);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/story/a-step-puts-the-playhead",
                   test_a_step_puts_the_playhead);
  g_test_add_func ("/story/arriving-applies-the-set-and-undo-takes-it-back",
                   test_arriving_applies_the_set_and_undo_takes_it_back);
  g_test_add_func ("/story/steps-end-at-both-ends",
                   test_steps_end_at_both_ends);
  g_test_add_func ("/story/check-follows-the-document",
                   test_check_follows_the_document);
  g_test_add_func ("/story/answer-is-one-undo-step",
                   test_answer_is_one_undo_step);
  g_test_add_func ("/story/condition-is-set-as-people-write-it",
                   test_condition_is_set_as_people_write_it);
  g_test_add_func ("/story/hint-comes-on-request", test_hint_comes_on_request);
  g_test_add_func ("/story/set-out-of-range-is-one-sentence",
                   test_set_out_of_range_is_one_sentence);
  g_test_add_func ("/story/page-down-turns-the-page",
                   test_page_down_turns_the_page);
  g_test_add_func ("/story/formula-is-as-wide-as-its-picture",
                   test_formula_is_as_wide_as_its_picture);
  g_test_add_func ("/story/lessons-read-well", test_lessons_read_well);
  return widget_test_run ();
}
