/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-kl-fit.h"

#include "estimate/epi-divergence.h"
#include "method-checks.h"

#include <math.h>

static const double uneven[] = {0.7, 0.3}, all[] = {1};
static const EpiDensity peaks[] = {{EPI_DENSITY_GAUSSIAN, {-3, 0.5}},
                                   {EPI_DENSITY_GAUSSIAN, {2, 0.8}}};
static const EpiDensity tails[] = {{EPI_DENSITY_STUDENT, {1, 0.7, 5}}};
static const EpiDensity bell[] = {{EPI_DENSITY_GAUSSIAN, {1.5, 0.4}}};
static const EpiDensity box[] = {{EPI_DENSITY_UNIFORM, {0, 3}}};
static const EpiDensity kink[] = {{EPI_DENSITY_LAPLACE, {0, 1}}};
static const EpiDensityMixture two = {2, uneven, peaks}, one = {1, all, bell},
                               student = {1, all, tails},
                               uniform = {1, all, box},
                               laplace = {1, all, kink};
static const EpiDensityMixture *const smooth[] = {&two, &one, &student};

static EpiMethod *
fit (const EpiDensityMixture *p, EpiKlDirection direction, double mu,
     double sigma)
{
  const EpiKlTarget target = epi_kl_target (p);
  const EpiKlFitOptions options = {direction, mu, sigma, 1};
  EpiMethod *method;

  g_assert_cmpint (epi_kl_fit_new (&target, &options, &method), ==, EPI_OK);
  return method;
}

static EpiMethod *
fitted (const EpiDensityMixture *p, EpiKlDirection direction, double mu,
        double sigma)
{
  EpiMethod *method = fit (p, direction, mu, sigma);

  g_assert_cmpint (epi_method_run (method, 2000, NULL, NULL), ==,
                   EPI_CONVERGED);
  return method;
}

/* Against the double-exponential rules, which share nothing with it but log p.
 */
static void
test_values_are_those_of_the_quadrature (void)
{
  double error;

  for (size_t i = 0; i < G_N_ELEMENTS (smooth); i++)
    for (double mu = -4; mu <= 4; mu += 2)
      for (double sigma = 0.1; sigma < 8; sigma *= 3) {
        const EpiKlTarget target = epi_kl_target (smooth[i]);
        const EpiDensity q = {EPI_DENSITY_GAUSSIAN, {mu, sigma}};
        const EpiDensityMixture model = {1, all, &q};
        double there = epi_kl_mixtures (smooth[i], &model, &error);
        double back = epi_kl_mixtures (&model, smooth[i], &error);
        g_assert_cmpfloat_with_epsilon (
            epi_kl_fit_value (&target, EPI_KL_FORWARD, mu, log (sigma), NULL),
            there, 1e-10 * (1 + there));
        g_assert_cmpfloat_with_epsilon (
            epi_kl_fit_value (&target, EPI_KL_REVERSE, mu, log (sigma), NULL),
            back, 1e-10 * (1 + back));
        g_assert_cmpfloat (there, >, 0);
        g_assert_cmpfloat (back, >, 0);
      }
}

/* Against central differences. */
static void
test_gradients_are_slopes (void)
{
  const double h = 1e-5;

  for (size_t i = 0; i < G_N_ELEMENTS (smooth); i++)
    for (int direction = 0; direction < 2; direction++)
      for (double mu = -4; mu <= 4; mu += 1.7)
        for (double tau = -2; tau < 2; tau += 0.6) {
          const EpiKlTarget target = epi_kl_target (smooth[i]);
          double gradient[2];
          epi_kl_fit_value (&target, direction, mu, tau, gradient);
          for (int k = 0; k < 2; k++) {
            double dm = k == 0 ? h : 0, dt = k == 1 ? h : 0;
            double slope = (epi_kl_fit_value (&target, direction, mu + dm,
                                              tau + dt, NULL) -
                            epi_kl_fit_value (&target, direction, mu - dm,
                                              tau - dt, NULL)) /
                           (2 * h);
            g_assert_cmpfloat_with_epsilon (gradient[k], slope,
                                            1e-6 * (1 + fabs (slope)));
          }
        }
}

