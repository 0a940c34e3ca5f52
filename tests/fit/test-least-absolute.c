/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-least-absolute.h"
#include "method-checks.h"
#include "robust-data.h"

#include <math.h>
#include <stdlib.h>

/* Runs to the end: converged, and the certificate agrees. */
static EpiMethod *
solve (const EpiLs *ls, size_t max_steps)
{
  EpiMethod *method;
  EpiLsCertificate certificate;

  g_assert_cmpint (epi_least_absolute_new (ls, &method), ==, EPI_OK);
  g_assert_cmpint (check_steps_allocate_nothing (method, max_steps), ==,
                   EPI_CONVERGED);
  EpiMatrix theta = epi_matrix_view (method->x, method->n, 1, method->n);
  g_assert_cmpint (epi_ls_certify (ls, &theta, epi_least_absolute_dual (method),
                                   1e-8, &certificate),
                   ==, EPI_OK);
  g_assert_cmpint (certificate.status, ==, EPI_OPTIMAL);
  return method;
}

static size_t
count_interpolated (const EpiLs *ls, const double *theta)
{
  size_t zero = 0;

  for (size_t i = 0; i < ls->A.rows; i++)
    zero +=
        (ls->weights == NULL || ls->weights[i] > 0) &&
        fabs (residual (ls, theta, i)) <= 1e-10 * (1 + fabs (ls->B.data[i]));
  return zero;
}

static void
test_stack_loss_has_its_published_coefficients (void)
{
  Data data = stackloss_new (EPI_LOSS_ABSOLUTE);
  EpiMethod *method = solve (&data.ls, 50);
  check_stackloss (method);
  epi_method_free (method);
  data_clear (&data);
}

/* θ is a weighted median: neither side of it weighs more than half. */
static void
test_a_constant_fit_is_the_weighted_median (void)
{
  for (uint64_t seed = 1; seed < 60; seed++) {
    Data data = contaminated_new (1 + seed, 1, seed, seed % 2 == 0);
    double below = 0, above = 0, total = 0;
    EpiMethod *method = solve (&data.ls, 100);
    for (size_t i = 0; i < data.ls.A.rows; i++) {
      double w = data.weights != NULL ? data.weights[i] : 1;
      double r = residual (&data.ls, method->x, i);
      double tiny = 1e-14 * fabs (method->x[0]);
      total += w;
      below += r > tiny ? w : 0;
      above += r < -tiny ? w : 0;
    }
    g_assert_cmpfloat (below, <=, total / 2);
    g_assert_cmpfloat (above, <=, total / 2);
    epi_method_free (method);
    data_clear (&data);
  }
}

static void
test_answers_interpolate_p_points (void)
{
  for (uint64_t seed = 1; seed < 40; seed++) {
    size_t n = 20 + 10 * seed, p = 1 + seed % 6;
    Data data = contaminated_new (n, p, seed, seed % 3 == 0);
    EpiMethod *method = solve (&data.ls, 300);
    g_assert_cmpuint (count_interpolated (&data.ls, method->x), >=, p);
    epi_method_free (method);
    data_clear (&data);
  }
}

/* Columns 1, t, 1 - 2t, 0: rank 2. */
static void
test_dependent_columns_are_no_trouble (void)
{
  for (uint64_t seed = 1; seed < 20; seed++) {
    Data data = contaminated_new (40, 4, seed, false);
    for (size_t i = 0; i < 40; i++) {
      double t = *epi_matrix_at (&data.ls.A, i, 1);
      *epi_matrix_at (&data.ls.A, i, 2) = 1 - 2 * t;
      *epi_matrix_at (&data.ls.A, i, 3) = 0;
    }
    EpiMethod *method = solve (&data.ls, 100);
    g_assert_cmpuint (count_interpolated (&data.ls, method->x), >=, 2);
    g_assert_cmpfloat (method->x[3], ==, 0);
    EpiLs slim = data.ls;
    slim.A.cols = 2;
    EpiMethod *same = solve (&slim, 100);
    g_assert_cmpfloat_with_epsilon (method->f, same->f, 1e-12 * same->f);
    epi_method_free (method);
    epi_method_free (same);
    data_clear (&data);
  }
}

