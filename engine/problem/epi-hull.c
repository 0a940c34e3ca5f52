/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-hull.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

static int
compare (gconstpointer left, gconstpointer right, gpointer points)
{
  size_t i = *(const size_t *)left, j = *(const size_t *)right;
  const double *p = (const double *)points + 2 * i;
  const double *q = (const double *)points + 2 * j;

  if (p[0] != q[0])
    return p[0] < q[0] ? -1 : 1;
  if (p[1] != q[1])
    return p[1] < q[1] ? -1 : 1;
  return (i > j) - (i < j);
}

/* Twice the area of p, q, r: positive when they turn left. */
static long double
turn (const double *p, const double *q, const double *r)
{
  return ((long double)q[0] - p[0]) * ((long double)r[1] - p[1]) -
         ((long double)q[1] - p[1]) * ((long double)r[0] - p[0]);
}

static bool
same_place (const double *p, const double *q)
{
  return p[0] == q[0] && p[1] == q[1];
}

/* Appends point i to the chain hull[begin … n - 1]; returns the new n. */
static size_t
append (const double *points, size_t *hull, size_t begin, size_t n, size_t i)
{
  if (n > begin && same_place (points + 2 * hull[n - 1], points + 2 * i))
    return n;
  while (n >= begin + 2 && turn (points + 2 * hull[n - 2],
                                 points + 2 * hull[n - 1], points + 2 * i) <= 0)
    n--;
  hull[n++] = i;
  return n;
}

size_t
epi_convex_hull (size_t n, const double *points, size_t *hull)
{
  size_t *order = g_new (size_t, n + 1), *chain = g_new (size_t, 2 * n + 2);
  size_t m = 0;

  for (size_t i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n, sizeof *order, compare, (gpointer)points);
  for (size_t i = 0; i < n; i++) /* 2 */
    m = append (points, chain, 0, m, order[i]);
  if (m > 1) { /* 3 */
    size_t begin = m - 1;
    for (size_t i = n; i-- > 0;)
      m = append (points, chain, begin, m, order[i]);
    m--; /* the leftmost again */
  }
  for (size_t k = 0; k < m; k++)
    hull[k] = chain[k];
  g_free (order);
  g_free (chain);
  return m;
}

void
epi_hull_half_planes (const double *points, const size_t *hull, size_t m,
                      double *a, double *b)
{
  for (size_t k = 0; k < m; k++) {
    const double *p = points + 2 * hull[k];
    const double *q = points + 2 * hull[(k + 1) % m];
    double dx = q[0] - p[0], dy = q[1] - p[1], length = hypot (dx, dy);
    a[2 * k] = dy / length;
    a[2 * k + 1] = -dx / length;
    b[k] = fmax (a[2 * k] * p[0] + a[2 * k + 1] * p[1],
                 a[2 * k] * q[0] + a[2 * k + 1] * q[1]);
  }
}

double
epi_hull_area (const double *points, const size_t *hull, size_t m,
               double *centre)
{
  const double *o = points + 2 * hull[0];
  long double area = 0, x = 0, y = 0;

  for (size_t k = 1; k + 1 < m; k++) {
    const double *p = points + 2 * hull[k], *q = points + 2 * hull[k + 1];
    long double part = turn (o, p, q) / 2;
    area += part;
    x += part * ((p[0] - o[0]) + (q[0] - o[0])) / 3;
    y += part * ((p[1] - o[1]) + (q[1] - o[1])) / 3;
  }
  if (centre != NULL) {
    centre[0] = o[0] + (area > 0 ? (double)(x / area) : 0);
    centre[1] = o[1] + (area > 0 ? (double)(y / area) : 0);
  }
  return (double)area;
}
