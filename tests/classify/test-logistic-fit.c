/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What classify/epi-logistic.h promises where the numbers are not kind, or not
 * numbers at all. */
#include "classify/epi-logistic.h"
#include "some-examples.h"

#include <float.h>
#include <string.h>

#define N 60
#define P 4

static EpiLogisticProblem
problem_of (const EpiExamples *e, double C, int kind)
{
  return (EpiLogisticProblem){&e->X, e->label, C, kind & 1, kind & 2};
}

/* ---- The oracle ---- */

/* f, or f/C where C < 1; its derivatives are slopes there too. */
static void
check_oracle (const EpiLogisticProblem *problem, const double *w)
{
  double alpha[N] = {0}, at[P + 1], above[P + 1], below[P + 1], H[25], g[P + 1];
  const double h = 1e-5;
  EpiLogisticCertificate proof;
  EpiOracle *oracle;

  g_assert_cmpint (epi_logistic_oracle_new (problem, &oracle), ==, EPI_OK);
  size_t q = oracle->n;
  double value = oracle->value (oracle, w, g);
  epi_logistic_certify (problem, w, alpha, 1, &proof);
  g_assert_cmpfloat (fabs (value * fmin (1, problem->C) - proof.primal), <=,
                     1e-13 * proof.primal);
  oracle->hessian (oracle, w, H);
  memcpy (at, w, sizeof at);
  for (size_t f = 0; f < q; f++) {
    at[f] = w[f] + h;
    double up = oracle->value (oracle, at, above);
    at[f] = w[f] - h;
    double down = oracle->value (oracle, at, below);
    at[f] = w[f];
    g_assert_cmpfloat (fabs ((up - down) / (2 * h) - g[f]), <=, 1e-8 * value);
    for (size_t k = 0; k < q; k++)
      g_assert_cmpfloat (fabs ((above[k] - below[k]) / (2 * h) - H[k + f * q]),
                         <=, 1e-8 * value);
  }
  /* f - ½ convexity ‖w‖² is convex still: with a penalty of all of w */
  bool all = problem->penalty && !problem->intercept;
  g_assert_cmpfloat (oracle->convexity, ==, all ? 1 / fmin (1, problem->C) : 0);
  epi_oracle_free (oracle);
}

static void
test_a_small_cost_is_divided_by (void)
{
  EpiExamples e = some_examples (N, P, 2, 0.7, 1);
  static const double w[P + 1] = {0.3, -1, 0.2, 2, -0.5};

  for (double C = 0.0015; C <= 2000; C *= 10)
    for (int kind = 0; kind < 4; kind++) {
      EpiLogisticProblem problem = problem_of (&e, C, kind);
      check_oracle (&problem, w);
    }
  epi_examples_clear (&e);
}

/* log (1 + e^t) is max (t, 0), but for log 2. */
static void
test_no_loss_overflows (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 1);
  EpiLogisticProblem problem = problem_of (&e, 1, 0);
  EpiOracle *oracle;

  g_assert_cmpint (epi_logistic_oracle_new (&problem, &oracle), ==, EPI_OK);
  for (double size = 1; size < 1e200; size *= 10) {
    double w[P] = {size, -size, 2 * size, size}, g[P], least = 0;
    for (size_t i = 0; i < N; i++)
      least += fmax (-e.label[i] * epi_sparse_col_dot (&e.X, i, w), 0);
    double value = oracle->value (oracle, w, g);
    g_assert_cmpfloat (value, >=, (1 - 1e-12) * least);
    g_assert_cmpfloat (value, <=, (1 + 1e-12) * least + N * log (2));
  }
  epi_oracle_free (oracle);
  epi_examples_clear (&e);
}

/* ---- The proof ---- */

/* Far from 0, where no intercept takes the mean, w is wrong in its last digits,
 * and so is s: α is moved until it is 0, also where two features are one and a
 * third nobody has. */
static void
test_far_from_0_it_is_proven (void)
{
  static const struct {
    double origin;
    int kind;
    bool flat;
    double tolerance;
  } cases[] = {{1e5, 0, false, 1e-10}, {1e6, 0, false, 1e-8},
               {1e6, 3, false, 1e-9},  {1e7, 3, false, 1e-8},
               {1e4, 0, true, 1e-11},  {1e6, 3, true, 1e-9}};

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    for (uint64_t seed = 0; seed < 8; seed++) {
      EpiExamples e = some_examples (N, P, 2, 1, seed);
      EpiLogisticProblem problem = problem_of (&e, 1, cases[k].kind);
      EpiLogistic fit;
      for (size_t i = 0; i < N * P; i++)
        e.X.value[i] += cases[k].origin;
      for (size_t i = 0; i < N && cases[k].flat; i++) {
        e.X.value[i * P + 2] = e.X.value[i * P + 1];
        e.X.value[i * P + 3] = 0;
      }
      g_assert_cmpint (
          epi_logistic_fit (&problem, cases[k].tolerance, NULL, &fit), ==,
          EPI_CONVERGED);
      g_assert_cmpfloat (fit.certificate.tolerance_reached, <=,
                         cases[k].tolerance);
      g_assert_cmpuint (fit.iterations, >, 0);
      epi_logistic_clear (&fit);
      g_assert_null (fit.w);
      epi_examples_clear (&e);
    }
}

