/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points, or a polygon, and the ellipse.
 */
#include "max-determinant/points.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

#define FEW_LABELS 8
#define LINE 2.6 /* how wide the present ellipse is drawn */

/* ---- What the document and a frame have ---- */

static const EpiFrame *
last_frame (const EpiScene *scene)
{
  const EpiAnswer *answer = scene->answer;

  if (answer == NULL || answer->n_runs == 0 || answer->runs[0].n_frames == 0)
    return NULL;
  return answer->runs[0].frames[answer->runs[0].n_frames - 1];
}

/* ---- Axes ---- */

static char *
role_label (const EpiScene *scene, const char *role)
{
  const EpiData *data = epi_document_data (scene->document, "points");
  const char *const *names = data != NULL ? epi_data_role (data, role) : NULL;

  return g_strdup (names != NULL && *names != NULL ? *names : role);
}

void
md_plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  MdPoints points = md_all_points (scene);
  EpiRange range = epi_range_empty ();
  EpiEllipse e;

  for (size_t i = 0; i < points.n; i++)
    epi_range_include (&range, points.x[i], points.y[i]);
  md_points_clear (&points);
  if (md_ellipse (last_frame (scene), &e))
    epi_range_include_ellipse (&range, &e);
  spec->x_label = role_label (scene, "x");
  spec->y_label = role_label (scene, "y");
  spec->fit = epi_range_padded (range, 0.12);
  double width = spec->fit.x1 - spec->fit.x0;
  double height = spec->fit.y1 - spec->fit.y0;
  spec->equal = width < 3 * height && height < 3 * width;
}

void
md_unit_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double r = md_is_inside (scene) ? 2.1 : 1.35;

  spec->fit = (EpiRange){.x0 = -r, .x1 = r, .y0 = -r, .y1 = r};
  spec->equal = true;
}

/* ---- Layers of the plane ---- */

static void
draw_polygon (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  MdPoints hull = md_hull_of (scene, epi_scene_frame (scene, 0));
  bool inside = md_is_inside (scene);

  epi_draw_polygon (cr, axes, hull.x, hull.y, hull.n, EPI_COLOUR_DATA,
                    inside ? 0.07 : 0,
                    (EpiStroke){.colour = EPI_COLOUR_DATA,
                                .alpha = inside ? 0.8 : 0.35,
                                .width = inside ? 1.6 : 1,
                                .dashed = !inside});
  md_points_clear (&hull);
}

/* Whether one ellipse is nowhere that many pixels from the other. */
static bool
looks_alike (const EpiAxes *axes, const EpiEllipse *a, const EpiEllipse *b,
             double pixels)
{
  double across = axes->plot.width / (axes->range.x1 - axes->range.x0);
  double up = axes->plot.height / (axes->range.y1 - axes->range.y0);
  double away = 0;

  for (size_t i = 0; i < 2; i++) {
    double unit = i == 0 ? across : up;
    away +=
        unit * (fabs (a->centre[i] - b->centre[i]) +
                hypot (a->map[i] - b->map[i], a->map[2 + i] - b->map[2 + i]));
  }
  return away < pixels;
}

/* Whether nine tenths of its box are in sight: of one of which less is there
 * would be arcs, each of which could be anybody's. */
static bool
is_nearly_whole (const EpiAxes *axes, const EpiEllipse *e)
{
  const EpiRange *range = &axes->range;
  EpiRange box = epi_range_empty ();

  epi_range_include_ellipse (&box, e);
  double across = fmin (box.x1, range->x1) - fmax (box.x0, range->x0);
  double up = fmin (box.y1, range->y1) - fmax (box.y0, range->y0);
  return across > 0 && up > 0 &&
         across * up >= 0.9 * (box.x1 - box.x0) * (box.y1 - box.y0);
}

/* Ellipses before the playhead, of every run, that are nearly seen whole;
 * without those that no eye tells from the last one that was drawn, and those
 * that would only smear the line of the present one. */
static void
draw_past (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  for (size_t r = 0; scene->answer != NULL && r < scene->answer->n_runs; r++) {
    const EpiRun *run = &scene->answer->runs[r];
    EpiEllipse present, last = {{NAN}}, e;
    if (!md_ellipse (epi_scene_frame (scene, r), &present))
      continue;
    for (size_t i = 0; i < run->n_frames; i++) {
      if (epi_frame_k (run->frames[i]) >= scene->k ||
          !md_ellipse (run->frames[i], &e) || !is_nearly_whole (axes, &e) ||
          looks_alike (axes, &e, &present, LINE) ||
          looks_alike (axes, &e, &last, 1))
        continue;
      epi_draw_ellipse (cr, axes, &e, EPI_COLOUR_ITERATE, 0,
                        (EpiStroke){epi_run_colour (r), 0.45, 1.2, false});
      last = e;
    }
  }
}

