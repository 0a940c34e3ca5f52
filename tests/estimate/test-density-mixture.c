/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-density-mixture.h"
#include "estimate/epi-quadrature.h"

#include <glib.h>
#include <math.h>

static const EpiDensity bells[] = {{EPI_DENSITY_GAUSSIAN, {-2, 0.5}},
                                   {EPI_DENSITY_GAUSSIAN, {1.5, 1}},
                                   {EPI_DENSITY_STUDENT, {4, 0.7, 9}}};
static const EpiDensity boxes[] = {{EPI_DENSITY_UNIFORM, {-1, 0.5}},
                                   {EPI_DENSITY_UNIFORM, {0.5, 0.25}},
                                   {EPI_DENSITY_LAPLACE, {0, 0.3}}};
static const double weights[] = {0.3, 0.5, 0.2}, two[] = {0.25, 0.75};
static const EpiDensityMixture mixtures[] = {
    {3, weights, bells}, {2, two, bells}, {3, weights, boxes}, {2, two, boxes}};

static double
power_of (double x, void *data)
{
  const EpiDensityMixture *p = data;
  return epi_density_mixture_value (p, x) * x;
}

static double
integral (const EpiDensityMixture *p, double (*f) (double, void *))
{
  static const double nodes[] = {-INFINITY, -2,   -1.5, -0.5, 0,
                                 0.25,      0.75, 1.5,  4,    INFINITY};
  double sum = 0, error;

  for (size_t i = 0; i + 1 < G_N_ELEMENTS (nodes); i++)
    sum += epi_integrate (f, (void *)p, nodes[i], nodes[i + 1], &error);
  return sum;
}

/* Its mean by integration, and mean and variance from draws within four
 * standard errors. */
static void
test_moments_are_those_of_integrals_and_draws (void)
{
  enum { N = 40000 };

  for (size_t i = 0; i < G_N_ELEMENTS (mixtures); i++) {
    const EpiDensityMixture *p = &mixtures[i];
    EpiRandom random = epi_random (4, i);
    double mean = epi_density_mixture_mean (p);
    double variance = epi_density_mixture_variance (p);
    double first = 0, second = 0, fourth = 0;
    g_assert_true (epi_density_mixture_is_valid (p));
    g_assert_cmpfloat_with_epsilon (integral (p, power_of), mean, 1e-9);
    for (size_t k = 0; k < N; k++) {
      double x = epi_density_mixture_sample (p, &random) - mean;
      double log_p = epi_density_mixture_log (p, x + mean);
      g_assert_true (isfinite (log_p));
      g_assert_cmpfloat_with_epsilon (
          epi_density_mixture_value (p, x + mean) / exp (log_p), 1, 1e-13);
      first += x / N;
      second += x * x / N;
      fourth += x * x * x * x / N;
    }
    g_assert_cmpfloat (fabs (first), <, 4 * sqrt (variance / N));
    g_assert_cmpfloat (fabs (second - variance), <,
                       4 * sqrt ((fourth - second * second) / N));
  }
}

static void
test_slope_is_that_of_the_logarithm (void)
{
  const double h = 1e-5;

  for (double x = -6; x < 8; x += 0.37) {
    double slope = (epi_density_mixture_log (&mixtures[0], x + h) -
                    epi_density_mixture_log (&mixtures[0], x - h)) /
                   (2 * h);
    g_assert_cmpfloat_with_epsilon (epi_density_mixture_slope (&mixtures[0], x),
                                    slope, 1e-7 * (1 + fabs (slope)));
  }
  g_assert_true (isnan (epi_density_mixture_slope (&mixtures[2], 0.4)));
}

/* Far out, where every term is 0 in double precision, the logarithm is not. */
static void
test_logarithm_survives_the_tails (void)
{
  double far = epi_density_mixture_log (&mixtures[1], -100);

  g_assert_cmpfloat_with_epsilon (
      far, log (0.75) + epi_density_log (&bells[1], -100), 1e-12);
  g_assert_true (isinf (epi_density_mixture_log (&mixtures[3], 0)));
}

static void
test_what_is_no_mixture_is_told (void)
{
  const EpiDensity flat[] = {{EPI_DENSITY_GAUSSIAN, {0, 0}},
                             {EPI_DENSITY_GAUSSIAN, {0, 1}}};
  const EpiDensity count[] = {{EPI_DENSITY_POISSON, {3}}};
  const double absent[] = {0, 1}, all = 1, much[] = {0.6, 0.6},
               negative[] = {-0.5, 1.5};

  g_assert_true (
      epi_density_mixture_is_valid (&(EpiDensityMixture){2, absent, flat}));
  g_assert_false (
      epi_density_mixture_is_valid (&(EpiDensityMixture){2, two, flat}));
  g_assert_false (
      epi_density_mixture_is_valid (&(EpiDensityMixture){1, &all, count}));
  g_assert_false (
      epi_density_mixture_is_valid (&(EpiDensityMixture){2, much, bells}));
  g_assert_false (
      epi_density_mixture_is_valid (&(EpiDensityMixture){2, negative, bells}));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/density-mixture/" name, func)
  ADD ("moments-are-those-of-integrals-and-draws",
       test_moments_are_those_of_integrals_and_draws);
  ADD ("slope-is-that-of-the-logarithm", test_slope_is_that_of_the_logarithm);
  ADD ("logarithm-survives-the-tails", test_logarithm_survives_the_tails);
  ADD ("what-is-no-mixture-is-told", test_what_is_no_mixture_is_told);
  return g_test_run ();
}
