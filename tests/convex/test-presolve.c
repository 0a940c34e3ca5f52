/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-presolve.h"
#include "convex/epi-simplex.h"
#include "convex/lp-checks.h"

enum { MANY = 100000 };

/* The answer to lp by way of the smaller program, verified on lp itself. */
static EpiStatus
solve_through (const EpiQp *lp, const EpiPresolve *presolve)
{
  const EpiQp *reduced = epi_presolve_reduced (presolve);
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method;
  EpiQpAnswer small, full;

  g_assert_cmpint (epi_simplex_new (reduced, &options, &method), ==, EPI_OK);
  EpiStatus status = epi_method_run (method, MANY, NULL, NULL);
  g_assert_cmpint (epi_qp_answer_new (reduced, &small), ==, EPI_OK);
  g_assert_cmpint (epi_qp_answer_new (lp, &full), ==, EPI_OK);
  epi_simplex_answer (method, &small);
  epi_presolve_restore (presolve, &small, &full);
  if (status == EPI_INFEASIBLE)
    check_infeasible (lp, &full, 1e-8);
  else if (status == EPI_UNBOUNDED)
    check_unbounded (lp, &full, 1e-8);
  else
    check_optimal (lp, &full, 1e-8);
  epi_qp_answer_clear (&small);
  epi_qp_answer_clear (&full);
  epi_method_free (method);
  return status;
}

/* What is left of lp has these sizes, and its answer is one of lp. */
static void
check_left (const EpiQp *lp, size_t rows, size_t cols, EpiStatus expected)
{
  EpiPresolve *presolve;

  g_assert_cmpint (epi_presolve_new (lp, &presolve), ==, EPI_OK);
  g_assert_cmpuint (epi_presolve_reduced (presolve)->rows, ==, rows);
  g_assert_cmpuint (epi_presolve_reduced (presolve)->cols, ==, cols);
  g_assert_cmpint (solve_through (lp, presolve), ==, expected);
  epi_presolve_free (presolve);
}

/* maximize 3x₁ + 2x₂ + x₃ + x₄, three dense rows ≤ 7, 8, 9, 0 ≤ x ≤ 2: nothing
 * here leaves, until a case changes it. */
static EpiQp
core (size_t rows)
{
  static const double c[] = {3, 2, 1, 1}, b[] = {7, 8, 9, 0},
                      A[] = {1, 2, 2, 1, 2, 1, 1, 3, 3, 1, 2, 2, 0, 0, 0, 0};
  EpiQp lp = dense_lp (rows, 4, c, A, b);

  lp.maximize = true;
  for (size_t j = 0; j < 4; j++)
    lp.upper[j] = 2;
  return lp;
}

static void
test_nothing_to_do_is_said (void)
{
  EpiQp lp = core (3);
  EpiPresolve *presolve;

  g_assert_cmpint (epi_presolve_new (&lp, &presolve), ==, EPI_UNSUPPORTED);
  g_assert_null (presolve);
  epi_qp_clear (&lp);
}

