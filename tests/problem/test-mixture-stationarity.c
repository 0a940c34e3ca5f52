/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "estimate/epi-covariance.h"
#include "problem/epi-mixture-stationarity.h"

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
      /* by log wₖ: nₖ, for Σ over all of ℓ with w not normalized */
      Theta up = theta, down = theta;
      up.w[k] *= 1 + h;
      down.w[k] *= 1 - h;
      total = (judge (&up, N, m).value - judge (&down, N, m).value) / (2 * h);
      /* ‖Lᵀg‖/n = √(gᵀΣg)/n */
      double square =
          S[0] * g[0] * g[0] + 2 * S[1] * g[0] * g[1] + S[3] * g[1] * g[1];
      largest = fmax (largest, sqrt (square) / total);
      double off = total / (double)(N + K * m) - theta.w[k];
      g_assert_cmpfloat (fabs (off), <=, at.weights + 1e-7);
    }
    g_assert_cmpfloat_with_epsilon (largest, at.means, 1e-7);
  }
}

static void
test_bad_input_is_refused (void)
{
  Theta flat = theta;
  double data[N * D], pseudo[M * D];
  EpiMatrix X = epi_matrix_view (data, N, D, N);
  EpiMixtureStationarity out;

  sample (data, pseudo);
  flat.S[0] = flat.S[1] = flat.S[2] = flat.S[3] = 1;
  g_assert_cmpint (
      epi_mixture_stationarity (&X, NULL, K, flat.w, flat.mu, flat.S, &out), ==,
      EPI_NOT_POSITIVE_DEFINITE);
  data[3] = NAN;
  g_assert_cmpint (
      epi_mixture_stationarity (&X, NULL, K, flat.w, flat.mu, flat.S, &out), ==,
      EPI_NOT_FINITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/mixture-stationarity/" name, func)
  ADD ("moments-are-stationary", test_moments_are_stationary);
  ADD ("it-measures-the-gradient", test_it_measures_the_gradient);
  ADD ("bad-input-is-refused", test_bad_input_is_refused);
  return g_test_run ();
}
