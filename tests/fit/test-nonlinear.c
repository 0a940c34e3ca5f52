/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "fit/epi-nonlinear.h"
#include "method-checks.h"

#include <math.h>

/* A model from a formula over one input x, with made data. */
typedef struct {
  EpiFormula *formula;
  EpiFormulaResiduals residuals;
  long double *x, *y;
} Model;

static const char *const input[] = {"x"};
static const char *const names[] = {"b1", "b2", "b3"};

static void
model_init (Model *model, const char *text, size_t n_parameters, size_t n,
            double first, double step, const double *truth, double noise)
{
  EpiRandom random = epi_random (8, 8);
  long double b[3] = {0};

  model->formula =
      epi_formula_parse (text, input, 1, names, n_parameters, NULL);
  g_assert_nonnull (model->formula);
  model->x = g_new (long double, n);
  model->y = g_new (long double, n);
  for (size_t j = 0; j < n_parameters; j++)
    b[j] = truth[j];
  for (size_t i = 0; i < n; i++) {
    model->x[i] = first + step * (double)i;
    model->y[i] = epi_formula_eval (model->formula, model->x + i, b, NULL) +
                  noise * epi_random_normal (&random);
  }
  epi_formula_residuals_init (&model->residuals, model->formula, 1,
                              n_parameters, n, model->x, model->y);
}

static void
model_clear (Model *model)
{
  epi_formula_residuals_clear (&model->residuals);
  epi_formula_free (model->formula);
  g_free (model->x);
  g_free (model->y);
}

static EpiMethod *
start (EpiNonlinearKind kind, const Model *model, const double *x0)
{
  EpiMethod *method;

  g_assert_cmpint (
      epi_nonlinear_new (kind, &model->residuals.base, x0, &method), ==,
      EPI_OK);
  return method;
}

static const double truth[] = {200, 0.5, 3};

static void
test_both_methods_find_what_the_data_were_made_of (void)
{
  const double x0[] = {100, 0.8, 1};
  Model model;

  model_init (&model, "b1*(1-exp[-b2*x]) + b3", 3, 30, 0, 0.5, truth, 0);
  for (EpiNonlinearKind kind = 0; kind <= EPI_LEVENBERG_MARQUARDT; kind++) {
    EpiMethod *method = start (kind, &model, x0);
    g_assert_cmpint (check_steps_allocate_nothing (method, 200), ==,
                     EPI_CONVERGED);
    for (size_t j = 0; j < 3; j++)
      g_assert_cmpfloat_with_epsilon (method->x[j], truth[j],
                                      1e-12 * truth[j] * 100);
    epi_method_free (method);
  }
  model_clear (&model);
}

