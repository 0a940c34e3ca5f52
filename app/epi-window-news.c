/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is told of what, and when: the figure in hand at once, the others in
 * turn, the rest of the window once.
 */
#include "epi-window-private.h"

#include "epi-commands.h"
#include "epi-lesson-list.h"
#include "epi-measure.h"
#include "epi-settings.h"
#include "epi-work.h"

static gboolean
in_hand (EpiWindow *self)
{
  return epi_history_in_gesture (
      epi_session_history (epi_desk_session (self->desk)));
}

static EpiFigures *
figures_of (EpiWindow *self)
{
  return epi_work_get_figures (EPI_WORK (self->work));
}

/* Answers of a run that goes on come as often as frames do; all else is shown
 * at once. */
static gboolean
may_wait (EpiWindow *self, guint what)
{
  const EpiScene *scene = epi_session_scene (epi_desk_session (self->desk));
  guint patient = EPI_CHANGED_ANSWER | EPI_CHANGED_FIELD |
                  EPI_CHANGED_PLAYHEAD | EPI_CHANGED_STATE;
  return (what & ~patient) == 0 && scene->answer != NULL &&
         scene->answer->running && !scene->answer->live;
}

void
epi_window_changed (EpiWindow *self, guint what)
{
  EpiPace pace = EPI_PACE_AT_ONCE;
  if (!(what & EPI_CHANGED_SESSION) && in_hand (self))
    pace = EPI_PACE_HAND;
  else if (may_wait (self, what))
    pace = EPI_PACE_IN_TURN;
  epi_news_tell (self->news, what, pace);
}

static guint
n_figures (gpointer data)
{
  return epi_figures_count (figures_of (data));
}

static guint
figure_in_hand (gpointer data)
{
  return epi_figures_in_hand (figures_of (data));
}

static void
tell_hand (guint i, guint what, gpointer data)
{
  epi_figures_update_one (figures_of (data), i, what);
}

static gboolean
figure_is_ready (guint i, gpointer data)
{
  return epi_figures_is_ready (figures_of (data), i);
}

static gboolean
tell_figure (guint i, guint what, gpointer data)
{
  return epi_figures_draw_one (figures_of (data), i, what);
}

/* All that is not a figure. */
static void
tell_others (EpiWindow *self, guint what)
{
  if (what & EPI_CHANGED_SESSION) {
    const EpiLesson *lesson =
        epi_session_lesson (epi_desk_session (self->desk));
    epi_settings_set_text ("lesson", lesson->id);
    epi_lesson_list_select (EPI_LESSON_LIST (self->lessons), lesson->id);
  }
  if ((what & EPI_CHANGED_SESSION) ||
      ((what & EPI_CHANGED_STATE) && epi_desk_file (self->desk) != NULL &&
       !in_hand (self)))
    epi_window_show_title (self);
  if (what & EPI_CHANGED_ANSWER)
    epi_measure_shown (GTK_WINDOW (self));
  epi_window_tell (self, what);
  if (what & (EPI_CHANGED_STATE | EPI_CHANGED_PLAYHEAD | EPI_CHANGED_DOCUMENT |
              EPI_CHANGED_ANSWER))
    epi_actions_update (self);
}

static void
tell_rest (guint what, gpointer data)
{
  epi_figures_show (figures_of (data), what);
  tell_others (data, what);
}

static void
tell_all (guint what, gpointer data)
{
  epi_figures_update (figures_of (data), what);
  tell_others (data, what);
}

void
epi_window_changed_all (EpiWindow *self, guint what)
{
  tell_all (what, self);
}

EpiNews *
epi_window_news_new (EpiWindow *self)
{
  static const EpiNewsParts parts = {n_figures,       figure_in_hand, tell_hand,
                                     figure_is_ready, tell_figure,    tell_rest,
                                     tell_all};
  return epi_news_new (GTK_WIDGET (self), &parts, self);
}
