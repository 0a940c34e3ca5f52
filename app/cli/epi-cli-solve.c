/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli solve FILE [--method …] [--tol …] [--solution FILE] …
 *
 *   1. read     the program, by the ending or the text of its file
 *   2. solve    by convex/epi-solve.h; print the iterates, watch clock and
 *               interrupts
 *   3. print    status, objective, iterations, seconds, certificate
 *   4. write    the solution
 *
 * An interrupt ends 2 early; 3 and 4 follow all the same.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-solve-print.h"

#include "compute/epi-linalg.h"
#include "core/epi-number.h"
#include "core/epi-parallel.h"
#include "problem/epi-solution-file.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TOLERANCE 1e-8
#define MOST_THREADS 64 /* as OpenBLAS was built */
#define PROGRESS 0.1 /* seconds between two lines of progress */

typedef struct {
  const EpiCliOptions *options;
  EpiCancel *cancel;
  EpiPricing pricing;
  EpiProgram program;
  EpiSolution solution;
  GString *json;  /* NULL: for people */
  bool progress;  /* on a terminal */
  gint64 began;   /* microseconds */
  double shown;   /* seconds, the last line of progress */
  double seconds; /* of solving */
} Command;

static double
seconds_since (gint64 began)
{
  return (double)(g_get_monotonic_time () - began) * 1e-6;
}

/* ---- 2. ---- */

static void
show (Command *self, const EpiMethod *method, const EpiProgram *program)
{
  double now = seconds_since (self->began);
  bool progress = self->progress && now - self->shown >= PROGRESS;

  if (!self->options->iterations && !progress)
    return;
  EpiFrame *frame = epi_method_record (method);
  if (self->options->iterations && self->json != NULL)
    epi_cli_json_step (self->json, program, frame);
  else if (self->options->iterations)
    epi_cli_print_step (program, frame, epi_frame_k (frame) == 0);
  else {
    epi_cli_print_progress (program, frame, now);
    self->shown = now;
  }
  if (self->options->iterations)
    fflush (stdout); /* who watches through a pipe sees it now */
  epi_frame_unref (frame);
}

static EpiStatus
observe_cb (const EpiMethod *method, const EpiProgram *program, void *data)
{
  Command *self = data;
  const EpiCliNumber *limit = &self->options->time_limit;

  show (self, method, program);
  if (epi_cancel_is_raised (self->cancel))
    return EPI_INTERRUPTED;
  if (limit->given && seconds_since (self->began) >= limit->value)
    return EPI_LIMIT;
  return EPI_RUNNING;
}

static void
solve (Command *self)
{
  const EpiCliOptions *options = self->options;
  EpiSolveOptions wish = {.method = options->method,
                          .tolerance = options->tolerance.given
                                           ? options->tolerance.value
                                           : TOLERANCE,
                          .max_iterations = options->max_iterations.given
                                                ? options->max_iterations.value
                                                : SIZE_MAX,
                          .presolve = !options->no_presolve,
                          .pricing = self->pricing};

  self->began = g_get_monotonic_time ();
  epi_solve (&self->program, &wish, observe_cb, self, &self->solution);
  self->seconds = seconds_since (self->began);
  if (self->shown > 0)
    epi_cli_clear_progress ();
}

/* ---- 3. ---- */

/* What became of the method, or NULL where it claims what is not shown. */
static const char *
ending (const Command *self)
{
  const EpiCliNumber *limit = &self->options->time_limit;

  if (self->solution.status == EPI_FAILED)
    return NULL;
  if (self->solution.status == EPI_LIMIT)
    return limit->given && self->seconds >= limit->value
               ? "the time is up"
               : "the iterations are used up";
  return epi_status_sentence (self->solution.status);
}

/* Why it is not solved, or NULL.  New. */
static char *
explain (const Command *self)
{
  const EpiSolution *solution = &self->solution;
  const char *what = ending (self);

  if (!solution->has_answer)
    return g_strdup (what);
  if (solution->certificate.status != EPI_RUNNING)
    return NULL;
  char *missing = epi_cli_missing (&solution->certificate);
  char *why = g_strdup_printf ("%s%s%s", what != NULL ? what : "",
                               what != NULL ? "; " : "", missing);
  g_free (missing);
  return why;
}

static void
print_json (Command *self, const char *why)
{
  const EpiSolution *solution = &self->solution;
  EpiConvexCertificate none = {.status = EPI_RUNNING,
                               .primal = NAN,
                               .dual = NAN,
                               .primal_residual = NAN,
                               .dual_residual = NAN,
                               .gap = NAN,
                               .dimacs = {NAN},
                               .tolerance = TOLERANCE,
                               .tolerance_reached = INFINITY};
  char *name = g_path_get_basename (self->options->argument);

  epi_cli_json_open (self->json, NULL, '{');
  epi_cli_json_text (self->json, "problem", name);
  epi_cli_json_proof (self->json, solution->status, self->program.kind,
                      solution->has_answer ? &solution->certificate : &none);
  epi_cli_json_text (self->json, "explanation", why);
  epi_cli_json_text (self->json, "method", solution->solver->name);
  epi_cli_json_number (self->json, "iterations", (double)solution->iterations);
  epi_cli_json_number (self->json, "seconds", self->seconds);
  epi_cli_json_close (self->json, '}');
  epi_cli_json_print (self->json);
  g_free (name);
}

