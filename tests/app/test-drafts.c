/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between lessons nothing is lost: three lessons in a real window. */
#include "epi-application.h"
#include "epi-data-page.h"
#include "epi-files.h"
#include "epi-lesson-list.h"
#include "epi-plot-private.h"
#include "epi-story-panel.h"
#include "epi-window.h"

#include "several-lessons.h"
#include "table-lesson.h"
#include "widget-test.h"

#include <glib/gstdio.h>

typedef struct {
  EpiApplication *application;
  EpiWindow *window;
} Fixture;

static EpiSession *
session (Fixture *f)
{
  return epi_window_get_session (f->window);
}

static const EpiHistory *
history (Fixture *f)
{
  return epi_session_history (session (f));
}

static double
value (Fixture *f, const char *name)
{
  return epi_lesson_number (epi_session_lesson (session (f)),
                            epi_session_scene (session (f))->document, name);
}

static gboolean
is_answered (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return scene->answer != NULL && !scene->stale && !scene->answer->running;
}

/* A run that is asked for from its start is computed so far. */
static gboolean
is_at_its_start (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return scene->answer != NULL && !scene->stale && scene->k == 0 &&
         epi_session_last (session (data)) == 0;
}

static gboolean
is_forked (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return scene->answer != NULL && !scene->stale && scene->answer->n_runs == 2;
}

/* As a click on the lesson's row does. */
static void
choose (Fixture *f, const char *title)
{
  GtkWidget *list =
      widget_test_find (GTK_WIDGET (f->window), EPI_TYPE_LESSON_LIST, NULL);
  GtkWidget *label = widget_test_find (list, GTK_TYPE_LABEL, title);

  gtk_widget_activate (gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW));
  widget_test_settle (GTK_WIDGET (f->window));
}

/* On the line through ten points. */
static void
open_window (Fixture *f)
{
  EpiData *data = table_lesson_data (10);
  EpiDocument *empty = epi_document_new (table_lesson.id, 1);
  EpiDocument *document = epi_document_with_data (empty, "points", data);

  f->application = epi_application_new ();
  g_application_set_flags (G_APPLICATION (f->application),
                           G_APPLICATION_NON_UNIQUE);
  g_assert_true (
      g_application_register (G_APPLICATION (f->application), NULL, NULL));
  f->window = epi_window_new (GTK_APPLICATION (f->application));
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *)&f->window);
  g_assert_true (
      epi_window_open_document (f->window, document, "Begin", NULL, NULL));
  gtk_window_present (GTK_WINDOW (f->window));
  widget_test_settle (GTK_WIDGET (f->window));
  widget_test_until (is_answered, f, "the first answer");
  epi_document_unref (empty);
  epi_document_unref (document);
  epi_data_unref (data);
}

static void
close_window (Fixture *f)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->application);
}

static void
act (Fixture *f, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), action, NULL);
}

static void
test_a_lesson_is_found_as_it_was_left (void)
{
  Fixture f;
  const EpiDocument *left;
  EpiStoryPanel *story;

  open_window (&f);
  epi_session_set (session (&f), "degree", epi_number (3));
  epi_session_set (session (&f), "degree", epi_number (5));
  g_assert_true (epi_session_undo (session (&f)));
  act (&f, "story-next");
  left = epi_document_ref (epi_session_scene (session (&f))->document);

  choose (&f, "A bowl");
  g_assert_cmpstr (epi_session_lesson (session (&f))->id, ==, "quadratic");
  g_assert_null (epi_history_undo_label (history (&f)));
  epi_session_set (session (&f), "step", epi_number (0.02));
  epi_session_seek (session (&f), 7);
  epi_session_fork (session (&f));
  widget_test_until (is_forked, &f, "the fork");

  choose (&f, "A line");
  story = EPI_STORY_PANEL (
      widget_test_find (GTK_WIDGET (f.window), EPI_TYPE_STORY_PANEL, NULL));
  g_assert_cmpuint (epi_story_panel_step (story), ==, 1);
  g_assert_true (epi_session_scene (session (&f))->document == left);
  widget_test_until (is_answered, &f, "the answer of what was left");
  g_assert_cmpfloat_with_epsilon (table_lesson_slope (session (&f)), 2, 1e-12);
  g_assert_true (epi_session_redo (session (&f))); /* what was undone, too */
  g_assert_cmpfloat (value (&f, "degree"), ==, 5);
  g_assert_true (epi_session_undo (session (&f)));
  g_assert_true (epi_session_undo (session (&f)));
  g_assert_cmpfloat (value (&f, "degree"), ==, 1);

  choose (&f, "A bowl");
  g_assert_cmpfloat (value (&f, "step"), ==, 0.02);
  g_assert_cmpuint (epi_session_scene (session (&f))->k, ==, 7);
  widget_test_until (is_forked, &f, "the answer with the fork");
  g_assert_cmpstr (epi_history_undo_label (history (&f)), ==,
                   "Set step size to 0.02");
  epi_document_unref (left);
  close_window (&f);
}

