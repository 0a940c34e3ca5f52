/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-data.h"

#include "kit/epi-assign.h"
#include "kit/epi-document-json.h"

#include <string.h>

const EpiLesson *
epi_cli_lesson (const char *id)
{
  const EpiLesson *lesson = epi_lesson_find (id);
  GString *names = g_string_new (NULL);

  for (const EpiLesson *const *l = epi_lessons (); *l != NULL; l++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                            (*l)->id);
  if (lesson == NULL)
    epi_cli_refuse ("there is no lesson “%s”; there are: %s", id, names->str);
  g_string_free (names, TRUE);
  return lesson;
}

/* Swaps *document for edited, unless that is NULL. */
static bool
take (EpiDocument **document, EpiDocument *edited, GError *error)
{
  if (edited == NULL) {
    epi_cli_refuse_error (error);
    return false;
  }
  epi_document_unref (*document);
  *document = edited;
  return true;
}

/* ---- The start: a lesson as it opens, or a file ---- */

static EpiDocument *
start (const EpiCliOptions *options, const EpiLesson **lesson, json_t **view)
{
  const char *argument = options->argument;
  GError *error = NULL;

  *lesson = epi_lesson_find (argument);
  if (*lesson != NULL) {
    EpiDocument *document = epi_lesson_document (*lesson, &error);
    if (error != NULL && options->data == NULL) /* its table is left out */
      epi_cli_tell ("%s", error->message);
    g_clear_error (&error);
    return document;
  }
  *lesson = epi_lesson_for_file (argument);
  if (*lesson != NULL) {
    EpiDocument *document = epi_lesson_open_file (*lesson, argument, NULL, &error);
    if (document == NULL)
      epi_cli_refuse_error (error);
    return document;
  }
  if (!g_str_has_suffix (argument, ".epigraph") &&
      strchr (argument, G_DIR_SEPARATOR) == NULL) {
    epi_cli_lesson (argument);
    return NULL;
  }
  EpiDocument *document = epi_document_load (argument, view, &error);
  if (document == NULL) {
    epi_cli_refuse_error (error);
    return NULL;
  }
  *lesson = epi_cli_lesson (epi_document_lesson_id (document));
  if (*lesson == NULL) {
    epi_document_unref (document);
    return NULL;
  }
  return document;
}

/* ---- All of it ---- */

static bool
set_values (const EpiCliOptions *options, const EpiLesson *lesson,
            EpiDocument **document)
{
  for (guint i = 0; i < options->set->len; i++) {
    GError *error = NULL;
    EpiDocument *edited =
        epi_assign (lesson, *document, options->set->pdata[i], &error);
    if (!take (document, edited, error))
      return false;
  }
  return true;
}

EpiDocument *
epi_cli_document (const EpiCliOptions *options, const EpiLesson **lesson,
                  json_t **view, const EpiCancel *cancel)
{
  EpiDocument *document = start (options, lesson, view);

  if (document == NULL)
    return NULL;
  if (!epi_cli_set_data (options, *lesson, &document, cancel) ||
      !set_values (options, *lesson, &document)) {
    epi_document_unref (document);
    return NULL;
  }
  return document;
}
