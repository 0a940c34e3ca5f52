/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-descent.h"
#include "descend/epi-ls-oracle.h"
#include "fit/epi-ls-qr.h"
#include "method-checks.h"

#include <math.h>

/* f(x) = ½ Σ λᵢ xᵢ², whose theory is exact. */
typedef struct {
  EpiOracle base;
  const double *lambda;
} Diagonal;

static double
diagonal_value (const EpiOracle *oracle, const double *x, double *gradient)
{
  const Diagonal *self = (const Diagonal *)oracle;
  double sum = 0;

  for (size_t i = 0; i < oracle->n; i++) {
    sum += self->lambda[i] * x[i] * x[i] / 2;
    if (gradient != NULL)
      gradient[i] = self->lambda[i] * x[i];
  }
  return sum;
}

static void
diagonal_hessian_vector (const EpiOracle *oracle, const double *x,
                         const double *v, double *out)
{
  for (size_t i = 0; i < oracle->n; i++)
    out[i] = ((const Diagonal *)oracle)->lambda[i] * v[i];
}

static const double lambdas[] = {1, 4, 10};
static const Diagonal diagonal = {
    .base = {.n = 3,
             .value = diagonal_value,
             .hessian_vector = diagonal_hessian_vector,
             .quadratic = true,
             .lipschitz = 10,
             .convexity = 1},
    .lambda = lambdas,
};
static const double start[] = {3, -2, 1};

static EpiMethod *
descent (EpiDescentKind kind, double step, double momentum)
{
  EpiMethod *method;

  g_assert_cmpint (
      epi_descent_new (kind, &diagonal.base, start, step, momentum, &method),
      ==, EPI_OK);
  return method;
}

static double
length (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt (sum);
}

static void
test_gradient_descent_contracts_by_the_theorem (void)
{
  /* α = 2/(L+μ): ‖xᵏ‖ ≤ ((κ-1)/(κ+1))ᵏ ‖x⁰‖, κ = 10 */
  EpiMethod *method = descent (EPI_DESCENT_GRADIENT, 2 / 11., 0);
  EpiFrame *frame = epi_method_record (method);

  g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "contraction", 0),
                                  9 / 11., 1e-15);
  g_assert_cmpfloat (epi_frame_scalar (frame, "step_limit", 0), ==, 0.2);
  epi_frame_unref (frame);
  for (double bound = length (start, 3); method->k < 60; bound *= 9 / 11.) {
    g_assert_cmpfloat (length (method->x, 3), <=, bound * (1 + 1e-12));
    epi_method_step (method);
  }
  epi_method_free (method);
}

static void
test_each_kind_shrinks_at_its_rate (void)
{
  for (EpiDescentKind kind = 0; kind < EPI_N_DESCENTS; kind++) {
    double step, momentum, rate;
    if (kind == EPI_DESCENT_EXACT)
      continue; /* its rate is a bound for the worst start */
    epi_descent_best (kind, &diagonal.base, &step, &momentum);
    rate = epi_descent_contraction (kind, &diagonal.base, step, momentum);
    EpiMethod *method = descent (kind, step, momentum);
    epi_method_set (method, "tolerance", 0);
    epi_method_run (method, 30, NULL, NULL);
    double before = length (method->x, 3);
    epi_method_run (method, 90, NULL, NULL);
    double measured = pow (length (method->x, 3) / before, 1 / 60.);
    /* Double roots add a factor k, and complex ones turn: a few per cent. */
    g_assert_cmpfloat (measured, <, rate * 1.05);
    g_assert_cmpfloat (measured, >, rate * 0.9);
    epi_method_free (method);
  }
}

static void
test_momentum_beats_gradient_descent (void)
{
  double rate[EPI_N_DESCENTS], step, momentum;

  for (EpiDescentKind kind = 0; kind < EPI_N_DESCENTS; kind++) {
    epi_descent_best (kind, &diagonal.base, &step, &momentum);
    rate[kind] = epi_descent_contraction (kind, &diagonal.base, step, momentum);
  }
  double root = sqrt (10);
  g_assert_cmpfloat_with_epsilon (rate[EPI_DESCENT_HEAVY_BALL],
                                  (root - 1) / (root + 1), 1e-7);
  g_assert_cmpfloat_with_epsilon (rate[EPI_DESCENT_NESTEROV], 1 - 2 / sqrt (31),
                                  1e-7);
  g_assert_cmpfloat (rate[EPI_DESCENT_NESTEROV], <, rate[EPI_DESCENT_GRADIENT]);
}

