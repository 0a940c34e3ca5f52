/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's figures: data and fit, the parameter plane, the cost.  The
 * matrices of the direct methods are drawn in views-methods.c.
 */
#include "least-squares/lesson.h"
#include "least-squares/views.h"

#include "core/epi-number.h"
#include "kit/epi-assign.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

/* ---- The data ---- */

static const EpiData *
points_of (const EpiScene *scene)
{
  return epi_document_data (scene->document, "points");
}

static size_t
n_roles (const EpiData *data, const char *role)
{
  return data != NULL ? g_strv_length ((char **)epi_data_role (data, role)) : 0;
}

EpiColour
ls_output_colour (const EpiScene *scene, size_t output)
{
  return n_roles (points_of (scene), "y") > 1
             ? EPI_COLOUR_SERIES + output % EPI_N_SERIES
             : EPI_COLOUR_DATA;
}

static EpiColour
fit_colour (const EpiScene *scene, size_t output)
{
  return n_roles (points_of (scene), "y") > 1
             ? EPI_COLOUR_SERIES + output % EPI_N_SERIES
             : EPI_COLOUR_FIT;
}

static char *
role_label (const EpiData *data, const char *role)
{
  return data != NULL ? g_strjoinv (", ", (char **)epi_data_role (data, role))
                      : NULL;
}

static void
include_column (const EpiTable *table, ptrdiff_t column, double *low,
                double *high)
{
  if (column < 0 || epi_table_kind (table, (size_t)column) != EPI_COLUMN_NUMBER)
    return;
  for (size_t c = 0; c < epi_table_n_chunks (table); c++) {
    size_t n;
    const double *values = epi_table_chunk (table, (size_t)column, c, &n);
    for (size_t i = 0; i < n; i++)
      if (isfinite (values[i])) {
        *low = MIN (*low, values[i]);
        *high = MAX (*high, values[i]);
      }
  }
}

/* Of all points: from the frame, which knows; else from the table. */
static void
measure_extent (const EpiScene *scene, double extent[4])
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *known =
      frame != NULL ? epi_frame_find (frame, "extent") : NULL;
  const EpiData *data = points_of (scene);

  extent[0] = extent[2] = INFINITY;
  extent[1] = extent[3] = -INFINITY;
  if (known != NULL) {
    memcpy (extent, known->data, 4 * sizeof *extent);
    return;
  }
  if (data == NULL)
    return;
  const EpiTable *table = epi_data_table (data);
  include_column (table, epi_data_column (data, "x", 0), &extent[0],
                  &extent[1]);
  for (size_t o = 0; o < n_roles (data, "y"); o++)
    include_column (table, epi_data_column (data, "y", o), &extent[2],
                    &extent[3]);
}

static void
data_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiData *data = points_of (scene);
  EpiRange range = epi_range_empty ();
  double e[4];

  spec->x_label = role_label (data, "x");
  spec->y_label = role_label (data, "y");
  measure_extent (scene, e);
  if (e[0] <= e[1] && e[2] <= e[3]) {
    epi_range_include (&range, e[0], e[2]);
    epi_range_include (&range, e[1], e[3]);
  }
  spec->fit = epi_range_padded (range, 0.06);
}

/* The points of one output that are shown, apart by mark. */
typedef struct {
  GArray *x, *y;
} Cloud;

static Cloud
cloud_of (const EpiData *data, size_t output, uint8_t mask, uint8_t wanted)
{
  Cloud cloud = {g_array_new (FALSE, FALSE, sizeof (double)),
                 g_array_new (FALSE, FALSE, sizeof (double))};
  const EpiTable *table = epi_data_table (data);
  ptrdiff_t xc = epi_data_column (data, "x", 0);
  ptrdiff_t yc = epi_data_column (data, "y", output);

  for (size_t i = 0; xc >= 0 && yc >= 0 && i < epi_table_rows (table); i++) {
    uint8_t mark = epi_table_mark (table, i);
    if (mark & EPI_MARK_HIDDEN || (mark & mask) != wanted)
      continue;
    double x = epi_table_number (table, i, (size_t)xc);
    double y = epi_table_number (table, i, (size_t)yc);
    if (isfinite (x) && isfinite (y)) {
      g_array_append_val (cloud.x, x);
      g_array_append_val (cloud.y, y);
    }
  }
  return cloud;
}

