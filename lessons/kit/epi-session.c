/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session.h"

#include "kit/epi-range-settle.h"
#include "kit/epi-session-work.h"
#include "kit/epi-words.h"

#include "core/epi-number.h"

#include <math.h>
#include <string.h>

struct EpiSession {
  const EpiLesson *lesson;
  EpiHistory *history;
  EpiScene scene;
  EpiSessionWork *work;

  EpiChangedFunc changed;
  void *changed_data;

  size_t wanted; /* playhead; SIZE_MAX: the end, wherever it is */
  bool playing, loops, dragging;
  double speed, owed; /* iterates a second; iterates not yet shown */

  EpiViewWish *wishes; /* one a view */
  size_t n_views;
  GArray *forks; /* EpiFork: asked for, not yet told by an answer */
  unsigned n_forks;

  guint64 asked, answered; /* serial numbers of requests */
  bool drag_moved, asked_live;
};

/* ---- Asking the worker, taking its answers ---- */

static void
tell (EpiSession *session, unsigned what)
{
  if (session->changed != NULL && what != 0)
    session->changed (session, what, session->changed_data);
}

static void
fork_clear (void *data)
{
  epi_document_unref (((EpiFork *)data)->document);
}

/* Those up to that number are made. */
static void
forget_forks (EpiSession *session, unsigned number)
{
  guint n = 0;

  while (n < session->forks->len &&
         g_array_index (session->forks, EpiFork, n).number <= number)
    n++;
  if (n > 0)
    g_array_remove_range (session->forks, 0, n);
}

/* document NULL: drop all. */
static void
add_fork (EpiSession *session, size_t k, const EpiDocument *document)
{
  EpiFork fork = {++session->n_forks, k,
                  document != NULL ? epi_document_ref (document) : NULL};

  g_array_append_val (session->forks, fork);
}

static EpiFork *
copy_forks (const EpiSession *session)
{
  EpiFork *forks = g_new (EpiFork, session->forks->len);

  for (guint i = 0; i < session->forks->len; i++) {
    forks[i] = g_array_index (session->forks, EpiFork, i);
    if (forks[i].document != NULL)
      epi_document_ref (forks[i].document);
  }
  return forks;
}

