/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-l1-vertex.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_VERTEX_INDEPENDENT 1e-9 /* of a row's length must be new */
#define EPI_VERTEX_TOLERANCE 1e-11  /* of the size of the terms of y_B */

static double
weight (const EpiL1Vertex *self, size_t i)
{
  return self->ls->weights != NULL ? self->ls->weights[i] : 1;
}

static double
entry (const EpiL1Vertex *self, size_t i, size_t j)
{
  return *epi_matrix_at (&self->ls->A, i, j);
}

EpiStatus
epi_l1_vertex_init (EpiL1Vertex *self, const EpiLs *ls)
{
  size_t n = ls->A.rows, p = ls->A.cols;

  *self = (EpiL1Vertex){.ls = ls, .n = n, .p = p};
  self->basis = epi_new0 (size_t, p);
  self->sign = epi_new0 (int8_t, n);
  self->theta = epi_new0 (double, p);
  self->r = epi_new0 (double, n);
  self->y = epi_new0 (double, n);
  self->pivots = epi_new0 (int, p);
  self->d = epi_new0 (double, p);
  self->along = epi_new0 (double, n);
  self->order = epi_new0 (size_t, n);
  self->at = epi_new0 (double, n);
  if (self->basis != NULL && self->sign != NULL && self->theta != NULL &&
      self->r != NULL && self->y != NULL && self->pivots != NULL &&
      self->d != NULL && self->along != NULL && self->order != NULL &&
      self->at != NULL && epi_matrix_new (p, p, &self->LU) == EPI_OK)
    return EPI_OK;
  epi_l1_vertex_clear (self);
  return EPI_NO_MEMORY;
}

void
epi_l1_vertex_clear (EpiL1Vertex *self)
{
  epi_free (self->basis);
  epi_free (self->sign);
  epi_free (self->theta);
  epi_free (self->r);
  epi_free (self->y);
  epi_free (self->pivots);
  epi_free (self->d);
  epi_free (self->along);
  epi_free (self->order);
  epi_free (self->at);
  epi_matrix_clear (&self->LU);
  *self = (EpiL1Vertex){0};
}

/* r := Aθ - b, exactly zero in B. */
static void
find_residuals (EpiL1Vertex *self)
{
  EpiMatrix theta = epi_matrix_view (self->theta, self->p, 1, self->p);

  epi_ls_residual (self->ls, &theta, 0, 0, self->n, self->r);
}

/* 1. The vertex of B with the signs as they stand. */
static EpiStatus
find_vertex (EpiL1Vertex *self)
{
  size_t p = self->p;

  for (size_t l = 0; l < p; l++) {
    for (size_t j = 0; j < p; j++)
      *epi_matrix_at (&self->LU, l, j) = entry (self, self->basis[l], j);
    self->theta[l] = *epi_matrix_at (&self->ls->B, self->basis[l], 0);
  }
  EpiMatrix theta = epi_matrix_view (self->theta, p, 1, p);
  EpiStatus status = epi_lu (&self->LU, self->pivots);
  if (status == EPI_OK)
    status = epi_lu_solve (&self->LU, self->pivots, &theta);
  if (status != EPI_OK)
    return EPI_NUMERICAL;
  find_residuals (self);
  for (size_t l = 0; l < p; l++) {
    self->r[self->basis[l]] = 0;
    self->sign[self->basis[l]] = 0;
  }
  return EPI_OK;
}

/* d := A_B⁻ᵀ d, from the factors of A_B. */
static void
solve_transposed (EpiL1Vertex *self)
{
  size_t p = self->p;
  double *d = self->d;

  for (size_t j = 0; j < p; j++) { /* Uᵀ */
    for (size_t i = 0; i < j; i++)
      d[j] -= *epi_matrix_at (&self->LU, i, j) * d[i];
    d[j] /= *epi_matrix_at (&self->LU, j, j);
  }
  for (size_t j = p; j-- > 0;) /* Lᵀ */
    for (size_t i = j + 1; i < p; i++)
      d[j] -= *epi_matrix_at (&self->LU, i, j) * d[i];
  for (size_t l = p; l-- > 0;) { /* Pᵀ */
    double was = d[l];
    d[l] = d[self->pivots[l]];
    d[self->pivots[l]] = was;
  }
}

