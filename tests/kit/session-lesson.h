/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session of the quadratic lesson, for tests.
 */
#pragma once

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "kit/epi-session.h"
#include "kit/epi-timeline.h"
#include "kit/epi-words.h"
#include "quadratic-lesson.h"

/* A session without a worker: every call waits for its answer. */
static inline EpiSession *
plain_session (void)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiSession *session =
      epi_session_new (&quadratic_lesson, document, NULL, NULL);

  epi_document_unref (document);
  return session;
}

static inline double
x_at_playhead (EpiSession *session, size_t run, int i)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), run);

  g_assert_nonnull (frame);
  return epi_frame_find (frame, "x")->data[i];
}

static inline void
drag_start (EpiSession *session, double x, double y)
{
  EpiDocument *moved =
      epi_handle_move_to (&quadratic_lesson.handles[0],
                          epi_session_scene (session), 0, (EpiPoint){x, y});

  epi_session_edit (session, moved, "Move start");
  epi_document_unref (moved);
}
