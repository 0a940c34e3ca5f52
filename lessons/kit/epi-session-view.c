/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session-private.h"

#include "kit/epi-range-settle.h"

#include <math.h>
#include <string.h>

/* ---- Looking ---- */

ptrdiff_t
epi_session_view_index (const EpiSession *session, const char *view)
{
  for (size_t i = 0; i < session->n_views; i++)
    if (strcmp (session->lesson->views[i].name, view) == 0)
      return (ptrdiff_t)i;
  return -1;
}

static bool
has_fields (const EpiSession *session, size_t i)
{
  return session->scene.answer == NULL ||
         epi_answer_has_fields (session->scene.answer,
                                session->lesson->views[i].fields);
}

const EpiScene *
epi_session_view_scene (EpiSession *session, const char *view)
{
  ptrdiff_t i = epi_session_view_index (session, view);
  EpiScene *scene = &session->whole_scene;

  g_return_val_if_fail (i >= 0, &session->scene);
  if (has_fields (session, (size_t)i))
    return &session->scene;
  *scene = session->scene;
  scene->answer = session->whole;
  scene->stale = true;
  if (session->whole != NULL) {
    scene->stale = session->whole->document != scene->document;
    scene->k = epi_session_playhead_in (session, session->whole);
  }
  return scene;
}

void
epi_session_set_range (EpiSession *session, const char *view,
                       const EpiRange *range, size_t width, size_t height)
{
  ptrdiff_t i = epi_session_view_index (session, view);

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
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_FIELD);
}

EpiRange
epi_session_range (const EpiSession *session, const char *view)
{
  ptrdiff_t i = epi_session_view_index (session, view);

  g_return_val_if_fail (i >= 0, epi_range_padded (epi_range_empty (), 0));
  if (session->wishes[i].chosen)
    return session->wishes[i].range;
  const EpiAnswer *answer =
      has_fields (session, (size_t)i) ? session->scene.answer : session->whole;
  if (answer != NULL && answer->ranges != NULL)
    return answer->ranges[i];
  return epi_range_or_unit (
      epi_scene_fit (&session->scene, &session->lesson->views[i]));
}

bool
epi_session_fit_all (EpiSession *session)
{
  bool any = false;

  for (size_t i = 0; i < session->n_views; i++) {
    any |= session->wishes[i].chosen;
    session->wishes[i].chosen = false;
  }
  return any;
}

unsigned
epi_session_problem (const EpiSession *session)
{
  return session->problem;
}

bool
epi_session_range_is_fit (const EpiSession *session, const char *view)
{
  ptrdiff_t i = epi_session_view_index (session, view);

  return i < 0 || !session->wishes[i].chosen;
}

void
epi_session_set_hover (EpiSession *session, const char *view, EpiPoint point)
{
  ptrdiff_t i = view != NULL ? epi_session_view_index (session, view) : -1;
  const char *name = i >= 0 ? session->lesson->views[i].name : NULL;

  if (name == session->scene.hover_view && point.x == session->scene.hover.x &&
      point.y == session->scene.hover.y)
    return;
  session->scene.hover_view = name;
  session->scene.hover = point;
  epi_session_tell (session, EPI_CHANGED_HOVER);
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
  if (session->forks->len > 0)
    json_object_set_new (view, "forks", epi_session_forks_to_json (session));
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
  epi_session_fit_all (session); /* those that the file does not name */
  for (size_t i = 0; i < session->n_views; i++) {
    const json_t *numbers =
        json_object_get (ranges, session->lesson->views[i].name);
    if (numbers != NULL)
      restore_range (session, i, numbers);
  }
  epi_session_forks_from_json (session, json_object_get (view, "forks"));
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_PLAYHEAD | EPI_CHANGED_FIELD |
                                 EPI_CHANGED_STATE);
}
