/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "estimate/epi-covariance.h"
#include "estimate/epi-conjugate.h"
#include "estimate/epi-mixture.h"
#include "problem/epi-mixture-stationarity.h"

#include "method-checks.h"

#include <math.h>
#include <string.h>

enum { N = 120 };

/* Two clouds around (∓apart, 0), N/3 and 2N/3 points. */
static void
two_clouds (guint32 seed, double apart, double X[N * 2])
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N; i++) {
    X[i] = epi_random_normal (&random) + (i < N / 3 ? -apart : apart);
    X[i + N] = 0.5 * epi_random_normal (&random) + 0.3 * X[i];
  }
}

static EpiMethod *
mixture_of (double *X, size_t n, size_t d, size_t K, const double *means,
            double tolerance)
{
  EpiMatrix x = epi_matrix_view (X, n, d, n);
  EpiMethod *method;

  g_assert_cmpint (epi_mixture_new (&x, NULL, K, means, tolerance, &method), ==,
                   EPI_OK);
  return method;
}

/* ℓ never falls, weights stay a distribution, and so do the shares. */
static void
test_the_likelihood_never_falls (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    EpiRandom random = epi_random (seed, 1);
    double X[N * 2], means[2 * 4], last = -INFINITY;
    two_clouds (seed, 0.3 * seed, X);
    for (size_t i = 0; i < 8; i++)
      means[i] = 3 * epi_random_normal (&random);
    EpiMethod *method = mixture_of (X, N, 2, 2 + seed % 3, means, 1e-9);
    const EpiMixture *mixture = (EpiMixture *)method;
    do {
      double sum = 0, shares = 0;
      g_assert_cmpfloat (mixture->log_likelihood, >=,
                         last - 1e-12 * fabs (last));
      last = mixture->log_likelihood;
      for (size_t k = 0; k < mixture->K; k++) {
        sum += method->x[k];
        shares += mixture->responsibilities[7 + k * N];
      }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
      g_assert_cmpfloat_with_epsilon (shares, 1, 1e-12);
    } while (epi_method_step (method) == EPI_RUNNING && method->k < 300);
    epi_method_free (method);
  }
}