static void
test_what_converges_is_stationary_and_a_minimum (void)
{
  const double x0[] = {100, 0.8, 1};
  EpiNonlinearCheck check;
  Model model;

  model_init (&model, "b1*(1-exp[-b2*x]) + b3", 3, 30, 0, 0.5, truth, 5);
  for (EpiNonlinearKind kind = 0; kind <= EPI_LEVENBERG_MARQUARDT; kind++) {
    EpiMethod *method = start (kind, &model, x0);
    g_assert_cmpint (epi_method_run (method, 200, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpint (
        epi_nonlinear_check (&model.residuals.base, method->x, &check), ==,
        EPI_OK);
    g_assert_cmpfloat (check.cosine, <, 1e-11);
    g_assert_true (check.minimum);
    g_assert_cmpuint (check.rank, ==, 3);
    method->x[1] *= 1.01;
    epi_nonlinear_check (&model.residuals.base, method->x, &check);
    g_assert_false (check.stationary);
    epi_method_free (method);
  }
  model_clear (&model);
}

static void
test_units_do_not_change_the_steps (void)
{
  const double x0[] = {100, 0.8}, scaled0[] = {100, 0.8 / 1048576};
  Model model, scaled;

  model_init (&model, "b1*(1-exp[-b2*x])", 2, 20, 0, 0.5, truth, 2);
  scaled = model; /* b2 in units 2²⁰ times as large: an exact scaling */
  scaled.formula =
      epi_formula_parse ("b1*(1-exp[-b2*1048576*x])", input, 1, names, 2, NULL);
  epi_formula_residuals_init (&scaled.residuals, scaled.formula, 1, 2, 20,
                              model.x, model.y);
  EpiMethod *a = start (EPI_LEVENBERG_MARQUARDT, &model, x0);
  EpiMethod *b = start (EPI_LEVENBERG_MARQUARDT, &scaled, scaled0);
  while (a->status == EPI_RUNNING) {
    epi_method_step (a);
    epi_method_step (b);
    g_assert_cmpfloat (a->x[0], ==, b->x[0]);
    g_assert_cmpfloat (a->x[1], ==, b->x[1] * 1048576);
  }
  epi_method_free (a);
  epi_method_free (b);
  epi_formula_residuals_clear (&scaled.residuals);
  epi_formula_free (scaled.formula);
  model_clear (&model);
}

static void
test_levenberg_never_climbs_and_keeps_its_radius (void)
{
  const double x0[] = {1, 10, 0};
  Model model;

  model_init (&model, "b1*(1-exp[-b2*x]) + b3", 3, 30, 0, 0.5, truth, 5);
  EpiMethod *method = start (EPI_LEVENBERG_MARQUARDT, &model, x0);
  for (double f = method->f; method->status == EPI_RUNNING; f = method->f) {
    EpiFrame *before = epi_method_record (method);
    epi_method_step (method);
    EpiFrame *after = epi_method_record (method);
    g_assert_cmpfloat (method->f, <=, f * (1 + 1e-10));
    if (epi_frame_scalar (after, "lambda", 0) > 0)
      g_assert_cmpfloat (epi_frame_scalar (after, "step_norm", 0), <=,
                         1.1 * epi_frame_scalar (before, "radius", 0) + 1e-12);
    epi_frame_unref (before);
    epi_frame_unref (after);
  }
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  epi_method_free (method);
  model_clear (&model);
}

static void
test_a_local_minimum_is_told_from_the_best_one (void)
{
  const double frequency = 3, right = 3.1, wrong = 5;
  EpiNonlinearCheck check;
  Model model;

  model_init (&model, "sin(b1*x)", 1, 40, 0, 0.1, &frequency, 0.05);
  EpiMethod *best = start (EPI_LEVENBERG_MARQUARDT, &model, &right);
  EpiMethod *local = start (EPI_LEVENBERG_MARQUARDT, &model, &wrong);
  g_assert_cmpint (epi_method_run (best, 500, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpint (epi_method_run (local, 500, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat (fabs (best->x[0] - 3), <, 0.05);
  g_assert_cmpfloat (local->f, >, 10 * best->f);
  epi_nonlinear_check (&model.residuals.base, local->x, &check);
  g_assert_true (check.minimum);
  epi_method_free (best);
  epi_method_free (local);
  model_clear (&model);
}

static void
test_a_saddle_is_no_minimum (void)
{
  const double zero = 0, one = 1;
  EpiNonlinearCheck check;
  Model model;

  /* Σ (cos (b x) - 1 + …): at b = 0 the gradient is 0 and f is largest. */
  model_init (&model, "cos(b1*x)", 1, 10, 0, 0.1, &one, 0);
  epi_nonlinear_check (&model.residuals.base, &zero, &check);
  g_assert_true (check.stationary);
  g_assert_false (check.minimum);
  model_clear (&model);
}

static void
test_leaving_the_domain_is_survived (void)
{
  const double right[] = {2, 0.5}, x0[] = {2, 6};
  Model model;

  /* log of a negative number is one long step away. */
  model_init (&model, "b1*log(b2 + x)", 2, 20, 0.5, 0.5, right, 0);
  EpiMethod *method = start (EPI_LEVENBERG_MARQUARDT, &model, x0);
  g_assert_cmpint (epi_method_run (method, 500, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (method->x[1], 0.5, 1e-10);
  epi_method_free (method);
  const double outside[] = {2, -3};
  g_assert_cmpint (epi_nonlinear_new (EPI_LEVENBERG_MARQUARDT,
                                      &model.residuals.base, outside, &method),
                   ==, EPI_NOT_FINITE);
  model_clear (&model);
}

static void
test_a_restored_state_repeats_to_the_bit (void)
{
  const double x0[] = {1, 10, 0};
  Model model;

  model_init (&model, "b1*(1-exp[-b2*x]) + b3", 3, 30, 0, 0.5, truth, 5);
  for (EpiNonlinearKind kind = 0; kind <= EPI_LEVENBERG_MARQUARDT; kind++)
    for (size_t at = 0; at < 12; at += 3)
      check_restored_state_repeats (start (kind, &model, x0),
                                    start (kind, &model, x0), at, 12);
  model_clear (&model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/nonlinear/" name, func)
  ADD ("both-methods-find-what-the-data-were-made-of",
       test_both_methods_find_what_the_data_were_made_of);
  ADD ("what-converges-is-stationary-and-a-minimum",
       test_what_converges_is_stationary_and_a_minimum);
  ADD ("units-do-not-change-the-steps", test_units_do_not_change_the_steps);
  ADD ("levenberg-never-climbs-and-keeps-its-radius",
       test_levenberg_never_climbs_and_keeps_its_radius);
  ADD ("a-local-minimum-is-told-from-the-best-one",
       test_a_local_minimum_is_told_from_the_best_one);
  ADD ("a-saddle-is-no-minimum", test_a_saddle_is_no_minimum);
  ADD ("leaving-the-domain-is-survived", test_leaving_the_domain_is_survived);
  ADD ("a-restored-state-repeats-to-the-bit",
       test_a_restored_state_repeats_to_the_bit);
  return g_test_run ();
}