static void
cloud_draw (Cloud cloud, cairo_t *cr, const EpiAxes *axes, EpiMarker marker,
            EpiColour colour, double size)
{
  epi_draw_markers (cr, axes, (const double *)cloud.x->data,
                    (const double *)cloud.y->data, cloud.x->len, marker, colour,
                    size);
  g_array_unref (cloud.x);
  g_array_unref (cloud.y);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiData *points = points_of (scene);

  if (points == NULL)
    return;
  size_t n = epi_table_rows (epi_data_table (points));
  double size = n <= 60 ? 10 : n <= 400 ? 8 : 6;
  for (size_t o = 0; o < n_roles (points, "y"); o++) {
    EpiColour colour = ls_output_colour (scene, o);
    cloud_draw (cloud_of (points, o, EPI_MARK_SELECTED, EPI_MARK_SELECTED), cr,
                axes, EPI_MARKER_RING, EPI_COLOUR_ACCENT, size + 6);
    cloud_draw (cloud_of (points, o, EPI_MARK_TEST, EPI_MARK_TEST), cr, axes,
                EPI_MARKER_RING, colour, size);
    cloud_draw (cloud_of (points, o, EPI_MARK_TEST, 0), cr, axes,
                EPI_MARKER_DISC, colour, size);
  }
}

static void
draw_density (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "density");

  if (grid != NULL)
    epi_draw_density (cr, axes, grid, EPI_COLOUR_DATA);
}

/* ---- Residuals ---- */

typedef struct { /* (n) each, for one output */
  double *x, *y, *fitted;
  size_t n;
} Residuals;

typedef void (*ResidualFunc) (cairo_t *cr, const EpiAxes *axes,
                              const Residuals *residuals);

static void
residual_lines (cairo_t *cr, const EpiAxes *axes, const Residuals *r)
{
  epi_draw_segments (cr, axes, r->x, r->y, r->x, r->fitted, r->n,
                     (EpiStroke){EPI_COLOUR_RESIDUAL, 0.7, 1.5, false});
}

static void
residual_squares (cairo_t *cr, const EpiAxes *axes, const Residuals *r)
{
  epi_draw_residual_squares (cr, axes, r->x, r->y, r->fitted, r->n,
                             EPI_COLOUR_RESIDUAL);
}

/* The field has the fitted values of each output, then the rows of the table
 * that they belong to. */
static void
draw_residuals_as (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   ResidualFunc draw)
{
  const EpiFieldGrid *fitted = epi_scene_field (scene, "fitted");
  const EpiData *data =
      scene->answer != NULL
          ? epi_document_data (scene->answer->document, "points")
          : NULL;

  if (fitted == NULL || data == NULL)
    return;
  const EpiTable *table = epi_data_table (data);
  size_t n = fitted->nx, m = fitted->n_outputs - 1;
  const double *rows = fitted->values + n * m;
  size_t xc = (size_t)epi_data_column (data, "x", 0);
  double *x = g_new (double, 3 * n + 1);
  Residuals r = {x, x + n, x + 2 * n, n};
  for (size_t o = 0; o < m; o++) {
    size_t yc = (size_t)epi_data_column (data, "y", o);
    for (size_t i = 0; i < n; i++) {
      r.x[i] = epi_table_number (table, (size_t)rows[i], xc);
      r.y[i] = epi_table_number (table, (size_t)rows[i], yc);
      r.fitted[i] = fitted->values[i + o * n];
    }
    draw (cr, axes, &r);
  }
  g_free (x);
}

