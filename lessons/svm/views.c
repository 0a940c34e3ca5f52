/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plane: points of two or more classes, the border f = 0 with its margin,
 * slacks as distances to the margin, support vectors ringed.
 */
#include "core/epi-number.h"
#include "kit/epi-held-back.h"
#include "kit/epi-layers.h"
#include "svm/lesson.h"

#include <math.h>
#include <string.h>

#define FEW_SUPPORT 400
#define ELONGATED 1.8 /* data of other units have scales of their own */

/* ---- What the document and the frame have ---- */

static const EpiData *
data_of (const EpiScene *scene)
{
  return epi_document_data (scene->document, "points");
}

static char *
column_label (const EpiData *data, const char *role)
{
  const char *const *names = data != NULL ? epi_data_role (data, role) : NULL;
  return g_markup_escape_text (
      names != NULL && names[0] != NULL ? names[0] : "", -1);
}

void
sv_plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  size_t n = epi_handle_count (points, scene);
  EpiPoint *at = g_new (EpiPoint, n + 1);
  EpiRange range = epi_range_empty ();

  epi_handle_positions (points, scene, n, at);
  for (size_t i = 0; i < n; i++)
    if (isfinite (at[i].x) && isfinite (at[i].y))
      epi_range_include (&range, at[i].x, at[i].y);
  g_free (at);
  spec->fit = epi_range_padded (range, 0.12);
  /* Where that is possible a distance is one, and a circle round. */
  double ratio = (spec->fit.x1 - spec->fit.x0) / (spec->fit.y1 - spec->fit.y0);
  spec->equal = ratio > 1.0 / ELONGATED && ratio < ELONGATED;
  spec->x_label = column_label (data_of (scene), "x");
  spec->y_label = column_label (data_of (scene), "y");
}

static const EpiFrame *
machine_of (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return frame != NULL && epi_frame_find (frame, "alpha") != NULL ? frame
                                                                  : NULL;
}

/* The classes of the machine on the timeline: y = 1, y = -1. */
static bool
pair_of (const EpiScene *scene, size_t pair[2])
{
  const EpiFrame *frame = machine_of (scene);
  const EpiFrameItem *item =
      frame != NULL ? epi_frame_find (frame, "classes") : NULL;

  if (item == NULL)
    return false;
  pair[0] = (size_t)item->data[0];
  pair[1] = (size_t)item->data[1];
  return true;
}

static EpiPoint
row_at (const EpiScene *scene, double row)
{
  EpiPoint at = {NAN, NAN};
  const EpiHandleSpec *points = &scene->lesson->handles[0];

  if (row < (double)epi_handle_count (points, scene))
    epi_handle_position (points, scene, (size_t)row, &at);
  return at;
}

/* ---- The function ---- */

/* Fuller away from the border, as far as the margin. */
static EpiTint
side_cb (double f, const void *data)
{
  const size_t *pair = data;
  double alpha = 0.10 + 0.22 * fmin (fabs (f), 1);
  return (EpiTint){epi_class_colour (pair[f > 0 ? 0 : 1]), alpha};
}

static EpiTint
class_cb (double c, const void *data)
{
  return (EpiTint){epi_class_colour ((size_t)c), 0.22};
}

static void
draw_function (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFieldGrid *winner = epi_scene_field (scene, "winner");
  const EpiFieldGrid *f = epi_scene_field (scene, "decision");
  size_t pair[2];

  if (winner != NULL && winner->n_outputs > 0)
    epi_draw_tinted (cr, axes, winner, 0, false, class_cb, NULL);
  else if (f != NULL && pair_of (scene, pair))
    epi_draw_tinted (cr, axes, f, 0, true, side_cb, pair);
}

static void
draw_margin (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  static const double border[] = {0}, margin[] = {-1, 1};
  const EpiFieldGrid *f = epi_scene_field (scene, "decision");

  if (f == NULL)
    return;
  epi_draw_level_sets (
      cr, axes, f, 0, margin, 2,
      (EpiStroke){.colour = EPI_COLOUR_TEXT, .width = 1.5, .dashed = true},
      false);
  epi_draw_level_sets (cr, axes, f, 0, border, 1,
                       (EpiStroke){.colour = EPI_COLOUR_TEXT, .width = 2.5},
                       false);
}

