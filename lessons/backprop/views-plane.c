/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plane: the points, and what the network says everywhere; or, while the
 * pointer rests on a unit of the graph, what that unit says.
 */
#include "backprop/lesson.h"
#include "kit/epi-draw.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"

#include <math.h>
#include <string.h>

#define POSITIVE EPI_COLOUR_SERIES
#define NEGATIVE (EPI_COLOUR_SERIES + 1)

static const EpiData *
data_of (const EpiScene *scene)
{
  return epi_document_data (scene->document, "points");
}

static bool
is_regression (const EpiScene *scene)
{
  return strcmp (epi_scene_text (scene, "problem"), "regress") == 0;
}

static const EpiHandleSpec *
handle_of_points (const EpiScene *scene)
{
  const EpiHandleSpec *handle = scene->lesson->handles;

  while (strcmp (handle->name, "points") != 0)
    handle++;
  return handle;
}

static char *
column_label (const EpiData *data, const char *role)
{
  const char *const *names = data != NULL ? epi_data_role (data, role) : NULL;

  return g_markup_escape_text (
      names != NULL && names[0] != NULL ? names[0] : "", -1);
}

/* ---- All points, with what they are ---- */

typedef struct { /* (n) each; NaN: nowhere */
  size_t n;
  EpiPoint *at;
  bool *test;
} Points;

static Points
points_of (const EpiScene *scene)
{
  const EpiHandleSpec *handle = handle_of_points (scene);
  const EpiData *data = data_of (scene);
  Points p = {.n = epi_handle_count (handle, scene)};

  p.at = g_new (EpiPoint, p.n + 1);
  p.test = g_new0 (bool, p.n + 1);
  epi_handle_positions (handle, scene, p.n, p.at);
  if (data != NULL && p.n == epi_table_rows (epi_data_table (data)))
    bp_find_tests (scene->document, epi_data_table (data), p.test);
  return p;
}

static void
points_clear (Points *points)
{
  g_free (points->at);
  g_free (points->test);
}

void
bp_plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  Points points = points_of (scene);
  EpiRange range = epi_range_empty ();

  for (size_t i = 0; i < points.n; i++)
    if (isfinite (points.at[i].x) && isfinite (points.at[i].y))
      epi_range_include (&range, points.at[i].x, points.at[i].y);
  points_clear (&points);
  spec->fit = epi_range_padded (range, 0.12);
  double ratio = (spec->fit.x1 - spec->fit.x0) / (spec->fit.y1 - spec->fit.y0);
  spec->equal = ratio > 0.55 && ratio < 1.8;
  spec->x_label = column_label (data_of (scene), "x");
  spec->y_label = column_label (data_of (scene), "y");
}

/* ---- What the network says ---- */

typedef struct {
  double border, full; /* full beyond it, a value is drawn fullest */
  bool discretize;
} Sides;

static EpiTint
side_cb (double f, const void *data)
{
  const Sides *sides = data;
  double t = fmin (fabs (f - sides->border) / sides->full, 1);

  return (EpiTint){f > sides->border ? POSITIVE : NEGATIVE,
                   sides->discretize ? 0.35 : 0.06 + 0.54 * t};
}

static EpiTint
class_cb (double c, const void *data)
{
  return (EpiTint){epi_class_colour ((size_t)c), 0.3};
}

static bool
draw_hovered (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const Sides *sides)
{
  const EpiFieldGrid *maps = epi_scene_field (scene, "maps");
  const EpiFrameItem *range = epi_scene_item (scene, "range");
  BpGraph graph;
  size_t column, unit, points = BP_MAP * BP_MAP;

  if (maps == NULL || range == NULL || !bp_graph_of (scene, &graph) ||
      !bp_hovered (scene, &graph, &column, &unit))
    return false;
  size_t number = bp_unit_number (&graph, column, unit);
  if ((number + 1) * points > maps->nx)
    return false;
  EpiFieldGrid map = {.name = "map",
                      .range = {range->data[0], range->data[1], range->data[2],
                                range->data[3], false, false},
                      .nx = BP_MAP,
                      .ny = BP_MAP,
                      .n_outputs = 1,
                      .values = maps->values + number * points};
  Sides own = {.border = bp_unit_border (scene, &graph, column),
               .discretize = sides->discretize};
  own.full = bp_largest (map.values, points, own.border);
  epi_draw_tinted (cr, axes, &map, 0, !own.discretize, side_cb, &own);
  return true;
}

static size_t
n_outputs (const EpiScene *scene)
{
  BpGraph graph;

  return bp_graph_of (scene, &graph) ? graph.units[graph.layers] : 0;
}

static void
draw_answers (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFieldGrid *f = epi_scene_field (scene, "answers");
  bool binary = strcmp (epi_scene_text (scene, "loss"), "binary") == 0;
  double border = bp_border_of (scene->document);
  Sides sides = {border, binary && !is_regression (scene) ? 4 : 1 - border,
                 epi_scene_number (scene, "discretize") != 0};

  if (f == NULL || draw_hovered (cr, axes, scene, &sides))
    return;
  if (n_outputs (scene) > 1)
    epi_draw_tinted (cr, axes, f, 0, false, class_cb, NULL);
  else
    epi_draw_tinted (cr, axes, f, 0, !sides.discretize, side_cb, &sides);
}