/* One component: the mean and the covariance, after one step. */
static void
test_one_component_is_a_gaussian (void)
{
  double X[N * 2], mean[2], S[4];
  const double from[2] = {9, -4};
  EpiMatrix x = epi_matrix_view (X, N, 2, N), s = epi_matrix_view (S, 2, 2, 2);

  two_clouds (3, 1, X);
  epi_covariance (&x, mean, &s);
  EpiMethod *method = mixture_of (X, N, 2, 1, from, 1e-12);
  epi_method_step (method);
  for (size_t i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (method->x[1 + i], mean[i], 1e-13);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (method->x[3 + i], S[i], 1e-12);
  g_assert_cmpint (epi_method_step (method), ==, EPI_CONVERGED);
  epi_method_free (method);
}

/* Where it converges ℓ is level: by difference quotients in the means. */
static void
test_it_ends_where_the_likelihood_is_level (void)
{
  double X[N * 2];
  const double from[4] = {-1, 0, 1, 0};

  two_clouds (5, 2, X);
  EpiMethod *method = mixture_of (X, N, 2, 2, from, 1e-15);
  g_assert_cmpint (epi_method_run (method, 5000, NULL, NULL), ==,
                   EPI_CONVERGED);
  double *state = g_malloc (epi_method_state_size (method));
  epi_method_save_state (method, state);
  for (size_t i = 2; i < 6; i++) {
    double h = 1e-4, both[2];
    for (int side = 0; side < 2; side++) {
      epi_method_restore_state (method, state);
      method->x[i] += side ? h : -h;
      double sum = 0;
      for (size_t p = 0; p < N; p++)
        sum += epi_mixture_log_density ((EpiMixture *)method,
                                        (double[]){X[p], X[p + N]});
      both[side] = sum;
    }
    g_assert_cmpfloat (fabs (both[1] - both[0]) / (2 * h), <, 1e-3);
  }
  g_free (state);
  epi_method_free (method);
}

/* Clouds far apart: every point is known to be of its own, and the weights are
 * their shares. */
static void
test_clouds_far_apart_are_told (void)
{
  double X[N * 2];
  const double from[4] = {-1, 0, 1, 0};

  two_clouds (8, 12, X);
  EpiMethod *method = mixture_of (X, N, 2, 2, from, 1e-12);
  g_assert_cmpint (epi_method_run (method, 500, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (method->x[0], 1 / 3., 1e-12);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (((EpiMixture *)method)->responsibilities[i],
                                    i < N / 3, 1e-12);
  epi_method_free (method);
}

/* A component on one lone point: ℓ has no bound, and no number says inf. */
static void
test_a_collapse_is_unbounded (void)
{
  double X[] = {0, 0.1, 0.2, -0.1, 100};
  const double from[2] = {0, 100};
  EpiMethod *method = mixture_of (X, 5, 1, 2, from, 1e-12);

  g_assert_cmpint (epi_method_run (method, 500, NULL, NULL), ==, EPI_UNBOUNDED);
  g_assert_true (isfinite (((EpiMixture *)method)->log_likelihood));
  g_assert_true (isfinite (method->f));
  epi_method_free (method);
}

/* ---- With a prior ---- */

static double
stationarity_of (const EpiMethod *method, const EpiMatrix *X,
                 const EpiMatrix *Z)
{
  const EpiMixture *m = (const EpiMixture *)method;
  const double *w = method->x, *mu = w + m->K, *S = mu + m->d * m->K;
  EpiMixtureStationarity out;

  g_assert_cmpint (epi_mixture_stationarity (X, Z, m->K, w, mu, S, &out), ==,
                   EPI_OK);
  g_assert_cmpfloat_with_epsilon (out.value, m->log_likelihood,
                                  1e-11 * fabs (out.value));
  return out.stationarity;
}

/* The log posterior never falls, Σₖ ⪰ Ψ/(n+m), and it ends where the gradient
 * vanishes, by code that shares nothing with EM. */
static void
test_the_posterior_never_falls (void)
{
  static double pseudo[] = {0, 1, 0, 0, 0, 1}; /* Ψ = (2/3, -1/3; …) */
  const EpiMatrix Z = epi_matrix_view (pseudo, 3, 2, 3);

  for (guint32 seed = 0; seed < 10; seed++) {
    EpiRandom random = epi_random (seed, 1);
    double data[N * 2], means[2 * 4], last = -INFINITY;
    EpiMatrix X = epi_matrix_view (data, N, 2, N);
    EpiMethod *method;
    two_clouds (seed, 0.5 * seed, data);
    for (size_t i = 0; i < 8; i++)
      means[i] = 3 * epi_random_normal (&random);
    g_assert_cmpint (
        epi_mixture_new (&X, &Z, 2 + seed % 3, means, 1e-15, &method), ==,
        EPI_OK);
    const EpiMixture *mixture = (EpiMixture *)method;
    do {
      g_assert_cmpfloat (mixture->log_likelihood, >=,
                         last - 1e-12 * fabs (last));
      last = mixture->log_likelihood;
      for (size_t k = 0; k < mixture->K; k++) {
        const double *S = method->x + 3 * mixture->K + 4 * k;
        double a = S[0] - 2. / 3 / (N + 3), b = S[1] + 1. / 3 / (N + 3);
        double c = S[3] - 2. / 3 / (N + 3);
        g_assert_cmpfloat (a, >, 0);
        g_assert_cmpfloat (a * c - b * b, >, 0);
      }
    } while (epi_method_step (method) == EPI_RUNNING && method->k < 20000);
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    g_assert_cmpfloat (stationarity_of (method, &X, &Z), <, 1e-5);
    epi_method_free (method);
  }
}

/* One component: the mode of the conjugate posterior, after one step. */
static void
test_one_component_is_the_conjugate_mode (void)
{
  double data[(N + 4) * 2];
  const double from[2] = {9, -4};
  EpiMatrix X = epi_matrix_view (data, N, 2, N + 4);
  EpiMatrix Z = epi_matrix_view (data + N, 4, 2, N + 4);
  EpiMethod *method;

  for (size_t i = 0; i < (N + 4) * 2; i++)
    data[i] = sin (3.7 * (double)(i * i % 101));
  EpiNormalWishart q = epi_normal_wishart_of (data, N + 4, N + 4);
  g_assert_cmpint (epi_mixture_new (&X, &Z, 1, from, 1e-12, &method), ==,
                   EPI_OK);
  epi_method_step (method);
  for (size_t i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (method->x[1 + i], q.mean[i], 1e-13);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (method->x[3 + i], q.psi[i] / q.kappa,
                                    1e-13);
  epi_method_free (method);
}

/* The samples that make a component collapse no longer do; but pseudo-data
 * without a width are no proper prior. */
static void
test_a_proper_prior_bounds_the_posterior (void)
{
  double data[] = {0, 0.1, 0.2, -0.1, 100}, pseudo[] = {49, 51}, lone = 100;
  const double from[2] = {0, 100};
  EpiMatrix X = epi_matrix_view (data, 5, 1, 5);
  EpiMatrix proper = epi_matrix_view (pseudo, 2, 1, 2);
  EpiMatrix improper = epi_matrix_view (&lone, 1, 1, 1);
  EpiMethod *method;

  g_assert_cmpint (epi_mixture_new (&X, &proper, 2, from, 1e-15, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_method_run (method, 5000, NULL, NULL), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (stationarity_of (method, &X, &proper), <, 1e-6);
  epi_method_free (method);
  g_assert_cmpint (epi_mixture_new (&X, &improper, 2, from, 1e-15, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_method_run (method, 5000, NULL, NULL), ==,
                   EPI_UNBOUNDED);
  epi_method_free (method);
}

static void
test_points_on_a_line_are_refused (void)
{
  double X[] = {1, 2, 3, 2, 4, 6};
  const double from[4] = {1, 2, 3, 6};
  EpiMatrix x = epi_matrix_view (X, 3, 2, 3);
  EpiMethod *method;

  g_assert_cmpint (epi_mixture_new (&x, NULL, 2, from, 1e-9, &method), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_null (method);
  X[0] = INFINITY;
  g_assert_cmpint (epi_mixture_new (&x, NULL, 2, from, 1e-9, &method), ==,
                   EPI_NOT_FINITE);
}

static void
test_steps_allocate_nothing (void)
{
  double X[N * 2];
  const double from[4] = {-1, 0, 1, 0};

  two_clouds (5, 2, X);
  EpiMethod *method = mixture_of (X, N, 2, 2, from, 1e-12);
  g_assert_cmpint (check_steps_allocate_nothing (method, 5000), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
}

static void
test_restored_state_repeats (void)
{
  double X[N * 2];
  const double from[4] = {-1, 0, 1, 0};

  two_clouds (5, 1, X);
  check_restored_state_repeats (mixture_of (X, N, 2, 2, from, 1e-15),
                                mixture_of (X, N, 2, 2, from, 1e-15), 3, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/mixture/" name, func)
  ADD ("the-likelihood-never-falls", test_the_likelihood_never_falls);
  ADD ("one-component-is-a-gaussian", test_one_component_is_a_gaussian);
  ADD ("it-ends-where-the-likelihood-is-level",
       test_it_ends_where_the_likelihood_is_level);
  ADD ("clouds-far-apart-are-told", test_clouds_far_apart_are_told);
  ADD ("a-collapse-is-unbounded", test_a_collapse_is_unbounded);
  ADD ("the-posterior-never-falls", test_the_posterior_never_falls);
  ADD ("one-component-is-the-conjugate-mode",
       test_one_component_is_the_conjugate_mode);
  ADD ("a-proper-prior-bounds-the-posterior",
       test_a_proper_prior_bounds_the_posterior);
  ADD ("points-on-a-line-are-refused", test_points_on_a_line_are_refused);
  ADD ("steps-allocate-nothing", test_steps_allocate_nothing);
  ADD ("restored-state-repeats", test_restored_state_repeats);
  return g_test_run ();
}
