/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on backpropagation, and what is typed in them.
 */
#pragma once

#include "session-checks.h"

#define LESSON "backprop"
#include "lesson-session.h"

/* The handle with that title. */
static inline size_t
find (EpiSession *session, const EpiHandleSpec *spec, const char *title)
{
  const EpiScene *scene = epi_session_scene (session);

  for (size_t i = 0; i < epi_handle_count (spec, scene); i++) {
    char *name = epi_handle_title (spec, scene, i);
    bool same = strcmp (name, title) == 0;
    g_free (name);
    if (same)
      return i;
  }
  g_assert_not_reached ();
}

static inline void
type (EpiSession *session, const char *name, const char *title, double value)
{
  const EpiHandleSpec *spec = handle (name);
  EpiDocument *document = epi_handle_set_numbers (
      spec, epi_session_scene (session), find (session, spec, title), &value);

  epi_session_edit (session, document, "Type a number");
  epi_document_unref (document);
}
