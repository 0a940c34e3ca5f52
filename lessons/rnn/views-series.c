/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The series, its past and what the networks make of it. */
#include "rnn/lesson.h"

#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>

#define SHOWN 90 /* rows before the end of the past */

typedef struct {
  double *x, *y, *moved;  /* (n); moved: as the learner left it */
  size_t n, first, count; /* the past */
  double spacing;         /* between rows */
} Series;

static Series
series_of (const EpiScene *scene)
{
  Series s = {.spacing = 1};

  s.n = rn_series (scene->document, &s.x, &s.y);
  s.moved = g_memdup2 (s.y, (s.n + 1) * sizeof (double));
  rn_past (scene->document, s.n, &s.first, &s.count);
  rn_move_past (scene->document, s.n, s.moved);
  if (s.n > 1)
    s.spacing = (s.x[s.n - 1] - s.x[0]) / (double)(s.n - 1);
  return s;
}

static void
series_clear (Series *s)
{
  g_free (s->x);
  g_free (s->moved);
}

static char *
role_name (const EpiScene *scene, const char *role)
{
  const EpiData *data = epi_document_data (scene->document, "series");
  const char *const *columns = data != NULL ? epi_data_role (data, role) : NULL;

  return columns != NULL && columns[0] != NULL
             ? g_markup_escape_text (columns[0], -1)
             : NULL;
}

void
rn_series_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  Series s = series_of (scene);
  size_t end = s.first + s.count, from = end > SHOWN ? end - SHOWN : 0;
  double horizon = epi_scene_number (scene, "horizon");
  double low = INFINITY, high = -INFINITY;

  for (size_t i = 0; i < s.n; i++) { /* of all, so that it does not jump */
    low = fmin (low, s.y[i]);
    high = fmax (high, s.y[i]);
  }
  spec->x_label = role_name (scene, "x");
  spec->y_label = role_name (scene, "y");
  if (s.n > 1 && low < high) {
    double room = 0.08 * (high - low);
    spec->fit = (EpiRange){.x0 = s.x[from] - s.spacing,
                           .x1 = s.x[end - 1] + (horizon + 1) * s.spacing,
                           .y0 = low - room,
                           .y1 = high + room};
  }
  series_clear (&s);
}

/* What the networks saw of the past, as a band; the end of the past. */
static void
draw_window (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Series s = series_of (scene);

  if (s.count > 0) {
    double half = s.spacing / 2;
    const double x[] = {s.x[s.first] - half, s.x[s.first + s.count - 1] + half};
    const double low[] = {axes->range.y0, axes->range.y0};
    const double high[] = {axes->range.y1, axes->range.y1};
    epi_draw_band (cr, axes, x, low, high, 2, EPI_COLOUR_ACCENT, 0.08);
    if (axes->plot.height > 18 * axes->text) /* beside the points */
      epi_draw_label (cr, axes, x[0], axes->range.y0, 6, -10,
                      "what the network sees", EPI_COLOUR_DIM);
  }
  series_clear (&s);
}

static void
draw_series (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Series s = series_of (scene);
  size_t end = s.first + s.count;

  epi_draw_line (
      cr, axes, s.x, s.y, s.n,
      (EpiStroke){.colour = EPI_COLOUR_DATA, .alpha = 0.35, .width = 1.2});
  epi_draw_line (cr, axes, s.x + s.first, s.moved + s.first, s.count,
                 (EpiStroke){.colour = EPI_COLOUR_DATA, .width = 1.6});
  /* known, but not told */
  epi_draw_markers (cr, axes, s.x + end, s.y + end, s.n - end, EPI_MARKER_RING,
                    EPI_COLOUR_DATA, 6);
  series_clear (&s);
}

/* From the last point of the past. */
static void
draw_forecast (cairo_t *cr, const EpiAxes *axes, const Series *s,
               const EpiFrameItem *forecast, bool unmoved, EpiStroke stroke)
{
  double x[RN_HORIZON + 1], y[RN_HORIZON + 1];
  size_t last = s->first + s->count - 1;

  if (forecast == NULL || s->count == 0 || forecast->rows > RN_HORIZON)
    return;
  x[0] = s->x[last];
  y[0] = unmoved ? s->y[last] : s->moved[last];
  for (size_t i = 0; i < forecast->rows; i++) {
    x[i + 1] = s->x[last] + s->spacing * (double)(i + 1);
    y[i + 1] = forecast->data[i];
  }
  epi_draw_line (cr, axes, x, y, forecast->rows + 1, stroke);
}

static void
draw_forecasts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  Series s = series_of (scene);

  draw_forecast (cr, axes, &s, epi_scene_item (scene, "forecast_other"), false,
                 (EpiStroke){.colour = epi_run_colour (1), .width = 2});
  draw_forecast (cr, axes, &s, epi_scene_item (scene, "forecast_unmoved"), true,
                 (EpiStroke){.colour = epi_run_colour (0),
                             .alpha = 0.6,
                             .width = 1.5,
                             .dashed = true});
  draw_forecast (cr, axes, &s, epi_scene_item (scene, "forecast"), false,
                 (EpiStroke){.colour = epi_run_colour (0), .width = 2.4});
  series_clear (&s);
}

static void
draw_legend (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiLegendItem items[4];
  size_t n = 0;
  Series s = series_of (scene);
  bool other = epi_scene_item (scene, "forecast_other") != NULL;

  if (epi_scene_item (scene, "forecast") != NULL)
    items[n++] =
        (EpiLegendItem){other ? scene->answer->runs[0].name : "forecast",
                        {.colour = epi_run_colour (0), .width = 2.4},
                        false};
  if (other && scene->answer->n_runs > 1)
    items[n++] = (EpiLegendItem){scene->answer->runs[1].name,
                                 {.colour = epi_run_colour (1), .width = 2},
                                 false};
  if (epi_scene_item (scene, "forecast_unmoved") != NULL)
    items[n++] = (EpiLegendItem){"of the true past",
                                 {.colour = epi_run_colour (0),
                                  .alpha = 0.6,
                                  .width = 1.5,
                                  .dashed = true},
                                 false};
  if (n > 0)
    epi_draw_legend (cr, axes, items, n, s.x, s.y, s.n);
  series_clear (&s);
}

const EpiLayer rn_series_layers[] = {
    {.name = "window", .draw = draw_window, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "series", .draw = draw_series, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "forecast",
     .draw = draw_forecasts,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "legend",
     .draw = draw_legend,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {NULL},
};

char *
rn_series_summary (const EpiScene *scene)
{
  const EpiFrameItem *next = epi_scene_item (scene, "first_forecast");
  const EpiFrameItem *peak = epi_scene_item (scene, "peak");

  if (next == NULL || peak == NULL)
    return g_strdup ("The series; there is no forecast yet.");
  return g_strdup_printf ("The series with its forecast: %.4g next, at most "
                          "%.4g within %g steps.",
                          next->data[0], peak->data[0],
                          epi_scene_number (scene, "horizon"));
}
