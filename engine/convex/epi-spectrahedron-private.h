/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps 1 and 2 of epi-spectrahedron.h; for its files only.
 */
#pragma once

#include "convex/epi-spectrahedron.h"
#include "convex/epi-symmetric.h"

#define MOST EPI_SPECTRAHEDRON_ORDER

/* F on an affine set x = p + Dz of dimension d, and on a subspace: (n,n,d+1).
 */
typedef struct {
  size_t n, d;
  double F[3 * MOST * MOST];
  double p[2], D[2][2]; /* D[k]: direction k */
} Face;

typedef struct {
  double z[2], depth;
  double Y[MOST * MOST]; /* multiplier of F(z) ⪰ tI */
} Deepest;

/* The largest entry of F; 1 where all are zero. */
double epi_face_size (const Face *face);

/* Step 1: t and z within size and reach.  EPI_NO_MEMORY, EPI_NUMERICAL. */
EpiStatus epi_face_deepest (const Face *face, double size, double reach,
                            Deepest *out);

/* Step 2: the face that Y exposes takes the place of face.  false: Y exposes
 * none. */
bool epi_face_reduce (Face *face, double size, const double *Y,
                      EpiSymmetricSpace *space);
