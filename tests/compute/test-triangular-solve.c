/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triangular solve: both devices within the bound that compute/epi-device.h
 * states, on either side, triangle and diagonal. */
#include "compute-fixture.h"

#include <math.h>

typedef struct {
  bool lower, transpose, unit;
} Shape;

static bool
is_read (Shape shape, size_t i, size_t j)
{
  return i == j ? !shape.unit : shape.lower ? i > j : i < j;
}

/* |op(T) X - B| ≤ γₙ₊₅ |op(T)| |X|. */
static void
assert_solved (EpiElement element, Shape shape, const double *T,
               const double *X, const double *B, size_t n, size_t m)
{
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < n; i++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k < n; k++) {
        size_t r = shape.transpose ? k : i, s = shape.transpose ? i : k;
        long double t = is_read (shape, r, s) ? T[r + s * n] : i == k;
        if (t != 0) {
          sum += t * X[k + j * n];
          size += fabsl (t * X[k + j * n]);
        }
      }
      g_assert_true (fabsl (B[i + j * n] - sum) <=
                     gamma_k (element, n + 5) * size);
    }
}

/* Diagonal near 2, the rest small, NaN where nobody may look. */
static double *
make_triangle (Shape shape, size_t n)
{
  double *t = make_matrix (KIND_RANDOM, n, n, 35);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      t[i + j * n] = i == j ? 2 + t[i + j * n] : t[i + j * n] / 8;
      if (!is_read (shape, i, j))
        t[i + j * n] = NAN;
    }
  return t;
}

static EpiStatus
solve (const Case *c, Shape shape, const double *t, const double *b, size_t n,
       size_t m, double **x)
{
  EpiBuffer *T = to_device (c, t, n, n), *B = to_device (c, b, n, m);
  EpiStatus status = epi_device_triangular_solve (shape.lower, shape.transpose,
                                                  shape.unit, T, B);

  *x = from_device (B);
  epi_buffer_free (T);
  epi_buffer_free (B);
  return status;
}

static void
check_triangular_solve (const Case *c)
{
  static const size_t sizes[][2] = {{0, 3},  {3, 0},   {1, 1},  {5, 1},
                                    {32, 7}, {33, 65}, {100, 3}};

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int bits = 0; bits < 8; bits++) {
      Shape shape = {bits & 1, bits & 2, bits & 4};
      size_t n = sizes[s][0], m = sizes[s][1];
      double *t = make_triangle (shape, n), *x;
      double *b = make_matrix (KIND_GRADED, n, m, 36);
      for (size_t i = 0; i < n * n; i++)
        t[i] = rounded (c->element, t[i]);
      assert_status (solve (c, shape, t, b, n, m, &x), EPI_OK);
      assert_solved (c->element, shape, t, x, b, n, m);
      g_free (t);
      g_free (b);
      g_free (x);
    }
}

static void
test_triangular_solve_is_within_the_bound (const Case *c)
{
  with_each_gemm (c, check_triangular_solve);
}

static void
test_triangular_solve_names_what_is_wrong (const Case *c)
{
  for (int bits = 0; bits < 4; bits++) {
    Shape shape = {bits & 1, bits & 2, false};
    double *b = make_matrix (KIND_RANDOM, 40, 2, 37), *x;
    double *t = make_triangle (shape, 40);

    t[33 + 33 * 40] = 0;
    assert_status (solve (c, shape, t, b, 40, 2, &x), EPI_SINGULAR);
    for (size_t i = 0; i < 80; i++) /* B is as it was */
      g_assert_cmpfloat (x[i], ==, b[i]);
    g_free (x);
    t[33 + 33 * 40] = NAN;
    assert_status (solve (c, shape, t, b, 40, 2, &x), EPI_NOT_FINITE);
    g_free (x);
    t[33 + 33 * 40] = 1;
    b[79] = INFINITY;
    assert_status (solve (c, shape, t, b, 40, 2, &x), EPI_NOT_FINITE);
    g_free (x);
    g_free (t);
    g_free (b);
  }
}

static void
add_all (void)
{
  add_cases ("triangular-solve", "triangular-solve-is-within-the-bound",
             test_triangular_solve_is_within_the_bound);
  add_cases ("triangular-solve", "triangular-solve-names-what-is-wrong",
             test_triangular_solve_names_what_is_wrong);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
