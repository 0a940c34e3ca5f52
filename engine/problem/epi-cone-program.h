/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cone programs as data: the form that every convex problem here but the
 * geometric one is brought to.
 *
 *     minimize    ½ xᵀPx + cᵀx
 *     subject to  A x = b
 *                 G x + s = h,   s ∈ K = K₁ × … × K_r
 *
 *     dual: maximize   -½ xᵀPx - bᵀy - hᵀz
 *           subject to Px + c + Aᵀy + Gᵀz = 0,  z ∈ K
 *
 * Each Kⱼ is the nonnegative orthant, a second-order cone
 * {(t,u) : ‖u‖₂ ≤ t} or the cone of positive semidefinite matrices; all are
 * their own duals.  A symmetric (n,n) matrix is n(n+1)/2 numbers: the lower
 * triangle column by column, entries off the diagonal times √2, so that the
 * inner product of vectors is the trace of the product.
 * Boyd & Vandenberghe 4.3, 4.4.2, 4.6; L. Vandenberghe, The CVXOPT linear and
 * quadratic cone program solvers (2010), (1)–(2).
 */
#pragma once

#include "core/epi-sparse.h"

typedef enum {
  EPI_CONE_NONNEGATIVE,
  EPI_CONE_SECOND_ORDER,
  EPI_CONE_SEMIDEFINITE,
} EpiConeKind;

typedef struct {
  EpiConeKind kind;
  size_t order; /* numbers (nonnegative, second-order), or n of (n,n); may be
                 * 0 */
} EpiCone;

/* Numbers that a point of the cone has. */
static inline size_t
epi_cone_dim (EpiCone cone)
{
  return cone.kind == EPI_CONE_SEMIDEFINITE ? cone.order * (cone.order + 1) / 2
                                            : cone.order;
}

typedef struct { /* owns everything */
  size_t n;      /* variables */
  EpiSparse P;   /* (n,n) symmetric positive semidefinite, lower triangle */
  double *c;     /* (n) */
  EpiSparse A;   /* (p,n) */
  double *b;     /* (p) */
  EpiSparse G;   /* (dim K, n) */
  double *h;     /* (dim K) */
  size_t n_cones;
  EpiCone *cones; /* (n_cones), in the order of the rows of G */
} EpiConeProgram;

/* Fine on a zeroed problem. */
void epi_cone_program_clear (EpiConeProgram *program);
