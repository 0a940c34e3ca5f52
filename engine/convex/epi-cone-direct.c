/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PSD cone that is direct (epi-cones.h): the HKM direction.
 *
 *     1. S = L₁L₁ᵀ,  Z = L₂L₂ᵀ
 *     2. S⁻¹
 *
 * S + αΔS ⪰ 0 while I + α L₁⁻¹ΔSL₁⁻ᵀ ⪰ 0, the same for Z with L₂.
 */
#include "convex/epi-cone-semidefinite-private.h"

#include "compute/epi-linalg.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

/* A⁻¹ from the factor in A, which it replaces. */
static EpiStatus
invert (EpiMatrix *A)
{
  int n = (int)A->rows;
  if (LAPACKE_dpotri_work (LAPACK_COL_MAJOR, 'L', n, A->data, (int)A->ld) != 0)
    return EPI_NOT_POSITIVE_DEFINITE;
  epi_symmetric_mirror (A);
  return epi_matrix_is_finite (A) ? EPI_OK : EPI_NOT_FINITE;
}

static EpiStatus
direct_scale (EpiConePart *part, const double *s, const double *z)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  size_t n = self->space.n;
  if (epi_semidefinite_set_identity (self, s, z))
    return EPI_OK;

  EpiStatus status =
      epi_semidefinite_cholesky (s, &self->R, part->cancel); /* 1 */
  if (status == EPI_OK)
    status = epi_semidefinite_cholesky (z, &self->L2, part->cancel);
  if (status == EPI_OK && epi_cancel_is_raised (part->cancel))
    status = EPI_INTERRUPTED;
  if (status != EPI_OK)
    return status;

  memcpy (self->R_inv.data, self->R.data, n * n * sizeof (double)); /* 2 */
  epi_symmetric_unpack (z, &self->inverse);
  memcpy (part->lambda, z, part->dim * sizeof (double));
  return invert (&self->R_inv);
}

/* The packed out := the symmetric part of U. */
static void
pack_symmetric (EpiMatrix *U, double *out)
{
  EpiMatrix *lower = U;
  for (size_t j = 0; j < U->cols; j++)
    for (size_t i = j + 1; i < U->rows; i++)
      *epi_matrix_at (lower, i, j) =
          (*epi_matrix_at (U, i, j) + *epi_matrix_at (U, j, i)) / 2;
  epi_symmetric_pack (lower, out);
}

/* x := E x, from ZX: it is often sparse. */
static void
direct_apply (EpiConePart *part, EpiScalingForm form, double *x)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  EpiMatrix *U = &self->space.full, *ZX = &self->space.product;
  EpiStatus status;
  (void)form;
  if (self->identity)
    return;
  status = epi_symmetric_times (&self->inverse, x, U, ZX);
  if (status == EPI_OK)
    status = epi_gemm_unchecked (false, false, 1, ZX, &self->R_inv, 0, U);
  pack_symmetric (U, x);
  if (status != EPI_OK)
    epi_semidefinite_poison (x, part->dim);
}

/* c := μS⁻¹ - Z - ½ (S⁻¹ΔSΔZ + ΔZΔSS⁻¹) */
static void
direct_complement (EpiConePart *part, double mu, const double *ds,
                   const double *dz, double *c)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  EpiMatrix *U = &self->space.full, *T = &self->space.product;
  EpiMatrix *dZ = &self->space.other;
  size_t n = self->space.n;
  EpiStatus status = epi_symmetric_times (&self->R_inv, ds, U, T);
  epi_symmetric_unpack (dz, dZ);
  if (status == EPI_OK)
    status = epi_gemm_unchecked (false, false, 1, T, dZ, 0, U);
  pack_symmetric (U, c);
  for (size_t j = 0, k = 0; j < n; j++)
    for (size_t i = j; i < n; i++, k++)
      c[k] = mu * (i == j ? 1 : M_SQRT2) * *epi_matrix_at (&self->R_inv, i, j) -
             part->lambda[k] - c[k];
  if (status != EPI_OK)
    epi_semidefinite_poison (c, part->dim);
}

static double
max_step (EpiSemidefinite *self, const EpiMatrix *L, const double *d)
{
  EpiMatrix *D = &self->space.full;
  epi_symmetric_unpack (d, D);
  double least = epi_symmetric_least_eigenvalue (L, D, &self->space);
  return least < 0 ? -1 / least : INFINITY;
}

static double
direct_max_steps (EpiConePart *part, const double *ds, const double *dz)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  return fmin (max_step (self, &self->R, ds), max_step (self, &self->L2, dz));
}

const EpiConeClass epi_cone_direct = {
    .new = epi_semidefinite_new,
    .free = epi_semidefinite_free,
    .degree = epi_semidefinite_degree,
    .identity = epi_semidefinite_identity,
    .scale = direct_scale,
    .apply = direct_apply,
    .min_eigenvalue = epi_semidefinite_min_eigenvalue,
    .complement = direct_complement,
    .max_steps = direct_max_steps,
};
