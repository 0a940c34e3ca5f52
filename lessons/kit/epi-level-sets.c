/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-level-sets.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* A crossed edge: (i,j)-(i+1,j) is 2(j nx + i), (i,j)-(i,j+1) one more. */
typedef struct {
  int32_t edge;
  int32_t links[2]; /* the crossings next to it, or -1 */
} Crossing;

enum { BOTTOM, RIGHT, TOP, LEFT }; /* of a cell */
enum { GROUP = 8 };                /* cells that are looked at as one */

typedef struct {
  const double *values;
  size_t nx, ny;
  double level;
  uint8_t *low, *high; /* (nx, and a group) 1: inside, of rows j and j + 1 */
  int32_t *bottom, *top, *upward; /* (nx) crossings of edges from row j, from
                                     row j + 1, between them; or -1 */
  GArray *crossings;              /* in order of discovery */
  GArray *x, *y, *lines;
} March;

static inline Crossing *
crossing (const March *m, int32_t k)
{
  return &g_array_index (m->crossings, Crossing, k);
}

/* 2. */
static int32_t
cross (March *m, size_t i, size_t j, int side)
{
  int32_t *known = side == BOTTOM  ? &m->bottom[i]
                   : side == RIGHT ? &m->upward[i + 1]
                   : side == TOP   ? &m->top[i]
                                   : &m->upward[i];

  if (*known >= 0)
    return *known;
  size_t point = (j + (side == TOP)) * m->nx + i + (side == RIGHT);
  Crossing found = {(int32_t)(2 * point) + (side == LEFT || side == RIGHT),
                    {-1, -1}};
  *known = (int32_t)m->crossings->len;
  g_array_append_val (m->crossings, found);
  return *known;
}

static void
link_one (March *m, int32_t a, int32_t b)
{
  int32_t *links = crossing (m, a)->links;

  links[links[0] >= 0] = b;
}

static void
join (March *m, size_t i, size_t j, int from, int to)
{
  int32_t a = cross (m, i, j, from), b = cross (m, i, j, to);

  link_one (m, a, b);
  link_one (m, b, a);
}

/* 3. Corners: 1 (i,j), 2 (i+1,j), 4 (i+1,j+1), 8 (i,j+1). */
static void
march_cell (March *m, size_t i, size_t j)
{
  static const int pairs[8][2] = {
      [1] = {LEFT, BOTTOM}, [2] = {BOTTOM, RIGHT}, [3] = {LEFT, RIGHT},
      [4] = {RIGHT, TOP},   [6] = {BOTTOM, TOP},   [7] = {LEFT, TOP}};
  const double *f = m->values + j * m->nx + i;
  double sum = f[0] + f[1] + f[m->nx + 1] + f[m->nx];
  int inside =
      m->low[i] | m->low[i + 1] << 1 | m->high[i + 1] << 2 | m->high[i] << 3;

  if (!isfinite (sum))
    return;
  if (inside == 5 || inside == 10) { /* a saddle */
    bool middle = sum / 4 >= m->level, parted = middle == (inside == 5);
    join (m, i, j, LEFT, parted ? TOP : BOTTOM);
    join (m, i, j, parted ? BOTTOM : TOP, RIGHT);
    return;
  }
  int same = inside > 7 ? 15 - inside : inside; /* one side of the line */
  join (m, i, j, pairs[same][0], pairs[same][1]);
}

/* Most cells have four corners on one side. */
static void
march_row (March *m, size_t j)
{
  for (size_t i = 0; i + 1 < m->nx; i += GROUP) {
    uint64_t a, b, c, d;
    uint8_t mixed[GROUP];
    memcpy (&a, m->low + i, GROUP);
    memcpy (&b, m->low + i + 1, GROUP);
    memcpy (&c, m->high + i + 1, GROUP);
    memcpy (&d, m->high + i, GROUP);
    a = (a ^ b) | (a ^ c) | (a ^ d);
    if (a == 0)
      continue;
    memcpy (mixed, &a, GROUP);
    for (size_t k = 0; k < GROUP && i + k + 1 < m->nx; k++)
      if (mixed[k])
        march_cell (m, i + k, j);
  }
}

