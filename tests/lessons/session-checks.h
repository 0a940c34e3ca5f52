/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tests of lessons ask of a session: the frame of its first run at the
 * playhead, its numbers, what is observed there, and whether it is proven.
 */
#pragma once

#include "kit/epi-session.h"

#include <math.h>

static inline const EpiFrame *
frame_of (EpiSession *session)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);

  g_assert_cmpstr (epi_session_scene (session)->answer->error, ==, NULL);
  g_assert_nonnull (frame);
  return frame;
}

static inline double
number (EpiSession *session, const char *name)
{
  double value = epi_frame_scalar (frame_of (session), name, NAN);

  g_assert_true (isfinite (value));
  return value;
}

/* A vector or matrix. */
static inline const EpiFrameItem *
item (EpiSession *session, const char *name)
{
  const EpiFrameItem *found = epi_frame_find (frame_of (session), name);

  g_assert_nonnull (found);
  return found;
}

/* The same, or what was observed at the playhead. */
static inline const EpiFrameItem *
seen (EpiSession *session, const char *name)
{
  const EpiFrameItem *found =
      epi_scene_item (epi_session_scene (session), name);

  g_assert_nonnull (found);
  return found;
}

static inline double
value_of (EpiSession *session, const char *name)
{
  return seen (session, name)->data[0];
}

/* To g_free. */
static inline double *
copy_of (EpiSession *session, const char *name)
{
  const EpiFrameItem *found = seen (session, name);

  return g_memdup2 (found->data, found->rows * found->cols * sizeof (double));
}

static inline void
assert_proven (EpiSession *session)
{
  g_assert_cmpint (epi_session_scene (session)->answer->certificate.status, ==,
                   EPI_OPTIMAL);
}