/* Forward the moments agree at the minimum, of any p that has them. */
static void
test_forward_takes_mean_and_variance (void)
{
  const EpiDensityMixture *const all_kinds[] = {&two, &one, &student, &uniform,
                                                &laplace};

  for (size_t i = 0; i < G_N_ELEMENTS (all_kinds); i++) {
    EpiMethod *method = fitted (all_kinds[i], EPI_KL_FORWARD, -1, 0.3);
    g_assert_cmpfloat_with_epsilon (
        method->x[0], epi_density_mixture_mean (all_kinds[i]), 1e-5);
    g_assert_cmpfloat_with_epsilon (exp (2 * method->x[1]),
                                    epi_density_mixture_variance (all_kinds[i]),
                                    1e-5);
    epi_method_free (method);
  }
}

/* Reverse it settles in the mode that it is near to, and its σ is that mode's;
 * what is missing is the other mode's share: D = -log w, to what the modes see
 * of one another. */
static void
test_reverse_takes_a_mode (void)
{
  for (int k = 0; k < 2; k++) {
    EpiMethod *method =
        fitted (&two, EPI_KL_REVERSE, peaks[k].theta[0] + 0.4, 0.6);
    g_assert_cmpfloat_with_epsilon (method->x[0], peaks[k].theta[0], 0.01);
    g_assert_cmpfloat_with_epsilon (exp (method->x[1]), peaks[k].theta[1],
                                    0.02);
    g_assert_cmpfloat_with_epsilon (method->f, -log (uneven[k]), 0.002);
    epi_method_free (method);
  }
}

/* Between two equal modes lies a third, shallow minimum of the reverse
 * divergence, far above those in the modes.  There too the method ends. */
static void
test_reverse_may_end_between (void)
{
  static const double half[] = {0.5, 0.5};

  for (double away = 2; away <= 4; away++) {
    const EpiDensity pair[] = {{EPI_DENSITY_GAUSSIAN, {-away, 0.7}},
                               {EPI_DENSITY_GAUSSIAN, {away, 0.7}}};
    const EpiDensityMixture p = {2, half, pair};
    EpiMethod *between = fitted (&p, EPI_KL_REVERSE, 0.1 * away, 0.8 * away);
    EpiMethod *mode = fitted (&p, EPI_KL_REVERSE, 0.9 * away, 0.7);
    g_assert_cmpfloat_with_epsilon (between->x[0], 0, 1e-4);
    g_assert_cmpfloat (exp (between->x[1]), >, 0.8 * away);
    g_assert_cmpfloat (between->f, >, mode->f + 0.03);
    g_assert_cmpfloat_with_epsilon (mode->x[0], away, 0.03);
    epi_method_free (between);
    epi_method_free (mode);
  }
}

/* Only a Gaussian p is met exactly, and then both ways end there with 0. */
static void
test_nothing_is_left_only_where_q_can_be_p (void)
{
  for (int direction = 0; direction < 2; direction++) {
    EpiMethod *same = fitted (&one, direction, -2, 3);
    EpiMethod *other = fitted (&student, direction, 0, 1);
    g_assert_cmpfloat_with_epsilon (same->f, 0, 1e-11);
    g_assert_cmpfloat_with_epsilon (same->x[0], 1.5, 1e-5);
    g_assert_cmpfloat_with_epsilon (exp (same->x[1]), 0.4, 1e-5);
    g_assert_cmpfloat (other->f, >, 1e-3);
    epi_method_free (same);
    epi_method_free (other);
  }
}

/* At its own bell D is 0, either way: nothing of the rounding is shown, which
 * has either sign.  A bell beside it is above, as Fisher's information says. */
