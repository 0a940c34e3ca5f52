/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-axes.h"
#include "kit/epi-plot-text.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define FAR 1e9 /* pixels: where a log axis puts what it cannot show */

/* ---- Mapping ---- */

/* Where value lies between low and high: 0 … 1. */
static double
fraction (double value, double low, double high, bool log)
{
  if (!log)
    return (value - low) / (high - low);
  return value > 0 ? log10 (value / low) / log10 (high / low) : -FAR;
}

static double
value_at (double t, double low, double high, bool log)
{
  return log ? low * pow (high / low, t) : low + t * (high - low);
}

double
epi_axes_x (const EpiAxes *axes, double x)
{
  const EpiRange *r = &axes->range;

  return axes->plot.x + fraction (x, r->x0, r->x1, r->x_log) * axes->plot.width;
}

double
epi_axes_y (const EpiAxes *axes, double y)
{
  const EpiRange *r = &axes->range;
  double t = fraction (y, r->y0, r->y1, r->y_log);

  return axes->plot.y + (1 - t) * axes->plot.height;
}

double
epi_axes_x_at (const EpiAxes *axes, double px)
{
  const EpiRange *r = &axes->range;

  return value_at ((px - axes->plot.x) / axes->plot.width, r->x0, r->x1,
                   r->x_log);
}

double
epi_axes_y_at (const EpiAxes *axes, double py)
{
  const EpiRange *r = &axes->range;

  return value_at (1 - (py - axes->plot.y) / axes->plot.height, r->y0, r->y1,
                   r->y_log);
}

void
epi_axes_spec_clear (EpiAxesSpec *spec)
{
  g_clear_pointer (&spec->x_label, g_free);
  g_clear_pointer (&spec->y_label, g_free);
}

/* ---- Layout ---- */

/* Up to whole steps, so that the plot stays put while labels change a little.
 */
static double
in_steps (double length, double step)
{
  return ceil (length / step - 1e-9) * step;
}

static double
widest_label (const EpiAxes *axes)
{
  double width = 0;
  EpiTicks ticks;

  epi_axes_ticks (axes, true, &ticks);
  for (size_t i = 0; i < ticks.n; i++)
    width = fmax (width, epi_plot_text_measure (ticks.labels[i],
                                                EPI_TICK_TEXT * axes->text)
                             .width);
  epi_ticks_clear (&ticks);
  return width;
}

/* Below so many lines of text, rows for the titles would leave no plot. */
#define LOW 10

static void
place_plot (EpiAxes *axes, const EpiAxesSpec *spec, double width, double height)
{
  double em = axes->text;
  axes->low = height < LOW * em;
  double top = (spec->y_label == NULL ? 1.0 : axes->low ? 1.6 : 2.6) * em;
  double bottom = (spec->x_label != NULL && !axes->low ? 3.7 : 2.0) * em;
  double right = 1.5 * em;

  /* The labels on the left depend on the height of the plot alone. */
  axes->plot = (EpiRect){0, top, fmax (width - right, 1),
                         fmax (height - top - bottom, 1)};
  double left = 1.2 * em + in_steps (fmax (widest_label (axes), em), 1.5 * em);
  left = fmin (left, width / 2);
  axes->plot.x = left;
  axes->plot.width = fmax (width - left - right, 1);
}

/* Widens the shorter side so that units are as long in x as in y. */
static EpiRange
with_equal_units (EpiRange range, const EpiRect *plot)
{
  double ux = (range.x1 - range.x0) / plot->width;
  double uy = (range.y1 - range.y0) / plot->height;
  double mx = range.x0 + (range.x1 - range.x0) / 2;
  double my = range.y0 + (range.y1 - range.y0) / 2;

  if (ux < uy) {
    range.x0 = mx - uy * plot->width / 2;
    range.x1 = mx + uy * plot->width / 2;
  } else {
    range.y0 = my - ux * plot->height / 2;
    range.y1 = my + ux * plot->height / 2;
  }
  return range;
}

