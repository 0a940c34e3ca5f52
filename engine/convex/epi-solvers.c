/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-solve.h"

#include "convex/epi-barrier.h"
#include "convex/epi-crossover.h"
#include "convex/epi-gp-method.h"
#include "convex/epi-maxdet.h"
#include "convex/epi-qp-ipm.h"
#include "convex/epi-sdp-ipm.h"
#include "convex/epi-simplex.h"

#include <math.h>
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

static EpiStatus
barrier_new (const EpiProgram *program, const EpiSolveOptions *options,
             EpiMethod **out)
{
  EpiBarrierOptions barrier = {.tolerance = options->tolerance};
  switch (program->kind) {
  case EPI_PROGRAM_LINEAR:
  case EPI_PROGRAM_QUADRATIC:
    return epi_barrier_qp_new (&program->qp, &barrier, out);
  case EPI_PROGRAM_SEMIDEFINITE:
  case EPI_PROGRAM_MAXDET:
    return epi_barrier_sdp_new (&program->sdp, &barrier, out);
  default:
    return epi_barrier_gp_new (&program->gp, &barrier, out);
  }
}

static void
barrier_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  switch (out->kind) {
  case EPI_PROGRAM_LINEAR:
  case EPI_PROGRAM_QUADRATIC:
    epi_barrier_qp_answer (method, &out->qp);
    break;
  case EPI_PROGRAM_SEMIDEFINITE:
  case EPI_PROGRAM_MAXDET:
    epi_barrier_sdp_answer (method, &out->sdp);
    break;
  default:
    epi_barrier_gp_answer (method, &out->gp);
  }
}

static EpiStatus
qp_ipm_new (const EpiProgram *program, const EpiSolveOptions *options,
            EpiMethod **out)
{
  EpiQpIpmOptions ipm = {.tolerance = options->tolerance / 2};
  return epi_qp_ipm_new (&program->qp, &ipm, out);
}

static void
qp_ipm_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  epi_qp_ipm_answer (method, &out->qp);
}

/* Its tolerance does not follow a loose one: see epi-solve.c.  It is for single
 * entries, that of the certificate for the norms of matrices: the root of their
 * order apart. */
static EpiStatus
sdp_ipm_new (const EpiProgram *program, const EpiSolveOptions *options,
             EpiMethod **out)
{
  double order = 0;
  for (size_t k = 0; k < program->sdp.n_blocks; k++)
    order += (double)program->sdp.blocks[k].size;
  EpiSdpIpmOptions ipm = {.tolerance = fmin (options->tolerance, 1e-8) /
                                       fmax (20, 2 * sqrt (order))};
  return epi_sdp_ipm_new (&program->sdp, &ipm, out);
}

static void
sdp_ipm_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  epi_sdp_ipm_answer (method, &out->sdp);
}

static EpiStatus
maxdet_new (const EpiProgram *program, const EpiSolveOptions *options,
            EpiMethod **out)
{
  EpiMaxdetOptions maxdet = {.tolerance = fmin (options->tolerance, 1e-8) / 20};
  return epi_maxdet_new (&program->sdp, &maxdet, out);
}

static void
maxdet_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  epi_maxdet_answer (method, &out->sdp);
}

static EpiSimplexOptions
simplex_options (const EpiSolveOptions *options, EpiSimplexKind kind)
{
  EpiSimplexOptions simplex = epi_simplex_defaults (kind);
  simplex.pricing = options->pricing;
  simplex.tolerance = fmin (simplex.tolerance, options->tolerance / 10);
  return simplex;
}

static EpiStatus
simplex_new (const EpiProgram *program, const EpiSolveOptions *options,
             EpiSimplexKind kind, EpiMethod **out)
{
  EpiSimplexOptions simplex = simplex_options (options, kind);
  return epi_simplex_new (&program->qp, &simplex, out);
}

static EpiStatus
crossover_new (const EpiProgram *program, const EpiSolveOptions *options,
               EpiMethod **out)
{
  EpiSimplexOptions simplex = simplex_options (options, EPI_SIMPLEX_DUAL);
  if (program->kind != EPI_PROGRAM_LINEAR)
    return EPI_UNSUPPORTED;
  return epi_crossover_new (&program->qp, &options->near->qp, &simplex, out);
}

static EpiStatus
primal_simplex_new (const EpiProgram *program, const EpiSolveOptions *options,
                    EpiMethod **out)
{
  return simplex_new (program, options, EPI_SIMPLEX_PRIMAL, out);
}

static EpiStatus
dual_simplex_new (const EpiProgram *program, const EpiSolveOptions *options,
                  EpiMethod **out)
{
  return simplex_new (program, options, EPI_SIMPLEX_DUAL, out);
}

static void
simplex_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  epi_simplex_answer (method, &out->qp);
}

static const EpiSolver crossover = {
    "ipm",
    LINEAR,
    "the simplex method from where interior point ended",
    crossover_new,
    simplex_answer,
    .ends_at_once = true};

static const EpiSolver solvers[] = {
    {"ipm", LINEAR | QUADRATIC,
     "primal-dual interior point on a self-dual embedding", qp_ipm_new,
     qp_ipm_answer, .presolves = true, .crossover = &crossover},
    {"simplex", LINEAR,
     "the simplex method that is the faster one mostly: dual", dual_simplex_new,
     simplex_answer, .ends_at_once = true, .prices = true, .presolves = true},
    {"dual-simplex", LINEAR, "dual simplex", dual_simplex_new, simplex_answer,
     .ends_at_once = true, .prices = true, .presolves = true},
    {"primal-simplex", LINEAR, "primal simplex", primal_simplex_new,
     simplex_answer, .ends_at_once = true, .prices = true, .presolves = true},
    {"ipm", SEMIDEFINITE, "primal-dual interior point on a self-dual embedding",
     sdp_ipm_new, sdp_ipm_answer},
    {"ipm", MAXDET, "primal-dual path following with weights", maxdet_new,
     maxdet_answer},
    {"ipm", GEOMETRIC, "primal-dual interior point on exponential cones",
     gp_new, gp_answer},
    {"barrier", LINEAR | QUADRATIC | SEMIDEFINITE | MAXDET | GEOMETRIC,
     "barrier method along the central path, a few hundred variables at most",
     barrier_new, barrier_answer},
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
