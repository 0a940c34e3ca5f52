/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-conjugate.h"

#include "estimate/epi-quadrature.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 40
#define M 5

static void
sample (double *x, size_t n, double mean, double sigma, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < n; i++)
    x[i] = mean + sigma * epi_random_normal (&random);
}

/* ---- Bernoulli ---- */

static double
beta_density (double pi, void *data)
{
  return exp (epi_beta_log (*(const EpiBeta *)data, pi));
}

static double
beta_moment (double pi, void *data)
{
  return pi * beta_density (pi, data);
}

static double
beta_square (double pi, void *data)
{
  return pi * pi * beta_density (pi, data);
}

static void
test_beta_is_a_density_with_its_moments (void)
{
  static const double counts[][2] = {
      {0, 0}, {3, 0}, {0, 2.5}, {7, 4}, {80, 120}};

  for (size_t i = 0; i < G_N_ELEMENTS (counts); i++) {
    EpiBeta b = epi_beta_of (counts[i][0], counts[i][1]);
    double error, mean = epi_integrate (beta_moment, &b, 0, 1, &error);
    double variance =
        epi_integrate (beta_square, &b, 0, 1, &error) - mean * mean;
    g_assert_cmpfloat_with_epsilon (
        epi_integrate (beta_density, &b, 0, 1, &error), 1, 1e-10);
    g_assert_cmpfloat_with_epsilon (epi_beta_mean (b), mean, 1e-10);
    g_assert_cmpfloat_with_epsilon (epi_beta_deviation (b), sqrt (variance),
                                    1e-8);
  }
}

/* The rule of succession: after s of n, the next one is a one with (s+1)/(n+2).
 * Laplace, Essai philosophique sur les probabilités (1814). */
static void
test_the_sun_rises_again (void)
{
  EpiBeta b = epi_beta_update (epi_beta_of (0, 0), 1826213, 0);

  g_assert_cmpfloat_with_epsilon (epi_beta_mean (b), 1826214. / 1826215.,
                                  1e-15);
  g_assert_true (isnan (epi_beta_mode (epi_beta_of (0, 0))));
}

/* MAP with pseudo-data = MLE of both. */
static void
test_map_of_coins_counts_the_unseen_ones (void)
{
  double x[12] = {1, 1, 1, 0, 1, /* pseudo */ 0, 0, 1};
  EpiDensity both;
  EpiBeta b = epi_beta_update (epi_beta_of (1, 2), 4, 1);

  g_assert_cmpint (epi_density_fit (EPI_DENSITY_BERNOULLI, x, 8, &both), ==,
                   EPI_OK);
  g_assert_cmpfloat_with_epsilon (epi_beta_mode (b), both.theta[0], 1e-15);
  for (double pi = 0; pi <= 1; pi += 0.03125)
    g_assert_cmpfloat (epi_beta_log (b, pi), <=,
                       epi_beta_log (b, epi_beta_mode (b)));
}

/* ---- Gaussian ---- */

static void
test_prior_and_data_are_data_together (void)
{
  double x[M + N];

  sample (x, M, -1, 0.5, 3);
  sample (x + M, N, 2, 3, 4);
  for (size_t m = 0; m <= M; m++) {
    const double *from = x + M - m;
    EpiNormalGamma q =
        epi_normal_gamma_update (epi_normal_gamma_of (from, m), x + M, N);
    EpiNormalGamma both = epi_normal_gamma_of (from, m + N);
    g_assert_cmpfloat_with_epsilon (q.mean, both.mean, 1e-13);
    g_assert_cmpfloat (q.kappa, ==, both.kappa);
    g_assert_cmpfloat (q.alpha, ==, both.alpha);
    g_assert_cmpfloat_with_epsilon (q.beta, both.beta, 1e-11);
  }
}

