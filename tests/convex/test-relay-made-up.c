/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A relay of solvers that end as the test says, on minimize x with x ≥ 2: they
 * count 0, 1, 2, … and claim the multiplier 1, which is a proof where x is 2.
 * The table of solvers is this file's.
 */
#include "convex/epi-relay.h"

#include "problem/known-programs.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static struct {
  size_t steps;    /* until it ends, */
  EpiStatus end;   /* so */
  double to;       /* and there, and goes no further before */
  EpiStatus begin; /* what making it says */
} parts[3];
static int alive; /* solvers */

typedef struct {
  EpiMethod base;
  size_t place;
  double x;
} Counter;

static EpiStatus
counter_step (EpiMethod *base)
{
  Counter *self = (Counter *)base;
  double to = parts[self->place].to;
  bool ends = base->k + 1 == parts[self->place].steps;

  self->x = ends ? to : fmin (self->x + 1, to); /* fmin (1, NAN) = 1 */
  base->f = self->x;
  return ends ? parts[self->place].end : EPI_RUNNING;
}

static size_t
counter_state_size (const EpiMethod *base)
{
  return sizeof (double);
}

static EpiStatus
counter_save (const EpiMethod *base, void *state)
{
  memcpy (state, base->x, sizeof (double));
  return EPI_OK;
}

static void
counter_restore (EpiMethod *base, const void *state)
{
  memcpy (base->x, state, sizeof (double));
}

static void
counter_free (EpiMethod *base)
{
  alive--;
  g_free (base);
}

static const EpiMethodClass counter_class = {
    .name = "counter",
    .step = counter_step,
    .state_size = counter_state_size,
    .save_state = counter_save,
    .restore_state = counter_restore,
    .free = counter_free,
};

static EpiStatus
counter_new (size_t place, EpiMethod **out)
{
  if (parts[place].begin != EPI_OK)
    return parts[place].begin;
  Counter *self = g_new0 (Counter, 1);
  bool ended = parts[place].steps == 0;

  alive++;
  self->place = place;
  self->x = ended ? parts[place].to : 0;
  self->base = (EpiMethod){.klass = &counter_class,
                           .status = ended ? parts[place].end : EPI_RUNNING,
                           .n = 1,
                           .x = &self->x,
                           .f = self->x};
  *out = &self->base;
  return EPI_OK;
}

#define NEW(place)                                                             \
  static EpiStatus new_##place (const EpiProgram *program,                     \
                                const EpiSolveOptions *options,                \
                                EpiMethod **out)                               \
  {                                                                            \
    return counter_new (place, out);                                           \
  }
NEW (0)
NEW (1)
NEW (2)

static void
answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  out->qp.status = method->status;
  out->qp.x[0] = method->x[0];
  out->qp.y[0] = 1;
  out->qp.z[0] = 0;
}

const EpiSolver *
epi_solvers (void)
{
  static const EpiSolver solvers[] = {
      {"first", 1u << EPI_PROGRAM_LINEAR, "", new_0, answer},
      {"second", 1u << EPI_PROGRAM_LINEAR, "", new_1, answer},
      {"third", 1u << EPI_PROGRAM_LINEAR, "", new_2, answer},
      {NULL}};

  return solvers;
}

static EpiProgram program;

static EpiMethod *
relay (void)
{
  EpiSolveOptions options = {.tolerance = 1e-8, .max_iterations = SIZE_MAX};
  EpiMethod *method;

  g_assert_cmpint (epi_relay_new (&program, &options, &method), ==, EPI_OK);
  return method;
}

static void *
state_of (const EpiMethod *method)
{
  void *state = g_malloc (epi_method_state_size (method));

  g_assert_cmpint (epi_method_save_state (method, state), ==, EPI_OK);
  return state;
}

static double
solver_of (const EpiMethod *method)
{
  EpiFrame *frame = epi_method_record (method);
  double place = epi_frame_scalar (frame, "solver", NAN);

  epi_frame_unref (frame);
  return place;
}

static void
to_the_end (EpiMethod *method)
{
  while (method->status == EPI_RUNNING) {
    epi_method_step (method);
    g_assert_true (isfinite (method->f) && isfinite (method->x[0]));
    g_assert_cmpuint (method->k, <, 4 * EPI_RELAY_STEPS);
  }
}

/* Also from a state in which it has diverged, to the bit. */
static void
test_one_that_diverges_is_followed (void)
{
  parts[0].steps = 3;
  parts[0].end = EPI_RUNNING; /* and no number: EPI_DIVERGED */
  parts[0].to = NAN;
  parts[1].steps = 2;
  EpiMethod *method = relay ();

  for (bool first = true; method->status == EPI_RUNNING; first = false) {
    EpiMethod *twin = relay ();
    void *state = state_of (method);
    epi_method_restore_state (twin, state);
    g_assert_cmpfloat (twin->x[0], ==, method->x[0]);
    g_assert_cmpfloat (twin->f, ==, method->f);
    g_assert_true (first || method->x[0] > 0 || solver_of (method) == 1);
    epi_method_step (method);
    g_assert_true (isfinite (method->f) && isfinite (method->x[0]));
    g_free (state);
    epi_method_free (twin);
  }
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_assert_cmpfloat (solver_of (method), ==, 1);
  g_assert_cmpfloat (method->x[0], ==, 2);
  g_assert_cmpuint (method->k, ==, 6);
  g_assert_cmpuint (epi_relay_iterations (method), ==, 5);
  epi_method_free (method);
}