/* Both hulls share this point: nothing straight can part them. */
static void
draw_common (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFrame *frame = machine_of (scene);
  const EpiFrameItem *at =
      frame != NULL ? epi_frame_find (frame, "common") : NULL;

  if (at == NULL || at->rows != 2)
    return;
  epi_draw_markers (cr, axes, &at->data[0], &at->data[1], 1, EPI_MARKER_CROSS,
                    EPI_COLOUR_WARNING, 14);
  epi_draw_label (cr, axes, at->data[0], at->data[1], 12, -14, "in both hulls",
                  EPI_COLOUR_WARNING);
}

/* ---- Points ---- */

static void
draw_slack (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *slack = epi_scene_field (scene, "slack");
  const EpiFrame *frame = machine_of (scene);
  const EpiFrameItem *rows =
      frame != NULL ? epi_frame_find (frame, "row") : NULL;

  if (slack == NULL || rows == NULL || slack->nx != rows->rows)
    return;
  const double *x = slack->values, *y = x + slack->nx;
  double *from = g_new (double, 4 * slack->nx + 1);
  size_t n = 0, m = slack->nx;
  for (size_t i = 0; i < m; i++) {
    EpiPoint at = row_at (scene, rows->data[i]);
    if (!isfinite (x[i]) || !isfinite (y[i]) || !isfinite (at.x))
      continue;
    from[n] = at.x;
    from[m + n] = at.y;
    from[2 * m + n] = x[i];
    from[3 * m + n++] = y[i];
  }
  epi_draw_segments (cr, axes, from, from + m, from + 2 * m, from + 3 * m, n,
                     (EpiStroke){.colour = EPI_COLOUR_RESIDUAL, .width = 1.5});
  g_free (from);
}

typedef struct { /* (n) each, of the handles */
  size_t n;
  EpiPoint *at;
  const EpiTable *rows; /* some of which are held back; NULL: none is */
} Points;

/* The points of class c (-1: of none), those held back or the others. */
static void
draw_class (cairo_t *cr, const EpiAxes *axes, const Points *points,
            const EpiClasses *classes, int c, bool held)
{
  double *x = g_new (double, 2 * points->n + 1), *y = x + points->n;
  size_t m = 0;

  for (size_t i = 0; i < points->n; i++)
    if ((i < classes->rows ? classes->of_row[i] : -1) == c &&
        (points->rows != NULL && epi_row_is_held_back (points->rows, i)) ==
            held) {
      x[m] = points->at[i].x;
      y[m++] = points->at[i].y;
    }
  (held ? epi_draw_hollow_markers : epi_draw_markers) (
      cr, axes, x, y, m, c < 0 ? EPI_MARKER_DISC : epi_class_marker ((size_t)c),
      c < 0 ? EPI_COLOUR_DIM : epi_class_colour ((size_t)c), held ? 11 : 9);
  g_free (x);
}

static Points
points_of (const EpiScene *scene)
{
  const EpiHandleSpec *handle = &scene->lesson->handles[0];
  Points points = {.n = epi_handle_count (handle, scene)};

  points.at = g_new (EpiPoint, points.n + 1);
  epi_handle_positions (handle, scene, points.n, points.at);
  if (epi_held_back_count (data_of (scene)) > 0)
    points.rows = epi_handle_holds_back (handle, scene);
  return points;
}

/* Class by class; first, so that they are seen at all, those of none.  Hollow
 * ones, which are held back, lie below. */
static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Points points = points_of (scene);
  EpiClasses classes; /* none where the column is no label */

  epi_classes_find (data_of (scene), "label", &classes, NULL);
  for (int c = -1; points.rows != NULL && c < (int)classes.n; c++)
    draw_class (cr, axes, &points, &classes, c, true);
  for (int c = -1; c < (int)classes.n; c++)
    draw_class (cr, axes, &points, &classes, c, false);
  epi_classes_clear (&classes);
  g_free (points.at);
}

