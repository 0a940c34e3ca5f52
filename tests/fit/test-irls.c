/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-irls.h"
#include "method-checks.h"
#include "robust-data.h"

#include <math.h>

/* Runs to the end: converged, and the certificate agrees. */
static EpiMethod *
solve (const EpiLs *ls, size_t max_steps)
{
  EpiMethod *method;
  EpiLsCertificate certificate;

  g_assert_cmpint (epi_irls_new (ls, &method), ==, EPI_OK);
  g_assert_cmpint (check_steps_allocate_nothing (method, max_steps), ==,
                   EPI_CONVERGED);
  EpiMatrix theta = epi_matrix_view (method->x, method->n, 1, method->n);
  g_assert_cmpint (
      epi_ls_certify (ls, &theta, epi_irls_dual (method), 1e-8, &certificate),
      ==, EPI_OK);
  g_assert_cmpint (certificate.status, ==, EPI_OPTIMAL);
  return method;
}

static void
test_stack_loss_has_its_published_coefficients (void)
{
  Data data = stackloss_new (EPI_LOSS_ABSOLUTE);
  EpiMethod *method = solve (&data.ls, 100);
  check_stackloss (method);
  epi_method_free (method);
  data_clear (&data);
}

static void
test_hubers_loss_meets_its_neighbours (void)
{
  /* δ → ∞ is least squares; δ → 0, divided by 2δ, is least absolute. */
  Data data = stackloss_new (EPI_LOSS_HUBER);

  data.ls.huber_delta = 100;
  EpiMethod *wide = solve (&data.ls, 100);
  g_assert_cmpfloat_with_epsilon (wide->x[0], -39.9196744, 1e-6);
  g_assert_cmpfloat_with_epsilon (wide->x[1], 0.7156402, 1e-6);
  g_assert_cmpfloat_with_epsilon (wide->x[2], 1.2952861, 1e-6);
  g_assert_cmpfloat_with_epsilon (wide->x[3], -0.1521225, 1e-6);
  data.ls.huber_delta = 1e-4;
  EpiMethod *narrow = solve (&data.ls, 100000);
  g_assert_cmpfloat_with_epsilon (narrow->f / 2e-4, 42.08116, 2e-3);
  epi_method_free (wide);
  epi_method_free (narrow);
  data_clear (&data);
}

static void
test_hubers_answer_balances_clipped_residuals (void)
{
  for (uint64_t seed = 1; seed < 20; seed++) {
    Data data = contaminated_new (60, 3, seed, seed % 2 == 0);
    data.ls.loss = EPI_LOSS_HUBER;
    EpiMethod *method = solve (&data.ls, 1000);
    for (size_t j = 0; j < 3; j++) { /* Σ wᵢ clip (rᵢ) aᵢ = 0 */
      double sum = 0;
      for (size_t i = 0; i < 60; i++) {
        double r = -data.ls.B.data[i];
        for (size_t l = 0; l < 3; l++)
          r += *epi_matrix_at (&data.ls.A, i, l) * method->x[l];
        sum += (data.weights != NULL ? data.weights[i] : 1) *
               fmax (-1, fmin (1, r)) * *epi_matrix_at (&data.ls.A, i, j);
      }
      g_assert_cmpfloat_with_epsilon (sum, 0, 1e-3);
    }
    epi_method_free (method);
    data_clear (&data);
  }
}

static void
test_absolute_answers_interpolate_p_points (void)
{
  for (uint64_t seed = 1; seed < 40; seed++) {
    size_t n = 20 + 10 * seed, p = 1 + seed % 6, zero = 0;
    Data data = contaminated_new (n, p, seed, seed % 3 == 0);
    data.ls.loss = EPI_LOSS_ABSOLUTE;
    EpiMethod *method = solve (&data.ls, 2000);
    for (size_t i = 0; i < n; i++) {
      double r = -data.ls.B.data[i];
      for (size_t l = 0; l < p; l++)
        r += *epi_matrix_at (&data.ls.A, i, l) * method->x[l];
      zero += fabs (r) < 1e-9;
    }
    g_assert_cmpuint (zero, >=, p);
    epi_method_free (method);
    data_clear (&data);
  }
}