static void
draw_border (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const double border = bp_border_of (scene->document);
  const EpiFieldGrid *f = epi_scene_field (scene, "answers");

  if (f != NULL && n_outputs (scene) == 1)
    epi_draw_level_sets (cr, axes, f, 0, &border, 1,
                         (EpiStroke){.colour = EPI_COLOUR_TEXT,
                                     .width = is_regression (scene) ? 1 : 2},
                         false);
}

/* ---- Points ---- */

/* Those of the class (or all) that are of the kind. */
static void
draw_some (cairo_t *cr, const EpiAxes *axes, const Points *points,
           const signed char *of_row, int c, bool test)
{
  double *x = g_new (double, 2 * points->n + 1), *y = x + points->n;
  size_t m = 0;

  for (size_t i = 0; i < points->n; i++)
    if (of_row[i] == c && points->test[i] == test &&
        isfinite (points->at[i].x)) {
      x[m] = points->at[i].x;
      y[m++] = points->at[i].y;
    }
  epi_draw_markers (cr, axes, x, y, m,
                    test ? EPI_MARKER_RING : epi_class_marker ((size_t)c),
                    epi_class_colour ((size_t)c), test ? 8 : 9);
  g_free (x);
}

static void
draw_classes (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const Points *points, bool show_test)
{
  EpiClasses classes;

  if (!epi_classes_find (data_of (scene), "label", &classes, NULL))
    return;
  for (size_t c = 0; c < classes.n && points->n == classes.rows; c++) {
    if (show_test)
      draw_some (cr, axes, points, classes.of_row, (int)c, true);
    draw_some (cr, axes, points, classes.of_row, (int)c, false);
  }
  epi_classes_clear (&classes);
}

/* Filled as full as the height is large. */
static void
draw_heights (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const Points *points, bool show_test)
{
  const EpiData *data = data_of (scene);
  ptrdiff_t column = data != NULL ? epi_data_column (data, "value", 0) : -1;
  double r = 4.5 * epi_draw_unit (axes);

  if (column < 0)
    return;
  double *v = g_new (double, points->n + 1);
  epi_table_copy_column (epi_data_table (data), (size_t)column, v);
  double most = bp_largest (v, points->n, 0);
  for (size_t i = 0; i < points->n; i++) {
    if (!isfinite (points->at[i].x) || (points->test[i] && !show_test))
      continue;
    EpiTint tint = {v[i] < 0 ? NEGATIVE : POSITIVE,
                    0.1 + 0.9 * fabs (v[i]) / most};
    cairo_new_sub_path (cr);
    cairo_arc (cr, epi_axes_x (axes, points->at[i].x),
               epi_axes_y (axes, points->at[i].y),
               points->test[i] ? 0.7 * r : r, 0, 2 * G_PI);
    epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 1);
    cairo_fill_preserve (cr);
    epi_palette_source (axes->palette, cr, tint.colour, tint.alpha);
    cairo_fill_preserve (cr);
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT,
                        points->test[i] ? 0.35 : 0.8);
    cairo_set_line_width (cr, epi_draw_unit (axes));
    cairo_stroke (cr);
  }
  g_free (v);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Points points = points_of (scene);
  bool show_test = epi_scene_number (scene, "show_test") != 0;

  if (is_regression (scene)) {
    double *x = g_new (double, 2 * points.n + 1), *y = x + points.n;
    for (size_t i = 0; i < points.n; i++) {
      x[i] = points.at[i].x;
      y[i] = points.at[i].y;
    }
    if (!epi_plot_table_record_xy (cr, "points", x, y, points.n))
      draw_heights (cr, axes, scene, &points, show_test);
    g_free (x);
  } else
    draw_classes (cr, axes, scene, &points, show_test);
  points_clear (&points);
}

/* The name of each class beside its topmost point. */
static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  EpiClasses classes;

  if (is_regression (scene) ||
      !epi_classes_find (data_of (scene), "label", &classes, NULL))
    return;
  Points points = points_of (scene);
  for (size_t c = 0; c < classes.n; c++) {
    EpiPoint top = {NAN, -INFINITY};
    for (size_t i = 0; i < classes.rows && i < points.n; i++)
      if (classes.of_row[i] == (signed char)c && points.at[i].y > top.y)
        top = points.at[i];
    char *name = g_markup_escape_text (classes.names[c], -1);
    char *label = g_strdup_printf ("<b>%s</b>", name);
    if (isfinite (top.y))
      epi_draw_label (cr, axes, top.x, top.y, 12, -12, label,
                      epi_class_colour (c));
    g_free (label);
    g_free (name);
  }
  points_clear (&points);
  epi_classes_clear (&classes);
}

const EpiLayer bp_plane_layers[] = {
    {.name = "answers",
     .draw = draw_answers,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME | EPI_DEPENDS_HOVER |
                EPI_DEPENDS_DOCUMENT},
    {.name = "border",
     .draw = draw_border,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "points", .draw = draw_points, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "names", .draw = draw_names, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
bp_plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double right =
      frame != NULL ? epi_frame_scalar (frame, "train_accuracy", NAN) : NAN;

  if (!isfinite (right))
    return g_strdup ("The points that the network learns from, and what it "
                     "says everywhere in the plane.");
  return g_strdup_printf ("The points that the network learns from, and what "
                          "it says everywhere in the plane: after step %zu it "
                          "calls %.1f %% of them right.",
                          epi_frame_k (frame), 100 * right);
}
