/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations and softmax: both devices within the bounds that
 * compute/epi-neural-kernels.h states, against long double. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"
#include "core/epi-random.h"

#include <math.h>

#define OK(call) assert_status ((call), EPI_OK)

static const size_t shapes[][2] = {{1, 1},  {3, 0},  {0, 3},    {1, 7},
                                   {17, 1}, {10, 9}, {300, 301}};

/* ---- Activations ------------------------------------------------------- */

static long double
normal (long double z)
{
  return erfcl (-z * sqrtl (0.5L)) / 2;
}

static long double
density (long double z)
{
  return expl (-z * z / 2) / sqrtl (2 * acosl (-1));
}

static long double
sigmoid (long double z)
{
  return 1 / (1 + expl (-z));
}

static long double
f_of (EpiActivation f, long double z)
{
  switch (f) {
  case EPI_ACTIVATION_IDENTITY:
    return z;
  case EPI_ACTIVATION_TANH:
    return tanhl (z);
  case EPI_ACTIVATION_SIGMOID:
    return sigmoid (z);
  case EPI_ACTIVATION_RELU:
    return z > 0 ? z : 0;
  case EPI_ACTIVATION_LEAKY_RELU:
    return z > 0 ? z : z / 100;
  case EPI_ACTIVATION_GELU:
    return z * normal (z);
  case EPI_ACTIVATION_SOFTPLUS:
    return fmaxl (z, 0) + log1pl (expl (-fabsl (z)));
  case EPI_N_ACTIVATIONS:
    break;
  }
  return NAN;
}

/* f' as epi-neural-kernels.h has it: from y, but for GELU. */
static long double
slope_of (EpiActivation f, long double z, long double y)
{
  switch (f) {
  case EPI_ACTIVATION_IDENTITY:
    return 1;
  case EPI_ACTIVATION_TANH:
    return 1 - y * y;
  case EPI_ACTIVATION_SIGMOID:
    return y * (1 - y);
  case EPI_ACTIVATION_RELU:
    return y > 0;
  case EPI_ACTIVATION_LEAKY_RELU:
    return y > 0 ? 1 : 0.01L;
  case EPI_ACTIVATION_GELU:
    return normal (z) + z * density (z);
  case EPI_ACTIVATION_SOFTPLUS:
    return 1 - expl (-y);
  case EPI_N_ACTIVATIONS:
    break;
  }
  return NAN;
}

static void
check_activation (const Case *c, EpiActivation f, size_t m, size_t n)
{
  double *z = make_spread (c->element, m, n, 41);
  double *b = make_matrix (KIND_RANDOM, m, 1, 42);
  double *g = make_matrix (KIND_RANDOM, m, n, 43);
  EpiBuffer *Z = to_device (c, z, m, n), *B = to_device (c, b, m, 1);
  EpiBuffer *Y = empty_on_device (c, c->element, m, n);
  EpiBuffer *G = to_device (c, g, m, n);

  OK (epi_device_activate (f, B, Z, Y));
  double *sum = from_device (Z), *y = from_device (Y);
  OK (epi_device_activate_back (f, Z, Y, G, G)); /* over its input */
  double *dz = from_device (G);
  for (size_t i = 0; i < m * n; i++) {
    long double value = f_of (f, sum[i]);
    bool gelu = f == EPI_ACTIVATION_GELU;
    assert_near (c->element, sum[i], (long double)z[i] + b[i % m], 1,
                 (long double)z[i] + b[i % m]);
    assert_near (c->element, y[i], value, 24, gelu ? sum[i] : value);
    assert_near (c->element, dz[i], g[i] * slope_of (f, sum[i], y[i]), 32,
                 g[i]);
  }
  g_free (z);
  g_free (b);
  g_free (g);
  g_free (sum);
  g_free (y);
  g_free (dz);
  epi_buffer_free (Z);
  epi_buffer_free (B);
  epi_buffer_free (Y);
  epi_buffer_free (G);
}

static void
test_activations_and_slopes_are_within_the_bounds (const Case *c)
{
  for (int f = 0; f < EPI_N_ACTIVATIONS; f++)
    for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
      check_activation (c, (EpiActivation)f, shapes[s][0], shapes[s][1]);
}

/* By the definitions above: nothing is lower, and values come as near as one
 * likes, or fall without end. */
static void
test_lowest_is_the_infimum (void)
{
  for (int f = 0; f < EPI_N_ACTIVATIONS; f++) {
    double lowest = epi_activation_lowest ((EpiActivation)f);
    long double least = INFINITY;
    for (int i = -40000; i <= 40000; i++)
      least = fminl (least, f_of ((EpiActivation)f, i / 1000.0L));
    if (isfinite (lowest)) {
      g_assert_cmpfloat ((double)least, >=, lowest);
      g_assert_cmpfloat ((double)least, <, lowest + 1e-6);
    } else
      g_assert_cmpfloat ((double)f_of ((EpiActivation)f, -1e6L), <, -1e3);
  }
}

