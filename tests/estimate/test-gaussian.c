/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-gaussian.h"

#include "core/epi-alloc.h"
#include "estimate/epi-density.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define P 4
#define N 400

/* A positive definite Σ = BBᵀ + I and a mean, from a seed. */
static EpiGaussian
some_gaussian (uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);
  EpiMatrix sigma;
  double B[P][P], mean[P];
  EpiGaussian out;

  g_assert_cmpint (epi_matrix_new (P, P, &sigma), ==, EPI_OK);
  for (size_t i = 0; i < P; i++) {
    mean[i] = epi_random_normal (&random);
    for (size_t j = 0; j < P; j++)
      B[i][j] = epi_random_normal (&random);
  }
  for (size_t i = 0; i < P; i++)
    for (size_t j = 0; j < P; j++) {
      double sum = i == j;
      for (size_t k = 0; k < P; k++)
        sum += B[i][k] * B[j][k];
      *epi_matrix_at (&sigma, i, j) = sum;
    }
  g_assert_cmpint (epi_gaussian_new (mean, &sigma, &out), ==, EPI_OK);
  epi_matrix_clear (&sigma);
  return out;
}

static EpiMatrix
sample_of (const EpiGaussian *gaussian, size_t n, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 1);
  EpiMatrix X;
  double x[P];

  g_assert_cmpint (epi_matrix_new (n, P, &X), ==, EPI_OK);
  for (size_t i = 0; i < n; i++) {
    epi_gaussian_sample (gaussian, &random, x);
    for (size_t j = 0; j < P; j++)
      *epi_matrix_at (&X, i, j) = x[j];
  }
  return X;
}

static void
test_independent_coordinates_multiply (void)
{
  double mean[P] = {1, -2, 0.5, 3}, x[P] = {0.3, 0.1, -2, 5}, scratch[P];
  double sigma[P] = {0.5, 2, 1, 4}, sum = 0;
  EpiMatrix S;
  EpiGaussian gaussian;

  g_assert_cmpint (epi_matrix_new (P, P, &S), ==, EPI_OK);
  for (size_t i = 0; i < P; i++) {
    EpiDensity one = {EPI_DENSITY_GAUSSIAN, {mean[i], sigma[i]}};
    *epi_matrix_at (&S, i, i) = sigma[i] * sigma[i];
    sum += epi_density_log (&one, x[i]);
  }
  g_assert_cmpint (epi_gaussian_new (mean, &S, &gaussian), ==, EPI_OK);
  g_assert_cmpfloat (fabs (epi_gaussian_log (&gaussian, x, scratch) - sum), <=,
                     1e-13 * fabs (sum));
  epi_gaussian_clear (&gaussian);
  epi_matrix_clear (&S);
}

/* At the maximum the gradient of the whole sample is zero, in the mean and in
 * Σ, and every other Gaussian is less likely. */
static void
test_the_fit_is_the_maximum (void)
{
  EpiGaussian truth = some_gaussian (1), fit;
  EpiMatrix X = sample_of (&truth, N, 2), by_sigma, sum;
  double by_mean[P], total[P] = {0}, x[P];

  g_assert_cmpint (epi_gaussian_fit (&X, &fit), ==, EPI_OK);
  g_assert_cmpint (epi_matrix_new (P, P, &by_sigma), ==, EPI_OK);
  g_assert_cmpint (epi_matrix_new (P, P, &sum), ==, EPI_OK);
  for (size_t i = 0; i < N; i++) {
    for (size_t j = 0; j < P; j++)
      x[j] = *epi_matrix_at (&X, i, j);
    epi_gaussian_gradient (&fit, x, by_mean, &by_sigma);
    for (size_t j = 0; j < P; j++) {
      total[j] += by_mean[j];
      for (size_t k = 0; k < P; k++)
        *epi_matrix_at (&sum, k, j) += *epi_matrix_at (&by_sigma, k, j);
    }
  }
  for (size_t j = 0; j < P; j++) {
    g_assert_cmpfloat (fabs (total[j]), <=, 1e-9);
    for (size_t k = 0; k < P; k++)
      g_assert_cmpfloat (fabs (*epi_matrix_at (&sum, k, j)), <=, 1e-9);
  }
  double best = epi_gaussian_log_likelihood (&fit, &X);
  g_assert_cmpfloat (best, >, epi_gaussian_log_likelihood (&truth, &X));
  for (uint64_t seed = 10; seed < 20; seed++) {
    EpiGaussian other = some_gaussian (seed);
    g_assert_cmpfloat (best, >, epi_gaussian_log_likelihood (&other, &X));
    epi_gaussian_clear (&other);
  }
  epi_matrix_clear (&X);
  epi_matrix_clear (&by_sigma);
  epi_matrix_clear (&sum);
  epi_gaussian_clear (&truth);
  epi_gaussian_clear (&fit);
}