EpiAxes
epi_axes_layout (const EpiAxesSpec *spec, const EpiRange *range, double width,
                 double height, double text, const EpiPalette *palette)
{
  EpiAxes axes = {.range = *range, .text = text, .palette = palette};

  if (spec->bare) {
    double pad = fmin (0.8 * text, fmin (width, height) / 4);
    axes.plot = (EpiRect){pad, pad, fmax (width - 2 * pad, 1),
                          fmax (height - 2 * pad, 1)};
  } else
    place_plot (&axes, spec, width, height);
  if (!spec->equal || range->x_log || range->y_log)
    return axes;
  axes.range = with_equal_units (*range, &axes.plot);
  if (!spec->bare) { /* wider labels may have come into view */
    place_plot (&axes, spec, width, height);
    axes.range = with_equal_units (*range, &axes.plot);
  }
  return axes;
}

/* ---- Ranges ---- */

EpiRange
epi_range_empty (void)
{
  return (EpiRange){INFINITY, -INFINITY, INFINITY, -INFINITY, false, false};
}

void
epi_range_include (EpiRange *range, double x, double y)
{
  if (isfinite (x) && (!range->x_log || x > 0)) {
    range->x0 = fmin (range->x0, x);
    range->x1 = fmax (range->x1, x);
  }
  if (isfinite (y) && (!range->y_log || y > 0)) {
    range->y0 = fmin (range->y0, y);
    range->y1 = fmax (range->y1, y);
  }
}

/* One side of a range: finite, of positive width, with its margin. */
static void
pad (double *low, double *high, bool log, double margin)
{
  const double most = DBL_MAX / 8;

  if (!(*low <= *high)) {
    *low = log ? 1 : 0;
    *high = log ? 10 : 1;
    return;
  }
  *low = fmin (fmax (*low, -most), most);
  *high = fmin (fmax (*high, -most), most);
  if (log) {
    *high = *high > 0 ? *high : 10;
    *low = *low > 0 ? *low : *high * 1e-10;
    double decades = log10 (*high / *low);
    double wide = decades < 1e-9 ? 0.5 : margin * decades;
    *low = fmax (*low * pow (10, -wide), DBL_MIN);
    *high = fmax (fmin (*high * pow (10, wide), most), 2 * *low);
    return;
  }
  double size = fmax (fabs (*low), fabs (*high)), span = *high - *low;
  double wide = margin * span;
  if (span <= 1e-12 * size)
    wide = size > 0 ? 0.1 * size : 1;
  *low -= wide;
  *high += wide;
  if (!(*high > *low)) { /* subnormal numbers, or all zero */
    *low -= 1;
    *high += 1;
  }
}

EpiRange
epi_range_padded (EpiRange range, double margin)
{
  pad (&range.x0, &range.x1, range.x_log, margin);
  pad (&range.y0, &range.y1, range.y_log, margin);
  return range;
}

static void
zoom_side (double *low, double *high, bool log, double at, double factor)
{
  double a = *low, b = *high;

  if (log) {
    if (!(at > 0))
      return;
    a = at * pow (*low / at, 1 / factor);
    b = at * pow (*high / at, 1 / factor);
  } else {
    a = at + (*low - at) / factor;
    b = at + (*high - at) / factor;
  }
  double size = fmax (fabs (a), fabs (b));
  if (!isfinite (a) || !isfinite (b) || size > 1e300 || (log && !(a > 0)) ||
      b - a < 1e-12 * size || b - a < 1e-300)
    return; /* as far as it goes */
  *low = a;
  *high = b;
}

EpiRange
epi_range_zoom (EpiRange range, double x, double y, double factor)
{
  zoom_side (&range.x0, &range.x1, range.x_log, x, factor);
  zoom_side (&range.y0, &range.y1, range.y_log, y, factor);
  return range;
}

static void
pan_side (double *low, double *high, bool log, double by)
{
  double a = value_at (by, *low, *high, log);
  double b = value_at (1 + by, *low, *high, log);

  if (!isfinite (a) || !isfinite (b) || !(b > a) || (log && !(a > 0)) ||
      fmax (fabs (a), fabs (b)) > 1e300)
    return;
  *low = a;
  *high = b;
}

EpiRange
epi_range_pan (EpiRange range, double dx, double dy)
{
  pan_side (&range.x0, &range.x1, range.x_log, dx);
  pan_side (&range.y0, &range.y1, range.y_log, dy);
  return range;
}

bool
epi_range_equal (const EpiRange *a, const EpiRange *b)
{
  return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0 && a->y1 == b->y1 &&
         a->x_log == b->x_log && a->y_log == b->y_log;
}
