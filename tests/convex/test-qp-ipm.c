/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-qp-ipm.h"
#include "problem/known-programs.h"

#include "core/epi-random.h"
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

/* minimize cᵀx in the box |x| ≤ 1 cut by planes at least ½ from 0, each row a
 * lower bound, an upper one or both. */
static void
random_box (EpiRandom *random, size_t rows, size_t cols, EpiQp *qp)
{
  EpiTriplet *a = g_new (EpiTriplet, rows * cols);

  for (size_t i = 0; i < rows; i++) {
    double norm = 0;
    for (size_t j = 0; j < cols; j++) {
      double value = epi_random_normal (random);
      a[i * cols + j] = (EpiTriplet){(int)i, (int)j, value};
      norm = hypot (norm, value);
    }
    for (size_t j = 0; j < cols; j++)
      a[i * cols + j].value /= norm;
  }
  make_qp (rows, cols, a, rows * cols, qp);
  g_free (a);
  for (size_t i = 0; i < rows; i++) {
    if (i % 3 != 0)
      qp->row_lower[i] = -0.5 - epi_random_uniform (random);
    if (i % 3 != 1)
      qp->row_upper[i] = 0.5 + epi_random_uniform (random);
  }
  for (size_t j = 0; j < cols; j++) {
    qp->lower[j] = -1;
    qp->upper[j] = 1;
    qp->c[j] = epi_random_normal (random);
  }
}

static bool
is_strictly_inside (const EpiQp *qp, const double *x)
{
  double *activity = g_new0 (double, qp->rows);
  bool inside = true;

  epi_sparse_add_product (&qp->A, 1, x, activity);
  for (size_t i = 0; i < qp->rows; i++)
    inside = inside && activity[i] > qp->row_lower[i] &&
             activity[i] < qp->row_upper[i];
  for (size_t j = 0; j < qp->cols; j++)
    inside = inside && x[j] > qp->lower[j] && x[j] < qp->upper[j];
  g_free (activity);
  return inside;
}

/* As rz = 0 stays, s/τ = h - Gx/τ > 0: begun inside, the way leads through the
 * inside, to the same value. */
static void
test_begun_inside_it_stays_inside (void)
{
  EpiRandom random = epi_random (8, 0);

  for (size_t trial = 0; trial < 60; trial++) {
    size_t rows = 1 + trial % 13, cols = 2 + trial % 7;
    double x0[8];
    EpiQpIpmOptions options = {.tolerance = TOLERANCE, .x0 = x0};
    EpiMethod *method;
    EpiQp qp;
    random_box (&random, rows, cols, &qp);
    for (size_t j = 0; j < cols; j++) /* ‖x₀‖ < 0.5 */
      x0[j] = (epi_random_uniform (&random) - 0.5) / sqrt ((double)cols);
    g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &method), ==, EPI_OK);
    for (size_t j = 0; j < cols; j++)
      g_assert_cmpfloat (fabs (method->x[j] - x0[j]), <=, 1e-15);
    /* The last point lies on walls to within rounding. */
    while (method->status == EPI_RUNNING) {
      g_assert_true (is_strictly_inside (&qp, method->x));
      g_assert_cmpuint (method->k, <, 40);
      epi_method_step (method);
    }
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    double value = method->f;
    epi_method_free (method);
    g_assert_cmpfloat (fabs (value - objective_after (&qp, EPI_OPTIMAL)), <=,
                       4 * TOLERANCE * (1 + fabs (value)));
    epi_qp_clear (&qp);
  }
}

/* A point on a wall, or outside, is none to begin at. */
static void
test_a_start_that_is_not_inside_is_not_taken (void)
{
  static const double outside[2][2] = {{1, 0}, {3, 1}}; /* of x₀ - x₁ ≤ 1 */
  EpiQpIpmOptions options = {.tolerance = TOLERANCE};
  EpiMethod *method, *twin;
  EpiQp qp;

  make_two (1, 1, 0, &qp);
  for (size_t i = 0; i < 2; i++) {
    options.x0 = NULL;
    g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &twin), ==, EPI_OK);
    options.x0 = outside[i];
    g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &method), ==, EPI_OK);
    g_assert_cmpmem (method->x, 2 * sizeof (double), twin->x,
                     2 * sizeof (double));
    epi_method_free (method);
    epi_method_free (twin);
  }
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
  ADD ("begun-inside-it-stays-inside", begun_inside_it_stays_inside);
  ADD ("a-start-that-is-not-inside-is-not-taken",
       a_start_that_is_not_inside_is_not_taken);
  ADD ("numbers-that-are-none-are-refused", numbers_that_are_none_are_refused);
  ADD ("memory-that-is-not-there-is-a-status",
       memory_that_is_not_there_is_a_status);
  return g_test_run ();
}
