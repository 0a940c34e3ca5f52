/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far back the loss of a window's last step reaches: the length of its
 * gradient to the state so many steps before, as a share of that at lag 0.
 */
#include "rnn/lesson.h"

#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>

#define LOWEST 1e-9

static const struct {
  const char *name;
  size_t run;
} curves[] = {{"reach_other", 1}, {"reach", 0}};

void
rn_reach_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double low = 1e-2, high = 2;

  for (size_t i = 0; i < G_N_ELEMENTS (curves); i++) {
    const EpiFrameItem *reach = epi_scene_item (scene, curves[i].name);
    for (size_t k = 0; reach != NULL && reach->data[0] > 0 && k < reach->rows;
         k++) {
      double share = reach->data[k] / reach->data[0];
      low = fmin (low, share);
      high = fmax (high, share);
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
    const EpiFrameItem *reach = epi_scene_item (scene, curves[i].name);
    EpiColour colour = epi_run_colour (curves[i].run);
    double x[RN_WINDOW], y[RN_WINDOW];
    if (reach == NULL || !(reach->data[0] > 0) || reach->rows > RN_WINDOW)
      continue;
    for (size_t k = 0; k < reach->rows; k++) {
      x[k] = (double)k;
      y[k] = reach->data[k] / reach->data[0];
    }
    epi_draw_line (cr, axes, x, y, reach->rows,
                   (EpiStroke){.colour = colour, .width = 2});
    epi_draw_markers (cr, axes, x, y, reach->rows, EPI_MARKER_DISC, colour, 5);
    if (curves[i].run < scene->answer->n_runs)
      epi_draw_label (cr, axes, x[reach->rows - 1], y[reach->rows - 1], -8, -14,
                      scene->answer->runs[curves[i].run].name, colour);
  }
}

const EpiLayer rn_reach_layers[] = {
    {.name = "curves", .draw = draw_curves, .depends = EPI_DEPENDS_FRAME},
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
