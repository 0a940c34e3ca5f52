/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level sets as lines with numbers on them. */
#include "core/epi-number.h"
#include "kit/epi-raster.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-level-sets.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

#define NUMBER_TEXT 0.74
#define STRAIGHT (1 / 256.0) /* pixels */

/* ---- Levels ---- */

/* The k-th smallest of n values, which it moves about; k < n (Hoare's FIND). */
static double
kth_smallest (double *a, size_t n, size_t k)
{
  size_t low = 0, high = n - 1;

  while (low < high) {
    double pivot = a[k];
    size_t i = low, j = high;
    while (i <= j) {
      while (a[i] < pivot)
        i++;
      while (pivot < a[j])
        j--;
      if (i > j)
        break;
      double swap = a[i];
      a[i++] = a[j];
      a[j] = swap;
      if (j == 0)
        break;
      j--;
    }
    if (j < k)
      low = i;
    if (k < i)
      high = j;
  }
  return a[k];
}

/* With m the least value and s, t the gaps above it that a 1/(4n) and half of
 * the grid stay under: levels m + s q^i, the last near t or above.  For a
 * quadratic function the rings are then about evenly spaced in log radius. */
size_t
epi_field_levels (const EpiFieldGrid *grid, size_t output, size_t n,
                  double *levels)
{
  const double *values = epi_grid_plane (grid, output);
  size_t total = grid->nx * grid->ny, m = 0;
  size_t skip = total / 2048 + 1; /* a sample is enough for a quantile */
  double *sample = g_new (double, total / skip + 1);
  double low = INFINITY, high = -INFINITY;

  for (size_t i = 0; i < total; i++) {
    if (!isfinite (values[i]))
      continue;
    low = fmin (low, values[i]);
    high = fmax (high, values[i]);
    if (i % skip == 0)
      sample[m++] = values[i];
  }
  size_t count = 0;
  if (m > 1 && n > 0 && high > low) {
    double least = low, most = high - least;
    double inner = kth_smallest (sample, m, m / (4 * n + 1)) - least;
    inner = fmax (inner, 1e-3 * most);
    double outer = 0.8 * most;
    double q = n > 1 ? pow (outer / inner, 1 / (double)(n - 1)) : 1;
    for (double gap = inner; count < n; gap *= q)
      levels[count++] = least + gap;
  }
  g_free (sample);
  return count;
}

/* ---- Lines ---- */

/* A line's points in pixels, the first one again at the end if closed. */
static size_t
line_in_pixels (const EpiAxes *axes, const EpiFieldGrid *grid,
                const EpiLevelSets *sets, const EpiLevelLine *line, double *px,
                double *py)
{
  size_t n = line->n + line->closed, m = 0;

  for (size_t i = 0; i < n; i++) {
    size_t at = line->begin + i % line->n;
    double x = epi_axes_x (axes, epi_grid_x (grid, sets->x[at]));
    double y = epi_axes_y (axes, epi_grid_y (grid, sets->y[at]));
    /* Crossings may lie close to a corner of the grid, in twos. */
    if (m > 0 && i + 1 < n && fabs (x - px[m - 1]) + fabs (y - py[m - 1]) < 1.5)
      continue;
    px[m] = x;
    py[m++] = y;
  }
  return m;
}

/* What lines from a point may look like: directions between low and high pass
 * all points since then within 1/256 of a pixel. */
typedef struct {
  EpiPoint from, low, high;
  bool open; /* any direction */
} Sleeve;

static bool
goes_through (const Sleeve *s, double dx, double dy)
{
  return s->open || (s->low.x * dy - s->low.y * dx >= 0 &&
                     s->high.x * dy - s->high.y * dx <= 0 &&
                     s->low.x * dx + s->low.y * dy > 0);
}

