/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The positive semidefinite matrices of order n.
 *
 *     1. S = L₁L₁ᵀ,  Z = L₂L₂ᵀ
 *     2. M = L₂ᵀL₁ = U Λ Vᵀ
 *     3. R⁻¹ = Λ^(1/2)VᵀL₁⁻¹ (= Λ^(-1/2)UᵀL₂ᵀ),  R = L₁VΛ^(-1/2)
 *
 * Vandenberghe (2010), section 4.3.  Near the central path S Z ≈ μI, so that
 * the singular values of M lie close together, however badly S and Z are
 * conditioned; there the eigenvalues of MᵀM (half the work) are as good as
 * they, and step 2 takes them.  It falls back on the singular value
 * decomposition when the λᵢ are spread.  R itself is made when it is asked for:
 * a method that moves s by Gx + s = h has no use for it.
 */
#include "convex/epi-cone-semidefinite-private.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <assert.h>
#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* The relative error of λᵢ² from MᵀM is about u (λmax/λᵢ)². */
#define MAX_SPREAD 1e3

void
epi_semidefinite_free (EpiConePart *part)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  epi_matrix_clear (&self->R);
  epi_matrix_clear (&self->L2);
  epi_matrix_clear (&self->R_inv);
  epi_matrix_clear (&self->inverse);
  epi_free (self->eigenvalues);
  epi_symmetric_space_clear (&self->space);
  g_free (self);
}

EpiStatus
epi_semidefinite_new (EpiCone cone, EpiConePart **out)
{
  size_t n = cone.order;
  EpiSemidefinite *self = g_new0 (EpiSemidefinite, 1);
  self->eigenvalues = epi_new0 (double, n);
  if (self->eigenvalues == NULL ||
      epi_symmetric_space_new (n, &self->space) != EPI_OK ||
      epi_matrix_new (n, n, &self->R) != EPI_OK ||
      epi_matrix_new (n, n, &self->L2) != EPI_OK ||
      epi_matrix_new (n, n, &self->R_inv) != EPI_OK ||
      epi_matrix_new (n, n, &self->inverse) != EPI_OK) {
    epi_semidefinite_free (&self->base);
    return EPI_NO_MEMORY;
  }
  *out = &self->base;
  return EPI_OK;
}

size_t
epi_semidefinite_degree (EpiCone cone)
{
  return cone.order;
}

void
epi_semidefinite_identity (EpiCone cone, double *e)
{
  for (size_t j = 0; j < cone.order; j++)
    for (size_t i = j; i < cone.order; i++)
      *e++ = i == j ? 1 : 0;
}

/* ---- The scaling ----------------------------------------------------------
 */

static void
copy (const EpiMatrix *from, EpiMatrix *to)
{
  memcpy (to->data, from->data, from->rows * from->cols * sizeof (double));
}

EpiStatus
epi_semidefinite_cholesky (const double *x, EpiMatrix *L,
                           const EpiCancel *cancel)
{
  epi_symmetric_unpack (x, L);
  if (epi_cancel_is_raised (cancel))
    return EPI_INTERRUPTED;
  EpiStatus status = epi_cholesky_watching (L, cancel);
  for (size_t j = 1; j < L->cols; j++)
    memset (epi_matrix_col (L, j), 0, j * sizeof (double));
  return status;
}

/* λ and V from MᵀM; false when the λᵢ are spread too far. */
static bool
decompose_gram (EpiSemidefinite *self, const EpiMatrix *M, EpiMatrix *V)
{
  size_t n = M->rows;
  double *lambda = self->eigenvalues;
  if (epi_syrk (1, M, 0, V) != EPI_OK ||
      epi_symmetric_eigen (true, V, lambda, &self->space) != EPI_OK ||
      !(lambda[0] * MAX_SPREAD * MAX_SPREAD > lambda[n - 1]))
    return false;
  for (size_t i = 0; i < n; i++)
    lambda[i] = sqrt (lambda[i]);
  return true;
}