static void
test_choosing_the_open_lesson_changes_nothing (void)
{
  Fixture f;
  EpiSession *before;

  open_window (&f);
  epi_session_set (session (&f), "degree", epi_number (4));
  before = session (&f);
  choose (&f, "A line");
  g_assert_true (session (&f) == before);
  g_assert_cmpfloat (value (&f, "degree"), ==, 4);
  close_window (&f);
}

/* GTK may hold on to a figure for a while; the next lesson does not know its
 * view. */
static void
test_a_figure_that_goes_tells_the_next_lesson_nothing (void)
{
  Fixture f;
  EpiPlot *plot;

  open_window (&f);
  choose (&f, "A bowl");
  plot =
      EPI_PLOT (widget_test_find (GTK_WIDGET (f.window), EPI_TYPE_PLOT, NULL));
  g_object_ref (plot);
  epi_plot_tell_range (plot); /* soon */
  choose (&f, "A line");
  g_assert_null (widget_test_find (GTK_WIDGET (f.window), EPI_TYPE_PLOT, NULL));
  widget_test_settle (GTK_WIDGET (f.window));
  g_assert_cmpuint (G_OBJECT (plot)->ref_count, ==, 1);
  g_object_unref (plot);
  close_window (&f);
}

/* Where the first step of its story says so, a lesson opens at the start of its
 * run, and starts anew there; what was left stays where it was left. */
static void
test_a_lesson_begins_where_its_story_says (void)
{
  Fixture f;

  open_window (&f);
  choose (&f, "A bowl");
  widget_test_until (is_at_its_start, &f, "the start");
  g_assert_true (epi_session_is_running (session (&f)));

  epi_session_to_end (session (&f));
  widget_test_until (is_answered, &f, "the answer");
  g_assert_cmpuint (epi_session_last (session (&f)), >, 0);
  act (&f, "start-anew"); /* nothing was edited */
  g_assert_cmpuint (epi_session_scene (session (&f))->k, ==, 0);
  epi_session_set (session (&f), "step", epi_number (0.02));
  epi_session_to_end (session (&f));
  widget_test_until (is_answered, &f, "the answer to the edit");
  act (&f, "start-anew");
  widget_test_until (is_at_its_start, &f, "the start of the new run");

  epi_session_to_end (session (&f));
  choose (&f, "A line");
  choose (&f, "A bowl");
  widget_test_until (is_answered, &f, "the answer of what was left");
  g_assert_cmpuint (epi_session_scene (session (&f))->k, ==,
                    epi_session_last (session (&f)));
  close_window (&f);
}

static void
use_in (Fixture *f, const char *id)
{
  GtkWidget *page =
      widget_test_find (GTK_WIDGET (f->window), EPI_TYPE_DATA_PAGE, NULL);

  g_assert_true (gtk_widget_activate_action (page, "data.use-in", "s", id));
  widget_test_until (is_answered, f, "the answer on the data");
}

/* The table with its roles, marks and standardisation goes to another lesson;
 * where something was done there already, it is a step of that. */
