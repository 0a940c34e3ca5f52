/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-empirical.h"

#include "core/epi-random.h"
#include "estimate/epi-divergence.h"

#include <float.h>
#include <glib.h>
#include <math.h>

static const double sample[] = {1.2, -0.7, 3.1, 0.4, 0.4, 2.2, -1.9};
enum { M = G_N_ELEMENTS (sample) };
static const double widths[] = {0.01, 0.1, 0.35, 1, 4};

static EpiEmpirical
empirical (const double *x, size_t m, double h)
{
  EpiEmpirical self;

  g_assert_cmpint (epi_empirical_new (x, m, h, &self), ==, EPI_OK);
  return self;
}

/* One function, three constants. */
static void
test_losses_differ_by_constants (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (widths); i++) {
    double h = widths[i];
    EpiEmpirical p = empirical (sample, M, h);
    for (double mu = -6; mu <= 6; mu += 0.5) {
      double mse = epi_empirical_half_mse (&p, mu);
      double loss = epi_empirical_loss (&p, mu);
      double kl = epi_empirical_divergence (&p, mu);
      g_assert_cmpfloat_with_epsilon (loss - mse, log (2 * G_PI) / 2, 1e-14);
      g_assert_cmpfloat_with_epsilon (kl - loss, h * h / 2 - p.entropy,
                                      1e-12 * (1 + kl));
      g_assert_cmpfloat (kl, >=, 0);
      g_assert_cmpfloat (mse, >=, epi_empirical_half_mse (&p, p.mean));
    }
    epi_empirical_clear (&p);
  }
}

/* The same by other rules, other code. */
static void
test_divergence_is_that_of_the_mixture (void)
{
  double weights[M], error;
  EpiDensity parts[M];

  for (size_t i = 0; i < G_N_ELEMENTS (widths); i++) {
    EpiEmpirical p = empirical (sample, M, widths[i]);
    for (size_t k = 0; k < M; k++) {
      weights[k] = 1.0 / M;
      parts[k] = (EpiDensity){EPI_DENSITY_GAUSSIAN, {sample[k], widths[i]}};
    }
    const EpiDensityMixture mixture = {M, weights, parts};
    g_assert_cmpfloat_with_epsilon (epi_entropy (&mixture, &error), p.entropy,
                                    1e-11);
    for (double mu = -2; mu <= 2; mu++) {
      const EpiDensity q = {EPI_DENSITY_GAUSSIAN, {mu, 1}};
      const double all = 1;
      const EpiDensityMixture model = {1, &all, &q};
      double kl = epi_kl_mixtures (&mixture, &model, &error);
      g_assert_cmpfloat_with_epsilon (epi_empirical_divergence (&p, mu), kl,
                                      1e-11 * (1 + kl));
    }
    g_assert_cmpfloat_with_epsilon (
        epi_empirical_density (&p, 0.3),
        exp (epi_density_mixture_log (&mixture, 0.3)), 1e-14);
    epi_empirical_clear (&p);
  }
}

/* Bumps that do not meet: H = log m + ½ log 2πe h², which falls for ever as h
 * does.  One point: H of its bump, D = 0 for h = 1 at the point itself. */
static void
test_entropy_of_bumps_apart (void)
{
  const double apart[] = {-3, 5, 11, 40};

  for (double h = 0.2; h > 1e-6; h /= 10) {
    EpiEmpirical p = empirical (apart, 4, h);
    g_assert_cmpfloat_with_epsilon (p.entropy,
                                    log (4) + log (2 * G_PI * G_E * h * h) / 2,
                                    1e-12 + 40 * DBL_EPSILON / h /* of z */);
    epi_empirical_clear (&p);
  }
  EpiEmpirical one = empirical (apart, 1, 1);
  g_assert_cmpfloat_with_epsilon (epi_empirical_divergence (&one, -3), 0,
                                  1e-14);
  g_assert_cmpfloat_with_epsilon (epi_empirical_divergence (&one, -1), 2,
                                  1e-13); /* (μp - μq)²/2 */
  epi_empirical_clear (&one);
}

