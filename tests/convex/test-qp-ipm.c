/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-qp-ipm.h"
#include "problem/known-programs.h"

#include "method-checks.h"
#include "problem/epi-certificate.h"
#include "problem/epi-qp-models.h"

#include <math.h>

#define TOLERANCE 1e-8

/* Solves; the certificate has to show what is expected. */
static void
check_shown (const EpiQp *qp, EpiStatus expected, EpiQpAnswer *answer)
{
  EpiQpIpmOptions options = {.tolerance = TOLERANCE / 2};
  EpiConvexCertificate certificate;
  EpiMethod *method;

  g_assert_cmpint (epi_qp_ipm_new (qp, &options, &method), ==, EPI_OK);
  check_steps_allocate_nothing (method, 50);
  g_assert_cmpint (epi_qp_answer_new (qp, answer), ==, EPI_OK);
  epi_qp_ipm_answer (method, answer);
  g_assert_cmpint (epi_qp_certify (qp, answer, TOLERANCE, &certificate), ==,
                   EPI_OK);
  g_assert_cmpstr (certificate.missing, ==, NULL);
  g_assert_cmpint (certificate.status, ==, expected);
  epi_method_free (method);
}

static double
objective_after (const EpiQp *qp, EpiStatus expected)
{
  EpiQpAnswer answer;
  check_shown (qp, expected, &answer);
  double value = epi_qp_objective (qp, answer.x);
  epi_qp_answer_clear (&answer);
  return value;
}

/* Rows and variables of every kind, with and without Q, both senses: the
 * optimum is that of the pair that was chosen first. */
static void
test_known_programs_are_solved (void)
{
  for (guint32 seed = 0; seed < 60; seed++) {
    EpiQp qp;
    EpiQpAnswer known;
    known_qp (seed, 3 + seed % 17, 4 + seed % 23, &qp, &known);
    double optimum = epi_qp_objective (&qp, known.x);
    double found = objective_after (&qp, EPI_OPTIMAL);
    g_assert_cmpfloat (fabs (found - optimum), <=, 1e-6 * (1 + fabs (optimum)));
    epi_qp_answer_clear (&known);
    epi_qp_clear (&qp);
  }
}

static void
test_a_restored_state_repeats (void)
{
  EpiQpIpmOptions options = {.tolerance = TOLERANCE};
  EpiMethod *method, *twin;
  EpiQp qp;
  EpiQpAnswer known;
  known_qp (5, 9, 14, &qp, &known);
  g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &twin), ==, EPI_OK);
  check_restored_state_repeats (method, twin, 3, 4);
  epi_qp_answer_clear (&known);
  epi_qp_clear (&qp);
}

/* min (or max) c₀x₀ + c₁x₁ + ½ q x₀² with x₀ - x₁ ≤ 1, x ≥ 0. */
static void
make_two (double c0, double c1, double q, EpiQp *qp)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -1}}, Q[] = {{0, 0, q}};
  make_qp (1, 2, a, 2, qp);
  qp->row_upper[0] = 1;
  qp->c[0] = c0;
  qp->c[1] = c1;
  if (q != 0) {
    epi_sparse_clear (&qp->Q);
    epi_sparse_from_triplets (2, 2, Q, 1, &qp->Q);
  }
}

