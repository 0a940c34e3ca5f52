/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on maximum likelihood.
 */
#pragma once

#include "kit/epi-assign.h"
#include "session-checks.h"

#include <string.h>

#define TWELVE                                                                 \
  "points=[1.1 1.4 / 1.6 2.3 / 2 1.2 / 2.2 2.9 / 2.5 2 / 2.7 2.4 / 2.9 3.1 / " \
  "3.2 2.2 / 3.4 3.6 / 3.9 2.8 / 4.3 4.2 / 5 3.4]; "
#define GEYSER "data=old_faithful; x=waiting; y=eruptions; "

static inline const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("maximum-likelihood");
}

static inline EpiDocument *
document_of (const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), &error);

  g_assert_no_error (error);
  EpiDocument *document = epi_assign (lesson (), first, set, &error);
  g_assert_no_error (error);
  epi_document_unref (first);
  return document;
}

/* At its end. */
static inline EpiSession *
session_of (const char *set)
{
  EpiDocument *document = document_of (set);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);

  epi_session_to_end (session);
  epi_document_unref (document);
  return session;
}

/* The view's field, over the range that shows all. */
static inline const EpiFieldGrid *
field_of (EpiSession *session, const char *view, const char *name)
{
  epi_session_set_range (session, view, NULL, 500, 400);
  const EpiFieldGrid *grid =
      epi_scene_field (epi_session_scene (session), name);
  g_assert_nonnull (grid);
  return grid;
}

static inline EpiStatus
status_of (EpiSession *session)
{
  return epi_frame_status (frame_of (session));
}
