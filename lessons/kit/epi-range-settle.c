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

EpiRange
epi_range_or_unit (EpiRange range)
{
  return range.x0 > range.x1 || range.y0 > range.y1
             ? epi_range_padded (range, 0)
             : range;
}

static double
length (double low, double high, bool log_axis)
{
  return log_axis ? log (high / low) : high - low;
}

/* One axis: [*low, *high] is the new fit, and becomes what is shown. */
static void
settle (double old_low, double old_high, bool log_axis, bool dragging,
        double *low, double *high)
{
  if (*low > *high) { /* 0. */
    *low = old_low;
    *high = old_high;
    return;
  }
  bool holds = old_low <= *low && old_high >= *high;
  bool close = length (old_low, old_high, log_axis) <=
               2 * length (*low, *high, log_axis);

  if (dragging || (holds && close)) { /* 1., 2. */
    *low = MIN (old_low, *low);
    *high = MAX (old_high, *high);
  }
}

EpiRange
epi_range_settle (const EpiRange *old, EpiRange fit, bool dragging)
{
  if (old == NULL || old->x_log != fit.x_log || old->y_log != fit.y_log)
    return epi_range_or_unit (fit);
  settle (old->x0, old->x1, fit.x_log, dragging, &fit.x0, &fit.x1);
  settle (old->y0, old->y1, fit.y_log, dragging, &fit.y0, &fit.y1);
  return fit;
}
