/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The optimality conditions and the two theorems of the alternative for
 * linear programs, by products alone (problem/epi-qp.h).
 */
#pragma once

#include "problem/epi-qp.h"

#include <glib.h>
#include <math.h>

static inline double
finite_size (double bound)
{
  return isfinite (bound) ? fabs (bound) : 0;
}

/* What v violates of [low, high]. */
static inline double
outside (double v, double low, double high)
{
  return fmax (0, fmax (low - v, v - high));
}

static inline void
check_primal_feasible (const EpiQp *lp, const double *x, double tolerance)
{
  double *r = g_new0 (double, lp->rows + 1), size = 1, worst = 0;

  epi_sparse_add_product (&lp->A, 1, x, r);
  for (size_t i = 0; i < lp->rows; i++) {
    size = fmax (size, 1 + fmax (finite_size (lp->row_lower[i]),
                                 finite_size (lp->row_upper[i])));
    worst = fmax (worst, outside (r[i], lp->row_lower[i], lp->row_upper[i]));
  }
  for (size_t j = 0; j < lp->cols; j++) {
    size = fmax (size, 1 + fmax (finite_size (lp->lower[j]),
                                 finite_size (lp->upper[j])));
    worst = fmax (worst, outside (x[j], lp->lower[j], lp->upper[j]));
  }
  g_assert_cmpfloat (worst, <=, tolerance * size);
  g_free (r);
}

/* Feasible on both sides, and no gap: optimal (strong duality). */
static inline void
check_optimal (const EpiQp *lp, const EpiQpAnswer *answer, double tolerance)
{
  double sign = lp->maximize ? -1 : 1, size = 1, dual = sign * lp->c0;
  double primal = epi_qp_objective (lp, answer->x);

  g_assert_cmpint (answer->status, ==, EPI_CONVERGED);
  check_primal_feasible (lp, answer->x, tolerance);
  for (size_t j = 0; j < lp->cols; j++)
    size = fmax (size, 1 + fabs (lp->c[j]));
  for (size_t j = 0; j < lp->cols; j++) { /* c - Aᵀy - z = 0 */
    double z = answer->z[j], bound = sign * z > 0 ? lp->lower[j] : lp->upper[j];
    double rest = lp->c[j] - epi_sparse_col_dot (&lp->A, j, answer->y) - z;
    g_assert_cmpfloat (fabs (rest), <=, tolerance * size);
    g_assert_true (z == 0 || isfinite (bound));
    dual += z == 0 ? 0 : sign * z * bound;
  }
  for (size_t i = 0; i < lp->rows; i++) {
    double y = answer->y[i];
    double bound = sign * y > 0 ? lp->row_lower[i] : lp->row_upper[i];
    g_assert_true (y == 0 || isfinite (bound));
    dual += y == 0 ? 0 : sign * y * bound;
  }
  g_assert_cmpfloat (fabs (sign * primal - dual), <=,
                     tolerance * (1 + fabs (primal) + fabs (dual)));
}

/* Farkas: Aᵀy + z = 0, of value 1, no multiplier of an absent bound. */
static inline void
check_infeasible (const EpiQp *lp, const EpiQpAnswer *answer, double tolerance)
{
  double value = 0;

  g_assert_cmpint (answer->status, ==, EPI_INFEASIBLE);
  for (size_t j = 0; j < lp->cols; j++) {
    double z = answer->z[j], bound = z > 0 ? lp->lower[j] : lp->upper[j];
    double rest = epi_sparse_col_dot (&lp->A, j, answer->y) + z;
    g_assert_cmpfloat (fabs (rest), <=, tolerance);
    g_assert_true (z == 0 || isfinite (bound));
    value += z == 0 ? 0 : z * bound;
  }
  for (size_t i = 0; i < lp->rows; i++) {
    double y = answer->y[i];
    double bound = y > 0 ? lp->row_lower[i] : lp->row_upper[i];
    g_assert_true (y == 0 || isfinite (bound));
    value += y == 0 ? 0 : y * bound;
  }
  g_assert_cmpfloat (fabs (value - 1), <=, tolerance);
}

