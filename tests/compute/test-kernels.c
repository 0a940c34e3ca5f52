/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products, reductions, maps and grids: both devices within the bounds that
 * compute/epi-device.h states, against references in long double. */
#include "compute-fixture.h"

#include <float.h>
#include <math.h>

/* ---- Products ---------------------------------------------------------- */

typedef struct {
  size_t m, n, k;
  bool transpose_a, transpose_b;
  double alpha, beta;
} Product;

/* Entry (i,j) of op(X), X with that many rows. */
static long double
entry (const double *X, size_t rows, bool transpose, size_t i, size_t j)
{
  return transpose ? X[j + i * rows] : X[i + j * rows];
}

/* |got - (alpha op(A) op(B) + beta C)| ≤ γₖ₊₃ (…) in every entry, or below the
 * diagonal. */
static void
assert_product (EpiElement element, const Product *p, const double *A,
                const double *B, const double *C, const double *got, bool lower)
{
  size_t rows_a = p->transpose_a ? p->k : p->m;
  size_t rows_b = p->transpose_b ? p->n : p->k;

  for (size_t j = 0; j < p->n; j++)
    for (size_t i = lower ? j : 0; i < p->m; i++) {
      long double sum = 0, size = 0;
      for (size_t q = 0; q < p->k; q++) {
        long double term = entry (A, rows_a, p->transpose_a, i, q) *
                           entry (B, rows_b, p->transpose_b, q, j);
        sum += term;
        size += fabsl (term);
      }
      long double old = p->beta == 0 ? 0 : p->beta * C[i + j * p->m];
      long double bound =
          gamma_k (element, p->k + 3) * (fabsl (p->alpha) * size + fabsl (old));
      long double error = fabsl (got[i + j * p->m] - (p->alpha * sum + old));
      g_assert_true (error <= bound);
    }
}

static const Product products[] = {
    /* the last two in a GPU's large tiles */
    {1, 1, 1, false, false, 1, 0},      {0, 3, 2, false, false, 1, 0},
    {3, 0, 2, false, false, 1, 0},      {5, 4, 0, false, false, 1, 0.5},
    {5, 4, 0, false, false, 1, 0},      {17, 33, 65, false, false, 1, 0},
    {64, 64, 64, true, false, 1, 1},    {65, 63, 130, false, true, -0.5, 1},
    {130, 9, 31, true, true, 2, -0.25}, {3, 100, 4100, false, false, 1, 1},
    {66, 2, 4099, true, false, -1, 0},  {129, 70, 7, false, false, 0, 1},
    {9, 3100, 37, false, false, 1, 0},  {70, 1600, 17, true, true, -1, 0.5},
};

static void
check_product (const Case *c, const Product *p, Kind kind)
{
  size_t ra = p->transpose_a ? p->k : p->m, ca = p->transpose_a ? p->m : p->k;
  size_t rb = p->transpose_b ? p->n : p->k, cb = p->transpose_b ? p->k : p->n;
  double *a = make_matrix (kind, ra, ca, 1), *b = make_matrix (kind, rb, cb, 2);
  double *old = make_matrix (kind, p->m, p->n, 3);
  for (size_t i = 0; p->beta == 0 && i < p->m * p->n; i++)
    old[i] = NAN; /* not to be read */
  EpiBuffer *A = to_device (c, a, ra, ca), *B = to_device (c, b, rb, cb);
  EpiBuffer *C = to_device (c, old, p->m, p->n);

  assert_status (epi_device_gemm (p->transpose_a, p->transpose_b, p->alpha, A,
                                  B, p->beta, C),
                 EPI_OK);
  double *got = from_device (C);
  assert_product (c->element, p, a, b, old, got, false);

  g_free (a);
  g_free (b);
  g_free (old);
  g_free (got);
  epi_buffer_free (A);
  epi_buffer_free (B);
  epi_buffer_free (C);
}

static void
check_products (const Case *c)
{
  for (size_t i = 0; i < G_N_ELEMENTS (products); i++)
    for (int kind = 0; kind < N_KINDS; kind++)
      check_product (c, &products[i], (Kind)kind);
}

static void
test_gemm_is_within_the_bound (const Case *c)
{
  with_each_gemm (c, check_products);
}

