/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-descent.h"
#include "descend/epi-optimizer.h"
#include "descend/epi-test-functions.h"
#include "method-checks.h"

#include <math.h>

/* f(x) = ½ Σ λᵢ (xᵢ - aᵢ)², minimum 0 at a. */
static const double lambda[] = {1, 4, 10}, minimizer[] = {1, -2, 0.5};

static double
bowl_value (const EpiOracle *oracle, const double *x, double *gradient)
{
  double sum = 0;

  for (size_t i = 0; i < oracle->n; i++) {
    double d = x[i] - minimizer[i];
    sum += lambda[i] * d * d / 2;
    if (gradient != NULL)
      gradient[i] = lambda[i] * d;
  }
  return sum;
}

static const EpiOracle bowl = {.n = 3,
                               .value = bowl_value,
                               .quadratic = true,
                               .lipschitz = 10,
                               .convexity = 1};
static const double start[] = {3, 2, -1};

static EpiMethod *
new_method (const EpiOptimizerOptions *options, EpiSampledOracle *oracle,
            const double *x0)
{
  EpiMethod *method;

  g_assert_cmpint (epi_optimizer_method_new (options, oracle, x0, &method), ==,
                   EPI_OK);
  return method;
}

static EpiSampledOracle *
whole (const EpiOracle *function)
{
  EpiSampledOracle *oracle;

  g_assert_cmpint (epi_sampled_oracle_of (function, &oracle), ==, EPI_OK);
  g_assert_cmpuint (oracle->batches, ==, 1);
  return oracle;
}

/* With a step that falls exponentially every rule finds the minimum, those
 * with unit-length steps (RMSProp, Adam) too. */
static void
test_every_kind_converges_on_a_quadratic (void)
{
  EpiSampledOracle *oracle = whole (&bowl);

  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++) {
    EpiOptimizerOptions o = epi_optimizer_defaults ((EpiOptimizerKind)kind);
    bool scaled = o.epsilon > 0;
    o.step = kind == EPI_OPTIMIZER_ADAGRAD ? 1 : scaled ? 0.1 : 0.02;
    o.decay = 0; /* which would move the minimum */
    if (scaled && kind != EPI_OPTIMIZER_ADAGRAD) {
      o.schedule = EPI_SCHEDULE_EXPONENTIAL;
      o.factor = 0.5, o.period = 100;
      o.second = 0.9; /* √v must forget faster than α falls */
    }
    EpiMethod *method = new_method (&o, oracle, start);
    g_assert_cmpint (epi_method_run (method, 10000, NULL, NULL), ==,
                     EPI_CONVERGED);
    for (size_t i = 0; i < 3; i++)
      g_assert_cmpfloat_with_epsilon (method->x[i], minimizer[i],
                                      1e-10 * 20 * 10);
    epi_method_free (method);
  }
  epi_sampled_oracle_free (oracle);
}

/* With α = ¼ and β = ½ products with them are exact, fused with a sum or not,
 * and so is v = -αm: the heavy ball of epi-descent.h to the bit. */
static void
test_momentum_is_the_heavy_ball (void)
{
  EpiSampledOracle *oracle = whole (&bowl);
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_MOMENTUM);
  EpiMethod *ball, *gradient;

  o.step = 0.25, o.momentum = 0.5;
  EpiMethod *momentum = new_method (&o, oracle, start);
  epi_descent_new (EPI_DESCENT_HEAVY_BALL, &bowl, start, 0.25, 0.5, &ball);
  for (int k = 0; k < 60; k++) {
    g_assert_cmpmem (momentum->x, 3 * sizeof (double), ball->x,
                     3 * sizeof (double));
    g_assert_cmpfloat (momentum->f, ==, ball->f);
    epi_method_step (momentum);
    epi_method_step (ball);
  }
  epi_method_free (momentum);
  epi_method_free (ball);

  o = epi_optimizer_defaults (EPI_OPTIMIZER_GRADIENT_DESCENT);
  o.step = 0.125;
  EpiMethod *descent = new_method (&o, oracle, start);
  epi_descent_new (EPI_DESCENT_GRADIENT, &bowl, start, 0.125, 0, &gradient);
  for (int k = 0; k < 50; k++) {
    g_assert_cmpmem (descent->x, 3 * sizeof (double), gradient->x,
                     3 * sizeof (double));
    epi_method_step (descent);
    epi_method_step (gradient);
  }
  epi_method_free (descent);
  epi_method_free (gradient);
  epi_sampled_oracle_free (oracle);
}

/* Sutskever et al., appendix: with gradients taken at y = x + βv Nesterov's
 * method moves y by -α (g + βm).  So y of one is x of the other. */
static void
test_nesterov_looks_ahead (void)
{
  EpiSampledOracle *oracle = whole (&bowl);
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_NESTEROV);
  double x[3];
  EpiMethod *descent;

  o.step = 0.05;
  EpiMethod *ahead = new_method (&o, oracle, start);
  epi_descent_new (EPI_DESCENT_NESTEROV, &bowl, start, 0.05, 0.9, &descent);
  for (int k = 0; k < 60; k++) {
    memcpy (x, descent->x, sizeof x);
    epi_method_step (descent);
    epi_method_step (ahead);
    for (size_t i = 0; i < 3; i++) /* y = x + β (x - x before) */
      g_assert_cmpfloat_with_epsilon (
          ahead->x[i], descent->x[i] + 0.9 * (descent->x[i] - x[i]), 1e-13);
  }
  epi_method_free (ahead);
  epi_method_free (descent);
  epi_sampled_oracle_free (oracle);
}