static void
test_unbounded_comes_with_ray_and_point (void)
{
  EpiQp qp;
  EpiQpAnswer answer;
  make_two (-1, -1, 0, &qp);
  check_shown (&qp, EPI_UNBOUNDED, &answer);
  epi_qp_answer_clear (&answer);
  qp.maximize = true; /* max -x₀ - x₁ = 0 */
  g_assert_cmpfloat (fabs (objective_after (&qp, EPI_OPTIMAL)), <=, 1e-7);
  epi_qp_clear (&qp);

  make_two (0, -1, 1, &qp); /* along x₁, where Q vanishes */
  check_shown (&qp, EPI_UNBOUNDED, &answer);
  g_assert_cmpfloat (fabs (answer.x[0]), <=, TOLERANCE);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* x₀ + x₁ ≥ 3 while x ≤ 1: no row or bound alone shows it. */
static void
test_infeasible_comes_with_a_ray (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -1}, {1, 0, 1}, {1, 1, 1}};
  EpiQpAnswer answer;
  EpiQp qp;
  make_qp (2, 2, a, 4, &qp);
  qp.row_lower[1] = 3; /* x₀ + x₁ ≥ 3 */
  qp.row_lower[0] = 2; /* x₀ - x₁ ≥ 2 */
  qp.upper[0] = 2.25;
  check_shown (&qp, EPI_INFEASIBLE, &answer);
  epi_qp_answer_clear (&answer);
  qp.lower[1] = 5; /* and now the bounds cross */
  qp.upper[1] = 4;
  check_shown (&qp, EPI_INFEASIBLE, &answer);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* Both primal and dual infeasible: whatever is claimed is shown. */
static void
test_neither_primal_nor_dual_feasible (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -1}, {1, 0, -1}, {1, 1, 1}};
  EpiQpAnswer answer;
  EpiQp qp;
  make_qp (2, 2, a, 4, &qp);
  qp.c[0] = qp.c[1] = -1;
  qp.row_lower[0] = qp.row_lower[1] = 1; /* x₀ - x₁ ≥ 1 and ≤ -1 */
  check_shown (&qp, EPI_INFEASIBLE, &answer);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

static void
test_fixed_variables_and_nothing_at_all (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, 2}};
  EpiQp qp;
  make_qp (1, 2, a, 2, &qp);
  qp.c[0] = 1;
  qp.c[1] = 1;
  for (int j = 0; j < 2; j++)
    qp.lower[j] = qp.upper[j] = 3;
  qp.row_upper[0] = 9;
  g_assert_cmpfloat (objective_after (&qp, EPI_OPTIMAL), ==, 6);
  epi_qp_clear (&qp);

  g_assert_cmpint (epi_qp_new (0, 0, &qp), ==, EPI_OK);
  qp.c0 = 7;
  g_assert_cmpfloat (objective_after (&qp, EPI_OPTIMAL), ==, 7);
  epi_qp_clear (&qp);
}

/* Nonnegative least squares with orthogonal columns: xⱼ = max (0, aⱼᵀb/aⱼᵀaⱼ),
 * here (1, 0) of (1, -1). */
static void
test_nonnegative_least_squares (void)
{
  double a[] = {1, 1, 1, 1, 1, -1, 1, -1}, b[] = {0, 2, 0, 2};
  double lower[] = {0, 0};
  EpiMatrix A = epi_matrix_view (a, 4, 2, 4);
  EpiQpAnswer answer;
  EpiQp qp;
  g_assert_cmpint (epi_qp_least_squares (&A, b, lower, NULL, &qp), ==, EPI_OK);
  check_shown (&qp, EPI_OPTIMAL, &answer);
  g_assert_cmpfloat (fabs (answer.x[0] - 1), <=, 1e-4);
  g_assert_cmpfloat (fabs (answer.x[1]), <=, 1e-4);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* Uncorrelated assets with γ = 0: the weights are as 1/σ². */
static void
test_the_portfolio_of_least_risk (void)
{
  double s[] = {1, 0, 0, 0, 2, 0, 0, 0, 4}, mu[] = {1, 2, 3};
  EpiMatrix sigma = epi_matrix_view (s, 3, 3, 3);
  EpiQpAnswer answer;
  EpiQp qp;
  g_assert_cmpint (epi_qp_portfolio (&sigma, mu, 0, NULL, NULL, &qp), ==,
                   EPI_OK);
  check_shown (&qp, EPI_OPTIMAL, &answer);
  for (int j = 0; j < 3; j++)
    g_assert_cmpfloat (fabs (answer.x[j] - 4.0 / 7 / s[4 * j]), <=, 1e-5);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* Transportation with all supplies and demands equal is as degenerate as can
 * be, and its equalities depend on each other. */
static void
test_a_degenerate_transportation (void)
{
  enum { N = 12 };
  EpiTriplet a[2 * N * N];
  size_t count = 0;
  EpiQp qp;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[count++] = (EpiTriplet){i, i * N + j, 1};
      a[count++] = (EpiTriplet){N + j, i * N + j, 1};
    }
  make_qp (2 * N, N * N, a, count, &qp);
  for (int i = 0; i < 2 * N; i++)
    qp.row_lower[i] = qp.row_upper[i] = 1;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) /* costs |i - j|: the identity costs 0 */
      qp.c[i * N + j] = abs (i - j);
  g_assert_cmpfloat (fabs (objective_after (&qp, EPI_OPTIMAL)), <=, 1e-6);
  epi_qp_clear (&qp);
}

