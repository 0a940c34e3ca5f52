/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-qp-cone.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static bool
is_fixed (const EpiQpMap *map, size_t j)
{
  return map->variable[j] < 0;
}

static bool
map_new (const EpiQp *qp, EpiQpMap *map)
{
  *map = (EpiQpMap){
      .rows = qp->rows,
      .cols = qp->cols,
      .equality = epi_new (int, qp->rows),
      .row_lower = epi_new (int, qp->rows),
      .row_upper = epi_new (int, qp->rows),
      .variable = epi_new (int, qp->cols),
      .lower = epi_new (int, qp->cols),
      .upper = epi_new (int, qp->cols),
      .fixed = epi_new0 (double, qp->cols),
      .sign = qp->maximize ? -1 : 1,
      .constant = qp->c0,
  };
  return map->equality != NULL && map->row_lower != NULL &&
         map->row_upper != NULL && map->variable != NULL &&
         map->lower != NULL && map->upper != NULL && map->fixed != NULL;
}

void
epi_qp_map_clear (EpiQpMap *map)
{
  epi_free (map->equality);
  epi_free (map->row_lower);
  epi_free (map->row_upper);
  epi_free (map->variable);
  epi_free (map->lower);
  epi_free (map->upper);
  epi_free (map->fixed);
  *map = (EpiQpMap){0};
}

typedef struct {
  size_t n, p, g; /* columns, rows of A, rows of G */
  size_t a_entries, g_entries;
} Counts;

/* Which variables leave, and the column of each that stays. */
static void
place_variables (const EpiQp *qp, EpiQpMap *map, Counts *counts)
{
  for (size_t j = 0; j < qp->cols; j++) {
    bool fixed = epi_bounds_equal (qp->lower[j], qp->upper[j]);
    map->variable[j] = fixed ? -1 : (int)counts->n++;
    map->lower[j] = map->upper[j] = -1;
    if (fixed) /* the mean: one of the two where they are the same */
      map->fixed[j] = qp->lower[j] + (qp->upper[j] - qp->lower[j]) / 2;
  }
}

/* entries (m): how many of row i belong to variables that stay. */
static void
count_entries (const EpiQp *qp, const EpiQpMap *map, size_t *entries)
{
  for (size_t j = 0; j < qp->cols; j++)
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      entries[qp->A.row[k]] += !is_fixed (map, j) && qp->A.value[k] != 0;
}

/* A row of G for a bound, if there is one. */
static int
place_bound (double bound, size_t entries, Counts *counts)
{
  if (!isfinite (bound))
    return -1;
  counts->g_entries += entries;
  return (int)counts->g++;
}

static void
place_rows (const EpiQp *qp, EpiQpMap *map, const size_t *entries,
            Counts *counts)
{
  for (size_t i = 0; i < qp->rows; i++) {
    map->equality[i] = map->row_lower[i] = map->row_upper[i] = -1;
    if (entries[i] == 0)
      continue;
    if (epi_bounds_equal (qp->row_lower[i], qp->row_upper[i])) {
      map->equality[i] = (int)counts->p++;
      counts->a_entries += entries[i];
    } else {
      map->row_lower[i] = place_bound (qp->row_lower[i], entries[i], counts);
      map->row_upper[i] = place_bound (qp->row_upper[i], entries[i], counts);
    }
  }
  for (size_t j = 0; j < qp->cols; j++)
    if (!is_fixed (map, j)) {
      map->lower[j] = place_bound (qp->lower[j], 1, counts);
      map->upper[j] = place_bound (qp->upper[j], 1, counts);
    }
}

typedef struct { /* entries being collected */
  EpiTriplet *entries;
  size_t n;
} Collector;

static void
collect (Collector *to, int row, int col, double value)
{
  if (row >= 0)
    to->entries[to->n++] = (EpiTriplet){row, col, value};
}