static void
append_point (March *m, int32_t edge)
{
  size_t point = (size_t)edge / 2, i = point % m->nx, j = point / m->nx;
  bool up = edge & 1;
  double a = m->values[point], b = m->values[point + (up ? m->nx : 1)];
  double t = fmin (fmax ((m->level - a) / (b - a), 0), 1);
  double x = (double)i + (up ? 0 : t), y = (double)j + (up ? t : 0);

  g_array_append_val (m->x, x);
  g_array_append_val (m->y, y);
}

/* 4. From a crossing along its links until they end or come back; links are
 * used up on the way. */
static void
follow (March *m, size_t level, int32_t start)
{
  EpiLevelLine line = {.level = level, .begin = m->x->len};
  int32_t at = start;

  while (at >= 0) {
    append_point (m, crossing (m, at)->edge);
    int32_t *links = crossing (m, at)->links;
    int32_t next = links[0] >= 0 ? links[0] : links[1];
    links[0] = links[1] = -1;
    if (next >= 0) { /* forget the way back */
      int32_t *back = crossing (m, next)->links;
      if (next == start)
        line.closed = true;
      if (back[0] == at)
        back[0] = -1;
      else if (back[1] == at)
        back[1] = -1;
    }
    at = line.closed ? -1 : next;
  }
  line.n = m->x->len - line.begin;
  g_array_append_val (m->lines, line);
}

/* 1. */
static void
find_inside (const March *m, size_t j, uint8_t *inside)
{
  const double *row = m->values + j * m->nx;

  for (size_t i = 0; i < m->nx; i++)
    inside[i] = row[i] >= m->level;
}

static void
march (March *m, size_t level)
{
  g_array_set_size (m->crossings, 0);
  find_inside (m, 0, m->high);
  memset (m->top, 0xff, m->nx * sizeof *m->top); /* all -1 */
  for (size_t j = 0; j + 1 < m->ny; j++) {
    uint8_t *low = m->low;
    int32_t *bottom = m->bottom;
    m->low = m->high;
    m->high = low;
    m->bottom = m->top;
    m->top = bottom;
    find_inside (m, j + 1, m->high);
    memset (m->top, 0xff, m->nx * sizeof *m->top);
    memset (m->upward, 0xff, m->nx * sizeof *m->upward);
    march_row (m, j);
  }
  for (int pass = 0; pass < 2; pass++) /* first those with an end */
    for (guint c = 0; c < m->crossings->len; c++) {
      const int32_t *links = crossing (m, (int32_t)c)->links;
      int n = (links[0] >= 0) + (links[1] >= 0);
      if (n == 1 || (pass == 1 && n == 2))
        follow (m, level, (int32_t)c);
    }
}

EpiLevelSets *
epi_level_sets_new (const double *values, size_t nx, size_t ny,
                    const double *levels, size_t n)
{
  EpiLevelSets *sets = g_new0 (EpiLevelSets, 1);
  March m = {.values = values, .nx = nx, .ny = ny};
  uint8_t *inside = g_new0 (uint8_t, 2 * (nx + GROUP));
  int32_t *edges = g_new (int32_t, 3 * nx);

  g_assert (nx * ny < INT32_MAX / 2);
  m.low = inside;
  m.high = inside + nx + GROUP;
  m.bottom = edges;
  m.top = edges + nx;
  m.upward = edges + 2 * nx;
  m.x = g_array_new (FALSE, FALSE, sizeof (double));
  m.y = g_array_new (FALSE, FALSE, sizeof (double));
  m.lines = g_array_new (FALSE, FALSE, sizeof (EpiLevelLine));
  m.crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
  for (size_t l = 0; l < n && nx > 1 && ny > 1; l++) {
    m.level = levels[l];
    march (&m, l);
  }
  g_free (inside);
  g_free (edges);
  g_array_unref (m.crossings);
  sets->n_points = m.x->len;
  sets->n_lines = m.lines->len;
  sets->x = (double *)(void *)g_array_free (m.x, FALSE);
  sets->y = (double *)(void *)g_array_free (m.y, FALSE);
  sets->lines = (EpiLevelLine *)(void *)g_array_free (m.lines, FALSE);
  return sets;
}

void
epi_level_sets_free (EpiLevelSets *sets)
{
  if (sets == NULL)
    return;
  g_free (sets->x);
  g_free (sets->y);
  g_free (sets->lines);
  g_free (sets);
}
