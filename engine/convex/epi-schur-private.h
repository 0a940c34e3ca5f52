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
  bool rank_one;  /* in rank_ones */
} EpiSchurMatrix;

typedef struct {     /* F = sign vvᵀ, dense */
  int column;        /* of G */
  size_t place;      /* in matrices */
  double sign;       /* 1 or -1 */
  double *v, *w, *q; /* (n) v; R⁻¹v; R⁻ᵀR⁻¹v */
} EpiSchurRankOne;

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
  size_t n_candidates, n_rank_ones,
      n_sparse; /* n_sparse: entries of the other matrices */
  EpiSchurRankOne *rank_ones;
  size_t n_spaces;
  EpiSchurSpace *spaces;
};

/* n_matrices, matrices and entries, from the rows of the block.
 * EPI_NO_MEMORY. */
EpiStatus epi_schur_read (EpiSchur *self, const EpiSparse *G, size_t offset);

/* rank_ones: the matrices with many entries that are one.  EPI_NO_MEMORY. */
EpiStatus epi_schur_find_rank_ones (EpiSchur *self);
void epi_schur_free_rank_ones (EpiSchur *self);

/* Row i of H for a rank_ones[k], from all matrices. */
void epi_schur_by_rank_one (const EpiSchur *self, size_t k, EpiMatrix *H);

/* Row i = matrices[a].column of H, for all matrices from a on, in one of the
 * three ways; M is N or that of a direct cone. */
EpiStatus epi_schur_by_whole_product (const EpiSchur *self, size_t a,
                                      const EpiMatrix *R_inv,
                                      EpiSchurSpace *space, EpiMatrix *H);
void epi_schur_by_needed_entries (const EpiSchur *self, size_t a,
                                  const EpiMatrix *N, const EpiMatrix *M,
                                  EpiSchurSpace *space, EpiMatrix *H);
void epi_schur_by_entries_alone (const EpiSchur *self, size_t a,
                                 const EpiMatrix *N, const EpiMatrix *M,
                                 EpiMatrix *H);
