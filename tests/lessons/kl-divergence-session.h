/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on divergences.
 */
#pragma once

#include "estimate/epi-divergence.h"
#include "kit/epi-assign.h"
#include "kit/epi-document-json.h"
#include "kit/epi-line-points.h"
#include "kit/epi-scene-condition.h"
#include "kl-divergence/lesson.h"
#include "session-checks.h"

#include <string.h>

static inline const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("kl-divergence");
}

static inline EpiDocument *
document_of (const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), NULL);
  EpiDocument *document = epi_assign (lesson (), first, set, &error);

  g_assert_no_error (error);
  epi_document_unref (first);
  return document;
}

static inline EpiSession *
session_of (const char *set)
{
  EpiDocument *document = document_of (set);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);

  epi_document_unref (document);
  return session;
}

static inline const EpiHandleSpec *
handle (const char *name)
{
  for (const EpiHandleSpec *h = lesson ()->handles; h->name != NULL; h++)
    if (strcmp (h->name, name) == 0)
      return h;
  g_assert_not_reached ();
}

static inline void
move (EpiSession *session, const char *name, size_t i, double x, double y)
{
  EpiDocument *moved = epi_handle_move_to (
      handle (name), epi_session_scene (session), i, (EpiPoint){x, y});

  epi_session_edit (session, moved, "Move");
  epi_document_unref (moved);
}

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
