/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving, opening and exporting from a real window with the first lesson. */
#include "epi-application.h"
#include "epi-export.h"
#include "epi-file-thread.h"
#include "epi-files.h"
#include "epi-story-panel.h"
#include "epi-window.h"

#include "data/epi-csv.h"

#include "widget-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  EpiApplication *application;
  EpiWindow *window;
  char *folder;
} Fixture;

static EpiSession *
session (Fixture *f)
{
  return epi_window_get_session (f->window);
}

static const EpiDocument *
document (Fixture *f)
{
  return epi_session_scene (session (f))->document;
}

static gboolean
is_answered (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return scene->answer != NULL && !scene->stale && !scene->answer->running;
}

static gboolean
files_are_idle (gpointer data)
{
  return epi_file_thread_busy () == 0;
}

static void
open_window (Fixture *f)
{
  f->application = epi_application_new ();
  g_application_set_flags (G_APPLICATION (f->application),
                           G_APPLICATION_NON_UNIQUE);
  g_assert_true (
      g_application_register (G_APPLICATION (f->application), NULL, NULL));
  f->window = epi_window_new (GTK_APPLICATION (f->application));
  f->folder = g_dir_make_tmp ("epi-files-XXXXXX", NULL);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *)&f->window);
  g_assert_true (epi_window_open_lesson (f->window, epi_lessons ()[0]->id));
  gtk_window_present (GTK_WINDOW (f->window));
  widget_test_settle (GTK_WIDGET (f->window));
  widget_test_until (is_answered, f, "the first answer");
}

static void
close_window (Fixture *f)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  epi_file_thread_flush ();
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (f->folder, name, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_free (path);
  }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0); /* no temporary is left */
  g_free (f->folder);
  g_object_unref (f->application);
}

static GFile *
file_in (Fixture *f, const char *name)
{
  return g_file_new_build_filename (f->folder, name, NULL);
}

static void
act (Fixture *f, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), action, NULL);
}

static AdwMessageDialog *
message (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  AdwMessageDialog *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    GtkWidget *window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window))
      found = ADW_MESSAGE_DIALOG (window);
    g_object_unref (window);
  }
  return found;
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

