/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-enlarge.h"

#include "kit/epi-pixels.h"

#include <glib.h>
#include <math.h>

#define ONE 65536 /* a weight of 1 */

/* ---- Eight channels of 16 bits: two pixels ---- */

typedef uint8_t Bytes __attribute__ ((vector_size (16)));
typedef uint16_t Words __attribute__ ((vector_size (16)));

/* a b / 2¹⁶, rounded down; compilers know it as one instruction. */
static inline Words
times (Words a, Words b)
{
  Words product;

  for (int k = 0; k < 8; k++)
    product[k] = (uint16_t)((uint32_t)a[k] * b[k] >> 16);
  return product;
}

static inline Words
words_at (const uint16_t *from)
{
  Words words;

  memcpy (&words, from, sizeof words);
  return words;
}

/* Two pixels: each byte twice over, 257 times what it was. */
static inline Words
two_pixels (const uint32_t *from)
{
  typedef uint64_t Halves __attribute__ ((vector_size (16)));
  uint64_t two;

  memcpy (&two, from, sizeof two);
  Bytes bytes = (Bytes)(Halves){two};
  return (Words)__builtin_shufflevector (bytes, bytes, 0, 0, 1, 1, 2, 2, 3, 3,
                                         4, 4, 5, 5, 6, 6, 7, 7);
}

/* The opacity of each pixel in all of its channels. */
static inline Words
opacity (Words c)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  return __builtin_shufflevector (c, c, 3, 3, 3, 3, 7, 7, 7, 7);
#else
  return __builtin_shufflevector (c, c, 0, 0, 0, 0, 4, 4, 4, 4);
#endif
}

/* 4. Two pixels c, with 8 bits after the point, over two of the canvas; 257 in
 * 65536 is 1 in 255 to 2 parts in 10⁵. */
static inline void
lay_two (Words c, uint32_t *to)
{
  typedef uint8_t Eight __attribute__ ((vector_size (8)));
  Words keep = 255 * 256 - opacity (c);
  Words sum = c + times (two_pixels (to), keep) + 128;
  Eight bytes = __builtin_convertvector(sum >> 8, Eight);

  memcpy (to, &bytes, sizeof bytes);
}

/* ---- 1. Where pixels lie ---- */

typedef struct {
  int i;         /* between grid points i and i + 1 */
  uint16_t w[2]; /* of either; together at most 1: what is covered */
  bool whole;    /* is 1 */
  int next;      /* the first pixel between others */
} Between;

/* Pixel p of those that a side of n grid points covers, from a to b. */
static Between
between (int p, double a, double b, int n, bool smooth)
{
  double u = (p + 0.5 - a) / (b - a) * (n - 1);
  double cover = MIN (p + 1, b) - MAX (p, a);
  int i = (int)CLAMP (u, 0, n - 2);
  double t = CLAMP (u - i, 0, 1);
  int w = CLAMP ((int)(ONE * (smooth ? t : t >= 0.5) + 0.5), 1, ONE - 1);

  return (Between){i,
                   {(uint16_t)(cover * (ONE - w)), (uint16_t)(cover * w)},
                   cover >= 1,
                   p + 1};
}

/* ---- The canvas ---- */

typedef struct { /* columns of the canvas up to end */
  int end;
  bool alike; /* one colour */
  uint32_t colour;
} Run;

typedef struct {
  EpiRaster *canvas;
  cairo_surface_t *picture;
  int nx, ny;
  bool smooth;
  double x0, x1, y0, y1; /* the rectangle in pixels of the canvas */
  int begin, end;        /* columns */
  Between *column;       /* (end - begin) */
  uint16_t *weights;     /* (8, end - begin): w[0] four times, w[1] four */
  Run *runs;             /* (end - begin) at most */
  uint16_t *rows[2];     /* (4, end - begin + 1): stretched */
  int stretched[2];      /* which; -1: none */
} Enlarger;

static const uint32_t *
row_of (const Enlarger *e, int j)
{
  const void *row = cairo_image_surface_get_data (e->picture) +
                    (ptrdiff_t)j * cairo_image_surface_get_stride (e->picture);
  return row;
}

/* 2. */
static void
stretch (const Enlarger *e, int j, uint16_t *to)
{
  const uint32_t *row = row_of (e, j);

  for (int x = 0; x < e->end - e->begin; x++) {
    Words c = two_pixels (row + e->column[x].i) & 0xff00;
    c = times (c, words_at (e->weights + 8 * x));
    c += __builtin_shufflevector (c, c, 4, 5, 6, 7, 4, 5, 6, 7);
    memcpy (to + 4 * x, &c, 8);
  }
}

static const uint16_t *
stretched (Enlarger *e, int j)
{
  int k = j % 2; /* neighbours are kept apart */

  if (e->stretched[k] != j)
    stretch (e, j, e->rows[k]);
  e->stretched[k] = j;
  return e->rows[k];
}