/* The mean of log p/q under p is D(p‖q), to four standard errors; D ≥ 0, the
 * two ways differ, and D(p‖p) = 0. */
static void
test_divergence_is_the_mean_log_ratio (void)
{
  enum { MANY = 20000 };

  for (uint64_t seed = 1; seed <= 4; seed++) {
    EpiGaussian p = some_gaussian (seed), q = some_gaussian (seed + 50);
    EpiMatrix X = sample_of (&p, MANY, seed);
    double sum = 0, square = 0, x[P], scratch[P];
    for (size_t i = 0; i < MANY; i++) {
      for (size_t j = 0; j < P; j++)
        x[j] = *epi_matrix_at (&X, i, j);
      double ratio =
          epi_gaussian_log (&p, x, scratch) - epi_gaussian_log (&q, x, scratch);
      sum += ratio;
      square += ratio * ratio;
    }
    double mean = sum / MANY;
    double error = sqrt ((square / MANY - mean * mean) / MANY);
    double exact = epi_gaussian_divergence (&p, &q);
    g_assert_cmpfloat (fabs (mean - exact), <=, 4 * error);
    g_assert_cmpfloat (exact, >, 0);
    g_assert_cmpfloat (fabs (exact - epi_gaussian_divergence (&q, &p)), >,
                       1e-3);
    g_assert_cmpfloat (fabs (epi_gaussian_divergence (&p, &p)), <=, 1e-14);
    epi_matrix_clear (&X);
    epi_gaussian_clear (&p);
    epi_gaussian_clear (&q);
  }
}

/* Its Σ in the last digit larger. */
static EpiGaussian
nearly (const EpiGaussian *gaussian)
{
  EpiMatrix sigma;
  EpiGaussian out;

  g_assert_cmpint (epi_matrix_new (P, P, &sigma), ==, EPI_OK);
  for (size_t i = 0; i < P; i++)
    for (size_t j = 0; j <= i; j++)
      for (size_t k = 0; k <= j; k++)
        *epi_matrix_at (&sigma, i, j) += *epi_matrix_at (&gaussian->L, i, k) *
                                         *epi_matrix_at (&gaussian->L, j, k) *
                                         (1 + DBL_EPSILON);
  g_assert_cmpint (epi_gaussian_new (gaussian->mean, &sigma, &out), ==, EPI_OK);
  epi_matrix_clear (&sigma);
  return out;
}

/* There D is some 1e-31, and its terms cancel to a rounding of either sign: it
 * is never below zero. */
static void
test_divergence_is_never_negative (void)
{
  for (uint64_t seed = 1; seed <= 40; seed++) {
    EpiGaussian p = some_gaussian (seed), q = nearly (&p);
    g_assert_cmpfloat (epi_gaussian_divergence (&p, &q), >=, 0);
    g_assert_cmpfloat (epi_gaussian_divergence (&q, &p), >=, 0);
    epi_gaussian_clear (&p);
    epi_gaussian_clear (&q);
  }
}

/* Rows in a plane: the likelihood has no bound. */
static void
test_a_flat_sample_has_no_maximum (void)
{
  EpiMatrix X;
  EpiGaussian fit;

  g_assert_cmpint (epi_matrix_new (10, 3, &X), ==, EPI_OK);
  for (size_t i = 0; i < 10; i++) { /* the third is the same for all */
    *epi_matrix_at (&X, i, 0) = (double)i;
    *epi_matrix_at (&X, i, 1) = (double)(i * i);
    *epi_matrix_at (&X, i, 2) = 1;
  }
  g_assert_cmpint (epi_gaussian_fit (&X, &fit), ==, EPI_NOT_POSITIVE_DEFINITE);
  g_assert_null (fit.mean);
  *epi_matrix_at (&X, 3, 2) = NAN;
  g_assert_cmpint (epi_gaussian_fit (&X, &fit), ==, EPI_NOT_FINITE);
  epi_matrix_clear (&X);
}

static void
test_memory_may_run_out (void)
{
  EpiGaussian truth = some_gaussian (3), fit;
  EpiMatrix X = sample_of (&truth, 30, 2);
  long n = 0;

  for (EpiStatus status = EPI_NO_MEMORY; status != EPI_OK; n++) {
    epi_alloc_fail_at (n);
    status = epi_gaussian_fit (&X, &fit);
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >=, 3);
  epi_gaussian_clear (&fit);
  epi_gaussian_clear (&truth);
  epi_matrix_clear (&X);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/gaussian/" name, func)
  ADD ("independent coordinates multiply",
       test_independent_coordinates_multiply);
  ADD ("the fit is the maximum", test_the_fit_is_the_maximum);
  ADD ("divergence is the mean log ratio",
       test_divergence_is_the_mean_log_ratio);
  ADD ("divergence is never negative", test_divergence_is_never_negative);
  ADD ("a flat sample has no maximum", test_a_flat_sample_has_no_maximum);
  ADD ("memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
