/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-maxdet.h"

#include "core/epi-random.h"
#include "problem/epi-determinant-programs.h"

#include "../problem/known-programs.h"
#include "method-checks.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define KIND EPI_PROGRAM_MAXDET
#include "sdp-checks.h"

static void
test_chosen_optimum_is_found (void)
{
  for (guint32 seed = 0; seed < 30; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer answer;
    double value;
    known_sdp (seed, true, &sdp, &answer, &value);
    epi_sdp_answer_clear (&answer);
    check_value (sdp, value);
  }
}

/* ±eᵢ: the unit ball. */
static void
test_ellipsoid_of_the_cross_polytope (void)
{
  for (size_t n = 1; n <= 5; n++) {
    double points[2 * 5 * 5] = {0};
    EpiSdp sdp;
    for (size_t i = 0; i < n; i++) {
      points[(2 * i) * n + i] = 1;
      points[(2 * i + 1) * n + i] = -1;
    }
    g_assert_cmpint (epi_minimum_ellipsoid_new (n, 2 * n, points, &sdp), ==,
                     EPI_OK);
    check_value (sdp, 0);
  }
}

/* {-1,1}ⁿ: the ball of radius √n, A = I/√n. */
static void
test_ellipsoid_of_the_cube (void)
{
  for (size_t n = 1; n <= 4; n++) {
    double points[16 * 4];
    EpiSdp sdp;
    for (size_t k = 0; k < (size_t)1 << n; k++)
      for (size_t i = 0; i < n; i++)
        points[k * n + i] = k >> i & 1 ? 1 : -1;
    g_assert_cmpint (
        epi_minimum_ellipsoid_new (n, (size_t)1 << n, points, &sdp), ==,
        EPI_OK);
    check_value (sdp, (double)n / 2 * log ((double)n));
  }
}

/* Vertices on the unit sphere: the unit ball. */
static void
test_ellipsoid_of_the_regular_simplex (void)
{
  const double triangle[] = {1, 0, -0.5, sqrt (0.75), -0.5, -sqrt (0.75)};
  const double h = 1 / sqrt (3);
  const double tetrahedron[] = {h, h, h, h, -h, -h, -h, h, -h, -h, -h, h};
  EpiSdp sdp;
  g_assert_cmpint (epi_minimum_ellipsoid_new (2, 3, triangle, &sdp), ==,
                   EPI_OK);
  check_value (sdp, 0);
  g_assert_cmpint (epi_minimum_ellipsoid_new (3, 4, tetrahedron, &sdp), ==,
                   EPI_OK);
  check_value (sdp, 0);
}

/* aᵢᵀx ≤ bᵢ: the disc in the square of half-width 2, and Steiner's ellipse in
 * a triangle, which has π/√27 of its area. */
static void
test_greatest_ellipsoid_in_known_polygons (void)
{
  const double square[] = {1, 0, -1, 0, 0, 1, 0, -1}, two[] = {2, 2, 2, 2};
  const double triangle[] = {-1, 0, 0, -1, 3, 4}, b[] = {0, 0, 12};
  EpiSdp sdp;
  g_assert_cmpint (epi_maximum_ellipsoid_new (2, 4, square, two, &sdp), ==,
                   EPI_OK);
  check_value (sdp, -2 * log (2));
  g_assert_cmpint (epi_maximum_ellipsoid_new (2, 3, triangle, b, &sdp), ==,
                   EPI_OK);
  check_value (sdp, -log (6 / sqrt (27))); /* area 6 = 4·3/2, det B = area/π */
}

static double
random_entry (EpiRandom *random)
{
  return 2 * epi_random_uniform (random) - 1;
}

/* From the circle of radius 9 around all points every iterate contains them,
 * and the area falls to the end. */
static void
test_iterates_from_inside_stay_inside (void)
{
  for (guint32 seed = 0; seed < 100; seed++) {
    EpiRandom random = epi_random (seed, 0);
    double points[2 * 12], area = INFINITY;
    const double circle[] = {1. / 9, 0, 1. / 9, 0, 0};
    const EpiMaxdetOptions options = {1e-9, circle};
    EpiMethod *method;
    EpiSdp sdp;
    for (size_t i = 0; i < G_N_ELEMENTS (points); i++)
      points[i] = 3 * random_entry (&random);
    g_assert_cmpint (epi_minimum_ellipsoid_new (2, 12, points, &sdp), ==,
                     EPI_OK);
    g_assert_cmpint (epi_maxdet_new (&sdp, &options, &method), ==, EPI_OK);
    do {
      const double *x = method->x;
      for (size_t k = 0; k < 12; k++) {
        const double *p = points + 2 * k;
        double u = x[0] * p[0] + x[1] * p[1] + x[3];
        double v = x[1] * p[0] + x[2] * p[1] + x[4];
        g_assert_cmpfloat (hypot (u, v), <, 1 + 1e-12);
      }
      g_assert_cmpfloat (method->f, <, area + 1e-9);
      area = method->f;
    } while (epi_method_step (method) == EPI_RUNNING);
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    epi_method_free (method);
    epi_sdp_clear (&sdp);
  }
}