static void
test_gemv_is_within_the_bound (const Case *c)
{
  for (size_t i = 0; i < G_N_ELEMENTS (products); i++) {
    Product p = products[i];
    p.n = 1;
    p.transpose_b = false;
    size_t ra = p.transpose_a ? p.k : p.m, ca = p.transpose_a ? p.m : p.k;
    double *a = make_matrix (KIND_RANDOM, ra, ca, 4);
    double *x = make_matrix (KIND_GRADED, p.k, 1, 5);
    double *old = make_matrix (KIND_RANDOM, p.m, 1, 6);
    EpiBuffer *A = to_device (c, a, ra, ca), *X = to_device (c, x, p.k, 1);
    EpiBuffer *Y = to_device (c, old, p.m, 1);

    assert_status (epi_device_gemv (p.transpose_a, p.alpha, A, X, p.beta, Y),
                   EPI_OK);
    double *got = from_device (Y);
    assert_product (c->element, &p, a, x, old, got, false);

    g_free (a);
    g_free (x);
    g_free (old);
    g_free (got);
    epi_buffer_free (A);
    epi_buffer_free (X);
    epi_buffer_free (Y);
  }
}

static void
check_syrk (const Case *c)
{
  static const size_t shapes[][2] = {{0, 5},    {1, 1},     {7, 3},  {3, 70},
                                     {4100, 5}, {130, 129}, {5, 449}};

  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++) {
    size_t k = shapes[s][0], n = shapes[s][1];
    Product p = {n, n, k, true, false, -0.5, 2};
    double *a = make_matrix (KIND_GRADED, k, n, 7);
    double *old = make_matrix (KIND_RANDOM, n, n, 8);
    EpiBuffer *A = to_device (c, a, k, n), *C = to_device (c, old, n, n);

    assert_status (epi_device_syrk (p.alpha, A, p.beta, C), EPI_OK);
    double *got = from_device (C);
    assert_product (c->element, &p, a, a, old, got, true);
    for (size_t j = 0; j < n; j++)
      for (size_t i = 0; i < j; i++)
        g_assert_cmpfloat (got[i + j * n], ==, old[i + j * n]);

    g_free (a);
    g_free (old);
    g_free (got);
    epi_buffer_free (A);
    epi_buffer_free (C);
  }
}

static void
test_syrk_is_within_the_bound_and_leaves_the_upper_triangle (const Case *c)
{
  with_each_gemm (c, check_syrk);
}

/* ---- Reductions -------------------------------------------------------- */

static const size_t lengths[] = {0, 1, 63, 64, 65, 4096, 4097, 1100000};

static void
test_sum_and_dot_are_within_the_bound (const Case *c)
{
  for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
    size_t n = lengths[l];
    double *x = make_matrix (KIND_GRADED, n, 1, 9), sum, dot;
    double *y = make_matrix (KIND_RANDOM, n, 1, 10);
    EpiBuffer *X = to_device (c, x, n, 1), *Y = to_device (c, y, n, 1);
    long double s = 0, s_size = 0, d = 0, d_size = 0;

    for (size_t i = 0; i < n; i++) {
      s += x[i];
      s_size += fabs (x[i]);
      d += (long double)x[i] * y[i];
      d_size += fabsl ((long double)x[i] * y[i]);
    }
    assert_status (epi_device_reduce (EPI_REDUCE_SUM, X, NULL, &sum), EPI_OK);
    assert_status (epi_device_reduce (EPI_REDUCE_DOT, X, Y, &dot), EPI_OK);
    g_assert_true (fabsl (sum - s) <= gamma_k (c->element, n) * s_size);
    g_assert_true (fabsl (dot - d) <= gamma_k (c->element, n + 1) * d_size);

    g_free (x);
    g_free (y);
    epi_buffer_free (X);
    epi_buffer_free (Y);
  }
}

static double
reduced (const Case *c, EpiReduction op, const double *x, size_t rows,
         size_t cols)
{
  EpiBuffer *X = to_device (c, x, rows, cols);
  double result = NAN;

  assert_status (epi_device_reduce (op, X, NULL, &result), EPI_OK);
  epi_buffer_free (X);
  return result;
}

static void
test_max_abs_and_argmax_are_exact (const Case *c)
{
  for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
    size_t n = lengths[l], at = 0;
    double *x = make_matrix (KIND_RANDOM, n, 1, 11), size = 0;

    for (size_t i = 0; i < n; i++) {
      size = MAX (size, fabs (x[i]));
      at = x[i] > x[at] ? i : at;
    }
    g_assert_cmpfloat (reduced (c, EPI_REDUCE_MAX_ABS, x, n, 1), ==, size);
    g_assert_cmpfloat (reduced (c, EPI_REDUCE_ARGMAX, x, n, 1), ==,
                       n == 0 ? -1 : (double)at);
    g_free (x);
  }
}