static void
draw_present (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  EpiEllipse e;

  for (size_t r = 1; scene->answer != NULL && r < scene->answer->n_runs; r++)
    if (md_ellipse (epi_scene_frame (scene, r), &e))
      epi_draw_ellipse (cr, axes, &e, EPI_COLOUR_FIT, 0,
                        (EpiStroke){epi_run_colour (r), 1, 1.6, true});
  if (!md_ellipse (epi_scene_frame (scene, 0), &e))
    return;
  epi_draw_ellipse (cr, axes, &e, EPI_COLOUR_FIT, 0.1,
                    (EpiStroke){.colour = EPI_COLOUR_FIT, .width = LINE});
  epi_draw_markers (cr, axes, &e.centre[0], &e.centre[1], 1, EPI_MARKER_PLUS,
                    EPI_COLOUR_FIT, 10);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  MdPoints points = md_all_points (scene);

  epi_draw_markers (cr, axes, points.x, points.y, points.n, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 8);
  md_points_clear (&points);
}

/* Where constraint k is held: its corner, or where the ellipse meets its edge.
 */
static bool
place_of (const EpiScene *scene, const EpiFrame *frame, size_t k, EpiPoint *out)
{
  const EpiFrameItem *contacts = epi_frame_find (frame, "contacts");
  const EpiFrameItem *corners = epi_frame_find (frame, "corners");

  if (contacts == NULL)
    return md_point_of (scene, (size_t)corners->data[k], out);
  *out = (EpiPoint){contacts->data[2 * k], contacts->data[2 * k + 1]};
  return true;
}

static size_t
count_touching (const EpiFrameItem *lambda)
{
  size_t n = 0;

  for (size_t k = 0; k < lambda->rows; k++)
    n += lambda->data[k] > MD_SEEN_MULTIPLIER;
  return n;
}

/* A ring round each point that touches, its area the multiplier. */
static void
draw_multipliers (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *lambda =
      frame != NULL ? epi_frame_find (frame, "multipliers") : NULL;

  if (lambda == NULL)
    return;
  bool few = count_touching (lambda) <= FEW_LABELS;
  for (size_t k = 0; k < lambda->rows; k++) {
    double value = lambda->data[k];
    EpiPoint at;
    if (!(value > MD_SEEN_MULTIPLIER) || !place_of (scene, frame, k, &at))
      continue;
    epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_RING,
                      EPI_COLOUR_OPTIMUM, 14 + 16 * sqrt (value));
    if (!few)
      continue;
    char *number = epi_number_label (value, 2);
    char *label = g_strdup_printf ("<i>λ</i> = %s", number);
    epi_draw_label (cr, axes, at.x, at.y, 14, -14, label, EPI_COLOUR_OPTIMUM);
    g_free (label);
    g_free (number);
  }
}

static void
draw_guest (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  EpiPoint at = epi_lesson_handle (scene->lesson, scene->document, "guest");

  epi_draw_label (cr, axes, at.x, at.y, 12, 16, "extra point",
                  EPI_COLOUR_START);
}

const EpiLayer md_plane_layers[] = {
    {.name = "polygon",
     .draw = draw_polygon,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "iterates",
     .draw = draw_past,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "ellipse", .draw = draw_present, .depends = EPI_DEPENDS_FRAME},
    {.name = "points", .draw = draw_points, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "multipliers",
     .draw = draw_multipliers,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "extra",
     .draw = draw_guest,
     .depends = EPI_DEPENDS_DOCUMENT,
     .shown_when = "extra"},
    {NULL},
};

char *
md_plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  MdPoints points = md_all_points (scene);
  size_t n = points.n;

  md_points_clear (&points);
  return g_strdup_printf (
      md_is_inside (scene)
          ? "A polygon around %zu points and the largest ellipse in it, of "
            "area %.4g; it touches %.0f edges."
          : "%zu points and the smallest ellipse around them, of area %.4g; "
            "%.0f points touch it.",
      n, frame != NULL ? epi_frame_scalar (frame, "area", NAN) : NAN,
      frame != NULL ? epi_frame_scalar (frame, "touching", NAN) : NAN);
}
