/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures read of frames and runs. */
#include "linear-program/plane.h"

#include "kit/epi-draw.h"

#include <string.h>

const double *
lp_vector (const EpiFrame *frame, const char *name, size_t n)
{
  const EpiFrameItem *item =
      frame != NULL ? epi_frame_find (frame, name) : NULL;

  return item != NULL && item->rows * item->cols == n ? item->data : NULL;
}

const EpiFrame *
lp_next_frame (const EpiScene *scene, size_t run)
{
  if (scene->answer == NULL || run >= scene->answer->n_runs)
    return NULL;
  const EpiRun *r = &scene->answer->runs[run];
  for (size_t i = 0; i < r->n_frames; i++)
    if (epi_frame_k (r->frames[i]) == scene->k + 1)
      return r->frames[i];
  return NULL;
}

bool
lp_is_simplex (const EpiRun *run)
{
  return run->n_frames > 0 && epi_frame_find (run->frames[0], "basis") != NULL;
}

size_t
lp_run_steps (const EpiRun *run)
{
  size_t n = 0;

  if (!lp_is_simplex (run))
    return run->length > 0 ? run->length - 1 : 0;
  for (size_t i = 0; i < run->n_frames; i++)
    n += epi_frame_scalar (run->frames[i], "entering", -1) >= 0;
  return n;
}

char *
lp_run_label (const EpiRun *run)
{
  size_t n = lp_run_steps (run);
  const char *what = lp_is_simplex (run) ? "pivot" : "step";
  const char *more = run->status == EPI_LIMIT ? "stopped after " : "";

  return g_strdup_printf ("%s: %s%zu %s%s", run->name, more, n, what,
                          n == 1 ? "" : "s");
}

void
lp_take_line (cairo_t *cr, const EpiAxes *axes, EpiPoint from, EpiPoint to)
{
  const double x[] = {epi_axes_x (axes, from.x), epi_axes_x (axes, to.x)};
  const double y[] = {epi_axes_y (axes, from.y), epi_axes_y (axes, to.y)};

  epi_draw_take_line (cr, &axes->plot, x, y, 2);
}

static int
sign (double value)
{
  return (value > 0) - (value < 0);
}

EpiPoint
lp_away (const EpiHalfPlane *wall, double pixels)
{
  return (EpiPoint){pixels * sign (wall->a[0]), -pixels * sign (wall->a[1])};
}
