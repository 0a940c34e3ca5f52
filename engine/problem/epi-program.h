/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A convex program of any kind, as a file has it: one type for whoever solves,
 * certifies or prints without caring which kind it is.
 *
 *     kind          problem      file
 *     linear        qp           .mps
 *     quadratic     qp           .qps (.mps with QUADOBJ or QMATRIX)
 *     semidefinite  sdp          .dat-s
 *     max-det       sdp          .dat-s with a line "* logdet-blocks:"
 *     geometric     gp           .eo
 */
#pragma once

#include "problem/epi-certificate.h"

#include <glib.h>

typedef enum {
  EPI_PROGRAM_LINEAR,
  EPI_PROGRAM_QUADRATIC,
  EPI_PROGRAM_SEMIDEFINITE,
  EPI_PROGRAM_MAXDET,
  EPI_PROGRAM_GEOMETRIC,
  EPI_N_PROGRAM_KINDS
} EpiProgramKind;

typedef struct { /* owns the problem */
  EpiProgramKind kind;
  union {
    EpiQp qp;   /* linear, quadratic */
    EpiSdp sdp; /* semidefinite, max-det */
    EpiGp gp;   /* geometric */
  };
} EpiProgram;

/* Which of the three problems stands behind a kind. */
typedef enum { EPI_FORM_QP, EPI_FORM_SDP, EPI_FORM_GP } EpiProgramForm;

static inline EpiProgramForm
epi_program_form (EpiProgramKind kind)
{
  return kind <= EPI_PROGRAM_QUADRATIC ? EPI_FORM_QP
         : kind <= EPI_PROGRAM_MAXDET  ? EPI_FORM_SDP
                                       : EPI_FORM_GP;
}

/* "linear", "quadratic", "semidefinite", "max-det", "geometric". */
const char *epi_program_kind_name (EpiProgramKind kind);

/* Reads a file, plain or gzip (told by its first bytes), by its ending, in any
 * case and with or without .gz: .mps and .qps, .dat-s, .eo; with another
 * ending, by what stands in it.  Adds to warnings (of char *, may be NULL) one
 * sentence for whatever was understood but may surprise.  False with an
 * EPI_DATA_ERROR that says file, line, what was found and what was expected;
 * then *out is zeroed. */
bool epi_program_read (const char *path, EpiProgram *out, GPtrArray *warnings,
                       GError **error);
/* The same from the bytes of a file of that name. */
bool epi_program_read_bytes (const void *bytes, size_t length, const char *name,
                             EpiProgram *out, GPtrArray *warnings,
                             GError **error);

/* The text of a file that reads as the same problem, bit for bit: free MPS
 * (with QUADOBJ), SDPA sparse or .eo.  NULL with an error where the format
 * cannot say it (a name with a blank, equalities of an SDP). */
char *epi_program_write (const EpiProgram *program, size_t *length,
                         GError **error);

/* Whether to is the same problem to the bit, names included. */
bool epi_program_equal (const EpiProgram *program, const EpiProgram *to);

/* Fine on a zeroed program. */
void epi_program_clear (EpiProgram *program);

/* An answer to a program, in the user's variables, units and signs. */
typedef struct {
  EpiProgramKind kind;
  union {
    EpiQpAnswer qp;
    EpiSdpAnswer sdp;
    EpiGpAnswer gp;
  };
} EpiProgramAnswer;

/* Zeroed.  EPI_NO_MEMORY. */
EpiStatus epi_program_answer_new (const EpiProgram *program,
                                  EpiProgramAnswer *out);
void epi_program_answer_clear (EpiProgramAnswer *answer);

/* What the answer claims. */
EpiStatus epi_program_answer_status (const EpiProgramAnswer *answer);
void epi_program_answer_set_status (EpiProgramAnswer *answer, EpiStatus status);

/* The certificate of epi-certificate.h for the kind at hand. */
EpiStatus epi_program_certify (const EpiProgram *program,
                               const EpiProgramAnswer *answer, double tolerance,
                               EpiConvexCertificate *certificate);
