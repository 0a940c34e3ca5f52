/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers in files: JSON, by the names of the problem's file or, where it has
 * none, in its order.
 *
 *     epigraph_solution   1
 *     problem             the file's name
 *     kind                "linear", …
 *     status              the outcome: "optimal", "infeasible", "unbounded",
 *                         "limit", "interrupted", "failed"
 *     claims              what the numbers are to show: "optimal",
 *                         "infeasible", "unbounded"
 *     certificate         primal, dual, primal_residual, dual_residual, gap,
 *                         tolerance_reached, where they exist
 *
 *   linear, quadratic     variables, multipliers (of rows), reduced_costs
 *   semidefinite, max-det x, X and Y: a list of blocks, a dense one as a list
 *                         of rows, a diagonal one as a list; v (equalities)
 *   geometric             x, u = log x, delta (of terms)
 *
 * With a ray, these stand in an object "ray" instead: infeasible multipliers
 * and reduced_costs | Y, v | delta; unbounded variables | x, X | direction, and
 * outside of it variables | x | x and u of a feasible point.
 * Units and signs are those of the input (epi-qp.h, epi-sdp.h, epi-gp.h);
 * numbers that are not finite are "inf", "-inf", "nan".
 *
 * A vector by names is {"X01": 80, …} in any order with every name once, or a
 * list in the order of the problem.  A reader needs claims (or status) and the
 * vectors, and ignores the rest.
 */
#pragma once

#include "problem/epi-program.h"

typedef struct {
  const char *problem; /* name of its file */
  EpiStatus status;    /* the outcome */
  const EpiConvexCertificate *certificate;
} EpiSolutionNote;

/* The text of the file. */
char *epi_solution_text (const EpiProgram *program,
                         const EpiProgramAnswer *answer,
                         const EpiSolutionNote *note, size_t *length);

/* Writes it in one piece.  False with an error that names the file. */
bool epi_solution_write (const char *path, const EpiProgram *program,
                         const EpiProgramAnswer *answer,
                         const EpiSolutionNote *note, GError **error);

/* The answer in a file, plain or gzip, to this problem.  False with an
 * EPI_DATA_ERROR that says file, line or name, what was found and what was
 * expected; then *out is zeroed. */
bool epi_solution_read (const char *path, const EpiProgram *program,
                        EpiProgramAnswer *out, GError **error);
bool epi_solution_read_bytes (const void *bytes, size_t length,
                              const char *name, const EpiProgram *program,
                              EpiProgramAnswer *out, GError **error);
