/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The insides of fit/epi-lsq-update.h:
 *
 *   epi-lsq-update.c        rows come and go: G and R follow
 *   epi-lsq-update-solve.c  the answer from them, refined; R made anew
 */
#pragma once

#include "fit/epi-double-double.h"
#include "fit/epi-lsq-update.h"

struct EpiLsqUpdate {
  size_t p, m, q; /* q = p + m */
  EpiDD *G;       /* (q,q) column-major, lower triangle: the Gram matrix of
                   * [√W A, √W B] and the ridge */
  EpiDD *L;       /* (p,p) its Cholesky factor when exact */
  double *R;      /* (p,p) upper: RᵀR ≈ G, if has_factor */
  bool has_factor;
  double *theta;   /* (p,m) the last answer: where the next one starts */
  EpiDD *residual; /* (p) workspace */
  double *row, *cosine, *sine; /* (p) workspace */
  size_t refactored;
};

/* Entry (i,j) of G, of either triangle. */
static inline EpiDD *
epi_lsq_update_gram_at (const EpiLsqUpdate *self, size_t i, size_t j)
{
  return i >= j ? &self->G[i + j * self->q] : &self->G[j + i * self->q];
}
