/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "fit/epi-irls.h"
#include "problem/epi-certificate.h"
#include "problem/epi-ls-dual.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* A plane with heavy-tailed noise; some weights are 0. */
static EpiLs
draw (guint32 seed, size_t n, size_t p, EpiLoss loss, double ridge,
      double *weights)
{
  EpiLs ls = {.loss = loss,
              .huber_delta = 0.5,
              .ridge = ridge,
              .n_free = 1,
              .weights = weights};
  EpiRandom random = epi_random (seed, 7);

  epi_matrix_new (n, p, &ls.A);
  epi_matrix_new (n, 1, &ls.B);
  for (size_t i = 0; i < n; i++) {
    double noise = epi_random_normal (&random);
    *epi_matrix_at (&ls.A, i, 0) = 1;
    for (size_t j = 1; j < p; j++)
      *epi_matrix_at (&ls.A, i, j) = epi_random_normal (&random);
    ls.B.data[i] =
        2 + (p > 1 ? *epi_matrix_at (&ls.A, i, 1) : 0) + noise * noise * noise;
    if (weights != NULL)
      weights[i] = i % 7 == 3 ? 0 : 0.5 + epi_random_uniform (&random);
  }
  return ls;
}

/* The program's answer that (theta, y) is: its multipliers and reduced costs
 * follow from the header. */
static void
set_answer (const EpiLs *ls, const EpiQp *qp, const double *theta,
            const double *y, EpiQpAnswer *answer)
{
  size_t n = ls->A.rows, p = ls->A.cols, shrunk = p - (qp->cols - n);

  answer->status = EPI_CONVERGED;
  memcpy (answer->x, y, n * sizeof *y);
  memcpy (answer->y, theta, p * sizeof *theta);
  for (size_t j = shrunk; j < p; j++)
    answer->x[n + j - shrunk] = -2 * ls->ridge * theta[j];
  for (size_t i = 0; i < n; i++) {
    double w = ls->weights != NULL ? ls->weights[i] : 1;
    answer->z[i] = ls->B.data[i];
    for (size_t j = 0; j < p; j++)
      answer->z[i] -= *epi_matrix_at (&ls->A, i, j) * theta[j];
    if (ls->loss == EPI_LOSS_HUBER && w > 0)
      answer->z[i] += y[i] / (2 * w);
  }
}

/* Strong duality: an optimal pair of the regression is one of the program. */
static void
check_pair (EpiLs *ls)
{
  size_t n = ls->A.rows, p = ls->A.cols;
  double *theta = g_new (double, p), *y = g_new (double, n);
  EpiConvexCertificate out;
  EpiQpAnswer answer;
  EpiMethod *irls;
  EpiQp qp;

  g_assert_cmpint (epi_irls_new (ls, &irls), ==, EPI_OK);
  while (irls->status == EPI_RUNNING && irls->k < 500)
    epi_method_step (irls);
  g_assert_cmpint (irls->status, ==, EPI_CONVERGED);
  g_assert_cmpint (epi_ls_dual_program (ls, &qp), ==, EPI_OK);
  g_assert_cmpint (epi_qp_answer_new (&qp, &answer), ==, EPI_OK);
  set_answer (ls, &qp, irls->x, epi_irls_dual (irls), &answer);
  g_assert_cmpint (epi_qp_certify (&qp, &answer, 1e-8, &out), ==, EPI_OK);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  EpiMatrix x = epi_matrix_view (irls->x, p, 1, p);
  double f = epi_ls_objective (ls, &x);
  g_assert_cmpfloat_with_epsilon (-out.primal, f, 1e-8 * (1 + f));
  epi_ls_from_dual (ls, &answer, theta, y);
  g_assert_cmpmem (theta, p * sizeof *theta, irls->x, p * sizeof *theta);
  g_assert_cmpmem (y, n * sizeof *y, epi_irls_dual (irls), n * sizeof *y);

  irls->x[0] += 0.01; /* no other theta */
  set_answer (ls, &qp, irls->x, epi_irls_dual (irls), &answer);
  g_assert_cmpint (epi_qp_certify (&qp, &answer, 1e-6, &out), ==, EPI_OK);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
  epi_method_free (irls);
  g_free (theta);
  g_free (y);
}

