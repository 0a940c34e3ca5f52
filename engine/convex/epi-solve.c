/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"

#include "convex/epi-presolve.h"

#include <math.h>
#include <stdint.h>

#define PRESOLVED                                                              \
  0.1            /* of the tolerance, for the smaller program: its             \
                  * bounds and costs, by which errors are measured, may        \
                  * be larger */
#define NEAR 100 /* times the tolerance: worth a certificate */
#define NEAR_MOST                                                              \
  1e-6                  /* where a loose tolerance was asked for, it is since  \
                         * the residuals say little about the objective */
#define NEAR_ZERO 1e-12 /* the same where the tolerance is 0 */

typedef struct {
  const EpiProgram *program;
  const EpiSolveOptions *options;
  EpiPresolve *presolve;    /* or NULL */
  EpiProgram reduced;       /* borrows presolve's */
  EpiProgramAnswer smaller; /* of it */
  EpiMethod *method;
  EpiProgramAnswer trial; /* the point at hand; out->answer is the best */
  size_t certified_k;     /* the last point certified, or SIZE_MAX */
  EpiSolution *out;
} Solve;

/* Whether the method's own errors say that a certificate may hold. */
static bool
is_near (const Solve *self)
{
  static const char *const names[] = {"primal_residual", "dual_residual",
                                      "gap"};
  double near =
      fmin (fmax (NEAR * self->options->tolerance, NEAR_ZERO), NEAR_MOST);
  bool all = true;

  if (self->out->solver->ends_at_once)
    return false;
  EpiFrame *frame = epi_method_record (self->method);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (!(epi_frame_scalar (frame, names[i], NAN) <= near))
      all = false; /* also what the method does not record */
  epi_frame_unref (frame);
  return all;
}

/* Whether a is the better proof: what is shown, else what is nearer to it. */
static bool
is_better (const EpiConvexCertificate *a, const EpiConvexCertificate *b)
{
  if ((a->status == EPI_RUNNING) != (b->status == EPI_RUNNING))
    return b->status == EPI_RUNNING;
  return a->tolerance_reached < b->tolerance_reached;
}

/* 3.  Of the point at hand; keeps it when it is the best so far. */
static EpiStatus
certify (Solve *self)
{
  EpiSolution *out = self->out;
  EpiConvexCertificate certificate = {.status = EPI_RUNNING,
                                      .tolerance_reached = INFINITY};

  if (self->certified_k == self->method->k)
    return EPI_OK;
  if (self->presolve != NULL) {
    out->solver->answer (self->method, &self->smaller);
    epi_presolve_restore (self->presolve, &self->smaller.qp, &self->trial.qp);
  } else
    out->solver->answer (self->method, &self->trial);
  EpiStatus status = epi_program_certify (
      self->program, &self->trial, self->options->tolerance, &certificate);
  if (status == EPI_NO_MEMORY)
    return status;
  if (self->certified_k == SIZE_MAX ||
      is_better (&certificate, &out->certificate)) {
    EpiProgramAnswer worse = out->answer;
    out->answer = self->trial;
    self->trial = worse;
    out->certificate = certificate;
  }
  self->certified_k = self->method->k;
  return EPI_OK;
}

static bool
is_shown (const Solve *self)
{
  return self->certified_k != SIZE_MAX &&
         self->out->certificate.status != EPI_RUNNING;
}

/* What the method solves. */
static const EpiProgram *
at_work (const Solve *self)
{
  return self->presolve != NULL ? &self->reduced : self->program;
}

/* 2., 3. and 4.  EPI_OK, or why it was stopped from outside. */
static EpiStatus
iterate (Solve *self, EpiSolveObserver observer, void *data)
{
  EpiMethod *method = self->method;

  for (;;) {
    EpiStatus wish = observer != NULL ? observer (method, at_work (self), data)
                                      : EPI_RUNNING;
    bool near = is_near (self);
    bool ended = method->status != EPI_RUNNING;
    bool stopped = !ended && wish != EPI_RUNNING;
    bool used_up = !ended && method->k >= self->options->max_iterations;
    if (near || ended || stopped || used_up) {
      EpiStatus status = certify (self);
      if (status != EPI_OK)
        return status;
    }
    if (ended || is_shown (self))
      return EPI_OK;
    if (stopped || used_up)
      return stopped ? wish : EPI_LIMIT;
    epi_method_step (method);
  }
}

