/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-svd.h"

#include "core/epi-alloc.h"

#include <cblas.h>
#include <glib.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

typedef struct {
  EpiLsDirect direct;
  size_t rank;
  EpiMatrix R;     /* (p+m,p+m) */
  EpiMatrix U, Vt; /* (p,p) of R₁₁ diag (scale) */
  double *values;  /* (p) its singular values */
  double *sigma;   /* (p) those of R₁₁ */
  double *scale;   /* (p) powers of two, all 1 unless of full rank */
  double *lapack;  /* workspace */
  int n_lapack;
} Svd;

/* scale[j] := the power of two nearest to 1/‖column j of R₁₁‖. */
static void
equilibrate (Svd *self)
{
  for (size_t j = 0; j < self->direct.p; j++) {
    double norm = cblas_dnrm2 ((int)j + 1, epi_matrix_col (&self->R, j), 1);
    int exponent = 0;
    frexp (norm, &exponent);
    self->scale[j] = norm > 0 ? ldexp (1, -exponent) : 1;
  }
}

static EpiStatus
decompose_scaled (Svd *self)
{
  size_t p = self->direct.p;
  EpiMatrix *square = &self->direct.square;
  int n = (int)p;

  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      *epi_matrix_at (square, i, j) =
          *epi_matrix_at (&self->R, i, j) * self->scale[j];
  if (!epi_matrix_is_finite (square))
    return EPI_NOT_FINITE;
  if (LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'A', 'A', n, n, square->data, n,
                           self->values, self->U.data, n, self->Vt.data, n,
                           self->lapack, self->n_lapack) != 0)
    return EPI_NUMERICAL;
  return EPI_OK;
}

/* 2. R₁₁ = U Σ Vᵀ, and the rank. */
static EpiStatus
decompose (Svd *self)
{
  size_t p = self->direct.p;
  double tolerance = epi_ls_rank_tolerance (self->direct.ls.A.rows, p);

  self->direct.condition = epi_ls_direct_condition (&self->direct, &self->R);
  memcpy (self->sigma, self->direct.sigma, p * sizeof (double));
  equilibrate (self);
  EpiStatus status = decompose_scaled (self);
  if (status != EPI_OK)
    return status;
  self->rank = 0;
  while (self->rank < p && self->values[self->rank] > 0 &&
         self->values[self->rank] > tolerance * self->values[0])
    self->rank++;
  if (self->rank == p)
    return EPI_OK;
  for (size_t j = 0; j < p; j++) /* least norm is about the given columns */
    self->scale[j] = 1;
  self->direct.condition = INFINITY;
  return decompose_scaled (self);
}

/* 3. Θ := Θ + vᵢ (uᵢᵀR₁₂)/σᵢ */
static void
add_term (Svd *self, size_t i)
{
  size_t p = self->direct.p;

  for (size_t j = 0; j < self->direct.m; j++) {
    const double *z = epi_matrix_col (&self->R, p + j);
    double *theta = epi_matrix_col (&self->direct.theta, j);
    double along = cblas_ddot ((int)p, epi_matrix_col (&self->U, i), 1, z, 1) /
                   self->values[i];
    for (size_t l = 0; l < p; l++)
      theta[l] += self->scale[l] * *epi_matrix_at (&self->Vt, i, l) * along;
  }
}

static EpiStatus
svd_step (EpiMethod *base)
{
  Svd *self = (Svd *)base;
  EpiLsDirect *direct = &self->direct;
  EpiStatus status = EPI_OK;

  if (base->k == 0) /* 1. reduce */
    status = epi_tall_triangle (&direct->tall, &direct->ls, NULL, &self->R);
  else if (base->k == 1)
    status = decompose (self);
  else
    add_term (self, base->k - 2);
  if (status != EPI_OK)
    return status;
  if (base->k >= 1 && base->k - 1 >= self->rank)
    return epi_ls_direct_finish (direct);
  base->f = epi_ls_objective (&direct->ls, &direct->theta);
  return EPI_RUNNING;
}

