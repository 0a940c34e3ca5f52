/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-files-private.h"

#include "epi-dialogs.h"
#include "epi-file-thread.h"
#include "epi-parts.h"
#include "epi-recent.h"

#include "kit/epi-document-json.h"

static const EpiFileKind document_kinds[] = {
    {"Epigraph documents", {"*.epigraph", NULL}},
    {NULL},
};

/* ---- Saving ---- */

typedef struct {
  EpiWindow *window;     /* owned */
  EpiDocument *document; /* owned: what is saved, whatever happens meanwhile */
  json_t *view;          /* owned */
  GFile *file;           /* owned */
  gboolean close;        /* the window, when it went well */
  GError *error;
} Saving;

static void
save_work (void *data)
{
  Saving *saving = data;

  epi_document_save (saving->document, saving->view,
                     g_file_peek_path (saving->file), &saving->error);
}

static void
save_done (void *data)
{
  Saving *saving = data;
  EpiWindow *window = saving->window;
  EpiSession *session = epi_window_get_session (window);

  if (saving->error != NULL) {
    epi_dialogs_message (GTK_WINDOW (window), "It could not be saved",
                         saving->error->message);
  } else {
    epi_recent_add (saving->file);
    if (session != NULL &&
        epi_session_scene (session)->document == saving->document) {
      epi_window_set_file (window, saving->file);
      epi_session_mark_saved (session);
    }
    if (saving->close) /* asks about the next one */
      gtk_window_close (GTK_WINDOW (window));
  }
  g_clear_error (&saving->error);
  epi_document_unref (saving->document);
  json_decref (saving->view);
  g_object_unref (saving->file);
  g_object_unref (window);
  g_free (saving);
}

static void
save_to (EpiWindow *window, GFile *file, gboolean close)
{
  EpiSession *session = epi_window_get_session (window);
  Saving *saving;

  if (g_file_peek_path (file) == NULL) {
    epi_dialogs_message (GTK_WINDOW (window), "It could not be saved",
                         "Only folders of this machine can be written to.");
    return;
  }
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (window);
  saving->document = epi_document_ref (epi_session_scene (session)->document);
  saving->view = epi_session_view_state (session);
  epi_parts_add_view (window, saving->view);
  saving->file = g_object_ref (file);
  saving->close = close;
  epi_file_thread_run (save_work, save_done, saving);
}

void
epi_files_save (EpiWindow *window, GFile *file)
{
  g_return_if_fail (epi_window_get_session (window) != NULL);
  save_to (window, file, FALSE);
}

typedef struct {
  EpiWindow *window; /* owned */
  gboolean close;
} SaveAs;

static void
save_chosen (GFile *file, gpointer data)
{
  SaveAs *save = data;

  if (file != NULL && epi_window_get_session (save->window) != NULL)
    save_to (save->window, file, save->close);
  g_object_unref (save->window);
  g_free (save);
}

static void
ask_where (EpiWindow *window, gboolean close)
{
  SaveAs *save = g_new (SaveAs, 1);
  const EpiLesson *lesson =
      epi_session_lesson (epi_window_get_session (window));
  GFile *file = epi_window_get_file (window);
  char *name = file != NULL ? g_file_get_basename (file)
                            : g_strconcat (lesson->id, ".epigraph", NULL);

  *save = (SaveAs){g_object_ref (window), close};
  epi_dialogs_save (GTK_WINDOW (window), "Save", name, document_kinds,
                    save_chosen, save);
  g_free (name);
}

static void
save (EpiWindow *window, gboolean close)
{
  GFile *file = epi_window_get_file (window);

  if (file != NULL)
    save_to (window, file, close);
  else
    ask_where (window, close);
}

void
epi_files_save_action (EpiWindow *window, GVariant *parameter)
{
  save (window, FALSE);
}

void
epi_files_save_as_action (EpiWindow *window, GVariant *parameter)
{
  ask_where (window, FALSE);
}

/* ---- Closing ---- */

/* The ids of the lessons whose changes were given up, until the window closes
 * or does not. */
static GPtrArray *
given_up (EpiWindow *window)
{
  GPtrArray *ids = g_object_get_data (G_OBJECT (window), "epi-given-up");

  if (ids == NULL) {
    ids = g_ptr_array_new ();
    g_object_set_data_full (G_OBJECT (window), "epi-given-up", ids,
                            (GDestroyNotify)g_ptr_array_unref);
  }
  return ids;
}

static gboolean
close_cb (gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));
  return G_SOURCE_REMOVE;
}

/* The window closes, or asks about the next one, after the question, which
 * still points to it. */
static void
close_answered (EpiAnswerToSave answer, gpointer data)
{
  EpiWindow *window = data;

  if (answer == EPI_ANSWER_SAVE) {
    save (window, TRUE);
  } else if (answer == EPI_ANSWER_DISCARD) {
    const EpiLesson *lesson =
        epi_session_lesson (epi_window_get_session (window));
    g_ptr_array_add (given_up (window), (gpointer)lesson->id);
    g_idle_add_full (G_PRIORITY_LOW, close_cb, g_object_ref (window),
                     g_object_unref);
  } else {
    g_ptr_array_set_size (given_up (window), 0);
  }
  g_object_unref (window);
}

/* Only documents that have a file are asked about: trying things out in a
 * lesson is no work to be saved. */
gboolean
epi_files_close_request_cb (GtkWindow *window, gpointer data)
{
  EpiWindow *self = EPI_WINDOW (window);
  char *name;

  gtk_window_set_focus (window, NULL); /* what is being typed is a change */
  if (!epi_window_show_unsaved (self, given_up (self)))
    return FALSE;
  name = g_file_get_basename (epi_window_get_file (self));
  epi_dialogs_ask_to_save (window, name, close_answered, g_object_ref (window));
  g_free (name);
  return TRUE;
}