/* A and G without the variables that left, which go to b and h. */
static EpiStatus
fill_rows (const EpiQp *qp, const EpiQpMap *map, const Counts *counts,
           EpiConeProgram *out)
{
  Collector a = {epi_new (EpiTriplet, counts->a_entries), 0};
  Collector g = {epi_new (EpiTriplet, counts->g_entries), 0};
  double *moved = epi_new0 (double, qp->rows); /* A_F x_F */
  EpiStatus status = EPI_NO_MEMORY;

  if (a.entries == NULL || g.entries == NULL || moved == NULL)
    goto out;
  epi_sparse_add_product (&qp->A, 1, map->fixed, moved);
  for (size_t j = 0; j < qp->cols; j++) {
    int col = map->variable[j];
    for (int k = qp->A.start[j]; col >= 0 && k < qp->A.start[j + 1]; k++) {
      int i = qp->A.row[k];
      double value = qp->A.value[k];
      if (value == 0)
        continue;
      collect (&a, map->equality[i], col, value);
      collect (&g, map->row_lower[i], col, -value);
      collect (&g, map->row_upper[i], col, value);
    }
    collect (&g, map->lower[j], col, -1);
    collect (&g, map->upper[j], col, 1);
    if (map->lower[j] >= 0)
      out->h[map->lower[j]] = -qp->lower[j];
    if (map->upper[j] >= 0)
      out->h[map->upper[j]] = qp->upper[j];
  }
  for (size_t i = 0; i < qp->rows; i++) {
    double lower = qp->row_lower[i], upper = qp->row_upper[i];
    if (map->equality[i] >= 0)
      out->b[map->equality[i]] = lower + (upper - lower) / 2 - moved[i];
    if (map->row_lower[i] >= 0)
      out->h[map->row_lower[i]] = moved[i] - lower;
    if (map->row_upper[i] >= 0)
      out->h[map->row_upper[i]] = upper - moved[i];
  }
  status =
      epi_sparse_from_triplets (counts->p, counts->n, a.entries, a.n, &out->A);
  if (status == EPI_OK)
    status = epi_sparse_from_triplets (counts->g, counts->n, g.entries, g.n,
                                       &out->G);
out:
  epi_free (a.entries);
  epi_free (g.entries);
  epi_free (moved);
  return status;
}

/* P = ±Q and c = ±(c + Q x_F) of the variables that stay; the constant. */
static EpiStatus
fill_objective (const EpiQp *qp, EpiQpMap *map, const Counts *counts,
                EpiConeProgram *out)
{
  EpiStatus status = EPI_NO_MEMORY;
  Collector p = {epi_new (EpiTriplet, epi_sparse_entries (&qp->Q)), 0};
  double *gradient = epi_new (double, qp->cols);

  if (p.entries == NULL || gradient == NULL)
    goto out;
  map->constant = epi_qp_objective (qp, map->fixed);
  memcpy (gradient, qp->c, qp->cols * sizeof *gradient);
  epi_sparse_add_symmetric (&qp->Q, 1, map->fixed, gradient);
  for (size_t j = 0; j < qp->cols; j++) {
    if (is_fixed (map, j))
      continue;
    out->c[map->variable[j]] = map->sign * gradient[j];
    for (int k = qp->Q.start[j]; k < qp->Q.start[j + 1]; k++)
      if (qp->Q.value[k] != 0)
        if (!is_fixed (map, (size_t)qp->Q.row[k]))
          collect (&p, map->variable[qp->Q.row[k]], map->variable[j],
                   map->sign * qp->Q.value[k]);
  }
  status =
      epi_sparse_from_triplets (counts->n, counts->n, p.entries, p.n, &out->P);
out:
  epi_free (p.entries);
  epi_free (gradient);
  return status;
}

static EpiStatus
build (const EpiQp *qp, EpiConeProgram *out, EpiQpMap *map)
{
  Counts counts = {0};
  size_t *entries = epi_new0 (size_t, qp->rows);

  if (!map_new (qp, map) || entries == NULL) {
    epi_free (entries);
    return EPI_NO_MEMORY;
  }
  place_variables (qp, map, &counts);
  count_entries (qp, map, entries);
  place_rows (qp, map, entries, &counts);
  epi_free (entries);
  *out = (EpiConeProgram){
      .n = counts.n,
      .c = epi_new (double, counts.n),
      .b = epi_new (double, counts.p),
      .h = epi_new (double, counts.g),
      .n_cones = 1,
      .cones = epi_new (EpiCone, 1),
  };
  if (out->c == NULL || out->b == NULL || out->h == NULL || out->cones == NULL)
    return EPI_NO_MEMORY;
  out->cones[0] = (EpiCone){EPI_CONE_NONNEGATIVE, counts.g};
  EpiStatus status = fill_rows (qp, map, &counts, out);
  return status != EPI_OK ? status : fill_objective (qp, map, &counts, out);
}

