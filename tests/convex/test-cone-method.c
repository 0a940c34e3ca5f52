/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cone-checks.h"

#include <math.h>

/* ---- Linear and quadratic programs ---- */

/* Chvátal, Linear Programming (1983), page 3:
 * max 5x + 4y + 3z = 13 at (2,0,1). */
static void
test_a_textbook_lp (void)
{
  check_optimum (&(Dense){.n = 3,
                          .c = (double[]){-5, -4, -3},
                          .G = (double[]){2, 3, 1, 4, 1, 2, 3, 4, 2, -1, 0, 0,
                                          0, -1, 0, 0, 0, -1},
                          .h = (double[]){5, 11, 8, 0, 0, 0},
                          ORTHANT (6)},
                 (double[]){2, 0, 1}, -13);
}

/* min x + y, x + 2y = 3 and its double, x - y free otherwise, x, y ≥ 0: the
 * equalities depend on each other.  Optimum 1.5 at (0,1.5). */
static void
test_consistent_dependent_equalities (void)
{
  check_optimum (&(Dense){.n = 2,
                          .c = (double[]){1, 1},
                          .p = 3,
                          .A = (double[]){1, 2, 2, 4, 1, 2},
                          .b = (double[]){3, 6, 3},
                          .G = (double[]){-1, 0, 0, -1},
                          .h = (double[]){0, 0},
                          ORTHANT (2)},
                 (double[]){0, 1.5}, 1.5);
}

static void
test_inconsistent_dependent_equalities (void)
{
  check_infeasible (&(Dense){.n = 2,
                             .c = (double[]){1, 1},
                             .p = 3,
                             .A = (double[]){1, 2, 2, 4, 1, 2},
                             .b = (double[]){3, 6, 4},
                             .G = (double[]){-1, 0, 0, -1},
                             .h = (double[]){0, 0},
                             ORTHANT (2)});
}

/* min ½‖x - t‖² with 1ᵀx = 1: x = t - (1ᵀt - 1)/n, all variables free, no
 * cone: one Newton step. */
/* Neither has a cone: the KKT matrix is singular, and the method is the linear
 * algebra of its starting point. */
static void
test_lines_and_contradictions_are_rays (void)
{
  check_infeasible (&(Dense){.n = 2,
                             .c = (double[]){1, 2},
                             .p = 2,
                             .A = (double[]){1, 1, 2, 2},
                             .b = (double[]){1, 3}});
  check_unbounded (&(Dense){.n = 2,
                            .c = (double[]){1, 0},
                            .p = 1,
                            .A = (double[]){1, 1},
                            .b = (double[]){1}});
  /* and one with a bound on what does not matter */
  check_unbounded (&(Dense){.n = 3,
                            .c = (double[]){1, 1, 2},
                            .p = 2,
                            .A = (double[]){1, 2, 0, 2, 4, 0},
                            .b = (double[]){1, 2},
                            .G = (double[]){0, 0, -1},
                            .h = (double[]){0},
                            ORTHANT (1)});
}

