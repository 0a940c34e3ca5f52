/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-range-settle.h"

#include <glib.h>
#include <math.h>

EpiRange
epi_scene_fit (const EpiScene *scene, const EpiViewSpec *view)
{
  EpiAxesSpec spec = {.fit = {0, 1, 0, 1, false, false}};

  view->axes (scene, &spec);
  EpiRange fit = spec.fit;
  epi_axes_spec_clear (&spec);
  return fit;
}

static double
length (double low, double high, bool log_axis)
{
  return log_axis ? log (high / low) : high - low;
}

static bool
holds (const EpiRange *range, const EpiRange *fit)
{
  return range->x0 <= fit->x0 && range->x1 >= fit->x1 && range->y0 <= fit->y0 &&
         range->y1 >= fit->y1;
}

static bool
close (const EpiRange *range, const EpiRange *fit)
{
  return length (range->x0, range->x1, range->x_log) <=
             2 * length (fit->x0, fit->x1, fit->x_log) &&
         length (range->y0, range->y1, range->y_log) <=
             2 * length (fit->y0, fit->y1, fit->y_log);
}

EpiRange
epi_range_settle (const EpiRange *old, EpiRange fit, bool dragging)
{
  if (old == NULL || old->x_log != fit.x_log || old->y_log != fit.y_log)
    return fit;
  if (holds (old, &fit) && (dragging || close (old, &fit))) /* 1. */
    return *old;
  if (dragging) { /* 2. */
    EpiRange both = *old;
    both.x0 = MIN (both.x0, fit.x0);
    both.x1 = MAX (both.x1, fit.x1);
    both.y0 = MIN (both.y0, fit.y0);
    both.y1 = MAX (both.y1, fit.y1);
    return both;
  }
  return fit; /* 3. */
}
