/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli render LESSON|FILE -o FILE.png|svg|pdf|csv [--size WxH]
 *                     [--step K] [--view NAME] [--dark]
 *
 * .csv: the figures' numbers.  The ending of one of the lesson's own exports
 * means that export instead.
 *
 * The same session and the same drawing as in the window, waiting for its
 * answer instead of for a frame clock.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-document.h"

#include "kit/epi-render.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIZE 16384 /* pixels: a gigabyte at most */

/* "1200x800" */
static bool
parse_size (const char *text, EpiRenderOptions *render)
{
  guint64 sizes[2] = {0, 0};
  char **parts = g_strsplit (text, "x", -1);
  bool good = g_strv_length (parts) == 2;

  for (size_t i = 0; i < 2 && good; i++)
    good = g_ascii_string_to_unsigned (parts[i], 10, 16, MAX_SIZE, &sizes[i],
                                       NULL);
  g_strfreev (parts);
  if (!good) {
    epi_cli_refuse ("--size is WIDTHxHEIGHT, 16 to %d each, for example "
                    "1200x800, and not “%s”",
                    MAX_SIZE, text);
    return false;
  }
  render->width = (double)sizes[0];
  render->height = (double)sizes[1];
  return true;
}

/* The names of the views, of all or of those that the document shows. */
static char *
view_names (const EpiLesson *lesson, const EpiDocument *document, bool all)
{
  GString *names = g_string_new (NULL);

  for (const EpiViewSpec *v = lesson->views; v->name != NULL; v++)
    if (all || epi_lesson_shown (lesson, document, v->shown_when))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              v->name);
  return g_string_free (names, FALSE);
}

/* One that is not shown would be empty axes. */
static bool
find_view (const EpiLesson *lesson, const EpiDocument *document,
           const char *name, const EpiViewSpec **view)
{
  *view = NULL;
  if (name == NULL)
    return true;
  for (const EpiViewSpec *v = lesson->views; v->name != NULL; v++)
    if (strcmp (v->name, name) == 0)
      *view = v;
  bool shown =
      *view != NULL && epi_lesson_shown (lesson, document, (*view)->shown_when);
  char *names = view_names (lesson, document, *view == NULL);
  if (*view == NULL)
    epi_cli_refuse ("the lesson %s has no view “%s”; there are: %s", lesson->id,
                    name, names);
  else if (!shown)
    epi_cli_refuse ("the view “%s” is there when %s; now there are: %s", name,
                    (*view)->shown_when, names);
  g_free (names);
  return shown;
}

static bool
check_output (const char *path)
{
  if (path == NULL) {
    epi_cli_refuse ("render needs to know where the picture goes: -o FILE.png, "
                    ".svg or .pdf");
    return false;
  }
  return true;
}

static int
render (const EpiCliOptions *options, EpiSession *session,
        const EpiViewSpec *view, const EpiRenderOptions *render_options)
{
  GError *error = NULL;

  /* What fields are evaluated on: a view is at most as large as the picture. */
  const EpiLesson *lesson = epi_session_lesson (session);
  for (const EpiViewSpec *v = lesson->views; v->name != NULL; v++)
    if (view == NULL || v == view)
      epi_session_set_range (session, v->name, NULL,
                             (size_t)render_options->width,
                             (size_t)render_options->height);
  if (options->steps.given)
    epi_session_seek (session, options->steps.value);
  else
    epi_session_to_end (session);
  epi_session_poll (session, 3600);

  const EpiScene *scene = epi_session_scene (session);
  if (scene->answer != NULL && scene->answer->error != NULL)
    return epi_cli_refuse ("%s", scene->answer->error);
  if (options->steps.given && options->steps.value > epi_session_last (session))
    return epi_cli_refuse ("there is no iterate %zu: the run ended at %zu",
                           options->steps.value, epi_session_last (session));
  const EpiExport *export = epi_lesson_export (lesson, options->output);
  if (export != NULL
          ? !epi_export_write (export, scene, options->output, &error)
          : !epi_render_to_file (options->output, scene, view, render_options,
                                 &error))
    return epi_cli_refuse_error (error);
  return EPI_EXIT_OK;
}

int
epi_cli_render (const EpiCliOptions *options, EpiCancel *cancel)
{
  EpiRenderOptions render_options = {.width = 1200, .height = 800};
  const EpiLesson *lesson;
  const EpiViewSpec *view;
  json_t *view_state = NULL;
  int status = EPI_EXIT_USAGE;

  if (!check_output (options->output) ||
      (options->size != NULL && !parse_size (options->size, &render_options)))
    return EPI_EXIT_USAGE;
  epi_cli_compute (options);
  EpiDocument *document =
      epi_cli_document (options, &lesson, &view_state, cancel);
  if (document != NULL && find_view (lesson, document, options->view, &view)) {
    render_options.palette = epi_palette_get (options->dark ? "dark" : "light");
    render_options.handles = true;
    EpiSession *session = epi_session_new (lesson, document, NULL, NULL);
    if (view_state != NULL)
      epi_session_restore_view (session, view_state);
    status = render (options, session, view, &render_options);
    epi_session_free (session);
  }
  json_decref (view_state);
  epi_document_unref (document);
  return status;
}
