/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-density.h"
#include "estimate/epi-quadrature.h"

#include <glib.h>
#include <math.h>

static const EpiDensity some[] = {
    {EPI_DENSITY_GAUSSIAN, {1.5, 0.7}},   {EPI_DENSITY_GAUSSIAN, {-20, 3}},
    {EPI_DENSITY_LAPLACE, {-0.5, 1.2}},   {EPI_DENSITY_UNIFORM, {-2, 1.5}},
    {EPI_DENSITY_STUDENT, {0.3, 2, 4.5}}, {EPI_DENSITY_STUDENT, {0, 1, 30}},
    {EPI_DENSITY_EXPONENTIAL, {0.4}},     {EPI_DENSITY_EXPONENTIAL, {7}},
    {EPI_DENSITY_BERNOULLI, {0.3}},       {EPI_DENSITY_POISSON, {0.8}},
    {EPI_DENSITY_POISSON, {40}},
};

typedef struct {
  const EpiDensity *density;
  int power; /* of what is integrated: -1 - i: the i-th score; k: x^k */
} Moment;

static double
moment (double x, void *data)
{
  const Moment *m = data;
  double log_p = epi_density_log (m->density, x);
  double gradient[EPI_DENSITY_MOST_PARAMS];

  if (log_p < -740)
    return 0;
  if (m->power >= 0)
    return exp (log_p) * pow (x, m->power);
  epi_density_gradient (m->density, x, gradient);
  return exp (log_p) * gradient[-1 - m->power];
}

/* ∫, or the sum over the counts. */
static double
expect (const EpiDensity *d, int power)
{
  Moment m = {d, power};
  double error, sum = 0, middle = d->theta[0];

  if (epi_density_is_discrete (d->kind)) {
    for (int x = 0; x <= (d->kind == EPI_DENSITY_BERNOULLI ? 1 : 400); x++)
      sum += moment (x, &m);
    return sum;
  }
  if (d->kind == EPI_DENSITY_UNIFORM)
    return epi_integrate (moment, &m, middle - d->theta[1],
                          middle + d->theta[1], &error);
  if (d->kind == EPI_DENSITY_EXPONENTIAL)
    return epi_integrate (moment, &m, 0, INFINITY, &error);
  return epi_integrate (moment, &m, -INFINITY, middle, &error) +
         epi_integrate (moment, &m, middle, INFINITY, &error);
}

/* ∫ p = 1, mean and variance as told, and the score ∂ log p/∂θ has the mean 0
 * where the support does not move with θ. */
static void
test_moments_and_scores_are_right (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (some); i++) {
    const EpiDensity *d = &some[i];
    double mean = epi_density_mean (d), variance = epi_density_variance (d);
    g_test_message ("%s %g", epi_density_name (d->kind), d->theta[0]);
    g_assert_true (epi_density_is_valid (d));
    g_assert_cmpfloat_with_epsilon (expect (d, 0), 1, 1e-12);
    g_assert_cmpfloat_with_epsilon (expect (d, 1), mean,
                                    1e-10 * (1 + fabs (mean)));
    g_assert_cmpfloat_with_epsilon (expect (d, 2) - mean * mean, variance,
                                    1e-9 * (variance + mean * mean));
    if (d->kind == EPI_DENSITY_UNIFORM)
      continue;
    for (size_t k = 0; k < epi_density_n_params (d->kind); k++)
      g_assert_cmpfloat_with_epsilon (expect (d, -1 - (int)k), 0, 1e-10);
  }
}

/* Against the difference quotient, at draws. */
static void
test_gradients_are_slopes (void)
{
  EpiRandom random = epi_random (5, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (some); i++)
    for (int round = 0; round < 20; round++) {
      double x = epi_density_sample (&some[i], &random), gradient[3];
      epi_density_gradient (&some[i], x, gradient);
      for (size_t k = 0; k < epi_density_n_params (some[i].kind); k++) {
        EpiDensity up = some[i], down = some[i];
        double h = 1e-5 * (1 + fabs (some[i].theta[k]));
        up.theta[k] += h;
        down.theta[k] -= h;
        double from = fabs (x - some[i].theta[0]);
        if (some[i].kind == EPI_DENSITY_LAPLACE && from < 2 * h)
          continue; /* its kink */
        if (some[i].kind == EPI_DENSITY_UNIFORM &&
            from > some[i].theta[1] - 2 * h)
          continue; /* its ends */
        double slope =
            (epi_density_log (&up, x) - epi_density_log (&down, x)) / (2 * h);
        g_assert_cmpfloat_with_epsilon (gradient[k], slope,
                                        1e-5 * (1 + fabs (slope)));
      }
    }
}