static void
draw_residual_lines (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                     const void *data)
{
  draw_residuals_as (cr, axes, scene, residual_lines);
}

static void
draw_residual_squares (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                       const void *data)
{
  draw_residuals_as (cr, axes, scene, residual_squares);
}

/* ---- The fit ---- */

static void
draw_fit (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "fit");

  for (size_t o = 0; grid != NULL && o < grid->n_outputs; o++)
    epi_draw_curve (cr, axes, grid, o,
                    (EpiStroke){.colour = fit_colour (scene, o), .width = 3});
}

bool
ls_prediction_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  EpiPoint at = epi_lesson_handle (scene->lesson, scene->document, "predict");

  if (isnan (at.x)) { /* two thirds along the data */
    EpiAxesSpec spec = {0};
    data_axes (scene, &spec);
    at.x = spec.fit.x0 + (spec.fit.x1 - spec.fit.x0) * 2 / 3;
    epi_axes_spec_clear (&spec);
  }
  point->x = at.x;
  point->y = ls_predict (scene, at.x);
  return isfinite (point->y);
}

static void
draw_prediction (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  EpiPoint at;

  if (!ls_prediction_position (scene, 0, &at))
    return;
  char *x = epi_number_label (at.x, 4), *y = epi_number_label (at.y, 4);
  char *label = g_strdup_printf ("<i>ŷ</i>(%s) = <b>%s</b>", x, y);
  epi_draw_segment (cr, axes, at.x, axes->range.y0, at.x, at.y,
                    (EpiStroke){EPI_COLOUR_START, 0.8, 1.5, true});
  epi_draw_segment (cr, axes, axes->range.x0, at.y, at.x, at.y,
                    (EpiStroke){EPI_COLOUR_START, 0.8, 1.5, true});
  epi_draw_label (cr, axes, at.x, at.y, 12, 16, label, EPI_COLOUR_START);
  g_free (label);
  g_free (x);
  g_free (y);
}

static char *
data_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiData *data = points_of (scene);

  if (data == NULL)
    return g_strdup ("No data yet.");
  char *x = role_label (data, "x"), *y = role_label (data, "y");
  char *text = g_strdup_printf (
      "%zu points of %s against %s with the fitted curve; R² is %.3f.",
      epi_table_rows (epi_data_table (data)), y, x,
      frame != NULL ? epi_frame_scalar (frame, "R2", NAN) : NAN);
  g_free (x);
  g_free (y);
  return text;
}

static const EpiLayer data_layers[] = {
    {.name = "density",
     .draw = draw_density,
     .depends = EPI_DEPENDS_FIELD,
     .shown_when = LS_CROWDED},
    {.name = "squares",
     .draw = draw_residual_squares,
     .depends = EPI_DEPENDS_FIELD,
     .shown_when = "residuals == 'squares'"},
    {.name = "residuals",
     .draw = draw_residual_lines,
     .depends = EPI_DEPENDS_FIELD,
     .shown_when = "residuals == 'lines'"},
    {.name = "points",
     .draw = draw_points,
     .depends = EPI_DEPENDS_DOCUMENT,
     .shown_when = "n <= 20000"},
    {.name = "fit",
     .draw = draw_fit,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_FIELD},
    {.name = "prediction",
     .draw = draw_prediction,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- The parameter plane ---- */

bool
ls_start_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = epi_lesson_handle (scene->lesson, scene->document, "start");
  return true;
}

static char *
theta_name (const EpiScene *scene, const char *param)
{
  static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄",
                                       "₅", "₆", "₇", "₈", "₉"};
  unsigned j = (unsigned)epi_scene_number (scene, param);

  return j < 10 ? g_strdup_printf ("θ%s", digits[j])
                : g_strdup_printf ("θ₁%s", digits[j % 10]);
}