/* y_N := w s, y_B := -A_B⁻ᵀ A_Nᵀ y_N */
static void
find_dual (EpiL1Vertex *self)
{
  for (size_t i = 0; i < self->n; i++)
    self->y[i] = weight (self, i) * self->sign[i];
  for (size_t j = 0; j < self->p; j++) {
    const double *a = epi_matrix_col (&self->ls->A, j);
    long double sum = 0;
    for (size_t i = 0; i < self->n; i++)
      sum -= (long double)a[i] * self->y[i];
    self->d[j] = (double)sum;
  }
  solve_transposed (self);
  for (size_t l = 0; l < self->p; l++)
    self->y[self->basis[l]] = self->d[l];
}

/* 2. and 3.: the place in B of the row that leaves, or p at the optimum. */
static size_t
leaving (const EpiL1Vertex *self)
{
  bool bland = self->stalled > self->p;
  size_t place = self->p;
  double most = 0;

  for (size_t l = 0; l < self->p; l++) {
    size_t row = self->basis[l];
    double over = fabs (self->y[row]) - weight (self, row);
    if (over <= EPI_VERTEX_TOLERANCE * fabs (self->y[row]))
      continue;
    if (place == self->p || (bland ? row < self->basis[place] : over > most)) {
      place = l;
      most = over;
    }
  }
  return place;
}

/* The slope's growth at the breakpoint of row i. */
static double
growth (const EpiL1Vertex *self, size_t i)
{
  return 2 * weight (self, i) * fabs (self->along[i]);
}

/* Swaps order so that the rows whose breakpoint is below some t stand first,
 * those at t next, in [*first, *last), and t is the least for which the weights
 * of both reach need: a weighted quickselect, cutting in three.  use_growth:
 * the weight of a row is its growth, else 1.  When all weights together do not
 * reach need, t is the largest breakpoint. */
static void
weighted_select (EpiL1Vertex *self, size_t n, bool use_growth, double need,
                 size_t *first, size_t *last)
{
  size_t *order = self->order, low = 0, high = n;

  while (low < high) {
    double pivot = self->at[order[low + (high - low) / 2]];
    double below = 0, equal = 0;
    size_t less = low, more = high;
    for (size_t i = low; i < more;) {
      size_t row = order[i];
      double size = use_growth ? growth (self, row) : 1;
      if (self->at[row] > pivot) {
        order[i] = order[--more];
        order[more] = row;
        continue;
      }
      if (self->at[row] < pivot) {
        order[i] = order[less];
        order[less++] = row;
        below += size;
      } else {
        equal += size;
      }
      i++;
    }
    *first = less;
    *last = more;
    if (below >= need && less > low) {
      high = less;
    } else if (below + equal >= need) {
      return;
    } else {
      need -= below + equal;
      low = more;
    }
  }
}

/* 4. The row that takes the place's row's place; the signs of those passed. */
static EpiStatus
exchange (EpiL1Vertex *self, size_t place)
{
  size_t leaves = self->basis[place], candidates = 0, first = 0, last = 0;
  double slope = fabs (self->y[leaves]) - weight (self, leaves);
  int8_t lets_go = self->y[leaves] > 0 ? 1 : -1;
  EpiMatrix direction = epi_matrix_view (self->d, self->p, 1, self->p);

  memset (self->d, 0, self->p * sizeof (double));
  self->d[place] = lets_go;
  if (epi_lu_solve (&self->LU, self->pivots, &direction) != EPI_OK)
    return EPI_NUMERICAL;
  memset (self->along, 0, self->n * sizeof (double));
  for (size_t j = 0; j < self->p; j++)
    for (size_t i = 0; i < self->n; i++)
      self->along[i] += entry (self, i, j) * self->d[j];
  for (size_t i = 0; i < self->n; i++)
    if (self->sign[i] != 0 && self->sign[i] * self->along[i] < 0) {
      self->at[i] = fmax (0, -self->r[i] / self->along[i]);
      self->order[candidates++] = i;
    }
  if (candidates == 0)
    return EPI_NUMERICAL;
  /* All together reach it but for rounding: then the last one enters. */
  weighted_select (self, candidates, true, slope, &first, &last);
  size_t enters = self->order[first];
  for (size_t i = first; i < last; i++) /* of several, the best pivot */
    if (fabs (self->along[self->order[i]]) > fabs (self->along[enters]))
      enters = self->order[i];
  for (size_t i = 0; i < first; i++)
    self->sign[self->order[i]] = (int8_t)-self->sign[self->order[i]];
  self->stalled = self->at[enters] > 0 ? 0 : self->stalled + 1;
  self->sign[leaves] = lets_go;
  self->basis[place] = enters;
  return EPI_OK;
}