EpiStatus
epi_qp_to_cone (const EpiQp *qp, EpiConeProgram *out, EpiQpMap *map)
{
  *out = (EpiConeProgram){0};
  *map = (EpiQpMap){0};
  if (epi_qp_check (qp) != EPI_OK)
    return EPI_NOT_FINITE;
  if (epi_qp_contradiction (qp, NULL))
    return EPI_INFEASIBLE;
  EpiStatus status = build (qp, out, map);
  if (status != EPI_OK) {
    epi_cone_program_clear (out);
    epi_qp_map_clear (map);
  }
  return status;
}

/* v[k], or 0 for nowhere. */
static double
at (const double *v, int k)
{
  return v == NULL || k < 0 ? 0 : v[k];
}

static void
multipliers_from_cone (const EpiQp *qp, const EpiQpMap *map, const double *y,
                       const double *z, EpiQpAnswer *answer)
{
  for (size_t i = 0; i < qp->rows; i++)
    answer->y[i] = map->equality[i] >= 0
                       ? -at (y, map->equality[i])
                       : at (z, map->row_lower[i]) - at (z, map->row_upper[i]);
  for (size_t j = 0; j < qp->cols; j++)
    answer->z[j] = at (z, map->lower[j]) - at (z, map->upper[j]);
}

/* z of the variables that left, from gradient - Aᵀy - z = 0; gradient (n), or
 * NULL: 0. */
static void
multipliers_of_fixed (const EpiQp *qp, const EpiQpMap *map,
                      const double *gradient, EpiQpAnswer *answer)
{
  for (size_t j = 0; j < qp->cols; j++)
    if (is_fixed (map, j))
      answer->z[j] = (gradient != NULL ? map->sign * gradient[j] : 0) -
                     epi_sparse_col_dot (&qp->A, j, answer->y);
}

static void
variables_from_cone (const EpiQpMap *map, const double *x, bool fixed,
                     double *out)
{
  for (size_t j = 0; j < map->cols; j++)
    out[j] = !is_fixed (map, j) ? at (x, map->variable[j])
             : fixed            ? map->fixed[j]
                                : 0;
}

static void
scale (double *v, size_t n, double factor)
{
  for (size_t i = 0; i < n; i++)
    v[i] *= factor;
}

static void
infeasible_from_cone (const EpiQp *qp, const EpiQpMap *map, const double *y,
                      const double *z, EpiQpAnswer *answer)
{
  multipliers_from_cone (qp, map, y, z, answer);
  multipliers_of_fixed (qp, map, NULL, answer);
  double value = epi_qp_bound_value (qp, answer->y, answer->z);
  if (value > 0 && isfinite (1 / value)) {
    scale (answer->y, qp->rows, 1 / value);
    scale (answer->z, qp->cols, 1 / value);
  }
}

static void
unbounded_from_cone (const EpiQp *qp, const EpiQpMap *map, const double *x,
                     EpiQpAnswer *answer)
{
  double slope = 0;

  variables_from_cone (map, x, false, answer->x);
  for (size_t j = 0; j < qp->cols; j++)
    slope -= map->sign * qp->c[j] * answer->x[j];
  if (slope > 0 && isfinite (1 / slope))
    scale (answer->x, qp->cols, 1 / slope);
}

static void
iterate_from_cone (const EpiQp *qp, const EpiQpMap *map, const double *x,
                   const double *y, const double *z, EpiQpAnswer *answer)
{
  variables_from_cone (map, x, true, answer->x);
  multipliers_from_cone (qp, map, y, z, answer);
  /* point is free here: it holds the gradient c + Qx for a moment. */
  memcpy (answer->point, qp->c, qp->cols * sizeof *qp->c);
  epi_sparse_add_symmetric (&qp->Q, 1, answer->x, answer->point);
  multipliers_of_fixed (qp, map, answer->point, answer);
  memset (answer->point, 0, qp->cols * sizeof *qp->c);
  scale (answer->y, qp->rows, map->sign);
  scale (answer->z, qp->cols, map->sign);
}

void
epi_qp_from_cone (const EpiQp *qp, const EpiQpMap *map, EpiStatus status,
                  const double *x, const double *y, const double *z,
                  EpiQpAnswer *answer)
{
  assert (qp->rows == map->rows && qp->cols == map->cols);
  answer->status = status;
  if (status == EPI_INFEASIBLE)
    infeasible_from_cone (qp, map, y, z, answer);
  else if (status == EPI_UNBOUNDED)
    unbounded_from_cone (qp, map, x, answer);
  else
    iterate_from_cone (qp, map, x, y, z, answer);
}

void
epi_qp_point_from_cone (const EpiQpMap *map, const double *x,
                        EpiQpAnswer *answer)
{
  variables_from_cone (map, x, true, answer->point);
}
