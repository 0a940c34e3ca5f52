/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-files.h"

#include "epi-dialogs.h"
#include "epi-export.h"
#include "epi-file-thread.h"
#include "epi-parts.h"
#include "epi-recent.h"

#include "kit/epi-document-json.h"
#include "kit/epi-story.h"

static const EpiFileKind document_kinds[] = {
    {"Epigraph documents", {"*.epigraph", NULL}},
    {NULL},
};
static const EpiFileKind table_kinds[] = {
    {"Tables", {"*.csv", "*.tsv", "*.txt", NULL}},
    {"All files", {"*", NULL}},
    {NULL},
};

/* ---- Opening ---- */

typedef struct {
  EpiWindow *window;       /* owned */
  GFile *file;             /* owned */
  const EpiLesson *lesson; /* that opens such files, or NULL */
  EpiDocument *at_hand;    /* owned, or NULL */
  EpiDocument *document;
  json_t *view;
  EpiStory *story;
  GError *error;
} Opening;

static void
open_work (void *data)
{
  Opening *opening = data;
  const char *path = g_file_peek_path (opening->file);

  if (opening->lesson != NULL)
    opening->document = epi_lesson_open_file (
        opening->lesson, path, opening->at_hand, &opening->error);
  else if (g_str_has_suffix (path, ".md"))
    opening->story = epi_story_load (path, &opening->error);
  else
    opening->document =
        epi_document_load (path, &opening->view, &opening->error);
}

static void
open_done (void *data)
{
  Opening *opening = data;
  EpiWindow *window = opening->window;

  if (opening->error != NULL)
    epi_window_toast (window, opening->error->message, FALSE);
  if (opening->story != NULL)
    epi_parts_open_story (window, g_steal_pointer (&opening->story));
  if (opening->document != NULL) {
    char *name = g_file_get_basename (opening->file);
    char *label = g_strdup_printf ("Open %s", name);
    GFile *saved = opening->lesson == NULL ? opening->file : NULL;
    if (epi_window_open_document (window, opening->document, label,
                                  opening->view, saved)) {
      epi_recent_add (opening->file);
      if (saved == NULL &&
          !opening->lesson
               ->file_redraws) { /* whoever opens a problem wants its answer */
        EpiSession *session = epi_window_get_session (window);
        epi_session_to_start (session); /* where cancelling it leads */
        epi_session_to_end (session);
      }
    }
    g_free (label);
    g_free (name);
  }
  epi_document_unref (opening->document);
  epi_document_unref (opening->at_hand);
  if (opening->view != NULL)
    json_decref (opening->view);
  g_clear_error (&opening->error);
  g_object_unref (opening->file);
  g_object_unref (window);
  g_free (opening);
}

void
epi_files_open (EpiWindow *window, GFile *file)
{
  const char *path = g_file_peek_path (file);
  const EpiLesson *lesson = path != NULL ? epi_lesson_for_file (path) : NULL;
  Opening *opening;

  if (path == NULL) {
    epi_window_toast (window, "Only files of this machine can be opened",
                      FALSE);
    return;
  }
  if (lesson == NULL && !g_str_has_suffix (path, ".epigraph") &&
      !g_str_has_suffix (path, ".md")) {
    if (epi_window_get_session (window) == NULL)
      epi_window_open_lesson (window, epi_lessons ()[0]->id);
    epi_parts_import_file (window, file);
    return;
  }
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (window);
  opening->file = g_object_ref (file);
  opening->lesson = lesson;
  if (epi_window_get_session (window) != NULL)
    opening->at_hand = epi_document_ref (
        epi_session_scene (epi_window_get_session (window))->document);
  epi_file_thread_run (open_work, open_done, opening);
}

static void
open_chosen (GFile *file, gpointer data)
{
  if (file != NULL)
    epi_files_open (data, file);
  g_object_unref (data);
}