static bool
take (EpiSession *session, EpiLetter *letter)
{
  unsigned what = EPI_CHANGED_ANSWER | EPI_CHANGED_FIELD;

  if (letter == NULL)
    return false;
  const EpiAnswer *old = session->scene.answer;
  session->scene.answer = letter->answer; /* its reference */
  session->answered = letter->serial;
  forget_forks (session, letter->fork);
  session->scene.stale = letter->answer->document != session->scene.document;
  size_t k = session->wanted == SIZE_MAX ? epi_answer_last (letter->answer)
                                         : session->wanted;
  if (!letter->answer->running)
    k = MIN (k, epi_answer_last (letter->answer));
  if (k != session->scene.k)
    what |= EPI_CHANGED_PLAYHEAD;
  session->scene.k = k;
  epi_answer_unref (old);
  g_free (letter);
  tell (session, what);
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

static void
ask (EpiSession *session)
{
  EpiRequest request = {
      .serial = ++session->asked,
      .document = epi_document_ref (session->scene.document),
      .k = session->wanted,
      .live = session->dragging,
      .forks = copy_forks (session),
      .n_forks = session->forks->len,
      .wishes = g_memdup2 (session->wishes,
                           session->n_views * sizeof *session->wishes),
      .n_wishes = session->n_views,
  };
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
  session->scene.stale =
      session->scene.answer == NULL ||
      session->scene.answer->document != session->scene.document;
  ask (session);
  tell (session, what | EPI_CHANGED_DOCUMENT | EPI_CHANGED_STATE);
}

/* ---- Making and freeing ---- */

EpiSession *
epi_session_new (const EpiLesson *lesson, const EpiDocument *document,
                 EpiWakeFunc wake, void *wake_data)
{
  return epi_session_resume (lesson, epi_history_new (document), wake,
                             wake_data);
}

EpiSession *
epi_session_resume (const EpiLesson *lesson, EpiHistory *history,
                    EpiWakeFunc wake, void *wake_data)
{
  EpiSession *session = g_new0 (EpiSession, 1);

  session->lesson = lesson;
  session->history = history;
  session->wanted = SIZE_MAX;
  session->speed = 4;
  session->forks = g_array_new (FALSE, FALSE, sizeof (EpiFork));
  g_array_set_clear_func (session->forks, fork_clear);
  while (lesson->views[session->n_views].name != NULL)
    session->n_views++;
  session->wishes = g_new0 (EpiViewWish, session->n_views);
  session->scene.lesson = lesson;
  session->scene.document = epi_history_document (session->history);
  session->scene.stale = true;
  session->work = epi_session_work_new (lesson, wake, wake_data);
  ask (session);
  return session;
}

void
epi_session_free (EpiSession *session)
{
  if (session == NULL)
    return;
  epi_session_work_free (session->work);
  epi_answer_unref (session->scene.answer);
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
epi_session_end_drag (EpiSession *session)
{
  if (!session->dragging)
    return;
  session->dragging = false;
  epi_history_end_gesture (session->history);
  if (session->drag_moved) /* what was live is built anew */
    show_document (session, 0);
  else if (session->asked_live)
    ask (session); /* meanwhile, for another step */
}

void
epi_session_cancel_drag (EpiSession *session)
{
  if (!session->dragging)
    return;
  bool moved = session->drag_moved;
  session->dragging = false;
  epi_history_cancel_gesture (session->history);
  if (moved)
    show_document (session, 0);
  else if (session->asked_live)
    ask (session);
}

bool
epi_session_undo (EpiSession *session)
{
  epi_session_end_drag (session);
  if (!epi_history_undo (session->history))
    return false;
  show_document (session, 0);
  return true;
}

bool
epi_session_redo (EpiSession *session)
{
  epi_session_end_drag (session);
  if (!epi_history_redo (session->history))
    return false;
  show_document (session, 0);
  return true;
}

void
epi_session_mark_saved (EpiSession *session)
{
  epi_history_mark_saved (session->history);
  tell (session, EPI_CHANGED_STATE);
}

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
  tell (session, EPI_CHANGED_PLAYHEAD);
  ask (session);
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
  session->wanted = SIZE_MAX;
  session->scene.k = epi_session_last (session);
  tell (session, EPI_CHANGED_PLAYHEAD);
  ask (session);
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
  tell (session, EPI_CHANGED_STATE);
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
  tell (session, EPI_CHANGED_STATE);
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
  tell (session, EPI_CHANGED_STATE);
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
  session->owed += seconds * session->speed;
  double whole = floor (session->owed);
  if (whole < 1 || session->answered < session->asked)
    return; /* never runs away from the worker */
  session->owed -= whole;
  epi_session_seek (session, session->scene.k + (size_t)whole);
}

void
epi_session_fork (EpiSession *session)
{
  add_fork (session, session->scene.k, session->scene.document);
  session->wanted = session->scene.k;
  ask (session);
  tell (session, EPI_CHANGED_STATE);
}

void
epi_session_drop_forks (EpiSession *session)
{
  add_fork (session, 0, NULL);
  ask (session);
  tell (session, EPI_CHANGED_STATE);
}

/* ---- Looking ---- */

static ptrdiff_t
view_index (const EpiSession *session, const char *view)
{
  for (size_t i = 0; i < session->n_views; i++)
    if (strcmp (session->lesson->views[i].name, view) == 0)
      return (ptrdiff_t)i;
  return -1;
}

void
epi_session_set_range (EpiSession *session, const char *view,
                       const EpiRange *range, size_t width, size_t height)
{
  ptrdiff_t i = view_index (session, view);

  g_return_if_fail (i >= 0);
  EpiViewWish wish = {
      .shown = true, .chosen = range != NULL, .width = width, .height = height};
  if (range != NULL)
    wish.range = *range;
  const EpiViewWish *old = &session->wishes[i];
  if (old->shown && old->chosen == wish.chosen && old->width == width &&
      old->height == height &&
      (!wish.chosen || epi_range_equal (&old->range, &wish.range)))
    return;
  session->wishes[i] = wish;
  ask (session);
  tell (session, EPI_CHANGED_FIELD);
}

EpiRange
epi_session_range (const EpiSession *session, const char *view)
{
  ptrdiff_t i = view_index (session, view);

  g_return_val_if_fail (i >= 0, epi_range_padded (epi_range_empty (), 0));
  if (session->wishes[i].chosen)
    return session->wishes[i].range;
  if (session->scene.answer != NULL && session->scene.answer->ranges != NULL)
    return session->scene.answer->ranges[i];
  return epi_scene_fit (&session->scene, &session->lesson->views[i]);
}

bool
epi_session_range_is_fit (const EpiSession *session, const char *view)
{
  ptrdiff_t i = view_index (session, view);

  return i < 0 || !session->wishes[i].chosen;
}

void
epi_session_set_hover (EpiSession *session, const char *view, EpiPoint point)
{
  ptrdiff_t i = view != NULL ? view_index (session, view) : -1;
  const char *name = i >= 0 ? session->lesson->views[i].name : NULL;

  if (name == session->scene.hover_view && point.x == session->scene.hover.x &&
      point.y == session->scene.hover.y)
    return;
  session->scene.hover_view = name;
  session->scene.hover = point;
  tell (session, EPI_CHANGED_HOVER);
}

/* ---- View state in files ---- */

json_t *
epi_session_view_state (const EpiSession *session)
{
  json_t *view = json_object (), *ranges = json_object ();

  if (session->wanted != SIZE_MAX)
    json_object_set_new (view, "k",
                         json_integer ((json_int_t)session->scene.k));
  json_object_set_new (view, "speed", json_real (session->speed));
  for (size_t i = 0; i < session->n_views; i++)
    if (session->wishes[i].chosen) {
      const EpiRange *r = &session->wishes[i].range;
      json_object_set_new (ranges, session->lesson->views[i].name,
                           json_pack ("[ffff]", r->x0, r->x1, r->y0, r->y1));
    }
  json_object_set_new (view, "ranges", ranges);
  return view;
}

static void
restore_range (EpiSession *session, size_t i, const json_t *numbers)
{
  EpiRange range = epi_scene_fit (&session->scene, &session->lesson->views[i]);
  double x0, x1, y0, y1;

  if (json_unpack ((json_t *)numbers, "[FFFF]", &x0, &x1, &y0, &y1) != 0 ||
      !isfinite (x1 - x0) || !isfinite (y1 - y0) || x0 >= x1 || y0 >= y1 ||
      (range.x_log && x0 <= 0) || (range.y_log && y0 <= 0))
    return; /* a stranger's nonsense: the fit will do */
  range.x0 = x0;
  range.x1 = x1;
  range.y0 = y0;
  range.y1 = y1;
  session->wishes[i].range = range;
  session->wishes[i].chosen = true;
}

void
epi_session_restore_view (EpiSession *session, const json_t *view)
{
  const json_t *k = json_object_get (view, "k");
  const json_t *speed = json_object_get (view, "speed");
  const json_t *ranges = json_object_get (view, "ranges");

  if (json_is_integer (k) && json_integer_value (k) >= 0) {
    session->wanted = (size_t)json_integer_value (k);
    session->scene.k = session->wanted;
  }
  if (json_is_number (speed))
    session->speed = CLAMP (json_number_value (speed), 0.1, 1e6);
  for (size_t i = 0; i < session->n_views; i++) {
    const json_t *numbers =
        json_object_get (ranges, session->lesson->views[i].name);
    if (numbers != NULL)
      restore_range (session, i, numbers);
  }
  ask (session);
  tell (session, EPI_CHANGED_PLAYHEAD | EPI_CHANGED_FIELD);
}