/* Costs and bounds that are 1e±12 apart. */
static void
test_bad_units (void)
{
  EpiTriplet a[] = {{0, 0, 1e12}, {0, 1, 1e12}, {1, 0, 1e-12}, {1, 1, -1e-12}};
  EpiQp qp;
  make_qp (2, 2, a, 4, &qp);
  qp.row_lower[0] = qp.row_upper[0] = 2e12; /* x₀ + x₁ = 2 */
  qp.row_upper[1] = 0;                      /* x₀ ≤ x₁ */
  qp.c[0] = 1;
  qp.c[1] = 3; /* x = (1, 1) */
  g_assert_cmpfloat (fabs (objective_after (&qp, EPI_OPTIMAL) - 4), <=, 1e-6);
  epi_qp_clear (&qp);
}

static void
test_numbers_that_are_none_are_refused (void)
{
  EpiQpIpmOptions options = {.tolerance = TOLERANCE};
  EpiMethod *method;
  EpiQp qp;
  make_two (1, NAN, 0, &qp);
  g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &method), ==, EPI_NOT_FINITE);
  g_assert_null (method);
  epi_qp_clear (&qp);
}

static void
test_memory_that_is_not_there_is_a_status (void)
{
  EpiQpIpmOptions options = {.tolerance = TOLERANCE};
  EpiMethod *method = NULL;
  EpiQp qp;
  make_two (1, 1, 1, &qp);
  for (long n = 0; method == NULL; n++) {
    epi_alloc_fail_at (n);
    EpiStatus status = epi_qp_ipm_new (&qp, &options, &method);
    epi_alloc_fail_at (-1);
    g_assert_cmpint (status, ==, method == NULL ? EPI_NO_MEMORY : EPI_OK);
  }
  epi_method_free (method);
  epi_qp_clear (&qp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/qp-ipm/" name, test_##func)
  ADD ("known-programs-are-solved", known_programs_are_solved);
  ADD ("a-restored-state-repeats", a_restored_state_repeats);
  ADD ("unbounded-comes-with-ray-and-point",
       unbounded_comes_with_ray_and_point);
  ADD ("infeasible-comes-with-a-ray", infeasible_comes_with_a_ray);
  ADD ("neither-primal-nor-dual-feasible", neither_primal_nor_dual_feasible);
  ADD ("fixed-variables-and-nothing-at-all",
       fixed_variables_and_nothing_at_all);
  ADD ("nonnegative-least-squares", nonnegative_least_squares);
  ADD ("the-portfolio-of-least-risk", the_portfolio_of_least_risk);
  ADD ("a-degenerate-transportation", a_degenerate_transportation);
  ADD ("bad-units", bad_units);
  ADD ("numbers-that-are-none-are-refused", numbers_that_are_none_are_refused);
  ADD ("memory-that-is-not-there-is-a-status",
       memory_that_is_not_there_is_a_status);
  return g_test_run ();
}