static void
test_it_is_zero_at_its_own_bell (void)
{
  const double e = 1e-6;

  for (double m = -2; m <= 2; m += 0.1)
    for (double sigma = 0.1; sigma < 1; sigma += 0.1) {
      const EpiDensity own[] = {{EPI_DENSITY_GAUSSIAN, {m, sigma}}};
      const EpiDensityMixture p = {1, all, own};
      const EpiKlTarget target = epi_kl_target (&p);
      double tau = log (sigma);
      for (int direction = 0; direction < 2; direction++) {
        g_assert_cmpfloat (epi_kl_fit_value (&target, direction, m, tau, NULL),
                           ==, 0);
        g_assert_cmpfloat_with_epsilon (
            epi_kl_fit_value (&target, direction, m + e * sigma, tau, NULL) /
                (e * e / 2),
            1, 0.02);
      }
    }
}

/* From near and far, it only falls. */
static void
test_divergence_never_rises (void)
{
  for (int direction = 0; direction < 2; direction++)
    for (double mu = -9; mu <= 9; mu += 3)
      for (double sigma = 0.02; sigma < 30; sigma *= 10) {
        EpiMethod *method = fit (&two, direction, mu, sigma);
        double before = method->f;
        while (method->k < 500 && epi_method_step (method) == EPI_RUNNING) {
          g_assert_cmpfloat (method->f, <=, before + 1e-12 * (1 + before));
          before = method->f;
        }
        g_assert_cmpint (method->status, ==, EPI_CONVERGED);
        epi_method_free (method);
      }
}

static void
test_what_cannot_be_fitted_is_refused (void)
{
  const EpiDensity cauchy[] = {{EPI_DENSITY_STUDENT, {0, 1, 1}}};
  const EpiDensityMixture heavy = {1, all, cauchy};
  const EpiKlTarget flat = epi_kl_target (&uniform),
                    sharp = epi_kl_target (&laplace),
                    wild = epi_kl_target (&heavy);
  EpiKlFitOptions options = {EPI_KL_REVERSE, 0, 1, 1};
  EpiMethod *method;

  g_assert_cmpint (epi_kl_fit_new (&flat, &options, &method), ==,
                   EPI_INFEASIBLE);
  g_assert_cmpint (epi_kl_fit_new (&sharp, &options, &method), ==,
                   EPI_UNSUPPORTED);
  options.direction = EPI_KL_FORWARD;
  g_assert_cmpint (epi_kl_fit_new (&wild, &options, &method), ==,
                   EPI_NOT_FINITE);
  options.sigma = 0;
  g_assert_cmpint (epi_kl_fit_new (&flat, &options, &method), ==,
                   EPI_NOT_FINITE);
  g_assert_null (method);
}

static void
test_it_is_a_method (void)
{
  for (int direction = 0; direction < 2; direction++) {
    EpiMethod *method = fit (&two, direction, 1, 3);
    check_steps_allocate_nothing (method, 20);
    g_assert_cmpint (epi_method_set (method, "rate", 0.5), ==, EPI_OK);
    g_assert_cmpint (epi_method_set (method, "rate", 0), ==, EPI_UNSUPPORTED);
    epi_method_free (method);
    check_restored_state_repeats (fit (&two, direction, 1, 3),
                                  fit (&two, direction, -1, 1), 3, 5);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/kl-fit/" name, func)
  ADD ("values-are-those-of-the-quadrature",
       test_values_are_those_of_the_quadrature);
  ADD ("gradients-are-slopes", test_gradients_are_slopes);
  ADD ("forward-takes-mean-and-variance", test_forward_takes_mean_and_variance);
  ADD ("reverse-takes-a-mode", test_reverse_takes_a_mode);
  ADD ("reverse-may-end-between", test_reverse_may_end_between);
  ADD ("nothing-is-left-only-where-q-can-be-p",
       test_nothing_is_left_only_where_q_can_be_p);
  ADD ("it-is-zero-at-its-own-bell", test_it_is_zero_at_its_own_bell);
  ADD ("divergence-never-rises", test_divergence_never_rises);
  ADD ("what-cannot-be-fitted-is-refused",
       test_what_cannot_be_fitted_is_refused);
  ADD ("it-is-a-method", test_it_is_a_method);
  return g_test_run ();
}
