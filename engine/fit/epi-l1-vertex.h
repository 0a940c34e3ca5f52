/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least absolute deviations, from vertex to vertex.
 *
 *     minimize Σᵢ wᵢ |aᵢᵀθ - bᵢ|,   A (n,p) of rank p
 *
 * Some optimal θ interpolates p rows B: A_B θ = b_B.  With sᵢ the sign of rᵢ
 * outside B, y_N = w s and y_B = -A_B⁻ᵀ A_Nᵀ y_N make Aᵀy = 0, and θ is optimal
 * when |y_B| ≤ w_B: the gap is then zero but for rounding.
 *
 *     1. vertex    θ := A_B⁻¹ b_B,  r := Aθ - b,  y as above
 *     2. test      all |y_B| ≤ w_B: optimal
 *     3. leave     the j of B with the largest |y_j| - w_j; d := A_B⁻¹ e_j
 *                  sign (y_j), the direction that lets r_j go
 *     4. enter     along d the slope starts at w_j - |y_j| < 0 and grows by
 *                  2wᵢ|aᵢᵀd| where rᵢ changes sign; the row i at which it is no
 *                  longer negative takes j's place (a weighted median)
 *
 * After p steps that did not move (interpolated rows outside B) the lowest
 * index leaves (Bland's rule), so that no basis comes back.
 * Barrodale & Roberts 1973; Bartels, Conn, Sinclair 1978.
 */
#pragma once

#include "problem/epi-ls.h"

#include <stdint.h>

typedef struct {
  const EpiLs *ls;
  size_t n, p;
  size_t *basis;  /* (p) rows */
  int8_t *sign;   /* (n) of rᵢ; 0 in B */
  double *theta;  /* (p) */
  double *r, *y;  /* (n) */
  size_t stalled; /* steps in a row that did not move */
  /* Workspace. */
  EpiMatrix LU;      /* (p,p) of A_B */
  int *pivots;       /* (p) */
  double *d, *along; /* (p), (n) direction, A d */
  size_t *order;     /* (n) */
  double *at;        /* (n) breakpoints */
} EpiL1Vertex;

/* EPI_NO_MEMORY.  Borrows ls. */
EpiStatus epi_l1_vertex_init (EpiL1Vertex *vertex, const EpiLs *ls);
void epi_l1_vertex_clear (EpiL1Vertex *vertex); /* fine when zeroed */

/* Stage 1 for the basis of p independent rows that theta (p) fits best.
 * EPI_SINGULAR when there are none.  Allocates nothing. */
EpiStatus epi_l1_vertex_start (EpiL1Vertex *vertex, const double *theta);

/* Stages 2, 3, 4 and then 1: EPI_CONVERGED (at 2), EPI_RUNNING, or
 * EPI_NUMERICAL.  Allocates nothing. */
EpiStatus epi_l1_vertex_step (EpiL1Vertex *vertex);

/* Exact state: basis, signs, stalled. restore() redoes stage 1. */
size_t epi_l1_vertex_state_size (const EpiL1Vertex *vertex);
void epi_l1_vertex_save (const EpiL1Vertex *vertex, void *state);
void epi_l1_vertex_restore (EpiL1Vertex *vertex, const void *state);