static void
test_an_empty_row_leaves (void)
{
  EpiQp lp = core (4);

  check_left (&lp, 3, 4, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

static void
test_a_fixed_variable_leaves (void)
{
  EpiQp lp = core (3);

  lp.lower[2] = lp.upper[2] = 1.5;
  check_left (&lp, 3, 3, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

/* Row 4: -3 x₂ ≥ -3 is x₂ ≤ 1, and active. */
static void
test_a_singleton_row_is_a_bound (void)
{
  static const double c[] = {3, 2, 1, 1}, b[] = {7, 8, 9, INFINITY},
                      A[] = {1, 2, 2, 1, 2, 1, 1, 3, 3, 1, 2, 2, 0, -3, 0, 0};
  EpiQp lp = dense_lp (4, 4, c, A, b);

  lp.maximize = true;
  lp.row_lower[3] = -3;
  for (size_t j = 0; j < 4; j++)
    lp.upper[j] = 2;
  check_left (&lp, 3, 4, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

/* x₁ + 2x₂ + 2x₃ + x₄ ≤ 12 whatever they are. */
static void
test_a_redundant_row_leaves (void)
{
  EpiQp lp = core (3);

  lp.row_upper[0] = 12;
  check_left (&lp, 2, 4, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

/* x₁ + 2x₂ + 2x₃ + x₄ ≤ 0 makes them all 0, with 3, 1 a multiplier of. */
static void
test_a_forcing_row_takes_everything (void)
{
  EpiQp lp = core (3);

  lp.row_upper[0] = 0;
  check_left (&lp, 0, 0, EPI_CONVERGED);
  lp.row_upper[0] = INFINITY;
  lp.row_lower[0] = 12;
  lp.row_upper[1] = lp.row_upper[2] = 100;
  check_left (&lp, 0, 0, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

/* Nobody buys what costs and helps no row. */
static void
test_a_dominated_variable_is_fixed (void)
{
  EpiQp lp = core (3);

  lp.c[3] = -1;
  lp.row_upper[1] = 7; /* not redundant without x₄ */
  check_left (&lp, 3, 3, EPI_CONVERGED);
  lp.c[3] = 1e-12; /* not sure enough */
  EpiPresolve *presolve;
  g_assert_cmpint (epi_presolve_new (&lp, &presolve), ==, EPI_UNSUPPORTED);
  epi_qp_clear (&lp);
}

/* x₁ + x₂ - s = 1: a slack when it costs nothing and is bounded, a
 * substitution when it costs and is free, neither when it costs and is not. */
static void
test_column_singletons (void)
{
  static const double c[] = {1, 2, 0}, b[] = {1, 7, 9},
                      A[] = {1, 1, -1, 2, 5, 0, 3, -2, 0};
  EpiQp lp = dense_lp (3, 3, c, A, b);
  EpiPresolve *presolve;

  lp.row_lower[0] = 1;
  lp.row_lower[1] = lp.row_lower[2] = -9;
  lp.lower[0] = lp.lower[1] = -2;
  lp.upper[0] = lp.upper[1] = 2;
  lp.lower[2] = -1;
  lp.upper[2] = 0.5;
  check_left (&lp, 3, 2, EPI_CONVERGED);
  lp.c[2] = 0.25;
  g_assert_cmpint (epi_presolve_new (&lp, &presolve), ==, EPI_UNSUPPORTED);
  lp.lower[2] = -INFINITY;
  lp.upper[2] = INFINITY;
  check_left (&lp, 2, 2, EPI_CONVERGED);
  lp.row_upper[0] = INFINITY; /* x₁ + x₂ - s ≥ 1: c says it is at 1 */
  lp.c[2] = -0.25;
  check_left (&lp, 2, 2, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

/* -5 ≤ s ≤ 5 is kept by s = x₁ + x₂ - 1 and the bounds of x alone. */
static void
test_a_bound_that_the_row_keeps_does_not_count (void)
{
  static const double c[] = {1, 2, 1}, b[] = {1, 7, 9},
                      A[] = {1, 1, -1, 2, 5, 0, 3, -2, 0};
  EpiQp lp = dense_lp (3, 3, c, A, b);

  lp.row_lower[0] = 1;
  lp.row_lower[1] = lp.row_lower[2] = -9;
  lp.lower[0] = lp.lower[1] = -2;
  lp.upper[0] = lp.upper[1] = 2;
  lp.lower[2] = -5;
  lp.upper[2] = 5;
  check_left (&lp, 2, 2, EPI_CONVERGED);
  epi_qp_clear (&lp);
}

static void
test_a_contradiction_is_left_to_the_program (void)
{
  EpiQp lp = core (3);
  EpiPresolve *presolve;

  lp.row_lower[0] = 13; /* above 12 */
  lp.row_upper[0] = 14;
  g_assert_cmpint (epi_presolve_new (&lp, &presolve), ==, EPI_UNSUPPORTED);
  lp.row_lower[0] = NAN;
  g_assert_cmpint (epi_presolve_new (&lp, &presolve), ==, EPI_NOT_FINITE);
  epi_qp_clear (&lp);
}

/* Whatever the smaller program's answer is, a ray too, it is one of the larger
 * program. */
static void
test_answers_come_back (void)
{
  GRand *rand = g_rand_new_with_seed (20);
  size_t seen[EPI_N_STATUS] = {0}, left = 0, all = 0;

  for (int k = 0; k < 3000; k++) {
    size_t m = (size_t)g_rand_int_range (rand, 0, 12);
    size_t n = (size_t)g_rand_int_range (rand, 1, 16);
    EpiQp lp = random_lp (rand, m, n, k % 2 == 0);
    EpiPresolve *presolve;
    lp.maximize = k % 3 == 0;
    if (m > 0 && k % 5 == 0) /* or there is no point any more */
      lp.row_lower[0] = lp.row_upper[0] = 6;
    if (epi_presolve_new (&lp, &presolve) == EPI_OK) {
      seen[solve_through (&lp, presolve)]++;
      left += epi_presolve_reduced (presolve)->cols;
      all += n;
      epi_presolve_free (presolve);
    }
    epi_qp_clear (&lp);
  }
  g_assert_cmpuint (seen[EPI_CONVERGED], >, 500);
  g_assert_cmpuint (seen[EPI_INFEASIBLE], >, 30);
  g_assert_cmpuint (seen[EPI_UNBOUNDED], >, 200);
  g_assert_cmpuint (3 * left, <, 2 * all); /* it was worth it */
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func ("/presolve/" name, function)
  TEST ("nothing-to-do-is-said", test_nothing_to_do_is_said);
  TEST ("an-empty-row-leaves", test_an_empty_row_leaves);
  TEST ("a-fixed-variable-leaves", test_a_fixed_variable_leaves);
  TEST ("a-singleton-row-is-a-bound", test_a_singleton_row_is_a_bound);
  TEST ("a-redundant-row-leaves", test_a_redundant_row_leaves);
  TEST ("a-forcing-row-takes-everything", test_a_forcing_row_takes_everything);
  TEST ("a-dominated-variable-is-fixed", test_a_dominated_variable_is_fixed);
  TEST ("column-singletons", test_column_singletons);
  TEST ("a-bound-that-the-row-keeps-does-not-count",
        test_a_bound_that_the_row_keeps_does_not_count);
  TEST ("a-contradiction-is-left-to-the-program",
        test_a_contradiction_is_left_to_the_program);
  TEST ("answers-come-back", test_answers_come_back);
  return g_test_run ();
}