/* λ and V from M = U Λ Vᵀ; M is overwritten. */
static EpiStatus
decompose_svd (EpiSemidefinite *self, EpiMatrix *M, EpiMatrix *V)
{
  EpiStatus status = epi_symmetric_svd (M, self->eigenvalues, V, &self->space);
  epi_matrix_transpose (V, M);
  copy (M, V);
  if (status == EPI_OK && !(self->eigenvalues[M->rows - 1] > 0))
    status = EPI_NOT_POSITIVE_DEFINITE;
  return status;
}

/* λ of the product of cones: Λ packed. */
static void
publish_lambda (EpiSemidefinite *self)
{
  size_t n = self->space.n;
  double *lambda = self->base.lambda;
  memset (lambda, 0, self->base.dim * sizeof *lambda);
  for (size_t j = 0; j < n; lambda += n - j, j++)
    *lambda = self->eigenvalues[j];
}

/* 3. R⁻ᵀ = L₁⁻ᵀVΛ^(1/2); V is overwritten. */
static EpiStatus
make_scaling (EpiSemidefinite *self, const EpiMatrix *L1, EpiMatrix *V)
{
  for (size_t j = 0; j < V->cols; j++) {
    double root = sqrt (self->eigenvalues[j]), *v = epi_matrix_col (V, j);
    for (size_t i = 0; i < V->rows; i++)
      v[i] *= root;
  }
  EpiStatus status = epi_triangular_solve (true, true, false, L1, V);
  epi_matrix_transpose (V, &self->R_inv);
  if (status == EPI_OK)
    status = epi_syrk (1, &self->R_inv, 0, &self->inverse);
  epi_symmetric_mirror (&self->inverse);
  if (!epi_matrix_is_finite (&self->inverse))
    status = EPI_NOT_FINITE;
  return status;
}

/* R = L₁VΛ^(-1/2) = L₁L₁ᵀR⁻ᵀΛ⁻¹ */
static const EpiMatrix *
find_R (EpiSemidefinite *self)
{
  EpiMatrix *L1 = &self->R, *R = &self->space.product;
  int n = (int)self->space.n;
  if (self->has_R || n == 0)
    return &self->R;
  epi_matrix_transpose (&self->R_inv, R);
  for (size_t j = 0; j < R->cols; j++)
    cblas_dscal (n, 1 / self->eigenvalues[j], epi_matrix_col (R, j), 1);
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
               n, n, 1, L1->data, n, R->data, n);
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit,
               n, n, 1, L1->data, n, R->data, n);
  copy (R, &self->R);
  self->has_R = true;
  return &self->R;
}

static bool
is_identity (const double *x, size_t n)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      if (*x++ != (i == j ? 1 : 0))
        return false;
  return true;
}

bool
epi_semidefinite_set_identity (EpiSemidefinite *self, const double *s,
                               const double *z)
{
  EpiMatrix *all[] = {&self->R, &self->L2, &self->R_inv, &self->inverse};
  size_t n = self->space.n;
  self->identity = is_identity (s, n) && is_identity (z, n);
  if (!self->identity)
    return false;
  for (size_t k = 0; k < G_N_ELEMENTS (all); k++) {
    memset (all[k]->data, 0, n * n * sizeof (double));
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (all[k], i, i) = 1;
  }
  for (size_t i = 0; i < n; i++)
    self->eigenvalues[i] = 1;
  publish_lambda (self);
  return true;
}

static EpiStatus
semidefinite_scale (EpiConePart *part, const double *s, const double *z)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  EpiMatrix *L1 = &self->R, *L2 = &self->space.product;
  EpiMatrix *M = &self->space.full, *V = &self->space.other;
  int n = (int)self->space.n;
  if (n == 0)
    return EPI_OK;

  self->has_R = epi_semidefinite_set_identity (self, s, z);
  if (self->identity)
    return EPI_OK;
  EpiStatus status = epi_semidefinite_cholesky (
      s, L1, part->cancel); /* 1. S = L₁L₁ᵀ, Z = L₂L₂ᵀ */
  if (status == EPI_OK)
    status = epi_semidefinite_cholesky (z, L2, part->cancel);
  if (status != EPI_OK)
    return status;

  copy (L1, M); /* 2. M = L₂ᵀL₁ = U Λ Vᵀ */
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
               n, n, 1, L2->data, n, M->data, n);
  if (epi_cancel_is_raised (part->cancel))
    return EPI_INTERRUPTED;
  if (!decompose_gram (self, M, V))
    status = decompose_svd (self, M, V);
  if (epi_cancel_is_raised (part->cancel))
    return EPI_INTERRUPTED;
  if (status == EPI_OK)
    status = make_scaling (self, L1, V); /* 3. */
  publish_lambda (self);
  return status;
}

