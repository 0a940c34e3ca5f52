/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Areas on a raster.  How much of a pixel they cover is exact, but for where
 * two edges pass through one pixel:
 *
 *   1. edges   each adds, in every row that it passes, what it covers to the
 *              right of it: to the pixels that it touches by their share, to
 *              the next one the rest, so that the running sum along the row is
 *              the cover; signed by its direction
 *   2. rows    sum; between pixels that are touched the cover is constant
 *
 * As font rasters do it (Levien 2016).  Where outlines of one sense lie over
 * one another the cover is 1; those of opposite sense cancel: the non-zero rule
 * for outlines that do not cross.
 */
#include "kit/epi-pixels.h"
#include "kit/epi-raster.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>

/* What edges add to; it is left as it is taken: all zero. */
typedef struct {
  size_t size;       /* pixels that it has room for */
  float *share;      /* (height, pitch) */
  uint64_t *touched; /* (height, words) a bit a pixel */
  int width, height, pitch, words;
} Sheet;

static void
sheet_free (void *data)
{
  Sheet *sheet = data;

  g_free (sheet->share);
  g_free (sheet->touched);
  g_free (sheet);
}

/* The thread's own; NULL: there is no memory. */
static Sheet *
sheet_get (int width, int height)
{
  static GPrivate key = G_PRIVATE_INIT (sheet_free);
  Sheet *sheet = g_private_get (&key);

  if (sheet == NULL)
    g_private_set (&key, sheet = g_new0 (Sheet, 1));
  sheet->width = width;
  sheet->height = height;
  sheet->words = (width + 2 + 63) / 64; /* one more on the right */
  sheet->pitch = 64 * sheet->words;
  size_t size = (size_t)sheet->pitch * (size_t)height;
  if (size > sheet->size) {
    g_free (sheet->share);
    g_free (sheet->touched);
    sheet->share = g_try_malloc0_n (size, sizeof *sheet->share);
    sheet->touched = g_try_malloc0_n (size / 64, sizeof *sheet->touched);
    sheet->size = sheet->share != NULL && sheet->touched != NULL ? size : 0;
  }
  return sheet->size > 0 ? sheet : NULL;
}

/* ---- 1. Edges ---- */

static inline void
add (Sheet *sheet, int j, int i, double share)
{
  sheet->share[j * sheet->pitch + i] += (float)share;
  sheet->touched[j * sheet->words + i / 64] |= (uint64_t)1 << i % 64;
}

/* In row j from x0 to x1, by d of the row's height: of each pixel the trapezium
 * to the right of the edge; 0 ≤ x ≤ width. */
static void
add_in_row (Sheet *sheet, int j, double x0, double x1, double d)
{
  double left = fmin (x0, x1), right = fmax (x0, x1);
  int i = (int)left;

  if (right <= i + 1) { /* one pixel */
    double share = d * (i + 1 - (left + right) / 2);
    add (sheet, j, i, share);
    add (sheet, j, i + 1, d - share);
    return;
  }
  double rise = d / (right - left), before = 0; /* of the sum so far */
  for (; i < right; i++) {
    double a = fmax (left, i), b = fmin (right, i + 1);
    /* all left of the edge's part in this pixel, and half of beside it */
    double sum = rise * (fmax (a - left, 0) + (b - a) * (i + 1 - (a + b) / 2));
    add (sheet, j, i, sum - before);
    before = sum;
  }
  add (sheet, j, i, d - before);
}

/* From row to row, 0 ≤ x ≤ width. */
static void
add_edge (Sheet *sheet, double x0, double y0, double x1, double y1)
{
  double sense = y0 < y1 ? 1 : -1;
  double top = fmin (y0, y1), bottom = fmax (y0, y1);
  double slope = (x1 - x0) / (y1 - y0), x_top = y0 < y1 ? x0 : x1;

  for (int j = (int)top; j < bottom; j++) {
    double a = fmax (top, j), b = fmin (bottom, j + 1);
    double xa = x_top + slope * (a - top), xb = x_top + slope * (b - top);
    add_in_row (sheet, j, CLAMP (xa, 0, sheet->width),
                CLAMP (xb, 0, sheet->width), sense * (b - a));
  }
}

/* Cuts off what is above and below; what is aside moves to the side. */
static void
add_clipped (Sheet *sheet, double x0, double y0, double x1, double y1)
{
  double at[4] = {0, 1, 1, 1}, dx = x1 - x0, dy = y1 - y0;
  double w = sheet->width, h = sheet->height;

  if (dy == 0 || fmax (y0, y1) <= 0 || fmin (y0, y1) >= h)
    return;
  double ta = (0 - y0) / dy, tb = (h - y0) / dy;
  double t0 = fmax (0, fmin (ta, tb)), t1 = fmin (1, fmax (ta, tb));
  at[0] = t0;
  at[1] = at[2] = at[3] = t1;
  if (dx != 0) { /* where it crosses the sides */
    double l = -x0 / dx, r = (w - x0) / dx;
    at[1] = CLAMP (fmin (l, r), t0, t1);
    at[2] = CLAMP (fmax (l, r), t0, t1);
  }
  for (int k = 0; k < 3; k++) {
    double a = at[k], b = at[k + 1];
    double ya = CLAMP (y0 + a * dy, 0, h), yb = CLAMP (y0 + b * dy, 0, h);
    if (ya != yb)
      add_edge (sheet, CLAMP (x0 + a * dx, 0, w), ya, CLAMP (x0 + b * dx, 0, w),
                yb);
  }
}

/* ---- 2. Rows ---- */

static inline void
lay (uint32_t *to, int n, uint32_t colour, float sum)
{
  uint32_t cover = (uint32_t)(255 * fminf (fabsf (sum), 1) + 0.5f);

  if (cover != 0 && n > 0)
    epi_pixels_over (to, n, epi_pixel_times (colour, cover));
}

static void
lay_row (Sheet *sheet, int j, uint32_t *to, uint32_t colour)
{
  float *share = sheet->share + j * sheet->pitch, sum = 0;
  uint64_t *touched = sheet->touched + j * sheet->words;
  int next = 0;

  for (int w = 0; w < sheet->words; w++)
    for (; touched[w] != 0; touched[w] &= touched[w] - 1) {
      int i = 64 * w + __builtin_ctzll (touched[w]);
      lay (to + next, MIN (i, sheet->width) - next, colour, sum);
      sum += share[i];
      share[i] = 0;
      if (i < sheet->width)
        lay (to + i, 1, colour, sum);
      next = i + 1;
    }
}

bool
epi_raster_fill (EpiRaster *c, const EpiPoint *points, const size_t *ends,
                 size_t n, uint32_t colour)
{
  Sheet *sheet = sheet_get (c->width, c->height);
  size_t begin = 0;

  if (sheet == NULL)
    return false;
  for (size_t k = 0; k < n; k++) {
    for (size_t i = begin; i < ends[k]; i++) {
      const EpiPoint *p = &points[i];
      const EpiPoint *q = &points[i + 1 < ends[k] ? i + 1 : begin];
      add_clipped (sheet, p->x, p->y, q->x, q->y);
    }
    begin = ends[k];
  }
  for (int j = 0; j < c->height; j++)
    lay_row (sheet, j, (uint32_t *)(void *)(c->data + j * c->stride), colour);
  return true;
}
