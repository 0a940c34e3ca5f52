/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-strokes.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct {
  double x, y;
} Point;

static double
distance_to_segment (Point p, Point a, Point b)
{
  double dx = b.x - a.x, dy = b.y - a.y;
  double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 : 0;

  t = CLAMP (t, 0, 1);
  return hypot (p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

/* First and last pixel that a disc from low to high may touch. */
static void
reach (double low, double high, size_t size, size_t *first, size_t *last)
{
  *first = (size_t)CLAMP (floor (low), 0, (double)size);
  *last = (size_t)CLAMP (ceil (high), 0, (double)size);
}

/* All in pixels, y downwards. */
static void
draw_segment (Point a, Point b, double radius, size_t size, float *pixels)
{
  double pen = radius + 1;
  size_t x0, x1, y0, y1;

  reach (fmin (a.x, b.x) - pen, fmax (a.x, b.x) + pen, size, &x0, &x1);
  reach (fmin (a.y, b.y) - pen, fmax (a.y, b.y) + pen, size, &y0, &y1);
  for (size_t y = y0; y < y1; y++)
    for (size_t x = x0; x < x1; x++) {
      Point middle = {(double)x + 0.5, (double)y + 0.5};
      double covered =
          CLAMP (radius + 0.5 - distance_to_segment (middle, a, b), 0, 1);
      float *pixel = &pixels[x + y * size];
      *pixel = fmaxf (*pixel, (float)covered);
    }
}

void
epi_strokes_draw (const double *points, size_t n, double side, double radius,
                  size_t size, float *pixels)
{
  double scale = (double)size / side;

  memset (pixels, 0, size * size * sizeof *pixels);
  for (size_t i = 0; i < n; i++) {
    const double *p = points + 3 * i;
    const double *q = i + 1 < n && p[5] == p[2] ? p + 3 : p;
    if (!(p[2] > 0) || !isfinite (p[0] + p[1] + q[0] + q[1]))
      continue;
    draw_segment ((Point){p[0] * scale, (side - p[1]) * scale},
                  (Point){q[0] * scale, (side - q[1]) * scale}, radius * scale,
                  size, pixels);
  }
}
