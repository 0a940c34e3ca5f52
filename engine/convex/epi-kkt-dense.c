/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Schur complement, dense.  With H = P + Gᵀ(WᵀW)⁻¹G
 *
 *     1. H x + Aᵀy = bx + GᵀW⁻¹bz,  A x = by
 *     2. z = W⁻ᵀG x - bz
 *
 * 1 goes by M = D (H + ρAᵀA) D + εI = L Lᵀ, where D makes the diagonal of M
 * one, ρAᵀA changes but y, by ρAx (and makes M regular when a variable is in
 * no cone), and ε is 0 or as small as lets the factorisation succeed; then
 * A M⁻¹ Aᵀ for y.  Near the end of the method H is so badly conditioned that
 * this solves 1 but roughly: epi_kkt_refine() does the rest.
 */
#include "convex/epi-kkt-dense-private.h"

#include "compute/epi-linalg.h"

#include <math.h>
#include <string.h>

#define FIRST_SHIFT 1e-16
#define LAST_SHIFT 1e-3
#define SHIFT_GROWTH 2 /* the least that will do preconditions best */

/* ---- H --------------------------------------------------------------------
 */

static void
add_sparse_lower (const EpiSparse *P, EpiMatrix *H)
{
  for (size_t j = 0; j < P->cols; j++)
    for (int k = P->start[j]; k < P->start[j + 1]; k++)
      *epi_matrix_at (H, (size_t)P->row[k], j) += P->value[k];
}

/* H += weight g gᵀ for row i of the matrix whose transpose is Gt. */
static void
add_row (const EpiSparse *Gt, size_t i, double weight, EpiMatrix *H)
{
  for (int k = Gt->start[i]; k < Gt->start[i + 1]; k++) {
    double *column = epi_matrix_col (H, (size_t)Gt->row[k]);
    double factor = weight * Gt->value[k];
    for (int l = k; l < Gt->start[i + 1]; l++)
      column[Gt->row[l]] += factor * Gt->value[l];
  }
}

static void
add_outer (EpiMatrix *H, double factor, const double *a, const double *b)
{
  for (size_t j = 0; j < H->cols; j++)
    for (size_t i = j; i < H->rows; i++)
      *epi_matrix_at (H, i, j) += factor * (a[i] * b[j] + b[i] * a[j]) / 2;
}

/* W⁻² = (I + 4‖v‖² wwᵀ - 2(wvᵀ + vwᵀ)) / β², w = Jv. */
static void
add_second_order (EpiKktDense *self, const EpiCones *cones, size_t j)
{
  const EpiSparse *Gt = &self->Gt;
  size_t offset = epi_cones_offset (cones, j);
  size_t dim = epi_cones_cone (cones, j).order;
  double beta, norm2 = 0;
  const double *v;
  epi_cones_second_order (cones, j, &beta, &v);
  memset (self->a, 0, self->n * sizeof (double));
  memset (self->b, 0, self->n * sizeof (double));
  for (size_t i = 0; i < dim; i++) {
    norm2 += v[i] * v[i];
    add_row (Gt, offset + i, 1 / (beta * beta), &self->H);
    for (int k = Gt->start[offset + i]; k < Gt->start[offset + i + 1]; k++) {
      self->a[Gt->row[k]] += Gt->value[k] * (i == 0 ? v[i] : -v[i]);
      self->b[Gt->row[k]] += Gt->value[k] * v[i];
    }
  }
  add_outer (&self->H, 4 * norm2 / (beta * beta), self->a, self->a);
  add_outer (&self->H, -4 / (beta * beta), self->a, self->b);
}

static EpiStatus
build_schur (EpiKktDense *self, const EpiCones *cones)
{
  EpiStatus status = EPI_OK;
  for (size_t j = 0; j < self->n; j++)
    memset (epi_matrix_at (&self->H, j, j), 0, (self->n - j) * sizeof (double));
  add_sparse_lower (&self->program->P, &self->H);
  for (size_t j = 0; j < epi_cones_count (cones) && status == EPI_OK; j++) {
    EpiCone cone = epi_cones_cone (cones, j);
    size_t offset = epi_cones_offset (cones, j);
    if (cone.kind == EPI_CONE_SEMIDEFINITE) {
      const EpiMatrix *R_inv, *inverse;
      epi_cones_semidefinite (cones, j, &R_inv, &inverse);
      if (epi_cones_is_direct (cones, j))
        status = epi_schur_add_pair (self->blocks[j], R_inv, inverse, &self->H,
                                     self->base.cancel);
      else
        status = epi_schur_add (self->blocks[j], R_inv, inverse, &self->H,
                                self->base.cancel);
    } else if (cone.kind == EPI_CONE_SECOND_ORDER)
      add_second_order (self, cones, j);
    else
      for (size_t i = 0; i < cone.order; i++)
        add_row (&self->Gt, offset + i,
                 1 / epi_cones_orthant_squares (cones, j)[i], &self->H);
  }
  return status;
}

