/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-lsq-update-private.h"

#include "core/epi-alloc.h"
#include "fit/epi-tall.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* A downdate that leaves less than this of a direction loses its digits. */
#define EPI_UPDATE_LEFT 1e-6

/* G := G + sign w [a b]ᵀ[a b], exact but for the last of 32 digits. */
static void
update_gram (EpiLsqUpdate *self, const double *a, const double *b, double w,
             double sign)
{
  size_t p = self->p;

  for (size_t j = 0; j < self->q; j++) {
    double at_j = j < p ? a[j] : b[j - p];
    EpiDD scaled = epi_dd_product (sign * w, at_j);
    for (size_t i = j; i < self->q; i++) {
      EpiDD *g = &self->G[i + j * self->q];
      EpiDD at_i = epi_dd (i < p ? a[i] : b[i - p]);
      *g = epi_dd_add (*g, epi_dd_times (scaled, at_i));
    }
  }
}

/* R := the triangle of [R; xᵀ], by p Givens rotations; x (p) is used up. */
static void
add_row (EpiLsqUpdate *self, double *x)
{
  size_t p = self->p;

  for (size_t k = 0; k < p; k++) {
    double *r = &self->R[k + k * p], length = hypot (*r, x[k]);
    if (x[k] == 0)
      continue;
    double c = *r / length, s = x[k] / length;
    for (size_t j = k; j < p; j++) {
      double was = self->R[k + j * p];
      self->R[k + j * p] = c * was + s * x[j];
      x[j] = c * x[j] - s * was;
    }
  }
}

/* R := the R' with R'ᵀR' = RᵀR - x xᵀ; false, and R untouched, when there is
 * none or it would keep too few digits. */
static bool
remove_row (EpiLsqUpdate *self, double *x)
{
  size_t p = self->p;
  double square = 0;

  for (size_t j = 0; j < p; j++) { /* Rᵀq = x */
    for (size_t i = 0; i < j; i++)
      x[j] -= self->R[i + j * p] * x[i];
    x[j] /= self->R[j + j * p];
    square += x[j] * x[j];
  }
  if (!(1 - square > EPI_UPDATE_LEFT))
    return false;
  double alpha = sqrt (1 - square);
  for (size_t i = p; i-- > 0;) {
    double length = hypot (alpha, x[i]);
    self->cosine[i] = alpha / length;
    self->sine[i] = x[i] / length;
    alpha = length;
  }
  for (size_t j = 0; j < p; j++) {
    double carried = 0;
    for (size_t i = j + 1; i-- > 0;) {
      double *r = &self->R[i + j * p];
      double turned = self->cosine[i] * carried + self->sine[i] * *r;
      *r = self->cosine[i] * *r - self->sine[i] * carried;
      carried = turned;
    }
  }
  return true;
}

static EpiStatus
change (EpiLsqUpdate *self, const double *a, const double *b, double w,
        double sign)
{
  assert (w >= 0 || isnan (w));
  if (!isfinite (w) || !epi_is_finite (a, self->p) ||
      !epi_is_finite (b, self->m))
    return EPI_NOT_FINITE;
  if (w == 0)
    return EPI_OK;
  update_gram (self, a, b, w, sign);
  for (size_t j = 0; j < self->p; j++)
    self->row[j] = sqrt (w) * a[j];
  if (self->has_factor && sign > 0)
    add_row (self, self->row);
  else if (self->has_factor)
    self->has_factor = remove_row (self, self->row);
  return EPI_OK;
}

EpiStatus
epi_lsq_update_add (EpiLsqUpdate *self, const double *a, const double *b,
                    double w)
{
  return change (self, a, b, w, 1);
}

EpiStatus
epi_lsq_update_remove (EpiLsqUpdate *self, const double *a, const double *b,
                       double w)
{
  return change (self, a, b, w, -1);
}

EpiStatus
epi_lsq_update_replace (EpiLsqUpdate *self, const double *old_a,
                        const double *old_b, double old_w, const double *a,
                        const double *b, double w)
{
  if (!isfinite (old_w) || !epi_is_finite (old_a, self->p) ||
      !epi_is_finite (old_b, self->m))
    return EPI_NOT_FINITE;
  EpiStatus status = change (self, a, b, w, 1); /* first in, then out */
  return status == EPI_OK ? change (self, old_a, old_b, old_w, -1) : status;
}

void
epi_lsq_update_gram (const EpiLsqUpdate *self, EpiMatrix *G)
{
  assert (G->rows == self->p && G->cols == self->p);
  for (size_t j = 0; j < self->p; j++)
    for (size_t i = 0; i < self->p; i++)
      *epi_matrix_at (G, i, j) = epi_lsq_update_gram_at (self, i, j)->hi;
}

/* G := TᵀT, T (q,q) upper triangular; R := its leading block. */
static void
take_triangle (EpiLsqUpdate *self, const EpiMatrix *T)
{
  for (size_t j = 0; j < self->q; j++)
    for (size_t i = j; i < self->q; i++) {
      EpiDD sum = epi_dd (0);
      for (size_t k = 0; k <= j; k++)
        sum = epi_dd_add (sum, epi_dd_product (*epi_matrix_at (T, k, i),
                                               *epi_matrix_at (T, k, j)));
      self->G[i + j * self->q] = sum;
    }
  self->has_factor = true;
  for (size_t j = 0; j < self->p; j++) {
    for (size_t i = 0; i <= j; i++)
      self->R[i + j * self->p] = *epi_matrix_at (T, i, j);
    self->has_factor = self->has_factor && *epi_matrix_at (T, j, j) != 0;
  }
}

EpiStatus
epi_lsq_update_new (const EpiLs *problem, EpiLsqUpdate **out)
{
  EpiLsqUpdate *self = g_new0 (EpiLsqUpdate, 1);
  size_t p = problem->A.cols, m = problem->B.cols, q = p + m;
  EpiTall tall = {0};
  EpiMatrix T = {0};
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  assert (problem->loss == EPI_LOSS_SQUARED);
  self->p = p;
  self->m = m;
  self->q = q;
  self->G = epi_new0 (EpiDD, q * q);
  self->L = epi_new0 (EpiDD, p * p);
  self->R = epi_new0 (double, p *p);
  self->theta = epi_new0 (double, p *m);
  self->residual = epi_new0 (EpiDD, p);
  self->row = epi_new0 (double, 3 * p);
  if (self->G != NULL && self->L != NULL && self->R != NULL &&
      self->theta != NULL && self->residual != NULL && self->row != NULL &&
      epi_matrix_new (q, q, &T) == EPI_OK)
    status = epi_tall_init (&tall, problem);
  if (status == EPI_OK) {
    self->cosine = self->row + p;
    self->sine = self->row + 2 * p;
    status = epi_tall_triangle (&tall, problem, NULL, &T);
  }
  if (status == EPI_OK) {
    take_triangle (self, &T);
    *out = self;
  } else {
    epi_lsq_update_free (self);
  }
  epi_tall_clear (&tall);
  epi_matrix_clear (&T);
  return status;
}

void
epi_lsq_update_free (EpiLsqUpdate *self)
{
  if (self == NULL)
    return;
  epi_free (self->G);
  epi_free (self->L);
  epi_free (self->R);
  epi_free (self->theta);
  epi_free (self->residual);
  epi_free (self->row);
  g_free (self);
}
