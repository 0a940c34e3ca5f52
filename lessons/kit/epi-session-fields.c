/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session-fields.h"

#include "kit/epi-scene-condition.h"

#include <math.h>
#include <string.h>

#define COARSE 3 /* coarse fields have a third of the points a side */

static bool
wants_field (const EpiViewSpec *view, const char *name)
{
  for (const char *const *field = view->fields; field != NULL && *field != NULL;
       field++)
    if (strcmp (*field, name) == 0)
      return true;
  return false;
}

static EpiRange
beyond (EpiRange range)
{
  double x = (range.x0 + range.x1) / 2, y = (range.y0 + range.y1) / 2;

  if (range.x_log || range.y_log)
    return range;
  return epi_range_zoom (range, x, y, 1 / 1.2);
}

/* Where one unit is as long across as up, the axes widen what fits to the shape
 * of the plot: so must what is evaluated. */
static EpiRange
as_shown (const EpiScene *scene, const EpiViewSpec *view,
          const EpiViewWish *wish, EpiRange range)
{
  EpiAxesSpec spec = {.fit = epi_range_empty ()};

  view->axes (scene, &spec);
  bool equal = spec.equal && wish->width > 0 && wish->height > 0;
  epi_axes_spec_clear (&spec);
  if (!equal)
    return range;
  double ratio = (double)wish->width / (double)wish->height;
  double width = range.x1 - range.x0, height = range.y1 - range.y0;
  double more_x = fmax (ratio * height - width, 0) / 2;
  double more_y = fmax (width / ratio - height, 0) / 2;
  return (EpiRange){range.x0 - more_x, range.x1 + more_x, range.y0 - more_y,
                    range.y1 + more_y, range.x_log,       range.y_log};
}

static const EpiViewSpec *
view_of_field (const EpiLesson *lesson, const EpiRequest *request,
               const char *name, size_t *index)
{
  for (size_t i = 0; lesson->views[i].name != NULL; i++)
    if (request->wishes[i].shown && wants_field (&lesson->views[i], name) &&
        epi_lesson_shown (lesson, request->document,
                          lesson->views[i].shown_when)) {
      *index = i;
      return &lesson->views[i];
    }
  return NULL;
}

static void
resolution (const EpiFieldSpec *field, const EpiViewWish *wish, bool coarse,
            size_t *nx, size_t *ny)
{
  size_t pixels = field->curve ? 1 : field->whole ? 2 : 3;

  *nx = CLAMP (wish->width / pixels, 16, 2000);
  *ny = CLAMP (wish->height / pixels, 16, 800);
  if (coarse && !field->curve && !field->whole) {
    *nx = MAX (*nx / COARSE, 16);
    *ny = MAX (*ny / COARSE, 16);
  }
}

/* ---- What serves again ---- */

/* Tables are immutable, and an edit shares those that it does not touch: the
 * same ones are at the same place. */
static bool
same_tables (const char *const *names, const EpiDocument *a,
             const EpiDocument *b)
{
  for (; *names != NULL; names++)
    if (epi_document_data (a, *names) != epi_document_data (b, *names))
      return false;
  return true;
}

static bool
same_range (const EpiRange *a, const EpiRange *b)
{
  return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0 && a->y1 == b->y1 &&
         a->x_log == b->x_log && a->y_log == b->y_log;
}

/* The grid, a new reference, when it is what would be evaluated, or finer; else
 * NULL. */
static EpiFieldGrid *
kept_field (const EpiFieldSpec *field, const EpiViewWish *wish,
            const EpiDocument *document, const EpiAnswer *before,
            const EpiRange *range, bool coarse)
{
  const EpiScene scene = {.answer = before};
  const EpiFieldGrid *grid =
      before != NULL ? epi_scene_field (&scene, field->name) : NULL;
  size_t nx, ny;

  if (grid == NULL || field->of_tables == NULL || (!grid->final && !coarse) ||
      !same_tables (field->of_tables, before->document, document))
    return NULL;
  resolution (field, wish, !grid->final, &nx, &ny);
  bool points = field->points != NULL; /* of its own, whatever the range */
  if (!points && (grid->nx != nx || grid->ny != (field->curve ? 1 : ny) ||
                  !same_range (&grid->range, range)))
    return NULL;
  return epi_field_grid_ref (grid);
}

