/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs written as dense arrays, and what a solution of them satisfies.
 */
#pragma once

#include "convex/epi-cone-method.h"
#include "convex/epi-cones.h"
#include "core/epi-random.h"
#include "method-checks.h"

#include <math.h>
#include <string.h>

typedef struct {
  size_t n, p, g;
  const double *P, *c, *A, *b, *G, *h; /* rows of P (lower), A and G; NULL: 0 */
  const EpiCone *cones;
  size_t n_cones;
} Dense;

static inline void
sparse_from_rows (size_t rows, size_t cols, const double *values,
                  EpiSparse *out)
{
  EpiTriplet *entries = g_new (EpiTriplet, rows * cols + 1);
  size_t count = 0;
  for (size_t i = 0; values != NULL && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      if (values[i * cols + j] != 0)
        entries[count++] = (EpiTriplet){(int)i, (int)j, values[i * cols + j]};
  g_assert_cmpint (epi_sparse_from_triplets (rows, cols, entries, count, out),
                   ==, EPI_OK);
  g_free (entries);
}

static inline double *
copy (const double *values, size_t n)
{
  double *to = epi_new0 (double, n);
  if (values != NULL && n > 0)
    memcpy (to, values, n * sizeof *to);
  return to;
}

static inline EpiConeProgram
program_from (const Dense *d)
{
  EpiConeProgram program = {.n = d->n,
                            .c = copy (d->c, d->n),
                            .b = copy (d->b, d->p),
                            .h = copy (d->h, d->g),
                            .n_cones = d->n_cones,
                            .cones = epi_new (EpiCone, d->n_cones)};
  for (size_t j = 0; j < d->n_cones; j++)
    program.cones[j] = d->cones[j];
  sparse_from_rows (d->n, d->n, d->P, &program.P);
  sparse_from_rows (d->p, d->n, d->A, &program.A);
  sparse_from_rows (d->g, d->n, d->G, &program.G);
  return program;
}

static inline EpiMethod *
method_for (const Dense *d, double tolerance)
{
  EpiConeProgram program = program_from (d);
  EpiConeOptions options = EPI_CONE_OPTIONS_DEFAULT;
  EpiMethod *method;
  options.tolerance = tolerance;
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_OK);
  epi_cone_program_clear (&program);
  return method;
}

/* The optimum of d is at x; its objective is f. */
static inline void
check_optimum (const Dense *d, const double *x, double f)
{
  EpiMethod *method = method_for (d, 1e-9);
  g_assert_cmpint (check_steps_allocate_nothing (method, 50), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (fabs (method->f - f), <=, 1e-7 * (1 + fabs (f)));
  for (size_t j = 0; x != NULL && j < d->n; j++)
    g_assert_cmpfloat (fabs (method->x[j] - x[j]), <=,
                       1e-4 * (1 + fabs (x[j])));
  epi_method_free (method);
}

/* Rows of d's matrix times v, or of its transpose. */
static inline double
row_dot (const double *M, size_t cols, size_t i, const double *v)
{
  double sum = 0;
  for (size_t j = 0; M != NULL && j < cols; j++)
    sum += M[i * cols + j] * v[j];
  return sum;
}

static inline double
col_dot (const double *M, size_t rows, size_t cols, size_t j, const double *v)
{
  double sum = 0;
  for (size_t i = 0; M != NULL && i < rows; i++)
    sum += M[i * cols + j] * v[i];
  return sum;
}

static inline void
check_in_cones (const Dense *d, const double *v)
{
  EpiCones *cones;
  g_assert_cmpint (epi_cones_new (d->cones, d->n_cones, &cones), ==, EPI_OK);
  g_assert_cmpfloat (epi_cones_min_eigenvalue (cones, v), >=, 0);
  epi_cones_free (cones);
}

/* Aᵀy + Gᵀz = 0, z ∈ K, bᵀy + hᵀz = -1 by products. */
static inline void
check_infeasible (const Dense *d)
{
  EpiMethod *method = method_for (d, 1e-8);
  double y[8], z[16], value = 0;
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_INFEASIBLE);
  epi_cone_method_point (method, NULL, y, NULL, z);
  check_in_cones (d, z);
  for (size_t j = 0; j < d->n; j++)
    g_assert_cmpfloat (fabs (col_dot (d->A, d->p, d->n, j, y) +
                             col_dot (d->G, d->g, d->n, j, z)),
                       <=, 1e-8);
  for (size_t i = 0; i < d->p; i++)
    value += d->b[i] * y[i];
  for (size_t i = 0; i < d->g; i++)
    value += d->h[i] * z[i];
  g_assert_cmpfloat (fabs (value + 1), <=, 1e-12);
  epi_method_free (method);
}

/* Ax = 0, -Gx ∈ K up to 1e-8, Px = 0 up to 1e-4, cᵀx = -1 by products. */
static inline void
check_unbounded (const Dense *d)
{
  EpiMethod *method = method_for (d, 1e-8);
  double x[8], s[16], slope = 0;
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_UNBOUNDED);
  epi_cone_method_point (method, x, NULL, s, NULL);
  check_in_cones (d, s);
  for (size_t i = 0; i < d->p; i++)
    g_assert_cmpfloat (fabs (row_dot (d->A, d->n, i, x)), <=, 1e-8);
  for (size_t i = 0; i < d->g; i++)
    g_assert_cmpfloat (fabs (row_dot (d->G, d->n, i, x) + s[i]), <=, 1e-8);
  for (size_t i = 0; i < d->n; i++)
    g_assert_cmpfloat (fabs (row_dot (d->P, d->n, i, x)), <=, 1e-4);
  for (size_t j = 0; j < d->n; j++)
    slope += d->c[j] * x[j];
  g_assert_cmpfloat (fabs (slope + 1), <=, 1e-12);
  epi_method_free (method);
}

#define ORTHANT(n)                                                             \
  .g = (n), .n_cones = 1, .cones = &(EpiCone) { EPI_CONE_NONNEGATIVE, (n) }
