/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of one lesson.  Whoever includes this has defined LESSON, its id.
 */
#pragma once

#include "kit/epi-assign.h"
#include "kit/epi-session.h"

#include <string.h>

static inline const EpiLesson *
lesson (void)
{
  return epi_lesson_find (LESSON);
}

/* With what set says: "step=0.1; degree=3". */
static inline EpiDocument *
document_with (const EpiDocument *document, const char *set)
{
  GError *error = NULL;
  EpiDocument *with = epi_assign (lesson (), document, set, &error);

  g_assert_no_error (error);
  return with;
}

/* What the lesson begins with, and then that. */
static inline EpiDocument *
document_of (const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), &error);

  g_assert_no_error (error);
  EpiDocument *document = document_with (first, set);
  epi_document_unref (first);
  return document;
}

/* At its end.  Takes document over. */
static inline EpiSession *
session_from (EpiDocument *document)
{
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);

  epi_document_unref (document);
  return session;
}

static inline EpiSession *
session_of (const char *set)
{
  return session_from (document_of (set));
}

/* At iterate k. */
static inline EpiSession *
session_at (const char *set, size_t k)
{
  EpiSession *session = session_of (set);

  epi_session_seek (session, k);
  return session;
}

static inline EpiSession *
session_of_preset (const char *name)
{
  const EpiPreset *preset = lesson ()->presets;

  while (strcmp (preset->name, name) != 0)
    preset++;
  return session_of (preset->set);
}

static inline void
edit (EpiSession *session, const char *set)
{
  EpiDocument *document =
      document_with (epi_session_scene (session)->document, set);

  epi_session_edit (session, document, "Edit");
  epi_document_unref (document);
}

static inline const EpiHandleSpec *
handle (const char *name)
{
  const EpiHandleSpec *spec = lesson ()->handles;

  while (strcmp (spec->name, name) != 0)
    spec++;
  return spec;
}

static inline void
move (EpiSession *session, const char *name, size_t i, double x, double y)
{
  EpiDocument *moved = epi_handle_move_to (
      handle (name), epi_session_scene (session), i, (EpiPoint){x, y});

  epi_session_edit (session, moved, "Move");
  epi_document_unref (moved);
}
