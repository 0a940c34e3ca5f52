/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of presolve share: the steps that were made. */
#pragma once

#include "convex/epi-presolve.h"

typedef enum {
  EPI_UNDO_SINGLETON_ROW, /* row, col, a; lower, upper of col before */
  EPI_UNDO_FORCING_ROW,   /* row; a = 1: at its lower bound, -1: at its upper */
  EPI_UNDO_FIXED,         /* col at lower, of that cost */
  EPI_UNDO_SLACK,         /* row, col, a; bounds of col and row, cost of col */
} EpiUndoKind;

typedef struct {
  EpiUndoKind kind;
  int row, col;
  double a, cost;
  double lower, upper, row_lower, row_upper; /* before the step */
} EpiUndo;

struct EpiPresolve {
  const EpiQp *qp; /* borrowed */
  EpiQp reduced;
  EpiSparse rows; /* (cols,rows): Aᵀ of the larger program */
  int *row, *col; /* (reduced rows, cols) their old numbers */
  EpiUndo *undo;  /* (n_undo), room for rows + cols */
  size_t n_undo;
};

/* The program as it is being reduced. */
typedef struct {
  EpiPresolve *out;
  const EpiSparse *A, *rows;
  double *c, *lower, *upper;     /* (n) of the minimization */
  double *row_lower, *row_upper; /* (m) */
  double c0;                     /* of the minimization */
  int *row_count, *col_count;    /* entries that are left; -1: it left */
  size_t left;                   /* rows and columns that are gone */
  bool contradiction;
} EpiReduction;

/* Makes all the steps that there are, or finds a contradiction. */
void epi_presolve_reduce (EpiReduction *r);