static void
test_argmax_takes_the_first_of_equals (const Case *c)
{
  double *x = make_matrix (KIND_TIES, 100, 90, 12);

  for (size_t i = 0; i < 7; i++)
    x[i] = -1;
  x[7] = x[8] = x[7000] = 1;
  g_assert_cmpfloat (reduced (c, EPI_REDUCE_ARGMAX, x, 100, 90), ==, 7);
  x[8000] = x[8100] = INFINITY;
  g_assert_cmpfloat (reduced (c, EPI_REDUCE_ARGMAX, x, 100, 90), ==, 8000);
  g_free (x);
}

static void
test_a_nan_shows_in_every_reduction (const Case *c)
{
  static const size_t places[] = {0, 5000, 8999};

  for (size_t p = 0; p < G_N_ELEMENTS (places); p++) {
    double *x = make_matrix (KIND_RANDOM, 9000, 1, 13);
    x[places[p]] = NAN;
    x[4000] = INFINITY;
    g_assert_true (isnan (reduced (c, EPI_REDUCE_SUM, x, 9000, 1)));
    g_assert_true (isnan (reduced (c, EPI_REDUCE_MAX_ABS, x, 9000, 1)));
    g_assert_cmpfloat (reduced (c, EPI_REDUCE_ARGMAX, x, 9000, 1), ==,
                       (double)places[p]);
    g_free (x);
  }
}

/* ---- Grids ------------------------------------------------------------- */

static void
assert_grid_entry (EpiElement element, const double *C, size_t p, size_t q,
                   double x, double y, double got)
{
  long double value = 0, size = 0;

  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b < q; b++) {
      long double term = (long double)C[a + b * p] * powl (x, (long double)a) *
                         powl (y, (long double)b);
      value += term;
      size += fabsl (term);
    }
  g_assert_true (fabsl (got - value) <= gamma_k (element, 2 * (p + q)) * size);
}

static void
test_a_polynomial_on_a_grid_is_within_the_bound (const Case *c)
{
  static const size_t shapes[][4] = {
      {1, 1, 1, 1}, {3, 3, 65, 70}, {7, 2, 100, 3}, {0, 3, 4, 4}};

  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++) {
    size_t p = shapes[s][0], q = shapes[s][1];
    size_t m = shapes[s][2], n = shapes[s][3];
    double *coefficients = make_matrix (KIND_RANDOM, p, q, 14);
    double *x = make_matrix (KIND_RANDOM, m, 1, 15);
    double *y = make_matrix (KIND_RANDOM, n, 1, 16);
    EpiBuffer *C = to_device (c, coefficients, p, q);
    EpiBuffer *X = to_device (c, x, m, 1), *Y = to_device (c, y, n, 1);
    EpiBuffer *F = empty_on_device (c, c->element, m, n);

    assert_status (epi_device_grid (C, X, Y, F), EPI_OK);
    double *got = from_device (F);
    for (size_t j = 0; j < n; j++)
      for (size_t i = 0; i < m; i++)
        assert_grid_entry (c->element, coefficients, p, q, x[i], y[j],
                           got[i + j * m]);

    g_free (coefficients);
    g_free (x);
    g_free (y);
    g_free (got);
    epi_buffer_free (C);
    epi_buffer_free (X);
    epi_buffer_free (Y);
    epi_buffer_free (F);
  }
}

static void
add_all (void)
{
  add_cases ("kernels", "gemm-is-within-the-bound",
             test_gemm_is_within_the_bound);
  add_cases ("kernels", "gemv-is-within-the-bound",
             test_gemv_is_within_the_bound);
  add_cases ("kernels",
             "syrk-is-within-the-bound-and-leaves-the-upper-triangle",
             test_syrk_is_within_the_bound_and_leaves_the_upper_triangle);
  add_cases ("kernels", "sum-and-dot-are-within-the-bound",
             test_sum_and_dot_are_within_the_bound);
  add_cases ("kernels", "max-abs-and-argmax-are-exact",
             test_max_abs_and_argmax_are_exact);
  add_cases ("kernels", "argmax-takes-the-first-of-equals",
             test_argmax_takes_the_first_of_equals);
  add_cases ("kernels", "a-nan-shows-in-every-reduction",
             test_a_nan_shows_in_every_reduction);
  add_cases ("kernels", "a-polynomial-on-a-grid-is-within-the-bound",
             test_a_polynomial_on_a_grid_is_within_the_bound);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
