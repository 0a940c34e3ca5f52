/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A linear or quadratic program as a cone program over the orthant, and the
 * answer back.
 *
 *     a variable with lower = upper     leaves: b, h and c take its part
 *     a row with equal bounds           a row of A
 *     a row's finite bounds otherwise   rows of G:  -aᵀx ≤ -lower, aᵀx ≤ upper
 *     a variable's finite bounds        rows of G with one entry, -1 or 1
 *     a row without bounds or entries   nothing
 *
 * Equal means epi_bounds_equal().  A maximization turns the signs of Q and c.
 * In both programs the multipliers belong to the minimization, so that
 *
 *     yᵢ = -y of A;  yᵢ = z of the lower - z of the upper row of G, likewise zⱼ
 *
 * and the zⱼ of a variable that left follows from c + Qx - Aᵀy - z = 0.
 */
#pragma once

#include "problem/epi-cone-program.h"
#include "problem/epi-qp.h"

typedef struct {              /* owns everything; -1: nowhere */
  size_t rows, cols;          /* of the quadratic program */
  int *equality;              /* (rows) row of A */
  int *row_lower, *row_upper; /* (rows) row of G */
  int *variable;              /* (cols) column */
  int *lower, *upper;         /* (cols) row of G */
  double *fixed;              /* (cols) value of a variable that left */
  /* The user's objective is sign (½ xᵀPx + cᵀx) + constant. */
  double sign, constant;
} EpiQpMap;

/* EPI_NO_MEMORY; EPI_NOT_FINITE; EPI_INFEASIBLE when epi_qp_contradiction()
 * finds one.  After those there is nothing to clear. */
EpiStatus epi_qp_to_cone (const EpiQp *qp, EpiConeProgram *out, EpiQpMap *map);

/* Fine on a zeroed map. */
void epi_qp_map_clear (EpiQpMap *map);

/* Fills answer from x (n), y (p), z (dim K) of the cone program.  status is
 * what they claim: EPI_INFEASIBLE and EPI_UNBOUNDED take y, z or x as a ray,
 * which comes out with the value 1 of epi-qp.h; everything else as an iterate.
 * What is not needed may be NULL. */
void epi_qp_from_cone (const EpiQp *qp, const EpiQpMap *map, EpiStatus status,
                       const double *x, const double *y, const double *z,
                       EpiQpAnswer *answer);

/* The feasible point of an unbounded program: answer->point from x (n). */
void epi_qp_point_from_cone (const EpiQpMap *map, const double *x,
                             EpiQpAnswer *answer);

/* Whether one row or one variable alone shows that there is no point: its lower
 * bound is above its upper, or the bounds of the variables keep the row from
 * its own (then yᵢ = ±1 and z = ∓aᵢ is a ray).  answer (may be NULL) becomes
 * the ray, EPI_INFEASIBLE.  O(entries); false also when memory ran out. */
bool epi_qp_contradiction (const EpiQp *qp, EpiQpAnswer *answer);