static void
test_where_all_diverge_so_does_the_relay (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    parts[i].end = EPI_RUNNING;
    parts[i].to = NAN;
  }
  EpiMethod *method = relay ();

  to_the_end (method);
  g_assert_cmpint (method->status, ==, EPI_DIVERGED);
  epi_method_free (method);
}

static void
test_one_that_begins_at_its_end_is_judged (void)
{
  parts[1].steps = 0;
  EpiMethod *method = relay ();

  to_the_end (method);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_assert_cmpfloat (solver_of (method), ==, 1);
  epi_method_free (method);
}

static void
test_one_that_stalls_at_a_proof_is_the_last (void)
{
  parts[0].steps = SIZE_MAX;
  parts[0].to = 2;
  EpiMethod *method = relay ();

  to_the_end (method);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_assert_cmpfloat (solver_of (method), ==, 0);
  g_assert_cmpuint (method->k, ==, EPI_RELAY_STEPS);
  epi_method_free (method);
}

static void
test_going_back_and_on_keeps_one_of_each (void)
{
  EpiMethod *method = relay ();
  void *state = state_of (method);

  for (int i = 0; i < 3; i++) {
    to_the_end (method);
    g_assert_cmpfloat (solver_of (method), ==, 1);
    g_assert_cmpint (alive, ==, 2);
    epi_method_restore_state (method, state);
  }
  g_free (state);
  epi_method_free (method);
}

/* In a relay that never had the solver, and in one where it is further on and
 * must begin anew: what is left of it can still be looked at. */
static void
test_what_cannot_be_made_again_ends_the_relay (void)
{
  EpiMethod *method = relay (), *twin = relay ();
  EpiProgramAnswer out;

  g_assert_cmpint (epi_program_answer_new (&program, &out), ==, EPI_OK);
  while (method->k < 5)
    epi_method_step (method);
  g_assert_cmpfloat (solver_of (method), ==, 1);
  void *state = state_of (method);
  to_the_end (method);
  parts[1].begin = EPI_NO_MEMORY;
  epi_method_restore_state (twin, state);
  epi_method_restore_state (method, state);
  g_assert_cmpint (twin->status, ==, EPI_NO_MEMORY);
  g_assert_cmpint (method->status, ==, EPI_NO_MEMORY);
  g_assert_cmpfloat (solver_of (twin), ==, 0);
  g_assert_cmpfloat (solver_of (method), ==, 0);
  epi_relay_answer (method, &out);
  g_assert_cmpfloat (out.qp.x[0], ==, 5);
  g_assert_cmpfloat (method->x[0], ==, 5);
  parts[1].begin = EPI_OK;
  epi_method_restore_state (method, state);
  to_the_end (method);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_free (state);
  epi_program_answer_clear (&out);
  epi_method_free (twin);
  epi_method_free (method);
}

/* The first fails after 3 steps, at 5; the others have the proof after 4. */
static void
run (gconstpointer func)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    parts[i].steps = i == 0 ? 3 : 4;
    parts[i].end = i == 0 ? EPI_FAILED : EPI_CONVERGED;
    parts[i].to = i == 0 ? 5 : 2;
    parts[i].begin = EPI_OK;
  }
  program = (EpiProgram){.kind = EPI_PROGRAM_LINEAR};
  make_qp (1, 1, &(EpiTriplet){0, 0, 1}, 1, &program.qp);
  program.qp.row_lower[0] = 2;
  program.qp.c[0] = 1;
  alive = 0;
  ((void (*) (void))func) ();
  g_assert_cmpint (alive, ==, 0);
  epi_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_data_func ("/relay-made-up/" name, test_##func, run)
  ADD ("one-that-diverges-is-followed", one_that_diverges_is_followed);
  ADD ("where-all-diverge-so-does-the-relay",
       where_all_diverge_so_does_the_relay);
  ADD ("one-that-begins-at-its-end-is-judged",
       one_that_begins_at_its_end_is_judged);
  ADD ("one-that-stalls-at-a-proof-is-the-last",
       one_that_stalls_at_a_proof_is_the_last);
  ADD ("going-back-and-on-keeps-one-of-each",
       going_back_and_on_keeps_one_of_each);
  ADD ("what-cannot-be-made-again-ends-the-relay",
       what_cannot_be_made_again_ends_the_relay);
  return g_test_run ();
}