EpiStatus
epi_l1_vertex_step (EpiL1Vertex *self)
{
  size_t place = leaving (self);

  if (place == self->p)
    return EPI_CONVERGED;
  EpiStatus status = exchange (self, place);
  if (status == EPI_OK)
    status = find_vertex (self);
  if (status != EPI_OK)
    return status;
  find_dual (self);
  return EPI_RUNNING;
}

/* Whether row i is no combination of the chosen rows, whose echelon form is in
 * the first rows of LU, their pivot columns in pivots; then it joins them. */
static bool
joins (EpiL1Vertex *self, size_t i, size_t chosen)
{
  size_t p = self->p, pivot = 0;
  double *row = self->d, length = 0;

  for (size_t j = 0; j < p; j++) {
    row[j] = entry (self, i, j);
    length = fmax (length, fabs (row[j]));
  }
  for (size_t l = 0; l < chosen; l++) {
    double times = row[self->pivots[l]];
    for (size_t j = 0; j < p; j++)
      row[j] -= times * *epi_matrix_at (&self->LU, l, j);
    row[self->pivots[l]] = 0;
  }
  for (size_t j = 1; j < p; j++)
    if (fabs (row[j]) > fabs (row[pivot]))
      pivot = j;
  if (!(fabs (row[pivot]) > EPI_VERTEX_INDEPENDENT * length))
    return false;
  for (size_t j = 0; j < p; j++)
    *epi_matrix_at (&self->LU, chosen, j) = row[j] / row[pivot];
  self->pivots[chosen] = (int)pivot;
  self->basis[chosen] = i;
  return true;
}

/* The nearest rows first, of which a few are put in order. */
static void
sort_nearest (EpiL1Vertex *self, size_t count)
{
  size_t *order = self->order;

  for (size_t i = 1; i < count; i++) {
    size_t row = order[i], at = i;
    for (; at > 0 && self->at[order[at - 1]] > self->at[row]; at--)
      order[at] = order[at - 1];
    order[at] = row;
  }
}

EpiStatus
epi_l1_vertex_start (EpiL1Vertex *self, const double *theta)
{
  size_t usable = 0, chosen = 0, first = 0, last = 0;
  size_t near = 64 + 8 * self->p;

  memcpy (self->theta, theta, self->p * sizeof (double));
  find_residuals (self);
  for (size_t i = 0; i < self->n; i++) {
    self->sign[i] = self->r[i] < 0 ? -1 : 1;
    self->at[i] = fabs (self->r[i]);
    if (weight (self, i) > 0)
      self->order[usable++] = i;
  }
  if (usable > near)
    weighted_select (self, usable, false, (double)near, &first, &last);
  sort_nearest (self, usable < near ? usable : near);
  for (size_t i = 0; i < usable && chosen < self->p; i++)
    if (joins (self, self->order[i], chosen))
      chosen++;
  if (chosen < self->p)
    return EPI_SINGULAR;
  self->stalled = 0;
  EpiStatus status = find_vertex (self);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < self->n; i++)
    if (self->sign[i] != 0 && self->r[i] != 0)
      self->sign[i] = self->r[i] < 0 ? -1 : 1;
  find_dual (self);
  return EPI_OK;
}

size_t
epi_l1_vertex_state_size (const EpiL1Vertex *self)
{
  return (self->p + 1) * sizeof (size_t) + self->n * sizeof (int8_t);
}

void
epi_l1_vertex_save (const EpiL1Vertex *self, void *state)
{
  size_t *to = state;

  to[0] = self->stalled;
  memcpy (to + 1, self->basis, self->p * sizeof (size_t));
  memcpy (to + 1 + self->p, self->sign, self->n * sizeof (int8_t));
}

void
epi_l1_vertex_restore (EpiL1Vertex *self, const void *state)
{
  const size_t *from = state;

  self->stalled = from[0];
  memcpy (self->basis, from + 1, self->p * sizeof (size_t));
  memcpy (self->sign, from + 1 + self->p, self->n * sizeof (int8_t));
  if (find_vertex (self) == EPI_OK)
    find_dual (self);
}