static void
test_degenerate_problems_end (void)
{
  /* Integers on a small grid: many ties, many rows through one vertex, many
   * optima. */
  for (uint64_t seed = 1; seed < 200; seed++) {
    EpiRandom random = epi_random (seed, 9);
    size_t n = 6 + epi_random_below (&random, 60);
    Data data = data_new (n, 3);
    for (size_t i = 0; i < n; i++) {
      *epi_matrix_at (&data.ls.A, i, 0) = 1;
      *epi_matrix_at (&data.ls.A, i, 1) = (double)epi_random_below (&random, 4);
      *epi_matrix_at (&data.ls.A, i, 2) = (double)epi_random_below (&random, 3);
      data.ls.B.data[i] = (double)epi_random_below (&random, 4);
    }
    epi_method_free (solve (&data.ls, 200));
    data_clear (&data);
  }
}

/* b = Aθ for a θ: all residuals are 0.  And b = 0. */
static void
test_an_exact_fit_costs_nothing (void)
{
  for (uint64_t seed = 1; seed < 20; seed++) {
    Data data = contaminated_new (30, 3, seed, false);
    for (size_t i = 0; i < 30; i++)
      data.ls.B.data[i] = seed % 2 *
                          (1 + *epi_matrix_at (&data.ls.A, i, 1) -
                           4 * *epi_matrix_at (&data.ls.A, i, 2));
    EpiMethod *method = solve (&data.ls, 100);
    g_assert_cmpfloat (method->f, <=, 30 * 1e-14);
    epi_method_free (method);
    data_clear (&data);
  }
}

/* The units of b and of the weights do not matter, however small or large. */
static void
test_units_do_not_matter (void)
{
  static const double units[] = {0x1p-60, 0x1p-20, 0x1p30, 0x1p80};
  Data data = contaminated_new (200, 3, 7, false);
  double *w = g_new (double, 200);
  EpiMethod *plain = solve (&data.ls, 100);

  for (size_t u = 0; u < G_N_ELEMENTS (units); u++) {
    EpiLs other = data.ls;
    EpiMethod *method;
    for (size_t i = 0; i < 200; i++)
      w[i] = units[G_N_ELEMENTS (units) - 1 - u];
    epi_matrix_new (200, 1, &other.B);
    for (size_t i = 0; i < 200; i++)
      other.B.data[i] = data.ls.B.data[i] * units[u];
    other.weights = w;
    g_assert_cmpint (epi_least_absolute_new (&other, &method), ==, EPI_OK);
    g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==,
                     EPI_CONVERGED);
    for (size_t j = 0; j < 3; j++)
      g_assert_cmpfloat (method->x[j], ==, plain->x[j] * units[u]);
    epi_matrix_clear (&other.B);
    epi_method_free (method);
  }
  epi_method_free (plain);
  g_free (w);
  data_clear (&data);
}

static void
test_the_cost_never_rises (void)
{
  for (uint64_t seed = 1; seed < 20; seed++) {
    Data data = contaminated_new (300, 5, seed, false);
    EpiMethod *method;
    epi_least_absolute_new (&data.ls, &method);
    for (size_t j = 0; j < 5; j++) /* from θ = 0 */
      g_assert_cmpfloat (method->x[j], ==, 0);
    for (double f = method->f; method->status == EPI_RUNNING; f = method->f) {
      epi_method_step (method);
      g_assert_cmpfloat (method->f, <=, f * (1 + 2e-6)); /* b is perturbed */
    }
    g_assert_cmpuint (method->k, >, 5);
    g_assert_cmpuint (method->k, <, 50);
    epi_method_free (method);
    data_clear (&data);
  }
}

