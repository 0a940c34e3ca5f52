/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"

#include <string.h>

enum { /* bits of EpiSolver.kinds */
       LINEAR = 1u << EPI_PROGRAM_LINEAR,
       QUADRATIC = 1u << EPI_PROGRAM_QUADRATIC,
       SEMIDEFINITE = 1u << EPI_PROGRAM_SEMIDEFINITE,
       MAXDET = 1u << EPI_PROGRAM_MAXDET,
       GEOMETRIC = 1u << EPI_PROGRAM_GEOMETRIC,
};

/* A row is {name, kinds, remark, new_method, answer}; the two functions stand
 * above it and do nothing but unwrap the program and its answer. */
static const EpiSolver solvers[] = {{NULL}};

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