static void
test_a_step_above_the_limit_diverges_and_below_converges (void)
{
  for (EpiDescentKind kind = 0; kind < EPI_N_DESCENTS; kind++) {
    double beta = 0.5;
    double limit = epi_descent_step_limit (kind, &diagonal.base, beta);
    if (isinf (limit))
      continue;
    EpiMethod *below = descent (kind, 0.995 * limit, beta);
    EpiMethod *above = descent (kind, 1.005 * limit, beta);
    g_assert_cmpint (epi_method_run (below, 100000, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpint (epi_method_run (above, 100000, NULL, NULL), ==,
                     EPI_DIVERGED);
    g_assert_true (isfinite (above->f)); /* it can still be drawn */
    epi_method_free (below);
    epi_method_free (above);
  }
}

static void
test_a_smaller_step_saves_a_diverging_run (void)
{
  EpiMethod *method = descent (EPI_DESCENT_GRADIENT, 0.3, 0);

  epi_method_run (method, 10, NULL, NULL);
  double grown = method->f;
  g_assert_cmpfloat (grown, >, diagonal_value (&diagonal.base, start, NULL));
  g_assert_cmpint (epi_method_set (method, "step", 0.15), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 1000, NULL, NULL), ==,
                   EPI_CONVERGED);
  g_assert_cmpint (epi_method_set (method, "momentum", 0.5), ==,
                   EPI_UNSUPPORTED);
  epi_method_free (method);
}

static void
test_exact_line_search_turns_at_right_angles (void)
{
  EpiMethod *method = descent (EPI_DESCENT_EXACT, 0, 0);
  double g[3], next[3], f = method->f;

  diagonal_value (&diagonal.base, method->x, g);
  for (int k = 0; k < 20; k++) {
    epi_method_step (method);
    diagonal_value (&diagonal.base, method->x, next);
    double along = g[0] * next[0] + g[1] * next[1] + g[2] * next[2];
    g_assert_cmpfloat (fabs (along), <, 1e-13 * length (g, 3) * length (g, 3));
    /* f shrinks by ((κ-1)/(κ+1))² at least (Kantorovich). */
    g_assert_cmpfloat (method->f, <=, f * pow (9 / 11., 2) * (1 + 1e-12));
    memcpy (g, next, sizeof g);
    f = method->f;
  }
  epi_method_free (method);
}

/* The same for a function that is not quadratic: Σ log cosh xᵢ + ½ x₀². */
static double
cosh_value (const EpiOracle *oracle, const double *x, double *gradient)
{
  double sum = x[0] * x[0] / 2;

  for (size_t i = 0; i < 2; i++) {
    sum += log (cosh (x[i]));
    if (gradient != NULL)
      gradient[i] = tanh (x[i]) + (i == 0 ? x[0] : 0);
  }
  return sum;
}

static void
cosh_hessian_vector (const EpiOracle *oracle, const double *x, const double *v,
                     double *out)
{
  for (size_t i = 0; i < 2; i++)
    out[i] = v[i] * (1 / pow (cosh (x[i]), 2) + (i == 0));
}

static void
test_exact_line_search_works_on_curved_functions (void)
{
  const EpiOracle oracle = {.n = 2,
                            .value = cosh_value,
                            .hessian_vector = cosh_hessian_vector,
                            .lipschitz = 2,
                            .convexity = NAN};
  const double x0[] = {2, 3};
  double g[2], next[2];
  EpiMethod *method;

  epi_descent_new (EPI_DESCENT_EXACT, &oracle, x0, 0, 0, &method);
  cosh_value (&oracle, x0, g);
  for (int k = 0; k < 4; k++) {
    epi_method_step (method);
    cosh_value (&oracle, method->x, next);
    g_assert_cmpfloat (fabs (g[0] * next[0] + g[1] * next[1]), <,
                       1e-9 * length (g, 2) * length (g, 2));
    memcpy (g, next, sizeof g);
  }
  g_assert_cmpint (epi_method_run (method, 1000, NULL, NULL), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (length (method->x, 2), <, 1e-9);
  epi_method_free (method);
}

static void
test_steps_allocate_nothing_and_repeat (void)
{
  for (EpiDescentKind kind = 0; kind < EPI_N_DESCENTS; kind++) {
    EpiMethod *method = descent (kind, 0.1, 0.4);
    check_steps_allocate_nothing (method, 20);
    epi_method_free (method);
    for (size_t at = 0; at < 9; at += 4)
      check_restored_state_repeats (descent (kind, 0.1, 0.4),
                                    descent (kind, 0.2, 0.1), at, 12);
  }
}

/* A problem with weights, ridge and two outputs, and its answer by QR. */
static void
test_least_squares_oracle_agrees_with_qr (void)
{
  double a[] = {1, 1, 1, 1, 1, 0, 1, 2, 3, 5}, w[] = {1, 2, 1, 3, 1};
  double b[] = {1, 3, 2, 5, 4, 0, 1, 0, 1, 0};
  EpiLs ls = {.A = epi_matrix_view (a, 5, 2, 5),
              .B = epi_matrix_view (b, 5, 2, 5),
              .weights = w,
              .ridge = 0.5,
              .n_free = 1};
  const double x0[4] = {5, -5, 0, 1};
  double g[4], step, momentum;
  EpiOracle *oracle;
  EpiMethod *qr, *method;

  g_assert_cmpint (epi_ls_oracle_new (&ls, &oracle), ==, EPI_OK);
  EpiMatrix theta = epi_matrix_view ((double *)x0, 2, 2, 2);
  double f = oracle->value (oracle, x0, g);
  g_assert_cmpfloat_with_epsilon (f, epi_ls_objective (&ls, &theta), 1e-12 * f);
  for (size_t j = 0; j < 4; j++) { /* the slope, by differences of a parabola */
    double x[4];
    memcpy (x, x0, sizeof x);
    x[j] += 1;
    double up = oracle->value (oracle, x, NULL);
    x[j] -= 2;
    double down = oracle->value (oracle, x, NULL);
    g_assert_cmpfloat_with_epsilon (g[j], (up - down) / 2, 1e-10);
  }
  epi_ls_qr_new (&ls, NULL, &qr);
  epi_method_run (qr, 10, NULL, NULL);
  epi_descent_best (EPI_DESCENT_HEAVY_BALL, oracle, &step, &momentum);
  epi_descent_new (EPI_DESCENT_HEAVY_BALL, oracle, x0, step, momentum, &method);
  g_assert_cmpint (epi_method_run (method, 10000, NULL, NULL), ==,
                   EPI_CONVERGED);
  for (size_t j = 0; j < 4; j++)
    g_assert_cmpfloat_with_epsilon (method->x[j], qr->x[j], 1e-8);
  EpiFrame *frame = epi_method_record (method);
  g_assert_cmpuint (epi_frame_find (frame, "theta")->cols, ==, 2);
  epi_frame_unref (frame);
  epi_method_free (qr);
  epi_method_free (method);
  epi_oracle_free (oracle);
}

static void
test_huber_oracle_converges_below_its_limit (void)
{
  double a[] = {1, 1, 1, 1, 1, 0, 1, 2, 3, 4}, b[] = {0, 1, 2, 3, 40};
  EpiLs ls = {.A = epi_matrix_view (a, 5, 2, 5),
              .B = epi_matrix_view (b, 5, 1, 5),
              .loss = EPI_LOSS_HUBER,
              .huber_delta = 1};
  const double x0[2] = {0, 0};
  double g[2];
  EpiOracle *oracle;
  EpiMethod *method;

  g_assert_cmpint (epi_ls_oracle_new (&ls, &oracle), ==, EPI_OK);
  epi_descent_new (EPI_DESCENT_GRADIENT, oracle, x0, 1.9 / oracle->lipschitz, 0,
                   &method);
  g_assert_cmpint (epi_method_run (method, 10000, NULL, NULL), ==,
                   EPI_CONVERGED);
  oracle->value (oracle, method->x, g);
  g_assert_cmpfloat (length (g, 2), <, 1e-8);
  g_assert_cmpfloat (method->x[1], <, 3); /* the outlier pulls, boundedly */
  ls.loss = EPI_LOSS_ABSOLUTE;
  EpiOracle *none;
  g_assert_cmpint (epi_ls_oracle_new (&ls, &none), ==, EPI_UNSUPPORTED);
  epi_method_free (method);
  epi_oracle_free (oracle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/descent/" name, func)
  ADD ("gradient-descent-contracts-by-the-theorem",
       test_gradient_descent_contracts_by_the_theorem);
  ADD ("each-kind-shrinks-at-its-rate", test_each_kind_shrinks_at_its_rate);
  ADD ("momentum-beats-gradient-descent", test_momentum_beats_gradient_descent);
  ADD ("a-step-above-the-limit-diverges-and-below-converges",
       test_a_step_above_the_limit_diverges_and_below_converges);
  ADD ("a-smaller-step-saves-a-diverging-run",
       test_a_smaller_step_saves_a_diverging_run);
  ADD ("exact-line-search-turns-at-right-angles",
       test_exact_line_search_turns_at_right_angles);
  ADD ("exact-line-search-works-on-curved-functions",
       test_exact_line_search_works_on_curved_functions);
  ADD ("steps-allocate-nothing-and-repeat",
       test_steps_allocate_nothing_and_repeat);
  ADD ("least-squares-oracle-agrees-with-qr",
       test_least_squares_oracle_agrees_with_qr);
  ADD ("huber-oracle-converges-below-its-limit",
       test_huber_oracle_converges_below_its_limit);
  return g_test_run ();
}
