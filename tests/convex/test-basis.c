/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solves with factored and updated bases against products with the basis. */
#include "convex/epi-basis.h"
#include "core/epi-alloc.h"

#include <glib.h>
#include <math.h>

/* A (m,n), about `per_column` entries a column, some columns singletons. */
static EpiSparse
random_columns (GRand *rand, int m, int n, int per_column)
{
  size_t count = 0;
  EpiTriplet *triplets = g_new (EpiTriplet, (size_t)n * (size_t)per_column);
  EpiSparse A;

  for (int j = 0; j < n; j++)
    for (int k = g_rand_int_range (rand, 0, per_column) + 1; k > 0; k--)
      triplets[count++] = (EpiTriplet){g_rand_int_range (rand, 0, m), j,
                                       g_rand_double_range (rand, -2, 2)};
  g_assert_cmpint (
      epi_sparse_from_triplets ((size_t)m, (size_t)n, triplets, count, &A), ==,
      EPI_OK);
  g_free (triplets);
  return A;
}

/* out += alpha times column j of [A, -I] */
static void
add_column (const EpiSparse *A, int j, double alpha, double *out)
{
  if (j >= (int)A->cols)
    out[j - (int)A->cols] -= alpha;
  else
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      out[A->row[k]] += alpha * A->value[k];
}

static double
column_dot (const EpiSparse *A, int j, const double *y)
{
  return j >= (int)A->cols ? -y[j - (int)A->cols]
                           : epi_sparse_col_dot (A, (size_t)j, y);
}

static void
load_column (const EpiSparse *A, int j, EpiSparseVector *x)
{
  epi_sparse_vector_zero (x);
  add_column (A, j, 1, x->value);
  for (int i = 0; i < (int)A->rows; i++)
    if (x->value[i] != 0)
      x->index[x->n++] = i;
}

static void
assert_index_is_complete (const EpiSparseVector *x, int m)
{
  int nonzeros = 0;
  for (int i = 0; i < m; i++)
    nonzeros += x->value[i] != 0;
  g_assert_cmpint (nonzeros, ==, x->n);
  for (int k = 0; k < x->n; k++)
    g_assert_true (x->value[x->index[k]] != 0);
}

/* ‖Bx - b‖∞ and ‖Bᵀy - c‖∞ for right-hand sides with `entries` entries. */
static void
assert_solves (GRand *rand, EpiBasis *basis, const EpiSparse *A,
               const int *head, int entries)
{
  int m = (int)A->rows;
  double *b = g_new0 (double, m), *r = g_new0 (double, m), size = 1;
  EpiSparseVector x;

  g_assert_cmpint (epi_sparse_vector_new ((size_t)m, &x), ==, EPI_OK);
  for (int way = 0; way < 2; way++) {
    epi_sparse_vector_zero (&x);
    for (int i = 0; i < m; i++)
      b[i] = r[i] = 0;
    for (int k = 0; k < entries; k++) {
      int i = g_rand_int_range (rand, 0, m);
      if (x.value[i] == 0)
        x.index[x.n++] = i;
      x.value[i] = b[i] = g_rand_double_range (rand, 1, 2);
    }
    if (way == 0)
      epi_basis_ftran (basis, &x, false);
    else
      epi_basis_btran (basis, &x, false);
    assert_index_is_complete (&x, m);
    for (int i = 0; i < m; i++) {
      size = fmax (size, fabs (x.value[i]));
      if (way == 0)
        add_column (A, head[i], x.value[i], r);
      else
        r[i] = column_dot (A, head[i], x.value);
    }
    /* Up to a hundred updates, whose pivots are at least 0.3 but whose bases
     * nobody conditions, cost some of the 16 digits; a wrong factor all. */
    for (int i = 0; i < m; i++)
      g_assert_cmpfloat (fabs (r[i] - b[i]), <=, 1e-8 * size);
  }
  epi_sparse_vector_free (&x);
  g_free (b);
  g_free (r);
}

/* Random pivots on entries of B⁻¹a that are not small, as a simplex method
 * makes them. */
