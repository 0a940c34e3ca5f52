/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an MPS file has said so far; between epi-mps-read.c, which knows the
 * sections, epi-mps-data.c, which reads the lines in them, and epi-mps-build.c,
 * which knows what they mean.
 */
#pragma once

#include "problem/epi-mps-record.h"
#include "problem/epi-mps.h"
#include "problem/epi-names.h"

#define EPI_MPS_MAX_NAME 255
#define EPI_MPS_INFINITY 1e20

typedef enum {
  EPI_MPS_NOTHING,
  EPI_MPS_NAME,
  EPI_MPS_OBJSENSE,
  EPI_MPS_OBJNAME,
  EPI_MPS_ROWS,
  EPI_MPS_COLUMNS,
  EPI_MPS_RHS,
  EPI_MPS_RANGES,
  EPI_MPS_BOUNDS,
  EPI_MPS_QUADOBJ,
  EPI_MPS_QMATRIX,
  EPI_MPS_ENDATA,
  EPI_MPS_N_SECTIONS
} EpiMpsSection;

typedef struct {
  char kind;      /* N, L, G, E */
  int constraint; /* its index, or -1 for an N row */
  int last_col;   /* the column that named it last, or -1 */
  bool has_rhs, has_range;
  double rhs, range;
} EpiMpsRow;

typedef struct { /* an entry of Q and where it stood */
  EpiTriplet at;
  size_t line;
} EpiMpsQuadratic;

typedef struct {
  EpiLines *lines;
  bool fixed, maximize;
  EpiMpsSection section;
  unsigned seen; /* bits 1u << section */
  unsigned told; /* warnings that were given */
  char *name, *objective_name;
  char *sets[EPI_MPS_N_SECTIONS]; /* the first set of each section, or NULL */

  EpiNames row_names, col_names; /* N rows too */
  EpiMpsRow *rows;               /* (row_names.n) */
  size_t row_capacity, n_constraints;
  int objective; /* its place in rows, or -1 */
  double *c;     /* (col_names.n) */
  size_t col_capacity;
  double *lower, *upper; /* (col_names.n), once COLUMNS has ended */
  bool *has_lower;       /* (col_names.n) a lower bound was given */

  EpiTriplet *A;
  size_t A_n, A_capacity;
  EpiMpsQuadratic *Q;
  size_t Q_n, Q_capacity;
} EpiMps;

/* Whether it can stand in a message and in JSON. */
bool epi_mps_is_name (EpiSpan name);

/* A data line of the section that is being read. */
bool epi_mps_data_line (EpiMps *self, GError **error);

/* Once all rows are known: numbers the constraints.  Once all columns are:
 * makes room for their bounds. */
bool epi_mps_end_rows (EpiMps *self, GError **error);
bool epi_mps_end_columns (EpiMps *self, GError **error);

/* Whether the set counts: the first one named in this section, or no name. */
bool epi_mps_is_first_set (EpiMps *self, EpiSpan set);

/* Tells, once, that integer columns become real. */
void epi_mps_warn_integer (EpiMps *self);

/* A number, infinite from EPI_MPS_INFINITY on. */
bool epi_mps_extended (const EpiMps *self, EpiSpan span, const char *expected,
                       double *value, GError **error);

/* A line of BOUNDS. */
bool epi_mps_bound (EpiMps *self, EpiSpan kind, int col, EpiSpan value,
                    GError **error);

/* The problem that was said.  Takes the names. */
bool epi_mps_build (EpiMps *self, EpiQp *out, GError **error);

void epi_mps_clear (EpiMps *self);
