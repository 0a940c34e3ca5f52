/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solving by the factors of epi-kkt-dense.c. */
#include "convex/epi-kkt-dense-private.h"

#include "compute/epi-linalg.h"

#include <cblas.h>
#include <string.h>

/* r, y := the solution of 1 for r, y by the factors. */
static EpiStatus
solve_reduced (EpiKktDense *self, double *y)
{
  int n = (int)self->n;
  for (size_t j = 0; j < self->n; j++)
    self->r[j] *= self->d[j];
  EpiStatus status = EPI_OK;
  cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n,
               self->L.data, (int)self->L.ld, self->r, 1);
  memcpy (self->by, y, self->p * sizeof (double));
  if (self->p > 0) { /* S y = Yᵀx - by, x -= Y y */
    EpiMatrix view = epi_matrix_view (y, self->p, 1, self->p);
    cblas_dgemv (CblasColMajor, CblasTrans, n, (int)self->p, 1, self->Y.data, n,
                 self->r, 1, -1, y, 1);
    status = epi_cholesky_solve (&self->S, &view);
    cblas_dgemv (CblasColMajor, CblasNoTrans, n, (int)self->p, -1, self->Y.data,
                 n, y, 1, 1, self->r, 1);
    for (size_t i = 0; i < self->p; i++) /* of ρAᵀA x */
      y[i] += self->rho * self->by[i];
  }
  cblas_dtrsv (CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n,
               self->L.data, (int)self->L.ld, self->r, 1);
  for (size_t j = 0; j < self->n; j++)
    self->r[j] *= self->d[j];
  return status;
}

static bool
is_sparse_block (const EpiKktDense *self, size_t j)
{
  return self->blocks[j] != NULL && epi_schur_is_sparse (self->blocks[j]);
}

/* u (m) := bz, of the cones that are not sparse blocks. */
static void
find_scaled (EpiKktDense *self, EpiCones *cones, const EpiKktRhs *bz)
{
  memset (self->u, 0, self->m * sizeof (double));
  for (size_t j = 0; j < epi_cones_count (cones); j++) {
    size_t offset = epi_cones_offset (cones, j);
    size_t dim = epi_cone_dim (epi_cones_cone (cones, j));
    double *u = self->u + offset;
    if (is_sparse_block (self, j))
      continue;
    if (bz->plain != NULL) {
      memcpy (u, bz->plain + offset, dim * sizeof (double));
      epi_cones_apply_one (cones, j, EPI_LINEAR, u);
    }
    for (size_t i = 0; bz->scaled != NULL && i < dim; i++)
      u[i] += bz->scaled[offset + i];
  }
}

/* r += GᵀW⁻¹bz of a sparse block: the entries that G has, and what is of rank
 * one. */
static EpiStatus
add_block_image (EpiKktDense *self, EpiCones *cones, size_t j,
                 const EpiKktRhs *bz)
{
  size_t offset = epi_cones_offset (cones, j);
  const double *scaled = bz->scaled != NULL ? bz->scaled + offset : NULL;
  const double *plain = bz->plain != NULL ? bz->plain + offset : NULL;
  const double *unscaled = bz->unscaled != NULL ? bz->unscaled + offset : NULL;
  const EpiMatrix *R_inv, *N;
  bool direct = epi_cones_is_direct (cones, j);
  EpiStatus status = EPI_OK;

  epi_cones_semidefinite (cones, j, &R_inv, &N);
  epi_schur_add_rank_one_traces (self->blocks[j], 1, scaled, plain, self->r);
  if (plain != NULL)
    status = epi_schur_add_plain (self->blocks[j], N, direct ? R_inv : N, plain,
                                  self->r);
  if (direct)
    unscaled = scaled;
  if (unscaled != NULL)
    memcpy (self->u + offset, unscaled,
            epi_cone_dim (epi_cones_cone (cones, j)) * sizeof (double));
  else if (scaled != NULL && status == EPI_OK)
    status = epi_schur_add_scaled (self->blocks[j], R_inv, scaled, self->r);
  return status;
}

/* r += GᵀW⁻¹bz.  What is no sparse block is unscaled as a whole. */
static EpiStatus
add_image (EpiKktDense *self, EpiCones *cones, const EpiKktRhs *bz)
{
  EpiStatus status = EPI_OK;
  find_scaled (self, cones, bz);
  for (size_t j = 0; j < epi_cones_count (cones) && status == EPI_OK; j++) {
    double *u = self->u + epi_cones_offset (cones, j);
    if (is_sparse_block (self, j)) {
      status = add_block_image (self, cones, j, bz);
      continue;
    }
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_one_traces (self->blocks[j], 1, u, NULL, self->r);
    epi_cones_apply_one (cones, j, EPI_W_INV, u);
  }
  epi_sparse_add_product_t (&self->rest, 1, self->u, self->r);
  return status;
}

/* out -= GᵀW⁻¹z, given W⁻¹z, too. */
void
epi_kkt_dense_subtract_image (EpiKkt *base, const EpiCones *cones,
                              const double *z, const double *unscaled,
                              double *out)
{
  EpiKktDense *self = (EpiKktDense *)base;
  epi_sparse_add_product_t (&self->rest, -1, unscaled, out);
  for (size_t j = 0; j < epi_cones_count (cones); j++)
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_one_traces (
          self->blocks[j], -1, z + epi_cones_offset (cones, j), NULL, out);
}

/* u := W⁻ᵀ (Gx - b), or what is in its place. */
static void
find_third_row (EpiKktDense *self, EpiCones *cones, const double *b,
                const double *x)
{
  memset (self->u, 0, self->m * sizeof (double));
  epi_sparse_add_product (&self->rest, 1, x, self->u);
  for (size_t i = 0; b != NULL && i < self->m; i++)
    self->u[i] -= b[i];
  epi_cones_apply (cones, EPI_LINEAR, self->u);
  for (size_t j = 0; j < epi_cones_count (cones); j++)
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_ones (self->blocks[j], x,
                               self->u + epi_cones_offset (cones, j));
}

EpiStatus
epi_kkt_dense_solve (EpiKkt *base, EpiCones *cones, const EpiKktRhs *bz,
                     double *x, double *y, double *z)
{
  EpiKktDense *self = (EpiKktDense *)base;

  memcpy (self->r, x, self->n * sizeof (double)); /* 1 */
  EpiStatus status = add_image (self, cones, bz);
  if (status == EPI_OK)
    status = solve_reduced (self, y);
  memcpy (x, self->r, self->n * sizeof (double));

  find_third_row (self, cones, bz->plain, x); /* 2 */
  for (size_t i = 0; i < self->m; i++)
    z[i] = self->u[i] - (bz->scaled != NULL ? bz->scaled[i] : 0);
  bool finite = epi_is_finite (x, self->n) && epi_is_finite (y, self->p) &&
                epi_is_finite (z, self->m);
  return status == EPI_OK && !finite ? EPI_NOT_FINITE : status;
}
