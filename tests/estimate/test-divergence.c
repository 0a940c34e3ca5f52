/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-divergence.h"

#include "estimate/epi-deviance.h"
#include "estimate/epi-running-mean.h"

#include <glib.h>
#include <math.h>

#define N_PAIRS G_N_ELEMENTS (pairs)

static const EpiDensity pairs[][2] = {
    {{EPI_DENSITY_GAUSSIAN, {0, 1}}, {EPI_DENSITY_GAUSSIAN, {1, 2}}},
    {{EPI_DENSITY_GAUSSIAN, {3, 0.2}}, {EPI_DENSITY_GAUSSIAN, {-1, 1}}},
    {{EPI_DENSITY_LAPLACE, {0, 1}}, {EPI_DENSITY_LAPLACE, {2, 0.5}}},
    {{EPI_DENSITY_LAPLACE, {-3, 2}}, {EPI_DENSITY_LAPLACE, {-3, 1}}},
    {{EPI_DENSITY_EXPONENTIAL, {1}}, {EPI_DENSITY_EXPONENTIAL, {3}}},
    {{EPI_DENSITY_EXPONENTIAL, {5}}, {EPI_DENSITY_EXPONENTIAL, {0.5}}},
    {{EPI_DENSITY_BERNOULLI, {0.2}}, {EPI_DENSITY_BERNOULLI, {0.7}}},
    {{EPI_DENSITY_POISSON, {2}}, {EPI_DENSITY_POISSON, {9}}},
    {{EPI_DENSITY_POISSON, {60}}, {EPI_DENSITY_POISSON, {50}}},
};

/* Three computations that share nothing but log p. */
static void
test_closed_form_quadrature_and_monte_carlo_agree (void)
{
  for (size_t i = 0; i < N_PAIRS; i++)
    for (int turn = 0; turn < 2; turn++) {
      const EpiDensity *p = &pairs[i][turn], *q = &pairs[i][1 - turn];
      EpiRandom random = epi_random (1, 2 * i + (size_t)turn);
      double error, deviation;
      double closed = epi_kl_closed (p, q);
      double quadrature = epi_kl_quadrature (p, q, &error);
      double sampled = epi_kl_monte_carlo (p, q, 20000, &random, &deviation);
      g_test_message ("%zu: %g %g %g ± %g", i, closed, quadrature, sampled,
                      deviation);
      g_assert_cmpfloat (closed, >, 0);
      g_assert_cmpfloat_with_epsilon (quadrature, closed, 1e-10 * (1 + closed));
      g_assert_cmpfloat (error, <, 1e-9 * (1 + closed));
      g_assert_cmpfloat (fabs (sampled - closed), <, 4 * deviation);
    }
}

/* D(p‖p) = 0, and p ≠ q makes it positive, across families too. */
static void
test_it_is_zero_only_for_the_same_density (void)
{
  static const EpiDensity mixed[] = {{EPI_DENSITY_GAUSSIAN, {0.5, 1.5}},
                                     {EPI_DENSITY_LAPLACE, {0, 1}},
                                     {EPI_DENSITY_STUDENT, {0, 1, 5}},
                                     {EPI_DENSITY_STUDENT, {1, 2, 3}}};
  double error;

  for (size_t i = 0; i < G_N_ELEMENTS (mixed); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (mixed); j++) {
      EpiRandom random = epi_random (8, i * 8 + j);
      double value = epi_kl_quadrature (&mixed[i], &mixed[j], &error);
      double deviation;
      double sampled =
          epi_kl_monte_carlo (&mixed[i], &mixed[j], 20000, &random, &deviation);
      if (i == j) {
        g_assert_cmpfloat (value, ==, 0);
        g_assert_cmpfloat (sampled, ==, 0);
        continue;
      }
      g_assert_cmpfloat (value, >, 0.001);
      g_assert_cmpfloat (fabs (sampled - value), <, 4 * deviation);
    }
}

/* Pinsker: D(p‖q) ≥ 2 (p - q)², for coins. */
static void
test_pinskers_inequality_holds_for_coins (void)
{
  for (double a = 0.05; a < 1; a += 0.1)
    for (double b = 0.05; b < 1; b += 0.1) {
      const EpiDensity p = {EPI_DENSITY_BERNOULLI, {a}};
      const EpiDensity q = {EPI_DENSITY_BERNOULLI, {b}};
      g_assert_cmpfloat (epi_kl_closed (&p, &q), >=,
                         2 * (a - b) * (a - b) - 1e-15);
    }
}