/* A ring whose area is α, against γ/2, the most it can be. */
static void
draw_support (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFrame *frame = machine_of (scene);

  if (frame == NULL || epi_frame_scalar (frame, "support", 0) > FEW_SUPPORT)
    return;
  const EpiFrameItem *alpha = epi_frame_find (frame, "alpha");
  const EpiFrameItem *rows = epi_frame_find (frame, "row");
  double most = 0;
  for (size_t i = 0; i < alpha->rows; i++)
    most = fmax (most, alpha->data[i]);
  for (size_t i = 0; i < alpha->rows; i++) {
    EpiPoint at = row_at (scene, rows->data[i]);
    if (!(alpha->data[i] > 1e-6 * most) || !isfinite (at.x))
      continue;
    double size = 12 + 12 * sqrt (alpha->data[i] / most);
    epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_RING,
                      EPI_COLOUR_TEXT, size);
  }
}

/* The pair that the last step moved. */
static void
draw_pair (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  static const char *const names[] = {"i", "j"};
  const EpiFrame *frame = machine_of (scene);
  const EpiFrameItem *rows =
      frame != NULL ? epi_frame_find (frame, "row") : NULL;

  if (rows == NULL || epi_frame_status (frame) != EPI_RUNNING)
    return;
  for (size_t k = 0; k < 2; k++) {
    double i = epi_frame_scalar (frame, names[k], NAN);
    if (!(i >= 0 && i < (double)rows->rows))
      continue;
    EpiPoint at = row_at (scene, rows->data[(size_t)i]);
    char *label = g_strdup_printf ("<i>%s</i>", names[k]);
    epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_RING,
                      EPI_COLOUR_ITERATE, 18);
    epi_draw_label (cr, axes, at.x, at.y, 12, -12, label, EPI_COLOUR_ITERATE);
    g_free (label);
  }
}

/* The name of each class at its highest point, and the key that makes a point
 * one of it; the control under the figure has the same number. */
static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  EpiClasses classes;

  if (!epi_classes_find (data_of (scene), "label", &classes, NULL))
    return;
  for (size_t c = 0; c < classes.n; c++) {
    EpiPoint top = {NAN, -INFINITY};
    for (size_t i = 0; i < classes.rows; i++) {
      EpiPoint at;
      if (classes.of_row[i] == (signed char)c &&
          epi_handle_position (points, scene, i, &at) && at.y > top.y)
        top = at;
    }
    if (!isfinite (top.y))
      continue;
    char *name = g_markup_escape_text (classes.names[c], -1);
    char *label =
        g_strdup_printf ("<b>%s</b>  <small>key %zu</small>", name, c + 1);
    epi_draw_label (cr, axes, top.x, top.y, 12, -12, label,
                    epi_class_colour (c));
    g_free (label);
    g_free (name);
  }
  epi_classes_clear (&classes);
}

const EpiLayer sv_plane_layers[] = {
    {.name = "function",
     .draw = draw_function,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME},
    {.name = "margin", .draw = draw_margin, .depends = EPI_DEPENDS_FIELD},
    {.name = "slack",
     .draw = draw_slack,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "points", .draw = draw_points, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "wrong",
     .draw = sv_draw_wrong,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "support",
     .draw = draw_support,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "pair",
     .draw = draw_pair,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "common", .draw = draw_common, .depends = EPI_DEPENDS_FRAME},
    {.name = "names", .draw = draw_names, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

static size_t
count_classes (const EpiScene *scene)
{
  EpiClasses classes;
  size_t n = 0;

  if (epi_classes_find (data_of (scene), "label", &classes, NULL))
    n = classes.n;
  epi_classes_clear (&classes);
  return n;
}

static char *
describe_border (const EpiScene *scene)
{
  const EpiFrame *frame = machine_of (scene);

  if (frame == NULL)
    return g_strdup ("Points of several classes; there is no machine yet.");
  double margin = epi_frame_scalar (frame, "margin", NAN);
  if (!isfinite (margin))
    return g_strdup_printf ("Points of several classes; a is 0, so there is no "
                            "border between two of them, and %.0f points have "
                            "slack.",
                            epi_frame_scalar (frame, "inside", NAN));
  return g_strdup_printf (
      "Points of %s: the margin is %.4g wide, %.0f points are support vectors, "
      "%.0f stand inside it and %.0f on the wrong side.",
      count_classes (scene) > 2
          ? "several classes and the border between two of them"
          : "two classes and the border between them",
      margin, epi_frame_scalar (frame, "support", NAN),
      epi_frame_scalar (frame, "inside", NAN),
      epi_frame_scalar (frame, "wrong", NAN));
}

char *
sv_plane_summary (const EpiScene *scene)
{
  return sv_with_rows_told (scene, describe_border (scene));
}
