/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the max-det method share; for them only.
 */
#pragma once

#include "convex/epi-kkt-refine.h"
#include "convex/epi-maxdet.h"
#include "core/epi-vector.h"
#include "problem/epi-cone-scaling.h"

#include <string.h>

typedef struct {
  double *x, *y, *s, *z; /* (n), (p), (g), (g): one buffer */
} EpiMaxdetPoint;

typedef struct { /* a block of the problem as rows of the cone program */
  size_t offset, dim, order;
  size_t degree; /* of its cone */
  bool diagonal;
  double weight; /* in the units of the program as given */
} EpiMaxdetBlock;

typedef struct {
  double primal, dual, primal_residual, dual_residual, gap, error;
  double step, sigma;
} EpiMaxdetMeasures;

typedef struct {
  EpiMethod base;
  const EpiSdp *sdp;
  EpiMaxdetOptions options;
  EpiConeProgram program; /* equilibrated */
  EpiConeScaling scaling;
  double rhs_size, cost_size; /* 1 + ‖(b,h)‖∞, 1 + ‖c‖∞ as given */
  EpiCones *cones;
  EpiKkt *kkt;
  EpiKktRefine *refine;
  size_t n, p, g, n_blocks;
  EpiMaxdetBlock *blocks;
  EpiMaxdetPoint now, best, shown; /* shown: now, in the units of the problem */
  EpiMaxdetMeasures measures, best_measures;
  size_t best_k;
  bool looking_for_ray;
  EpiMethod *ray;          /* the cone method on the constraints and cᵀx */
  const EpiCancel *cancel; /* asked within a step, until it moves; or NULL */
  /* Workspace. */
  EpiMaxdetPoint r, d;      /* r.s unused; d.s and d.z scaled */
  double *target, *product; /* (g) */
  double *e, *w;            /* (g) identity; w of the header, scaled */
  double *bx, *by;          /* (n), (p) */
  EpiMatrix matrix;         /* (largest order)² */
} EpiMaxdet;

/* Doubles of a point. */
static inline size_t
epi_maxdet_point_length (const EpiMaxdet *self)
{
  return self->n + self->p + 2 * self->g;
}

static inline void
epi_maxdet_point_copy (const EpiMaxdet *self, const EpiMaxdetPoint *to,
                       const EpiMaxdetPoint *from)
{
  memcpy (to->x, from->x, epi_maxdet_point_length (self) * sizeof (double));
}

/* The measures, shown, base.x and base.f of now. */
void epi_maxdet_measure (EpiMaxdet *self);

/* One iteration; the starting point (epi-maxdet-start.c). */
EpiStatus epi_maxdet_step (EpiMethod *base);
EpiStatus epi_maxdet_start (EpiMaxdet *self);
