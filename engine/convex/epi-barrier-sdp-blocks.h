/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packed block-diagonal matrices (problem/epi-sdp.h), for epi-barrier-sdp.c:
 * full blocks column by column, of diagonal ones the diagonal.
 */
#pragma once

#include "problem/epi-sdp.h"

/* F := the factors L of F + sI, lower triangles; false outside the cone. */
bool epi_barrier_blocks_factor (const EpiSdp *sdp, double *F, double s);

/* log det of block k from the factors. */
double epi_barrier_blocks_log_det (const EpiSdp *sdp, size_t k,
                                   const double *L);

/* M := L⁻¹ M L⁻ᵀ, and L⁻ᵀ M L⁻¹ with both triangles; M symmetric. */
void epi_barrier_blocks_congruence (const EpiSdp *sdp, const double *factors,
                                    double *M);
void epi_barrier_blocks_congruence_back (const EpiSdp *sdp,
                                         const double *factors, double *M);

/* out := Fᵢ, i from 1; i = m + 1: the identity. */
void epi_barrier_blocks_matrix (const EpiSdp *sdp, size_t i, double *out);

/* out := Σ dᵢFᵢ. */
void epi_barrier_blocks_direction (const EpiSdp *sdp, const double *d,
                                   double *out);
