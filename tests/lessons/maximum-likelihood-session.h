/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on maximum likelihood.
 */
#pragma once

#include "session-checks.h"

#define LESSON "maximum-likelihood"
#include "lesson-session.h"

#define TWELVE                                                                 \
  "points=[1.1 1.4 / 1.6 2.3 / 2 1.2 / 2.2 2.9 / 2.5 2 / 2.7 2.4 / 2.9 3.1 / " \
  "3.2 2.2 / 3.4 3.6 / 3.9 2.8 / 4.3 4.2 / 5 3.4]; "
#define GEYSER "data=old_faithful; x=waiting; y=eruptions; "

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
