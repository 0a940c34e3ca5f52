/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the direct methods of least squares have in common.
 *
 *     minimize  Σᵢ wᵢ ‖aᵢᵀΘ - bᵢᵀ‖² + λ ‖DΘ‖²,   A (n,p), B (n,m), Θ (p,m)
 *
 * One step is one stage of the textbook; the m outputs share one
 * factorisation.  x is Θ column by column (p·m), zero until the stage that
 * finds it.  All record "theta" ((p,m), a vector when m = 1), "condition"
 * (σ₁/σ_p as this method sees it) and what their header names.
 */
#pragma once

#include "core/epi-method.h"
#include "fit/epi-tall.h"

typedef struct {
  EpiMethod base;
  EpiLs ls; /* squared loss; borrows its arrays */
  size_t p, m;
  EpiMatrix theta; /* (p,m), a view of base.x */
  EpiTall tall;
  double condition; /* NAN until known */
  EpiMatrix square; /* (p,p) workspace of the singular values */
  double *sigma;    /* (p) */
  double *lapack;
  int n_lapack;
} EpiLsDirect;

/* Fills self for problem.  The arrays of problem must outlive the method.
 * EPI_NO_MEMORY. */
EpiStatus epi_ls_direct_init (EpiLsDirect *self, const EpiMethodClass *klass,
                              const EpiLs *problem);
void epi_ls_direct_clear (EpiLsDirect *self);

/* The singular values of the leading (p,p) of M to self->sigma, largest first,
 * and their quotient, INFINITY when the last is 0.  Allocates nothing. */
double epi_ls_direct_condition (EpiLsDirect *self, const EpiMatrix *M);

/* The relative size below which a column, seen after those before it, or a
 * singular value of columns of equal length, counts as zero:
 * (10 p + √n) u, the rounding of a QR of n rows. */
double epi_ls_rank_tolerance (size_t n, size_t p);

/* base.f := the objective; the status of a method that has its answer. */
EpiStatus epi_ls_direct_finish (EpiLsDirect *self);

/* Adds "theta" and "condition". */
void epi_ls_direct_record (const EpiLsDirect *self, EpiFrame *frame);

/* x and condition, in and out of a saved state; the number of bytes. */
size_t epi_ls_direct_state_size (const EpiLsDirect *self);
void *epi_ls_direct_save (const EpiLsDirect *self, void *state);
const void *epi_ls_direct_restore (EpiLsDirect *self, const void *state);

/* A contiguous matrix of a method's own, in and out of a saved state. */
size_t epi_state_matrix_size (const EpiMatrix *matrix);
void *epi_state_put (void *state, const void *data, size_t size);
const void *epi_state_get (const void *state, void *data, size_t size);