/* The word for it all. */
static EpiStatus
outcome (const Solve *self, EpiStatus stopped)
{
  if (is_shown (self))
    return self->out->certificate.status;
  if (stopped != EPI_OK)
    return stopped;
  if (self->method->status == EPI_LIMIT ||
      epi_status_is_failure (self->method->status))
    return self->method->status;
  return EPI_FAILED; /* it claims what is not shown */
}

void
epi_solution_clear (EpiSolution *solution)
{
  epi_program_answer_clear (&solution->answer);
  *solution = (EpiSolution){0};
}

/* EPI_UNSUPPORTED when there is nothing to presolve. */
static EpiStatus
begin_presolve (Solve *self)
{
  const EpiSolver *solver = self->out->solver;

  if (!solver->presolves || self->program->kind != EPI_PROGRAM_LINEAR)
    return EPI_UNSUPPORTED;
  EpiStatus status = epi_presolve_new (&self->program->qp, &self->presolve);
  if (status != EPI_OK)
    return status;
  self->reduced = (EpiProgram){.kind = EPI_PROGRAM_LINEAR,
                               .qp = *epi_presolve_reduced (self->presolve)};
  return epi_program_answer_new (&self->reduced, &self->smaller);
}

/* 1. to 4. with one row of the table. */
static EpiStatus
solve_by (const EpiSolver *solver, const EpiProgram *program, bool presolve,
          const EpiSolveOptions *options, EpiSolveObserver observer, void *data,
          EpiSolution *out)
{
  Solve self = {.program = program,
                .options = options,
                .certified_k = SIZE_MAX,
                .out = out};

  *out = (EpiSolution){.solver = solver, .status = EPI_OK};
  if (presolve)
    out->status = begin_presolve (&self);
  EpiSolveOptions wish = *options;
  if (presolve)
    wish.tolerance *= PRESOLVED;
  if (out->status == EPI_OK)
    out->status = solver->new_method (at_work (&self), &wish, &self.method);
  if (out->status == EPI_OK) {
    if (epi_program_answer_new (program, &out->answer) == EPI_OK &&
        epi_program_answer_new (program, &self.trial) == EPI_OK)
      out->status = outcome (&self, iterate (&self, observer, data));
    else
      out->status = EPI_NO_MEMORY;
    out->ended = self.method->status;
    out->iterations = self.method->k;
    epi_method_free (self.method);
  }
  epi_program_answer_clear (&self.trial);
  epi_program_answer_clear (&self.smaller);
  epi_presolve_free (self.presolve);
  out->has_answer = self.certified_k != SIZE_MAX;
  if (!out->has_answer)
    epi_program_answer_clear (&out->answer);
  return out->status;
}

/* *best := the better one of the two; the other is cleared. */
static void
keep_better (EpiSolution *best, EpiSolution *next)
{
  bool better = best->solver == NULL ||
                (next->has_answer &&
                 (!best->has_answer ||
                  is_better (&next->certificate, &best->certificate)));
  EpiSolution worse = better ? *best : *next;
  size_t iterations = best->iterations + next->iterations;

  if (better)
    *best = *next;
  else if (!epi_status_is_failure (next->status))
    best->status = next->status; /* stopped: there is no third one */
  best->iterations = iterations;
  epi_solution_clear (&worse);
}

EpiStatus
epi_solve (const EpiProgram *program, const EpiSolveOptions *options,
           EpiSolveObserver observer, void *data, EpiSolution *out)
{
  const EpiSolver *solver = epi_solver_find (options->method, program->kind);

  *out = (EpiSolution){.status = EPI_UNSUPPORTED};
  for (; solver != NULL && solver->name != NULL; solver++) {
    EpiSolution next;
    if ((solver->kinds & 1u << program->kind) == 0)
      continue;
    if (out->solver != NULL && solver->new_method == out->solver->new_method)
      continue; /* another name for the same */
    EpiStatus status = EPI_UNSUPPORTED;
    EpiSolveOptions wish = *options;
    for (int plain = !options->presolve;
         plain < 2 && epi_status_is_failure (status); plain++) { /* 5. */
      status = solve_by (solver, program, !plain, &wish, observer, data, &next);
      keep_better (out, &next);
    }
    if (solver->crossover != NULL && out->has_answer &&
        epi_status_is_failure (status)) {
      wish.near = &out->answer;
      status = solve_by (solver->crossover, program, false, &wish, observer,
                         data, &next);
      keep_better (out, &next);
    }
    if (options->method != NULL || !epi_status_is_failure (status))
      break;
  }
  return out->status;
}
