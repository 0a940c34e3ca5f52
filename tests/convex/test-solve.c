/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop from a program to a proven answer, on minimize 4x + 1/x: 4 at ½.
 */
#include "convex/epi-solve.h"

#include <math.h>
#include <stdint.h>

static EpiProgram
sum (void)
{
  double coefficient[] = {4, 1};
  int constraint[] = {0, 0};
  EpiTriplet exponents[] = {{0, 0, 1}, {0, 1, -1}};
  EpiProgram program = {.kind = EPI_PROGRAM_GEOMETRIC};

  g_assert_cmpint (
      epi_gp_new (0, 1, 2, coefficient, constraint, exponents, 2, &program.gp),
      ==, EPI_OK);
  return program;
}

typedef struct {
  size_t points, last; /* met; the last one's k */
  size_t stop_at;
  EpiStatus wish;
} Watch;

static EpiStatus
watch_cb (const EpiMethod *method, const EpiProgram *program, void *data)
{
  Watch *watch = data;

  g_assert_cmpuint (method->k, ==, watch->points); /* each once, in order */
  watch->last = watch->points++;
  return method->k >= watch->stop_at ? watch->wish : EPI_RUNNING;
}

static EpiSolution
solve (const EpiProgram *program, EpiSolveOptions options, Watch *watch)
{
  EpiSolution solution;
  EpiStatus status = epi_solve (
      program, &options, watch != NULL ? watch_cb : NULL, watch, &solution);
  g_assert_cmpint (status, ==, solution.status);
  return solution;
}

static void
test_it_ends_when_the_certificate_holds (void)
{
  EpiProgram program = sum ();
  Watch watch = {.stop_at = SIZE_MAX};
  EpiSolution solution =
      solve (&program, (EpiSolveOptions){NULL, 1e-8, SIZE_MAX}, &watch);
  EpiConvexCertificate again;

  g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
  g_assert_cmpuint (watch.last, ==, solution.iterations);
  g_assert_cmpfloat_with_epsilon (exp (solution.answer.gp.u[0]), 0.5, 1e-4);
  epi_program_certify (&program, &solution.answer, 1e-8, &again);
  g_assert_cmpint (again.status, ==, EPI_OPTIMAL);
  g_assert_true (again.tolerance_reached ==
                 solution.certificate.tolerance_reached);
  epi_solution_clear (&solution);
  epi_program_clear (&program);
}

/* A looser tolerance never takes more steps. */
static void
test_the_tolerance_is_all_that_is_done (void)
{
  EpiProgram program = sum ();
  size_t before = 0;

  for (double tolerance = 1e-1; tolerance > 1e-9; tolerance /= 10) {
    EpiSolution solution =
        solve (&program, (EpiSolveOptions){"ipm", tolerance, SIZE_MAX}, NULL);
    g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (solution.certificate.tolerance_reached, <=, tolerance);
    g_assert_cmpuint (solution.iterations, >=, before);
    before = solution.iterations;
    epi_solution_clear (&solution);
  }
  epi_program_clear (&program);
}

static void
test_who_stops_it_gets_the_point_it_stands_at (void)
{
  static const EpiStatus wishes[] = {EPI_INTERRUPTED, EPI_LIMIT};
  EpiProgram program = sum ();

  for (size_t k = 0; k < 4; k++) {
    Watch watch = {.stop_at = k, .wish = wishes[k % 2]};
    EpiSolution solution =
        solve (&program, (EpiSolveOptions){NULL, 1e-8, SIZE_MAX}, &watch);
    g_assert_cmpint (solution.status, ==, wishes[k % 2]);
    g_assert_cmpuint (solution.iterations, ==, k);
    g_assert_true (solution.has_answer);
    g_assert_cmpfloat (solution.certificate.tolerance_reached, >, 1e-8);
    epi_solution_clear (&solution);
  }
  epi_program_clear (&program);
}

static void
test_no_more_iterations_than_allowed (void)
{
  EpiProgram program = sum ();

  for (size_t most = 0; most < 3; most++) {
    EpiSolution solution =
        solve (&program, (EpiSolveOptions){NULL, 1e-8, most}, NULL);
    g_assert_cmpint (solution.status, ==, EPI_LIMIT);
    g_assert_cmpuint (solution.iterations, ==, most);
    epi_solution_clear (&solution);
  }
  epi_program_clear (&program);
}

/* No false optimum: nothing in floating point is exact here. */
static void
test_a_tolerance_of_zero_is_not_reached (void)
{
  EpiProgram program = sum ();
  program.gp.coefficient[0] = 3;
  EpiSolution solution =
      solve (&program, (EpiSolveOptions){NULL, 0, SIZE_MAX}, NULL);

  g_assert_true (epi_status_is_failure (solution.status));
  g_assert_cmpfloat (solution.certificate.tolerance_reached, >, 0);
  g_assert_cmpfloat (solution.certificate.tolerance_reached, <, 1e-10);
  epi_solution_clear (&solution);
  epi_program_clear (&program);
}

static void
test_what_there_is_not_is_unsupported (void)
{
  EpiProgram program = sum ();
  static const char *const names[] = {"guessing", "simplex", ""};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    EpiSolution solution =
        solve (&program, (EpiSolveOptions){names[i], 1e-8, SIZE_MAX}, NULL);
    g_assert_cmpint (solution.status, ==, EPI_UNSUPPORTED);
    g_assert_false (solution.has_answer);
    g_assert_null (solution.solver);
    epi_solution_clear (&solution);
  }
  epi_program_clear (&program);
}

/* Every row of the table is whole, and the first of its name for a kind is the
 * one that is found. */
static void
test_the_table_is_whole (void)
{
  for (const EpiSolver *solver = epi_solvers (); solver->name != NULL;
       solver++) {
    g_assert_nonnull (solver->remark);
    g_assert_nonnull (solver->new_method);
    g_assert_nonnull (solver->answer);
    g_assert_cmpuint (solver->kinds, !=, 0);
    g_assert_cmpuint (solver->kinds >> EPI_N_PROGRAM_KINDS, ==, 0);
    for (unsigned kind = 0; kind < EPI_N_PROGRAM_KINDS; kind++)
      if (solver->kinds & 1u << kind)
        g_assert_true (epi_solver_find (solver->name, kind) == solver);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/solve/certificate",
                   test_it_ends_when_the_certificate_holds);
  g_test_add_func ("/solve/tolerance", test_the_tolerance_is_all_that_is_done);
  g_test_add_func ("/solve/stopped",
                   test_who_stops_it_gets_the_point_it_stands_at);
  g_test_add_func ("/solve/limit", test_no_more_iterations_than_allowed);
  g_test_add_func ("/solve/zero", test_a_tolerance_of_zero_is_not_reached);
  g_test_add_func ("/solve/unsupported", test_what_there_is_not_is_unsupported);
  g_test_add_func ("/solve/table", test_the_table_is_whole);
  return g_test_run ();
}