/* The most likely parameters are those of the least divergence from what the
 * sample says: -(1/n) log-likelihood is D(sample‖q) up to the sample's own
 * entropy; for coins both are exact. */
static void
test_the_fit_has_the_least_divergence_from_the_sample (void)
{
  const double x[] = {1, 0, 0, 1, 0, 0, 0, 1, 0, 0};
  const EpiDensity sample = {EPI_DENSITY_BERNOULLI, {0.3}};
  double entropy = -0.3 * log (0.3) - 0.7 * log (0.7);

  for (double pi = 0.1; pi < 1; pi += 0.1) {
    const EpiDensity q = {EPI_DENSITY_BERNOULLI, {pi}};
    double loss = -epi_density_log_likelihood (&q, x, 10) / 10;
    g_assert_cmpfloat_with_epsilon (loss - entropy, epi_kl_closed (&sample, &q),
                                    1e-14);
  }
}

static void
test_mass_outside_is_infinitely_far (void)
{
  const EpiDensity line = {EPI_DENSITY_GAUSSIAN, {0, 1}};
  const EpiDensity ray = {EPI_DENSITY_EXPONENTIAL, {1}};
  const EpiDensity never = {EPI_DENSITY_BERNOULLI, {0}};
  const EpiDensity coin = {EPI_DENSITY_BERNOULLI, {0.5}};
  const EpiDensity count = {EPI_DENSITY_POISSON, {0.5}};
  double error;

  g_assert_true (isinf (epi_kl_quadrature (&line, &ray, &error)));
  g_assert_true (isfinite (epi_kl_quadrature (&ray, &line, &error)));
  g_assert_true (isinf (epi_kl_closed (&coin, &never)));
  g_assert_cmpfloat_with_epsilon (epi_kl_closed (&never, &coin), log (2),
                                  1e-15);
  g_assert_true (isinf (epi_kl_quadrature (&count, &coin, &error)));
  g_assert_true (isnan (epi_kl_quadrature (&count, &line, &error)));
  g_assert_true (isnan (epi_kl_closed (&count, &line)));
}

/* Pieces with ends and gaps: the mass outside is exact, and so is what lies on
 * steps.  A peak of width 10⁻³ between wide ones is not missed. */
static void
test_mixtures_with_gaps_and_peaks (void)
{
  static const double half[] = {0.5, 0.5}, all[] = {1}, no[] = {1, 0};
  const EpiDensity boxes[] = {{EPI_DENSITY_UNIFORM, {-2, 1}},
                              {EPI_DENSITY_UNIFORM, {3, 0.5}}};
  const EpiDensity wide[] = {{EPI_DENSITY_UNIFORM, {0, 4}}};
  const EpiDensity peaks[] = {{EPI_DENSITY_GAUSSIAN, {-3, 2}},
                              {EPI_DENSITY_GAUSSIAN, {1, 1e-3}}};
  const EpiDensityMixture p = {2, half, boxes}, q = {1, all, wide},
                          left = {2, no, boxes}, sharp = {2, half, peaks};
  double error, deviation;

  /* (1/2) log (1/4 · 8) + (1/2) log (1/2 · 8) */
  g_assert_cmpfloat_with_epsilon (epi_kl_mixtures (&p, &q, &error),
                                  log (2) / 2 + log (4) / 2, 1e-13);
  g_assert_cmpfloat (epi_kl_excluded (&p, &q), ==, 0);
  g_assert_true (isinf (epi_kl_mixtures (&q, &p, &error)));
  g_assert_cmpfloat_with_epsilon (epi_kl_excluded (&q, &p), 5. / 8, 1e-13);
  g_assert_cmpfloat_with_epsilon (epi_kl_excluded (&p, &left), 0.5, 1e-13);
  g_assert_cmpfloat_with_epsilon (epi_kl_mixtures (&left, &p, &error), log (2),
                                  1e-13);
  /* H(p‖p) = 0; entropy of equal halves that do not meet */
  g_assert_cmpfloat (epi_kl_mixtures (&p, &p, &error), ==, 0);
  g_assert_cmpfloat_with_epsilon (epi_entropy (&p, &error),
                                  log (2) + log (2) / 2 + log (1) / 2, 1e-13);
  EpiRandom random = epi_random (2, 0);
  EpiRunningMean mean = {0};
  const EpiDensity bell[] = {{EPI_DENSITY_GAUSSIAN, {0, 2}}};
  const EpiDensityMixture model = {1, all, bell};
  for (int i = 0; i < 20000; i++) {
    double x = epi_density_mixture_sample (&sharp, &random);
    epi_running_mean_add (&mean, epi_density_mixture_log (&sharp, x) -
                                     epi_density_mixture_log (&model, x));
  }
  deviation = epi_running_mean_error (&mean);
  g_assert_cmpfloat (
      fabs (mean.mean - epi_kl_mixtures (&sharp, &model, &error)), <,
      4 * deviation);
  g_assert_cmpfloat (error, <, 1e-11);
}

