/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problems that are strange: wrong, empty, with rows that are zero or twice
 * there, with columns free or fixed, badly scaled.
 */
#include "simplex-checks.h"

static EpiStatus
solve_both_ways (const EpiQp *lp, double *objective)
{
  EpiStatus status[2];
  double value[2];

  for (size_t k = 0; k < 2; k++) {
    EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
    status[k] = solve (lp, &options, NULL, &value[k]);
  }
  g_assert_cmpint (status[0], ==, status[1]);
  if (status[0] == EPI_CONVERGED)
    g_assert_cmpfloat (fabs (value[0] - value[1]), <=,
                       1e-9 * (1 + fabs (value[0])));
  *objective = value[0];
  return status[0];
}

static void
test_wrong_input_is_refused (void)
{
  const double wrong[] = {NAN, INFINITY, -INFINITY};
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  EpiMethod *method;

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiQp lp = chvatal ();
    lp.c[1] = wrong[i];
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==,
                     EPI_NOT_FINITE);
    lp.c[1] = 1;
    lp.A.value[2] = wrong[i];
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==,
                     EPI_NOT_FINITE);
    epi_qp_clear (&lp);
  }
  EpiQp qp = chvatal ();
  epi_sparse_clear (&qp.Q);
  g_assert_cmpint (
      epi_sparse_from_triplets (3, 3, &(EpiTriplet){0, 0, 1}, 1, &qp.Q), ==,
      EPI_OK);
  g_assert_cmpint (epi_simplex_new (&qp, &options, &method), ==,
                   EPI_UNSUPPORTED);
  epi_qp_clear (&qp);
}

static void
test_empty_problems (void)
{
  double objective;
  EpiQp lp;

  g_assert_cmpint (epi_qp_new (0, 0, &lp), ==, EPI_OK);
  lp.c0 = 3;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_true (objective == 3);
  epi_qp_clear (&lp);

  g_assert_cmpint (epi_qp_new (0, 2, &lp), ==, EPI_OK); /* bounds alone */
  lp.c[0] = 1, lp.c[1] = -1;
  lp.lower[0] = -2, lp.upper[1] = 5;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_true (objective == -7);
  lp.upper[1] = INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_UNBOUNDED);
  epi_qp_clear (&lp);

  g_assert_cmpint (epi_qp_new (2, 0, &lp), ==, EPI_OK); /* rows of nothing */
  lp.row_lower[0] = -1, lp.row_upper[1] = 0;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  lp.row_lower[0] = 1;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  epi_qp_clear (&lp);
}

static void
test_zero_duplicate_and_crossed_rows (void)
{
  const double c[] = {1, 1}, A[] = {1, 2, 1, 2, 0, 0, 2, 4};
  const double b[] = {4, 4, 0, 8};
  EpiQp lp = dense_lp (4, 2, c, A, b);
  double objective;

  for (size_t i = 0; i < 4; i++) /* the same equation, and 0 = 0 */
    lp.row_lower[i] = b[i];
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 2, 1e-13);
  lp.row_lower[3] = lp.row_upper[3] = 9; /* half of it is not 4 */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  lp.row_lower[3] = 9, lp.row_upper[3] = 8; /* against itself */
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method = new_method (&lp, &options);
  EpiQpAnswer answer;
  g_assert_cmpint (epi_method_step (method), ==, EPI_INFEASIBLE);
  g_assert_cmpint (epi_qp_answer_new (&lp, &answer), ==, EPI_OK);
  epi_simplex_answer (method, &answer);
  g_assert_true (answer.y[3] == 1);
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  epi_qp_clear (&lp);
}

static void
test_free_and_fixed_variables (void)
{
  const double c[] = {1, 2}, A[] = {1, 1, 1, -1}, b[] = {3, 1};
  EpiQp lp = dense_lp (2, 2, c, A, b);
  double objective;

  for (size_t j = 0; j < 2; j++) /* free: x = (2,1) is the only point */
    lp.row_lower[j] = b[j], lp.lower[j] = -INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 4, 1e-14);
  lp.row_lower[1] = -INFINITY, lp.row_upper[1] = INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_UNBOUNDED);
  lp.lower[0] = lp.upper[0] = 5; /* fixed: the other follows */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 1, 1e-14);
  lp.lower[1] = lp.upper[1] = 5; /* all fixed, and wrong */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  epi_qp_clear (&lp);
}

/* Chvátal's problem with rows and columns in units 10¹² apart. */
static void
test_bad_scaling_is_scaled_away (void)
{
  const double rows[] = {1e-12, 1, 1e12}, cols[] = {1e6, 1e-6, 1};
  EpiQp lp = chvatal ();

  for (size_t j = 0; j < 3; j++) {
    lp.c[j] *= cols[j];
    lp.row_upper[j] *= rows[j];
    for (int k = lp.A.start[j]; k < lp.A.start[j + 1]; k++)
      lp.A.value[k] *= cols[j] * rows[lp.A.row[k]];
  }
  for (size_t k = 0; k < 2; k++) {
    EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
    EpiMethod *method = new_method (&lp, &options);
    g_assert_cmpint (epi_method_run (method, MANY, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (method->f, 13, 1e-9);
    g_assert_cmpfloat_with_epsilon (method->x[0] * cols[0], 2, 1e-9);
    epi_method_free (method);
  }
  epi_qp_clear (&lp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add_func ("/simplex-input/" path, func)
  ADD ("wrong-input-is-refused", test_wrong_input_is_refused);
  ADD ("empty-problems", test_empty_problems);
  ADD ("zero-duplicate-and-crossed-rows", test_zero_duplicate_and_crossed_rows);
  ADD ("free-and-fixed-variables", test_free_and_fixed_variables);
  ADD ("bad-scaling-is-scaled-away", test_bad_scaling_is_scaled_away);
  return g_test_run ();
}