static void
svd_record (const EpiMethod *base, EpiFrame *frame)
{
  const Svd *self = (const Svd *)base;
  size_t p = self->direct.p;

  epi_ls_direct_record (&self->direct, frame);
  if (base->k < 2)
    return;
  epi_frame_add_vector (frame, "sigma", self->sigma, p);
  epi_frame_add_scalar (frame, "terms", (double)(base->k - 2));
  epi_frame_add_scalar (frame, "rank", (double)self->rank);
  epi_frame_add_scalar (frame, "rank_tolerance",
                        epi_ls_rank_tolerance (self->direct.ls.A.rows, p));
  epi_frame_add_vector (frame, "column_scale", self->scale, p);
  double *V = epi_frame_add_matrix (frame, "V", NULL, p, p);
  for (size_t i = 0; V != NULL && i < p; i++)
    for (size_t j = 0; j < p; j++)
      V[j + i * p] = *epi_matrix_at (&self->Vt, i, j);
}

static size_t
svd_state_size (const EpiMethod *base)
{
  const Svd *self = (const Svd *)base;

  return epi_ls_direct_state_size (&self->direct) + sizeof self->rank +
         epi_state_matrix_size (&self->R) + epi_state_matrix_size (&self->U) +
         epi_state_matrix_size (&self->Vt) +
         3 * self->direct.p * sizeof (double);
}

static EpiStatus
svd_save (const EpiMethod *base, void *state)
{
  const Svd *self = (const Svd *)base;
  size_t vector = self->direct.p * sizeof (double);

  state = epi_ls_direct_save (&self->direct, state);
  state = epi_state_put (state, &self->rank, sizeof self->rank);
  state = epi_state_put (state, self->R.data, epi_state_matrix_size (&self->R));
  state = epi_state_put (state, self->U.data, epi_state_matrix_size (&self->U));
  state =
      epi_state_put (state, self->Vt.data, epi_state_matrix_size (&self->Vt));
  state = epi_state_put (state, self->values, vector);
  state = epi_state_put (state, self->sigma, vector);
  epi_state_put (state, self->scale, vector);
  return EPI_OK;
}

static void
svd_restore (EpiMethod *base, const void *state)
{
  Svd *self = (Svd *)base;
  size_t vector = self->direct.p * sizeof (double);

  state = epi_ls_direct_restore (&self->direct, state);
  state = epi_state_get (state, &self->rank, sizeof self->rank);
  state = epi_state_get (state, self->R.data, epi_state_matrix_size (&self->R));
  state = epi_state_get (state, self->U.data, epi_state_matrix_size (&self->U));
  state =
      epi_state_get (state, self->Vt.data, epi_state_matrix_size (&self->Vt));
  state = epi_state_get (state, self->values, vector);
  state = epi_state_get (state, self->sigma, vector);
  epi_state_get (state, self->scale, vector);
}

static void
svd_free (EpiMethod *base)
{
  Svd *self = (Svd *)base;

  epi_ls_direct_clear (&self->direct);
  epi_matrix_clear (&self->R);
  epi_matrix_clear (&self->U);
  epi_matrix_clear (&self->Vt);
  epi_free (self->values);
  epi_free (self->sigma);
  epi_free (self->scale);
  epi_free (self->lapack);
  g_free (self);
}

static const EpiMethodClass svd_class = {
    .name = "singular value decomposition",
    .step = svd_step,
    .record = svd_record,
    .state_size = svd_state_size,
    .save_state = svd_save,
    .restore_state = svd_restore,
    .free = svd_free,
};

EpiStatus
epi_ls_svd_new (const EpiLs *problem, EpiMethod **out)
{
  Svd *self = g_new0 (Svd, 1);
  size_t p = problem->A.cols, m = problem->B.cols;
  double wanted = 0;

  *out = NULL;
  LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'A', 'A', (int)p, (int)p, NULL, (int)p,
                       NULL, NULL, (int)p, NULL, (int)p, &wanted, -1);
  self->n_lapack = (int)wanted;
  self->values = epi_new0 (double, p);
  self->sigma = epi_new0 (double, p);
  self->scale = epi_new0 (double, p);
  self->lapack = epi_new (double, (size_t)self->n_lapack);
  if (epi_ls_direct_init (&self->direct, &svd_class, problem) != EPI_OK ||
      self->values == NULL || self->sigma == NULL || self->scale == NULL ||
      self->lapack == NULL ||
      epi_matrix_new (p + m, p + m, &self->R) != EPI_OK ||
      epi_matrix_new (p, p, &self->U) != EPI_OK ||
      epi_matrix_new (p, p, &self->Vt) != EPI_OK) {
    svd_free (&self->direct.base);
    return EPI_NO_MEMORY;
  }
  *out = &self->direct.base;
  return EPI_OK;
}