static void
narrow_sleeve (Sleeve *s, double dx, double dy)
{
  double aside = STRAIGHT / hypot (dx, dy);
  EpiPoint low = {dx + aside * dy, dy - aside * dx};
  EpiPoint high = {dx - aside * dy, dy + aside * dx};

  if (s->open || s->low.x * low.y - s->low.y * low.x > 0)
    s->low = low;
  if (s->open || s->high.x * high.y - s->high.y * high.x < 0)
    s->high = high;
  s->open = false;
}

/* Without the points that lie on a straight line between others: where the
 * function is linear a line has two. */
static size_t
straighten (double *px, double *py, size_t n)
{
  Sleeve s = {.from = {px[0], py[0]}, .open = true};
  size_t m = 1;

  for (size_t i = 1; i < n; i++) {
    double x = px[i], y = py[i];
    if (!goes_through (&s, x - s.from.x, y - s.from.y)) {
      s = (Sleeve){.from = {px[i - 1], py[i - 1]}, .open = true};
      px[m] = s.from.x;
      py[m++] = s.from.y;
    }
    narrow_sleeve (&s, x - s.from.x, y - s.from.y);
  }
  if (n > 1) {
    px[m] = px[n - 1];
    py[m++] = py[n - 1];
  }
  return m;
}

/* The parts within the bounds, on the canvas or, without one, as a path. */
static void
trace (cairo_t *cr, EpiRaster *canvas, double width, const EpiRect *bounds,
       const double *px, const double *py, size_t n)
{
  bool drawing = false;

  for (size_t i = 0; i + 1 < n; i++) {
    double x0 = px[i], y0 = py[i], x1 = px[i + 1], y1 = py[i + 1];
    if (!epi_draw_clip_segment (bounds, &x0, &y0, &x1, &y1)) {
      drawing = false;
      continue;
    }
    if (canvas != NULL) {
      epi_raster_line (canvas, x0, y0, x1, y1, width);
      continue;
    }
    if (!drawing || x0 != px[i] || y0 != py[i])
      cairo_move_to (cr, x0, y0);
    cairo_line_to (cr, x1, y1);
    drawing = x1 == px[i + 1] && y1 == py[i + 1];
  }
}

/* ---- Numbers ---- */

typedef struct {
  double x, y, angle, cost;
} Place;

/* The straightest stretch of the line as long as the number, level if it can
 * be, inside the plot and free. */
static Place
find_place (cairo_t *cr, const EpiAxes *axes, const double *px,
            const double *py, size_t n, double width, double height)
{
  const EpiRect *p = &axes->plot;
  Place best = {.cost = INFINITY};
  size_t end = 0;
  double arc = 0; /* from begin to end along the line */

  for (size_t begin = 0; begin + 1 < n; begin++) {
    while (end + 1 < n && arc < width) {
      arc += hypot (px[end + 1] - px[end], py[end + 1] - py[end]);
      end++;
    }
    if (arc < width)
      break;
    double dx = px[end] - px[begin], dy = py[end] - py[begin];
    double mx = (px[end] + px[begin]) / 2, my = (py[end] + py[begin]) / 2;
    double angle = atan2 (dy, dx);
    arc -= hypot (px[begin + 1] - px[begin], py[begin + 1] - py[begin]);
    if (angle > G_PI_2)
      angle -= G_PI;
    else if (angle <= -G_PI_2)
      angle += G_PI;
    double half = hypot (width, height) / 2;
    if (mx < p->x + half || mx > p->x + p->width - half || my < p->y + half ||
        my > p->y + p->height - half)
      continue;
    EpiRect box = {mx - width / 2, my - height, width, 2 * height};
    double bent = 1 - hypot (dx, dy) / fmax (arc + 1e-9, width);
    double cost = 6 * fabs (bent) + 0.4 * fabs (angle);
    if (cost >= best.cost)
      continue; /* before asking what is taken there */
    cost += 10 * epi_draw_taken (cr, &box) / (width * height);
    if (cost < best.cost)
      best = (Place){mx, my, angle, cost};
  }
  return best;
}

