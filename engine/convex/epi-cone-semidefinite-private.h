/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two classes of PSD cones share, that of epi-cone-semidefinite.c
 * (Nesterov–Todd) and that of epi-cone-direct.c; for them only.  A part may
 * change from one to the other between two calls of scale().
 */
#pragma once

#include "convex/epi-cone-private.h"
#include "convex/epi-symmetric.h"

typedef struct {
  EpiConePart base;
  EpiMatrix R_inv; /* (n,n); direct: S⁻¹ */
  EpiMatrix R;     /* (n,n); L₁ until R is asked for; direct: L₁ */
  EpiMatrix L2;    /* (n,n); direct alone */
  bool has_R;
  bool identity;           /* S = Z = I, where a method begins: so is all */
  EpiMatrix inverse;       /* (n,n) R⁻ᵀR⁻¹; direct: Z */
  double *eigenvalues;     /* (n) the diagonal of Λ */
  EpiSymmetricSpace space; /* of order n */
} EpiSemidefinite;

/* Everything but the scaling is of both. */
EpiStatus epi_semidefinite_new (EpiCone cone, EpiConePart **out);
void epi_semidefinite_free (EpiConePart *part);
size_t epi_semidefinite_degree (EpiCone cone);
void epi_semidefinite_identity (EpiCone cone, double *e);
double epi_semidefinite_min_eigenvalue (EpiConePart *part, const double *x);

/* L (n,n) := the Cholesky factor of the packed x, zero above the diagonal.
 * EPI_NOT_POSITIVE_DEFINITE; EPI_INTERRUPTED by cancel (may be NULL). */
EpiStatus epi_semidefinite_cholesky (const double *x, EpiMatrix *L,
                                     const EpiCancel *cancel);

/* Whether s and z are the identity: then all has been set to it. */
bool epi_semidefinite_set_identity (EpiSemidefinite *self, const double *s,
                                    const double *z);

/* x (n) := NaN: what an operation leaves when its input was not finite. */
void epi_semidefinite_poison (double *x, size_t n);
