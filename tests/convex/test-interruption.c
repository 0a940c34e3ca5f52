/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every method that can be interrupted within a step, interrupted at every
 * point of every step.
 */
#include "convex/epi-cone-method.h"
#include "convex/epi-relay.h"
#include "convex/epi-solve.h"
#include "core/epi-random.h"
#include "problem/epi-gp-random.h"
#include "problem/epi-semidefinite-programs.h"

#include "../problem/known-programs.h"
#include "cone-checks.h"

static EpiMethod *
make (const EpiProgram *program, const char *name)
{
  EpiSolveOptions options = {.tolerance = 1e-9, .max_iterations = SIZE_MAX};
  EpiMethod *method = NULL;

  if (name == NULL)
    g_assert_cmpint (epi_relay_new (program, &options, &method), ==, EPI_OK);
  else
    g_assert_cmpint (epi_solver_find (name, program->kind)
                         ->new_method (program, &options, &method),
                     ==, EPI_OK);
  return method;
}

/* name NULL: a relay.  Each step asks `least` times or more. */
static void
check (const EpiProgram *program, const char *name, size_t max_steps,
       size_t least)
{
  EpiMethod *method = make (program, name), *twin = make (program, name);
  EpiMethod *counts = make (program, name);
  size_t times = check_interrupted_steps_repeat (method, twin, max_steps);

  epi_method_run (counts, max_steps, NULL, NULL);
  g_test_message ("%s: %zu steps, %zu times, ended %d",
                  name != NULL ? name : "relay", counts->k, times,
                  counts->status);
  g_assert_cmpuint (counts->k, >, 0);
  g_assert_cmpuint (times, >=, least * counts->k);
  epi_method_free (counts);
}

static EpiProgram
known (guint32 seed)
{
  EpiProgram program = {0};
  EpiQpAnswer answer;

  known_qp (seed, 12, 15, &program.qp, &answer);
  epi_qp_answer_clear (&answer);
  program.kind = seed % 2 == 1 ? EPI_PROGRAM_QUADRATIC : EPI_PROGRAM_LINEAR;
  return program;
}

static void
test_linear_and_quadratic (void)
{
  for (guint32 seed = 0; seed < 4; seed++) {
    EpiProgram program = known (seed);
    check (&program, "ipm", 100, 8);
    check (&program, "barrier", 1000, 2);
    check (&program, NULL, 100, 5);
    epi_program_clear (&program);
  }
}

/* x₁ + 2x₂ ≤ 1 and 2x₁ + x₂ ≥ 4; minimize -x₁ - x₂ over the second; x ≥ 0. */
static void
test_what_has_no_solution (void)
{
  const EpiTriplet rows[] = {{0, 0, 1}, {0, 1, 2}, {1, 0, 2}, {1, 1, 1}};
  for (int k = 0; k < 2; k++) {
    EpiProgram program = {.kind = EPI_PROGRAM_LINEAR};
    make_qp (2, 2, rows, 4, &program.qp);
    program.qp.row_upper[0] = k == 0 ? 1 : INFINITY;
    program.qp.row_lower[1] = 4;
    program.qp.c[0] = program.qp.c[1] = k == 0 ? 1 : -1;
    check (&program, "ipm", 100, 4);
    check (&program, "barrier", 1000, 2);
    epi_program_clear (&program);
  }
}

/* A covering program whose basis has a kernel, and needs more than one
 * factorization. */
static EpiProgram
covering (void)
{
  enum { ROWS = 120, COLS = 150 };
  EpiProgram program = {.kind = EPI_PROGRAM_LINEAR};
  EpiTriplet *entries = g_new (EpiTriplet, ROWS * COLS);
  EpiRandom random = epi_random (5, 0);
  size_t n = 0;

  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLS; j++)
      if (epi_random_uniform (&random) < 0.2)
        entries[n++] = (EpiTriplet){i, j, 1 + epi_random_uniform (&random)};
  make_qp (ROWS, COLS, entries, n, &program.qp);
  for (int i = 0; i < ROWS; i++)
    program.qp.row_lower[i] = 1 + epi_random_uniform (&random);
  for (int j = 0; j < COLS; j++)
    program.qp.c[j] = 1 + epi_random_uniform (&random);
  g_free (entries);
  return program;
}

