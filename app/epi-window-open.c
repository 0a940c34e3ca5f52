/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-window-private.h"

#include "epi-lesson-list.h"

#include "kit/epi-assign.h"
#include "kit/epi-lesson-story.h"

void
epi_window_show_title (EpiWindow *self)
{
  EpiSession *session = epi_desk_session (self->desk);
  GFile *file = epi_desk_file (self->desk);
  const EpiLesson *lesson = epi_session_lesson (session);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  gboolean saved = epi_history_is_saved (epi_session_history (session));
  g_autofree char *subtitle =
      name != NULL ? g_strconcat (saved ? "" : "• ", name, NULL) : NULL;
  const char *title =
      epi_lesson_list_title (EPI_LESSON_LIST (self->lessons), lesson->id);
  g_autofree char *window_title =
      g_strdup_printf ("%s — Epigraph", name != NULL ? name : title);
  adw_window_title_set_title (self->title, title);
  if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (self)), window_title) != 0)
    gtk_window_set_title (GTK_WINDOW (self), window_title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
}

void
epi_window_set_file (EpiWindow *self, GFile *file)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  epi_desk_set_file (self->desk, file);
  if (epi_desk_session (self->desk) != NULL)
    epi_window_show_title (self);
}

gboolean
epi_window_open_lesson (EpiWindow *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  const EpiLesson *lesson = epi_lesson_find (id);
  g_return_val_if_fail (EPI_IS_WINDOW (self), FALSE);
  if (lesson == NULL)
    return FALSE;
  const EpiDocument *draft = epi_desk_document (self->desk, lesson);
  EpiDocument *plain =
      draft == NULL ? epi_lesson_document (lesson, &error) : NULL;
  gsize k = SIZE_MAX;
  EpiDocument *document =
      draft == NULL ? epi_lesson_beginning (lesson, plain, &k) : NULL;
  epi_desk_open_lesson (self->desk, lesson, document, k);
  epi_document_unref (document);
  epi_document_unref (plain);
  if (error != NULL)
    epi_window_toast (self, error->message, FALSE);
  return TRUE;
}

gboolean
epi_window_open_document (EpiWindow *self, const EpiDocument *document,
                          const char *label, const json_t *view, GFile *file)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), FALSE);
  const char *id = epi_document_lesson_id (document);
  const EpiLesson *lesson = epi_lesson_find (id);
  if (lesson == NULL) {
    g_autofree char *sentence = g_strdup_printf (
        "There is no lesson “%s” in this version of Epigraph", id);
    epi_window_toast (self, sentence, FALSE);
    return FALSE;
  }
  epi_desk_open_document (self->desk, lesson, document, label, view, file);
  return TRUE;
}

const EpiDocument *
epi_window_get_draft (EpiWindow *self, const EpiLesson *lesson)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), NULL);
  return epi_desk_document (self->desk, lesson);
}

gboolean
epi_window_show_unsaved (EpiWindow *self, GPtrArray *but)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), FALSE);
  const EpiLesson *lesson = epi_desk_unsaved (self->desk, but);
  return lesson != NULL && epi_window_open_lesson (self, lesson->id);
}

gboolean
epi_window_assign (EpiWindow *self, const char *assignments, const char *label)
{
  g_autoptr (GError) error = NULL;
  EpiSession *session = epi_desk_session (self->desk);
  g_return_val_if_fail (session != NULL, FALSE);
  EpiDocument *document =
      epi_assign (epi_session_lesson (session),
                  epi_session_scene (session)->document, assignments, &error);
  if (document == NULL) {
    epi_window_toast (self, error->message, FALSE);
    return FALSE;
  }
  epi_session_edit_at (session, document, label, SIZE_MAX);
  epi_document_unref (document);
  return TRUE;
}

/* ---- What lies open ---- */

EpiSession *
epi_window_get_session (EpiWindow *self)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), NULL);
  return self->desk != NULL ? epi_desk_session (self->desk) : NULL;
}

GFile *
epi_window_get_file (EpiWindow *self)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), NULL);
  return self->desk != NULL ? epi_desk_file (self->desk) : NULL;
}

gboolean
epi_window_has_session (EpiWindow *window)
{
  return epi_window_get_session (window) != NULL;
}

gboolean
epi_window_has_table (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);

  return session != NULL &&
         epi_lesson_table (epi_session_lesson (session), NULL) != NULL;
}

gboolean
epi_window_has_answer (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);

  return session != NULL && epi_session_scene (session)->answer != NULL;
}