/* A start outside is refused. */
static void
test_start_outside_is_refused (void)
{
  const double points[] = {3, 0, 0, 3, -3, -3}, circle[] = {1, 0, 1, 0, 0};
  const EpiMaxdetOptions options = {1e-9, circle};
  EpiMethod *method;
  EpiSdp sdp;
  g_assert_cmpint (epi_minimum_ellipsoid_new (2, 3, points, &sdp), ==, EPI_OK);
  g_assert_cmpint (epi_maxdet_new (&sdp, &options, &method), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_null (method);
  epi_sdp_clear (&sdp);
}

/* John's theorem, with uᵢ = Apᵢ + b and λᵢ = tr Yᵢ: Σ λᵢ = n, Σ λᵢuᵢ = 0,
 * Σ λᵢuᵢuᵢᵀ = I, and λᵢ = 0 inside; u to the root of the gap. */
static void
test_multipliers_are_those_of_john (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    EpiRandom random = epi_random (100 + seed, 0);
    double points[2 * 15], sum = 0, first[2] = {0}, second[3] = {0};
    EpiSdp sdp;
    for (size_t i = 0; i < G_N_ELEMENTS (points); i++)
      points[i] = epi_random_normal (&random);
    g_assert_cmpint (epi_minimum_ellipsoid_new (2, 15, points, &sdp), ==,
                     EPI_OK);
    EpiSolution solution = solve_sdp (sdp);
    g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
    const double *x = solution.answer.sdp.x, *Y = solution.answer.sdp.Y + 4;
    for (size_t k = 0; k < 15; k++, Y += 9) {
      const double *p = points + 2 * k;
      double lambda = Y[0] + Y[4] + Y[8];
      double u[] = {x[0] * p[0] + x[1] * p[1] + x[3],
                    x[1] * p[0] + x[2] * p[1] + x[4]};
      g_assert_cmpfloat (lambda * (1 - hypot (u[0], u[1])), <, 1e-7);
      sum += lambda;
      for (int i = 0; i < 2; i++)
        first[i] += lambda * u[i];
      second[0] += lambda * u[0] * u[0];
      second[1] += lambda * u[0] * u[1];
      second[2] += lambda * u[1] * u[1];
    }
    g_assert_cmpfloat_with_epsilon (sum, 2, 1e-6);
    g_assert_cmpfloat_with_epsilon (first[0], 0, 1e-4);
    g_assert_cmpfloat_with_epsilon (first[1], 0, 1e-4);
    g_assert_cmpfloat_with_epsilon (second[0], 1, 1e-4);
    g_assert_cmpfloat_with_epsilon (second[1], 0, 1e-4);
    g_assert_cmpfloat_with_epsilon (second[2], 1, 1e-4);
    epi_solution_clear (&solution);
  }
}

/* Of two variables: Θ⁻¹ = S with its covariance moved by ρ towards 0. */
static void
test_sparse_covariance_of_two_variables (void)
{
  const double S[] = {2, 0.6, 0.6, 1};
  for (double rho = 0; rho < 1; rho += 0.25) {
    double w = fmax (0.6 - rho, 0), det = 2 - w * w;
    double theta = -w / det; /* tr SΘ = 2/det + 2/det + 2·0.6 θ */
    double value =
        4 / det + 2 * 0.6 * theta + 2 * rho * fabs (theta) + log (det);
    EpiSdp sdp;
    g_assert_cmpint (epi_sparse_covariance_new (2, S, rho, &sdp), ==, EPI_OK);
    check_value (sdp, value);
  }
}

/* det over an empty set: x₁ ≥ 1, x₁ ≤ 0. */
static void
test_no_point_comes_with_a_ray (void)
{
  const double c[] = {0};
  const EpiSdpBlock blocks[] = {{.size = 1, .weight = 1},
                                {.size = 2, .diagonal = true}};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {1, 1, 0, 0, 1}, {0, 1, 0, 0, 1}, {1, 1, 1, 1, -1}};
  EpiSdp sdp;
  g_assert_cmpint (epi_sdp_new (1, c, 2, blocks, 4, entries, &sdp), ==, EPI_OK);
  EpiSolution solution = solve_sdp (sdp);
  g_assert_cmpint (solution.status, ==, EPI_INFEASIBLE);
  epi_solution_clear (&solution);
}

/* Two variables, a weighted block of order 2 and a diagonal one of order 2,
 * with small whole numbers. */
static EpiProgram
random_program (EpiRandom *random, double weight)
{
  const EpiSdpBlock blocks[] = {{.size = 2, .weight = weight},
                                {.size = 2, .diagonal = true}};
  EpiSdpEntry entries[3 * 5];
  double c[2];
  size_t n = 0;
  EpiProgram program = {.kind = weight > 0 ? EPI_PROGRAM_MAXDET
                                           : EPI_PROGRAM_SEMIDEFINITE};

  for (size_t j = 0; j < 2; j++)
    c[j] = floor (7 * epi_random_uniform (random)) - 3;
  for (int k = 0; k < 3; k++)
    for (int b = 0; b < 2; b++)
      for (int i = 0; i < 2; i++)
        for (int j = 0; j <= (b == 0 ? i : 0); j++) {
          double value = floor (6 * epi_random_uniform (random)) - 2;
          if (value != 0)
            entries[n++] = (EpiSdpEntry){k, b, i, b == 0 ? j : i, value};
        }
  g_assert_cmpint (epi_sdp_new (2, c, 2, blocks, n, entries, &program.sdp), ==,
                   EPI_OK);
  return program;
}

