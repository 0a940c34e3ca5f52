/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks: boxes, lines, and the colour through what they cover. */
#include "kit/epi-pixels.h"
#include "kit/epi-raster.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Pixels i0 … i1 of row j may be covered from now on. */
static inline void
touch (EpiRaster *c, int j, int i0, int i1)
{
  uint64_t *words = c->blocks + j * c->words;
  int a = i0 / EPI_RASTER_BLOCK, b = i1 / EPI_RASTER_BLOCK;

  if (c->blocks == NULL || i1 < i0)
    return;
  for (; a / 64 < b / 64; a = (a / 64 + 1) * 64)
    words[a / 64] |= ~(uint64_t)0 << a % 64;
  words[a / 64] |= ~(uint64_t)0 >> (63 - b % 64) & ~(uint64_t)0 << a % 64;
}

/* ---- Boxes ---- */

/* to := a over to, for n bytes; a in 0 … 255. */
static inline void
cover (unsigned char *to, int n, unsigned a)
{
  for (int i = 0; i < n; i++) {
    unsigned t = (255u - to[i]) * a + 128;
    to[i] = (unsigned char)(to[i] + ((t + (t >> 8)) >> 8));
  }
}

/* How much of pixel i the interval [a, b] covers. */
static inline double
share (double a, double b, int i)
{
  double from = a > i ? a : i, to = b < i + 1 ? b : i + 1;

  return to > from ? to - from : 0;
}

static inline double
within (double x, double low, double high)
{
  return x < low ? low : x > high ? high : x;
}

void
epi_raster_box (EpiRaster *c, double x0, double y0, double x1, double y1,
                double alpha)
{
  double l = within (x0 * c->scale + c->ox, 0, c->width);
  double r = within (x1 * c->scale + c->ox, 0, c->width);
  double t = within (y0 * c->scale + c->oy, 0, c->height);
  double b = within (y1 * c->scale + c->oy, 0, c->height);

  if (!(r > l) || !(b > t))
    return;
  int i0 = (int)l, i1 = (int)ceil (r) - 1, j0 = (int)t, j1 = (int)ceil (b) - 1;
  double left = share (l, r, i0), right = i1 > i0 ? share (l, r, i1) : 0;
  unsigned edge[2] = {0, 0}, whole = 0; /* of a row that is covered whole */
  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    touch (c, j, i0, i1);
    if (j <= j0 + 1 || j == j1) { /* the rows between are alike */
      double a = 255 * alpha * share (t, b, j);
      edge[0] = (unsigned)(a * left + 0.5);
      edge[1] = (unsigned)(a * right + 0.5);
      whole = (unsigned)(a + 0.5);
    }
    cover (row + i0, 1, edge[0]);
    if (i1 == i0)
      continue;
    cover (row + i0 + 1, i1 - i0 - 1, whole);
    cover (row + i1, 1, edge[1]);
  }
}

/* ---- Lines ---- */

static inline float
clamped (float x)
{
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* A line in pixels, of length 1/inverse: a pixel's middle lies `along` it from
 * the first end and `beside` it; both grow by a step from pixel to pixel. */
typedef struct {
  float ux, uy, length;
  float half, strength; /* half the width; 255, or less for hair lines */
  bool flat0, flat1;    /* ends */
} Line;

/* How much of a pixel is covered.  Past an end: by its distance from it where
 * that is round, by how far it lies beyond where that is flat. */
static inline float
line_cover (const Line *l, float along, float beside)
{
  float over = MAX (-along, along - l->length);
  float away = fabsf (beside);

  if (over < -0.5f) /* most of them */
    return clamped (l->half + 0.5f - away);
  if (along < l->length / 2 ? l->flat0 : l->flat1)
    return clamped (l->half + 0.5f - away) * clamped (0.5f - over);
  if (over > 0)
    away = sqrtf (beside * beside + over * over);
  return clamped (l->half + 0.5f - away);
}

void
epi_raster_segment (EpiRaster *c, double x0, double y0, double x1, double y1,
                    double width, bool flat0, bool flat1)
{
  double dx = x1 - x0, dy = y1 - y0, length = hypot (dx, dy);
  double half = fmax (width, 1) / 2, reach = half + 0.5;
  double slope = dy != 0 ? dx / dy : 0;
  /* On a row the line is met within aside of where it crosses. */
  double aside = dy != 0 ? reach * length / fabs (dy) : INFINITY;
  double low = fmax (fmin (x0, x1) - reach, 0);
  double high = fmin (fmax (x0, x1) + reach, c->width - 1);
  int j0 = (int)fmax (floor (fmin (y0, y1) - reach), 0);
  int j1 = (int)fmin (fmax (y0, y1) + reach, c->height - 1);
  Line line = {.ux = (float)(length > 0 ? dx / length : 1),
               .uy = (float)(length > 0 ? dy / length : 0),
               .length = (float)length,
               .half = (float)half,
               .strength = (float)(255 * fmin (width, 1)),
               .flat0 = flat0,
               .flat1 = flat1};

  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    double py = j + 0.5 - y0, middle = x0 + slope * py;
    int i0 = (int)fmin (fmax (middle - aside, low), c->width);
    int i1 = (int)fmax (fmin (middle + aside, high), -1);
    float px = (float)(i0 + 0.5 - x0), qy = (float)py;
    for (int i = i0; i <= i1; i++, px += 1) {
      float covered = line_cover (&line, px * line.ux + qy * line.uy,
                                  qy * line.ux - px * line.uy);
      unsigned char level = (unsigned char)(line.strength * covered + 0.5f);
      row[i] = MAX (row[i], level);
    }
    touch (c, j, i0, i1);
  }
}

void
epi_raster_line (EpiRaster *c, double x0, double y0, double x1, double y1,
                 double width)
{
  double s = c->scale;

  epi_raster_segment (c, x0 * s + c->ox, y0 * s + c->oy, x1 * s + c->ox,
                      y1 * s + c->oy, width * s, false, false);
}

/* ---- The colour ---- */

/* Of one block; the mask is clear afterwards. */
static inline void
lay_block (unsigned char *mask, uint32_t *to, int n, const uint32_t *covered)
{
  uint64_t eight;

  memcpy (&eight, mask, sizeof eight);
  if (eight == 0)
    return;
  for (int k = 0; k < n; k++)
    if (mask[k] != 0)
      to[k] = epi_pixel_over (covered[mask[k]], to[k]);
  memset (mask, 0, sizeof eight);
}

void
epi_raster_lay (EpiRaster *c, uint32_t colour)
{
  uint32_t covered[256];

  for (uint32_t a = 0; a < 256; a++)
    covered[a] = epi_pixel_times (colour, a);
  for (int j = 0; j < c->height; j++) {
    unsigned char *mask = c->data + j * c->stride;
    uint32_t *to = (uint32_t *)(void *)(c->target + j * c->target_stride);
    uint64_t *blocks = c->blocks + j * c->words;
    for (int w = 0; w < c->words; w++)
      for (; blocks[w] != 0; blocks[w] &= blocks[w] - 1) {
        int i = EPI_RASTER_BLOCK * (64 * w + __builtin_ctzll (blocks[w]));
        lay_block (mask + i, to + i, MIN (EPI_RASTER_BLOCK, c->width - i),
                   covered);
      }
  }
}