/* 3 and 4.  Columns x … end - 1 of the row that lies so between two of the
 * picture. */
static void
mix (Enlarger *e, const Between *at, uint32_t *to, int x, int end)
{
  const uint16_t *a = stretched (e, at->i) - 4 * e->begin;
  const uint16_t *b = stretched (e, at->i + 1) - 4 * e->begin;
  Words wa = at->w[0] + (Words){0}, wb = at->w[1] + (Words){0};
  uint32_t two[2] = {0};

  for (; x + 2 <= end; x += 2)
    lay_two (times (words_at (a + 4 * x), wa) +
                 times (words_at (b + 4 * x), wb),
             to + x);
  if (x == end)
    return;
  two[0] = to[x];
  lay_two (times (words_at (a + 4 * x), wa) + times (words_at (b + 4 * x), wb),
           two);
  to[x] = two[0];
}

/* ---- Runs ---- */

/* Between rows j and j + 1 of the picture.  A column that the rectangle covers
 * in part, at its sides, is mixed, with those of the same neighbours. */
static void
find_runs (Enlarger *e, int j)
{
  const uint32_t *p = row_of (e, j), *q = row_of (e, j + 1);
  const Between *column = e->column - e->begin;
  Run *run = NULL;

  for (int x = e->begin, next; x < e->end; x = next) {
    int i = column[x].i;
    next = column[x].next;
    bool alike = column[x].whole && column[next - 1].whole && p[i] == q[i] &&
                 p[i] == p[i + 1] && p[i] == q[i + 1];
    if (run == NULL)
      run = e->runs;
    else if (run->alike != alike || (alike && run->colour != p[i]))
      run++;
    *run = (Run){next, alike, p[i]};
  }
}

static void
draw_row (Enlarger *e, int y, const Between *at)
{
  const EpiRaster *c = e->canvas;
  uint32_t *to = (uint32_t *)(void *)(c->data + (ptrdiff_t)y * c->stride);
  const Run *run = e->runs;

  if (!at->whole) {
    mix (e, at, to, e->begin, e->end);
    return;
  }
  for (int x = e->begin; x < e->end; x = run++->end)
    if (!run->alike)
      mix (e, at, to, x, run->end);
    else if (run->colour != 0)
      epi_pixels_over (to + x, run->end - x, run->colour);
}

/* ---- All of it ---- */

static void
take_columns (Enlarger *e)
{
  size_t n = (size_t)(e->end - e->begin);

  e->column = g_new (Between, n);
  e->weights = g_new (uint16_t, 8 * n);
  e->runs = g_new (Run, n);
  for (int k = 0; k < 2; k++) {
    e->rows[k] = g_new0 (uint16_t, 4 * (n + 1));
    e->stretched[k] = -1;
  }
  for (size_t x = n; x-- > 0;) {
    e->column[x] = between (e->begin + (int)x, e->x0, e->x1, e->nx, e->smooth);
    if (x + 1 < n && e->column[x].i == e->column[x + 1].i)
      e->column[x].next = e->column[x + 1].next;
    for (size_t k = 0; k < 8; k++)
      e->weights[8 * x + k] = e->column[x].w[k / 4];
  }
}

static void
forget_columns (Enlarger *e)
{
  g_free (e->column);
  g_free (e->weights);
  g_free (e->runs);
  g_free (e->rows[0]);
  g_free (e->rows[1]);
}

/* A side of the rectangle may lie farther out than an int reaches. */
static int
within (double at, int n)
{
  return (int)CLAMP (at, 0, n);
}

void
epi_enlarge (EpiRaster *canvas, cairo_surface_t *picture, EpiRect rect,
             bool smooth)
{
  double x0 = rect.x * canvas->scale + canvas->ox;
  double y0 = rect.y * canvas->scale + canvas->oy;
  Enlarger e = {.canvas = canvas,
                .picture = picture,
                .nx = cairo_image_surface_get_width (picture),
                .ny = cairo_image_surface_get_height (picture),
                .smooth = smooth,
                .x0 = x0,
                .x1 = x0 + rect.width * canvas->scale,
                .y0 = y0,
                .y1 = y0 + rect.height * canvas->scale};

  if (!isfinite (rect.width + rect.height) || e.nx < 2 || e.ny < 2 ||
      !(e.x0 < e.x1 && e.y0 < e.y1))
    return;
  int begin = within (floor (e.y0), canvas->height);
  int end = within (ceil (e.y1), canvas->height), runs_of = -1;
  e.begin = within (floor (e.x0), canvas->width);
  e.end = within (ceil (e.x1), canvas->width);
  if (e.begin >= e.end || begin >= end)
    return;
  take_columns (&e);
  for (int y = begin; y < end; y++) {
    Between at = between (y, e.y0, e.y1, e.ny, smooth);
    if (at.i != runs_of)
      find_runs (&e, runs_of = at.i);
    draw_row (&e, y, &at);
  }
  forget_columns (&e);
}
