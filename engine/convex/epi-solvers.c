/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"

#include "convex/epi-gp-method.h"

#include <string.h>

enum { /* bits of EpiSolver.kinds */
       LINEAR = 1u << EPI_PROGRAM_LINEAR,
       QUADRATIC = 1u << EPI_PROGRAM_QUADRATIC,
       SEMIDEFINITE = 1u << EPI_PROGRAM_SEMIDEFINITE,
       MAXDET = 1u << EPI_PROGRAM_MAXDET,
       GEOMETRIC = 1u << EPI_PROGRAM_GEOMETRIC,
};

/* A row of the table is {name, kinds, remark, new_method, answer}; its two
 * functions stand above it and do nothing but unwrap the program and its
 * answer. */

static EpiStatus
gp_new (const EpiProgram *program, const EpiSolveOptions *options,
        EpiMethod **out)
{
  EpiGpOptions gp_options = {.tolerance = options->tolerance};
  return epi_gp_method_new (&program->gp, &gp_options, out);
}

static void
gp_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  epi_gp_method_answer (method, &out->gp);
}

static const EpiSolver solvers[] = {
    {"ipm", GEOMETRIC, "primal-dual interior point on exponential cones",
     gp_new, gp_answer},
    {NULL},
};

const EpiSolver *
epi_solvers (void)
{
  return solvers;
}

const EpiSolver *
epi_solver_find (const char *name, EpiProgramKind kind)
{
  for (const EpiSolver *solver = solvers; solver->name != NULL; solver++)
    if ((solver->kinds & 1u << kind) != 0 &&
        (name == NULL || strcmp (name, solver->name) == 0))
      return solver;
  return NULL;
}
