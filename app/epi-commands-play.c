/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-commands.h"

#include "kit/epi-scene-condition.h"

static void
play (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  if (epi_session_is_under_way (session))
    epi_session_pause (session);
  else
    epi_session_play (session, !epi_session_is_playing (session));
}

static GVariant *
is_playing (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return g_variant_new_boolean (
      session != NULL &&
      (epi_session_is_playing (session) || epi_session_is_under_way (session)));
}

static void
cancel_run (EpiWindow *window, GVariant *parameter)
{
  epi_session_cancel (epi_window_get_session (window));
}

static gboolean
can_cancel_run (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return session != NULL && (epi_session_is_playing (session) ||
                             epi_session_is_under_way (session));
}

static void
step_forward (EpiWindow *window, GVariant *parameter)
{
  epi_session_step (epi_window_get_session (window), 1);
}

static void
step_back (EpiWindow *window, GVariant *parameter)
{
  epi_session_step (epi_window_get_session (window), -1);
}

/* Whether there are runs that are looked at. */
static gboolean
has_runs (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiScene *scene = session != NULL ? epi_session_scene (session) : NULL;
  return scene != NULL && epi_lesson_shown (scene->lesson, scene->document,
                                            scene->lesson->runs_when);
}

static gboolean
can_go_on (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return has_runs (window) &&
         (epi_session_is_running (session) ||
          epi_session_scene (session)->k < epi_session_last (session));
}

static gboolean
can_go_back (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return has_runs (window) && epi_session_scene (session)->k > 0;
}

/* Playing from the end begins again. */
static gboolean
can_play (EpiWindow *window)
{
  return can_go_on (window) || can_go_back (window);
}

static void
to_start (EpiWindow *window, GVariant *parameter)
{
  epi_session_to_start (epi_window_get_session (window));
}

static void
to_end (EpiWindow *window, GVariant *parameter)
{
  epi_session_to_end (epi_window_get_session (window));
}

static void
fork_here (EpiWindow *window, GVariant *parameter)
{
  epi_session_fork (epi_window_get_session (window));
}

static void
drop_forks (EpiWindow *window, GVariant *parameter)
{
  epi_session_drop_forks (epi_window_get_session (window));
}

static gboolean
has_forks (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiAnswer *answer =
      session != NULL ? epi_session_scene (session)->answer : NULL;
  for (gsize i = 0; answer != NULL && i < answer->n_runs; i++)
    if (answer->runs[i].forked_at != SIZE_MAX)
      return TRUE;
  return FALSE;
}

static void
loop (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  epi_session_set_loops (session, !epi_session_loops (session));
}

static GVariant *
is_looping (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return g_variant_new_boolean (session != NULL && epi_session_loops (session));
}

static void
faster (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  epi_session_set_speed (session, 2 * epi_session_speed (session));
}

static void
slower (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  epi_session_set_speed (session, epi_session_speed (session) / 2);
}

const EpiAction epi_play_commands[] = {
    {"play",
     "Playing",
     "Play or pause",
     {"space"},
     NULL,
     play,
     can_play,
     is_playing},
    {"cancel-run",
     "Playing",
     "Cancel: back to where playing began",
     {"<Ctrl>period"},
     NULL,
     cancel_run,
     can_cancel_run},
    {"step-forward",
     "Playing",
     "Step forward",
     {"period"},
     NULL,
     step_forward,
     can_go_on},
    {"step-back",
     "Playing",
     "Step back",
     {"comma"},
     NULL,
     step_back,
     can_go_back},
    {"to-start",
     "Playing",
     "To the start",
     {"Home"},
     NULL,
     to_start,
     can_go_back},
    {"to-end", "Playing", "Run to the end", {"End"}, NULL, to_end, can_go_on},
    {"loop",
     "Playing",
     "Loop",
     {"l"},
     NULL,
     loop,
     epi_window_has_session,
     is_looping},
    {"faster",
     "Playing",
     "Twice as fast",
     {"greater"},
     NULL,
     faster,
     epi_window_has_session},
    {"slower",
     "Playing",
     "Half as fast",
     {"less"},
     NULL,
     slower,
     epi_window_has_session},
    {"fork",
     "Playing",
     "Fork here, keeping the run to compare",
     {"k"},
     NULL,
     fork_here,
     has_runs},
    {"drop-forks",
     "Playing",
     "Drop the runs kept by forks",
     {"<Shift>k"},
     NULL,
     drop_forks,
     has_forks},
    {NULL},
};
