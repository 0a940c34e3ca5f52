/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-gram.h"

#include "compute/epi-compute.h"
#include "some-examples.h"

#include <float.h>
#include <lapacke.h>
#include <string.h>

#define N 90
#define P 7
#define U (DBL_EPSILON / 2)

/* By the definition, in long double; *size is what rounding scales with. */
static long double
value (const EpiKernelFunction *k, const EpiSparse *X, size_t i, size_t j,
       long double *size)
{
  long double dot = 0, distance = 0, length = 0, a[P] = {0}, b[P] = {0};

  for (int e = X->start[i]; e < X->start[i + 1]; e++)
    a[X->row[e]] = X->value[e];
  for (int e = X->start[j]; e < X->start[j + 1]; e++)
    b[X->row[e]] = X->value[e];
  for (size_t f = 0; f < P; f++) {
    dot += a[f] * b[f];
    distance += (a[f] - b[f]) * (a[f] - b[f]);
    length += a[f] * a[f] + b[f] * b[f];
  }
  *size = length / 2;
  if (k->kind == EPI_KERNEL_LINEAR)
    return dot;
  if (k->kind == EPI_KERNEL_RBF) {
    *size = 4 * k->gamma * length + 1;
    return expl (-k->gamma * distance);
  }
  *size = powl (k->gamma * length / 2 + k->coef0, k->degree);
  return powl (k->gamma * dot + k->coef0, k->degree);
}

/* Rows of all, in blocks: K (N,N). */
static double *
all_rows (EpiGram *gram)
{
  double *K = epi_new (double, N *(N + EPI_GRAM_BLOCK));
  size_t which[EPI_GRAM_BLOCK];

  for (size_t j = 0; j < N; j += EPI_GRAM_BLOCK) {
    size_t m = MIN (N - j, EPI_GRAM_BLOCK);
    for (size_t k = 0; k < m; k++)
      which[k] = j + k;
    g_assert_cmpint (epi_gram_rows (gram, which, m, K + j * N), ==, EPI_OK);
  }
  return K;
}

/* Small numbers, so that no sum is rounded: features that are there or not, and
 * those that are there twice, have the products they should have. */
static void
test_ones_are_numbers_as_others_are (void)
{
  for (size_t s = 0; s < 2; s++) {
    EpiExamples e = some_examples (N, P, 2, 0.2, 17);
    long double size;
    EpiGram *gram;
    for (size_t k = 0; k < epi_sparse_entries (&e.X); k++)
      e.X.value[k] = 1;
    e.X.value[0] += (double)s;
    g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[0], &gram), ==, EPI_OK);
    double *K = all_rows (gram);
    for (size_t i = 0; i < N; i++)
      for (size_t j = 0; j < N; j++)
        g_assert_cmpfloat (K[i + j * N], ==,
                           (double)value (&some_kernels[0], &e.X, i, j, &size));
    epi_free (K);
    epi_gram_free (gram);
    epi_examples_clear (&e);
  }
}

/* A dot of P terms: γ_P of its terms; a power d of it d times that, and the
 * exponential as much as its exponent (Higham 3.1, 4.2). */
static void
test_rows_are_the_definition (void)
{
  for (size_t s = 0; s < 2; s++) /* dense, then sparse */
    for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
      EpiExamples e = some_examples (N, P, 2, s == 0 ? 1 : 0.2, 7);
      EpiGram *gram;
      g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[k], &gram), ==,
                       EPI_OK);
      double *K = all_rows (gram);
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
          long double size, right = value (&some_kernels[k], &e.X, i, j, &size);
          double bound = 3 * (P + 6) * U * (double)size;
          g_assert_cmpfloat (fabs (K[i + j * N] - (double)right), <=, bound);
          if (i == j)
            g_assert_cmpfloat (
                fabs (epi_gram_diagonal (gram)[i] - (double)right), <=, bound);
        }
      epi_free (K);
      epi_gram_free (gram);
      epi_examples_clear (&e);
    }
}

/* Mercer: no eigenvalue below rounding, n u ‖K‖. */
static void
test_the_matrix_is_positive_semidefinite (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    EpiExamples e = some_examples (N, P, 2, 1, 3);
    double lambda[N];
    EpiGram *gram;
    g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[k], &gram), ==, EPI_OK);
    double *K = all_rows (gram);
    g_assert_cmpint (
        LAPACKE_dsyev (LAPACK_COL_MAJOR, 'N', 'L', N, K, N, lambda), ==, 0);
    g_assert_cmpfloat (lambda[0], >=, -10 * N * U * lambda[N - 1]);
    epi_free (K);
    epi_gram_free (gram);
    epi_examples_clear (&e);
  }
}

static void
test_a_row_is_the_same_each_time (void)
{
  for (size_t s = 0; s < 2; s++)
    for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
      EpiExamples e = some_examples (N, P, 2, s == 0 ? 1 : 0.2, 11);
      double first[N], again[N];
      EpiGram *gram;
      g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[k], &gram), ==,
                       EPI_OK);
      for (size_t i = 0; i < N; i += 13) {
        size_t other = (i + 5) % N;
        g_assert_cmpint (epi_gram_rows (gram, &i, 1, first), ==, EPI_OK);
        g_assert_cmpint (epi_gram_rows (gram, &other, 1, again), ==, EPI_OK);
        g_assert_cmpint (epi_gram_rows (gram, &i, 1, again), ==, EPI_OK);
        g_assert_cmpmem (first, sizeof first, again, sizeof again);
      }
      epi_gram_free (gram);
      epi_examples_clear (&e);
    }
}

