/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite and determinant-maximization programs as data.
 *
 *     (P)  minimize    cᵀx + Σₖ wₖ log det Fₖ(x)⁻¹
 *          subject to  F(x) = x₁F₁ + … + xₘFₘ - F₀ ⪰ 0,   A x = b
 *
 *     (D)  maximize    tr(F₀Y) + bᵀv + Σₖ (wₖ log det Yₖ + nₖwₖ - nₖwₖ log wₖ)
 *          subject to  tr(FᵢY) + (Aᵀv)ᵢ = cᵢ,  Y ⪰ 0
 *
 * F is block diagonal; wₖ ≥ 0 belongs to block k, and wₖ > 0 makes
 * Fₖ(x) ≻ 0.  Without weights this is the semidefinite program in the SDPA
 * form; at the optimum F(x)Y = 0, and Fₖ(x)Yₖ = wₖI where wₖ > 0.  It is log
 * det of the inverse: + log det F(x) would be concave.
 * Vandenberghe, Boyd & Wu, Determinant maximization with linear matrix
 * inequality constraints, SIAM J. Matrix Anal. Appl. 19 (1998), (1.1), (3.1);
 * the dual with weights follows from wₖ log det scaled.
 */
#pragma once

#include "core/epi-sparse.h"

/* One block: (size,size) symmetric, or a diagonal of that size. */
typedef struct {
  size_t size;
  bool diagonal;
  double weight; /* wₖ of - wₖ log det; 0: an ordinary constraint */
} EpiSdpBlock;

/* One entry of the upper triangle (row ≤ col, from 0; row = col in a diagonal
 * block); the lower one is implied. */
typedef struct {
  int matrix; /* 0 … m */
  int block;
  int row, col;
  double value;
} EpiSdpEntry;

typedef struct { /* owns everything */
  size_t m;      /* variables */
  double *c;     /* (m) */
  size_t n_blocks;
  EpiSdpBlock *blocks; /* (n_blocks) */
  bool *arrows;        /* (n_blocks) see epi_sdp_new() */
  size_t n_entries;
  EpiSdpEntry *entries; /* sorted by matrix, block, col, row; no place twice */
  int *matrix_start;    /* (m + 2): where the entries of matrix i begin */
  EpiSparse A;          /* (p,m) equalities; p = 0 when there are none */
  double *b;            /* (p) */
} EpiSdp;

/* Copies c (m), blocks and entries, sorts these; entries of one place are
 * added up; no equalities.  The indices must be in range.  Finds the blocks
 * that are arrows,
 *
 *     Fₖ(x) = ⎡ t(x)I  v(x) ⎤ ⪰ 0   ⟺   ‖v(x)‖₂ ≤ t(x)
 *             ⎣ v(x)ᵀ  t(x) ⎦
 *
 * which are second-order cones (Boyd & Vandenberghe, exercise 4.40); without a
 * weight.  EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_sdp_new (size_t m, const double *c, size_t n_blocks,
                       const EpiSdpBlock *blocks, size_t n_entries,
                       const EpiSdpEntry *entries, EpiSdp *out);

/* Copies the equalities A x = b.  EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_sdp_set_equalities (EpiSdp *sdp, const EpiSparse *A,
                                  const double *b);

/* Fine on a zeroed problem. */
void epi_sdp_clear (EpiSdp *sdp);

/* Whether some block has a weight: max-det. */
bool epi_sdp_has_determinant (const EpiSdp *sdp);

/* Where block k begins in a packed block-diagonal matrix, and (k = n_blocks)
 * its length: a dense block is size × size numbers, column-major, both
 * triangles; a diagonal block is size numbers. */
size_t epi_sdp_block_offset (const EpiSdp *sdp, size_t k);

/* F(x) packed; x (m). */
void epi_sdp_evaluate (const EpiSdp *sdp, const double *x, double *F);

/* out (m): tr(FᵢY), i = 1 … m; Y packed and symmetric. */
void epi_sdp_adjoint (const EpiSdp *sdp, const double *Y, double *out);

/* tr(FᵢY), i = 0 … m. */
double epi_sdp_inner (const EpiSdp *sdp, size_t i, const double *Y);

typedef struct {
  EpiStatus status; /* claimed: EPI_CONVERGED (x, X, Y, v), EPI_INFEASIBLE
                     * (Y, v: a ray, tr(FᵢY) + (Aᵀv)ᵢ = 0,
                     * tr(F₀Y) + bᵀv = 1), EPI_UNBOUNDED (x: a ray,
                     * Σ xᵢFᵢ ⪰ 0, Ax = 0, cᵀx = -1; X = Σ xᵢFᵢ; and point,
                     * without which the program may be infeasible) */
  double *x;        /* (m) */
  double *X;        /* packed: the solver's F(x) */
  double *Y;        /* packed */
  double *v;        /* (p) */
  double *point;    /* (m) feasible; 0 unless unbounded */
} EpiSdpAnswer;

EpiStatus epi_sdp_answer_new (const EpiSdp *sdp, EpiSdpAnswer *out);
void epi_sdp_answer_clear (EpiSdpAnswer *answer);