/* Iterates in sight, unless they run away: a run that diverges leaves the
 * figure. */
static void
include_path (EpiRange *range, const EpiRun *run)
{
  EpiRange bounds = epi_range_zoom (*range, (range->x0 + range->x1) / 2,
                                    (range->y0 + range->y1) / 2, 1 / 3.0);

  for (size_t i = 0; i < run->n_frames; i++) {
    const EpiFrameItem *at = epi_frame_find (run->frames[i], "plane");
    if (at != NULL && at->data[0] > bounds.x0 && at->data[0] < bounds.x1 &&
        at->data[1] > bounds.y0 && at->data[1] < bounds.y1)
      epi_range_include (range, at->data[0], at->data[1]);
  }
}

static bool
is_direct (const EpiScene *scene)
{
  return epi_lesson_shown (scene->lesson, scene->document, LS_DIRECT);
}

/* The optimum in the middle, the start and the path in sight. */
static void
plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *best =
      frame != NULL ? epi_frame_find (frame, "optimum") : NULL;
  EpiPoint start = epi_lesson_handle (scene->lesson, scene->document, "start");
  EpiRange range = epi_range_empty ();

  spec->x_label = theta_name (scene, "plane_x");
  spec->y_label = theta_name (scene, "plane_y");
  if (best == NULL && frame != NULL)
    best = epi_frame_find (frame, "plane");
  epi_range_include (&range, start.x, start.y);
  if (best != NULL && isfinite (best->data[0]) && isfinite (best->data[1])) {
    double dx = fabs (best->data[0] - start.x);
    double dy = fabs (best->data[1] - start.y);
    dx = dx > 0 ? dx : fmax (fabs (best->data[0]), 1);
    dy = dy > 0 ? dy : fmax (fabs (best->data[1]), 1);
    epi_range_include (&range, best->data[0] - 0.6 * dx,
                       best->data[1] - 0.6 * dy);
    epi_range_include (&range, best->data[0] + 0.6 * dx,
                       best->data[1] + 0.6 * dy);
    if (!is_direct (scene))
      include_path (&range, &scene->answer->runs[0]);
  }
  spec->fit = epi_range_padded (range, 0.08);
}

static void
draw_level_sets (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "cost");
  double levels[12];

  if (grid == NULL)
    return;
  size_t n = epi_field_levels (grid, 0, G_N_ELEMENTS (levels), levels);
  epi_draw_level_sets (cr, axes, grid, 0, levels, n,
                       (EpiStroke){EPI_COLOUR_DIM, 0.6, 1.2, false}, false);
}

/* The path of one run, strongly up to the playhead and faintly beyond. */
static void
draw_path (cairo_t *cr, const EpiAxes *axes, const EpiRun *run, size_t k,
           EpiColour colour)
{
  size_t n = 0, n_past = 0;
  double *x = g_new (double, run->n_frames), *y = g_new (double, run->n_frames);

  for (size_t i = 0; i < run->n_frames; i++) {
    const EpiFrameItem *at = epi_frame_find (run->frames[i], "plane");
    if (at == NULL || !isfinite (at->data[0]) || !isfinite (at->data[1]))
      continue;
    x[n] = at->data[0];
    y[n++] = at->data[1];
    if (epi_frame_k (run->frames[i]) <= k)
      n_past = n;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.25, 1.5, false});
  epi_draw_line (cr, axes, x, y, n_past, (EpiStroke){colour, 1, 2, false});
  epi_draw_markers (cr, axes, x, y, MIN (n_past, (size_t)200), EPI_MARKER_DISC,
                    colour, 5);
  g_free (x);
  g_free (y);
}

EpiColour
ls_run_colour (const EpiScene *scene, size_t run)
{
  return run == 0 ? EPI_COLOUR_ITERATE
                  : EPI_COLOUR_SERIES + (run + 1) % EPI_N_SERIES;
}