/* exp (-γ‖x - z‖²) does not know where the origin is. */
static void
test_far_from_the_origin_no_digit_is_lost (void)
{
  EpiExamples near = some_examples (N, P, 2, 1, 5);
  EpiExamples far = some_examples (N, P, 2, 1, 5);
  EpiGram *a, *b;

  for (size_t k = 0; k < N * P; k++)
    far.X.value[k] = near.X.value[k] + 0x1p20; /* rounds at 2⁻³² */
  g_assert_cmpint (epi_gram_new (&near.X, &some_kernels[2], &a), ==, EPI_OK);
  g_assert_cmpint (epi_gram_new (&far.X, &some_kernels[2], &b), ==, EPI_OK);
  double *K = all_rows (a), *L = all_rows (b);
  for (size_t k = 0; k < N * N; k++)
    g_assert_cmpfloat (fabs (K[k] - L[k]), <=, 0x1p-28);
  epi_free (K);
  epi_free (L);
  epi_gram_free (a);
  epi_gram_free (b);
  epi_examples_clear (&near);
  epi_examples_clear (&far);
}

/* Column j of X, (P + 4). */
static void
scatter (const EpiSparse *X, size_t j, double *x)
{
  memset (x, 0, (P + 4) * sizeof *x);
  for (int e = X->start[j]; e < X->start[j + 1]; e++)
    x[X->row[e]] = X->value[e];
}

static void
check_cross (const EpiKernelFunction *kernel, const EpiSparse *X,
             const EpiSparse *Z)
{
  double *K = epi_new (double, N *EPI_GRAM_BLOCK), x[P + 4], z[P + 4];
  EpiGram *gram;

  g_assert_cmpint (epi_gram_new (X, kernel, &gram), ==, EPI_OK);
  g_assert_cmpint (epi_gram_cross (gram, Z, 0, 3, K), ==, EPI_OK);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < 3; j++) {
      double dot = 0, xx = 0, zz = 0;
      scatter (X, i, x);
      scatter (Z, j, z);
      for (size_t f = 0; f < P + 4; f++) {
        dot += x[f] * z[f];
        xx += x[f] * x[f];
        zz += z[f] * z[f];
      }
      double right = epi_kernel_value (kernel, dot, xx, zz);
      g_assert_cmpfloat (fabs (K[i + j * N] - right), <=,
                         1e-13 * (1 + fabs (right)));
    }
  epi_free (K);
  epi_gram_free (gram);
}

/* Features that the examples never had lengthen the distance only. */
static void
test_others_may_have_more_features (void)
{
  for (size_t s = 0; s < 2; s++) { /* dense, then sparse */
    EpiExamples e = some_examples (N, P, 2, s == 0 ? 1 : 0.2, 5);
    EpiExamples z = some_examples (3, P + 4, 2, s == 0 ? 1 : 0.5, 6);
    for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
      check_cross (&some_kernels[k], &e.X, &z.X);
    epi_examples_clear (&e);
    epi_examples_clear (&z);
  }
}

static void
test_values_without_end_are_refused (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 5);
  EpiGram *gram;

  e.X.value[3] = 1e200; /* its square is no double */
  g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[0], &gram), ==,
                   EPI_NOT_FINITE);
  e.X.value[3] = NAN;
  g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[2], &gram), ==,
                   EPI_NOT_FINITE);
  epi_examples_clear (&e);
}

static void
test_memory_may_run_out (void)
{
  for (size_t s = 0; s < 2; s++) { /* dense, then sparse */
    EpiExamples e = some_examples (N, P, 2, s == 0 ? 1 : 0.2, 5);
    EpiGram *gram = NULL;
    long n = 0;
    for (EpiStatus status = EPI_NO_MEMORY; status != EPI_OK; n++) {
      epi_alloc_fail_at (n);
      status = epi_gram_new (&e.X, &some_kernels[1], &gram);
      g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
    }
    epi_alloc_fail_at (-1);
    g_assert_cmpint (n, >, 5);
    epi_gram_free (gram);
    epi_examples_clear (&e);
  }
}

int
main (int argc, char **argv)
{
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_CPU);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gram/rows are the definition",
                   test_rows_are_the_definition);
  g_test_add_func ("/gram/ones are numbers as others are",
                   test_ones_are_numbers_as_others_are);
  g_test_add_func ("/gram/the matrix is positive semidefinite",
                   test_the_matrix_is_positive_semidefinite);
  g_test_add_func ("/gram/a row is the same each time",
                   test_a_row_is_the_same_each_time);
  g_test_add_func ("/gram/far from the origin no digit is lost",
                   test_far_from_the_origin_no_digit_is_lost);
  g_test_add_func ("/gram/others may have more features",
                   test_others_may_have_more_features);
  g_test_add_func ("/gram/values without end are refused",
                   test_values_without_end_are_refused);
  g_test_add_func ("/gram/memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
