/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Relay: the solvers of a kind of program one after another, in the order of
 * the table (convex/epi-solve.h), as one method, until one has a proof.
 *
 *   1. step     of the solver at hand
 *   2. judge    when it has ended, by problem/epi-certificate.h; one that goes
 *               through the inside and takes more than EPI_RELAY_STEPS stalls,
 *               and has ended, too
 *   3. hand on  no proof: the next step begins the next solver, at its start,
 *               which may be its end, and is judged, too
 *   4. go back  no solver is left: to where the best of them ended
 *
 * What epi_solve() does beside that (presolve, crossover) is between solvers
 * and not to be looked at.
 *
 * x and f are of the last point that was finite: a solver that diverges has
 * ended like any other.
 *
 * The state is x and that of the first solver; where a later one is at work,
 * how many steps it has made: restoring makes it anew and steps as often, to
 * the same bits (where it cannot be made, the relay has that failure as its
 * status and stands where the first one ended).  Only a step that ends a solver
 * or begins one allocates.
 *
 * Frames have what the solver at hand records and the scalar "solver", its
 * place among those tried, from 0.
 */
#pragma once

#include "convex/epi-solve.h"

#define EPI_RELAY_STEPS 200
#define EPI_RELAY_MOST 6 /* solvers of one kind */

/* The solver at that place of the relay for the kind, or NULL. */
const EpiSolver *epi_relay_solver (EpiProgramKind kind, size_t place);

/* Borrows the program, which outlives the method; options->method is not
 * read.  What making the first solver says (convex/epi-solve.h). */
EpiStatus epi_relay_new (const EpiProgram *program,
                         const EpiSolveOptions *options, EpiMethod **out);

/* As EpiSolver.answer. */
void epi_relay_answer (const EpiMethod *method, EpiProgramAnswer *out);

/* The steps of all solvers so far: k without those that hand on or go back. */
size_t epi_relay_iterations (const EpiMethod *method);
