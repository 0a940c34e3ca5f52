/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving and opening from a real window with the first lesson. */
#include "window-test.h"

#include "epi-cell.h"
#include "epi-data-grid.h"

#include <string.h>

static void
act (Fixture *f, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), action, NULL);
}

static gboolean
has_message (gpointer data)
{
  return message () != NULL;
}

static gboolean
has_no_message (gpointer data)
{
  return message () == NULL;
}

/* Every number of the frame at the playhead, as text; new string. */
static char *
last_frame (Fixture *f)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session (f)), 0);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%zu %d", epi_frame_k (frame),
                          epi_frame_status (frame));
  for (size_t i = 0; i < epi_frame_n_items (frame); i++) {
    const EpiFrameItem *item = epi_frame_item (frame, i);
    g_string_append_printf (text, "\n%s", item->name);
    for (size_t j = 0; j < item->rows * item->cols; j++)
      g_string_append_printf (text, " %a", item->data[j]);
  }
  return g_string_free (text, FALSE);
}

typedef struct {
  Fixture *f;
  const EpiDocument *expected;
} Expectation;

static gboolean
has_document (gpointer data)
{
  const Expectation *e = data;

  return epi_document_equal (document (e->f), e->expected);
}

static gboolean
has_file (gpointer data)
{
  return epi_window_get_file (((Fixture *)data)->window) != NULL;
}

static void
test_saved_and_opened_has_the_same_frames (void)
{
  Fixture f;
  GFile *file;
  EpiDocument *saved;
  char *before, *after;

  open_window (&f);
  file = file_in (&f, "lesson.epigraph");
  act (&f, "story-next");
  widget_test_until (is_answered, &f, "the answer of step 2");
  before = last_frame (&f);
  saved = epi_document_ref (document (&f));
  epi_files_save (f.window, file);
  widget_test_until (has_file, &f, "the file");
  g_assert_true (epi_history_is_saved (epi_session_history (session (&f))));

  act (&f, "start-anew");
  g_assert_false (epi_document_equal (document (&f), saved));
  g_assert_false (epi_history_is_saved (epi_session_history (session (&f))));
  epi_files_open (f.window, file);
  widget_test_until (has_document, &(Expectation){&f, saved}, "the document");
  g_assert_true (epi_history_is_saved (epi_session_history (session (&f))));
  g_assert_cmpstr (epi_history_undo_label (epi_session_history (session (&f))),
                   ==, "Open lesson.epigraph"); /* nothing is lost */
  widget_test_until (is_answered, &f, "its answer");
  after = last_frame (&f);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (epi_story_panel_step (EPI_STORY_PANEL (widget_test_find (
                        GTK_WIDGET (f.window), EPI_TYPE_STORY_PANEL, NULL))),
                    ==, 1);
  g_free (before);
  g_free (after);
  epi_document_unref (saved);
  g_object_unref (file);
  close_window (&f);
}

static void
test_folder_that_is_not_there_is_told_and_nothing_lost (void)
{
  Fixture f;
  GFile *file;

  open_window (&f);
  file = file_in (&f, "no-such-folder/lesson.epigraph");
  act (&f, "story-next");
  epi_files_save (f.window, file);
  widget_test_until (has_message, NULL, "the message");
  g_assert_cmpstr (adw_message_dialog_get_heading (message ()), ==,
                   "It could not be saved");
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (message ()), "lesson.epigraph"));
  g_assert_null (epi_window_get_file (f.window));
  g_assert_false (epi_history_is_saved (epi_session_history (session (&f))));
  gtk_window_destroy (GTK_WINDOW (message ()));
  g_object_unref (file);
  close_window (&f);
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *)data)->window == NULL;
}

/* A window whose lesson stands in a file, lesson.epigraph, so that changes of
 * it are asked about. */
static void
open_saved (Fixture *f)
{
  open_window (f);
  GFile *file = file_in (f, "lesson.epigraph");
  epi_files_save (f->window, file);
  widget_test_until (has_file, f, "the file");
  g_object_unref (file);
}

static void
test_changes_are_asked_about_before_closing (void)
{
  Fixture f;

  open_saved (&f);
  act (&f, "story-next");
  gtk_window_close (GTK_WINDOW (f.window));
  widget_test_until (has_message, NULL, "the question");
  g_assert_cmpstr (adw_message_dialog_get_heading (message ()), ==,
                   "Save changes to lesson.epigraph?");
  answer ("_Cancel");
  widget_test_until (has_no_message, NULL, "the question to go");
  g_assert_nonnull (f.window);
  gtk_window_close (GTK_WINDOW (f.window));
  widget_test_until (has_message, NULL, "the question again");
  answer ("_Discard");
  widget_test_until (is_gone, &f, "the window to close");
  close_window (&f);
}

static gboolean
is_typing (gpointer data)
{
  GtkWidget *focus =
      gtk_window_get_focus (GTK_WINDOW (((Fixture *)data)->window));

  return GTK_IS_TEXT (focus) && EPI_IS_CELL (gtk_widget_get_parent (focus));
}

