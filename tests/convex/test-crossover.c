/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-crossover.h"
#include "convex/epi-qp-ipm.h"
#include "convex/lp-checks.h"

enum { MANY = 100000 };

/* The interior-point method's last point. */
static EpiQpAnswer
interior_answer (const EpiQp *lp)
{
  EpiQpIpmOptions options = {.tolerance = 1e-8};
  EpiMethod *method;
  EpiQpAnswer out;

  g_assert_cmpint (epi_qp_ipm_new (lp, &options, &method), ==, EPI_OK);
  epi_method_run (method, 200, NULL, NULL);
  g_assert_cmpint (epi_qp_answer_new (lp, &out), ==, EPI_OK);
  epi_qp_ipm_answer (method, &out);
  epi_method_free (method);
  return out;
}

/* Steps to the end, whose answer is verified; near NULL: from all logicals. */
static size_t
steps_from (const EpiQp *lp, const EpiQpAnswer *near)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method;
  EpiQpAnswer answer;

  g_assert_cmpint (near != NULL
                       ? epi_crossover_new (lp, near, &options, &method)
                       : epi_simplex_new (lp, &options, &method),
                   ==, EPI_OK);
  EpiStatus status = epi_method_run (method, MANY, NULL, NULL);
  size_t steps = method->k;
  g_assert_cmpint (epi_qp_answer_new (lp, &answer), ==, EPI_OK);
  epi_simplex_answer (method, &answer);
  if (status == EPI_INFEASIBLE)
    check_infeasible (lp, &answer, 1e-9);
  else
    check_optimal (lp, &answer, 1e-9);
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  return steps;
}

/* Chvátal, p. 13, whose optimum is one corner and not degenerate: the basis is
 * seen, and one step finds that it is optimal. */
static void
test_a_plain_corner_needs_no_pivot (void)
{
  static const double c[] = {5, 4, 3}, b[] = {5, 11, 8},
                      A[] = {2, 3, 1, 4, 1, 2, 3, 4, 2};
  EpiQp lp = dense_lp (3, 3, c, A, b);

  lp.maximize = true;
  EpiQpAnswer near = interior_answer (&lp);
  g_assert_cmpuint (steps_from (&lp, &near), ==, 1);
  g_assert_cmpuint (steps_from (&lp, NULL), >, 1);
  epi_qp_answer_clear (&near);
  epi_qp_clear (&lp);
}

/* x + y ≥ 1 and x + y ≤ 1 - 1e-9: a point within 1e-9 of feasible seems to
 * solve it, and the basis has the ray. */
static void
test_what_only_seems_feasible_gets_its_ray (void)
{
  static const double c[] = {1, 2}, b[] = {INFINITY, 1 - 1e-9},
                      A[] = {1, 1, 1, 1};
  EpiQp lp = dense_lp (2, 2, c, A, b);
  EpiQpAnswer near;

  lp.row_lower[0] = 1;
  g_assert_cmpint (epi_qp_answer_new (&lp, &near), ==, EPI_OK);
  near.x[0] = 1;
  near.y[0] = 2;
  near.y[1] = -1;
  near.z[1] = 1;
  g_assert_cmpuint (steps_from (&lp, &near), <=, 3);
  epi_qp_answer_clear (&near);
  epi_qp_clear (&lp);
}

static void
test_random_corners_are_near (void)
{
  GRand *rand = g_rand_new_with_seed (7);
  size_t steps = 0, cold = 0;

  for (int k = 0; k < 60; k++) {
    EpiQp lp = random_lp (rand, 30, 45, TRUE);
    EpiQpAnswer near = interior_answer (&lp);
    steps += steps_from (&lp, &near);
    cold += steps_from (&lp, NULL);
    epi_qp_answer_clear (&near);
    epi_qp_clear (&lp);
  }
  g_assert_cmpuint (2 * steps, <, cold);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crossover/a-plain-corner-needs-no-pivot",
                   test_a_plain_corner_needs_no_pivot);
  g_test_add_func ("/crossover/what-only-seems-feasible-gets-its-ray",
                   test_what_only_seems_feasible_gets_its_ray);
  g_test_add_func ("/crossover/random-corners-are-near",
                   test_random_corners_are_near);
  return g_test_run ();
}
