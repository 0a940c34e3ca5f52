/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "estimate/epi-covariance.h"
#include "problem/epi-mixture-stationarity.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

enum { N = 80, M = 5, D = 2, K = 2 };

typedef struct {
  double w[K], mu[D * K], S[D * D * K];
} Theta;

static const Theta theta = {
    {0.4, 0.6}, {-2, 0, 2, 1}, {1, 0.3, 0.3, 0.5, 2, -0.4, -0.4, 1}};

static void
sample (double X[N * D], double Z[M * D])
{
  EpiRandom random = epi_random (4, 0);

  for (size_t i = 0; i < N * D; i++)
    X[i] = 2 * epi_random_normal (&random);
  for (size_t i = 0; i < M * D; i++)
    Z[i] = epi_random_normal (&random) + 1;
}

static EpiMixtureStationarity
judge (const Theta *at, size_t n, size_t m)
{
  double data[N * D], pseudo[M * D];
  EpiMatrix X = epi_matrix_view (data, n, D, N);
  EpiMatrix Z = epi_matrix_view (pseudo, m, D, M);
  EpiMixtureStationarity out;

  sample (data, pseudo);
  g_assert_cmpint (
      epi_mixture_stationarity (&X, &Z, K, at->w, at->mu, at->S, &out), ==,
      EPI_OK);
  return out;
}

/* With one component and its own moments: 0, and ℓ is the textbook's. */
static void
test_moments_are_stationary (void)
{
  double data[N * D], pseudo[M * D], mean[D], s[D * D];
  static const double one = 1;
  EpiMatrix X = epi_matrix_view (data, N, D, N);
  EpiMatrix S = epi_matrix_view (s, D, D, D);
  EpiMixtureStationarity out;

  sample (data, pseudo);
  epi_covariance (&X, mean, &S);
  g_assert_cmpint (epi_mixture_stationarity (&X, NULL, 1, &one, mean, s, &out),
                   ==, EPI_OK);
  g_assert_cmpfloat (out.stationarity, <, 1e-14);
  double log_det = log (s[0] * s[3] - s[1] * s[2]);
  g_assert_cmpfloat_with_epsilon (
      out.value, -N / 2.0 * (log_det + D * log (2 * G_PI) + D), 1e-9);
  mean[0] += 0.01 * sqrt (s[0]); /* by a hundredth of the width */
  epi_mixture_stationarity (&X, NULL, 1, &one, mean, s, &out);
  g_assert_cmpfloat (out.means, >=, 0.01);
}

/* ℓ where wₖ is so many times as large against the others. */
static double
judge_weight (size_t k, double times, size_t m)
{
  Theta at = theta;
  double sum = 0;

  at.w[k] *= times;
  for (size_t l = 0; l < K; l++)
    sum += at.w[l];
  for (size_t l = 0; l < K; l++)
    at.w[l] /= sum;
  return judge (&at, N, m).value;
}

/* What is called the gradient by μ is one: difference quotients of ℓ agree with
 * Σₖ⁻¹Lₖ(…)nₖ, of which the norm is reported. */
static void
test_it_measures_the_gradient (void)
{
  for (size_t m = 0; m <= M; m += M) {
    EpiMixtureStationarity at = judge (&theta, N, m);
    double largest = 0, h = 1e-5;
    for (size_t k = 0; k < K; k++) {
      const double *S = theta.S + k * D * D;
      double g[D], total;
      for (size_t a = 0; a < D; a++) {
        Theta up = theta, down = theta;
        up.mu[a + k * D] += h;
        down.mu[a + k * D] -= h;
        g[a] = (judge (&up, N, m).value - judge (&down, N, m).value) / (2 * h);
      }
      /* by log wₖ, Σ wₖ = 1 kept: nₖ - (n + Km) wₖ */
      double rise =
          judge_weight (k, exp (h), m) - judge_weight (k, exp (-h), m);
      double off = rise / (2 * h) / (double)(N + K * m);
      total = (off + theta.w[k]) * (double)(N + K * m);
      /* ‖Lᵀg‖/n = √(gᵀΣg)/n */
      double square =
          S[0] * g[0] * g[0] + 2 * S[1] * g[0] * g[1] + S[3] * g[1] * g[1];
      largest = fmax (largest, sqrt (square) / total);
      g_assert_cmpfloat (fabs (off), <=, at.weights + 1e-7);
    }
    g_assert_cmpfloat_with_epsilon (largest, at.means, 1e-7);
  }
}

