/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lyapunov's theorem: AᵀP + PA ⪯ -I has a solution P ⪰ I exactly when every
 * eigenvalue of A has a negative real part; and where the solution P₀ of the
 * equation AᵀP + PA = -I is itself ⪰ I, it is the one of least trace, since
 * every other one is P₀ plus an integral of positive semidefinite matrices.
 */
#include "convex/epi-solve.h"
#include "problem/epi-semidefinite-programs.h"

#include "core/epi-random.h"

#include <glib.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define MOST 4

static EpiSolution
solve (size_t n, const double *A)
{
  EpiProgram program = {.kind = EPI_PROGRAM_SEMIDEFINITE};
  EpiSolveOptions options = {"ipm", 1e-8, 200};
  EpiSolution solution;

  g_assert_cmpint (epi_lyapunov_program_new (n, A, &program.sdp), ==, EPI_OK);
  epi_solve (&program, &options, NULL, NULL, &solution);
  epi_program_clear (&program);
  return solution;
}

static double
largest_real_part (size_t n, const double *A)
{
  double copy[MOST * MOST], re[MOST], im[MOST], largest = -INFINITY;

  memcpy (copy, A, n * n * sizeof (double));
  g_assert_cmpint (LAPACKE_dgeev (LAPACK_COL_MAJOR, 'N', 'N', (int)n, copy,
                                  (int)n, re, im, NULL, 1, NULL, 1),
                   ==, 0);
  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, re[i]);
  return largest;
}

/* P of AᵀP + PA = -I: n² linear equations. */
static void
solve_equation (size_t n, const double *A, double *P)
{
  size_t nn = n * n;
  double K[MOST * MOST * MOST * MOST] = {0};
  int pivots[MOST * MOST];

  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      P[i + j * n] = i == j ? -1 : 0;
      for (size_t k = 0; k < n; k++) {
        K[(i + j * n) + (k + j * n) * nn] += A[k + i * n];
        K[(i + j * n) + (i + k * n) * nn] += A[k + j * n];
      }
    }
  g_assert_cmpint (LAPACKE_dgesv (LAPACK_COL_MAJOR, (int)nn, 1, K, (int)nn,
                                  pivots, P, (int)nn),
                   ==, 0);
}

static double
least_eigenvalue (size_t n, const double *M)
{
  double copy[MOST * MOST], values[MOST];

  memcpy (copy, M, n * n * sizeof (double));
  LAPACKE_dsyev (LAPACK_COL_MAJOR, 'N', 'L', (int)n, copy, (int)n, values);
  return values[0];
}

/* x is the upper triangle of P by columns. */
static void
unpack (size_t n, const double *x, double *P)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++)
      P[i + j * n] = P[j + i * n] = *x++;
}

static void
random_matrix (EpiRandom *random, size_t n, double *A)
{
  for (size_t i = 0; i < n * n; i++)
    A[i] = 2 * epi_random_normal (random);
  for (size_t i = 0; i < n; i++)
    A[i + i * n] -= 1.5;
}

static void
test_it_is_feasible_exactly_for_stable_matrices (void)
{
  EpiRandom random = epi_random (11, 0);
  size_t stable = 0, unstable = 0;

  for (int trial = 0; trial < 300; trial++) {
    size_t n = 1 + (size_t)trial % MOST;
    double A[MOST * MOST];
    random_matrix (&random, n, A);
    double largest = largest_real_part (n, A);
    if (largest < 0 && largest > -0.01)
      continue; /* P is too large for six measures at 1e-8 */
    EpiSolution solution = solve (n, A);
    g_assert_cmpint (solution.status, ==,
                     largest < 0 ? EPI_OPTIMAL : EPI_INFEASIBLE);
    stable += largest < 0;
    unstable += largest >= 0;
    epi_solution_clear (&solution);
  }
  g_assert_cmpuint (stable, >, 50);
  g_assert_cmpuint (unstable, >, 50);
}