static void
test_an_activation_may_write_over_its_input (const Case *c)
{
  double *z = make_spread (c->element, 40, 30, 44);
  double *b = make_matrix (KIND_RANDOM, 40, 1, 45);
  EpiBuffer *B = to_device (c, b, 40, 1);

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++) {
    if (epi_activation_needs_input ((EpiActivation)f))
      continue;
    EpiBuffer *Z = to_device (c, z, 40, 30), *same = to_device (c, z, 40, 30);
    EpiBuffer *Y = empty_on_device (c, c->element, 40, 30);
    OK (epi_device_activate ((EpiActivation)f, B, Z, Y));
    OK (epi_device_activate ((EpiActivation)f, B, same, same));
    double *apart = from_device (Y), *over = from_device (same);
    g_assert_cmpmem (apart, 1200 * 8, over, 1200 * 8);
    g_free (apart);
    g_free (over);
    epi_buffer_free (Z);
    epi_buffer_free (Y);
    epi_buffer_free (same);
  }
  g_free (z);
  g_free (b);
  epi_buffer_free (B);
}

static void
test_a_nan_goes_through_every_activation (const Case *c)
{
  const double z[] = {1, NAN, -1};

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++) {
    EpiBuffer *Z = to_device (c, z, 3, 1);
    EpiBuffer *Y = empty_on_device (c, c->element, 3, 1);
    OK (epi_device_activate ((EpiActivation)f, NULL, Z, Y));
    double *y = from_device (Y);
    g_assert_true (isnan (y[1]) && !isnan (y[0]) && !isnan (y[2]));
    g_free (y);
    epi_buffer_free (Z);
    epi_buffer_free (Y);
  }
}

static void
check_row_sums (const Case *c)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int beta = 0; beta <= 2; beta += 2) {
      size_t m = shapes[s][0], n = shapes[s][1];
      double *x = make_matrix (KIND_GRADED, m, n, 46);
      double *old = make_matrix (KIND_RANDOM, m, 1, 47);
      EpiBuffer *X = to_device (c, x, m, n), *b = to_device (c, old, m, 1);

      OK (epi_device_row_sums (-0.5, X, beta, b));
      double *got = from_device (b);
      for (size_t i = 0; i < m; i++) {
        long double sum = 0, size = 0;
        for (size_t j = 0; j < n; j++) {
          sum += x[i + j * m];
          size += fabs (x[i + j * m]);
        }
        assert_near (c->element, got[i], -0.5L * sum + beta * old[i],
                     (long double)n + 3, size / 2 + fabs (beta * old[i]));
      }
      g_free (x);
      g_free (old);
      g_free (got);
      epi_buffer_free (X);
      epi_buffer_free (b);
    }
}

static void
test_row_sums_are_within_the_bound (const Case *c)
{
  with_each_shape (c, check_row_sums);
}

static void
check_softmax (const Case *c, size_t m, size_t n)
{
  double *x = make_spread (c->element, m, n, 48);
  double *g = make_matrix (KIND_RANDOM, m, n, 49);
  EpiBuffer *X = to_device (c, x, m, n), *G = to_device (c, g, m, n);
  EpiBuffer *Y = empty_on_device (c, c->element, m, n);
  EpiBuffer *D = empty_on_device (c, c->element, m, n);

  OK (epi_device_softmax (X, Y));
  OK (epi_device_softmax_back (Y, G, D));
  double *y = from_device (Y), *d = from_device (D);
  for (size_t j = 0; j < n && m > 0; j++) {
    long double most = -INFINITY, least = INFINITY, sum = 0, dot = 0, size = 0;
    for (size_t i = j * m; i < (j + 1) * m; i++) {
      most = MAX (most, x[i]);
      least = MIN (least, x[i]);
      dot += (long double)y[i] * g[i];
      size += fabsl ((long double)y[i] * g[i]);
    }
    for (size_t i = j * m; i < (j + 1) * m; i++)
      sum += expl (x[i] - most);
    for (size_t i = j * m; i < (j + 1) * m; i++) {
      long double value = expl (x[i] - most) / sum;
      assert_near (c->element, y[i], value,
                   (long double)m + 24 + 2 * (most - least), value);
      assert_near (c->element, d[i], y[i] * (g[i] - dot), (long double)m + 4,
                   y[i] * (fabs (g[i]) + size));
    }
  }
  g_free (x);
  g_free (g);
  g_free (y);
  g_free (d);
  epi_buffer_free (X);
  epi_buffer_free (G);
  epi_buffer_free (Y);
  epi_buffer_free (D);
}

static void
test_softmax_and_its_gradient_are_within_the_bounds (const Case *c)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    check_softmax (c, shapes[s][0], shapes[s][1]);
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("neural-kernels", name, test)
  ADD ("activations-and-slopes-are-within-the-bounds",
       test_activations_and_slopes_are_within_the_bounds);
  ADD ("an-activation-may-write-over-its-input",
       test_an_activation_may_write_over_its_input);
  ADD ("a-nan-goes-through-every-activation",
       test_a_nan_goes_through_every_activation);
  ADD ("row-sums-are-within-the-bound", test_row_sums_are_within_the_bound);
  ADD ("softmax-and-its-gradient-are-within-the-bounds",
       test_softmax_and_its_gradient_are_within_the_bounds);
#undef ADD
  g_test_add_func ("/neural-kernels/lowest-is-the-infimum",
                   test_lowest_is_the_infimum);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