/* MAP with pseudo-data = MLE of both. */
static void
test_map_is_maximum_likelihood_with_the_unseen (void)
{
  double x[M + N], mu, sigma;
  EpiDensity fit;

  sample (x, M, 9, 0.5, 5);
  sample (x + M, N, 2, 3, 6);
  EpiNormalGamma q =
      epi_normal_gamma_update (epi_normal_gamma_of (x, M), x + M, N);
  epi_normal_gamma_mode (&q, &mu, &sigma);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_GAUSSIAN, x, M + N, &fit), ==,
                   EPI_OK);
  g_assert_cmpfloat_with_epsilon (mu, fit.theta[0], 1e-13);
  g_assert_cmpfloat_with_epsilon (sigma, fit.theta[1], 1e-13);
  for (int i = 0; i < 64; i++) { /* and no place around it is higher */
    double r = 0.01 * (1 + i % 8), angle = 2 * G_PI * i / 64;
    g_assert_cmpfloat (epi_normal_gamma_log (&q, mu + r * cos (angle),
                                             log (sigma) + r * sin (angle)),
                       <, epi_normal_gamma_log (&q, mu, log (sigma)));
  }
}

/* log posterior - log prior - ℓ is the same everywhere. */
static void
test_the_posterior_is_prior_times_likelihood (void)
{
  double x[N], z[M], first = NAN;

  sample (x, N, 2, 3, 8);
  sample (z, M, 1, 1, 9);
  EpiNormalGamma prior = epi_normal_gamma_of (z, M);
  EpiNormalGamma q = epi_normal_gamma_update (prior, x, N);
  for (double mu = -2; mu <= 5; mu++)
    for (double tau = -1; tau <= 2; tau += 0.5) {
      EpiDensity model = {EPI_DENSITY_GAUSSIAN, {mu, exp (tau)}};
      double evidence = epi_normal_gamma_log (&prior, mu, tau) +
                        epi_density_log_likelihood (&model, x, N) -
                        epi_normal_gamma_log (&q, mu, tau);
      if (isnan (first))
        first = evidence;
      g_assert_cmpfloat_with_epsilon (evidence, first,
                                      1e-11 * (1 + 1e3 * exp (-2 * tau)));
    }
}

typedef struct {
  const EpiNormalGamma *q;
  double mu;
} Slice;

static double
along_tau (double tau, void *data)
{
  const Slice *slice = data;
  return exp (epi_normal_gamma_log (slice->q, slice->mu, tau));
}

static double
at_mu (double mu, void *data)
{
  Slice slice = {data, mu};
  double error;
  return epi_integrate (along_tau, &slice, -INFINITY, INFINITY, &error);
}

/* By quadrature in both; and over τ alone it is Student's density of μ. */
static void
test_the_posterior_integrates_to_one (void)
{
  double x[N], error;

  sample (x, N, 2, 3, 11);
  for (size_t n = 2; n <= N; n += 19) {
    EpiNormalGamma q = epi_normal_gamma_of (x, n);
    EpiDensity marginal = epi_normal_gamma_marginal (&q);
    g_assert_true (epi_normal_gamma_is_proper (&q));
    for (double mu = 0; mu <= 4; mu++)
      g_assert_cmpfloat_with_epsilon (
          at_mu (mu, &q), exp (epi_density_log (&marginal, mu)), 1e-8);
    if (n > 2) /* Cauchy's tails are for the formula above */
      g_assert_cmpfloat_with_epsilon (
          epi_integrate (at_mu, &q, -INFINITY, INFINITY, &error), 1, 1e-6);
  }
}

static void
test_too_few_pseudo_data_are_no_density (void)
{
  static const double same[] = {4, 4, 4}, two[] = {4, 4.5};
  EpiNormalGamma none = epi_normal_gamma_of (NULL, 0);
  EpiNormalGamma one = epi_normal_gamma_of (same, 1);
  EpiNormalGamma heap = epi_normal_gamma_of (same, 3);
  EpiNormalGamma pair = epi_normal_gamma_of (two, 2);

  g_assert_false (epi_normal_gamma_is_proper (&none));
  g_assert_false (epi_normal_gamma_is_proper (&one));
  g_assert_false (epi_normal_gamma_is_proper (&heap));
  g_assert_true (epi_normal_gamma_is_proper (&pair));
}