static void
draw_paths (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n = scene->answer != NULL ? scene->answer->n_runs : 0;

  if (is_direct (scene))
    return; /* stages of a factorisation are no path */
  for (size_t i = n; i > 0; i--)
    draw_path (cr, axes, &scene->answer->runs[i - 1], scene->k,
               ls_run_colour (scene, i - 1));
}

static void
draw_optimum (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *best =
      frame != NULL ? epi_frame_find (frame, "optimum") : NULL;
  const EpiFrameItem *here =
      frame != NULL ? epi_frame_find (frame, "plane") : NULL;

  if (best != NULL) {
    epi_draw_markers (cr, axes, &best->data[0], &best->data[1], 1,
                      EPI_MARKER_PLUS, EPI_COLOUR_OPTIMUM, 16);
    epi_draw_label (cr, axes, best->data[0], best->data[1], 10, -12,
                    "<i>θ</i>* optimum", EPI_COLOUR_OPTIMUM);
  }
  if (here != NULL) {
    char *label = g_strdup_printf ("<i>k</i> = %zu", epi_frame_k (frame));
    epi_draw_markers (cr, axes, &here->data[0], &here->data[1], 1,
                      EPI_MARKER_DISC, EPI_COLOUR_ITERATE, 11);
    epi_draw_label (cr, axes, here->data[0], here->data[1], 10, 14, label,
                    EPI_COLOUR_ITERATE);
    g_free (label);
  }
}

static char *
plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *here =
      frame != NULL ? epi_frame_find (frame, "plane") : NULL;

  return here == NULL
             ? g_strdup ("The cost over two parameters.")
             : g_strdup_printf ("Level sets of the cost over two parameters; "
                                "iterate %zu is at (%.4g, %.4g).",
                                epi_frame_k (frame), here->data[0],
                                here->data[1]);
}