static void
add_pattern (EpiFileKind *kind, const char *ending, const char *packed)
{
  size_t n = 0;

  while (kind->patterns[n] != NULL)
    n++;
  if (n + 1 < G_N_ELEMENTS (kind->patterns))
    kind->patterns[n] = g_strconcat ("*", ending, packed, NULL);
}

/* All that can be opened, then what one lesson or another opens, then any file.
 * Made once. */
static const EpiFileKind *
open_kinds (void)
{
  static EpiFileKind kinds[16] = {
      {"Everything that can be opened",
       {"*.epigraph", "*.csv", "*.tsv", "*.md", NULL}}};
  size_t n = 1;

  if (kinds[1].name != NULL)
    return kinds;
  for (const EpiLesson *const *l = epi_lessons (); *l != NULL; l++) {
    if ((*l)->opens == NULL || n + 2 >= G_N_ELEMENTS (kinds))
      continue;
    kinds[n].name = (*l)->opens_what;
    for (const char *const *ending = (*l)->opens; *ending != NULL; ending++) {
      add_pattern (&kinds[n], *ending, "");
      add_pattern (&kinds[n], *ending, ".gz");
      add_pattern (&kinds[0], *ending, "");
      add_pattern (&kinds[0], *ending, ".gz");
    }
    n++;
  }
  kinds[n] = (EpiFileKind){"All files", {"*", NULL}};
  return kinds;
}

static void
open_file (EpiWindow *window, GVariant *parameter)
{
  epi_dialogs_open (GTK_WINDOW (window), "Open", open_kinds (), open_chosen,
                    g_object_ref (window));
}

void
epi_files_import (EpiWindow *window)
{
  epi_dialogs_open (GTK_WINDOW (window), "Import a table", table_kinds,
                    open_chosen, g_object_ref (window));
}

static void
import_file (EpiWindow *window, GVariant *parameter)
{
  epi_files_import (window);
}

static void
show_recent (EpiWindow *window, GVariant *parameter)
{
  epi_recent_present (GTK_WINDOW (window), open_chosen, g_object_ref (window));
}

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

static void
save_file (EpiWindow *window, GVariant *parameter)
{
  save (window, FALSE);
}

static void
save_file_as (EpiWindow *window, GVariant *parameter)
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
static gboolean
close_request_cb (GtkWindow *window, gpointer data)
{
  EpiWindow *self = EPI_WINDOW (window);
  char *name;

  if (!epi_window_show_unsaved (self, given_up (self)))
    return FALSE;
  name = g_file_get_basename (epi_window_get_file (self));
  epi_dialogs_ask_to_save (window, name, close_answered, g_object_ref (window));
  g_free (name);
  return TRUE;
}

/* ---- Actions ---- */

static const EpiAction file_actions[] = {
    {"open", "Files", "Open…", {"<Ctrl>o"}, NULL, open_file},
    {"recent",
     "Files",
     "Open a recent file…",
     {"<Ctrl><Shift>o"},
     NULL,
     show_recent},
    {"save", "Files", "Save", {"<Ctrl>s"}, NULL, save_file, epi_window_has_session},
    {"save-as",
     "Files",
     "Save as…",
     {"<Ctrl><Shift>s"},
     NULL,
     save_file_as,
     epi_window_has_session},
    {"import",
     "Data",
     "Import a table…",
     {"<Ctrl>i"},
     NULL,
     import_file,
     epi_window_has_table},
    {"export",
     "Files",
     "Export…",
     {"<Ctrl>e"},
     NULL,
     epi_export,
     epi_window_has_answer},
    {"copy-figure",
     "Files",
     "Copy the figures",
     {"<Ctrl><Shift>c"},
     NULL,
     epi_export_copy,
     epi_window_has_answer},
    {"print",
     "Files",
     "Print…",
     {"<Ctrl>p"},
     NULL,
     epi_export_print,
     epi_window_has_answer},
    {NULL},
};

void
epi_files_add (EpiWindow *window)
{
  epi_actions_add (window, file_actions);
  g_signal_connect (window, "close-request", G_CALLBACK (close_request_cb),
                    NULL);
}
