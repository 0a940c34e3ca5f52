/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What solve and verify print: iterates, the outcome, the certificate.
 */
#pragma once

#include "cli/epi-cli.h"

#include "convex/epi-solve.h"

/* The program in a file, its warnings told.  False after a sentence. */
bool epi_cli_program (const char *path, EpiProgram *program);

/* "afiro.mps: linear, 27 rows, 32 columns, 83 entries". */
void epi_cli_print_program (const char *path, const EpiProgram *program);

/* What solvers are watched by, of an iterate; objectives are the user's, also
 * where the method has their logarithms.  header: the names above. */
void epi_cli_print_step (const EpiProgram *program, const EpiFrame *frame,
                         bool header);
void epi_cli_json_step (GString *json, const EpiProgram *program,
                        const EpiFrame *frame);

/* One line that is written over, on a terminal. */
void epi_cli_print_progress (const EpiProgram *program, const EpiFrame *frame,
                             double seconds);
void epi_cli_clear_progress (void);

/* The objective in the user's units: of a geometric program f₀(x), not its
 * logarithm; NAN for a ray. */
double epi_cli_objective (EpiProgramKind kind,
                          const EpiConvexCertificate *certificate);

/* Of a certificate that does not hold: "the gap is 3e-6, not below 1e-8".
 * New. */
char *epi_cli_missing (const EpiConvexCertificate *certificate);

/* The members that both commands have: status … tolerance_reached. */
void epi_cli_json_proof (GString *json, EpiStatus status, EpiProgramKind kind,
                         const EpiConvexCertificate *certificate);
void epi_cli_print_proof (EpiProgramKind kind,
                          const EpiConvexCertificate *certificate);
