/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the walk is made of: for its own files alone.
 */
#pragma once

#include "neural/epi-walk.h"

#define LAYERS EPI_WALK_LAYERS
#define WIDTH EPI_WALK_WIDTH
#define FACTORS (2 * LAYERS)

typedef double EpiWalkColumn[WIDTH];
typedef double EpiWalkMatrix[WIDTH * WIDTH]; /* column-major, ld = its rows */

typedef struct { /* all that was found so far: the state */
  EpiWalkColumn x[FACTORS + 1];
  EpiWalkColumn d[FACTORS + 1];         /* of φ i = 1 …: diagonal of Jᵢ */
  EpiWalkColumn g[FACTORS + 1];         /* Q as it arrives at xᵢ */
  EpiWalkMatrix P;                      /* (nᵢ, n₀), in the end (1, n₀) */
  EpiWalkMatrix dW[LAYERS], fW[LAYERS]; /* ∂f/∂W; by differences */
  EpiWalkColumn db[LAYERS], fb[LAYERS];
  double forward_cost, reverse_cost, check;
} EpiWalkFound;

typedef struct {
  bool diagonal; /* a φ */
  size_t layer;  /* 0 … */
  size_t rows, cols;
} EpiWalkFactor;

typedef struct {
  EpiMethod base;
  EpiDevice *cpu;
  EpiWalkProblem problem; /* without its pointers: the numbers lie below */
  size_t m;
  EpiWalkFactor factor[FACTORS + 1]; /* i = 1 … m */
  EpiWalkMatrix W[LAYERS];
  EpiWalkColumn b[LAYERS], x0, t;
  int32_t class; /* the largest of t */
  EpiWalkFound found;
} EpiWalk;

/* The factor that step k is at; m + 1: the loss. */
static inline size_t
epi_walk_factor_at (const EpiWalk *self, size_t k)
{
  return k <= self->m + 1 ? k : 2 * self->m + 2 - k;
}

/* Adds what has been found to the frame: epi-walk-record.c. */
void epi_walk_record (const EpiMethod *method, EpiFrame *frame);
