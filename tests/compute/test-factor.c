/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LU and Cholesky: both devices within the bounds that
 * compute/epi-device.h states, on matrices of every kind and on the ones that
 * have no factors. */
#include "compute-fixture.h"

#include <math.h>

static const size_t orders[] = {0, 1, 2, 7, 31, 32, 33, 64, 65, 100, 161};

/* ---- LU ---------------------------------------------------------------- */

static void
swap_rows (double *A, size_t n, const double *pivots)
{
  for (size_t i = 0; i < n; i++) {
    size_t p = (size_t)pivots[i];
    g_assert_true (p >= i && p < n);
    for (size_t j = 0; j < n; j++) {
      double a = A[i + j * n];
      A[i + j * n] = A[p + j * n];
      A[p + j * n] = a;
    }
  }
}

/* |P A - L U| ≤ γₙ₊₅ |L| |U|, and |L| ≤ 1 + 5u, in every stride-th entry. */
static void
assert_lu (EpiElement element, const double *PA, const double *LU, size_t n,
           size_t stride)
{
  for (size_t e = 0; e < n * n; e += stride) {
    size_t i = e % n, j = e / n;
    long double sum = 0, size = 0;
    for (size_t k = 0; k <= MIN (i, j); k++) {
      long double l = k == i ? 1 : LU[i + k * n];
      sum += l * LU[k + j * n];
      size += fabsl (l * LU[k + j * n]);
    }
    g_assert_true (fabsl (PA[i + j * n] - sum) <=
                   gamma_k (element, n + 5) * size);
    if (i > j)
      g_assert_true (fabs (LU[i + j * n]) <= 1 + 5 * unit_roundoff (element));
  }
}

static EpiStatus
factor_lu (const Case *c, const double *a, size_t n, double **lu, double **piv)
{
  EpiBuffer *A = to_device (c, a, n, n);
  EpiBuffer *pivots = empty_on_device (c, EPI_INDEX, n, 1);
  EpiStatus status = epi_device_lu (A, pivots);

  *lu = from_device (A);
  *piv = from_device (pivots);
  epi_buffer_free (A);
  epi_buffer_free (pivots);
  return status;
}

static void
check_lu (const Case *c)
{
  for (size_t o = 0; o < G_N_ELEMENTS (orders); o++)
    for (int kind = 0; kind < N_KINDS; kind++) {
      size_t n = orders[o];
      double *a = make_matrix ((Kind)kind, n, n, 31), *lu, *pivots;
      for (size_t i = 0; kind == KIND_TIES && i < n; i++)
        a[i + i * n] += 3; /* else small ones are singular */
      assert_status (factor_lu (c, a, n, &lu, &pivots), EPI_OK);
      swap_rows (a, n, pivots);
      assert_lu (c->element, a, lu, n, 1);
      g_free (a);
      g_free (lu);
      g_free (pivots);
    }
}

static void
test_lu_is_within_the_bound (const Case *c)
{
  with_each_gemm (c, check_lu);
}

static void
check_tall_panels (const Case *c)
{
  size_t n = 600; /* more rows than a work group has invocations */
  double *a = make_matrix (KIND_RANDOM, n, n, 33), *lu, *pivots;

  assert_status (factor_lu (c, a, n, &lu, &pivots), EPI_OK);
  swap_rows (a, n, pivots);
  assert_lu (c->element, a, lu, n, 97);
  g_free (a);
  g_free (lu);
  g_free (pivots);
}

static void
test_lu_of_tall_panels_is_within_the_bound (const Case *c)
{
  with_each_shape (c, check_tall_panels);
}

static void
test_lu_says_that_a_matrix_is_singular (const Case *c)
{
  size_t n = 70; /* column 40 is column 3; small integers: exact zeros */
  double *a = g_new0 (double, n *n), *lu, *pivots;

  for (size_t i = 0; i < n; i++)
    a[i + i * n] = 2;
  for (size_t i = 0; i < n; i++)
    a[i + 40 * n] = a[i + 3 * n];
  assert_status (factor_lu (c, a, n, &lu, &pivots), EPI_SINGULAR);
  swap_rows (a, n, pivots); /* and the factors are complete */
  assert_lu (c->element, a, lu, n, 1);
  g_free (a);
  g_free (lu);
  g_free (pivots);

  const double zero[4] = {0};
  assert_status (factor_lu (c, zero, 2, &lu, &pivots), EPI_SINGULAR);
  g_free (lu);
  g_free (pivots);
}

static void
test_lu_refuses_what_is_not_finite (const Case *c)
{
  static const double bad[] = {NAN, INFINITY, -INFINITY};
  static const size_t places[] = {0, 40, 40 * 40 - 1};

  for (size_t b = 0; b < G_N_ELEMENTS (bad); b++)
    for (size_t p = 0; p < G_N_ELEMENTS (places); p++) {
      double *a = make_matrix (KIND_RANDOM, 40, 40, 32), *lu, *pivots;
      a[places[p]] = bad[b];
      assert_status (factor_lu (c, a, 40, &lu, &pivots), EPI_NOT_FINITE);
      g_free (a);
      g_free (lu);
      g_free (pivots);
    }
}

static void
test_lu_that_overflows_is_not_finite (const Case *c)
{
  double huge = c->element == EPI_DOUBLE ? 1.5e308 : 3e38, *lu, *pivots;
  double a[] = {huge, huge, huge, -huge}; /* u₂₂ = -2 huge */

  assert_status (factor_lu (c, a, 2, &lu, &pivots), EPI_NOT_FINITE);
  g_free (lu);
  g_free (pivots);
}

