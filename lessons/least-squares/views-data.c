/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data and fit: the points, what the fit misses them by, and the prediction.
 */
#include "least-squares/lesson.h"
#include "least-squares/views.h"

#include "core/epi-number.h"
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

void
ls_data_axes (const EpiScene *scene, EpiAxesSpec *spec)
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
    ls_data_axes (scene, &spec);
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

char *
ls_data_summary (const EpiScene *scene)
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

const EpiLayer ls_data_layers[] = {
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
