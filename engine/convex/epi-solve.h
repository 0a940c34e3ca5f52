/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a program to a proven answer: the loop that the command line, the
 * benchmarks and the tests share.
 *
 *   1. choose   the row of the table of solvers with the wanted name (or the
 *               first one) that solves this kind of problem; make its method,
 *               where it likes that for the program as presolve leaves it
 *   2. step     the method; observe each point x⁰, x¹, …
 *   3. certify  when the method has ended, and already before where its own
 *               errors are near the tolerance, by problem/epi-certificate.h
 *   4. end      when the certificate holds, else when the method ends, the
 *               iterations are used up or the observer says so; answer with
 *               the best point that was certified
 *   5. go on    when that is no proof and nobody stopped it, without presolve;
 *               then by crossover from the best answer, where the row has one;
 *               then, without a wanted name, with the next row for the kind;
 *               the best answer counts
 *
 * Only the certificate says optimal, infeasible or unbounded.
 *
 * To add a solver: a row in epi-solvers.c.  Its method records these scalars
 * where it has them: "objective", "dual_objective" (the user's sign), "gap",
 * "primal_residual", "dual_residual" (relative, about as the certificate
 * measures them: step 3 asks for them), "step_length", "centring"; a simplex
 * method "entering" and "leaving".
 */
#pragma once

#include "convex/epi-simplex.h"
#include "core/epi-method.h"
#include "problem/epi-program.h"

typedef struct {
  const char *method;    /* of epi_solvers(); NULL: see step 5 */
  double tolerance;      /* of the certificate, ≥ 0; methods aim below it */
  size_t max_iterations; /* of each method that is tried; SIZE_MAX: none */
  bool presolve;         /* may be tried: see convex/epi-presolve.h */
  EpiPricing pricing;    /* of the simplex methods */
  const EpiProgramAnswer
      *near; /* what step 5 goes on from; for solvers alone */
} EpiSolveOptions;

typedef struct EpiSolver EpiSolver;
struct EpiSolver {
  const char *name;   /* as --method has it: "ipm", "simplex", … */
  unsigned kinds;     /* bits 1u << EpiProgramKind that it solves */
  const char *remark; /* static: what it is, for --help and manual page */

  /* The method, at its starting point.  Borrows the program, which outlives
   * it.  EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_UNSUPPORTED (this size, …). */
  EpiStatus (*new_method) (const EpiProgram *program,
                           const EpiSolveOptions *options, EpiMethod **out);

  /* out (of epi_program_answer_new()) := the current point in the user's
   * variables, with the status that it claims. */
  void (*answer) (const EpiMethod *method, EpiProgramAnswer *out);

  /* Of a method that walks from corner to corner: only its end can be
   * certified, and step 3 asks for nothing before. */
  bool ends_at_once;

  bool prices; /* by options->pricing */

  bool presolves; /* linear programs first: nobody looks at its points */

  /* Of this name, too: how it goes on from options->near (step 5), or NULL. */
  const EpiSolver *crossover;
};

/* The table, best solver of a kind first; ends with a NULL name.  A name may
 * have several rows, for different kinds. */
const EpiSolver *epi_solvers (void);

/* The row of that name (NULL: any) for the kind, or NULL. */
const EpiSolver *epi_solver_find (const char *name, EpiProgramKind kind);

typedef struct {
  EpiStatus status;        /* EPI_OPTIMAL, EPI_INFEASIBLE, EPI_UNBOUNDED: the
                            * certificate holds; EPI_LIMIT, EPI_INTERRUPTED: stopped
                            * before; else EPI_FAILED or a reason for it */
  EpiStatus ended;         /* what the method itself said last */
  const EpiSolver *solver; /* NULL: there is none */
  size_t iterations;       /* of all methods that were tried */
  bool has_answer;         /* else these two are empty */
  EpiProgramAnswer answer; /* the best point, or a ray */
  EpiConvexCertificate certificate; /* of the answer */
} EpiSolution;

/* Meets each point of a method once, and records a frame of it if it wants one.
 * program is the one that this method solves, reduced or not.
 * EPI_RUNNING: go on; else EPI_LIMIT or EPI_INTERRUPTED, which ends it. */
typedef EpiStatus (*EpiSolveObserver) (const EpiMethod *method,
                                       const EpiProgram *program, void *data);

/* Solves.  Returns out->status.  observer may be NULL. */
EpiStatus epi_solve (const EpiProgram *program, const EpiSolveOptions *options,
                     EpiSolveObserver observer, void *data, EpiSolution *out);

/* Fine on a zeroed solution. */
void epi_solution_clear (EpiSolution *solution);