/* Every frame's dual point is feasible and below the cost. */
static void
test_every_frame_has_a_bound (void)
{
  Data data = contaminated_new (80, 3, 5, true);
  EpiMethod *method;
  epi_least_absolute_new (&data.ls, &method);
  while (method->status == EPI_RUNNING) {
    epi_method_step (method);
    EpiFrame *frame = epi_method_record (method);
    const double *y = epi_frame_find (frame, "dual")->data;
    double size = 0;
    for (size_t i = 0; i < 80; i++) {
      g_assert_cmpfloat (fabs (y[i]), <=, data.weights[i] * (1 + 1e-15));
      size += fabs (data.ls.B.data[i] * y[i]);
    }
    g_assert_cmpfloat (epi_frame_scalar (frame, "dual_objective", NAN), <=,
                       method->f + 1e-9 * (1 + size));
    epi_frame_unref (frame);
  }
  epi_method_free (method);
  data_clear (&data);
}

static void
test_many_rows_end_too (void)
{
  Data data = contaminated_new (20000, 4, 11, false);
  EpiMethod *method = solve (&data.ls, 200);

  g_test_message ("20000 rows: %zu steps", method->k);
  epi_method_free (method);
  data_clear (&data);
}

static void
test_a_restored_state_repeats_to_the_bit (void)
{
  for (size_t at = 0; at < 12; at += 2) {
    Data data = contaminated_new (40, 3, 4, false);
    EpiMethod *method, *twin;
    epi_least_absolute_new (&data.ls, &method);
    epi_least_absolute_new (&data.ls, &twin);
    check_restored_state_repeats (method, twin, at, 12);
    data_clear (&data);
  }
}

static void
test_not_finite_is_said (void)
{
  Data data = contaminated_new (9, 2, 1, false);
  EpiMethod *method;

  data.ls.B.data[3] = NAN;
  g_assert_cmpint (epi_least_absolute_new (&data.ls, &method), ==,
                   EPI_NOT_FINITE);
  g_assert_null (method);
  data.ls.B.data[3] = 1;
  data.ls.A.data[3] = INFINITY;
  g_assert_cmpint (epi_least_absolute_new (&data.ls, &method), ==,
                   EPI_NOT_FINITE);
  data_clear (&data);
}

static void
test_memory_may_run_out (void)
{
  Data data = contaminated_new (9, 3, 1, true);
  EpiStatus status = EPI_NO_MEMORY;
  EpiMethod *method = NULL;
  long failures = -1;

  while (status == EPI_NO_MEMORY) {
    g_assert_null (method);
    epi_alloc_fail_at (++failures);
    status = epi_least_absolute_new (&data.ls, &method);
    epi_alloc_fail_at (-1);
  }
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (failures, >, 10);
  epi_method_free (method);
  data_clear (&data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/least-absolute/" name, func)
  ADD ("stack-loss-has-its-published-coefficients",
       test_stack_loss_has_its_published_coefficients);
  ADD ("a-constant-fit-is-the-weighted-median",
       test_a_constant_fit_is_the_weighted_median);
  ADD ("answers-interpolate-p-points", test_answers_interpolate_p_points);
  ADD ("dependent-columns-are-no-trouble",
       test_dependent_columns_are_no_trouble);
  ADD ("degenerate-problems-end", test_degenerate_problems_end);
  ADD ("an-exact-fit-costs-nothing", test_an_exact_fit_costs_nothing);
  ADD ("units-do-not-matter", test_units_do_not_matter);
  ADD ("the-cost-never-rises", test_the_cost_never_rises);
  ADD ("every-frame-has-a-bound", test_every_frame_has_a_bound);
  ADD ("many-rows-end-too", test_many_rows_end_too);
  ADD ("a-restored-state-repeats-to-the-bit",
       test_a_restored_state_repeats_to_the_bit);
  ADD ("not-finite-is-said", test_not_finite_is_said);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