/* To the bit: of bells of very different widths, of boxes inside one another
 * and apart, of a density and itself. */
static void
test_both_at_once_are_each_alone (void)
{
  static const double half[] = {0.5, 0.5}, most[] = {0.9, 0.1};
  const EpiDensity parts[][2] = {
      {{EPI_DENSITY_GAUSSIAN, {-2, 1}}, {EPI_DENSITY_GAUSSIAN, {2, 0.6}}},
      {{EPI_DENSITY_GAUSSIAN, {0.3, 0.01}}, {EPI_DENSITY_GAUSSIAN, {9, 4}}},
      {{EPI_DENSITY_UNIFORM, {0, 1}}, {EPI_DENSITY_UNIFORM, {3, 0.5}}},
      {{EPI_DENSITY_UNIFORM, {0.5, 2}}, {EPI_DENSITY_UNIFORM, {3, 1}}}};

  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 4; j++) {
      const EpiDensityMixture p = {2, half, parts[i], NULL};
      const EpiDensityMixture q = {2, most, parts[j], NULL};
      double both[2], errors[2], error;
      epi_kl_both (&p, &q, both, errors);
      g_assert_cmpfloat (both[0], ==, epi_kl_mixtures (&p, &q, &error));
      g_assert_cmpfloat (errors[0], ==, error);
      g_assert_cmpfloat (both[1], ==, epi_kl_mixtures (&q, &p, &error));
      g_assert_cmpfloat (errors[1], ==, error);
    }
}

/* Of near parameters θ and θ(1+ε) it is half of Fisher's information times the
 * square of the step, to the order ε: never below zero, also where its terms
 * are 10⁸ times it. */
static void
test_near_densities_diverge_by_fishers_information (void)
{
  for (double e = 1e-9; e < 1e-3; e *= 10) {
    const EpiDensity near[][2] = {
        {{EPI_DENSITY_GAUSSIAN, {3, 2}},
         {EPI_DENSITY_GAUSSIAN, {3, 2 + 2 * e}}},
        {{EPI_DENSITY_LAPLACE, {0, 2}}, {EPI_DENSITY_LAPLACE, {0, 2 + 2 * e}}},
        {{EPI_DENSITY_EXPONENTIAL, {8}},
         {EPI_DENSITY_EXPONENTIAL, {8 + 8 * e}}},
        {{EPI_DENSITY_BERNOULLI, {0.5}},
         {EPI_DENSITY_BERNOULLI, {0.5 + 0.5 * e}}},
        {{EPI_DENSITY_POISSON, {1e8}}, {EPI_DENSITY_POISSON, {1e8 + 1e8 * e}}}};
    static const double information[] = {2, 1, 1, 1, 1e8}; /* by log θ */
    for (size_t i = 0; i < G_N_ELEMENTS (near); i++) {
      double closed = epi_kl_closed (&near[i][0], &near[i][1]);
      g_assert_cmpfloat_with_epsilon (closed / (information[i] * e * e / 2), 1,
                                      3 * e + 1e-6);
    }
  }
}

/* The parts of one density in another order are the same density: nothing of
 * the rounding is shown, by either way. */