static void
answer (const char *label)
{
  GtkWidget *button =
      widget_test_find (GTK_WIDGET (message ()), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
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

static void
test_changes_are_asked_about_before_closing (void)
{
  Fixture f;
  GFile *file;

  open_window (&f);
  file = file_in (&f, "lesson.epigraph");
  epi_files_save (f.window, file);
  widget_test_until (has_file, &f, "the file");
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
  g_object_unref (file);
  close_window (&f);
}

static gboolean
is_there (gpointer data)
{
  return g_file_query_exists (data, NULL) && files_are_idle (NULL);
}

static void
check_start (Fixture *f, const char *name, const char *start)
{
  GFile *file = file_in (f, name);
  char *bytes;
  gsize length;

  epi_export_to (f->window, file);
  widget_test_until (is_there, file, name);
  g_assert_true (
      g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (bytes, strlen (start), start, strlen (start));
  g_free (bytes);
  g_object_unref (file);
}

static void
test_figures_are_exported_by_ending (void)
{
  Fixture f;

  open_window (&f);
  check_start (&f, "figure.png", "\211PNG\r\n\032\n");
  check_start (&f, "figure.pdf", "%PDF-");
  check_start (&f, "figure.svg", "<?xml");
  close_window (&f);
}

static GFile *
exported (Fixture *f, const char *name)
{
  GFile *file = file_in (f, name);

  epi_export_to (f->window, file);
  return file;
}

static void
assert_same_bytes (GFile *a, GFile *b)
{
  char *bytes_a, *bytes_b;
  gsize length_a, length_b;

  g_assert_true (
      g_file_load_contents (a, NULL, &bytes_a, &length_a, NULL, NULL));
  g_assert_true (
      g_file_load_contents (b, NULL, &bytes_b, &length_b, NULL, NULL));
  g_assert_cmpmem (bytes_a, length_a, bytes_b, length_b);
  g_free (bytes_a);
  g_free (bytes_b);
}

/* Asked for right after an edit, in a drag, or while the answer is coarse: the
 * picture is that of the settled scene, to the byte. */
static void
test_only_what_is_settled_is_exported (void)
{
  Fixture f;
  GFile *early, *settled;

  open_window (&f);
  epi_session_begin_drag (session (&f));
  epi_session_set (session (&f), "degree", epi_number (2));
  epi_session_set (session (&f), "degree", epi_number (3));
  early = exported (&f, "early.png"); /* in the drag, nothing answered */
  widget_test_settle (GTK_WIDGET (f.window));
  g_assert_false (g_file_query_exists (early, NULL));
  epi_session_end_drag (session (&f));
  widget_test_until (is_there, early, "the picture that waited");
  settled = exported (&f, "settled.png");
  widget_test_until (is_there, settled, "the picture of what is settled");
  assert_same_bytes (early, settled);
  g_object_unref (early);
  g_object_unref (settled);
  close_window (&f);
}

/* To be looked at, in $EPIGRAPH_SHOTS where that is set. */
static void
keep_picture (GFile *file, const char *name)
{
  const char *folder = g_getenv ("EPIGRAPH_SHOTS");
  if (folder == NULL)
    return;
  GFile *kept = g_file_new_build_filename (folder, name, NULL);
  g_assert_true (
      g_file_copy (file, kept, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL));
  g_object_unref (kept);
}

static void
test_a_page_is_printed_as_pdf (void)
{
  Fixture f;
  GFile *file;
  char *bytes;
  gsize length;

  open_window (&f);
  file = file_in (&f, "page.pdf");
  epi_export_print_to (f.window, file);
  widget_test_until (is_there, file, "the page");
  g_assert_true (
      g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  keep_picture (file, "page.pdf");
  g_free (bytes);
  g_object_unref (file);
  close_window (&f);
}

typedef struct {
  GdkTexture *texture;
  gboolean done;
} Pasted;

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Pasted *pasted = data;

  pasted->texture = gdk_clipboard_read_texture_finish (
      GDK_CLIPBOARD (clipboard), result, NULL);
  pasted->done = TRUE;
}

static gboolean
is_pasted (gpointer data)
{
  return ((Pasted *)data)->done;
}

/* What is pasted is the exported picture, twice as sharp: shrunk to its size,
 * no pixel is far from it on average. */
static void
test_the_clipboard_has_the_exported_picture (void)
{
  Fixture f;
  GFile *file;
  GdkTexture *picture;
  Pasted pasted = {NULL, FALSE};
  guchar *small, *large;
  double difference = 0;

  open_window (&f);
  file = exported (&f, "figure.png");
  widget_test_until (is_there, file, "the picture");
  keep_picture (file, "figure.png");
  picture = gdk_texture_new_from_file (file, NULL);
  epi_export_copy (f.window, NULL);
  gdk_clipboard_read_texture_async (
      gtk_widget_get_clipboard (GTK_WIDGET (f.window)), NULL, pasted_cb,
      &pasted);
  widget_test_until (is_pasted, &pasted, "the clipboard");
  int width = gdk_texture_get_width (picture);
  int height = gdk_texture_get_height (picture);
  g_assert_cmpint (gdk_texture_get_width (pasted.texture), ==, 2 * width);
  g_assert_cmpint (gdk_texture_get_height (pasted.texture), ==, 2 * height);

  gsize stride = 4 * (gsize)width;
  small = g_malloc (stride * (gsize)height);
  large = g_malloc (4 * stride * (gsize)height);
  gdk_texture_download (picture, small, stride);
  gdk_texture_download (pasted.texture, large, 2 * stride);
  for (gsize y = 0; y < (gsize)height; y++)
    for (gsize x = 0; x < stride; x++) {
      gsize at = 4 * y * stride + 2 * (x - x % 4) + x % 4;
      double mean = (large[at] + large[at + 4] + large[at + 2 * stride] +
                     large[at + 2 * stride + 4]) /
                    4.0;
      difference += fabs (mean - small[y * stride + x]);
    }
  g_assert_cmpfloat (difference / (double)(stride * (gsize)height), <, 3);
  g_free (small);
  g_free (large);
  g_object_unref (picture);
  g_object_unref (pasted.texture);
  g_object_unref (file);
  close_window (&f);
}

static void
test_exported_table_reads_back_the_same (void)
{
  Fixture f;
  GFile *file;
  const EpiData *data;
  EpiTable *table = NULL;

  open_window (&f);
  data = epi_document_data (document (&f),
                            epi_session_lesson (session (&f))->tables->name);
  file = file_in (&f, "table.csv");
  epi_export_to (f.window, file);
  widget_test_until (is_there, file, "the table");
  g_assert_true (epi_csv_read (g_file_peek_path (file), NULL, &table, NULL));
  g_assert_true (epi_table_equal (table, epi_data_table (data)));
  epi_table_unref (table);
  g_object_unref (file);
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
  g_test_add_func ("/files/figures-are-exported-by-ending",
                   test_figures_are_exported_by_ending);
  g_test_add_func ("/files/only-what-is-settled-is-exported",
                   test_only_what_is_settled_is_exported);
  g_test_add_func ("/files/a-page-is-printed-as-pdf",
                   test_a_page_is_printed_as_pdf);
  g_test_add_func ("/files/the-clipboard-has-the-exported-picture",
                   test_the_clipboard_has_the_exported_picture);
  g_test_add_func ("/files/exported-table-reads-back-the-same",
                   test_exported_table_reads_back_the_same);
  g_test_add_func ("/files/broken-document-leaves-the-open-one",
                   test_broken_document_leaves_the_open_one);
  g_test_add_func ("/files/story-from-anywhere-opens-in-its-lesson",
                   test_story_from_anywhere_opens_in_its_lesson);
  g_test_add_func ("/files/every-dialog-opens-without-a-warning",
                   test_every_dialog_opens_without_a_warning);
  return widget_test_run ();
}