/* Mean and variance of 40,000 draws, within four of their standard errors; that
 * of the variance from the draws' fourth moment. */
static void
test_samples_have_the_moments (void)
{
  enum { N = 40000 };

  for (size_t i = 0; i < G_N_ELEMENTS (some); i++) {
    EpiRandom random = epi_random (11, i);
    double mean = epi_density_mean (&some[i]);
    double variance = epi_density_variance (&some[i]);
    double first = 0, second = 0, fourth = 0;
    for (size_t k = 0; k < N; k++) {
      double x = epi_density_sample (&some[i], &random) - mean;
      first += x / N;
      second += x * x / N;
      fourth += x * x * x * x / N;
    }
    g_assert_cmpfloat (fabs (first), <, 4 * sqrt (variance / N));
    g_assert_cmpfloat (fabs (second - variance), <,
                       4 * sqrt ((fourth - second * second) / N));
  }
}

/* No neighbour in the parameters is more likely than the fit. */
static void
test_fits_are_maxima (void)
{
  static const EpiDensityKind kinds[] = {
      EPI_DENSITY_GAUSSIAN,    EPI_DENSITY_LAPLACE,   EPI_DENSITY_UNIFORM,
      EPI_DENSITY_EXPONENTIAL, EPI_DENSITY_BERNOULLI, EPI_DENSITY_POISSON};
  EpiRandom random = epi_random (3, 0);
  double x[31];

  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
    EpiDensity truth = {kinds[i], {0.6, 1.3}}, fit;
    for (size_t k = 0; k < G_N_ELEMENTS (x); k++)
      x[k] = epi_density_sample (&truth, &random);
    g_assert_cmpint (epi_density_fit (kinds[i], x, G_N_ELEMENTS (x), &fit), ==,
                     EPI_OK);
    double best = epi_density_log_likelihood (&fit, x, G_N_ELEMENTS (x));
    for (int round = 0; round < 200; round++) {
      EpiDensity other = fit;
      for (size_t k = 0; k < epi_density_n_params (kinds[i]); k++)
        other.theta[k] += 0.1 * epi_random_normal (&random);
      if (epi_density_is_valid (&other))
        g_assert_cmpfloat (
            epi_density_log_likelihood (&other, x, G_N_ELEMENTS (x)), <=, best);
    }
  }
}

static void
test_what_has_no_maximum_is_refused (void)
{
  const double same[] = {2, 2, 2}, zeros[] = {0, 0}, odd[] = {0, 1, 0.5};
  const double lost[] = {1, NAN};
  EpiDensity fit;

  g_assert_cmpint (epi_density_fit (EPI_DENSITY_GAUSSIAN, same, 3, &fit), ==,
                   EPI_SINGULAR);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_LAPLACE, same, 3, &fit), ==,
                   EPI_SINGULAR);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_UNIFORM, same, 3, &fit), ==,
                   EPI_SINGULAR);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_EXPONENTIAL, zeros, 2, &fit),
                   ==, EPI_SINGULAR);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_POISSON, zeros, 2, &fit), ==,
                   EPI_SINGULAR);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_BERNOULLI, odd, 3, &fit), ==,
                   EPI_INFEASIBLE);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_GAUSSIAN, lost, 2, &fit), ==,
                   EPI_NOT_FINITE);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_STUDENT, odd, 3, &fit), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_BERNOULLI, zeros, 2, &fit), ==,
                   EPI_OK); /* π = 0 is one */
  g_assert_cmpfloat (fit.theta[0], ==, 0);
}

