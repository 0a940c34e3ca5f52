/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Solvers one after another.  That one has no proof is brought about by asking
 * for an error of 0: interior points never have it, and the simplex method has
 * it where all numbers are whole.
 */
#include "convex/epi-relay.h"

#include "method-checks.h"
#include "problem/known-programs.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* minimize -3x₀ - x₁ with x₀ + x₁ ≤ 4, x₀ - x₁ ≤ 2, x ≥ 0: -10 at (3, 1). */
static EpiProgram
corner (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, -1}};
  EpiProgram program = {.kind = EPI_PROGRAM_LINEAR};

  make_qp (2, 2, a, 4, &program.qp);
  program.qp.row_upper[0] = 4;
  program.qp.row_upper[1] = 2;
  program.qp.c[0] = -3;
  program.qp.c[1] = -1;
  return program;
}

static EpiMethod *
relay (const EpiProgram *program, double tolerance)
{
  EpiSolveOptions options = {.tolerance = tolerance,
                             .max_iterations = SIZE_MAX};
  EpiMethod *method;

  g_assert_cmpint (epi_relay_new (program, &options, &method), ==, EPI_OK);
  return method;
}

static double
solver_of (const EpiMethod *method)
{
  EpiFrame *frame = epi_method_record (method);
  double place = epi_frame_scalar (frame, "solver", NAN);

  epi_frame_unref (frame);
  return place;
}

static EpiConvexCertificate
proof_of (const EpiProgram *program, const EpiMethod *method, double tolerance)
{
  EpiConvexCertificate proof;
  EpiProgramAnswer answer;

  g_assert_cmpint (epi_program_answer_new (program, &answer), ==, EPI_OK);
  epi_relay_answer (method, &answer);
  g_assert_cmpint (epi_program_certify (program, &answer, tolerance, &proof),
                   ==, EPI_OK);
  epi_program_answer_clear (&answer);
  return proof;
}

static void
test_the_order_is_the_tables (void)
{
  static const char *const linear[] = {"ipm", "simplex", "primal-simplex",
                                       "barrier"};

  for (size_t i = 0; i < G_N_ELEMENTS (linear); i++)
    g_assert_cmpstr (epi_relay_solver (EPI_PROGRAM_LINEAR, i)->name, ==,
                     linear[i]);
  g_assert_null (epi_relay_solver (EPI_PROGRAM_LINEAR, 4));
  g_assert_cmpstr (epi_relay_solver (EPI_PROGRAM_GEOMETRIC, 0)->name, ==,
                   "ipm");
}

static void
test_one_that_has_a_proof_is_enough (void)
{
  EpiProgram program = corner ();
  EpiMethod *method = relay (&program, 1e-8);

  while (method->status == EPI_RUNNING) {
    g_assert_cmpfloat (solver_of (method), ==, 0);
    epi_method_step (method);
  }
  g_assert_cmpfloat (solver_of (method), ==, 0);
  g_assert_cmpint (proof_of (&program, method, 1e-8).status, ==, EPI_OPTIMAL);
  epi_method_free (method);
  epi_program_clear (&program);
}

static void
test_the_next_one_goes_on (void)
{
  EpiProgram program = corner ();
  EpiMethod *method = relay (&program, 0);
  double place = 0;

  while (method->status == EPI_RUNNING) {
    epi_method_step (method);
    g_assert_cmpfloat (solver_of (method), >=, place);
    place = solver_of (method);
    g_assert_cmpuint (method->k, <, 3 * EPI_RELAY_STEPS);
  }
  EpiConvexCertificate proof = proof_of (&program, method, 0);
  g_assert_cmpfloat (place, >=, 1);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat (method->f, ==, -10);
  epi_method_free (method);
  epi_program_clear (&program);
}

/* What is no number of the machine is never exact: the best end stands. */
static void
test_without_any_proof_the_best_end_stands (void)
{
  EpiProgram program = corner ();
  program.qp.A.value[0] = 0.1;
  program.qp.A.value[3] = -0.7;
  program.qp.c[0] = -0.3;
  EpiMethod *method = relay (&program, 0);

  epi_method_run (method, 4 * EPI_RELAY_STEPS, NULL, NULL);
  g_assert_cmpint (method->status, !=, EPI_RUNNING);
  EpiConvexCertificate proof = proof_of (&program, method, 0);
  for (size_t i = 0; i < 2; i++) {
    EpiSolveOptions options = {.tolerance = 0, .max_iterations = SIZE_MAX};
    const EpiSolver *solver = epi_relay_solver (EPI_PROGRAM_LINEAR, i);
    EpiConvexCertificate alone;
    EpiProgramAnswer answer;
    EpiMethod *inner;
    g_assert_cmpint (solver->new_method (&program, &options, &inner), ==,
                     EPI_OK);
    epi_method_run (inner, EPI_RELAY_STEPS, NULL, NULL);
    g_assert_cmpint (epi_program_answer_new (&program, &answer), ==, EPI_OK);
    solver->answer (inner, &answer);
    g_assert_cmpint (epi_program_certify (&program, &answer, 0, &alone), ==,
                     EPI_OK);
    g_assert_cmpfloat (proof.tolerance_reached, <=, alone.tolerance_reached);
    epi_program_answer_clear (&answer);
    epi_method_free (inner);
  }
  epi_method_free (method);
  epi_program_clear (&program);
}

/* From every iterate on, also across the change, in a twin that was never
 * there. */
static void
test_a_restored_state_repeats (void)
{
  EpiProgram program = corner ();
  EpiMethod *method = relay (&program, 0);

  for (size_t k = 0; method->status == EPI_RUNNING; k++) {
    EpiMethod *twin = relay (&program, 0), *same = relay (&program, 0);
    void *state = g_malloc (epi_method_state_size (method));
    while (same->k < k)
      epi_method_step (same);
    epi_method_save_state (same, state);
    epi_method_restore_state (twin, state);
    while (same->status == EPI_RUNNING) {
      epi_method_step (same);
      epi_method_step (twin);
      g_assert_cmpint (same->status, ==, twin->status);
      g_assert_cmpmem (same->x, same->n * sizeof (double), twin->x,
                       twin->n * sizeof (double));
      g_assert_true (memcmp (&same->f, &twin->f, sizeof (double)) == 0);
    }
    g_free (state);
    epi_method_free (twin);
    epi_method_free (same);
    epi_method_step (method);
  }
  epi_method_free (method);
  epi_program_clear (&program);
}

static void
test_memory_that_is_not_there_is_a_status (void)
{
  EpiSolveOptions options = {.tolerance = 1e-8, .max_iterations = SIZE_MAX};
  EpiProgram program = corner ();
  EpiMethod *method = NULL;

  for (long n = 0; method == NULL; n++) {
    epi_alloc_fail_at (n);
    EpiStatus status = epi_relay_new (&program, &options, &method);
    epi_alloc_fail_at (-1);
    g_assert_cmpint (status, ==, method == NULL ? EPI_NO_MEMORY : EPI_OK);
  }
  epi_method_free (method);
  epi_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/relay/" name, test_##func)
  ADD ("the-order-is-the-tables", the_order_is_the_tables);
  ADD ("one-that-has-a-proof-is-enough", one_that_has_a_proof_is_enough);
  ADD ("the-next-one-goes-on", the_next_one_goes_on);
  ADD ("without-any-proof-the-best-end-stands",
       without_any_proof_the_best_end_stands);
  ADD ("a-restored-state-repeats", a_restored_state_repeats);
  ADD ("memory-that-is-not-there-is-a-status",
       memory_that_is_not_there_is_a_status);
  return g_test_run ();
}