EpiAnswer *
epi_session_fields_of (const EpiAnswer *answer)
{
  EpiAnswer *self = epi_answer_new (answer->document);

  self->fields = g_new (EpiFieldGrid *, answer->n_fields);
  for (size_t i = 0; i < answer->n_fields; i++)
    self->fields[self->n_fields++] = epi_field_grid_ref (answer->fields[i]);
  return self;
}

/* ---- All of them ---- */

static EpiFieldGrid *
new_field (EpiTimeline *timeline, const EpiFieldSpec *field,
           const EpiViewWish *wish, size_t k, const EpiRange *range,
           bool coarse, const EpiCancel *cancel)
{
  size_t nx, ny;

  resolution (field, wish, coarse, &nx, &ny);
  EpiFieldGrid *grid =
      epi_timeline_field (timeline, field->name, k, range, nx, ny, cancel);
  if (grid != NULL)
    grid->final =
        !coarse || field->curve || field->whole || field->points != NULL;
  return grid;
}

/* Whether it is for the second letter: somebody's hand waits for the first. */
static bool
can_wait (const EpiLesson *lesson, const EpiRequest *request,
          const EpiAnswer *answer, const char *name)
{
  return request->live && request->hand < request->n_wishes &&
         answer->first == NULL &&
         !wants_field (&lesson->views[request->hand], name);
}

/* Of the first letter, or of an answer before; a new reference, or NULL. */
static EpiFieldGrid *
field_at_hand (const EpiFieldSpec *field, const EpiViewWish *wish,
               const EpiAnswer *before, const EpiAnswer *answer,
               const EpiRange *range, bool coarse)
{
  const EpiScene first = {.answer = answer->first};
  const EpiFieldGrid *grid = epi_scene_field (&first, field->name);

  return grid != NULL ? epi_field_grid_ref (grid)
                      : kept_field (field, wish, answer->document, before,
                                    range, coarse);
}

bool
epi_session_add_fields (EpiTimeline *timeline, const EpiLesson *lesson,
                        const EpiRequest *request, const EpiAnswer *before,
                        EpiAnswer *answer, bool coarse, const EpiCancel *cancel)
{
  EpiScene scene = {.lesson = lesson,
                    .document = request->document,
                    .answer = answer,
                    .k = answer->k};
  size_t n = 0;

  while (lesson->fields != NULL && lesson->fields[n].name != NULL)
    n++;
  answer->fields = g_new0 (EpiFieldGrid *, n);
  answer->awaited = g_new0 (const char *, n);
  for (size_t f = 0; f < n; f++) {
    const EpiFieldSpec *field = &lesson->fields[f];
    size_t v;
    if (!epi_lesson_shown (lesson, request->document, field->shown_when) ||
        view_of_field (lesson, request, field->name, &v) == NULL)
      continue;
    const EpiViewWish *wish = &request->wishes[v];
    EpiRange range = wish->chosen ? wish->range
                                  : as_shown (&scene, &lesson->views[v], wish,
                                              answer->ranges[v]);
    EpiRange wide = beyond (range);
    EpiFieldGrid *grid =
        field_at_hand (field, wish, before, answer, &wide, coarse);
    if (grid == NULL && can_wait (lesson, request, answer, field->name)) {
      answer->awaited[answer->n_awaited++] = field->name;
      continue;
    }
    if (grid == NULL)
      grid =
          new_field (timeline, field, wish, answer->k, &wide, coarse, cancel);
    if (grid == NULL && epi_cancel_is_raised (cancel))
      return false;
    if (grid == NULL)
      continue; /* no memory: an answer without this field */
    answer->fields[answer->n_fields++] = grid;
  }
  return true;
}
