/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "problem/epi-certificate.h"
#include "problem/epi-qp-models.h"

#include <glib.h>
#include <math.h>

static EpiConvexCertificate
certify (const EpiQp *qp, const EpiQpAnswer *answer, double tolerance)
{
  EpiConvexCertificate out;
  g_assert_cmpint (epi_qp_certify (qp, answer, tolerance, &out), ==, EPI_OK);
  return out;
}

/* The interior-point method finds the x of the closed form. */
static void
assert_solved (const EpiQp *qp, const double *x, size_t n)
{
  EpiProgram program = {.kind = EPI_PROGRAM_QUADRATIC, .qp = *qp};
  EpiSolveOptions options = {"ipm", 1e-10, 200};
  EpiSolution solution;

  g_assert_cmpint (epi_solve (&program, &options, NULL, NULL, &solution), ==,
                   EPI_OPTIMAL);
  /* ‖x - x*‖² ≤ 2 gap/μ, and f curves by μ = 0.02 at least in these tests. */
  for (size_t j = 0; j < n; j++)
    g_assert_cmpfloat_with_epsilon (solution.answer.qp.x[j], x[j], 1e-4);
  epi_solution_clear (&solution);
}

/* A (m,n) with orthogonal columns of length 2, whole numbers over 1: signs of
 * Hadamard's matrix. */
static void
fill_hadamard (EpiMatrix *A)
{
  for (size_t j = 0; j < A->cols; j++)
    for (size_t i = 0; i < A->rows; i++)
      *epi_matrix_at (A, i, j) = __builtin_popcountl (i & j) % 2 ? -1 : 1;
}

/* r, y = -2r and z = 2Aᵀr for the x that is there. */
static void
complete (const EpiMatrix *A, const double *b, EpiQpAnswer *answer)
{
  size_t m = A->rows, n = A->cols;
  answer->status = EPI_CONVERGED;
  for (size_t i = 0; i < m; i++) {
    double r = -b[i];
    for (size_t j = 0; j < n; j++)
      r += *epi_matrix_at (A, i, j) * answer->x[j];
    answer->x[n + i] = r;
    answer->y[i] = -2 * r;
  }
  for (size_t j = 0; j < n; j++) {
    answer->z[j] = 0;
    for (size_t i = 0; i < m; i++)
      answer->z[j] += 2 * *epi_matrix_at (A, i, j) * answer->x[n + i];
  }
}

/* With orthogonal columns every coordinate is on its own: x is Aᵀb/‖a‖² cut to
 * the bounds. */
static void
test_orthogonal_columns_are_cut_to_the_bounds (void)
{
  enum { m = 8, n = 5 };
  double b[m] = {4, -3, 2, 8, -5, 1, 7, -6};
  double lower[n] = {0, -0.5, 0, -INFINITY, 0};
  double upper[n] = {0.5, INFINITY, INFINITY, -1, 2};
  EpiQpAnswer answer;
  EpiMatrix A;
  EpiQp qp;

  epi_matrix_new (m, n, &A);
  fill_hadamard (&A);
  g_assert_cmpint (epi_qp_least_squares (&A, b, lower, upper, &qp), ==, EPI_OK);
  epi_qp_answer_new (&qp, &answer);
  int cut = 0;
  for (size_t j = 0; j < n; j++) {
    double at = 0;
    for (size_t i = 0; i < m; i++)
      at += *epi_matrix_at (&A, i, j) * b[i] / m;
    answer.x[j] = fmin (upper[j], fmax (lower[j], at));
    cut += answer.x[j] != at;
  }
  g_assert_cmpint (cut, >, 1);
  g_assert_cmpint (cut, <, n);
  complete (&A, b, &answer);
  EpiConvexCertificate out = certify (&qp, &answer, 0);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  double sum = 0;
  for (size_t i = 0; i < m; i++)
    sum += answer.x[n + i] * answer.x[n + i];
  g_assert_true (out.primal == sum);
  assert_solved (&qp, answer.x, n);
  answer.x[4] += 0.125;
  complete (&A, b, &answer);
  g_assert_cmpint (certify (&qp, &answer, 1e-4).status, ==, EPI_RUNNING);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);

  /* Without bounds it is the least-squares answer. */
  g_assert_cmpint (epi_qp_least_squares (&A, b, NULL, NULL, &qp), ==, EPI_OK);
  epi_qp_answer_new (&qp, &answer);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++)
      answer.x[j] += *epi_matrix_at (&A, i, j) * b[i] / m;
  complete (&A, b, &answer);
  g_assert_cmpint (certify (&qp, &answer, 0).status, ==, EPI_OPTIMAL);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
  epi_matrix_clear (&A);
}

/* Assets that do not move together: 2σⱼ²xⱼ - γμⱼ = ν where xⱼ > 0, so
 * xⱼ = (γμⱼ + ν)₊/(2σⱼ²), and ν makes the sum 1: it grows with ν, and between
 * two breakpoints it is a line. */