/* ---- Gaussian in the plane ---- */

typedef struct {
  const EpiNormalWishart *q;
  double S[4]; /* polar coordinates about the mean, in its ellipse */
  double angle;
} Sector;

/* r p(μ) |det| along a ray, in units of the ellipse. */
static double
along_ray (double r, void *data)
{
  const Sector *at = data;
  double l0 = sqrt (at->S[0]), l1 = at->S[1] / l0;
  double l2 = sqrt (at->S[3] - l1 * l1);
  double u = r * cos (at->angle), v = r * sin (at->angle);
  double mu[2] = {at->q->mean[0] + l0 * u, at->q->mean[1] + l1 * u + l2 * v};
  return r * l0 * l2 * exp (epi_normal_wishart_log_mean (at->q, mu));
}

static double
probability (const EpiNormalWishart *q, const double S[4], double to)
{
  double sum = 0, error;

  for (int i = 0; i < 32; i++) {
    Sector sector = {q, {0}, 2 * G_PI * i / 32};
    memcpy (sector.S, S, sizeof sector.S);
    sum += epi_integrate (along_ray, &sector, 0, to, &error) * 2 * G_PI / 32;
  }
  return sum;
}

/* By quadrature: 1 over the plane, the share over the ellipse. */
static void
test_regions_of_the_plane_hold_their_share (void)
{
  static const double shares[] = {0.5, 0.95};
  double z[2 * N], S[4];

  sample (z, N, 1, 2, 21);
  sample (z + N, N, -1, 1, 22);
  for (size_t i = 0; i < N; i++)
    z[i + N] += 0.8 * z[i];
  for (size_t n = 4; n <= N; n *= 3) {
    EpiNormalWishart q = epi_normal_wishart_of (z, n, N);
    g_assert_true (epi_normal_wishart_is_proper (&q));
    for (size_t s = 0; s < G_N_ELEMENTS (shares); s++) {
      epi_normal_wishart_region (&q, shares[s], S);
      g_assert_cmpfloat_with_epsilon (probability (&q, S, 1), shares[s], 1e-8);
    }
    g_assert_cmpfloat_with_epsilon (probability (&q, S, 1e5), 1, 1e-6);
  }
}

static void
test_lines_of_the_plane_are_improper (void)
{
  double z[8] = {0, 1, 2, 3, 1, 3, 5, 7};
  EpiNormalWishart line = epi_normal_wishart_of (z, 4, 4);
  EpiNormalWishart none = epi_normal_wishart_of (NULL, 0, 0);
  EpiNormalWishart two = epi_normal_wishart_of (z, 2, 4);

  g_assert_false (epi_normal_wishart_is_proper (&line));
  g_assert_false (epi_normal_wishart_is_proper (&none));
  g_assert_false (epi_normal_wishart_is_proper (&two));
  z[4] = 2;
  EpiNormalWishart three = epi_normal_wishart_of (z, 3, 4);
  g_assert_true (epi_normal_wishart_is_proper (&three));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/conjugate/" name, func)
  ADD ("beta is a density with its moments",
       test_beta_is_a_density_with_its_moments);
  ADD ("the sun rises again", test_the_sun_rises_again);
  ADD ("map of coins counts the unseen ones",
       test_map_of_coins_counts_the_unseen_ones);
  ADD ("prior and data are data together",
       test_prior_and_data_are_data_together);
  ADD ("map is maximum likelihood with the unseen",
       test_map_is_maximum_likelihood_with_the_unseen);
  ADD ("the posterior is prior times likelihood",
       test_the_posterior_is_prior_times_likelihood);
  ADD ("the posterior integrates to one", test_the_posterior_integrates_to_one);
  ADD ("too few pseudo-data are no density",
       test_too_few_pseudo_data_are_no_density);
  ADD ("regions of the plane hold their share",
       test_regions_of_the_plane_hold_their_share);
  ADD ("lines of the plane are improper", test_lines_of_the_plane_are_improper);
  return g_test_run ();
}