static void
test_degenerate_absolute_problems_end (void)
{
  /* Integers on a small grid: many ties, many rows through one vertex. */
  for (uint64_t seed = 1; seed < 200; seed++) {
    EpiRandom random = epi_random (seed, 9);
    size_t n = 6 + epi_random_below (&random, 60);
    Data data = data_new (n, 3);
    data.ls.loss = EPI_LOSS_ABSOLUTE;
    for (size_t i = 0; i < n; i++) {
      *epi_matrix_at (&data.ls.A, i, 0) = 1;
      *epi_matrix_at (&data.ls.A, i, 1) =
          (double)epi_random_below (&random, 4) + (i == 0 ? 7 : 0);
      *epi_matrix_at (&data.ls.A, i, 2) =
          (double)epi_random_below (&random, 3) + (i == 1 ? 5 : 0);
      data.ls.B.data[i] = (double)epi_random_below (&random, 4);
    }
    epi_method_free (solve (&data.ls, 2000));
    data_clear (&data);
  }
}

static void
test_ridge_works_with_both_losses (void)
{
  for (uint64_t seed = 1; seed < 200; seed++)
    for (EpiLoss loss = EPI_LOSS_HUBER; loss <= EPI_LOSS_ABSOLUTE; loss++) {
      Data data = contaminated_new (50, 4, seed, false);
      data.ls.loss = loss;
      data.ls.ridge = seed % 2 == 0 ? 0.5 : 20;
      data.ls.n_free = seed % 3 == 0 ? 0 : 1;
      epi_method_free (solve (&data.ls, 500));
      data_clear (&data);
    }
}

static void
test_majorization_never_raises_the_objective (void)
{
  Data data = contaminated_new (80, 3, 5, false);
  EpiMethod *method;

  data.ls.loss = EPI_LOSS_HUBER;
  epi_irls_new (&data.ls, &method);
  for (double f = method->f; method->status == EPI_RUNNING; f = method->f) {
    epi_method_step (method);
    g_assert_cmpfloat (method->f, <=, f * (1 + 1e-12));
  }
  epi_method_free (method);
  data_clear (&data);
}

static void
test_many_rows_end_too (void)
{
  Data data = contaminated_new (20000, 4, 11, false);

  data.ls.loss = EPI_LOSS_ABSOLUTE;
  EpiMethod *method = solve (&data.ls, 300);
  g_test_message ("absolute loss, 20000 rows: %zu steps", method->k);
  epi_method_free (method);
  data.ls.loss = EPI_LOSS_HUBER;
  epi_method_free (solve (&data.ls, 100));
  data_clear (&data);
}

static void
test_dependent_columns_are_singular (void)
{
  Data data = contaminated_new (20, 3, 2, false);
  EpiMethod *method;

  for (size_t i = 0; i < 20; i++)
    *epi_matrix_at (&data.ls.A, i, 2) = 2 * *epi_matrix_at (&data.ls.A, i, 1);
  data.ls.loss = EPI_LOSS_ABSOLUTE;
  g_assert_cmpint (epi_irls_new (&data.ls, &method), ==, EPI_SINGULAR);
  g_assert_null (method);
  data_clear (&data);
}

static void
test_a_restored_state_repeats_to_the_bit (void)
{
  for (EpiLoss loss = EPI_LOSS_HUBER; loss <= EPI_LOSS_ABSOLUTE; loss++)
    for (size_t at = 0; at < 12; at += 2)
      for (int ridge = 0; ridge < 2; ridge++) {
        Data data = contaminated_new (40, 3, 4, false);
        EpiMethod *method, *twin;
        data.ls.loss = loss;
        data.ls.ridge = ridge;
        epi_irls_new (&data.ls, &method);
        epi_irls_new (&data.ls, &twin);
        check_restored_state_repeats (method, twin, at, 12);
        data_clear (&data);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/irls/" name, func)
  ADD ("stack-loss-has-its-published-coefficients",
       test_stack_loss_has_its_published_coefficients);
  ADD ("hubers-loss-meets-its-neighbours",
       test_hubers_loss_meets_its_neighbours);
  ADD ("hubers-answer-balances-clipped-residuals",
       test_hubers_answer_balances_clipped_residuals);
  ADD ("absolute-answers-interpolate-p-points",
       test_absolute_answers_interpolate_p_points);
  ADD ("degenerate-absolute-problems-end",
       test_degenerate_absolute_problems_end);
  ADD ("ridge-works-with-both-losses", test_ridge_works_with_both_losses);
  ADD ("majorization-never-raises-the-objective",
       test_majorization_never_raises_the_objective);
  ADD ("many-rows-end-too", test_many_rows_end_too);
  ADD ("dependent-columns-are-singular", test_dependent_columns_are_singular);
  ADD ("a-restored-state-repeats-to-the-bit",
       test_a_restored_state_repeats_to_the_bit);
  return g_test_run ();
}