/* A feasible point, and a direction of cᵀd = -1 that meets no bound. */
static inline void
check_unbounded (const EpiQp *lp, const EpiQpAnswer *answer, double tolerance)
{
  double *r = g_new0 (double, lp->rows + 1), slope = 0;

  g_assert_cmpint (answer->status, ==, EPI_UNBOUNDED);
  check_primal_feasible (lp, answer->point, tolerance);
  epi_sparse_add_product (&lp->A, 1, answer->x, r);
  for (size_t i = 0; i < lp->rows; i++)
    g_assert_cmpfloat (outside (r[i],
                                isfinite (lp->row_lower[i]) ? 0 : -INFINITY,
                                isfinite (lp->row_upper[i]) ? 0 : INFINITY),
                       <=, tolerance);
  for (size_t j = 0; j < lp->cols; j++) {
    double d = answer->x[j];
    g_assert_cmpfloat (outside (d, isfinite (lp->lower[j]) ? 0 : -INFINITY,
                                isfinite (lp->upper[j]) ? 0 : INFINITY),
                       <=, tolerance);
    slope += (lp->maximize ? -1 : 1) * lp->c[j] * d;
  }
  g_assert_cmpfloat (fabs (slope + 1), <=, tolerance);
  g_free (r);
}

/* An LP from dense rows; entries 0 are not stored. */
static inline EpiQp
dense_lp (size_t m, size_t n, const double *c, const double *A,
          const double *row_upper)
{
  EpiTriplet *triplets = g_new (EpiTriplet, m * n + 1);
  size_t count = 0;
  EpiQp lp;

  g_assert_cmpint (epi_qp_new (m, n, &lp), ==, EPI_OK);
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++)
      if (A[i * n + j] != 0)
        triplets[count++] = (EpiTriplet){(int)i, (int)j, A[i * n + j]};
  epi_sparse_clear (&lp.A);
  g_assert_cmpint (epi_sparse_from_triplets (m, n, triplets, count, &lp.A), ==,
                   EPI_OK);
  for (size_t j = 0; j < n; j++)
    lp.c[j] = c[j];
  for (size_t i = 0; i < m; i++)
    lp.row_upper[i] = row_upper[i];
  g_free (triplets);
  return lp;
}

/* Bounds of every kind, some free and some fixed, a point inside all of them;
 * c a combination of rows and bounds in half of them, so that an optimum is
 * attained. */
static inline EpiQp
random_lp (GRand *rand, size_t m, size_t n, gboolean bounded)
{
  EpiTriplet *triplets = g_new (EpiTriplet, 5 * n + 1);
  double *x = g_new (double, n), *r = g_new0 (double, m + 1);
  double *y = g_new0 (double, m + 1);
  size_t count = 0;
  EpiQp lp;

  g_assert_cmpint (epi_qp_new (m, n, &lp), ==, EPI_OK);
  for (size_t k = 0; k < 4 * n && m > 0; k++)
    triplets[count++] =
        (EpiTriplet){g_rand_int_range (rand, 0, (int)m), (int)(k / 4),
                     g_rand_int_range (rand, -4, 5)};
  epi_sparse_clear (&lp.A);
  g_assert_cmpint (epi_sparse_from_triplets (m, n, triplets, count, &lp.A), ==,
                   EPI_OK);
  for (size_t j = 0; j < n; j++) {
    int kind = g_rand_int_range (rand, 0, 5);
    x[j] = g_rand_int_range (rand, -3, 4);
    lp.lower[j] = kind == 0 || kind == 2 ? -INFINITY
                                         : x[j] - g_rand_int_range (rand, 0, 3);
    lp.upper[j] = kind == 4   ? lp.lower[j] + 1
                  : kind <= 1 ? INFINITY
                              : x[j] + g_rand_int_range (rand, 0, 3);
    if (kind == 4)
      x[j] = lp.lower[j];
  }
  epi_sparse_add_product (&lp.A, 1, x, r);
  for (size_t i = 0; i < m; i++) {
    int kind = g_rand_int_range (rand, 0, 4);
    double slack = g_rand_int_range (rand, 0, 3);
    if (kind != 0)
      lp.row_upper[i] = r[i] + (kind == 3 ? 0 : slack);
    if (kind != 1)
      lp.row_lower[i] = r[i] - (kind == 3 ? 0 : slack);
    y[i] = (kind != 1 ? g_rand_int_range (rand, 0, 4) : 0) -
           (kind != 0 ? g_rand_int_range (rand, 0, 4) : 0);
  }
  for (size_t j = 0; j < n; j++) {
    lp.c[j] = bounded ? epi_sparse_col_dot (&lp.A, j, y)
                      : g_rand_int_range (rand, -5, 6);
    if (bounded && isfinite (lp.lower[j]))
      lp.c[j] += g_rand_int_range (rand, 0, 4);
    if (bounded && isfinite (lp.upper[j]))
      lp.c[j] -= g_rand_int_range (rand, 0, 4);
  }
  g_free (triplets);
  g_free (x);
  g_free (r);
  g_free (y);
  return lp;
}
