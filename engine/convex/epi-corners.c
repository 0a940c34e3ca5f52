/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-corners.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define MOST_VARIABLES 4
#define ROUNDING 1e-9 /* relative: a corner lies on a row; a pivot is none */

typedef struct {
  const EpiMatrix *G;
  const double *h;
  EpiCorners *out;
  size_t room;
} Search;

static double
row_size (const Search *s, size_t i)
{
  double size = 0;

  for (size_t j = 0; j < s->G->cols; j++)
    size = fmax (size, fabs (*epi_matrix_at (s->G, i, j)));
  return size;
}

/* Gauss elimination with complete rows exchanged; x (n) := M⁻¹r.  false: the
 * rows do not meet in one point. */
static bool
meet (size_t n, double M[][MOST_VARIABLES], double *r, double *x)
{
  for (size_t k = 0; k < n; k++) {
    size_t p = k;
    for (size_t i = k + 1; i < n; i++)
      if (fabs (M[i][k]) > fabs (M[p][k]))
        p = i;
    if (fabs (M[p][k]) < ROUNDING)
      return false;
    for (size_t j = 0; j < n; j++) {
      double swap = M[k][j];
      M[k][j] = M[p][j];
      M[p][j] = swap;
    }
    double swap = r[k];
    r[k] = r[p];
    r[p] = swap;
    for (size_t i = k + 1; i < n; i++) {
      double factor = M[i][k] / M[k][k];
      for (size_t j = k; j < n; j++)
        M[i][j] -= factor * M[k][j];
      r[i] -= factor * r[k];
    }
  }
  for (size_t k = n; k-- > 0;) {
    x[k] = r[k];
    for (size_t j = k + 1; j < n; j++)
      x[k] -= M[k][j] * x[j];
    x[k] /= M[k][k];
  }
  return true;
}

/* The rows that x lies on; false: it violates one. */
static bool
find_tight (const Search *s, const double *x, uint32_t *tight)
{
  *tight = 0;
  for (size_t i = 0; i < s->G->rows; i++) {
    double size = fabs (s->h[i]), slack = s->h[i];
    for (size_t j = 0; j < s->G->cols; j++) {
      double term = *epi_matrix_at (s->G, i, j) * x[j];
      slack -= term;
      size = fmax (size, fabs (term));
    }
    if (slack < -ROUNDING * size)
      return false;
    if (slack <= ROUNDING * size)
      *tight |= 1u << i;
  }
  return true;
}

static EpiStatus
add_corner (Search *s, const double *x, uint32_t tight)
{
  EpiCorners *out = s->out;

  for (size_t k = 0; k < out->n_corners; k++)
    if (out->tight[k] == tight)
      return EPI_OK;
  if (out->n_corners == s->room) {
    size_t room = 2 * s->room + 16;
    double *points = epi_new (double, room * out->n);
    uint32_t *sets = epi_new (uint32_t, room);
    if (points == NULL || sets == NULL) {
      epi_free (points);
      epi_free (sets);
      return EPI_NO_MEMORY;
    }
    if (out->n_corners > 0) {
      memcpy (points, out->x, out->n_corners * out->n * sizeof *points);
      memcpy (sets, out->tight, out->n_corners * sizeof *sets);
    }
    epi_free (out->x);
    epi_free (out->tight);
    out->x = points;
    out->tight = sets;
    s->room = room;
  }
  memcpy (out->x + out->n_corners * out->n, x, out->n * sizeof *x);
  out->tight[out->n_corners++] = tight;
  return EPI_OK;
}

static EpiStatus
try_rows (Search *s, const size_t *rows)
{
  double M[MOST_VARIABLES][MOST_VARIABLES], r[MOST_VARIABLES];
  double x[MOST_VARIABLES];
  uint32_t tight;
  size_t n = s->out->n;

  for (size_t k = 0; k < n; k++) {
    double size = row_size (s, rows[k]);
    if (size == 0)
      return EPI_OK;
    for (size_t j = 0; j < n; j++)
      M[k][j] = *epi_matrix_at (s->G, rows[k], j) / size;
    r[k] = s->h[rows[k]] / size;
  }
  if (!meet (n, M, r, x) || !epi_is_finite (x, n) || !find_tight (s, x, &tight))
    return EPI_OK;
  return add_corner (s, x, tight);
}

/* 1.  The next n of m rows, in order; false after the last. */
static bool
next_rows (size_t *rows, size_t n, size_t m)
{
  size_t k = n;

  while (k > 0 && rows[k - 1] == m - n + k - 1)
    k--;
  if (k == 0)
    return false;
  rows[k - 1]++;
  for (; k < n; k++)
    rows[k] = rows[k - 1] + 1;
  return true;
}

/* 2. */
static bool
are_neighbours (const EpiCorners *c, size_t a, size_t b)
{
  uint32_t common = c->tight[a] & c->tight[b];

  for (size_t k = 0; k < c->n_corners; k++)
    if (k != a && k != b && (c->tight[k] & common) == common)
      return false;
  return true;
}

static EpiStatus
find_edges (EpiCorners *c)
{
  for (int pass = 0; pass < 2; pass++) { /* count them, then keep them */
    size_t n = 0;
    for (size_t a = 0; a < c->n_corners; a++)
      for (size_t b = a + 1; b < c->n_corners; b++)
        if (are_neighbours (c, a, b)) {
          if (pass == 1) {
            c->edges[2 * n] = a;
            c->edges[2 * n + 1] = b;
          }
          n++;
        }
    c->n_edges = n;
    if (pass == 0 && (c->edges = epi_new (size_t, 2 * n + 1)) == NULL)
      return EPI_NO_MEMORY;
  }
  return EPI_OK;
}

EpiStatus
epi_corners_find (const EpiMatrix *G, const double *h, EpiCorners *out)
{
  size_t rows[MOST_VARIABLES], n = G->cols, m = G->rows;
  Search search = {.G = G, .h = h, .out = out};
  EpiStatus status = EPI_OK;

  *out = (EpiCorners){.n = n};
  if (n < 1 || n > MOST_VARIABLES || m > EPI_CORNERS_ROWS)
    return EPI_UNSUPPORTED;
  if (!epi_matrix_is_finite (G) || !epi_is_finite (h, m))
    return EPI_NOT_FINITE;
  for (size_t k = 0; k < n; k++)
    rows[k] = k;
  if (m >= n)
    do
      status = try_rows (&search, rows);
    while (status == EPI_OK && next_rows (rows, n, m));
  if (status == EPI_OK)
    status = find_edges (out);
  if (status != EPI_OK)
    epi_corners_clear (out);
  return status;
}

void
epi_corners_clear (EpiCorners *corners)
{
  epi_free (corners->x);
  epi_free (corners->tight);
  epi_free (corners->edges);
  *corners = (EpiCorners){0};
}
