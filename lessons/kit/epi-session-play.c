/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session-private.h"

#include <math.h>

#define BLINK 0.15 /* s */

/* ---- Playing ---- */

size_t
epi_session_last (const EpiSession *session)
{
  return epi_answer_last (session->scene.answer);
}

bool
epi_session_is_running (const EpiSession *session)
{
  return session->scene.answer == NULL || session->scene.answer->running;
}

void
epi_session_seek (EpiSession *session, size_t k)
{
  if (!epi_session_is_running (session))
    k = MIN (k, epi_session_last (session));
  bool same = k == session->wanted && k == session->scene.k;
  session->wanted = k;
  if (same)
    return;
  session->scene.k = k;
  epi_session_tell (session, EPI_CHANGED_PLAYHEAD);
  epi_session_ask (session);
}

void
epi_session_step (EpiSession *session, int by)
{
  size_t k = session->scene.k;

  epi_session_play (session, false);
  epi_session_seek (session,
                    by < 0 ? k - MIN (k, (size_t)-by) : k + (size_t)by);
}

void
epi_session_to_start (EpiSession *session)
{
  epi_session_play (session, false);
  epi_session_seek (session, 0);
}

void
epi_session_to_end (EpiSession *session)
{
  epi_session_play (session, false);
  session->origin = session->scene.k;
  session->wanted = SIZE_MAX;
  session->scene.k = epi_session_last (session);
  epi_session_tell (session, EPI_CHANGED_PLAYHEAD);
  epi_session_ask (session);
}

bool
epi_session_is_under_way (const EpiSession *session)
{
  return session->wanted == SIZE_MAX && session->scene.answer != NULL &&
         session->scene.answer->running &&
         session->scene.answer->seconds > BLINK;
}

void
epi_session_pause (EpiSession *session)
{
  epi_session_play (session, false);
  if (session->wanted != SIZE_MAX)
    return;
  session->wanted = session->scene.k;
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_STATE);
}

void
epi_session_cancel (EpiSession *session)
{
  epi_session_play (session, false);
  epi_session_seek (session, session->origin);
  epi_session_tell (session, EPI_CHANGED_STATE);
}

bool
epi_session_is_playing (const EpiSession *session)
{
  return session->playing;
}

static bool
at_end (const EpiSession *session)
{
  return !epi_session_is_running (session) &&
         session->scene.k >= epi_session_last (session);
}

void
epi_session_play (EpiSession *session, bool playing)
{
  if (playing == session->playing)
    return;
  session->playing = playing;
  session->owed = 0;
  if (playing)
    session->origin = at_end (session) ? 0 : session->scene.k;
  epi_session_tell (session, EPI_CHANGED_STATE);
  if (playing && at_end (session))
    epi_session_seek (session, 0);
}

double
epi_session_speed (const EpiSession *session)
{
  return session->speed;
}

void
epi_session_set_speed (EpiSession *session, double speed)
{
  session->speed = CLAMP (speed, 0.1, 1e6);
  epi_session_tell (session, EPI_CHANGED_STATE);
}

bool
epi_session_loops (const EpiSession *session)
{
  return session->loops;
}

void
epi_session_set_loops (EpiSession *session, bool loops)
{
  session->loops = loops;
  epi_session_tell (session, EPI_CHANGED_STATE);
}

void
epi_session_tick (EpiSession *session, double seconds)
{
  if (!session->playing)
    return;
  if (at_end (session)) {
    if (session->loops)
      epi_session_seek (session, 0);
    else
      epi_session_play (session, false);
    return;
  }
  /* Of what a wait was owed no more than one iterate is made up for. */
  session->owed = fmin (session->owed, 1) + seconds * session->speed;
  double whole = floor (session->owed);
  if (whole < 1 || session->answered < session->asked ||
      session->scene.k > epi_session_last (session))
    return; /* never runs away from the worker, nor from what it has made */
  session->owed -= whole;
  epi_session_seek (session, session->scene.k + (size_t)whole);
}