/* Poisson's p(x) = p(x-1) λ/x, however large x is: the terms of log p are 10⁹
 * there, and log p itself is 10. */
static void
test_large_counts_keep_their_digits (void)
{
  for (double mean = 20; mean < 2e9; mean *= 17)
    for (double from = -3; from <= 3; from += 0.5) {
      const EpiDensity d = {EPI_DENSITY_POISSON, {mean}};
      double x = fmax (floor (mean + from * sqrt (mean)), 1);
      double ratio = epi_density_log (&d, x) - epi_density_log (&d, x - 1);
      g_assert_cmpfloat_with_epsilon (ratio, log (mean / x), 1e-13);
    }
}

/* Student's is the Gaussian as ν → ∞, and nears it by c/ν with
 * c = (z⁴ - 2z² - 1)/4; the slope of that by ν is -c/ν².  What is left is of
 * the next order, z⁶/ν². */
static void
test_students_comes_to_the_gaussian (void)
{
  for (double nu = 1e4; nu < 1e16; nu *= 10)
    for (double z = -4; z <= 4; z += 0.5) {
      const EpiDensity student = {EPI_DENSITY_STUDENT, {0, 1, nu}};
      const EpiDensity normal = {EPI_DENSITY_GAUSSIAN, {0, 1}};
      double c = (z * z * z * z - 2 * z * z - 1) / 4, gradient[3];
      double next = (10 + pow (z, 6)) / nu;
      g_assert_cmpfloat_with_epsilon (epi_density_log (&student, z) -
                                          epi_density_log (&normal, z),
                                      c / nu, next / nu + 1e-14);
      epi_density_gradient (&student, z, gradient);
      g_assert_cmpfloat_with_epsilon (gradient[2] * nu * nu, -c,
                                      2 * next + 1e-9);
    }
}

/* Far out Student's is (ν+1) times a logarithm, however far: log p falls by
 * (ν+1) log 10 where z grows tenfold. */
static void
test_far_tails_are_finite (void)
{
  for (double nu = 1e-3; nu < 100; nu *= 10)
    for (double z = 1e20; z < 1e300; z *= 1e35) {
      const EpiDensity d = {EPI_DENSITY_STUDENT, {0, 1, nu}};
      double fall = epi_density_log (&d, z) - epi_density_log (&d, 10 * z);
      double gradient[3];
      epi_density_gradient (&d, -z, gradient);
      g_assert_cmpfloat_with_epsilon (fall, (nu + 1) * M_LN10, 1e-9);
      g_assert_cmpfloat_with_epsilon (gradient[0] * z, -(nu + 1), 1e-12);
      g_assert_cmpfloat_with_epsilon (gradient[1], nu, 1e-12);
      g_assert_true (isfinite (gradient[2]));
    }
}

/* Counts are whole and not negative. */
static void
test_what_is_no_count_is_refused (void)
{
  static const double bad[][2] = {{3, -1}, {3, 0.5}};
  EpiDensity fit;

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (epi_density_fit (EPI_DENSITY_POISSON, bad[i], 2, &fit), ==,
                     EPI_INFEASIBLE);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_EXPONENTIAL, bad[0], 2, &fit),
                   ==, EPI_INFEASIBLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/density/moments-and-scores-are-right",
                   test_moments_and_scores_are_right);
  g_test_add_func ("/density/gradients-are-slopes", test_gradients_are_slopes);
  g_test_add_func ("/density/samples-have-the-moments",
                   test_samples_have_the_moments);
  g_test_add_func ("/density/fits-are-maxima", test_fits_are_maxima);
  g_test_add_func ("/density/what-has-no-maximum-is-refused",
                   test_what_has_no_maximum_is_refused);
  g_test_add_func ("/density/large-counts-keep-their-digits",
                   test_large_counts_keep_their_digits);
  g_test_add_func ("/density/students-comes-to-the-gaussian",
                   test_students_comes_to_the_gaussian);
  g_test_add_func ("/density/far-tails-are-finite", test_far_tails_are_finite);
  g_test_add_func ("/density/what-is-no-count-is-refused",
                   test_what_is_no_count_is_refused);
  return g_test_run ();
}