/* Where w has no penalty the best value does not know the features' units;
 * here one has numbers that are all negative, and one in which the first or
 * last example is next to nothing. */
static void
test_each_feature_has_its_unit (void)
{
  static const double units[P] = {1e-200, 1e200, 1, 1e-9};

  for (int kind = 0; kind < 4; kind += 2) {
    EpiExamples e = some_examples (N, P, 2, 1, 9);
    EpiLogisticProblem problem = problem_of (&e, 1, kind);
    EpiLogistic plain, fit;
    for (size_t i = 0; i < N; i++) {
      e.X.value[i * P + 1] = -fabs (e.X.value[i * P + 1]);
      if (i == 0 || i == N - 1)
        e.X.value[i * P] *= 1e-30;
    }
    g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &plain), ==,
                     EPI_CONVERGED);
    for (size_t i = 0; i < N * P; i++)
      e.X.value[i] *= units[i % P];
    g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (fit.certificate.primal,
                                    plain.certificate.primal,
                                    1e-12 * plain.certificate.primal);
    for (size_t f = 0; f < P; f++)
      g_assert_cmpfloat_with_epsilon (fit.w[f] * units[f], plain.w[f],
                                      1e-6 * fabs (plain.w[f]));
    epi_logistic_clear (&plain);
    epi_logistic_clear (&fit);
    epi_examples_clear (&e);
  }
}

/* No more is proven than there is. */
static void
test_what_is_not_proven_is_not_said (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 9);
  EpiLogisticProblem problem = problem_of (&e, 1, 2);
  EpiLogistic fit;

  g_assert_cmpint (epi_logistic_fit (&problem, 1e-30, NULL, &fit), ==,
                   EPI_NUMERICAL);
  g_assert_cmpint (fit.certificate.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (fit.certificate.tolerance_reached, <=, 1e-12);
  epi_logistic_clear (&fit);
  epi_examples_clear (&e);
}

/* ---- What is refused ---- */

static void
test_what_is_refused (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 9);
  EpiLogisticProblem problem = problem_of (&e, 1, 2);
  EpiCancel cancel = {0};
  EpiLogistic fit;

  epi_cancel_raise (&cancel);
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, &cancel, &fit), ==,
                   EPI_INTERRUPTED);
  g_assert_cmpint (fit.certificate.status, ==, EPI_RUNNING);
  epi_logistic_clear (&fit);
  e.X.value[7] = NAN;
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                   EPI_NOT_FINITE);
  epi_logistic_clear (&fit);
  e.X.value[7] = 1;
  e.X.rows = EPI_LOGISTIC_FEATURES + 1;
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                   EPI_UNSUPPORTED);
  epi_logistic_clear (&fit);
  epi_examples_clear (&e);
}

static void
test_memory_may_run_out (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 9);

  for (int kind = 0; kind < 4; kind++) {
    EpiLogisticProblem problem = problem_of (&e, 1, kind);
    long n = 0;
    for (EpiStatus status = EPI_NO_MEMORY; status != EPI_CONVERGED; n++) {
      EpiLogistic fit;
      epi_alloc_fail_at (n);
      status = epi_logistic_fit (&problem, 1e-8, NULL, &fit);
      g_assert_true (status == EPI_CONVERGED || status == EPI_NO_MEMORY);
      epi_logistic_clear (&fit);
    }
    epi_alloc_fail_at (-1);
    g_assert_cmpint (n, >, 10);
  }
  epi_examples_clear (&e);
}

/* σ(w₀z₀ + w₁z₁ + b); features from p on count for nothing. */
static void
test_others_may_have_more_features (void)
{
  int start[] = {0, 4}, row[] = {0, 1, 2, 3};
  double value[] = {1, 2, 1000, -1000}, w[] = {0.5, 0.25, -2, 7};
  EpiSparse Z = {4, 1, start, row, value};

  g_assert_cmpfloat_with_epsilon (epi_logistic_probability (w, 2, true, &Z, 0),
                                  1 / (1 + exp (1)), DBL_EPSILON);
  g_assert_cmpfloat_with_epsilon (epi_logistic_probability (w, 2, false, &Z, 0),
                                  1 / (1 + exp (-1)), DBL_EPSILON);
}

#define ADD(name, function) g_test_add_func ("/logistic fit/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a small cost is divided by", test_a_small_cost_is_divided_by);
  ADD ("no loss overflows", test_no_loss_overflows);
  ADD ("far from 0 it is proven", test_far_from_0_it_is_proven);
  ADD ("each feature has its unit", test_each_feature_has_its_unit);
  ADD ("what is not proven is not said", test_what_is_not_proven_is_not_said);
  ADD ("what is refused", test_what_is_refused);
  ADD ("memory may run out", test_memory_may_run_out);
  ADD ("others may have more features", test_others_may_have_more_features);
  return g_test_run ();
}