static void
print_text (Command *self, const char *why)
{
  const EpiSolution *solution = &self->solution;
  char *seconds = epi_number_label (self->seconds, 3);

  printf ("%s%s%s\n%zu iteration%s of %s, %s s\n",
          epi_status_word (solution->status), why != NULL ? ": " : "",
          why != NULL ? why : "", solution->iterations,
          solution->iterations == 1 ? "" : "s", solution->solver->name,
          seconds);
  if (solution->has_answer)
    epi_cli_print_proof (self->program.kind, &solution->certificate);
  g_free (seconds);
}

static int
exit_status (const EpiSolution *solution)
{
  switch (solution->status) {
  case EPI_OPTIMAL:
  case EPI_INFEASIBLE:
  case EPI_UNBOUNDED:
    return EPI_EXIT_OK;
  case EPI_INTERRUPTED:
    return solution->iterations == 0 ? EPI_EXIT_INTERRUPTED
                                     : EPI_EXIT_NOT_SOLVED;
  case EPI_NO_MEMORY:
    return EPI_EXIT_INTERNAL;
  default:
    return EPI_EXIT_NOT_SOLVED;
  }
}

/* ---- 4. ---- */

static bool
write_solution (Command *self)
{
  char *name = g_path_get_basename (self->options->argument);
  EpiSolutionNote note = {name, self->solution.status,
                          &self->solution.certificate};
  GError *error = NULL;

  if (!epi_solution_write (self->options->solution, &self->program,
                           &self->solution.answer, &note, &error))
    epi_cli_refuse_error (error);
  g_free (name);
  return error == NULL;
}

/* ---- All ---- */

/* A method that does not solve such a program, or that there is not. */
static int
refuse_method (const EpiCliOptions *options, EpiProgramKind kind)
{
  GString *names = g_string_new (NULL);

  for (const EpiSolver *solver = epi_solvers (); solver->name != NULL; solver++)
    if (solver->kinds & 1u << kind)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              solver->name);
  if (names->len == 0)
    g_string_append (names, "none");
  int status = epi_cli_refuse ("“%s” is no method for %s programs; known: %s",
                               options->method != NULL ? options->method : "",
                               epi_program_kind_name (kind), names->str);
  g_string_free (names, TRUE);
  return status;
}

/* --pricing, which asks for a method that prices; false after a sentence. */
static bool
read_pricing (Command *self)
{
  const char *word = self->options->pricing;
  const EpiSolver *solver =
      epi_solver_find (self->options->method, self->program.kind);

  for (int p = 0; word != NULL && p < EPI_N_PRICINGS; p++)
    if (strcmp (word, epi_pricing_name (p)) == 0) {
      self->pricing = p;
      if (self->options->method != NULL && solver->prices)
        return true;
      epi_cli_refuse ("--pricing is for the simplex methods: say "
                      "--method simplex, dual-simplex or primal-simplex");
      return false;
    }
  if (word != NULL)
    epi_cli_refuse ("--pricing is steepest-edge, devex, dantzig or bland, and "
                    "“%s” is none of them",
                    word);
  return word == NULL;
}

static int
run (Command *self)
{
  const EpiCliOptions *options = self->options;

  if (epi_solver_find (options->method, self->program.kind) == NULL)
    return refuse_method (options, self->program.kind);
  if (!read_pricing (self))
    return EPI_EXIT_USAGE;
  if (self->json == NULL)
    epi_cli_print_program (options->argument, &self->program);
  solve (self);
  char *why = explain (self);
  (self->json != NULL ? print_json : print_text) (self, why);
  int status = exit_status (&self->solution);
  if (options->solution != NULL && self->solution.has_answer &&
      !write_solution (self))
    status = EPI_EXIT_USAGE;
  g_free (why);
  epi_solution_clear (&self->solution);
  return status;
}

int
epi_cli_solve (const EpiCliOptions *options, EpiCancel *cancel)
{
  Command self = {.options = options, .cancel = cancel};
  size_t threads = options->threads.given ? options->threads.value : 1;

  if (threads < 1 || threads > MOST_THREADS)
    return epi_cli_refuse ("--threads needs 1 to %d, and %zu is not among them",
                           MOST_THREADS, threads);
  if (!epi_cli_program (options->argument, &self.program))
    return EPI_EXIT_USAGE;
  epi_cli_compute (options);
  openblas_set_num_threads ((int)threads);
  epi_parallel_set_threads (threads);
  self.json = options->json ? g_string_new (NULL) : NULL;
  self.progress = isatty (STDERR_FILENO) == 1;
  int status = run (&self);
  if (self.json != NULL)
    g_string_free (self.json, TRUE);
  epi_program_clear (&self.program);
  return status;
}
