/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-gaussian-newton.h"

#include "estimate/epi-covariance.h"
#include "estimate/epi-gaussian.h"
#include "method-checks.h"

#include <math.h>

#define N 60
#define MOST 3

static void
sample (double *X, size_t p, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N * p; i++)
    X[i] = 3 + epi_random_normal (&random) + (i >= N ? 0.7 * X[i - N] : 0);
}

static EpiMethod *
method_of (double *data, size_t p, double far, double wide)
{
  double mean[MOST], S[MOST * MOST] = {0};
  EpiMatrix X = epi_matrix_view (data, N, p, N);
  EpiMatrix sigma = epi_matrix_view (S, p, p, p);
  EpiMethod *method;

  for (size_t j = 0; j < p; j++) {
    mean[j] = 3 + far;
    S[j + j * p] = wide;
  }
  g_assert_cmpint (epi_gaussian_newton_new (&X, mean, &sigma, &method), ==,
                   EPI_OK);
  return method;
}

/* From near and far, wide and narrow, to x̄ and S, ℓ growing all the way. */
static void
test_it_ends_at_the_moments (void)
{
  for (size_t p = 1; p <= MOST; p++) {
    double data[MOST * N], mean[MOST], S[MOST * MOST];
    EpiMatrix X = epi_matrix_view (data, N, p, N);
    EpiMatrix s = epi_matrix_view (S, p, p, p);
    sample (data, p, p);
    epi_covariance (&X, mean, &s);
    for (double far = -20; far <= 20; far += 8)
      for (double wide = 0.05; wide < 1000; wide *= 8) {
        EpiMethod *method = method_of (data, p, far, wide);
        double f = method->f;
        while (method->status == EPI_RUNNING && method->k < 200) {
          epi_method_step (method);
          g_assert_cmpfloat (method->f, <=, f + 1e-10 * (1 + fabs (f)));
          f = method->f;
        }
        g_assert_cmpint (method->status, ==, EPI_CONVERGED);
        for (size_t j = 0; j < p; j++)
          g_assert_cmpfloat_with_epsilon (method->x[j], mean[j], 1e-6);
        for (size_t j = 0; j < p * p; j++)
          g_assert_cmpfloat_with_epsilon (method->x[p + j], S[j], 1e-5);
        epi_method_free (method);
      }
  }
}

static void
test_the_value_is_that_of_the_density (void)
{
  double data[MOST * N];

  for (size_t p = 1; p <= MOST; p++) {
    EpiMatrix X = epi_matrix_view (data, N, p, N);
    EpiGaussian model;
    sample (data, p, 9);
    EpiMethod *method = method_of (data, p, 1, 4);
    epi_method_step (method);
    EpiMatrix sigma = epi_matrix_view (method->x + p, p, p, p);
    g_assert_cmpint (epi_gaussian_new (method->x, &sigma, &model), ==, EPI_OK);
    double right = epi_gaussian_log_likelihood (&model, &X);
    g_assert_cmpfloat (fabs (-method->f - right), <=, 1e-10 * fabs (right));
    epi_gaussian_clear (&model);
    epi_method_free (method);
  }
}

/* With μ = x̄ a whole step is Λ⁺ = 2Λ - ΛSΛ, so that I - ΛS is squared. */
static void
test_a_step_is_that_for_the_inverse (void)
{
  double data[N], mean, S;
  EpiMatrix X = epi_matrix_view (data, N, 1, N);
  EpiMatrix s = epi_matrix_view (&S, 1, 1, 1);
  EpiMethod *method;

  sample (data, 1, 4);
  epi_covariance (&X, &mean, &s);
  double sigma = 1.25 * S;
  EpiMatrix wide = epi_matrix_view (&sigma, 1, 1, 1);
  g_assert_cmpint (epi_gaussian_newton_new (&X, &mean, &wide, &method), ==,
                   EPI_OK);
  for (double rest = 0.2; rest > 1e-6; rest *= rest) {
    g_assert_cmpfloat_with_epsilon (1 - S / method->x[1], rest, 1e-12);
    epi_method_step (method);
  }
  epi_method_free (method);
}

/* The same problem in other units and axes: Newton's method takes the same
 * steps. */
static void
test_units_do_not_matter (void)
{
  double data[2 * N], other[2 * N], mean[2] = {0, 1}, moved[2];
  double S[4] = {2, 0.5, 0.5, 3}, T[4];
  EpiMatrix X = epi_matrix_view (data, N, 2, N);
  EpiMatrix Y = epi_matrix_view (other, N, 2, N);
  EpiMatrix sigma = epi_matrix_view (S, 2, 2, 2);
  EpiMatrix tau = epi_matrix_view (T, 2, 2, 2);
  EpiMethod *a, *b;

  sample (data, 2, 6);
  for (size_t i = 0; i < N; i++) { /* y = (60 x₁ - 2, x₁ + x₂/7) */
    other[i] = 60 * data[i] - 2;
    other[i + N] = data[i] + data[i + N] / 7;
  }
  moved[0] = 60 * mean[0] - 2;
  moved[1] = mean[0] + mean[1] / 7;
  T[0] = 3600 * S[0];
  T[1] = T[2] = 60 * (S[0] + S[1] / 7);
  T[3] = S[0] + 2 * S[1] / 7 + S[3] / 49;
  epi_gaussian_newton_new (&X, mean, &sigma, &a);
  epi_gaussian_newton_new (&Y, moved, &tau, &b);
  for (int k = 0; k < 5; k++) {
    epi_method_step (a);
    epi_method_step (b);
    g_assert_cmpfloat_with_epsilon (b->x[0], 60 * a->x[0] - 2, 1e-7);
    g_assert_cmpfloat_with_epsilon (b->x[2], 3600 * a->x[2], 1e-5);
  }
  epi_method_free (a);
  epi_method_free (b);
}

static void
test_no_bound_is_said (void)
{
  double data[2 * N], mean[2] = {0}, S[4] = {1, 0, 0, 1};
  EpiMatrix X = epi_matrix_view (data, N, 2, N);
  EpiMatrix sigma = epi_matrix_view (S, 2, 2, 2);
  EpiMethod *method;

  for (size_t i = 0; i < N; i++) {
    data[i] = (double)i;
    data[i + N] = 2 * (double)i - 1;
  }
  g_assert_cmpint (epi_gaussian_newton_new (&X, mean, &sigma, &method), ==,
                   EPI_UNBOUNDED);
  data[0] = 4;
  S[0] = -1;
  g_assert_cmpint (epi_gaussian_newton_new (&X, mean, &sigma, &method), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  data[0] = NAN;
  g_assert_cmpint (epi_gaussian_newton_new (&X, mean, &sigma, &method), ==,
                   EPI_NOT_FINITE);
}

static void
test_a_method_keeps_its_promises (void)
{
  double data[MOST * N];

  sample (data, MOST, 17);
  check_restored_state_repeats (method_of (data, MOST, 9, 9),
                                method_of (data, MOST, 9, 9), 2, 5);
  EpiMethod *method = method_of (data, MOST, 9, 9);
  g_assert_cmpint (check_steps_allocate_nothing (method, 200), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/gaussian-newton/" name, func)
  ADD ("it ends at the moments", test_it_ends_at_the_moments);
  ADD ("the value is that of the density",
       test_the_value_is_that_of_the_density);
  ADD ("a step is that for the inverse", test_a_step_is_that_for_the_inverse);
  ADD ("units do not matter", test_units_do_not_matter);
  ADD ("no bound is said", test_no_bound_is_said);
  ADD ("a method keeps its promises", test_a_method_keeps_its_promises);
  return g_test_run ();
}
