/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "estimate/epi-covariance.h"

#include <glib.h>
#include <math.h>

enum { N = 50, P = 3 };

static void
sample (guint32 seed, double X[N * P])
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N; i++) {
    double common = epi_random_normal (&random);
    for (size_t j = 0; j < P; j++)
      X[i + j * N] = common + (double)(j + 1) * epi_random_normal (&random);
  }
}

/* vᵀSv is the variance of Xv, for every v. */
static void
test_it_has_the_variance_of_every_combination (void)
{
  double X[N * P], mean[P], S[P * P];
  EpiMatrix x = epi_matrix_view (X, N, P, N), s = epi_matrix_view (S, P, P, P);
  EpiRandom random = epi_random (9, 9);

  sample (1, X);
  g_assert_cmpint (epi_covariance (&x, mean, &s), ==, EPI_OK);
  for (int round = 0; round < 20; round++) {
    double v[P], form = 0, middle = 0, variance = 0;
    for (size_t j = 0; j < P; j++)
      v[j] = epi_random_normal (&random);
    for (size_t j = 0; j < P; j++) {
      middle += v[j] * mean[j];
      for (size_t k = 0; k < P; k++)
        form += v[j] * S[j + k * P] * v[k];
    }
    for (size_t i = 0; i < N; i++) {
      double along = -middle;
      for (size_t j = 0; j < P; j++)
        along += v[j] * X[i + j * N];
      variance += along * along / N;
    }
    g_assert_cmpfloat_with_epsilon (form, variance, 1e-12 * (1 + variance));
  }
}

/* Units and origins do not matter to correlations; and far from zero no digits
 * are lost to cancellation. */
static void
test_correlations_do_not_see_units (void)
{
  double X[N * P], mean[P], deviation[P], R[P * P], T[P * P];
  EpiMatrix x = epi_matrix_view (X, N, P, N), r = epi_matrix_view (R, P, P, P);
  EpiMatrix t = epi_matrix_view (T, P, P, P);
  size_t at = 0;

  sample (2, X);
  g_assert_cmpint (epi_correlation (&x, mean, deviation, &r, &at), ==, EPI_OK);
  for (size_t i = 0; i < N; i++) {
    X[i] = 1e6 + 1000 * X[i];
    X[i + N] = -0.001 * X[i + N];
  }
  g_assert_cmpint (epi_correlation (&x, mean, deviation, &t, &at), ==, EPI_OK);
  for (size_t j = 0; j < P; j++)
    for (size_t k = 0; k < P; k++) {
      double sign = (j == 1) != (k == 1) ? -1 : 1;
      g_assert_cmpfloat_with_epsilon (T[j + k * P], sign * R[j + k * P], 1e-12);
    }
  for (size_t j = 0; j < P; j++)
    g_assert_cmpfloat (T[j + j * P], ==, 1);
}

/* The second moments of the sample itself are its correlations. */
static void
test_second_moments_are_in_the_units_of_the_sample (void)
{
  double X[N * P], mean[P], deviation[P], R[P * P], M[P * P];
  EpiMatrix x = epi_matrix_view (X, N, P, N), r = epi_matrix_view (R, P, P, P);
  EpiMatrix m = epi_matrix_view (M, P, P, P);
  size_t at = 0;

  sample (3, X);
  epi_correlation (&x, mean, deviation, &r, &at);
  epi_second_moments (&x, mean, deviation, &m);
  for (size_t i = 0; i < P * P; i++)
    g_assert_cmpfloat_with_epsilon (M[i], R[i], 1e-14);
}

static void
test_a_constant_column_is_named (void)
{
  double X[N * P], mean[P], deviation[P], R[P * P];
  EpiMatrix x = epi_matrix_view (X, N, P, N), r = epi_matrix_view (R, P, P, P);
  size_t at = 0;

  sample (4, X);
  for (size_t i = 0; i < N; i++)
    X[i + 2 * N] = 0.1;
  g_assert_cmpint (epi_correlation (&x, mean, deviation, &r, &at), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_cmpuint (at, ==, 2);
  X[5] = NAN;
  g_assert_cmpint (epi_correlation (&x, mean, deviation, &r, &at), ==,
                   EPI_NOT_FINITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/covariance/it-has-the-variance-of-every-combination",
                   test_it_has_the_variance_of_every_combination);
  g_test_add_func ("/covariance/correlations-do-not-see-units",
                   test_correlations_do_not_see_units);
  g_test_add_func ("/covariance/second-moments-are-in-the-units-of-the-sample",
                   test_second_moments_are_in_the_units_of_the_sample);
  g_test_add_func ("/covariance/a-constant-column-is-named",
                   test_a_constant_column_is_named);
  return g_test_run ();
}
