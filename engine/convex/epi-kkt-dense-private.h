/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the dense KKT solver share; for them only.
 */
#pragma once

#include "convex/epi-kkt.h"
#include "convex/epi-schur.h"

typedef struct {
  EpiKkt base;
  const EpiConeProgram *program;
  size_t n, p, m;
  EpiSparse Gt;      /* (n,m) for the rows outside of semidefinite cones */
  EpiSparse At;      /* (n,p) */
  EpiSchur **blocks; /* (n_cones) NULL where the cone is not semidefinite */
  EpiSparse rest;    /* (m,n) G without what a block knows to be of rank one */
  EpiMatrix H, L;    /* (n,n): lower triangles */
  double *d;         /* (n) the diagonal of D */
  double rho;
  EpiMatrix Y, S;    /* (n,p) L⁻¹DAᵀ; (p,p) the factor of YᵀY */
  double *u;         /* (m) */
  double *r, *a, *b; /* (n) */
  double *by;        /* (p) */
} EpiKktDense;

/* Of the class in epi-kkt.h. */
EpiStatus epi_kkt_dense_factor (EpiKkt *base, EpiCones *cones);
EpiStatus epi_kkt_dense_solve (EpiKkt *base, EpiCones *cones,
                               const EpiKktRhs *bz, double *x, double *y,
                               double *z);
void epi_kkt_dense_subtract_image (EpiKkt *base, const EpiCones *cones,
                                   const double *z, const double *unscaled,
                                   double *out);
