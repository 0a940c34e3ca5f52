/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on divergences.
 */
#pragma once

#include "estimate/epi-divergence.h"
#include "kit/epi-document-json.h"
#include "kit/epi-line-points.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-scene-condition.h"
#include "kl-divergence/lesson.h"
#include "session-checks.h"

#define LESSON "kl-divergence"
#include "lesson-session.h"

static inline double
of_run (EpiSession *session, size_t run, const char *name)
{
  double value = kl_scalar (epi_session_scene (session), run, name);

  g_assert_true (isfinite (value));
  return value;
}

/* What is said of the figures has neither inf nor nan in it. */
static inline void
assert_words (EpiSession *session)
{
  const EpiScene *scene = epi_session_scene (session);

  for (const EpiViewSpec *view = lesson ()->views; view->name != NULL; view++) {
    if (!epi_lesson_shown (lesson (), scene->document, view->shown_when))
      continue;
    char *summary = view->summary (scene);
    char *words = g_strdelimit (g_strdup (summary), ".,;:", ' ');
    g_assert_null (strstr (words, "inf "));
    g_assert_null (strstr (words, "nan "));
    g_free (words);
    g_free (summary);
  }
}