static const EpiLayer plane_layers[] = {
    {.name = "levels", .draw = draw_level_sets, .depends = EPI_DEPENDS_FIELD},
    {.name = "paths",
     .draw = draw_paths,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "optimum", .draw = draw_optimum, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- Cost against iteration ---- */

#define FLOOR 1e-18 /* of f - f*, relative to f⁰: below is rounding */

static size_t
gather (const EpiRun *run, const char *name, double floor, double *k, double *f)
{
  size_t n = 0;

  for (size_t i = 0; i < run->n_frames; i++) {
    double value = epi_frame_scalar (run->frames[i], name, NAN);
    if (!isfinite (value))
      continue;
    k[n] = (double)epi_frame_k (run->frames[i]);
    f[n++] = fmax (value, floor);
  }
  return n;
}

static double
first_objective (const EpiScene *scene)
{
  if (scene->answer == NULL || scene->answer->n_runs == 0 ||
      scene->answer->runs[0].n_frames == 0)
    return 1;
  double f =
      epi_frame_scalar (scene->answer->runs[0].frames[0], "objective", 1);
  return f > 0 ? f : 1;
}

static void
include_run (EpiRange *range, const EpiRun *run, double first)
{
  double *k = g_new (double, run->n_frames), *f = g_new (double, run->n_frames);
  static const char *const names[] = {"excess", "objective", "gap"};

  for (size_t s = 0; s < G_N_ELEMENTS (names); s++) {
    size_t n = gather (run, names[s], FLOOR * first, k, f);
    for (size_t i = 0; i < n; i++)
      epi_range_include (range, k[i], log10 (MIN (f[i], first * 1e6)));
  }
  g_free (k);
  g_free (f);
}

static void
cost_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiRange range = epi_range_empty ();
  double first = first_objective (scene);

  spec->x_label = g_strdup ("iteration k");
  spec->y_label = g_strdup ("cost");
  for (size_t i = 0; scene->answer != NULL && i < scene->answer->n_runs; i++)
    include_run (&range, &scene->answer->runs[i], first);
  range = epi_range_padded (range, 0.05);
  range.x0 = MAX (range.x0, -0.02 * range.x1);
  spec->fit = (EpiRange){range.x0,
                         MAX (range.x1, 5),
                         pow (10, range.y0),
                         pow (10, range.y1),
                         false,
                         true};
}

static void
draw_series (cairo_t *cr, const EpiAxes *axes, const EpiRun *run,
             const char *name, const char *label, double first,
             EpiStroke stroke)
{
  double *k = g_new (double, run->n_frames), *f = g_new (double, run->n_frames);
  size_t n = gather (run, name, FLOOR * first, k, f);

  epi_draw_line (cr, axes, k, f, n, stroke);
  if (n > 0 && label != NULL)
    epi_draw_label (cr, axes, k[n / 2], f[n / 2], 8, -12, label, stroke.colour);
  g_free (k);
  g_free (f);
}

static void
draw_costs (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double first = first_objective (scene);

  for (size_t i = 0; scene->answer != NULL && i < scene->answer->n_runs; i++) {
    const EpiRun *run = &scene->answer->runs[i];
    EpiColour colour = ls_run_colour (scene, i);
    draw_series (cr, axes, run, "objective", i == 0 ? "<i>f</i>" : NULL, first,
                 (EpiStroke){colour, 0.5, 1.5, true});
    draw_series (cr, axes, run, "excess",
                 i == 0 ? "<i>f</i> − <i>f</i>*" : run->name, first,
                 (EpiStroke){colour, 1, 2.2, false});
    draw_series (cr, axes, run, "gap", i == 0 ? "duality gap" : NULL, first,
                 (EpiStroke){EPI_COLOUR_RESIDUAL, 1, 2.2, false});
  }
}

static void
draw_playhead (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return;
  double k = (double)epi_frame_k (frame);
  double f = epi_frame_scalar (frame, "excess",
                               epi_frame_scalar (frame, "objective", NAN));
  f = fmax (f, FLOOR * first_objective (scene));
  epi_draw_rule (cr, axes, true, k,
                 (EpiStroke){EPI_COLOUR_ITERATE, 0.4, 1, false});
  if (isfinite (f))
    epi_draw_markers (cr, axes, &k, &f, 1, EPI_MARKER_DISC, EPI_COLOUR_ITERATE,
                      10);
}

static char *
cost_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The cost at every iterate on a logarithmic scale; at iterate %zu it is "
      "%.6g.",
      scene->k,
      frame != NULL ? epi_frame_scalar (frame, "objective", NAN) : NAN);
}

static const EpiLayer cost_layers[] = {
    {.name = "costs", .draw = draw_costs, .depends = EPI_DEPENDS_HISTORY},
    {.name = "playhead", .draw = draw_playhead, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- The table ---- */

static const char *const data_fields[] = {"density", "fit", "fitted", NULL};
static const char *const plane_fields[] = {"cost", NULL};

const EpiViewSpec ls_views[] = {
    {.name = "data",
     .title = "Data and fit",
     .axes = data_axes,
     .layers = data_layers,
     .fields = data_fields,
     .weight = 1.5,
     .summary = data_summary},
    {.name = "plane",
     .title = "Parameter plane",
     .axes = plane_axes,
     .layers = plane_layers,
     .fields = plane_fields,
     .weight = 1,
     .summary = plane_summary},
    {.name = "cost",
     .title = "Cost against iteration",
     .axes = cost_axes,
     .layers = cost_layers,
     .weight = 0.8,
     .shown_when = "not (" LS_DIRECT ")",
     .summary = cost_summary},
    {.name = "equations",
     .title = "The equations that are solved",
     .axes = ls_equations_axes,
     .layers = ls_equations_layers,
     .weight = 0.8,
     .shown_when = LS_DIRECT,
     .summary = ls_equations_summary},
    {NULL},
};