/* And nothing is left that could be read as a small gradient. */
static void
refuse (const Theta *at, size_t n, size_t k, EpiStatus why)
{
  double data[N * D], pseudo[M * D];
  EpiMatrix X = epi_matrix_view (data, n, D, N);
  EpiMixtureStationarity out;

  sample (data, pseudo);
  g_assert_cmpint (
      epi_mixture_stationarity (&X, NULL, k, at->w, at->mu, at->S, &out), ==,
      why);
  g_assert_true (isnan (out.weights) && isnan (out.means) &&
                 isnan (out.covariances) && isnan (out.stationarity) &&
                 isnan (out.value));
}

static void
test_bad_input_is_refused (void)
{
  static const double no_weights[][K] = {
      {-0.5, 1.5}, {0, 1}, {0.4, 0.5}, {0.4, 0.6 + 1e-9}};
  Theta bad = theta;

  for (size_t i = 0; i < G_N_ELEMENTS (no_weights); i++) {
    memcpy (bad.w, no_weights[i], sizeof bad.w);
    refuse (&bad, N, K, EPI_FAILED);
  }
  bad.w[0] = 0;
  refuse (&bad, N, 1, EPI_FAILED);
  refuse (&theta, N, 0, EPI_FAILED);
  bad = theta;
  bad.S[2] = 0.2; /* Σ₁ asymmetric */
  refuse (&bad, N, K, EPI_NOT_POSITIVE_DEFINITE);
  bad.S[0] = bad.S[1] = bad.S[2] = bad.S[3] = 1; /* flat */
  refuse (&bad, N, K, EPI_NOT_POSITIVE_DEFINITE);
  bad = theta;
  bad.mu[3] = NAN;
  refuse (&bad, N, K, EPI_NOT_FINITE);
  bad.mu[3] = 1e200; /* no sample has a share in it: x̄₂ = 0/0 */
  refuse (&bad, N, K, EPI_NOT_FINITE);
  bad.mu[1] = 1e200; /* ℓ below the range */
  refuse (&bad, N, K, EPI_NOT_FINITE);
  refuse (&theta, 0, K, EPI_NOT_FINITE); /* no samples */
}

static void
test_samples_that_are_not_finite_are_refused (void)
{
  double data[N * D], pseudo[M * D];
  EpiMatrix X = epi_matrix_view (data, N, D, N);
  EpiMixtureStationarity out;

  sample (data, pseudo);
  data[3] = NAN;
  g_assert_cmpint (
      epi_mixture_stationarity (&X, NULL, K, theta.w, theta.mu, theta.S, &out),
      ==, EPI_NOT_FINITE);
}

/* Weights in tenths and a covariance out of a product of matrices are as good
 * as their numbers can be. */
static void
test_rounding_is_not_refused (void)
{
  Theta rounded = theta;

  rounded.w[1] += 2 * DBL_EPSILON;
  rounded.S[1] *= 1 + DBL_EPSILON;
  g_assert_cmpfloat_with_epsilon (judge (&rounded, N, M).stationarity,
                                  judge (&theta, N, M).stationarity, 1e-14);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/mixture-stationarity/" name, func)
  ADD ("moments-are-stationary", test_moments_are_stationary);
  ADD ("it-measures-the-gradient", test_it_measures_the_gradient);
  ADD ("bad-input-is-refused", test_bad_input_is_refused);
  ADD ("samples-that-are-not-finite-are-refused",
       test_samples_that_are_not_finite_are_refused);
  ADD ("rounding-is-not-refused", test_rounding_is_not_refused);
  return g_test_run ();
}
