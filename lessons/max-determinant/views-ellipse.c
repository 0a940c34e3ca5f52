/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points, or a polygon, and the ellipse; and both seen from the ellipse, where
 * it is the unit disc and its multipliers are forces in balance.
 */
#include "max-determinant/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

#define FEW_LABELS 8
#define SEEN_MULTIPLIER 1e-4 /* below: the point does not touch */
#define LONG_ARROW 0.1       /* below: no room for its head */

/* ---- What the document and a frame have ---- */

static bool
is_inside (const EpiScene *scene)
{
  return md_kind (scene->document) == MD_INSIDE;
}

/* Point `row` of the table; behind its end the extra one. */
static bool
point_of (const EpiScene *scene, size_t row, EpiPoint *out)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  const EpiData *data = epi_document_data (scene->document, "points");
  size_t rows = data != NULL ? epi_table_rows (epi_data_table (data)) : 0;

  if (row < rows)
    return epi_handle_position (points, scene, row, out);
  *out = epi_lesson_handle (scene->lesson, scene->document, "guest");
  return true;
}

typedef struct {
  size_t n;
  double *x, *y; /* (n) one buffer */
} Points;

static void
points_clear (Points *points)
{
  g_free (points->x);
}

/* All that count, the extra one last. */
static Points
all_points (const EpiScene *scene)
{
  const EpiHandleSpec *rows = &scene->lesson->handles[0];
  size_t n = epi_handle_count (rows, scene);
  EpiPoint *at = g_new (EpiPoint, n + 1);
  Points out = {.x = g_new (double, 2 * n + 2)};

  out.y = out.x + n + 1;
  epi_handle_positions (rows, scene, n, at);
  if (epi_scene_number (scene, "extra") != 0)
    at[n++] = epi_lesson_handle (scene->lesson, scene->document, "guest");
  for (size_t i = 0; i < n; i++)
    if (isfinite (at[i].x) && isfinite (at[i].y)) {
      out.x[out.n] = at[i].x;
      out.y[out.n++] = at[i].y;
    }
  g_free (at);
  return out;
}

/* The corners of the hull, where their points stand now. */
static Points
hull_of (const EpiScene *scene, const EpiFrame *frame)
{
  const EpiFrameItem *corners =
      frame != NULL ? epi_frame_find (frame, "corners") : NULL;
  size_t n = corners != NULL ? corners->rows : 0;
  Points out = {.x = g_new (double, 2 * n + 2)};

  out.y = out.x + n + 1;
  for (size_t k = 0; k < n; k++) {
    EpiPoint at;
    if (point_of (scene, (size_t)corners->data[k], &at)) {
      out.x[out.n] = at.x;
      out.y[out.n++] = at.y;
    }
  }
  return out;
}

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
  Points points = all_points (scene);
  EpiRange range = epi_range_empty ();
  EpiEllipse e;

  for (size_t i = 0; i < points.n; i++)
    epi_range_include (&range, points.x[i], points.y[i]);
  points_clear (&points);
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
  double r = is_inside (scene) ? 2.1 : 1.35;

  spec->fit = (EpiRange){.x0 = -r, .x1 = r, .y0 = -r, .y1 = r};
  spec->equal = true;
}

/* ---- Layers of the plane ---- */

static void
draw_polygon (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  Points hull = hull_of (scene, epi_scene_frame (scene, 0));
  bool inside = is_inside (scene);

  epi_draw_polygon (cr, axes, hull.x, hull.y, hull.n, EPI_COLOUR_DATA,
                    inside ? 0.07 : 0,
                    (EpiStroke){.colour = EPI_COLOUR_DATA,
                                .alpha = inside ? 0.8 : 0.35,
                                .width = inside ? 1.6 : 1,
                                .dashed = !inside});
  points_clear (&hull);
}

/* Whether no eye tells one ellipse from the other. */
static bool
looks_alike (const EpiAxes *axes, const EpiEllipse *a, const EpiEllipse *b)
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
  return away < 1;
}

/* Ellipses before the playhead, of every run; without those that lie on the
 * last one that was drawn, or on the present one. */
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
          !md_ellipse (run->frames[i], &e) ||
          looks_alike (axes, &e, &present) || looks_alike (axes, &e, &last))
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
                    (EpiStroke){.colour = EPI_COLOUR_FIT, .width = 2.6});
  epi_draw_markers (cr, axes, &e.centre[0], &e.centre[1], 1, EPI_MARKER_PLUS,
                    EPI_COLOUR_FIT, 10);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Points points = all_points (scene);

  epi_draw_markers (cr, axes, points.x, points.y, points.n, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 8);
  points_clear (&points);
}

/* Where constraint k is held: its corner, or where the ellipse meets its edge.
 */
