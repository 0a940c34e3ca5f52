/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-scene-condition.h"
#include "kit/epi-session-private.h"

#include "kit/epi-words.h"

#include "core/epi-number.h"

#include <string.h>

/* ---- Asking the worker, taking its answers ---- */

void
epi_session_tell (EpiSession *session, unsigned what)
{
  if (session->changed != NULL && what != 0)
    session->changed (session, what, session->changed_data);
}

size_t
epi_session_playhead_in (const EpiSession *session, const EpiAnswer *answer)
{
  size_t last = epi_answer_last (answer);

  return session->wanted == SIZE_MAX || !answer->running
             ? MIN (session->wanted, last)
             : session->wanted;
}

static void
take_answer (EpiSession *session, const EpiAnswer *answer)
{
  epi_answer_unref (session->scene.answer);
  session->scene.answer = answer;
  session->scene.stale = answer->document != session->scene.document;
  if (answer->n_awaited > 0)
    return;
  epi_answer_unref (session->whole);
  session->whole = epi_answer_ref (answer);
}

static bool
take (EpiSession *session, EpiLetter *letter)
{
  if (letter == NULL)
    return false;
  bool under_way = epi_session_is_under_way (session);
  bool second = epi_answer_is_same (letter->answer, session->scene.answer);
  unsigned what = EPI_CHANGED_FIELD | (second ? 0 : EPI_CHANGED_ANSWER);
  take_answer (session, letter->answer); /* its reference */
  session->answered = letter->serial;
  epi_session_forks_told (session, letter->fork);
  size_t k = epi_session_playhead_in (session, letter->answer);
  if (k != session->scene.k)
    what |= EPI_CHANGED_PLAYHEAD;
  session->scene.k = k;
  if (epi_session_is_under_way (session) != under_way)
    what |= EPI_CHANGED_STATE;
  g_free (letter);
  epi_session_tell (session, what);
  return true;
}

bool
epi_session_poll (EpiSession *session, double seconds)
{
  take (session, epi_session_work_take (session->work));
  if (session->answered < session->asked && seconds > 0)
    take (session, epi_session_work_wait (session->work, seconds));
  return session->answered == session->asked;
}

void
epi_session_ask (EpiSession *session)
{
  EpiRequest request = {
      .serial = ++session->asked,
      .document = epi_document_ref (session->scene.document),
      .k = session->wanted,
      .problem = session->problem,
      .live = session->dragging,
      .hand = session->hand,
      .wishes = g_memdup2 (session->wishes,
                           session->n_views * sizeof *session->wishes),
      .n_wishes = session->n_views,
  };
  request.forks = epi_session_forks_asked (session, &request.n_forks);
  session->asked_live = request.live;
  epi_session_work_put (session->work, &request);
  if (epi_session_work_is_synchronous (session->work))
    while (take (session, epi_session_work_take (session->work)))
      ;
}

static void
show_document (EpiSession *session, unsigned what)
{
  session->scene.document = epi_history_document (session->history);
  session->origin = 0; /* perhaps another run */
  epi_session_forks_told (session, 0);
  if (!epi_lesson_shown (session->lesson, session->scene.document,
                         session->lesson->runs_when))
    epi_session_play (session, false);
  session->scene.stale =
      session->scene.answer == NULL ||
      session->scene.answer->document != session->scene.document;
  epi_session_ask (session);
  epi_session_tell (session, what | EPI_CHANGED_DOCUMENT | EPI_CHANGED_STATE);
}

/* ---- Making and freeing ---- */

EpiSession *
epi_session_new (const EpiLesson *lesson, const EpiDocument *document,
                 EpiWakeFunc wake, void *wake_data)
{
  return epi_session_resume (lesson, epi_history_new (document), SIZE_MAX, wake,
                             wake_data);
}

EpiSession *
epi_session_resume (const EpiLesson *lesson, EpiHistory *history, size_t k,
                    EpiWakeFunc wake, void *wake_data)
{
  EpiSession *session = g_new0 (EpiSession, 1);

  session->lesson = lesson;
  session->history = history;
  session->wanted = k;
  session->scene.k = k != SIZE_MAX ? k : 0;
  session->speed = 4;
  session->forks = epi_session_forks_new ();
  while (lesson->views[session->n_views].name != NULL)
    session->n_views++;
  session->hand = session->n_views;
  session->wishes = g_new0 (EpiViewWish, session->n_views);
  session->scene.lesson = lesson;
  session->scene.document = epi_history_document (session->history);
  session->scene.stale = true;
  session->work = epi_session_work_new (lesson, wake, wake_data);
  epi_session_ask (session);
  return session;
}

void
epi_session_free (EpiSession *session)
{
  if (session == NULL)
    return;
  epi_session_work_free (session->work);
  epi_answer_unref (session->scene.answer);
  epi_answer_unref (session->whole);
  epi_history_free (session->history);
  g_array_unref (session->forks);
  g_free (session->wishes);
  g_free (session);
}

EpiHistory *
epi_session_close (EpiSession *session)
{
  EpiHistory *history = g_steal_pointer (&session->history);

  epi_history_end_gesture (history);
  epi_session_free (session);
  return history;
}

void
epi_session_on_changed (EpiSession *session, EpiChangedFunc changed, void *data)
{
  session->changed = changed;
  session->changed_data = data;
}

const EpiLesson *
epi_session_lesson (const EpiSession *session)
{
  return session->lesson;
}

const EpiScene *
epi_session_scene (const EpiSession *session)
{
  return &session->scene;
}

