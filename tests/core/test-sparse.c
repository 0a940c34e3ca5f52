/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-sparse.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { ROWS = 7, COLS = 5, ENTRIES = 40 };

/* Small whole numbers: every sum below is exact. */
static void
random_triplets (GRand *rand, EpiTriplet *triplets, double dense[ROWS][COLS])
{
  memset (dense, 0, sizeof (double) * ROWS * COLS);
  for (int k = 0; k < ENTRIES; k++) {
    triplets[k] = (EpiTriplet){g_rand_int_range (rand, 0, ROWS),
                               g_rand_int_range (rand, 0, COLS),
                               g_rand_int_range (rand, -4, 5)};
    dense[triplets[k].row][triplets[k].col] += triplets[k].value;
  }
}

static void
assert_equals (const EpiSparse *A, double dense[ROWS][COLS])
{
  size_t shown = 0;
  for (int j = 0; j < COLS; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++) {
      g_assert_true (k == A->start[j] || A->row[k] > A->row[k - 1]);
      g_assert_true (A->value[k] == dense[A->row[k]][j]);
      shown += A->value[k] != 0;
    }
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLS; j++)
      shown -= dense[i][j] != 0;
  g_assert_cmpuint (shown, ==, 0);
}

static void
test_triplets_add_up_in_order (void)
{
  GRand *rand = g_rand_new_with_seed (1);
  for (int round = 0; round < 50; round++) {
    EpiTriplet triplets[ENTRIES];
    double dense[ROWS][COLS];
    EpiSparse A, T, TT;

    random_triplets (rand, triplets, dense);
    g_assert_cmpint (
        epi_sparse_from_triplets (ROWS, COLS, triplets, ENTRIES, &A), ==,
        EPI_OK);
    assert_equals (&A, dense);
    g_assert_cmpint (epi_sparse_transpose (&A, &T), ==, EPI_OK);
    g_assert_cmpint (epi_sparse_transpose (&T, &TT), ==, EPI_OK);
    assert_equals (&TT, dense); /* (Aᵀ)ᵀ = A */
    epi_sparse_clear (&A);
    epi_sparse_clear (&T);
    epi_sparse_clear (&TT);
  }
  g_rand_free (rand);
}

/* A sparse A with its dense twin, and vectors of either side. */
static void
random_factors (guint32 seed, EpiSparse *A, double dense[ROWS][COLS],
                double x[COLS], double y[ROWS])
{
  GRand *rand = g_rand_new_with_seed (seed);
  EpiTriplet triplets[ENTRIES];

  random_triplets (rand, triplets, dense);
  epi_sparse_from_triplets (ROWS, COLS, triplets, ENTRIES, A);
  for (int j = 0; j < COLS; j++)
    x[j] = g_rand_int_range (rand, -9, 10);
  for (int i = 0; i < ROWS; i++)
    y[i] = g_rand_int_range (rand, -9, 10);
  g_rand_free (rand);
}

/* yᵀ(Ax) = (Aᵀy)ᵀx, and both equal the dense sums, exactly. */
static void
test_products_are_adjoint (void)
{
  double dense[ROWS][COLS], x[COLS], y[ROWS], Ax[ROWS] = {0}, Aty[COLS] = {0};
  double left = 0, right = 0;
  EpiSparse A;

  random_factors (2, &A, dense, x, y);
  epi_sparse_add_product (&A, 2, x, Ax);
  epi_sparse_add_product_t (&A, 2, y, Aty);
  for (int i = 0; i < ROWS; i++) {
    double sum = 0;
    for (int j = 0; j < COLS; j++)
      sum += dense[i][j] * x[j];
    g_assert_true (Ax[i] == 2 * sum);
    left += y[i] * Ax[i];
  }
  for (int j = 0; j < COLS; j++)
    right += x[j] * Aty[j];
  g_assert_true (left == right);
  epi_sparse_clear (&A);
}

/* |A| |x| and |Aᵀ| |y| are the dense sums of magnitudes, and rows and columns
 * are raised to their largest entry, exactly. */
static void
test_magnitudes_are_those_of_the_dense_matrix (void)
{
  double dense[ROWS][COLS], x[COLS], y[ROWS], Ax[ROWS] = {0}, Aty[COLS] = {0};
  double by_row[ROWS] = {0}, by_col[COLS] = {0}, row_most[ROWS] = {0};
  EpiSparse A;

  random_factors (3, &A, dense, x, y);
  epi_sparse_add_magnitudes (&A, x, Ax);
  epi_sparse_add_magnitudes_t (&A, y, Aty);
  epi_sparse_raise (&A, by_row, by_col);
  for (int j = 0; j < COLS; j++) {
    double sum = 0, most = 0;
    for (int i = 0; i < ROWS; i++) {
      sum += fabs (dense[i][j] * y[i]);
      Ax[i] -= fabs (dense[i][j] * x[j]);
      most = MAX (most, fabs (dense[i][j]));
      row_most[i] = MAX (row_most[i], fabs (dense[i][j]));
    }
    g_assert_cmpfloat (Aty[j], ==, sum);
    g_assert_cmpfloat (by_col[j], ==, most);
  }
  for (int i = 0; i < ROWS; i++) {
    g_assert_cmpfloat (Ax[i], ==, 0);
    g_assert_cmpfloat (by_row[i], ==, row_most[i]);
  }
  epi_sparse_clear (&A);
}

static void
test_what_is_too_large_is_refused_first (void)
{
  EpiSparse A;
  size_t before = epi_alloc_count ();
  g_assert_cmpint (epi_sparse_new (1, 1, (size_t)1 << 31, &A), ==,
                   EPI_NO_MEMORY);
  g_assert_cmpint (epi_sparse_new ((size_t)1 << 31, 1, 1, &A), ==,
                   EPI_NO_MEMORY);
  g_assert_cmpuint (epi_alloc_count (), ==, before);
}

static void
test_every_failed_request_is_a_status (void)
{
  EpiTriplet triplet = {0, 0, 1};
  int n = 0;
  for (;; n++) {
    EpiSparse A;
    epi_alloc_fail_at (n);
    EpiStatus status = epi_sparse_from_triplets (2, 2, &triplet, 1, &A);
    epi_alloc_fail_at (-1);
    if (status == EPI_OK) {
      epi_sparse_clear (&A);
      break;
    }
    g_assert_cmpint (status, ==, EPI_NO_MEMORY);
    g_assert_null (A.start);
  }
  g_assert_cmpint (n, >=, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sparse/triplets", test_triplets_add_up_in_order);
  g_test_add_func ("/sparse/products", test_products_are_adjoint);
  g_test_add_func ("/sparse/magnitudes",
                   test_magnitudes_are_those_of_the_dense_matrix);
  g_test_add_func ("/sparse/too-large",
                   test_what_is_too_large_is_refused_first);
  g_test_add_func ("/sparse/no-memory", test_every_failed_request_is_a_status);
  return g_test_run ();
}