static void
test_the_same_mixture_in_another_order (void)
{
  const double weights[] = {0.3, 0.2, 0.5}, turned[] = {0.5, 0.2, 0.3};
  const EpiDensity parts[] = {{EPI_DENSITY_GAUSSIAN, {-1.7, 0.31}},
                              {EPI_DENSITY_LAPLACE, {0.3, 0.9}},
                              {EPI_DENSITY_GAUSSIAN, {1e3, 1.1}}};
  const EpiDensity others[] = {parts[2], parts[1], parts[0]};
  const EpiDensityMixture p = {3, weights, parts}, q = {3, turned, others};
  double both[2], errors[2];

  epi_kl_both (&p, &q, both, errors);
  g_assert_cmpfloat (both[0], ==, 0);
  g_assert_cmpfloat (both[1], ==, 0);
}

/* Also where the parts overlap, so that their sums differ by the order and the
 * integral is some 1e-18, of either sign.  A part moved by 1e-6 is seen. */
static void
test_order_is_rounding_and_a_move_is_not (void)
{
  const double weights[] = {0.3, 0.2, 0.5}, turned[] = {0.5, 0.2, 0.3};
  EpiRandom random = epi_random (7, 0);

  for (int i = 0; i < 20; i++) {
    EpiDensity parts[3], others[3];
    for (size_t k = 0; k < 3; k++)
      others[2 - k] = parts[k] =
          (EpiDensity){EPI_DENSITY_GAUSSIAN,
                       {4 * epi_random_uniform (&random) - 2,
                        0.1 + epi_random_uniform (&random)}};
    const EpiDensityMixture p = {3, weights, parts}, q = {3, turned, others};
    double both[2], errors[2], error;
    g_assert_cmpfloat (epi_kl_mixtures (&p, &q, &error), ==, 0);
    epi_kl_both (&p, &q, both, errors);
    g_assert_cmpfloat (both[0], ==, 0);
    g_assert_cmpfloat (both[1], ==, 0);
    others[0].theta[0] += 1e-6;
    g_assert_cmpfloat (epi_kl_mixtures (&p, &q, &error), >, 0);
  }
}

/* ---- Heavy tails ---- */

/* -log p(μ) + (ν+1)/2 E log (1 + z²/ν), which is ψ((ν+1)/2) - ψ(ν/2). */
static double
entropy_of_student (const EpiDensity *p)
{
  double nu = p->theta[2];

  return -epi_density_log (p, p->theta[0]) +
         (nu + 1) / 2 * (epi_digamma_less (nu / 2) + 1 / nu);
}

/* Its integral is that of x²/x^(ν+1), of which beyond all numbers x that have a
 * square lies the share 10^-154(ν-2): what is claimed has that in it, and so
 * D is what the entropy and the moments of p say it is. */
static void
test_students_divergence_is_as_near_as_claimed (void)
{
  static const double nus[] = {2.001, 2.01, 2.05, 2.1, 2.2, 2.5, 3, 5, 30};
  static const EpiDensity bells[] = {{EPI_DENSITY_GAUSSIAN, {0, 1}},
                                     {EPI_DENSITY_GAUSSIAN, {-0.5, 1.7}},
                                     {EPI_DENSITY_GAUSSIAN, {40, 0.01}},
                                     {EPI_DENSITY_GAUSSIAN, {-3, 1e6}}};

  for (size_t i = 0; i < G_N_ELEMENTS (nus); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (bells); j++) {
      const EpiDensity p = {EPI_DENSITY_STUDENT, {0.3, 0.8, nus[i]}};
      double away = bells[j].theta[0] - 0.3, sigma = bells[j].theta[1], error;
      double square = epi_density_variance (&p) + away * away;
      double exact = -entropy_of_student (&p) + log (2 * G_PI) / 2 +
                     log (sigma) + square / (2 * sigma * sigma);
      double value = epi_kl_quadrature (&p, &bells[j], &error);
      g_assert_cmpfloat_with_epsilon (value, exact,
                                      error + 1e-12 * (1 + exact));
      g_assert_cmpfloat (error, <, nus[i] < 2.05 ? exact : 1e-7 * (1 + exact));
    }
}