static bool
place_of (const EpiScene *scene, const EpiFrame *frame, size_t k, EpiPoint *out)
{
  const EpiFrameItem *contacts = epi_frame_find (frame, "contacts");
  const EpiFrameItem *corners = epi_frame_find (frame, "corners");

  if (contacts == NULL)
    return point_of (scene, (size_t)corners->data[k], out);
  *out = (EpiPoint){contacts->data[2 * k], contacts->data[2 * k + 1]};
  return true;
}

static size_t
count_touching (const EpiFrameItem *lambda)
{
  size_t n = 0;

  for (size_t k = 0; k < lambda->rows; k++)
    n += lambda->data[k] > SEEN_MULTIPLIER;
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
    if (!(value > SEEN_MULTIPLIER) || !place_of (scene, frame, k, &at))
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
  Points points = all_points (scene);
  size_t n = points.n;

  points_clear (&points);
  return g_strdup_printf (
      is_inside (scene)
          ? "A polygon around %zu points and the largest ellipse in it, of "
            "area %.4g; it touches %.0f edges."
          : "%zu points and the smallest ellipse around them, of area %.4g; "
            "%.0f points touch it.",
      n, frame != NULL ? epi_frame_scalar (frame, "area", NAN) : NAN,
      frame != NULL ? epi_frame_scalar (frame, "touching", NAN) : NAN);
}

/* ---- Seen from the ellipse ---- */

/* u with p = B u + d. */
static EpiPoint
seen_from (const EpiEllipse *e, double x, double y)
{
  const double *B = e->map;
  double det = B[0] * B[3] - B[1] * B[2];
  double dx = x - e->centre[0], dy = y - e->centre[1];

  return (EpiPoint){(B[3] * dx - B[2] * dy) / det,
                    (B[0] * dy - B[1] * dx) / det};
}

static void
see (const EpiEllipse *e, Points *points)
{
  for (size_t i = 0; i < points->n; i++) {
    EpiPoint u = seen_from (e, points->x[i], points->y[i]);
    points->x[i] = u.x;
    points->y[i] = u.y;
  }
}

static void
draw_seen (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiEllipse disc = {.map = {1, 0, 0, 1}};
  bool inside = is_inside (scene);
  EpiEllipse e;

  if (!md_ellipse (frame, &e))
    return;
  Points hull = hull_of (scene, frame), points = all_points (scene);
  see (&e, &hull);
  see (&e, &points);
  epi_draw_polygon (cr, axes, hull.x, hull.y, hull.n, EPI_COLOUR_DATA,
                    inside ? 0.07 : 0,
                    (EpiStroke){.colour = EPI_COLOUR_DATA,
                                .alpha = inside ? 0.8 : 0.35,
                                .width = inside ? 1.6 : 1,
                                .dashed = !inside});
  epi_draw_ellipse (cr, axes, &disc, EPI_COLOUR_FIT, 0.1,
                    (EpiStroke){.colour = EPI_COLOUR_FIT, .width = 2.6});
  epi_draw_markers (cr, axes, points.x, points.y, points.n, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 6);
  points_clear (&hull);
  points_clear (&points);
}

/* Each multiplier pushes towards the middle (inside: away from it), as long as
 * it is large. */
static void
draw_forces (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *seen =
      frame != NULL ? epi_frame_find (frame, "seen") : NULL;
  const EpiFrameItem *lambda =
      seen != NULL ? epi_frame_find (frame, "multipliers") : NULL;

  if (lambda == NULL)
    return;
  double sign = is_inside (scene) ? 0.8 : -0.8;
  const EpiStroke stroke = {.colour = EPI_COLOUR_OPTIMUM, .width = 2.4};
  for (size_t k = 0; k < lambda->rows; k++) {
    double x = seen->data[2 * k], y = seen->data[2 * k + 1];
    double tip = 1 + sign * lambda->data[k];
    if (lambda->data[k] > LONG_ARROW)
      epi_draw_arrow (cr, axes, x, y, x * tip, y * tip, stroke);
    else if (lambda->data[k] > SEEN_MULTIPLIER)
      epi_draw_segment (cr, axes, x, y, x * tip, y * tip, stroke);
  }
  char *sum = epi_number_label (epi_frame_scalar (frame, "lambda_sum", NAN), 3);
  char *label = g_strdup_printf ("∑ <i>λ</i> = %s", sum);
  epi_draw_label (cr, axes, axes->range.x0, axes->range.y1, 8, 8, label,
                  EPI_COLOUR_OPTIMUM);
  g_free (label);
  g_free (sum);
}

const EpiLayer md_unit_layers[] = {
    {.name = "seen",
     .draw = draw_seen,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "forces", .draw = draw_forces, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
md_unit_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The same in coordinates in which the ellipse is the unit disc; the "
      "multipliers add up to %.3g and differ from John's condition by %.1g.",
      frame != NULL ? epi_frame_scalar (frame, "lambda_sum", NAN) : NAN,
      frame != NULL ? epi_frame_scalar (frame, "john", NAN) : NAN);
}
