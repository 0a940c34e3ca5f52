/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-rank-one-sum.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

/* K vectors of 3 entries in dimension n, one unit vector for each variable,
 * and `dense` vectors without a zero. */
static void
make_vectors (size_t n, size_t K, size_t dense, EpiSparse *V)
{
  EpiRandom random = epi_random (3, n);
  size_t count = 0;
  EpiTriplet *triplets = g_new (EpiTriplet, n + 3 * K + n * dense);
  for (size_t j = 0; j < n; j++)
    triplets[count++] = (EpiTriplet){(int)j, (int)j, 1};
  for (size_t k = 0; k < K; k++)
    for (int e = 0; e < 3; e++)
      triplets[count++] =
          (EpiTriplet){(int)epi_random_below (&random, n), (int)(n + k),
                       epi_random_normal (&random)};
  for (size_t k = 0; k < dense; k++)
    for (size_t j = 0; j < n; j++)
      triplets[count++] =
          (EpiTriplet){(int)j, (int)(n + K + k), epi_random_normal (&random)};
  g_assert_cmpint (
      epi_sparse_from_triplets (n, n + K + dense, triplets, count, V), ==,
      EPI_OK);
  g_free (triplets);
}

/* ‖b - Σ w v vᵀx‖∞ / ‖b‖∞ */
static double
residual (const EpiSparse *V, const double *w, const double *x, const double *b)
{
  double *products = g_new0 (double, V->cols), worst = 0, size = 0;
  double *left = g_memdup2 (b, V->rows * sizeof (double));
  epi_sparse_add_product_t (V, 1, x, products);
  for (size_t k = 0; k < V->cols; k++)
    products[k] *= -w[k];
  epi_sparse_add_product (V, 1, products, left);
  for (size_t i = 0; i < V->rows; i++) {
    worst = fmax (worst, fabs (left[i]));
    size = fmax (size, fabs (b[i]));
  }
  g_free (products);
  g_free (left);
  return worst / size;
}

/* With vectors of every density, and again after the weights have changed. */
static void
check_solves (size_t n, size_t K, size_t dense, size_t kept_out)
{
  EpiRandom random = epi_random (4, n);
  EpiSparse V;
  EpiRankOneSum *sum;
  make_vectors (n, K, dense, &V);
  double *w = g_new (double, V.cols), *b = g_new (double, n);
  g_assert_cmpint (epi_rank_one_sum_new (&V, &sum), ==, EPI_OK);
  g_assert_cmpuint (epi_rank_one_sum_dense (sum), ==, kept_out);
  for (int round = 0; round < 3; round++) {
    for (size_t k = 0; k < V.cols; k++)
      w[k] = exp (epi_random_normal (&random));
    for (size_t j = 0; j < n; j++)
      b[j] = epi_random_normal (&random);
    double *x = g_memdup2 (b, n * sizeof (double));
    size_t before = epi_alloc_count ();
    g_assert_cmpint (epi_rank_one_sum_factor (sum, w, NULL), ==, EPI_OK);
    g_assert_cmpint (epi_rank_one_sum_solve (sum, x), ==, EPI_OK);
    g_assert_cmpuint (epi_alloc_count (), ==, before);
    /* condition below 10⁶, rounding and the regularization 10⁻¹⁴ */
    g_assert_cmpfloat (residual (&V, w, x, b), <=, 1e-8);
    g_free (x);
  }
  epi_rank_one_sum_free (sum);
  g_free (w);
  g_free (b);
  epi_sparse_clear (&V);
}

static void
test_sparse (void)
{
  check_solves (1, 0, 0, 0);
  check_solves (40, 60, 3, 0); /* few variables: nothing is kept out */
  check_solves (700, 900, 0, 0);
}

static void
test_dense_vectors_are_kept_out (void)
{
  check_solves (500, 300, 1, 1);
  check_solves (500, 300, 7, 7);
  check_solves (500, 300, 70, 0); /* so many that S is dense anyway */
}

/* Without a vector for variable 1 the sum is singular; what is in its range is
 * solved for all the same. */
static void
test_singular (void)
{
  const EpiTriplet triplets[] = {{0, 0, 2}, {2, 1, 1}, {0, 1, 1}};
  const double w[] = {1, 3};
  double x[] = {10, 0, 6};
  const double b[] = {10, 0, 6};
  EpiSparse V;
  EpiRankOneSum *sum;
  g_assert_cmpint (epi_sparse_from_triplets (3, 2, triplets, 3, &V), ==,
                   EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_new (&V, &sum), ==, EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_factor (sum, w, NULL), ==, EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_solve (sum, x), ==, EPI_OK);
  g_assert_cmpfloat (residual (&V, w, x, b), <=, 1e-12);
  epi_rank_one_sum_free (sum);
  epi_sparse_clear (&V);
}

static void
test_not_finite (void)
{
  EpiSparse V;
  EpiRankOneSum *sum;
  double w[] = {1, 1, INFINITY}, x[] = {NAN, 1};
  make_vectors (2, 1, 0, &V);
  g_assert_cmpint (epi_rank_one_sum_new (&V, &sum), ==, EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_factor (sum, w, NULL), ==, EPI_NOT_FINITE);
  w[2] = 1;
  g_assert_cmpint (epi_rank_one_sum_factor (sum, w, NULL), ==, EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_solve (sum, x), ==, EPI_NOT_FINITE);
  epi_rank_one_sum_free (sum);
  epi_sparse_clear (&V);
}

/* Disjoint pairs: S is made of 2×2 blocks, whose factors have 3 entries. */
static void
test_cost_of_blocks (void)
{
  EpiTriplet entries[20];
  EpiSparse V;
  EpiRankOneSum *sum;
  double count, operations;

  for (int j = 0; j < 20; j++)
    entries[j] = (EpiTriplet){j, j / 2, 1};
  g_assert_cmpint (epi_sparse_from_triplets (20, 10, entries, 20, &V), ==,
                   EPI_OK);
  g_assert_cmpint (epi_rank_one_sum_new (&V, &sum), ==, EPI_OK);
  epi_rank_one_sum_cost (sum, &count, &operations);
  g_assert_cmpfloat (count, ==, 30);
  g_assert_cmpfloat (operations, >=, 30);
  epi_rank_one_sum_free (sum);
  epi_sparse_clear (&V);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rank-one-sum/sparse", test_sparse);
  g_test_add_func ("/rank-one-sum/dense-vectors-are-kept-out",
                   test_dense_vectors_are_kept_out);
  g_test_add_func ("/rank-one-sum/singular", test_singular);
  g_test_add_func ("/rank-one-sum/not-finite", test_not_finite);
  g_test_add_func ("/rank-one-sum/cost-of-blocks", test_cost_of_blocks);
  return g_test_run ();
}