/* ---- Factors --------------------------------------------------------------
 */

static bool
lower_is_finite (const EpiMatrix *H)
{
  for (size_t j = 0; j < H->cols; j++)
    if (!epi_is_finite (epi_matrix_at (H, j, j), H->rows - j))
      return false;
  return true;
}

/* H + ρAᵀA: ρ makes both of one size. */
static void
add_equalities (EpiKktDense *self)
{
  double trace = 0, square = 0;
  for (size_t j = 0; j < self->n; j++)
    trace += *epi_matrix_at (&self->H, j, j);
  for (size_t k = 0; k < epi_sparse_entries (&self->At); k++)
    square += self->At.value[k] * self->At.value[k];
  self->rho = trace > 0 && square > 0 ? trace / square : 1;
  for (size_t i = 0; i < self->p; i++)
    add_row (&self->At, i, self->rho, &self->L);
}

/* L := the factor of D (L) D + shift I, L given in its lower triangle. */
static EpiStatus
factor_scaled (EpiKktDense *self, double shift)
{
  size_t n = self->n;
  for (size_t j = 0; j < n; j++)
    memcpy (epi_matrix_at (&self->L, j, j), epi_matrix_at (&self->H, j, j),
            (n - j) * sizeof (double));
  add_equalities (self);
  for (size_t j = 0; j < n; j++) {
    double diagonal = *epi_matrix_at (&self->L, j, j);
    self->d[j] = diagonal > 0 ? 1 / sqrt (diagonal) : 1;
  }
  for (size_t j = 0; j < n; j++) {
    double *column = epi_matrix_col (&self->L, j);
    for (size_t i = j; i < n; i++)
      column[i] *= self->d[i] * self->d[j];
    column[j] += shift;
  }
  if (!lower_is_finite (&self->L))
    return EPI_NOT_FINITE;
  EpiStatus status = epi_cholesky_watching (&self->L, self->base.cancel);
  return status == EPI_OK && !lower_is_finite (&self->L)
             ? EPI_NOT_POSITIVE_DEFINITE
             : status;
}

static EpiStatus
factor_equalities (EpiKktDense *self)
{
  EpiStatus status = EPI_NOT_POSITIVE_DEFINITE;
  if (self->p == 0)
    return EPI_OK;
  memset (self->Y.data, 0, self->n * self->p * sizeof (double));
  for (size_t i = 0; i < self->p; i++)
    for (int k = self->At.start[i]; k < self->At.start[i + 1]; k++) {
      size_t j = (size_t)self->At.row[k];
      *epi_matrix_at (&self->Y, j, i) = self->At.value[k] * self->d[j];
    }
  EpiStatus solved =
      epi_triangular_solve (true, false, false, &self->L, &self->Y);
  if (solved != EPI_OK)
    return solved;
  if (epi_cancel_is_raised (self->base.cancel))
    return EPI_INTERRUPTED;
  for (double shift = FIRST_SHIFT;
       status == EPI_NOT_POSITIVE_DEFINITE && shift <= LAST_SHIFT;
       shift *= SHIFT_GROWTH) {
    status = epi_syrk (1, &self->Y, 0, &self->S);
    for (size_t i = 0; i < self->p; i++) {
      double *diagonal = epi_matrix_at (&self->S, i, i);
      *diagonal = *diagonal > 0 ? *diagonal * (1 + shift) : 1;
    }
    if (status == EPI_OK)
      status = epi_cholesky_watching (&self->S, self->base.cancel);
  }
  return status;
}

EpiStatus
epi_kkt_dense_factor (EpiKkt *base, EpiCones *cones)
{
  EpiKktDense *self = (EpiKktDense *)base;
  EpiStatus status = build_schur (self, cones);
  if (status != EPI_OK)
    return status;
  status = factor_scaled (self, 0);
  for (double shift = FIRST_SHIFT;
       status == EPI_NOT_POSITIVE_DEFINITE && shift <= LAST_SHIFT;
       shift *= SHIFT_GROWTH)
    status = factor_scaled (self, shift);
  if (status == EPI_OK)
    status = factor_equalities (self);
  return status == EPI_NOT_POSITIVE_DEFINITE ? EPI_SINGULAR : status;
}