static void
test_swapped_rows_are_where_the_pivots_say (const Case *c)
{
  double *b = make_matrix (KIND_RANDOM, 6, 130, 33);
  const int32_t p[] = {4, 1, 2, 3, 4}; /* rows 0 and 4, nothing else */
  EpiBuffer *B = to_device (c, b, 6, 130);
  EpiBuffer *pivots = empty_on_device (c, EPI_INDEX, G_N_ELEMENTS (p), 1);

  assert_status (epi_buffer_upload (pivots, p, 5), EPI_OK);
  assert_status (epi_device_swap_rows (pivots, B), EPI_OK);
  double *got = from_device (B);
  for (size_t j = 0; j < 130; j++)
    for (size_t i = 0; i < 6; i++)
      g_assert_cmpfloat (got[i + j * 6], ==,
                         b[(i == 0   ? 4
                            : i == 4 ? 0
                                     : i) +
                           j * 6]);
  g_free (b);
  g_free (got);
  epi_buffer_free (B);
  epi_buffer_free (pivots);
}

/* ---- Cholesky ---------------------------------------------------------- */

/* A := B Bᵀ + n I, rounded, below the diagonal; NaN above: not to be read. */
static double *
make_positive (EpiElement element, Kind kind, size_t n)
{
  double *b = make_matrix (kind, n, n, 34), *a = g_new (double, n *n + 1);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      double sum = i == j ? (double)n * 1e-3 : 0;
      for (size_t k = 0; k < n; k++)
        sum += b[i + k * n] * b[j + k * n];
      a[i + j * n] = i < j ? NAN : rounded (element, sum);
    }
  g_free (b);
  return a;
}

static EpiStatus
factor_cholesky (const Case *c, const double *a, size_t n, double **l)
{
  EpiBuffer *A = to_device (c, a, n, n);
  EpiStatus status = epi_device_cholesky (A);

  *l = from_device (A);
  epi_buffer_free (A);
  return status;
}

/* |A - L Lᵀ| ≤ γₙ₊₂₀ |L| |Lᵀ|. */
static void
assert_cholesky (EpiElement element, const double *A, const double *L, size_t n)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k <= j; k++) {
        long double term = (long double)L[i + k * n] * L[j + k * n];
        sum += term;
        size += fabsl (term);
      }
      g_assert_true (fabsl (A[i + j * n] - sum) <=
                     gamma_k (element, n + 20) * size);
    }
}

static void
check_cholesky (const Case *c)
{
  for (size_t o = 0; o < G_N_ELEMENTS (orders); o++)
    for (int kind = 0; kind < N_KINDS; kind++) {
      size_t n = orders[o];
      double *a = make_positive (c->element, (Kind)kind, n), *l;
      assert_status (factor_cholesky (c, a, n, &l), EPI_OK);
      assert_cholesky (c->element, a, l, n);
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < j; i++)
          g_assert_true (isnan (l[i + j * n]));
      g_free (a);
      g_free (l);
    }
}

static void
test_cholesky_is_within_the_bound_and_leaves_the_upper_triangle (const Case *c)
{
  with_each_gemm (c, check_cholesky);
}

static void
test_cholesky_says_that_a_matrix_is_not_positive_definite (const Case *c)
{
  static const size_t places[] = {0, 1, 31, 32, 69};

  for (size_t p = 0; p < G_N_ELEMENTS (places); p++)
    for (int sign = -1; sign <= 0; sign++) {
      double *a = make_positive (c->element, KIND_RANDOM, 70), *l;
      for (size_t i = 0; sign == 0 && i < 70; i++) /* a zero row and column */
        a[i < places[p] ? places[p] + i * 70 : i + places[p] * 70] = 0;
      a[places[p] * 71] *= sign;
      assert_status (factor_cholesky (c, a, 70, &l), EPI_NOT_POSITIVE_DEFINITE);
      g_free (a);
      g_free (l);
    }
}

static void
test_cholesky_refuses_what_is_not_finite_below_the_diagonal (const Case *c)
{
  static const size_t places[] = {0, 69, 50 * 71};

  for (size_t p = 0; p < G_N_ELEMENTS (places); p++) {
    double *a = make_positive (c->element, KIND_RANDOM, 70), *l;
    a[places[p]] = p == 1 ? NAN : INFINITY;
    assert_status (factor_cholesky (c, a, 70, &l), EPI_NOT_FINITE);
    g_free (a);
    g_free (l);
  }
}

static void
add_all (void)
{
  add_cases ("factor", "lu-is-within-the-bound", test_lu_is_within_the_bound);
  add_cases ("factor", "lu-of-tall-panels-is-within-the-bound",
             test_lu_of_tall_panels_is_within_the_bound);
  add_cases ("factor", "lu-says-that-a-matrix-is-singular",
             test_lu_says_that_a_matrix_is_singular);
  add_cases ("factor", "lu-refuses-what-is-not-finite",
             test_lu_refuses_what_is_not_finite);
  add_cases ("factor", "lu-that-overflows-is-not-finite",
             test_lu_that_overflows_is_not_finite);
  add_cases ("factor", "swapped-rows-are-where-the-pivots-say",
             test_swapped_rows_are_where_the_pivots_say);
  add_cases ("factor",
             "cholesky-is-within-the-bound-and-leaves-the-upper-triangle",
             test_cholesky_is_within_the_bound_and_leaves_the_upper_triangle);
  add_cases ("factor", "cholesky-says-that-a-matrix-is-not-positive-definite",
             test_cholesky_says_that_a_matrix_is_not_positive_definite);
  add_cases ("factor", "cholesky-refuses-what-is-not-finite-below-the-diagonal",
             test_cholesky_refuses_what_is_not_finite_below_the_diagonal);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
