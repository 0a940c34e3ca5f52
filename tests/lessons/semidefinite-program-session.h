/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on semidefinite programs.
 */
#pragma once

#define LESSON "semidefinite-program"
#include "lesson-session.h"

static inline const EpiFrameItem *
item (EpiSession *session, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);
  const EpiFrameItem *found =
      frame != NULL ? epi_frame_find (frame, name) : NULL;

  g_assert_nonnull (found);
  return found;
}

static inline double
number (EpiSession *session, const char *name)
{
  return item (session, name)->data[0];
}

static inline const EpiCertificate *
proof (EpiSession *session)
{
  return &epi_session_scene (session)->answer->certificate;
}

/* As the window does it: from the document in which the drag began. */
static inline void
drag (EpiSession *session, const char *name, size_t i, double dx, double dy)
{
  const EpiHandleSpec *spec = handle (name);
  EpiScene start = *epi_session_scene (session);
  EpiPoint at;

  start.document = epi_document_ref (start.document);
  g_assert_true (epi_handle_position (spec, &start, i, &at));
  epi_session_begin_drag (session);
  for (int step = 1; step <= 10; step++) {
    EpiScene scene = spec->stays ? start : *epi_session_scene (session);
    EpiDocument *moved = epi_handle_move_to (
        spec, &scene, i,
        (EpiPoint){at.x + dx * step / 10, at.y + dy * step / 10});
    epi_session_edit (session, moved, "Move");
    epi_document_unref (moved);
  }
  epi_session_end_drag (session);
  epi_document_unref (start.document);
}