/* ---- Operations -----------------------------------------------------------
 */

void
epi_semidefinite_poison (double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = NAN;
}

/* W x = RᵀXR, Wᵀx = RXRᵀ, W⁻¹x = R⁻ᵀXR⁻¹, W⁻ᵀx = R⁻¹XR⁻ᵀ. */
static void
semidefinite_apply (EpiConePart *part, EpiScalingForm form, double *x)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  bool inverse = form == EPI_W_INV || form == EPI_W_INV_T;
  bool transposed = form == EPI_W || form == EPI_W_INV;
  if (self->identity)
    return;
  if (epi_symmetric_congruence (transposed,
                                inverse ? &self->R_inv : find_R (self), x,
                                &self->space) != EPI_OK)
    epi_semidefinite_poison (x, part->dim);
}

static void
semidefinite_product (EpiConePart *part, const double *u, const double *v,
                      double *out)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  if (epi_symmetric_jordan (u, v, out, &self->space) != EPI_OK)
    epi_semidefinite_poison (out, part->dim);
}

/* ½ (ΛV + VΛ) = U: Vᵢⱼ = 2 Uᵢⱼ / (λᵢ + λⱼ) */
static void
semidefinite_divide_by_lambda (EpiConePart *part, double *u)
{
  const EpiSemidefinite *self = (const EpiSemidefinite *)part;
  const double *lambda = self->eigenvalues;
  size_t n = self->space.n;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      *u++ *= 2 / (lambda[i] + lambda[j]);
}

/* Λ + αD ⪰ 0 while I + α Λ^(-1/2) D Λ^(-1/2) ⪰ 0. */
static double
semidefinite_max_step (EpiConePart *part, const double *d)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  EpiMatrix *D = &self->space.full;
  double *root = self->space.product.data; /* (n) λᵢ^(-1/2) */
  size_t n = self->space.n;
  epi_symmetric_unpack (d, D);
  for (size_t i = 0; i < n; i++)
    root[i] = 1 / sqrt (self->eigenvalues[i]);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (D, i, j) *= root[i] * root[j];
  double least = epi_symmetric_least_eigenvalue (NULL, D, &self->space);
  return least < 0 ? -1 / least : INFINITY;
}

double
epi_semidefinite_min_eigenvalue (EpiConePart *part, const double *x)
{
  EpiSemidefinite *self = (EpiSemidefinite *)part;
  size_t n = self->space.n;
  double *values = epi_matrix_col (&self->space.product, 0);
  epi_symmetric_unpack (x, &self->space.full);
  if (n == 0)
    return INFINITY;
  return epi_symmetric_eigen (false, &self->space.full, values, &self->space) ==
                 EPI_OK
             ? values[0]
             : NAN;
}

const EpiConeClass epi_cone_semidefinite = {
    .new = epi_semidefinite_new,
    .free = epi_semidefinite_free,
    .degree = epi_semidefinite_degree,
    .identity = epi_semidefinite_identity,
    .scale = semidefinite_scale,
    .apply = semidefinite_apply,
    .product = semidefinite_product,
    .divide_by_lambda = semidefinite_divide_by_lambda,
    .max_step = semidefinite_max_step,
    .min_eigenvalue = epi_semidefinite_min_eigenvalue,
};

void
epi_cones_semidefinite (const EpiCones *cones, size_t j,
                        const EpiMatrix **R_inv, const EpiMatrix **inverse)
{
  EpiConePart *part = epi_cones_part (cones, j);
  assert (part->cone.kind == EPI_CONE_SEMIDEFINITE);
  *R_inv = &((EpiSemidefinite *)part)->R_inv;
  *inverse = &((EpiSemidefinite *)part)->inverse;
}