static void
test_free_variables_only (void)
{
  const Dense d = {.n = 3,
                   .P = (double[]){1, 0, 0, 0, 1, 0, 0, 0, 1},
                   .c = (double[]){-1, -2, -3},
                   .p = 1,
                   .A = (double[]){1, 1, 1},
                   .b = (double[]){1}};
  EpiMethod *method = method_for (&d, 1e-12);
  g_assert_cmpint (epi_method_run (method, 9, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpuint (method->k, ==, 1);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat (fabs (method->x[j] - ((double)j + 1 - 5.0 / 3)), <=,
                       1e-12);
  epi_method_free (method);
}

/* Boyd & Vandenberghe, exercise 4.3: P = [13 12 -2; 12 17 6; -2 6 12],
 * q = (-22,-14.5,13), |xᵢ| ≤ 1: the optimum is (1, 1/2, -1). */
static void
test_a_box_qp (void)
{
  check_optimum (&(Dense){.n = 3,
                          .P = (double[]){13, 0, 0, 12, 17, 0, -2, 6, 12},
                          .c = (double[]){-22, -14.5, 13},
                          .G = (double[]){1, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0, 0,
                                          0, -1, 0, 0, 0, -1},
                          .h = (double[]){1, 1, 1, 1, 1, 1},
                          ORTHANT (6)},
                 (double[]){1, 0.5, -1}, -22.625);
}

/* Markowitz with two independent assets, variances 1 and 4, returns 1 and 3,
 * at least 2 wanted, all invested, none short: x = (1/2,1/2), risk 5/8. */
static void
test_a_portfolio (void)
{
  check_optimum (&(Dense){.n = 2,
                          .P = (double[]){1, 0, 0, 4},
                          .c = (double[]){0, 0},
                          .p = 1,
                          .A = (double[]){1, 1},
                          .b = (double[]){1},
                          .G = (double[]){-1, -3, -1, 0, 0, -1},
                          .h = (double[]){-2, 0, 0},
                          ORTHANT (3)},
                 (double[]){0.5, 0.5}, 0.625);
}

static void
test_rays_hold_by_products (void)
{
  /* x ≥ 1, x ≤ 0 */
  check_infeasible (&(Dense){.n = 1,
                             .c = (double[]){1},
                             .G = (double[]){-1, 1},
                             .h = (double[]){-1, 0},
                             ORTHANT (2)});
  /* min -x - y, x - y ≤ 1, x, y ≥ 0 */
  check_unbounded (&(Dense){.n = 2,
                            .c = (double[]){-1, -1},
                            .G = (double[]){1, -1, -1, 0, 0, -1},
                            .h = (double[]){1, 0, 0},
                            ORTHANT (3)});
  /* min ½x² - y, x + y ≥ 1, x, y ≥ 0 */
  check_unbounded (&(Dense){.n = 2,
                            .P = (double[]){1, 0, 0, 0},
                            .c = (double[]){0, -1},
                            .G = (double[]){-1, -1, -1, 0, 0, -1},
                            .h = (double[]){-1, 0, 0},
                            ORTHANT (3)});
  /* min ½x² with x ≥ 1, x ≤ 0 */
  check_infeasible (&(Dense){.n = 1,
                             .P = (double[]){1},
                             .c = (double[]){0},
                             .G = (double[]){-1, 1},
                             .h = (double[]){-1, 0},
                             ORTHANT (2)});
}

/* ---- As a method ---- */

/* A random feasible program over all kinds of sparse cones: h = Gx + s and
 * c = -Gᵀz - Aᵀy with s, z inside make x feasible and bounded. */
static EpiMethod *
random_method (uint64_t seed)
{
  enum { n = 6, p = 2, g = 13 };
  static const EpiCone cones[] = {{EPI_CONE_NONNEGATIVE, 5},
                                  {EPI_CONE_SECOND_ORDER, 3},
                                  {EPI_CONE_SECOND_ORDER, 5}};
  EpiRandom random = epi_random (seed, 0);
  double A[p * n], G[g * n], x[n], y[p], s[g], z[g], b[p], h[g], c[n];
  for (size_t k = 0; k < p * n; k++)
    A[k] = epi_random_normal (&random);
  for (size_t k = 0; k < g * n; k++)
    G[k] = epi_random_normal (&random);
  for (size_t j = 0; j < n; j++)
    x[j] = epi_random_normal (&random);
  for (size_t i = 0; i < p; i++)
    y[i] = epi_random_normal (&random);
  for (size_t i = 0; i < g; i++) {
    bool head = i < 6 || i == 8;
    s[i] = head ? 3 : epi_random_uniform (&random);
    z[i] = head ? 3 : epi_random_uniform (&random);
  }
  for (size_t i = 0; i < p; i++)
    b[i] = row_dot (A, n, i, x);
  for (size_t i = 0; i < g; i++)
    h[i] = row_dot (G, n, i, x) + s[i];
  for (size_t j = 0; j < n; j++)
    c[j] = -col_dot (A, p, n, j, y) - col_dot (G, g, n, j, z);
  return method_for (&(Dense){.n = n,
                              .p = p,
                              .g = g,
                              .c = c,
                              .A = A,
                              .b = b,
                              .G = G,
                              .h = h,
                              .cones = cones,
                              .n_cones = 3},
                     1e-8);
}

static void
test_random_programs_converge_in_few_steps (void)
{
  for (uint64_t seed = 0; seed < 500; seed++) {
    EpiMethod *method = random_method (seed);
    g_assert_cmpint (check_steps_allocate_nothing (method, 20), ==,
                     EPI_CONVERGED);
    epi_method_free (method);
  }
}

static void
test_a_restored_state_repeats (void)
{
  check_restored_state_repeats (random_method (7), random_method (7), 3, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/cone-method/" name, test_##func)
  ADD ("a-textbook-lp", a_textbook_lp);
  ADD ("consistent-dependent-equalities", consistent_dependent_equalities);
  ADD ("inconsistent-dependent-equalities", inconsistent_dependent_equalities);
  ADD ("lines-and-contradictions-are-rays", lines_and_contradictions_are_rays);
  ADD ("free-variables-only", free_variables_only);
  ADD ("a-box-qp", a_box_qp);
  ADD ("a-portfolio", a_portfolio);
  ADD ("rays-hold-by-products", rays_hold_by_products);
  ADD ("random-programs-converge-in-few-steps",
       random_programs_converge_in_few_steps);
  ADD ("a-restored-state-repeats", a_restored_state_repeats);
  return g_test_run ();
}
