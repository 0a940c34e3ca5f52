/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks: boxes, lines, and the colour through what they cover. */
#include "kit/epi-pixels.h"
#include "kit/epi-raster.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define AHEAD 8 /* rows: what is fetched while others are drawn */

/* Pixels i0 … i1 of row j may be covered from now on. */
static inline void
touch (EpiRaster *c, int j, int i0, int i1)
{
  int a = i0 / EPI_RASTER_BLOCK, b = i1 / EPI_RASTER_BLOCK;

  if (c->blocks == NULL || i1 < i0)
    return;
  uint64_t *words = c->blocks + j * c->words;
  for (; a / 64 < b / 64; a = (a / 64 + 1) * 64)
    words[a / 64] |= ~(uint64_t)0 << a % 64;
  words[a / 64] |= ~(uint64_t)0 >> (63 - b % 64) & ~(uint64_t)0 << a % 64;
}

/* ---- Boxes ---- */

/* to := a over to, for n bytes, sixteen at a time; a in 0 … 255. */
static inline void
cover (unsigned char *to, int n, unsigned a)
{
  typedef uint8_t Bytes __attribute__ ((vector_size (16)));
  typedef uint16_t Words __attribute__ ((vector_size (32)));
  Bytes bytes;
  int i = 0;

  for (; i + 16 <= n; i += 16) {
    memcpy (&bytes, to + i, sizeof bytes);
    Words t = __builtin_convertvector(~bytes, Words) * (uint16_t)a + 128;
    for (int k = 0; k < 16; k++) /* as in epi_four_pixels_over() */
      t[k] = (uint16_t)((uint32_t)t[k] * 257 >> 16);
    bytes += __builtin_convertvector(t, Bytes);
    memcpy (to + i, &bytes, sizeof bytes);
  }
  for (; i < n; i++) {
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

/* low where x is none of the numbers. */
static inline double
within (double x, double low, double high)
{
  return x > low ? (x < high ? x : high) : low;
}

void
epi_raster_box (EpiRaster *c, double x0, double y0, double x1, double y1,
                double alpha)
{
  epi_raster_pixels (c, x0 * c->scale + c->ox, y0 * c->scale + c->oy,
                     x1 * c->scale + c->ox, y1 * c->scale + c->oy, alpha);
}

void
epi_raster_pixels (EpiRaster *c, double l, double t, double r, double b,
                   double alpha)
{
  l = within (l, 0, c->width);
  r = within (r, 0, c->width);
  t = within (t, 0, c->height);
  b = within (b, 0, c->height);
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

/* Four pixels of a row. */
typedef float Four __attribute__ ((vector_size (16)));
typedef int32_t FourBits __attribute__ ((vector_size (16)));

static inline Four
positive_part (Four x)
{
  return (Four)((FourBits)x & (x > 0));
}

static inline Four
clamped (Four x) /* to [0, 1] */
{
  return 1 - positive_part (1 - positive_part (x));
}

static inline Four
absolute (Four x)
{
  return (Four)((FourBits)x & 0x7fffffff);
}

/* A line in pixels: a pixel's middle lies `along` it from the first end and
 * `beside` it. */
typedef struct {
  float ux, uy, length;
  float half, strength; /* half the width; 255, or less for hair lines */
  bool flat0, flat1;    /* ends */
} Line;

/* How much of a pixel is covered.  Past an end: by its distance from it where
 * that is round, by how far it lies beyond where that is flat. */
static inline Four
line_cover (const Line *l, Four along, Four beside)
{
  Four before = -along, behind = along - l->length;
  Four away = absolute (beside), cover;

  FourBits ends = (before > -0.5f) | (behind > -0.5f);
  if ((ends[0] | ends[1] | ends[2] | ends[3]) == 0) /* most of them */
    return clamped (l->half + 0.5f - away);
  Four over = positive_part (l->flat0 ? before - before : before) +
              positive_part (l->flat1 ? behind - behind : behind);
  away = away * away + over * over; /* the root of a square is what it was */
  for (int k = 0; k < 4; k++)
    away[k] = sqrtf (away[k]);
  cover = clamped (l->half + 0.5f - away);
  if (l->flat0)
    cover *= clamped (0.5f - before);
  if (l->flat1)
    cover *= clamped (0.5f - behind);
  return cover;
}

/* Four bytes to the levels, 0 … 255, where those are larger. */
static inline void
raise_to (unsigned char *to, FourBits level)
{
  typedef int16_t FourWords __attribute__ ((vector_size (8)));
  typedef uint8_t FourBytes __attribute__ ((vector_size (4)));
  FourWords words = __builtin_convertvector(level, FourWords);
  FourBytes before, after = __builtin_convertvector(words, FourBytes);

  memcpy (&before, to, sizeof before);
  for (int k = 0; k < 4; k++)
    after[k] = MAX (before[k], after[k]);
  memcpy (to, &after, sizeof after);
}

/* Pixels i0 … i1 of a row, and those beside them that make it a multiple of
 * four, for which there is room; (px, py) the middle of pixel 0 from the line's
 * first end. */
static inline void
line_row (const Line *l, unsigned char *row, int i0, int i1, double px,
          float py)
{
  const Four steps = {0, 1, 2, 3};

  for (int i = i0 & ~3; i <= i1; i += 4) {
    Four x = (float)(px + i) + steps;
    Four cover = line_cover (l, x * l->ux + py * l->uy, py * l->ux - x * l->uy);
    FourBits level =
        __builtin_convertvector(cover * l->strength + 0.5f, FourBits);
    raise_to (row + i, level);
  }
}

/* Rows lie a page apart, which no processor foresees, and where a line leads
 * the next one goes on: a mask that is not at hand costs more than the line. */
static inline void
fetch_ahead (const EpiRaster *c, int j, double x)
{
  if (j >= 0 && j < c->height)
    __builtin_prefetch (c->data + j * c->stride + (int)within (x, 0, c->width),
                        1);
}

void
epi_raster_segment (EpiRaster *c, double x0, double y0, double x1, double y1,
                    double width, bool flat0, bool flat1)
{
  double dx = x1 - x0, dy = y1 - y0, length = sqrt (dx * dx + dy * dy);
  double half = MAX (width, 1) / 2, reach = half + 0.5;
  double slope = dy != 0 ? dx / dy : 0;
  /* On a row the line is met within aside of where it crosses. */
  double aside = dy != 0 ? reach * length / fabs (dy) : INFINITY;
  double low = within (MIN (x0, x1) - reach, 0, c->width);
  double high = within (MAX (x0, x1) + reach, -1, c->width - 1);
  int j0 = (int)within (MIN (y0, y1) - reach, 0, c->height);
  int j1 = (int)within (MAX (y0, y1) + reach, -1, c->height - 1);
  Line line = {.ux = (float)(length > 0 ? dx / length : 1),
               .uy = (float)(length > 0 ? dy / length : 0),
               .length = (float)length,
               .half = (float)half,
               .strength = (float)(255 * MIN (width, 1)),
               .flat0 = flat0,
               .flat1 = flat1};
  int ahead = y1 < y0 ? -AHEAD : AHEAD;

  for (int j = j0; j <= j1; j++) {
    double py = j + 0.5 - y0, middle = x0 + slope * py;
    double from = middle - aside, to = middle + aside;
    int i0 = (int)(from > low ? MIN (from, c->width) : low);
    int i1 = (int)(to < high ? MAX (to, -1) : high);
    fetch_ahead (c, j + ahead, middle + slope * ahead);
    line_row (&line, c->data + j * c->stride, i0, i1, 0.5 - x0, (float)py);
    touch (c, j, i0 & ~3, i1 | 3);
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

/* ---- Rings ---- */

void
epi_raster_ring (EpiRaster *c, double x, double y, double radius, double width)
{
  const Four steps = {0, 1, 2, 3};
  double cx = x * c->scale + c->ox, cy = y * c->scale + c->oy;
  double r = radius * c->scale, half = MAX (width * c->scale, 1) / 2;
  float strength = (float)(255 * MIN (width * c->scale, 1));
  double outer = r + half + 0.5;
  int j0 = (int)within (cy - outer, 0, c->height);
  int j1 = (int)within (cy + outer, -1, c->height - 1);

  for (int j = j0; j <= j1; j++) {
    double dy = j + 0.5 - cy, chord = sqrt (MAX (outer * outer - dy * dy, 0));
    int i0 = (int)within (cx - chord, 0, c->width) & ~3;
    int i1 = (int)within (cx + chord, -1, c->width - 1);
    unsigned char *row = c->data + j * c->stride;
    for (int i = i0; i <= i1; i += 4) {
      Four dx = (float)(i + 0.5 - cx) + steps;
      Four away = dx * dx + (float)(dy * dy);
      for (int k = 0; k < 4; k++)
        away[k] = sqrtf (away[k]);
      Four cover = clamped ((float)half + 0.5f - absolute (away - (float)r));
      raise_to (row + i,
                __builtin_convertvector(cover * strength + 0.5f, FourBits));
    }
    touch (c, j, i0, i1 | 3);
  }
}

/* ---- The colour ---- */

/* What a colour is under each cover: premultiplied, and how much of a channel
 * below stays. */
typedef struct {
  uint32_t colour[256], keep[256]; /* keep: in all four bytes */
} Covers;

static void
covers_of (uint32_t colour, Covers *covers)
{
  for (uint32_t a = 0; a < 256; a++) {
    covers->colour[a] = epi_pixel_times (colour, a);
    covers->keep[a] = (255 - (covers->colour[a] >> 24)) * 0x01010101;
  }
}

/* Of one block; the mask is clear afterwards. */
static inline void
lay_block (unsigned char *mask, uint32_t *to, int n, const Covers *covers)
{
  uint64_t eight;

  memcpy (&eight, mask, sizeof eight);
  if (eight == 0)
    return;
  if (eight == mask[0] * (uint64_t)0x0101010101010101) /* inside a figure */
    epi_pixels_over (to, n, covers->colour[mask[0]]);
  else {
    int k = 0;
    for (; k + 4 <= n; k += 4) {
      const unsigned char *m = mask + k;
      const uint32_t *colour = covers->colour, *keep = covers->keep;
      epi_four_pixels_over (
          to + k,
          (EpiFourPixels){colour[m[0]], colour[m[1]], colour[m[2]],
                          colour[m[3]]},
          (EpiFourPixels){keep[m[0]], keep[m[1]], keep[m[2]], keep[m[3]]});
    }
    for (; k < n; k++)
      to[k] = epi_pixel_over (covers->colour[mask[k]], to[k]);
  }
  memset (mask, 0, sizeof eight);
}

/* The pixels under what is covered. */
static inline void
fetch_pixels (const EpiRaster *c, int j)
{
  const unsigned char *row = c->target + j * c->target_stride;
  const uint64_t *blocks = c->blocks + j * c->words;

  for (int w = 0; w < c->words && j < c->height; w++)
    for (uint64_t left = blocks[w]; left != 0; left &= left - 1)
      __builtin_prefetch (
          row + 4 * EPI_RASTER_BLOCK * (64 * w + __builtin_ctzll (left)), 1);
}

void
epi_raster_lay (EpiRaster *c, uint32_t colour)
{
  Covers covers;

  covers_of (colour, &covers);
  for (int j = 0; j < c->height; j++) {
    unsigned char *mask = c->data + j * c->stride;
    uint32_t *to = (uint32_t *)(void *)(c->target + j * c->target_stride);
    uint64_t *blocks = c->blocks + j * c->words;
    fetch_pixels (c, j + AHEAD);
    for (int w = 0; w < c->words; w++)
      for (; blocks[w] != 0; blocks[w] &= blocks[w] - 1) {
        int i = EPI_RASTER_BLOCK * (64 * w + __builtin_ctzll (blocks[w]));
        lay_block (mask + i, to + i, MIN (EPI_RASTER_BLOCK, c->width - i),
                   &covers);
      }
  }
}
