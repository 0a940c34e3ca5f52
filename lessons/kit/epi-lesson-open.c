/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-write-file.h"
#include "kit/epi-assign.h"
#include "kit/epi-document-json.h"
#include "kit/epi-lesson.h"

#include <glib/gstdio.h>

#include <string.h>

/* ---- Opening ---- */

bool
epi_file_ends (const char *path, const char *ending)
{
  char *name = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (name, ".gz"))
    name[strlen (name) - 3] = '\0';
  bool does = g_str_has_suffix (name, ending);
  g_free (name);
  return does;
}

static bool
opens (const EpiLesson *lesson, const char *path)
{
  for (const char *const *ending = lesson->opens;
       ending != NULL && *ending != NULL; ending++)
    if (epi_file_ends (path, *ending))
      return true;
  return false;
}

const EpiLesson *
epi_lesson_for_file (const char *path)
{
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson != NULL;
       lesson++)
    if (opens (*lesson, path))
      return *lesson;
  return NULL;
}

EpiDocument *
epi_lesson_open_file (const EpiLesson *lesson, const char *path,
                      const EpiDocument *at_hand, GError **error)
{
  bool goes_on = lesson->file_redraws && at_hand != NULL &&
                 strcmp (epi_document_lesson_id (at_hand), lesson->id) == 0;
  EpiAttachment *file = epi_attachment_load (path, error);
  EpiDocument *document = NULL;

  if (file != NULL &&
      (lesson->accepts == NULL || lesson->accepts (file, error))) {
    EpiDocument *plain = goes_on ? epi_document_ref (at_hand)
                                 : epi_lesson_document (lesson, NULL);
    EpiDocument *with = epi_document_with_attachment (plain, EPI_OPENED, file);
    document = lesson->opened_as != NULL
                   ? epi_assign (lesson, with, lesson->opened_as, error)
                   : epi_document_ref (with);
    epi_document_unref (with);
    epi_document_unref (plain);
  }
  epi_attachment_unref (file);
  return document;
}

/* ---- Saving ---- */

const EpiExport *
epi_lesson_export (const EpiLesson *lesson, const char *path)
{
  for (const EpiExport *export = lesson->exports;
       export != NULL && export->name != NULL; export ++)
    if (g_str_has_suffix (path, export->ending))
      return export;
  return NULL;
}

bool
epi_export_write (const EpiExport *export, const EpiScene *scene,
                  const char *path, GError **error)
{
  size_t length;
  char *text = export->text (scene, &length, error);

  if (text == NULL)
    return false;
  bool good = epi_write_file (path, text, length, false, error);
  g_free (text);
  return good;
}
