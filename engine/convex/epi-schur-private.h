/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrices of a semidefinite block by their entries, and what the files of
 * the Schur complement share; for them only.
 */
#pragma once

#include "convex/epi-schur.h"

typedef struct {
  int row, col; /* row ≥ col */
  double value; /* halved on the diagonal: F = Σ value (eᵣe꜀ᵀ + e꜀eᵣᵀ) */
} EpiSchurEntry;

typedef struct {
  int column;     /* i, of G */
  size_t first;   /* entry */
  size_t n;       /* fᵢ */
  size_t touched; /* tᵢ */
  size_t rest;    /* s */
} EpiSchurMatrix;

/* What one thread needs for F1 and F2. */
typedef struct {
  double *T, *V;     /* (t,n) the touched rows of Fᵢ N and of N */
  EpiMatrix U, half; /* (n,n) for F1 */
  int *place;        /* (n) where a row stands among the touched, or -1 */
  int *touched;      /* (t) */
} EpiSchurSpace;

struct EpiSchur {
  size_t n, n_matrices, n_entries;
  EpiSchurMatrix *matrices; /* by descending n */
  EpiSchurEntry *entries;
  size_t n_spaces;
  EpiSchurSpace *spaces;
};

/* n_matrices, matrices and entries, from the rows of the block.
 * EPI_NO_MEMORY. */
EpiStatus epi_schur_read (EpiSchur *self, const EpiSparse *G, size_t offset);

/* Row i = matrices[a].column of H, for all matrices from a on, in one of the
 * three ways. */
EpiStatus epi_schur_by_whole_product (const EpiSchur *self, size_t a,
                                      const EpiMatrix *R_inv,
                                      EpiSchurSpace *space, EpiMatrix *H);
void epi_schur_by_needed_entries (const EpiSchur *self, size_t a,
                                  const EpiMatrix *N, EpiSchurSpace *space,
                                  EpiMatrix *H);
void epi_schur_by_entries_alone (const EpiSchur *self, size_t a,
                                 const EpiMatrix *N, EpiMatrix *H);
