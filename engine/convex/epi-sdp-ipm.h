/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interior-point method for semidefinite programs (no weights): the program
 * as a cone program (problem/epi-sdp-cone.h), the cone method, and the answer
 * back in the user's variables, units and signs.
 *
 * One step is one step of epi-cone-method.h; the frames have its scalars and
 * the blocks of X and Y, "X0", "Y0", … up to EPI_SDP_SHOWN of them, each dense
 * one of order at most EPI_SDP_SHOWN_ORDER.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-sdp.h"

#define EPI_SDP_SHOWN 4
#define EPI_SDP_SHOWN_ORDER 40

typedef struct {
  double tolerance; /* of every measure of epi-cone-method.h */
} EpiSdpIpmOptions;

/* Borrows the program, which must outlive the method.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE; EPI_UNSUPPORTED when a block has a weight. */
EpiStatus epi_sdp_ipm_new (const EpiSdp *sdp, const EpiSdpIpmOptions *options,
                           EpiMethod **out);

/* The present point with the status that it claims.  An unbounded program needs
 * a feasible point as well, and is solved again without its objective; when
 * there is none the answer is infeasible. */
void epi_sdp_ipm_answer (const EpiMethod *method, EpiSdpAnswer *out);

/* Adds the feasible point that an unbounded program needs: of the constraints
 * without the objective.  When there is none, out becomes the ray of that. */
void epi_sdp_ipm_add_point (const EpiSdp *sdp, double tolerance,
                            EpiSdpAnswer *out);