static void
test_a_point_without_width_is_infinitely_surprising (void)
{
  const double lost[] = {1, NAN};
  EpiEmpirical p = empirical (sample, M, 0);

  g_assert_true (isinf (epi_empirical_divergence (&p, 0)));
  g_assert_true (isnan (p.entropy));
  g_assert_true (isfinite (epi_empirical_loss (&p, 0)));
  epi_empirical_clear (&p);
  g_assert_cmpint (epi_empirical_new (lost, 2, 1, &p), ==, EPI_NOT_FINITE);
  g_assert_cmpint (epi_empirical_new (sample, M, -1, &p), ==, EPI_NOT_FINITE);
  g_assert_cmpint (epi_empirical_new (sample, M, 1e-12, &p), ==, EPI_SINGULAR);
}

/* Of points that are one, ½ MSE at that point is zero, and so is the divergence
 * of a bump as wide as the model: also where μ is off by a few roundings, as a
 * method leaves it.  Off by more they are what they are. */
static void
test_what_is_zero_to_rounding_is_zero (void)
{
  static const double values[] = {0.3, 0.1, -7.77, 1e5 / 3, -3e6 - 0.1, 1e-7};

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
    double x = values[i], points[] = {x, x, x};
    EpiEmpirical p = empirical (points, 3, 1);
    for (int off = -10; off <= 10; off += 5) {
      double mu = x * (1 + off * DBL_EPSILON);
      g_assert_cmpfloat (epi_empirical_half_mse (&p, mu), ==, 0);
      g_assert_cmpfloat (epi_empirical_divergence (&p, mu), ==, 0);
    }
    double mu = x * (1 + 1e-6);
    g_assert_cmpfloat_with_epsilon (
        epi_empirical_half_mse (&p, mu) / (x * x * 0.5e-12), 1, 1e-6);
    epi_empirical_clear (&p);
  }
}

/* A bump as wide as the model, at μ: the integral of that is rounding, which is
 * not shown, at any of many places. */
static void
test_one_bump_is_the_model (void)
{
  for (double x = -2; x <= 2; x += 0.05) {
    EpiEmpirical p = empirical (&x, 1, 1);
    g_assert_cmpfloat (epi_empirical_divergence (&p, x), ==, 0);
    g_assert_cmpfloat_with_epsilon (
        epi_empirical_divergence (&p, x + 1e-5) / (1e-10 / 2), 1, 1e-4);
    epi_empirical_clear (&p);
  }
}

/* However little the values differ beside their size, the mean square of what
 * is between them is there: their differences are exact. */
static void
test_what_differs_is_not_rounded_away (void)
{
  const double two[] = {1.7e9, 1.7e9 + 4e-6},
               three[] = {1e15, 1e15 + 1, 1e15 + 2};
  double apart = two[1] - two[0];
  EpiEmpirical p = empirical (two, 2, 0);

  for (size_t i = 0; i < 2; i++)
    g_assert_cmpfloat (epi_empirical_half_mse (&p, two[i]), ==,
                       apart * apart / 4);
  g_assert_cmpfloat (epi_empirical_half_mse (&p, p.mean), >=,
                     apart * apart / 8);
  epi_empirical_clear (&p);
  p = empirical (three, 3, 0);
  g_assert_cmpfloat (p.mean, ==, 1e15 + 1);
  g_assert_cmpfloat (epi_empirical_half_mse (&p, p.mean), ==, 2.0 / 3 / 2);
  epi_empirical_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/empirical/" name, func)
  ADD ("losses-differ-by-constants", test_losses_differ_by_constants);
  ADD ("divergence-is-that-of-the-mixture",
       test_divergence_is_that_of_the_mixture);
  ADD ("entropy-of-bumps-apart", test_entropy_of_bumps_apart);
  ADD ("a-point-without-width-is-infinitely-surprising",
       test_a_point_without_width_is_infinitely_surprising);
  ADD ("what-is-zero-to-rounding-is-zero",
       test_what_is_zero_to_rounding_is_zero);
  ADD ("one-bump-is-the-model", test_one_bump_is_the_model);
  ADD ("what-differs-is-not-rounded-away",
       test_what_differs_is_not_rounded_away);
  return g_test_run ();
}
