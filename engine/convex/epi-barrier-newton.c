/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Newton step of the barrier method: [H Aᵀ; A 0] (Δz, tw) = (-g, b - Az).
 */
#include "convex/epi-barrier-private.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define CANCELLED 1e-12 /* what is left of a sum, relative */
#define REFINEMENTS 2
#define REGULARIZATION 1e-14 /* of a matrix with unit diagonal */

/* The lower triangle of the KKT matrix, scaled to a unit diagonal: barrier
 * Hessians have entries from 1 to t². */
static void
build_kkt (EpiBarrier *self, size_t N)
{
  size_t n = self->n, rank = self->rank;
  double *scale = self->scale;
  self->K.rows = self->K.cols = self->K.ld = N + rank;
  for (size_t j = 0; j < N; j++) {
    double diagonal = *epi_matrix_at (&self->H, j, j);
    scale[j] = diagonal > 0 ? 1 / sqrt (diagonal) : 1;
  }
  for (size_t j = 0; j < N; j++) {
    for (size_t i = j; i < N; i++)
      *epi_matrix_at (&self->K, i, j) =
          *epi_matrix_at (&self->H, i, j) * scale[i] * scale[j];
    *epi_matrix_at (&self->K, j, j) += REGULARIZATION;
  }
  for (size_t r = 0; r < rank; r++) {
    const double *row = self->A + r * n;
    double size = 0;
    for (size_t j = 0; j < n; j++)
      size = fmax (size, fabs (row[j]) * scale[j]);
    scale[N + r] = size > 0 ? 1 / size : 1;
    for (size_t j = 0; j < N; j++)
      *epi_matrix_at (&self->K, N + r, j) =
          j < n ? row[j] * scale[j] * scale[N + r] : 0;
    for (size_t q = r; q < rank; q++)
      *epi_matrix_at (&self->K, N + q, N + r) = 0;
  }
}

/* rhs := K⁻¹ rhs, refined; false when K is singular. */
static bool
solve_refined (EpiBarrier *self, size_t order)
{
  int n = (int)order;
  double *wanted = self->wanted, *left = self->left;
  memcpy (wanted, self->rhs, order * sizeof (double));
  memcpy (self->factor, self->K.data, order * order * sizeof (double));
  if (n > 0 &&
      LAPACKE_dsytrf_work (LAPACK_COL_MAJOR, 'L', n, self->factor, n,
                           self->pivots, self->work, self->work_length) != 0)
    return false;
  memset (self->rhs, 0, order * sizeof (double));
  memcpy (left, wanted, order * sizeof (double));
  for (int i = 0; i <= REFINEMENTS && n > 0; i++) {
    LAPACKE_dsytrs_work (LAPACK_COL_MAJOR, 'L', n, 1, self->factor, n,
                         self->pivots, left, n);
    if (!epi_is_finite (left, order))
      return false;
    for (size_t j = 0; j < order; j++)
      self->rhs[j] += left[j];
    memcpy (left, wanted, order * sizeof (double));
    cblas_dsymv (CblasColMajor, CblasLower, n, -1, self->K.data, n, self->rhs,
                 1, 1, left, 1);
  }
  return true;
}

EpiStatus
epi_barrier_find_direction (EpiBarrier *self)
{
  size_t N = epi_barrier_unknowns (self), rank = self->rank, order = N + rank;
  double *rhs = self->rhs, *w = self->w;

  self->H.rows = self->H.cols = self->H.ld = N;
  if (!isfinite (epi_barrier_evaluate (self, self->z, self->g, &self->H)))
    return EPI_NOT_FINITE;
  build_kkt (self, N);
  if (epi_barrier_is_interrupted (self->oracle))
    return EPI_INTERRUPTED;
  for (size_t i = 0; i < N; i++)
    rhs[i] = -self->g[i] * self->scale[i];
  for (size_t r = 0; r < rank; r++) /* 0 but for rounding */
    rhs[N + r] = self->scale[N + r] *
                 (self->oracle->b[self->which[r]] -
                  epi_dot (self->A + r * self->n, self->z, self->n));
  if (!epi_matrix_is_finite (&self->K) || !epi_is_finite (rhs, order))
    return EPI_NOT_FINITE;
  if (!solve_refined (self, order))
    return EPI_SINGULAR;
  self->dz[self->n] = 0;
  for (size_t i = 0; i < N; i++)
    self->dz[i] = rhs[i] * self->scale[i];
  memset (w, 0, self->oracle->p * sizeof *w);
  for (size_t r = 0; r < rank; r++)
    w[self->which[r]] = rhs[N + r] * self->scale[N + r] / self->now.t;
  double *Hdz = self->left;
  memset (Hdz, 0, N * sizeof *Hdz);
  if (N > 0)
    cblas_dsymv (CblasColMajor, CblasLower, (int)N, 1, self->H.data, (int)N,
                 self->dz, 1, 0, Hdz, 1);
  /* ΔxᵀHΔx = -gᵀΔx; the first where the second cancels (g in the range of
   * Aᵀ), the second where H is singular along Δx. */
  double square = epi_dot (self->dz, Hdz, N), along = 0, size = 0;
  for (size_t i = 0; i < N; i++) {
    along -= self->g[i] * self->dz[i];
    size += fabs (self->g[i] * self->dz[i]);
  }
  if (along > CANCELLED * size)
    square = along;
  if (!(square >= 0))
    return EPI_SINGULAR;
  self->now.decrement = sqrt (square);
  return EPI_OK;
}