static void
draw_number (cairo_t *cr, const EpiAxes *axes, const char *text, double size,
             const Place *place, EpiColour colour)
{
  EpiTextSize t = epi_plot_text_measure (text, size);
  EpiRect box = {place->x - t.width / 2, place->y - t.height, t.width,
                 2 * t.height};

  epi_draw_take (cr, &box);
  cairo_save (cr);
  cairo_translate (cr, place->x, place->y);
  cairo_rotate (cr, place->angle);
  /* A plate, as under labels: outlines of letters take six times as long. */
  double pad = 0.2 * size;
  const EpiRect plate = {-t.width / 2 - pad, -t.height / 2, t.width + 2 * pad,
                         t.height};
  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.82);
  epi_draw_rounded (cr, &plate, 0.4 * size);
  epi_ink_fill (cr);
  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, text, size, 0, 0, 0.5, 0.5);
  cairo_restore (cr);
}

/* ---- The layer ---- */

/* Calls for each line in pixels. */
typedef struct {
  cairo_t *cr;
  const EpiAxes *axes;
  EpiRect bounds;
  const double *levels;
  EpiColour colour;
  double *px, *py;
} Drawing;

static void
number_of_line (const Drawing *d, size_t level, size_t n)
{
  double size = NUMBER_TEXT * d->axes->text;
  char *text = epi_number_label (d->levels[level], 3);
  EpiTextSize t = epi_plot_text_measure (text, size);
  double width = t.width + 0.8 * size;
  Place place = find_place (d->cr, d->axes, d->px, d->py, n, width, t.height);
  double length = 0;

  for (size_t i = 0; i + 1 < n; i++)
    length += hypot (d->px[i + 1] - d->px[i], d->py[i + 1] - d->py[i]);
  if (place.cost < 4 && length > 4 * width)
    draw_number (d->cr, d->axes, text, size, &place, d->colour);
  g_free (text);
}

static void
draw_lines (const Drawing *d, const EpiFieldGrid *grid,
            const EpiLevelSets *sets, EpiStroke stroke)
{
  double width = stroke.width * epi_draw_unit (d->axes);
  EpiRaster canvas;
  bool fast = !stroke.dashed && epi_raster_begin (&canvas, d->cr, d->axes,
                                                  d->bounds, EPI_RASTER_MASK);

  epi_draw_set_stroke (d->cr, d->axes, stroke);
  for (size_t l = 0; l < sets->n_lines; l++) {
    size_t m =
        line_in_pixels (d->axes, grid, sets, &sets->lines[l], d->px, d->py);
    m = straighten (d->px, d->py, m);
    trace (d->cr, fast ? &canvas : NULL, width, &d->bounds, d->px, d->py, m);
  }
  if (fast)
    epi_raster_end (&canvas, d->cr);
  else
    epi_ink_stroke (d->cr);
}

void
epi_draw_level_sets (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *grid,
                     size_t output, const double *levels, size_t n,
                     EpiStroke stroke, bool labels)
{
  if (epi_plot_table_record (cr, "levels", n, 1, (const char *const[]){"level"},
                             (const double *const[]){levels}))
    return;
  EpiLevelSets *sets = epi_level_sets_new (epi_grid_plane (grid, output),
                                           grid->nx, grid->ny, levels, n);
  Drawing d = {cr, axes, epi_draw_bounds (axes), levels,
               stroke.colour == EPI_COLOUR_GRID ? EPI_COLOUR_DIM
                                                : stroke.colour};

  d.px = g_new (double, 2 * (sets->n_points + 1));
  d.py = d.px + sets->n_points + 1;
  stroke.width = stroke.width > 0 ? stroke.width : 1.2;
  draw_lines (&d, grid, sets, stroke);
  for (size_t l = 0; labels && l < sets->n_lines; l++) {
    size_t m = line_in_pixels (axes, grid, sets, &sets->lines[l], d.px, d.py);
    number_of_line (&d, sets->lines[l].level, m);
  }
  g_free (d.px);
  epi_level_sets_free (sets);
}
