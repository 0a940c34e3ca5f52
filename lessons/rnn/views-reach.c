/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far back the loss of a window's last step reaches: the length of its
 * gradient to the state so many steps before, as a share of that at lag 0; of
 * an LSTM to its h and, dashed, to its cells.
 */
#include "rnn/lesson.h"

#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>

#define LOWEST 1e-9

static const struct {
  const char *name, *whole; /* a share of that one at lag 0 */
  size_t run;
  bool cells; /* dashed; at lag 0 there is none */
} curves[] = {{"reach_cell_other", "reach_other", 1, true},
              {"reach_cell", "reach", 0, true},
              {"reach_other", "reach_other", 1, false},
              {"reach", "reach", 0, false}};

/* The shares x, y (RN_WINDOW) of curve i; how many there are.  Elman's network
 * has no cells. */
static size_t
shares (const EpiScene *scene, size_t i, double *x, double *y)
{
  const EpiFrameItem *reach = epi_scene_item (scene, curves[i].name);
  const EpiFrameItem *whole = epi_scene_item (scene, curves[i].whole);
  size_t n = 0;

  if (reach == NULL || whole == NULL || !(whole->data[0] > 0) ||
      reach->rows > RN_WINDOW)
    return 0;
  for (size_t k = 0; k < reach->rows; k++) {
    x[n] = (double)k;
    y[n] = reach->data[k] / whole->data[0];
    n += y[n] > 0;
  }
  return n;
}

void
rn_reach_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double low = 1e-2, high = 2;

  for (size_t i = 0; i < G_N_ELEMENTS (curves); i++) {
    double x[RN_WINDOW], y[RN_WINDOW];
    size_t n = shares (scene, i, x, y);
    for (size_t k = 0; k < n; k++) {
      low = fmin (low, y[k]);
      high = fmax (high, y[k]);
    }
  }
  spec->x_label = g_strdup ("lag (steps back)");
  spec->y_label = g_strdup ("‖∂f/∂h‖, share of lag 0");
  /* by whole decades, so that it seldom jumps */
  low = pow (10, floor (log10 (fmax (low, LOWEST))));
  high = pow (10, ceil (log10 (high)));
  spec->fit = (EpiRange){.x0 = -0.5,
                         .x1 = epi_scene_number (scene, "window"),
                         .y0 = low,
                         .y1 = high,
                         .y_log = true};
}

static void
draw_curves (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  for (size_t i = 0; i < G_N_ELEMENTS (curves); i++) {
    EpiColour colour = epi_run_colour (curves[i].run);
    double x[RN_WINDOW], y[RN_WINDOW];
    size_t n = shares (scene, i, x, y);
    if (n == 0 || curves[i].run >= scene->answer->n_runs)
      continue;
    epi_draw_line (cr, axes, x, y, n,
                   (EpiStroke){.colour = colour,
                               .width = curves[i].cells ? 1.5 : 2,
                               .dashed = curves[i].cells});
    if (!curves[i].cells)
      epi_draw_markers (cr, axes, x, y, n, EPI_MARKER_DISC, colour, 5);
  }
}

static void
draw_legend (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiLegendItem items[G_N_ELEMENTS (curves)];
  char *names[G_N_ELEMENTS (curves)];
  double x[RN_WINDOW], y[RN_WINDOW], px[RN_WINDOW], py[RN_WINDOW];
  size_t n = 0, points = 0;

  for (size_t i = G_N_ELEMENTS (curves); i-- > 0;) {
    size_t there = shares (scene, i, x, y);
    if (there == 0 || curves[i].run >= scene->answer->n_runs)
      continue;
    names[n] = g_strconcat (scene->answer->runs[curves[i].run].name,
                            curves[i].cells ? ": to the cells c" : "", NULL);
    items[n] = (EpiLegendItem){names[n],
                               {.colour = epi_run_colour (curves[i].run),
                                .width = 2,
                                .dashed = curves[i].cells},
                               false};
    n++;
    points = shares (scene, i, px, py);
  }
  if (n > 0)
    epi_draw_legend (cr, axes, items, n, px, py, points);
  while (n > 0)
    g_free (names[--n]);
}

const EpiLayer rn_reach_layers[] = {
    {.name = "curves", .draw = draw_curves, .depends = EPI_DEPENDS_FRAME},
    {.name = "legend", .draw = draw_legend, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
rn_reach_summary (const EpiScene *scene)
{
  const EpiFrameItem *far = epi_scene_item (scene, "far");

  if (far == NULL)
    return g_strdup ("How far back the gradient reaches is not known yet.");
  return g_strdup_printf (
      "Of the gradient to the last state, the share %.2g reaches the first "
      "state of the window.",
      far->data[0]);
}