/* Where F(x) ⪰ 0 has no solution F(x) ≻ 0 has none, whatever the objective is.
 */
static void
test_no_point_for_any_objective (void)
{
  const EpiSolveOptions options = {
      .method = "ipm", .tolerance = 1e-8, .max_iterations = 500};
  size_t infeasible = 0;

  for (uint64_t seed = 0; seed < 100; seed++) {
    EpiRandom first = epi_random (seed, 0), second = epi_random (seed, 0);
    EpiProgram plain = random_program (&first, 0);
    EpiProgram weighted = random_program (&second, 2);
    EpiSolution solution;

    if (epi_solve (&plain, &options, NULL, NULL, &solution) == EPI_INFEASIBLE) {
      epi_solution_clear (&solution);
      infeasible++;
      g_assert_cmpint (epi_solve (&weighted, &options, NULL, NULL, &solution),
                       ==, EPI_INFEASIBLE);
    }
    epi_solution_clear (&solution);
    epi_program_clear (&plain);
    epi_program_clear (&weighted);
  }
  g_assert_cmpuint (infeasible, >, 10);
}

/* -x - log x falls for ever. */
static void
test_no_bound_comes_with_a_ray (void)
{
  const double c[] = {-1};
  const EpiSdpBlock block = {.size = 1, .weight = 1};
  const EpiSdpEntry entry = {1, 0, 0, 0, 1};
  EpiSdp sdp;
  g_assert_cmpint (epi_sdp_new (1, c, 1, &block, 1, &entry, &sdp), ==, EPI_OK);
  EpiSolution solution = solve_sdp (sdp);
  g_assert_cmpint (solution.status, ==, EPI_UNBOUNDED);
  epi_solution_clear (&solution);
}

static EpiMethod *
ellipsoid_method (EpiSdp *sdp)
{
  EpiRandom random = epi_random (4, 0);
  double points[30 * 2];
  EpiMethod *method;
  EpiMaxdetOptions options = {.tolerance = 1e-9};
  for (size_t i = 0; i < G_N_ELEMENTS (points); i++)
    points[i] = epi_random_normal (&random);
  g_assert_cmpint (epi_minimum_ellipsoid_new (2, 30, points, sdp), ==, EPI_OK);
  g_assert_cmpint (epi_maxdet_new (sdp, &options, &method), ==, EPI_OK);
  return method;
}

static void
test_steps_allocate_nothing (void)
{
  EpiSdp sdp;
  EpiMethod *method = ellipsoid_method (&sdp);
  g_assert_cmpint (check_steps_allocate_nothing (method, 100), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
  epi_sdp_clear (&sdp);
}

static void
test_restored_state_repeats (void)
{
  EpiSdp one, two;
  EpiMethod *method = ellipsoid_method (&one), *twin = ellipsoid_method (&two);
  check_restored_state_repeats (method, twin, 3, 5);
  epi_sdp_clear (&one);
  epi_sdp_clear (&two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/maxdet/chosen-optimum-is-found",
                   test_chosen_optimum_is_found);
  g_test_add_func ("/maxdet/ellipsoid-of-the-cross-polytope",
                   test_ellipsoid_of_the_cross_polytope);
  g_test_add_func ("/maxdet/ellipsoid-of-the-cube", test_ellipsoid_of_the_cube);
  g_test_add_func ("/maxdet/ellipsoid-of-the-regular-simplex",
                   test_ellipsoid_of_the_regular_simplex);
  g_test_add_func ("/maxdet/greatest-ellipsoid-in-known-polygons",
                   test_greatest_ellipsoid_in_known_polygons);
  g_test_add_func ("/maxdet/iterates-from-inside-stay-inside",
                   test_iterates_from_inside_stay_inside);
  g_test_add_func ("/maxdet/start-outside-is-refused",
                   test_start_outside_is_refused);
  g_test_add_func ("/maxdet/multipliers-are-those-of-john",
                   test_multipliers_are_those_of_john);
  g_test_add_func ("/maxdet/sparse-covariance-of-two-variables",
                   test_sparse_covariance_of_two_variables);
  g_test_add_func ("/maxdet/no-point-comes-with-a-ray",
                   test_no_point_comes_with_a_ray);
  g_test_add_func ("/maxdet/no-point-for-any-objective",
                   test_no_point_for_any_objective);
  g_test_add_func ("/maxdet/no-bound-comes-with-a-ray",
                   test_no_bound_comes_with_a_ray);
  g_test_add_func ("/maxdet/steps-allocate-nothing",
                   test_steps_allocate_nothing);
  g_test_add_func ("/maxdet/restored-state-repeats",
                   test_restored_state_repeats);
  return g_test_run ();
}
