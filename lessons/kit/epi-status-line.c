/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-status-line.h"

#include "core/epi-number.h"
#include "kit/epi-lesson.h"
#include "kit/epi-scene-condition.h"

#include <glib.h>

#define LONG_RUN 0.5 /* s: from here on the memory is told, too */

static char *
duration (double seconds)
{
  bool small = seconds < 1;
  char *number = epi_number_label (small ? seconds * 1e3 : seconds, 2);
  char *text = g_strconcat (number, small ? " ms" : " s", NULL);

  g_free (number);
  return text;
}

char *
epi_status_line (const EpiScene *scene)
{
  const EpiAnswer *answer = scene->answer;
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  bool shown = epi_lesson_shown (scene->lesson, scene->document,
                                 scene->lesson->runs_when);
  double seconds = shown && answer->spent > 0 ? answer->spent : answer->seconds;
  char *time = duration (seconds);
  GString *text = g_string_new (NULL);

  /* What matters comes first, for what finds no room ends in "…". */
  if (frame != NULL && shown)
    g_string_append_printf (text, "%s · ", epi_answer_words (answer, frame));
  if (answer->n_runs > 0 && shown)
    g_string_append_printf (text, "%s · ", answer->runs[0].name);
  g_string_append (text, time);
  if (seconds > LONG_RUN && answer->memory > 0)
    g_string_append_printf (text, " · %.0f\u2009MiB",
                            (double)answer->memory / 0x1p20);
  if (answer->live)
    g_string_append (text, " · live");
  g_string_append_printf (text, " · %s",
                          answer->device != NULL ? answer->device : "CPU");
  g_free (time);
  return g_string_free (text, FALSE);
}
