/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-files-private.h"

#include "epi-dialogs.h"
#include "epi-file-thread.h"
#include "epi-parts.h"
#include "epi-recent.h"

#include "kit/epi-document-json.h"
#include "kit/epi-story.h"

static const EpiFileKind table_kinds[] = {
    {"Tables", {"*.csv", "*.tsv", "*.txt", NULL}},
    {"All files", {"*", NULL}},
    {NULL},
};

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
show_document (Opening *opening)
{
  EpiWindow *window = opening->window;
  char *name = g_file_get_basename (opening->file);
  char *label = g_strdup_printf ("Open %s", name);
  GFile *saved = opening->lesson == NULL ? opening->file : NULL;

  if (epi_window_open_document (window, opening->document, label, opening->view,
                                saved)) {
    epi_recent_add (opening->file);
    /* Whoever opens a problem wants its answer. */
    if (saved == NULL && !opening->lesson->file_redraws) {
      EpiSession *session = epi_window_get_session (window);
      epi_session_to_start (session); /* where cancelling it leads */
      epi_session_to_end (session);
    }
  }
  g_free (label);
  g_free (name);
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
  if (opening->document != NULL)
    show_document (opening);
  epi_document_unref (opening->document);
  epi_document_unref (opening->at_hand);
  if (opening->view != NULL)
    json_decref (opening->view);
  g_clear_error (&opening->error);
  g_object_unref (opening->file);
  g_object_unref (window);
  g_free (opening);
}

/* A .txt is also what tables are called: it is a text only where the lesson at
 * hand opens texts. */
static const EpiLesson *
lesson_for (EpiWindow *window, const char *path)
{
  const EpiLesson *lesson = epi_lesson_for_file (path);
  EpiSession *session = epi_window_get_session (window);

  return lesson != NULL && epi_file_ends (path, ".txt") &&
                 (session == NULL || epi_session_lesson (session) != lesson)
             ? NULL
             : lesson;
}

void
epi_files_open (EpiWindow *window, GFile *file)
{
  const char *path = g_file_peek_path (file);
  const EpiLesson *lesson = path != NULL ? lesson_for (window, path) : NULL;
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
import_chosen (GFile *file, gpointer data)
{
  if (file != NULL)
    epi_parts_import_file (data, file);
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

void
epi_files_open_action (EpiWindow *window, GVariant *parameter)
{
  epi_dialogs_open (GTK_WINDOW (window), "Open", open_kinds (), open_chosen,
                    g_object_ref (window));
}

void
epi_files_import (EpiWindow *window)
{
  epi_dialogs_open (GTK_WINDOW (window), "Import a table", table_kinds,
                    import_chosen, g_object_ref (window));
}

void
epi_files_import_action (EpiWindow *window, GVariant *parameter)
{
  epi_files_import (window);
}

void
epi_files_recent_action (EpiWindow *window, GVariant *parameter)
{
  epi_recent_present (GTK_WINDOW (window), open_chosen, g_object_ref (window));
}