static void
test_simplex (void)
{
  EpiProgram program = covering ();
  const char *const names[] = {"primal-simplex", "dual-simplex"};

  for (int k = 0; k < 2; k++) {
    EpiMethod *method = make (&program, names[k]);
    EpiMethod *twin = make (&program, names[k]);
    size_t times = check_interrupted_steps_repeat (method, twin, 10000);
    method = make (&program, names[k]);
    g_assert_cmpint (epi_method_run (method, 10000, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_test_message ("%s: %zu pivots, %zu times", names[k], method->k, times);
    g_assert_cmpuint (times, >, 0);
    epi_method_free (method);
  }
  epi_program_clear (&program);
}

/* Steps until one of them is interrupted at its asking number `asked`; false:
 * none asks that often before the method ends. */
static bool
is_interrupted_at (EpiMethod *method, int asked)
{
  atomic_int countdown;
  EpiCancel flag = {.countdown = &countdown};
  EpiStatus status;

  epi_method_watch (method, &flag);
  do {
    atomic_store (&countdown, asked);
    status = epi_method_step (method);
  } while (status == EPI_RUNNING);
  epi_method_watch (method, NULL);
  return status == EPI_INTERRUPTED;
}

/* A method that was interrupted, wherever it asks, and may have no factors,
 * goes on from a state restored into it as a twin that never was. */
static void
test_restored_after_an_interruption (void)
{
  EpiProgram program = covering ();
  const struct {
    const char *name;
    int least; /* askings of a step */
  } cases[] = {{"ipm", 8}, {"barrier", 2}, {"dual-simplex", 2}};

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++) {
    EpiMethod *method = make (&program, cases[k].name);
    EpiMethod *twin = make (&program, cases[k].name);
    void *state = g_malloc (epi_method_state_size (method));
    int asked = 0;
    epi_method_run (method, 3, NULL, NULL);
    g_assert_cmpint (epi_method_save_state (method, state), ==, EPI_OK);
    for (; is_interrupted_at (method, asked); asked++) {
      epi_method_restore_state (method, state);
      epi_method_restore_state (twin, state);
      check_same_steps (method, twin, 5);
      epi_method_restore_state (method, state);
    }
    g_test_message ("%s: %d times", cases[k].name, asked);
    g_assert_cmpint (asked, >=, cases[k].least);
    g_free (state);
    epi_method_free (method);
    epi_method_free (twin);
  }
  epi_program_clear (&program);
}

/* Of a complete graph: of few nodes with W, of many direct. */
static EpiProgram
max_cut (size_t n)
{
  EpiProgram program = {.kind = EPI_PROGRAM_SEMIDEFINITE};
  double *W = g_new0 (double, n *n);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      W[i + j * n] = W[j + i * n] = 1 + (double)((7 * i + j * j) % 5);
  g_assert_cmpint (epi_max_cut_program_new (n, W, &program.sdp), ==, EPI_OK);
  g_free (W);
  return program;
}

static void
test_semidefinite (void)
{
  EpiProgram small = max_cut (6), large = max_cut (110);

  check (&small, "ipm", 100, 12);
  check (&small, "barrier", 1000, 3);
  check (&large, "ipm", 3, 110);
  epi_program_clear (&small);
  epi_program_clear (&large);
}

/* With an equality, blocks of every kind; with weights max-det. */
static void
test_known_semidefinite (void)
{
  for (guint32 seed = 0; seed < 4; seed++) {
    EpiProgram program = {.kind = seed % 2 == 0 ? EPI_PROGRAM_SEMIDEFINITE
                                                : EPI_PROGRAM_MAXDET};
    EpiSdpAnswer answer;
    double value;
    known_sdp (seed, seed % 2 == 1, &program.sdp, &answer, &value);
    epi_sdp_answer_clear (&answer);
    check (&program, "ipm", 100, 8);
    check (&program, "barrier", 1000, 3);
    check (&program, NULL, 100, 4);
    epi_program_clear (&program);
  }
}

/* x ≥ 1, x ≤ -1 and log det x: the cone method looks for the reason. */
static void
test_max_det_that_looks_for_a_ray (void)
{
  EpiProgram program = {.kind = EPI_PROGRAM_MAXDET};
  const double c[] = {1};
  const EpiSdpBlock blocks[] = {{.size = 1, .weight = 1},
                                {.size = 2, .diagonal = true}};
  const EpiSdpEntry entries[] = {{1, 0, 0, 0, 1},
                                 {0, 1, 0, 0, 1},
                                 {1, 1, 0, 0, 1},
                                 {0, 1, 1, 1, 1},
                                 {1, 1, 1, 1, -1}};

  g_assert_cmpint (epi_sdp_new (1, c, 2, blocks, 5, entries, &program.sdp), ==,
                   EPI_OK);
  check (&program, "ipm", 200, 4);
  epi_program_clear (&program);
}

/* Also with a posynomial of so many variables that it is kept apart
 * (convex/epi-rank-one-sum.h). */
static void
test_geometric (void)
{
  EpiProgram program = {.kind = EPI_PROGRAM_GEOMETRIC};

  g_assert_cmpint (epi_gp_random_new (3, 20, 8, NULL, &program.gp), ==, EPI_OK);
  check (&program, "ipm", 100, 5);
  check (&program, "barrier", 1000, 3);
  check (&program, NULL, 100, 4);
  epi_program_clear (&program);
  program.kind = EPI_PROGRAM_GEOMETRIC;
  g_assert_cmpint (epi_gp_random_new (4, 450, 30, NULL, &program.gp), ==,
                   EPI_OK);
  check (&program, "ipm", 4, 10);
  epi_program_clear (&program);
}

static void
test_second_order (void)
{
  const double c[] = {0, 0, 1}, h[] = {0, -3, -4, 5, 5, 1, 2, 2};
  const double G[] = {0, 0, -1, -1, 0, 0, 0, -1, 0, 0, 0,  -1,
                      1, 0, 0,  0,  1, 0, 1, 1,  0, 1, -1, 0};
  const EpiCone cones[] = {{EPI_CONE_SECOND_ORDER, 3},
                           {EPI_CONE_NONNEGATIVE, 5}};
  Dense dense = {.n = 3, .g = 8, .c = c, .G = G, .h = h, cones, 2};
  EpiConeProgram program = program_from (&dense);
  EpiConeOptions options = EPI_CONE_OPTIONS_DEFAULT;
  EpiMethod *method, *twin;

  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_cone_method_new (&program, &options, &twin), ==, EPI_OK);
  g_assert_cmpuint (check_interrupted_steps_repeat (method, twin, 100), >, 50);
  epi_cone_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interruption/linear-and-quadratic",
                   test_linear_and_quadratic);
  g_test_add_func ("/interruption/what-has-no-solution",
                   test_what_has_no_solution);
  g_test_add_func ("/interruption/simplex", test_simplex);
  g_test_add_func ("/interruption/restored-after-an-interruption",
                   test_restored_after_an_interruption);
  g_test_add_func ("/interruption/semidefinite", test_semidefinite);
  g_test_add_func ("/interruption/known-semidefinite", test_known_semidefinite);
  g_test_add_func ("/interruption/max-det-that-looks-for-a-ray",
                   test_max_det_that_looks_for_a_ray);
  g_test_add_func ("/interruption/geometric", test_geometric);
  g_test_add_func ("/interruption/second-order", test_second_order);
  return g_test_run ();
}
