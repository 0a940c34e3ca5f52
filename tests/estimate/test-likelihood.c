/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-likelihood.h"

#include "estimate/epi-density.h"
#include "method-checks.h"

#include <math.h>

#define N 60

static void
sample (double *x, double nu, uint64_t seed)
{
  EpiDensity density = {isinf (nu) ? EPI_DENSITY_GAUSSIAN : EPI_DENSITY_STUDENT,
                        {2, 3, nu}};
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N; i++)
    x[i] = epi_density_sample (&density, &random);
}

static EpiMethod *
method_of (const double *x, double nu, double mu, double sigma)
{
  EpiLikelihoodOptions options = {nu, mu, sigma};
  EpiMethod *method;

  g_assert_cmpint (epi_likelihood_new (x, N, &options, &method), ==, EPI_OK);
  return method;
}

static void
test_the_value_is_that_of_the_density (void)
{
  static const double nus[] = {0.7, 3, 30, INFINITY};
  double x[N];

  for (size_t k = 0; k < G_N_ELEMENTS (nus); k++) {
    EpiDensity density = {isinf (nus[k]) ? EPI_DENSITY_GAUSSIAN
                                         : EPI_DENSITY_STUDENT,
                          {1.5, 2.5, nus[k]}};
    sample (x, nus[k], 3);
    double right = epi_density_log_likelihood (&density, x, N);
    double value =
        epi_likelihood_value (x, N, nus[k], 1.5, log (2.5), NULL, NULL);
    g_assert_cmpfloat (fabs (value - right), <=, 1e-11 * fabs (right));
  }
}

/* Central differences, whose error is of the order h². */
static void
test_derivatives_are_differences (void)
{
  static const double nus[] = {0.7, 3, INFINITY};
  double x[N], g[2], h[3], ahead[2], behind[2], step = 1e-5;

  for (size_t k = 0; k < G_N_ELEMENTS (nus); k++) {
    sample (x, 3, 5);
    epi_likelihood_value (x, N, nus[k], 1, 0.4, g, h);
    for (int d = 0; d < 2; d++) {
      double up = epi_likelihood_value (x, N, nus[k], 1 + (d == 0) * step,
                                        0.4 + (d == 1) * step, ahead, NULL);
      double down = epi_likelihood_value (x, N, nus[k], 1 - (d == 0) * step,
                                          0.4 - (d == 1) * step, behind, NULL);
      g_assert_cmpfloat (fabs ((up - down) / (2 * step) - g[d]), <=,
                         1e-5 * (1 + fabs (g[d])));
      for (int e = 0; e < 2; e++)
        g_assert_cmpfloat (
            fabs ((ahead[e] - behind[e]) / (2 * step) - h[d + e]), <=,
            1e-5 * (1 + fabs (h[d + e])));
    }
  }
}

static void
test_the_gaussian_ends_at_its_closed_form (void)
{
  EpiDensity density;
  double x[N];

  sample (x, INFINITY, 7);
  g_assert_cmpint (epi_density_fit (EPI_DENSITY_GAUSSIAN, x, N, &density), ==,
                   EPI_OK);
  for (double mu = -20; mu <= 20; mu += 8)
    for (double sigma = 0.3; sigma < 100; sigma *= 5) {
      EpiMethod *method = method_of (x, INFINITY, mu, sigma);
      g_assert_cmpint (epi_method_run (method, 200, NULL, NULL), ==,
                       EPI_CONVERGED);
      g_assert_cmpfloat (fabs (method->x[0] - density.theta[0]), <=, 1e-6);
      g_assert_cmpfloat (fabs (exp (method->x[1]) - density.theta[1]), <=,
                         1e-6);
      epi_method_free (method);
    }
}

/* At a maximum of Student's Σ wz = 0 and Σ wz² = n (Lange, Little & Taylor, the
 * fixed point of their EM); and the likelihood never fell on the way. */
static void
test_students_ends_where_its_weights_balance (void)
{
  static const double nus[] = {1, 3, 10};
  double x[N];

  for (size_t k = 0; k < G_N_ELEMENTS (nus); k++) {
    double nu = nus[k], balance = 0, size = 0, f = INFINITY;
    sample (x, nu, 11);
    EpiMethod *method = method_of (x, nu, 5, 9);
    while (method->status == EPI_RUNNING && method->k < 200) {
      epi_method_step (method);
      g_assert_cmpfloat (method->f, <=, f + 1e-9);
      f = method->f;
    }
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    for (size_t i = 0; i < N; i++) {
      double z = (x[i] - method->x[0]) / exp (method->x[1]);
      double w = (nu + 1) / (nu + z * z);
      balance += w * z;
      size += w * z * z;
    }
    g_assert_cmpfloat (fabs (balance), <=, 1e-6 * N);
    g_assert_cmpfloat (fabs (size / N - 1), <=, 1e-6);
    epi_method_free (method);
  }
}

/* Near the end the digits double: two steps from a thousandth is enough. */
static void
test_the_digits_double (void)
{
  double x[N], end[2];

  sample (x, 3, 13);
  EpiMethod *method = method_of (x, 3, 2, 3);
  epi_method_run (method, 200, NULL, NULL);
  memcpy (end, method->x, sizeof end);
  epi_method_free (method);
  method = method_of (x, 3, end[0] + 1e-3, exp (end[1] + 1e-3));
  epi_method_step (method);
  double once = hypot (method->x[0] - end[0], method->x[1] - end[1]);
  g_assert_cmpfloat (once, <=, 1e-5);
  epi_method_step (method);
  g_assert_cmpfloat (hypot (method->x[0] - end[0], method->x[1] - end[1]), <=,
                     fmax (100 * once * once, 1e-9));
  epi_method_free (method);
}

/* Forty points in one place: nothing stops σ. */
static void
test_a_heap_of_points_has_no_maximum (void)
{
  EpiLikelihoodOptions options = {1, 0, 1};
  double x[N];
  EpiMethod *method;

  for (size_t i = 0; i < N; i++)
    x[i] = i < 40 ? 0 : (double)i;
  g_assert_cmpint (epi_likelihood_new (x, N, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 500, NULL, NULL), ==, EPI_UNBOUNDED);
  epi_method_free (method);
  for (size_t i = 0; i < N; i++)
    x[i] = 4;
  g_assert_cmpint (epi_likelihood_new (x, N, &options, &method), ==,
                   EPI_SINGULAR);
  x[0] = NAN;
  g_assert_cmpint (epi_likelihood_new (x, N, &options, &method), ==,
                   EPI_NOT_FINITE);
}

static void
test_a_method_keeps_its_promises (void)
{
  double x[N];

  sample (x, 3, 17);
  check_restored_state_repeats (method_of (x, 3, 9, 9), method_of (x, 3, 9, 9),
                                2, 5);
  EpiMethod *method = method_of (x, 3, 9, 9);
  g_assert_cmpint (check_steps_allocate_nothing (method, 200), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/likelihood/" name, func)
  ADD ("the value is that of the density",
       test_the_value_is_that_of_the_density);
  ADD ("derivatives are differences", test_derivatives_are_differences);
  ADD ("the gaussian ends at its closed form",
       test_the_gaussian_ends_at_its_closed_form);
  ADD ("student's ends where its weights balance",
       test_students_ends_where_its_weights_balance);
  ADD ("the digits double", test_the_digits_double);
  ADD ("a heap of points has no maximum", test_a_heap_of_points_has_no_maximum);
  ADD ("a method keeps its promises", test_a_method_keeps_its_promises);
  return g_test_run ();
}