static void
test_this_data_is_used_in_another_lesson (void)
{
  Fixture f;
  EpiTable *marked;
  EpiData *data;
  EpiDocument *document;
  const EpiData *there;

  open_window (&f);
  there =
      epi_document_data (epi_session_scene (session (&f))->document, "points");
  g_assert_cmpint (epi_table_set_marks (epi_data_table (there),
                                        (size_t[]){2, 5}, 2, EPI_MARK_SELECTED,
                                        0, &marked),
                   ==, EPI_OK);
  data = epi_data_with_table (there, marked);
  document = epi_document_with_data (epi_session_scene (session (&f))->document,
                                     "points", data);
  epi_session_edit (session (&f), document, "Select rows");

  use_in (&f, "second-table");
  g_assert_cmpstr (epi_session_lesson (session (&f))->id, ==, "second-table");
  there =
      epi_document_data (epi_session_scene (session (&f))->document, "points");
  g_assert_true (epi_data_table (there) == marked); /* not even a copy */
  g_assert_cmpstr (epi_data_role (there, "y")[0], ==, "price");
  g_assert_cmpfloat_with_epsilon (table_lesson_slope (session (&f)), 2, 1e-12);

  epi_session_set (session (&f), "degree", epi_number (2));
  choose (&f, "A line"); /* where the data is another now */
  epi_session_undo (session (&f));
  use_in (&f, "second-table");
  g_assert_cmpfloat (value (&f, "degree"), ==, 2);
  g_assert_cmpstr (epi_history_undo_label (history (&f)), ==,
                   "Use Houses of four towns");
  g_assert_true (epi_session_undo (session (&f)));
  there =
      epi_document_data (epi_session_scene (session (&f))->document, "points");
  g_assert_true (epi_data_table (there) == marked);
  epi_document_unref (document);
  epi_data_unref (data);
  epi_table_unref (marked);
  close_window (&f);
}

static gboolean
has_message (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    GtkWidget *window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window)) {
      found = TRUE;
      if (data != NULL)
        g_signal_emit_by_name (widget_test_find (window, GTK_TYPE_BUTTON, data),
                               "clicked");
    }
    g_object_unref (window);
  }
  return found;
}

static gboolean
has_no_message (gpointer data)
{
  return !has_message (NULL);
}

static gboolean
is_saved (gpointer data)
{
  return epi_window_get_file (((Fixture *)data)->window) != NULL &&
         epi_history_is_saved (history (data));
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *)data)->window == NULL;
}

/* Changes to a file are asked about, also those of a lesson that was left. */
static void
test_drafts_are_asked_about_before_closing (void)
{
  Fixture f;
  char *folder = g_dir_make_tmp ("epi-drafts-XXXXXX", NULL);
  GFile *line = g_file_new_build_filename (folder, "line.epigraph", NULL);
  GFile *bowl = g_file_new_build_filename (folder, "bowl.epigraph", NULL);

  open_window (&f);
  epi_files_save (f.window, line);
  widget_test_until (is_saved, &f, "the first file");
  epi_session_set (session (&f), "degree", epi_number (7));
  choose (&f, "A bowl");
  epi_files_save (f.window, bowl);
  widget_test_until (is_saved, &f, "the second file");
  epi_session_set (session (&f), "step", epi_number (0.01));

  gtk_window_close (GTK_WINDOW (f.window));
  widget_test_until (has_message, (gpointer) "_Discard", "the first question");
  widget_test_until (has_no_message, NULL, "it to go");
  widget_test_until (has_message, (gpointer) "_Cancel", "the second question");
  widget_test_until (has_no_message, NULL, "it to go");
  g_assert_nonnull (f.window);
  g_assert_cmpfloat (value (&f, "degree"), ==, 7);

  gtk_window_close (GTK_WINDOW (f.window)); /* everything is asked again */
  widget_test_until (has_message, (gpointer) "_Discard", "the first question");
  widget_test_until (has_no_message, NULL, "it to go");
  widget_test_until (has_message, (gpointer) "_Discard", "the second question");
  widget_test_until (is_gone, &f, "the window to close");
  g_file_delete (line, NULL, NULL);
  g_file_delete (bowl, NULL, NULL);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_object_unref (line);
  g_object_unref (bowl);
  g_free (folder);
  close_window (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/drafts/a-lesson-is-found-as-it-was-left",
                   test_a_lesson_is_found_as_it_was_left);
  g_test_add_func ("/drafts/choosing-the-open-lesson-changes-nothing",
                   test_choosing_the_open_lesson_changes_nothing);
  g_test_add_func ("/drafts/a-figure-that-goes-tells-the-next-lesson-nothing",
                   test_a_figure_that_goes_tells_the_next_lesson_nothing);
  g_test_add_func ("/drafts/a-lesson-begins-where-its-story-says",
                   test_a_lesson_begins_where_its_story_says);
  g_test_add_func ("/drafts/this-data-is-used-in-another-lesson",
                   test_this_data_is_used_in_another_lesson);
  g_test_add_func ("/drafts/drafts-are-asked-about-before-closing",
                   test_drafts_are_asked_about_before_closing);
  return widget_test_run ();
}
