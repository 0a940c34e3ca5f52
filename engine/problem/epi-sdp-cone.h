/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A semidefinite program as a cone program, and the answer back.
 *
 *     minimize    cᵀx
 *     subject to  A x = b,   G x + s = h
 *
 *     G = -[vec F₁ … vec Fₘ],  h = -vec F₀,   so that  s = vec F(x)
 *     and  z = vec Y,  y = -v
 *
 * vec is the storage of problem/epi-cone-program.h.  Diagonal blocks, and those
 * of size 1, become orthants (neighbours one orthant); arrows (epi-sdp.h)
 * become second-order cones; every other block is a semidefinite cone, a 0×0
 * one too.  Of an arrow, vec takes
 *
 *     X = ⎡ tI  v ⎤  to (t, v),    Y = ⎡ ·   y ⎤  to (tr Y, 2y)
 *         ⎣ vᵀ  t ⎦                    ⎣ yᵀ  · ⎦
 *
 * so that tr XY stays the inner product; and back from (z₀, z₁) comes the Y of
 * rank one, ηuuᵀ with u = (z₁/2η, 1) and η the larger root of
 * η + ‖z₁‖²/4η = z₀.  Weights have no place in a cone program:
 * a max-det program gives its constraints and cᵀx.
 */
#pragma once

#include "problem/epi-cone-program.h"
#include "problem/epi-sdp.h"

/* EPI_NO_MEMORY. */
EpiStatus epi_sdp_to_cone (const EpiSdp *sdp, EpiConeProgram *out);

/* Fills answer from x (m), y (p), s and z (dim K).  status is what they claim:
 * EPI_INFEASIBLE takes y, z and EPI_UNBOUNDED x, s as a ray, which comes out
 * with the value 1 of epi-sdp.h; everything else is an iterate.  What is not
 * needed may be NULL. */
void epi_sdp_from_cone (const EpiSdp *sdp, EpiStatus status, const double *x,
                        const double *y, const double *s, const double *z,
                        EpiSdpAnswer *answer);

/* The cone of block k, before neighbours are joined. */
EpiCone epi_sdp_block_cone (const EpiSdp *sdp, size_t k);

/* Numbers of vec: dim K.  And between vec (dim K) and the packed matrices X
 * (dual: Y) of epi-sdp.h, both ways. */
size_t epi_sdp_vec_length (const EpiSdp *sdp);
void epi_sdp_vec (const EpiSdp *sdp, bool dual, const double *packed,
                  double *vec);
void epi_sdp_unvec (const EpiSdp *sdp, bool dual, const double *vec,
                    double *packed);