/* Half of it heavy: the tail counts with its weight. */
static void
test_a_heavy_part_is_as_near_as_claimed (void)
{
  static const double half[] = {0.5, 0.5}, all[] = {1};
  const EpiDensity parts[] = {{EPI_DENSITY_GAUSSIAN, {0.3, 0.8}},
                              {EPI_DENSITY_STUDENT, {0.3, 0.8, 2.02}}};
  const EpiDensity bell[] = {{EPI_DENSITY_GAUSSIAN, {0, 1}}};
  const EpiDensityMixture p = {2, half, parts}, q = {1, all, bell};
  double error, entropy_error;

  double exact = -epi_entropy (&p, &entropy_error) + log (2 * G_PI) / 2 +
                 (epi_density_mixture_variance (&p) + 0.09) / 2;
  double value = epi_kl_mixtures (&p, &q, &error);
  g_assert_cmpfloat (entropy_error, <, 1e-12);
  g_assert_cmpfloat_with_epsilon (value, exact, error);
  g_assert_cmpfloat (error, <, 0.01 * exact);
}

/* Student's has the moments below ν: of others the mean of -log q has no end,
 * on either side where q has a tail that is too light. */
static void
test_tails_that_are_too_heavy_are_infinitely_far (void)
{
  static const double half[] = {0.5, 0.5}, all[] = {1}, no[] = {1, 0};
  const EpiDensity bell = {EPI_DENSITY_GAUSSIAN, {0, 1}},
                   kink = {EPI_DENSITY_LAPLACE, {0, 1}},
                   thick = {EPI_DENSITY_STUDENT, {0, 1, 0.5}};
  const EpiDensity mixed[] = {bell, thick};
  const EpiDensityMixture p = {2, half, mixed}, light = {2, no, mixed},
                          q = {1, all, &bell};
  double both[2], errors[2], error;

  for (double nu = 0.5; nu < 4; nu += 0.5) {
    const EpiDensity student = {EPI_DENSITY_STUDENT, {1, 2, nu}};
    g_assert_true (isinf (epi_kl_quadrature (&student, &bell, &error)) ==
                   (nu <= 2));
    g_assert_true (isinf (epi_kl_quadrature (&student, &kink, &error)) ==
                   (nu <= 1));
    g_assert_true (isfinite (epi_kl_quadrature (&student, &thick, &error)));
    g_assert_cmpfloat (error, <, 1e-9);
    g_assert_true (isfinite (epi_kl_quadrature (&bell, &student, &error)));
    g_assert_cmpfloat (error, <, 1e-12);
  }
  epi_kl_both (&p, &q, both, errors);
  g_assert_true (isinf (both[0]) && isfinite (both[1]));
  epi_kl_both (&light, &q, both, errors);
  g_assert_cmpfloat (both[0], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/divergence/" name, func)
  ADD ("closed-form-quadrature-and-monte-carlo-agree",
       test_closed_form_quadrature_and_monte_carlo_agree);
  ADD ("it-is-zero-only-for-the-same-density",
       test_it_is_zero_only_for_the_same_density);
  ADD ("pinskers-inequality-holds-for-coins",
       test_pinskers_inequality_holds_for_coins);
  ADD ("the-fit-has-the-least-divergence-from-the-sample",
       test_the_fit_has_the_least_divergence_from_the_sample);
  ADD ("mass-outside-is-infinitely-far", test_mass_outside_is_infinitely_far);
  ADD ("mixtures-with-gaps-and-peaks", test_mixtures_with_gaps_and_peaks);
  ADD ("both-at-once-are-each-alone", test_both_at_once_are_each_alone);
  ADD ("near-densities-diverge-by-fishers-information",
       test_near_densities_diverge_by_fishers_information);
  ADD ("the-same-mixture-in-another-order",
       test_the_same_mixture_in_another_order);
  ADD ("order-is-rounding-and-a-move-is-not",
       test_order_is_rounding_and_a_move_is_not);
  ADD ("students-divergence-is-as-near-as-claimed",
       test_students_divergence_is_as_near_as_claimed);
  ADD ("a-heavy-part-is-as-near-as-claimed",
       test_a_heavy_part_is_as_near_as_claimed);
  ADD ("tails-that-are-too-heavy-are-infinitely-far",
       test_tails_that_are_too_heavy_are_infinitely_far);
  return g_test_run ();
}
