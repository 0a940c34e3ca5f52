/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A spectrahedron of the plane,
 *
 *     S = {x ∈ R² : F(x) = F₀ + x₁F₁ + x₂F₂ ⪰ 0},
 *
 * its boundary and the rank of F along it.
 *
 *   1. inside   maximize t subject to F(x) ⪰ tI, t and x bounded, narrowly
 *               first so that x̂ lies near the origin where S has no end:
 *               t > 0: F(x̂) = LLᵀ ≻ 0;  t < 0: S is empty
 *   2. face     t = 0: the multiplier Y ⪰ 0 of 1. has F(x)Y = 0 for all of S;
 *               these equations make it a plane, a line or a point, on which
 *               what F is on the kernel of Y takes the place of F; again 1.
 *   3. trace    along the direction d the boundary is at t with
 *                   1/t = λ_max (-L⁻¹(d₁F₁ + d₂F₂)L⁻ᵀ),
 *               never reached where that is ≤ 0; the rank is n less the
 *               multiplicity of this eigenvalue.  Directions are halved
 *               where the chord is not yet the boundary
 *   4. corners  between two directions where the largest eigenvalue parts
 *               least from the second one: golden section on the angle; kept
 *               if they meet, for there the rank falls once more
 *
 * Ramana & Goldman, Some geometric results in semidefinite programming, J.
 * Global Optim. 7 (1995); facial reduction: Borwein & Wolkowicz (1981).
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

#define EPI_SPECTRAHEDRON_ORDER 12 /* at most */

typedef struct {
  double x, y;
  int rank;    /* of F there; -1 where far */
  bool far;    /* no boundary before the reach: S goes on */
  bool corner; /* the rank is less than on both sides */
} EpiBoundaryPoint;

typedef struct {
  int dimension;    /* of S: 2, 1, 0; -1: empty */
  double inside[2]; /* in its relative interior; of the empty one where F is
                     * least indefinite */
  double depth;     /* least eigenvalue of F there; < 0: empty */
  size_t n;         /* 2: counter-clockwise; 1: the two ends; 0: the point */
  EpiBoundaryPoint *points; /* (n) owned */
} EpiSpectrahedron;

/* F (n,n,3) column-major, F₀ first, symmetric; n ≤ EPI_SPECTRAHEDRON_ORDER.
 * What is further from inside than reach is far.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE, EPI_NUMERICAL. */
EpiStatus epi_spectrahedron_new (size_t n, const double *F, double reach,
                                 EpiSpectrahedron *out);

/* Fine on a zeroed one. */
void epi_spectrahedron_clear (EpiSpectrahedron *set);
