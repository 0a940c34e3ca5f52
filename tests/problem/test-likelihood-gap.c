/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-likelihood-gap.h"

#include "core/epi-alloc.h"
#include "estimate/epi-density.h"
#include "estimate/epi-gaussian.h"

#include <glib.h>
#include <math.h>

#define N 50

static void
sample (double *X, size_t p, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N * p; i++)
    X[i] = 3 + epi_random_normal (&random) + (i >= N ? X[i - N] : 0);
}

/* Where the divergence is that of the engine's own closed form, and nothing on
 * the way around θ̂ is better. */
static void
test_the_gap_is_a_divergence (void)
{
  for (size_t p = 1; p <= 3; p++) {
    double data[3 * N];
    EpiMatrix X = epi_matrix_view (data, N, p, N);
    EpiRandom random = epi_random (p, 7);
    EpiGaussian best;
    sample (data, p, p);
    g_assert_cmpint (epi_gaussian_fit (&X, &best), ==, EPI_OK);
    for (int trial = 0; trial < 20; trial++) {
      double mean[3], L[9] = {0}, S[9] = {0};
      EpiMatrix sigma = epi_matrix_view (S, p, p, p);
      EpiLikelihoodGap gap;
      EpiGaussian model;
      for (size_t j = 0; j < p; j++) {
        mean[j] = best.mean[j] + epi_random_normal (&random);
        for (size_t i = j; i < p; i++)
          L[i + j * p] = epi_random_normal (&random) + (i == j ? 2 : 0);
      }
      for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
          for (size_t l = 0; l < p; l++)
            S[i + j * p] += L[i + l * p] * L[j + l * p];
      g_assert_cmpint (epi_gaussian_new (mean, &sigma, &model), ==, EPI_OK);
      g_assert_cmpint (epi_likelihood_gap_gaussian (&X, mean, &sigma, &gap), ==,
                       EPI_OK);
      double right = N * epi_gaussian_divergence (&best, &model);
      double value = epi_gaussian_log_likelihood (&model, &X);
      g_assert_cmpfloat (gap.gap, >, 0);
      g_assert_cmpfloat (fabs (gap.gap - right), <=, 1e-9 * (1 + right));
      g_assert_cmpfloat (fabs (gap.value - value), <=,
                         1e-11 * (1 + fabs (value)));
      g_assert_cmpfloat (fabs (gap.best - gap.value - gap.gap), <=,
                         1e-12 * (1 + fabs (value)));
      epi_gaussian_clear (&model);
    }
    epi_gaussian_clear (&best);
  }
}

static void
test_it_closes_at_the_closed_form (void)
{
  double data[N], S;
  EpiMatrix X = epi_matrix_view (data, N, 1, N);
  EpiMatrix sigma = epi_matrix_view (&S, 1, 1, 1);
  EpiDensity fit;
  EpiLikelihoodGap gap;

  sample (data, 1, 5);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_GAUSSIAN, data, N, &fit), ==,
                   EPI_OK);
  S = fit.theta[1] * fit.theta[1];
  g_assert_cmpint (epi_likelihood_gap_gaussian (&X, fit.theta, &sigma, &gap),
                   ==, EPI_OK);
  g_assert_cmpfloat (fabs (gap.gap), <=, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      gap.best, epi_density_log_likelihood (&fit, data, N), 1e-10);
}

static void
test_coins (void)
{
  EpiLikelihoodGap gap;

  for (double pi = 0.05; pi < 1; pi += 0.05) {
    g_assert_cmpint (epi_likelihood_gap_bernoulli (3, 9, pi, &gap), ==, EPI_OK);
    g_assert_cmpfloat (gap.gap, >=, fabs (pi - 0.25) < 1e-9 ? -1e-15 : 1e-3);
    g_assert_cmpfloat_with_epsilon (gap.best - gap.value, gap.gap, 1e-12);
  }
  g_assert_cmpint (epi_likelihood_gap_bernoulli (4, 0, 1, &gap), ==, EPI_OK);
  g_assert_cmpfloat (gap.gap, ==, 0);
  g_assert_cmpint (epi_likelihood_gap_bernoulli (4, 0, 0, &gap), ==,
                   EPI_NOT_FINITE);
}

/* Points in one place, and on a line of the plane. */
static void
test_no_bound_is_said (void)
{
  double data[2 * N], mean[2] = {0}, S[4] = {1, 0, 0, 1};
  EpiMatrix heap = epi_matrix_view (data, N, 1, N);
  EpiMatrix line = epi_matrix_view (data, N, 2, N);
  EpiMatrix one = epi_matrix_view (S, 1, 1, 1);
  EpiMatrix two = epi_matrix_view (S, 2, 2, 2);
  EpiLikelihoodGap gap;

  for (size_t i = 0; i < N; i++)
    data[i] = 1;
  g_assert_cmpint (epi_likelihood_gap_gaussian (&heap, mean, &one, &gap), ==,
                   EPI_UNBOUNDED);
  for (size_t i = 0; i < N; i++) {
    data[i] = (double)i;
    data[i + N] = 3 * (double)i - 1;
  }
  g_assert_cmpint (epi_likelihood_gap_gaussian (&line, mean, &two, &gap), ==,
                   EPI_UNBOUNDED);
  data[3] = NAN;
  g_assert_cmpint (epi_likelihood_gap_gaussian (&line, mean, &two, &gap), ==,
                   EPI_NOT_FINITE);
  data[3] = 7;
  S[3] = -1;
  g_assert_cmpint (epi_likelihood_gap_gaussian (&line, mean, &two, &gap), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/likelihood-gap/" name, func)
  ADD ("the gap is a divergence", test_the_gap_is_a_divergence);
  ADD ("it closes at the closed form", test_it_closes_at_the_closed_form);
  ADD ("coins", test_coins);
  ADD ("no bound is said", test_no_bound_is_said);
  return g_test_run ();
}
