/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Axes: from data units to pixels and back.
 *
 * A range is what is visible; on a log axis its ends are positive.  The plot
 * rectangle is where layers draw; around it stand ticks and labels.  y grows
 * upwards in data and downwards in pixels.
 */
#pragma once

#include "kit/epi-palette.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  double x0, x1, y0, y1; /* x0 < x1, y0 < y1, finite */
  bool x_log, y_log;
} EpiRange;

typedef struct { /* pixels */
  double x, y, width, height;
} EpiRect;

typedef struct {
  EpiRange range;
  EpiRect plot; /* the rectangle inside the axes */
  bool low;     /* too low for rows of titles alone */
  double text;  /* size of body text in pixels */
  double scale; /* device pixels per pixel; 0: as the surface says.  Set it when
                   drawing is recorded, to be shown later at that scale */
  const EpiPalette *palette;
} EpiAxes;

/* Data to pixels; outside values map outside, log of a value ≤ 0 maps far
 * below. */
double epi_axes_x (const EpiAxes *axes, double x);
double epi_axes_y (const EpiAxes *axes, double y);

/* Pixels to data. */
double epi_axes_x_at (const EpiAxes *axes, double px);
double epi_axes_y_at (const EpiAxes *axes, double py);

/* What a view asks of its axes. */
typedef struct {
  char *x_label, *y_label; /* with units: "Living area (ft²)"; owned, or NULL */
  EpiRange fit;            /* shows everything; from data, stable in a drag */
  bool equal;              /* one unit is as long in x as in y */
  bool bare;               /* no ticks, no frame: the layer draws freely */
} EpiAxesSpec;

void epi_axes_spec_clear (EpiAxesSpec *spec);

/* Lays out axes in width × height: room for ticks and labels, then, where the
 * spec says so, the range widened to equal units. */
EpiAxes epi_axes_layout (const EpiAxesSpec *spec, const EpiRange *range,
                         double width, double height, double text,
                         const EpiPalette *palette);

/* Grows to hold the point; begin with epi_range_empty(). */
EpiRange epi_range_empty (void);
void epi_range_include (EpiRange *range, double x, double y);

/* With a margin (0.05: 5 % on each side); a single point or a line gets a
 * sensible width; an empty range becomes [0,1]². */
EpiRange epi_range_padded (EpiRange range, double margin);

/* Zoomed around a point (factor 2 shows half as much); panned by a fraction of
 * its size. */
EpiRange epi_range_zoom (EpiRange range, double x, double y, double factor);
EpiRange epi_range_pan (EpiRange range, double dx, double dy);
bool epi_range_equal (const EpiRange *a, const EpiRange *b);

/* Ticks: at most max of them at good positions (1-2-5; decades on a log axis);
 * fills values (max) and returns how many. */
size_t epi_ticks (double low, double high, bool log, size_t max,
                  double *values);

/* The label of one of them, all to the same digits: "0.30", "−20", "12 000",
 * "40×10⁶"; on a log axis, where step is the ratio of neighbours, "10⁻⁵".
 * Returns a new string. */
char *epi_tick_label (double value, double step, bool log);

/* The ticks of an axis with their labels, which neither touch nor repeat. */
enum { EPI_MAX_TICKS = 16, EPI_MAX_MINOR = 128 };
#define EPI_TICK_TEXT 0.86 /* size of their labels, of body text */

typedef struct {
  size_t n, n_minor;
  double values[EPI_MAX_TICKS];
  char *labels[EPI_MAX_TICKS]; /* (n) owned */
  double minor[EPI_MAX_MINOR]; /* on log axes: 2 … 9, or decades between */
} EpiTicks;

void epi_ticks_find (EpiTicks *ticks, double low, double high, bool log,
                     size_t max);
void epi_axes_ticks (const EpiAxes *axes, bool vertical, EpiTicks *ticks);
void epi_ticks_clear (EpiTicks *ticks);
