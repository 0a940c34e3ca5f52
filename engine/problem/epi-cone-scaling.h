/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Equilibration of a cone program: the same program in units in which its
 * numbers are of one size.
 *
 *     x = β D x̂,   s = β F⁻¹ ŝ,   y = κ⁻¹ E ŷ,   z = κ⁻¹ F ẑ
 *
 *     P̂ = κβ D P D,  ĉ = κ D c,  Â = E A D,  b̂ = β⁻¹E b,  Ĝ = F G D,  ĥ = β⁻¹F
 * h
 *
 * D, E, F are diagonal and F is constant on every second-order and semidefinite
 * cone, so that ŝ, ẑ stay in K.  Each pass divides a row and a column of
 * [P Aᵀ Gᵀ; A 0 0; G 0 0] by the root of its largest entry (Ruiz, A scaling
 * algorithm to equilibrate both rows and columns norms in matrices, 2001); then
 * β makes the largest entry of b̂ and ĥ, and κ that of ĉ and P̂, about 1.
 * All factors are powers of two: scaling and undoing round nothing.
 */
#pragma once

#include "problem/epi-cone-program.h"

typedef struct { /* owns its arrays */
  size_t n, p, g;
  double *column;   /* (n) D */
  double *row;      /* (p) E */
  double *cone_row; /* (g) F, g = dim K */
  double rhs, cost; /* β, κ */
} EpiConeScaling;

/* Scales the program in place.  passes, e.g. 10; 0 leaves D = E = F = I.
 * EPI_NO_MEMORY: then the program is as it was. */
EpiStatus epi_cone_program_equilibrate (EpiConeProgram *program, size_t passes,
                                        EpiConeScaling *out);

/* From x̂ (n), ŷ (p), ŝ, ẑ (g) to x, y, s, z, in place; and back.  NULL is left
 * out. */
void epi_cone_scaling_undo (const EpiConeScaling *scaling, double *x, double *y,
                            double *s, double *z);
void epi_cone_scaling_apply (const EpiConeScaling *scaling, double *x,
                             double *y, double *s, double *z);

/* Fine on a zeroed scaling. */
void epi_cone_scaling_clear (EpiConeScaling *scaling);