const EpiHistory *
epi_session_history (const EpiSession *session)
{
  return session->history;
}

/* ---- Edits ---- */

void
epi_session_edit (EpiSession *session, const EpiDocument *document,
                  const char *label)
{
  const EpiDocument *before = epi_history_document (session->history);

  if (document == before)
    return;
  epi_history_push (session->history, document, label);
  if (epi_history_document (session->history) == before)
    return; /* equal: no step, nothing to show */
  session->drag_moved |= session->dragging;
  show_document (session, 0);
}

static void
look_again (EpiSession *session)
{
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_FIELD);
}

void
epi_session_edit_at (EpiSession *session, const EpiDocument *document,
                     const char *label, size_t k)
{
  const EpiDocument *before = epi_history_document (session->history);

  epi_session_end_drag (session);
  epi_history_push (session->history, document, label);
  bool looked_away = epi_session_fit_all (session);
  if (epi_history_document (session->history) == before) {
    if (looked_away)
      look_again (session);
    return;
  }
  epi_session_play (session, false);
  epi_history_note_playhead (session->history, session->wanted, k);
  session->wanted = k;
  session->problem++;
  show_document (session, EPI_CHANGED_PLAYHEAD);
}

/* Whether a change of a parameter that continues can do so: the run is under
 * way at the playhead.  At its start and after its end it begins anew. */
static bool
continues (const EpiSession *session, const EpiParam *param)
{
  const EpiFrame *frame = epi_scene_frame (&session->scene, 0);

  return param->effect == EPI_EFFECT_CONTINUE && session->scene.k > 0 &&
         frame != NULL && epi_frame_status (frame) == EPI_RUNNING;
}

/* "Set degree to 3", "Turn on standardised", "Set loss to Huber". */
static char *
setting_label (const EpiParam *param, EpiValue value)
{
  const char *choice = value.text;
  char *name = epi_word_inside (param->label), *label;

  for (const EpiChoice *row = param->choices;
       row != NULL && choice != NULL && row->name != NULL; row++)
    if (strcmp (row->name, choice) == 0)
      choice = row->label;
  if (param->kind == EPI_PARAM_BOOL)
    label =
        g_strdup_printf ("Turn %s %s", value.number != 0 ? "on" : "off", name);
  else if (choice != NULL)
    label = g_strdup_printf ("Set %s to %s", name, choice);
  else {
    char *number = epi_number_label (value.number, 4);
    label = g_strdup_printf ("Set %s to %s", name, number);
    g_free (number);
  }
  g_free (name);
  return label;
}

void
epi_session_set (EpiSession *session, const char *name, EpiValue value)
{
  const EpiParam *param = epi_lesson_param (session->lesson, name);
  const EpiDocument *document = session->scene.document;
  EpiDocument *with;

  g_return_if_fail (param != NULL);
  if (continues (session, param)) {
    EpiValue before =
        epi_number (epi_lesson_number (session->lesson, document, name));
    with = epi_document_with_scheduled (document, session->scene.k, name, value,
                                        before);
  } else
    with = epi_document_with_value (document, name, value);
  char *label = setting_label (param, value);
  epi_session_edit (session, with, label);
  g_free (label);
  epi_document_unref (with);
}

void
epi_session_begin_drag (EpiSession *session)
{
  if (session->dragging)
    return;
  session->dragging = true;
  session->drag_moved = false;
  epi_history_begin_gesture (session->history);
}

void
epi_session_begin_drag_in (EpiSession *session, const char *view)
{
  ptrdiff_t i = epi_session_view_index (session, view);
  bool other = session->dragging;

  g_return_if_fail (i >= 0);
  epi_session_begin_drag (session);
  if (!other)
    session->hand = (size_t)i;
}

static void
let_go (EpiSession *session)
{
  session->dragging = false;
  session->hand = session->n_views;
}

void
epi_session_end_drag (EpiSession *session)
{
  if (!session->dragging)
    return;
  let_go (session);
  epi_history_end_gesture (session->history);
  if (session->drag_moved) /* what was live is built anew */
    show_document (session, 0);
  else if (session->asked_live)
    epi_session_ask (session); /* meanwhile, for another step */
}

void
epi_session_cancel_drag (EpiSession *session)
{
  if (!session->dragging)
    return;
  bool moved = session->drag_moved;
  let_go (session);
  epi_history_cancel_gesture (session->history);
  if (moved)
    show_document (session, 0);
  else if (session->asked_live)
    epi_session_ask (session);
}

/* After undo and redo; over the border to another problem its playhead comes
 * along, and all of it is shown. */
static void
show_step (EpiSession *session, bool other_problem, size_t k)
{
  if (other_problem) {
    session->wanted = k;
    session->problem++;
    epi_session_fit_all (session);
  }
  show_document (session, 0);
}

bool
epi_session_undo (EpiSession *session)
{
  size_t k = 0;

  epi_session_end_drag (session);
  bool other = epi_history_undo_playhead (session->history, &k);
  if (!epi_history_undo (session->history))
    return false;
  show_step (session, other, k);
  return true;
}

bool
epi_session_redo (EpiSession *session)
{
  size_t k = 0;

  epi_session_end_drag (session);
  bool other = epi_history_redo_playhead (session->history, &k);
  if (!epi_history_redo (session->history))
    return false;
  show_step (session, other, k);
  return true;
}

void
epi_session_mark_saved (EpiSession *session)
{
  epi_history_mark_saved (session->history);
  epi_session_tell (session, EPI_CHANGED_STATE);
}