static void
test_updates_solve_the_new_basis (void)
{
  GRand *rand = g_rand_new_with_seed (3);
  const int sizes[] = {1, 2, 5, 30, 120, 400};

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++) {
    int m = sizes[s], n = 2 * m;
    EpiSparse A = random_columns (rand, m, n, MIN (m, 5));
    int *head = g_new (int, m);
    gboolean *basic = g_new0 (gboolean, n + m);
    EpiSparseVector x, y;
    EpiBasis *basis;
    size_t replaced, updates = 0;

    g_assert_cmpint (epi_basis_new (&A, &basis), ==, EPI_OK);
    g_assert_cmpint (epi_sparse_vector_new ((size_t)m, &x), ==, EPI_OK);
    g_assert_cmpint (epi_sparse_vector_new ((size_t)m, &y), ==, EPI_OK);
    for (int i = 0; i < m; i++)
      basic[head[i] = n + i] = TRUE;
    g_assert_cmpint (epi_basis_factor (basis, head, &replaced, NULL), ==,
                     EPI_OK);
    for (int round = 0; round < 6 * m + 50; round++) {
      int q = g_rand_int_range (rand, 0, n + m), p = -1;
      if (basic[q])
        continue;
      load_column (&A, q, &x);
      epi_basis_ftran (basis, &x, true);
      assert_index_is_complete (&x, m);
      for (int k = 0; k < x.n; k++)
        if (fabs (x.value[x.index[k]]) > 0.3 &&
            (p < 0 || g_rand_boolean (rand)))
          p = x.index[k];
      if (p < 0)
        continue;
      epi_sparse_vector_zero (&y);
      y.value[p] = 1;
      y.index[y.n++] = p;
      epi_basis_btran (basis, &y, true);
      /* e_pᵀB⁻¹a both ways */
      g_assert_cmpfloat (fabs (column_dot (&A, q, y.value) - x.value[p]), <=,
                         1e-8 * (1 + fabs (x.value[p])));
      basic[head[p]] = FALSE;
      basic[q] = TRUE;
      EpiStatus status = epi_basis_update (basis, p, x.value[p]);
      head[p] = q;
      if (status != EPI_OK) {
        g_assert_cmpint (status, ==, EPI_LIMIT);
        g_assert_cmpint (epi_basis_factor (basis, head, &replaced, NULL), ==,
                         EPI_OK);
        g_assert_cmpuint (replaced, ==, 0);
      } else
        updates++;
      if (round % 10 == 0) {
        assert_solves (rand, basis, &A, head, 1);
        assert_solves (rand, basis, &A, head, m);
      }
    }
    g_assert_cmpuint (updates, >, m == 1 ? 0 : 10);
    epi_sparse_vector_free (&x);
    epi_sparse_vector_free (&y);
    epi_basis_free (basis);
    epi_sparse_clear (&A);
    g_free (head);
    g_free (basic);
  }
  g_rand_free (rand);
}

/* Column 2 is the sum of 0 and 1: one of the three has to go, and what is
 * left with the logicals is a basis. */
static void
test_dependent_columns_are_replaced (void)
{
  const EpiTriplet triplets[] = {{0, 0, 1}, {1, 0, 2}, {0, 1, 3}, {2, 1, 1},
                                 {0, 2, 4}, {1, 2, 2}, {2, 2, 1}};
  GRand *rand = g_rand_new_with_seed (5);
  int head[] = {0, 1, 2};
  EpiSparse A;
  EpiBasis *basis;
  size_t replaced;

  g_assert_cmpint (
      epi_sparse_from_triplets (3, 3, triplets, G_N_ELEMENTS (triplets), &A),
      ==, EPI_OK);
  g_assert_cmpint (epi_basis_new (&A, &basis), ==, EPI_OK);
  g_assert_cmpint (epi_basis_factor (basis, head, &replaced, NULL), ==, EPI_OK);
  g_assert_cmpuint (replaced, ==, 1);
  assert_solves (rand, basis, &A, head, 3);
  epi_basis_free (basis);
  epi_sparse_clear (&A);
  g_rand_free (rand);
}

/* The same right-hand side gives the same bits before and after other
 * solves. */
static void
test_solves_have_no_memory (void)
{
  GRand *rand = g_rand_new_with_seed (8);
  EpiSparse A = random_columns (rand, 200, 200, 4);
  int head[200];
  double first[200];
  EpiSparseVector x;
  EpiBasis *basis;

  for (int i = 0; i < 200; i++)
    head[i] = i;
  g_assert_cmpint (epi_basis_new (&A, &basis), ==, EPI_OK);
  g_assert_cmpint (epi_basis_factor (basis, head, NULL, NULL), ==, EPI_OK);
  g_assert_cmpint (epi_sparse_vector_new (200, &x), ==, EPI_OK);
  for (int round = 0; round < 20; round++) {
    load_column (&A, 7, &x);
    epi_basis_ftran (basis, &x, false);
    if (round == 0)
      for (int i = 0; i < 200; i++)
        first[i] = x.value[i];
    g_assert_cmpmem (first, sizeof first, x.value, sizeof first);
    assert_solves (rand, basis, &A, head, 1 + 9 * round);
  }
  epi_sparse_vector_free (&x);
  epi_basis_free (basis);
  epi_sparse_clear (&A);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/basis/updates-solve-the-new-basis",
                   test_updates_solve_the_new_basis);
  g_test_add_func ("/basis/dependent-columns-are-replaced",
                   test_dependent_columns_are_replaced);
  g_test_add_func ("/basis/solves-have-no-memory", test_solves_have_no_memory);
  return g_test_run ();
}