static void
test_state_is_exact_and_steps_allocate_nothing (void)
{
  const EpiTestFunction *beale = epi_test_function_find ("beale");
  EpiSampledOracle *oracle = whole (&beale->oracle);

  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++) {
    EpiOptimizerOptions o = epi_optimizer_defaults ((EpiOptimizerKind)kind);
    o.step = 1e-3, o.clip = 5, o.l2 = 1e-4;
    o.schedule = EPI_SCHEDULE_COSINE, o.factor = 0.1, o.period = 40;
    EpiMethod *method = new_method (&o, oracle, beale->start);
    check_steps_allocate_nothing (method, 50);
    epi_method_free (method);

    EpiOptimizerOptions other = o;
    other.step = 0.5, other.clip = 0;
    double elsewhere[] = {2, 0};
    method = new_method (&o, oracle, beale->start);
    epi_method_set (method, "l1", 1e-3);
    check_restored_state_repeats (
        method, new_method (&other, oracle, elsewhere), 17, 30);
  }
  epi_sampled_oracle_free (oracle);
}

/* The published minima of the test functions, by the method and the step that
 * each needs. */
static void
test_minima_of_the_test_functions (void)
{
  static const struct {
    const char *function;
    EpiOptimizerKind kind;
    double step;
  } rows[] = {
      {"rosenbrock", EPI_OPTIMIZER_NESTEROV, 4e-4},
      {"rosenbrock", EPI_OPTIMIZER_ADAM, 0.02},
      {"beale", EPI_OPTIMIZER_MOMENTUM, 2e-3},
      {"beale", EPI_OPTIMIZER_ADAM, 0.02},
      {"himmelblau", EPI_OPTIMIZER_SGD, 0.01},
      {"himmelblau", EPI_OPTIMIZER_ADAGRAD, 0.5},
      {"saddle", EPI_OPTIMIZER_ADAM, 0.02},
      {"camel", EPI_OPTIMIZER_MOMENTUM, 0.01},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    const EpiTestFunction *f = epi_test_function_find (rows[i].function);
    EpiSampledOracle *oracle = whole (&f->oracle);
    EpiOptimizerOptions o = epi_optimizer_defaults (rows[i].kind);
    double nearest = INFINITY;
    o.step = rows[i].step;
    EpiMethod *method = new_method (&o, oracle, f->start);
    epi_method_set (method, "tolerance", 1e-7);
    g_assert_cmpint (epi_method_run (method, 50000, NULL, NULL), ==,
                     EPI_CONVERGED);
    for (size_t m = 0; m < f->n_minimizers; m++)
      nearest = fmin (nearest, hypot (method->x[0] - f->minimizers[m][0],
                                      method->x[1] - f->minimizers[m][1]));
    g_assert_cmpfloat (nearest, <, 1e-4);
    g_assert_cmpfloat_with_epsilon (method->f, f->minimum, 1e-8);
    epi_method_free (method);
    epi_sampled_oracle_free (oracle);
  }
}

static void
test_a_step_too_long_diverges (void)
{
  EpiSampledOracle *oracle = whole (&bowl);
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  double nowhere[] = {1, NAN, 0};
  EpiMethod *method;

  o.step = 0.21; /* over 2/L */
  method = new_method (&o, oracle, start);
  g_assert_cmpint (epi_method_run (method, 100000, NULL, NULL), ==,
                   EPI_DIVERGED);
  epi_method_free (method);
  g_assert_cmpint (epi_optimizer_method_new (&o, oracle, nowhere, &method), ==,
                   EPI_NOT_FINITE);
  g_assert_null (method);
  epi_sampled_oracle_free (oracle);
}

static void
test_memory_that_runs_out_is_a_status (void)
{
  EpiSampledOracle *oracle = whole (&bowl);
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_ADAM);
  EpiMethod *method;
  EpiStatus status = EPI_NO_MEMORY;
  long n;

  for (n = 0; status == EPI_NO_MEMORY; n++) {
    epi_alloc_fail_at (n);
    status = epi_optimizer_method_new (&o, oracle, start, &method);
    epi_alloc_fail_at (-1);
  }
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (n, ==, 7); /* m, v, x, g on the device; x, g here */
  epi_method_free (method);
  epi_sampled_oracle_free (oracle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optimizer-method/every-kind-converges-on-a-quadratic",
                   test_every_kind_converges_on_a_quadratic);
  g_test_add_func ("/optimizer-method/momentum-is-the-heavy-ball",
                   test_momentum_is_the_heavy_ball);
  g_test_add_func ("/optimizer-method/nesterov-looks-ahead",
                   test_nesterov_looks_ahead);
  g_test_add_func ("/optimizer-method/state-is-exact",
                   test_state_is_exact_and_steps_allocate_nothing);
  g_test_add_func ("/optimizer-method/minima-of-the-test-functions",
                   test_minima_of_the_test_functions);
  g_test_add_func ("/optimizer-method/a-step-too-long-diverges",
                   test_a_step_too_long_diverges);
  g_test_add_func ("/optimizer-method/memory-that-runs-out-is-a-status",
                   test_memory_that_runs_out_is_a_status);
  return g_test_run ();
}