/* Into the first cell of the table, without Enter. */
static void
type (Fixture *f, const char *text)
{
  act (f, "show-data");
  widget_test_settle (GTK_WIDGET (f->window));
  epi_data_grid_edit (EPI_DATA_GRID (widget_test_find (
                          GTK_WIDGET (f->window), EPI_TYPE_DATA_GRID, NULL)),
                      0, 0);
  widget_test_until (is_typing, f, "the cell's entry to have the focus");
  gtk_editable_set_text (
      GTK_EDITABLE (gtk_window_get_focus (GTK_WINDOW (f->window))), text);
}

static void
test_what_is_being_typed_is_asked_about_before_closing (void)
{
  Fixture f;

  open_saved (&f);
  type (&f, "12.25");
  gtk_window_close (GTK_WINDOW (f.window));
  widget_test_until (has_message, NULL, "the question");
  answer ("_Discard");
  widget_test_until (is_gone, &f, "the window to close");
  close_window (&f);
}

/* The cell loses the focus in the end, and what it edits is gone then. */
static void
test_a_window_goes_while_a_cell_is_typed_into (void)
{
  Fixture f;

  open_window (&f);
  type (&f, "12.25");
  gtk_window_destroy (GTK_WINDOW (f.window));
  widget_test_until (is_gone, &f, "the window to go");
  close_window (&f);
}

static void
test_broken_document_leaves_the_open_one (void)
{
  Fixture f;
  GFile *file;
  EpiDocument *before;

  open_window (&f);
  file = file_in (&f, "broken.epigraph");
  g_assert_true (g_file_replace_contents (file, "{\"epigraph\": \"9.0\"}", 18,
                                          NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                          NULL, NULL));
  before = epi_document_ref (document (&f));
  epi_files_open (f.window, file);
  widget_test_until (files_are_idle, NULL, "the file to be read");
  g_assert_true (document (&f) == before);
  epi_document_unref (before);
  g_object_unref (file);
  close_window (&f);
}

static void
test_story_from_anywhere_opens_in_its_lesson (void)
{
  static const char body[] = "title: Mine\ntopic: Fit\nsummary: A story.\n"
                             "keywords: mine\n---\n## First of mine\nHello.\n";
  Fixture f;
  GFile *file;
  char *text =
      g_strdup_printf ("---\nlesson: %s\n%s", epi_lessons ()[0]->id, body);

  open_window (&f);
  file = file_in (&f, "mine.md");
  g_assert_true (g_file_replace_contents (file, text, strlen (text), NULL,
                                          FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                                          NULL));
  epi_files_open (f.window, file);
  widget_test_until (files_are_idle, NULL, "the story to be read");
  g_assert_nonnull (widget_test_find (GTK_WIDGET (f.window), GTK_TYPE_LABEL,
                                      "First of mine"));
  g_free (text);
  g_object_unref (file);
  close_window (&f);
}

static GtkWidget *
window_over (Fixture *f)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    GtkWidget *window = g_list_model_get_item (windows, i);
    if (window != GTK_WIDGET (f->window) && gtk_widget_get_visible (window) &&
        gtk_window_get_transient_for (GTK_WINDOW (window)) ==
            GTK_WINDOW (f->window))
      found = window;
    g_object_unref (window);
  }
  return found;
}

/* Any warning of GTK ends a test program, so that this is one, too. */
static void
test_every_dialog_opens_without_a_warning (void)
{
  static const char *const dialogs[] = {"shortcuts", "preferences",
                                        "diagnostics", "about", "recent"};
  Fixture f;

  open_window (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (dialogs); i++) {
    GtkWidget *dialog;
    act (&f, dialogs[i]);
    dialog = window_over (&f);
    g_assert_nonnull (dialog);
    widget_test_settle (dialog);
    widget_test_shots (dialog, dialogs[i]);
    gtk_window_destroy (GTK_WINDOW (dialog));
  }
  close_window (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/files/saved-and-opened-has-the-same-frames",
                   test_saved_and_opened_has_the_same_frames);
  g_test_add_func ("/files/folder-that-is-not-there-is-told-and-nothing-lost",
                   test_folder_that_is_not_there_is_told_and_nothing_lost);
  g_test_add_func ("/files/changes-are-asked-about-before-closing",
                   test_changes_are_asked_about_before_closing);
  g_test_add_func ("/files/what-is-being-typed-is-asked-about-before-closing",
                   test_what_is_being_typed_is_asked_about_before_closing);
  g_test_add_func ("/files/a-window-goes-while-a-cell-is-typed-into",
                   test_a_window_goes_while_a_cell_is_typed_into);
  g_test_add_func ("/files/broken-document-leaves-the-open-one",
                   test_broken_document_leaves_the_open_one);
  g_test_add_func ("/files/story-from-anywhere-opens-in-its-lesson",
                   test_story_from_anywhere_opens_in_its_lesson);
  g_test_add_func ("/files/every-dialog-opens-without-a-warning",
                   test_every_dialog_opens_without_a_warning);
  return widget_test_run ();
}