/* On the imaginary axis: a rotation, a drift that stays, a Jordan block, 0. */
static void
test_the_boundary_is_infeasible_with_a_proof (void)
{
  static const double cases[][4] = {
      {0, -1, 1, 0}, {0, 0, 0, -1}, {0, 0, 1, 0}, {0, 0, 0, 0}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSolution solution = solve (2, cases[i]);
    g_assert_cmpint (solution.status, ==, EPI_INFEASIBLE);
    epi_solution_clear (&solution);
  }
}

static void
test_the_ellipsoid_is_that_of_the_equation_where_it_may_be (void)
{
  EpiRandom random = epi_random (12, 0);
  size_t equal = 0;

  for (int trial = 0; trial < 300; trial++) {
    size_t n = 1 + (size_t)trial % MOST, nn = n * n;
    double A[MOST * MOST], P0[MOST * MOST], P[MOST * MOST];
    random_matrix (&random, n, A);
    double largest = largest_real_part (n, A);
    if (largest > -0.05)
      continue;
    solve_equation (n, A, P0);
    EpiSolution solution = solve (n, A);
    g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
    unpack (n, solution.answer.sdp.x, P);
    double size = 0, difference = 0;
    for (size_t k = 0; k < nn; k++) {
      size = fmax (size, fabs (P0[k]));
      difference = fmax (difference, fabs (P[k] - P0[k]));
      P0[k] = P[k] - P0[k];
    }
    g_assert_cmpfloat (least_eigenvalue (n, P0), >, -1e-6 * size); /* P ⪰ P₀ */
    for (size_t k = 0; k < nn; k++)
      P0[k] = P[k] - P0[k];
    if (least_eigenvalue (n, P0) > 1.001) {
      g_assert_cmpfloat (difference, <, 1e-5 * size);
      equal++;
    }
    epi_solution_clear (&solution);
  }
  g_assert_cmpuint (equal, >=, 5);
}

/* A matrix inequality as mathematicians write it: the least eigenvalue of a
 * matrix, maximize t subject to M - tI ⪰ 0, with uuᵀ as multiplier. */
static void
test_the_least_eigenvalue_is_a_matrix_inequality (void)
{
  const double c[] = {-1};
  const double F[] = {2,  1, 0, 1, 3,  -1, 0, -1, 1,
                      -1, 0, 0, 0, -1, 0,  0, 0,  -1};
  EpiProgram program = {.kind = EPI_PROGRAM_SEMIDEFINITE};
  EpiSolveOptions options = {"ipm", 1e-8, 200};
  EpiSolution solution;
  double trace = 0;

  g_assert_cmpint (epi_matrix_inequality_new (3, 1, c, F, &program.sdp), ==,
                   EPI_OK);
  g_assert_cmpint (epi_solve (&program, &options, NULL, NULL, &solution), ==,
                   EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (solution.answer.sdp.x[0],
                                  least_eigenvalue (3, F), 1e-7);
  for (size_t i = 0; i < 3; i++)
    trace += solution.answer.sdp.Y[4 * i];
  g_assert_cmpfloat_with_epsilon (trace, 1, 1e-7);
  epi_solution_clear (&solution);
  epi_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lyapunov/it-is-feasible-exactly-for-stable-matrices",
                   test_it_is_feasible_exactly_for_stable_matrices);
  g_test_add_func ("/lyapunov/the-boundary-is-infeasible-with-a-proof",
                   test_the_boundary_is_infeasible_with_a_proof);
  g_test_add_func (
      "/lyapunov/the-ellipsoid-is-that-of-the-equation-where-it-may-be",
      test_the_ellipsoid_is_that_of_the_equation_where_it_may_be);
  g_test_add_func ("/lyapunov/the-least-eigenvalue-is-a-matrix-inequality",
                   test_the_least_eigenvalue_is_a_matrix_inequality);
  return g_test_run ();
}
