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

bool
epi_session_add_fields (EpiTimeline *timeline, const EpiLesson *lesson,
                        const EpiRequest *request, EpiAnswer *answer,
                        bool coarse, const EpiCancel *cancel)
{
  EpiScene scene = {.lesson = lesson,
                    .document = request->document,
                    .answer = answer,
                    .k = answer->k};
  size_t n = 0;

  while (lesson->fields != NULL && lesson->fields[n].name != NULL)
    n++;
  answer->fields = g_new0 (EpiFieldGrid *, n);
  for (size_t f = 0; f < n; f++) {
    const EpiFieldSpec *field = &lesson->fields[f];
    size_t v, nx, ny;
    if (!epi_lesson_shown (lesson, request->document, field->shown_when) ||
        view_of_field (lesson, request, field->name, &v) == NULL)
      continue;
    const EpiViewWish *wish = &request->wishes[v];
    EpiRange range = wish->chosen ? wish->range
                                  : as_shown (&scene, &lesson->views[v], wish,
                                              answer->ranges[v]);
    EpiRange wide = beyond (range);
    resolution (field, &request->wishes[v], coarse, &nx, &ny);
    EpiFieldGrid *grid = epi_timeline_field (timeline, field->name, answer->k,
                                             &wide, nx, ny, cancel);
    if (grid == NULL && epi_cancel_is_raised (cancel))
      return false;
    if (grid == NULL)
      continue; /* no memory: an answer without this field */
    grid->final = !coarse || field->curve || field->whole;
    answer->fields[answer->n_fields++] = grid;
  }
  return true;
}