/* Solved as a program it is the regression solved by reweighting. */
static void
check_solved (EpiLs *ls, const char *solver)
{
  size_t p = ls->A.cols;
  double *theta = g_new (double, p);
  EpiProgram program = {.kind = EPI_PROGRAM_LINEAR};
  EpiSolveOptions options = {solver, 1e-9, 500};
  EpiSolution solution;
  EpiMethod *irls;

  g_assert_cmpint (epi_ls_dual_program (ls, &program.qp), ==, EPI_OK);
  if (epi_sparse_entries (&program.qp.Q) > 0)
    program.kind = EPI_PROGRAM_QUADRATIC;
  g_assert_cmpint (epi_solve (&program, &options, NULL, NULL, &solution), ==,
                   EPI_OPTIMAL);
  epi_ls_from_dual (ls, &solution.answer.qp, theta, NULL);
  g_assert_cmpint (epi_irls_new (ls, &irls), ==, EPI_OK);
  while (irls->status == EPI_RUNNING && irls->k < 500)
    epi_method_step (irls);
  EpiMatrix x = epi_matrix_view (theta, p, 1, p);
  g_assert_cmpfloat_with_epsilon (epi_ls_objective (ls, &x), irls->f,
                                  1e-7 * (1 + irls->f));
  g_assert_cmpfloat_with_epsilon (-solution.certificate.primal, irls->f,
                                  1e-8 * (1 + irls->f));
  epi_method_free (irls);
  epi_solution_clear (&solution);
  epi_program_clear (&program);
  g_free (theta);
}

static void
test_solvers_agree_with_reweighting (void)
{
  for (guint32 seed = 1; seed <= 5; seed++) {
    EpiLs absolute = draw (seed, 60, 4, EPI_LOSS_ABSOLUTE, 0, NULL);
    EpiLs ridge = draw (seed, 60, 4, EPI_LOSS_ABSOLUTE, 3, NULL);
    EpiLs huber = draw (seed, 60, 4, EPI_LOSS_HUBER, 0, NULL);
    check_solved (&absolute, "primal-simplex");
    check_solved (&absolute, "dual-simplex");
    check_solved (&absolute, "ipm");
    check_solved (&ridge, "ipm");
    check_solved (&huber, "ipm");
    EpiLs *all[] = {&absolute, &ridge, &huber};
    for (int k = 0; k < 3; k++) {
      epi_matrix_clear (&all[k]->A);
      epi_matrix_clear (&all[k]->B);
    }
  }
}

static void
test_the_dual_of_a_regression_is_a_program (void)
{
  EpiLoss losses[] = {EPI_LOSS_ABSOLUTE, EPI_LOSS_HUBER};
  double ridges[] = {0, 3};
  for (guint32 seed = 1; seed <= 10; seed++)
    for (int k = 0; k < 8; k++) {
      double weights[41];
      EpiLs ls = draw (seed, 41, 1 + seed % 4, losses[k % 2], ridges[k / 2 % 2],
                       k / 4 ? weights : NULL);
      check_pair (&ls);
      epi_matrix_clear (&ls.A);
      epi_matrix_clear (&ls.B);
    }
}

/* The mean absolute deviation from a constant is least at the median: 1, 2, 3,
 * 4, 100 by hand. */
static void
test_the_median (void)
{
  double one[] = {1, 1, 1, 1, 1}, b[] = {1, 2, 3, 4, 100};
  double theta = 3, y[] = {1, 1, 0, -1, -1};
  EpiLs ls = {
      .A = {one, 5, 1, 5}, .B = {b, 5, 1, 5}, .loss = EPI_LOSS_ABSOLUTE};
  EpiConvexCertificate out;
  EpiQpAnswer answer;
  EpiQp qp;

  g_assert_cmpint (epi_ls_dual_program (&ls, &qp), ==, EPI_OK);
  g_assert_cmpuint (qp.rows, ==, 1);
  g_assert_cmpuint (qp.cols, ==, 5);
  epi_qp_answer_new (&qp, &answer);
  set_answer (&ls, &qp, &theta, y, &answer);
  g_assert_cmpint (epi_qp_certify (&qp, &answer, 0, &out), ==, EPI_OK);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.primal == -(2 + 1 + 0 + 1 + 97));
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
  b[0] = NAN;
  g_assert_cmpint (epi_ls_dual_program (&ls, &qp), ==, EPI_NOT_FINITE);
}

static void
test_memory_may_run_out (void)
{
  EpiLs ls = draw (1, 9, 3, EPI_LOSS_HUBER, 1, NULL);
  EpiStatus status = EPI_NO_MEMORY;
  long failures = -1;
  EpiQp qp;

  while (status == EPI_NO_MEMORY) {
    epi_alloc_fail_at (++failures);
    status = epi_ls_dual_program (&ls, &qp);
    epi_alloc_fail_at (-1);
  }
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (failures, >, 10);
  epi_qp_clear (&qp);
  epi_matrix_clear (&ls.A);
  epi_matrix_clear (&ls.B);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ls-dual/the-dual-of-a-regression-is-a-program",
                   test_the_dual_of_a_regression_is_a_program);
  g_test_add_func ("/ls-dual/solvers-agree-with-reweighting",
                   test_solvers_agree_with_reweighting);
  g_test_add_func ("/ls-dual/the-median", test_the_median);
  g_test_add_func ("/ls-dual/memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