static double
fill_level (size_t n, const double *variance, const double *mu, double gamma,
            double *x)
{
  double low = -1e3, high = 1e3;
  for (int k = 0; k < 200; k++) {
    double nu = (low + high) / 2, sum = 0;
    for (size_t j = 0; j < n; j++)
      sum += x[j] = fmax (0, gamma * mu[j] + nu) / (2 * variance[j]);
    *(sum > 1 ? &high : &low) = nu;
  }
  return low;
}

static void
test_a_portfolio_fills_to_one_level (void)
{
  enum { n = 6 };
  double mu[n] = {0.01, 0.05, 0.11, 0.02, 0.08, 0.2};
  double variance[n] = {0.01, 0.04, 0.09, 0.02, 0.05, 0.4};
  double last_risk = 0, last_return = 0;

  for (double gamma = 0; gamma < 20; gamma = 2 * gamma + 0.125) {
    double risk = 0, mean = 0;
    EpiQpAnswer answer;
    EpiMatrix sigma;
    EpiQp qp;

    epi_matrix_new (n, n, &sigma);
    for (size_t j = 0; j < n; j++)
      *epi_matrix_at (&sigma, j, j) = variance[j];
    g_assert_cmpint (epi_qp_portfolio (&sigma, mu, gamma, NULL, NULL, &qp), ==,
                     EPI_OK);
    epi_qp_answer_new (&qp, &answer);
    answer.status = EPI_CONVERGED;
    double nu = answer.y[0] = fill_level (n, variance, mu, gamma, answer.x);
    for (size_t j = 0; j < n; j++) {
      answer.z[j] = fmax (0, -gamma * mu[j] - nu);
      risk += variance[j] * answer.x[j] * answer.x[j];
      mean += mu[j] * answer.x[j];
    }
    EpiConvexCertificate out = certify (&qp, &answer, 1e-12);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (out.primal, risk - gamma * mean, 1e-13);
    g_assert_cmpfloat (risk, >=, last_risk); /* the efficient frontier */
    g_assert_cmpfloat (mean, >=, last_return);
    last_risk = risk;
    last_return = mean;
    assert_solved (&qp, answer.x, n);
    answer.x[0] += 0.01;
    answer.x[1] -= 0.01;
    g_assert_cmpint (certify (&qp, &answer, 1e-6).status, ==, EPI_RUNNING);
    epi_qp_answer_clear (&answer);
    epi_qp_clear (&qp);
    epi_matrix_clear (&sigma);
  }
}

/* With short sales, least risk is x = Σ⁻¹1/(1ᵀΣ⁻¹1): for Σ = [2 1; 1 3] that is
 * (2,1)/3 and the risk 5/3. */
static void
test_least_risk_with_short_sales (void)
{
  double s[] = {2, 1, NAN, 3}, mu[] = {0, 0}, lower[] = {-INFINITY, -INFINITY};
  EpiMatrix sigma = {s, 2, 2, 2}; /* the upper triangle is not read */
  EpiQpAnswer answer;
  EpiQp qp;

  g_assert_cmpint (epi_qp_portfolio (&sigma, mu, 1, lower, NULL, &qp), ==,
                   EPI_OK);
  epi_qp_answer_new (&qp, &answer);
  answer.status = EPI_CONVERGED;
  answer.x[0] = 2.0 / 3;
  answer.x[1] = 1.0 / 3;
  answer.y[0] = 10.0 / 3;
  EpiConvexCertificate out = certify (&qp, &answer, 1e-15);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.dual, 5.0 / 3, 1e-15);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
  s[3] = INFINITY;
  g_assert_cmpint (epi_qp_portfolio (&sigma, mu, 1, lower, NULL, &qp), ==,
                   EPI_NOT_FINITE);
}

static void
test_memory_may_run_out (void)
{
  double b[] = {1, 2}, a[] = {1, 2, 3, 4};
  EpiMatrix A = {a, 2, 2, 2};
  for (int k = 0; k < 2; k++) {
    EpiStatus status = EPI_NO_MEMORY;
    long failures = -1;
    EpiQp qp;
    while (status == EPI_NO_MEMORY) {
      epi_alloc_fail_at (++failures);
      status = k ? epi_qp_portfolio (&A, b, 1, NULL, NULL, &qp)
                 : epi_qp_least_squares (&A, b, NULL, NULL, &qp);
      epi_alloc_fail_at (-1);
    }
    g_assert_cmpint (status, ==, EPI_OK);
    g_assert_cmpint (failures, >, 10);
    epi_qp_clear (&qp);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qp-models/orthogonal-columns-are-cut-to-the-bounds",
                   test_orthogonal_columns_are_cut_to_the_bounds);
  g_test_add_func ("/qp-models/a-portfolio-fills-to-one-level",
                   test_a_portfolio_fills_to_one_level);
  g_test_add_func ("/qp-models/least-risk-with-short-sales",
                   test_least_risk_with_short_sales);
  g_test_add_func ("/qp-models/memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
