/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-json.h"
#include "kit/epi-lesson.h"

#include <string.h>

static bool
opens (const EpiLesson *lesson, const char *name)
{
  for (const char *const *ending = lesson->opens;
       ending != NULL && *ending != NULL; ending++)
    if (g_str_has_suffix (name, *ending))
      return true;
  return false;
}

const EpiLesson *
epi_lesson_for_file (const char *path)
{
  char *name = g_ascii_strdown (path, -1);
  const EpiLesson *found = NULL;

  if (g_str_has_suffix (name, ".gz"))
    name[strlen (name) - 3] = '\0';
  for (const EpiLesson *const *lesson = epi_lessons ();
       *lesson != NULL && found == NULL; lesson++)
    if (opens (*lesson, name))
      found = *lesson;
  g_free (name);
  return found;
}

EpiDocument *
epi_lesson_open_file (const EpiLesson *lesson, const char *path, GError **error)
{
  EpiAttachment *file = epi_attachment_load (path, error);
  EpiDocument *document = NULL;

  if (file != NULL &&
      (lesson->accepts == NULL || lesson->accepts (file, error))) {
    EpiDocument *plain = epi_lesson_document (lesson, NULL);
    document = epi_document_with_attachment (plain, EPI_OPENED, file);
    epi_document_unref (plain);
  }
  epi_attachment_unref (file);
  return document;
}
