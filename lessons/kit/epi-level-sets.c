/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-level-sets.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* Edges are numbered: (i,j)-(i+1,j) is 2(j nx + i), (i,j)-(i,j+1) one more. */
typedef struct {
  const double *values;
  size_t nx, ny;
  double level;
  int32_t (*links)[2]; /* (2 nx ny) the crossed edges next to an edge, or -1 */
  GArray *crossed;     /* int32_t: edges with links, in order of discovery */
  GArray *x, *y, *lines;
} March;

static inline int32_t
across (const March *m, size_t i, size_t j)
{
  return (int32_t)(2 * (j * m->nx + i));
}

static inline int32_t
upward (const March *m, size_t i, size_t j)
{
  return across (m, i, j) + 1;
}

static void
link_one (March *m, int32_t a, int32_t b)
{
  if (m->links[a][0] < 0) {
    m->links[a][0] = b;
    g_array_append_val (m->crossed, a);
  } else
    m->links[a][1] = b;
}

static void
join (March *m, int32_t a, int32_t b)
{
  link_one (m, a, b);
  link_one (m, b, a);
}

/* 3. Corners: 1 (i,j), 2 (i+1,j), 4 (i+1,j+1), 8 (i,j+1). */
static void
march_cell (March *m, size_t i, size_t j)
{
  const double *f = m->values + j * m->nx + i;
  double a = f[0], b = f[1], c = f[m->nx + 1], d = f[m->nx];
  int inside = (a >= m->level) | (b >= m->level) << 1 | (c >= m->level) << 2 |
               (d >= m->level) << 3;

  if (inside == 0 || inside == 15 || !isfinite (a + b + c + d))
    return;
  int32_t bottom = across (m, i, j), top = across (m, i, j + 1);
  int32_t left = upward (m, i, j), right = upward (m, i + 1, j);
  if (inside == 5 || inside == 10) { /* a saddle */
    bool middle = (a + b + c + d) / 4 >= m->level;
    if (middle == (inside == 5)) {
      join (m, left, top);
      join (m, bottom, right);
    } else {
      join (m, left, bottom);
      join (m, top, right);
    }
    return;
  }
  int same = inside > 7 ? 15 - inside : inside; /* one side of the line */
  switch (same) {
  case 1:
    join (m, left, bottom);
    break;
  case 2:
    join (m, bottom, right);
    break;
  case 3:
    join (m, left, right);
    break;
  case 4:
    join (m, right, top);
    break;
  case 6:
    join (m, bottom, top);
    break;
  case 7:
    join (m, left, top);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* 2. */
static void
append_crossing (March *m, int32_t edge)
{
  size_t point = (size_t)edge / 2, i = point % m->nx, j = point / m->nx;
  bool up = edge & 1;
  double a = m->values[point], b = m->values[point + (up ? m->nx : 1)];
  double t = fmin (fmax ((m->level - a) / (b - a), 0), 1);
  double x = (double)i + (up ? 0 : t), y = (double)j + (up ? t : 0);

  g_array_append_val (m->x, x);
  g_array_append_val (m->y, y);
}

/* 4. From an edge along its links until they end or come back; links are used
 * up on the way. */
static void
follow (March *m, size_t level, int32_t start)
{
  EpiLevelLine line = {.level = level, .begin = m->x->len};
  int32_t edge = start;

  while (edge >= 0) {
    append_crossing (m, edge);
    int32_t *links = m->links[edge];
    int32_t next = links[0] >= 0 ? links[0] : links[1];
    links[0] = links[1] = -1;
    if (next >= 0) { /* forget the way back */
      int32_t *back = m->links[next];
      if (next == start)
        line.closed = true;
      if (back[0] == edge)
        back[0] = -1;
      else if (back[1] == edge)
        back[1] = -1;
    }
    edge = line.closed ? -1 : next;
  }
  line.n = m->x->len - line.begin;
  g_array_append_val (m->lines, line);
}

static void
march (March *m, size_t level)
{
  g_array_set_size (m->crossed, 0);
  for (size_t j = 0; j + 1 < m->ny; j++)
    for (size_t i = 0; i + 1 < m->nx; i++)
      march_cell (m, i, j);
  for (int pass = 0; pass < 2; pass++) /* first those with an end */
    for (guint c = 0; c < m->crossed->len; c++) {
      int32_t edge = g_array_index (m->crossed, int32_t, c);
      const int32_t *links = m->links[edge];
      int n = (links[0] >= 0) + (links[1] >= 0);
      if (n == 1 || (pass == 1 && n == 2))
        follow (m, level, edge);
    }
}

EpiLevelSets *
epi_level_sets_new (const double *values, size_t nx, size_t ny,
                    const double *levels, size_t n)
{
  EpiLevelSets *sets = g_new0 (EpiLevelSets, 1);
  March m = {.values = values, .nx = nx, .ny = ny};

  g_assert (nx * ny < INT32_MAX / 2);
  m.x = g_array_new (FALSE, FALSE, sizeof (double));
  m.y = g_array_new (FALSE, FALSE, sizeof (double));
  m.lines = g_array_new (FALSE, FALSE, sizeof (EpiLevelLine));
  m.crossed = g_array_new (FALSE, FALSE, sizeof (int32_t));
  m.links = g_malloc_n (2 * nx * ny + 1, sizeof *m.links);
  memset (m.links, 0xff, (2 * nx * ny + 1) * sizeof *m.links); /* all -1 */
  for (size_t l = 0; l < n; l++) {
    m.level = levels[l];
    march (&m, l);
  }
  g_free (m.links);
  g_array_unref (m.crossed);
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
