/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the sparse KKT solver share; for them only.
 */
#pragma once

#include "convex/epi-kkt.h"
#include "convex/epi-ldl.h"

typedef struct {
  EpiKkt base;
  const EpiConeProgram *program;
  size_t n, p, g, order;
  bool firm, curved; /* curved: there are second-order cones */
  EpiSparse K; /* (order, order) lower triangle: x, y, rows of G, extras */
  EpiLdl *ldl;
  signed char *sign;  /* (order) */
  double *diagonal_P; /* (n) */
  int *place;         /* (g) unknown of a row of G, -1 when it is eliminated */
  int *bound_col;     /* (g) of a row with one entry, else -1 */
  double *bound;      /* (g) that entry */
  double *square;     /* (g) w² of those rows */
  double *stiffness;  /* (g) of the other rows, the diagonal of (WᵀW)⁻¹ */
  /* Workspace of solve(). */
  double *solution, *residual;  /* (n + p + g) each */
  double *corrections, *images; /* (n + p + g, MAX_CORRECTIONS) each */
  double *u;                    /* (order) */
} EpiKktSparse;

/* Fills in order, K without its diagonal, sign, place and bounds, u and ldl.
 * EPI_NO_MEMORY. */
EpiStatus epi_kkt_sparse_build (EpiKktSparse *self);
