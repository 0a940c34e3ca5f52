/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-lsq-update-private.h"

#include <assert.h>
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define EPI_UPDATE_PASSES 12
#define EPI_UPDATE_DONE (4 * DBL_EPSILON)

/* L := Cholesky's factor of G in double-double, R := Lᵀ rounded. */
static EpiStatus
refactor (EpiLsqUpdate *self)
{
  size_t p = self->p;

  self->refactored++;
  self->has_factor = false;
  for (size_t j = 0; j < p; j++)
    for (size_t i = j; i < p; i++) {
      EpiDD sum = *epi_lsq_update_gram_at (self, i, j);
      for (size_t k = 0; k < j; k++)
        sum = epi_dd_add (sum, epi_dd_negate (epi_dd_times (
                                   self->L[i + k * p], self->L[j + k * p])));
      if (i == j &&
          !(sum.hi > 0x1p-90 * epi_lsq_update_gram_at (self, j, j)->hi))
        return EPI_SINGULAR;
      self->L[i + j * p] =
          i == j ? epi_dd_sqrt (sum) : epi_dd_over (sum, self->L[j + j * p]);
      self->R[j + i * p] = self->L[i + j * p].hi;
    }
  self->has_factor = true;
  return EPI_OK;
}

/* residual := c - GΘ, of one output */
static void
find_residual (EpiLsqUpdate *self, const double *theta, size_t output)
{
  size_t p = self->p;

  for (size_t i = 0; i < p; i++) {
    EpiDD sum = *epi_lsq_update_gram_at (self, p + output, i);
    for (size_t j = 0; j < p; j++)
      sum = epi_dd_add (
          sum, epi_dd_negate (epi_dd_times (
                   *epi_lsq_update_gram_at (self, i, j), epi_dd (theta[j]))));
    self->residual[i] = sum;
  }
}

/* row := R⁻¹R⁻ᵀ residual */
static void
precondition (EpiLsqUpdate *self)
{
  size_t p = self->p;
  double *x = self->row;

  for (size_t j = 0; j < p; j++) {
    x[j] = self->residual[j].hi;
    for (size_t i = 0; i < j; i++)
      x[j] -= self->R[i + j * p] * x[i];
    x[j] /= self->R[j + j * p];
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t j = i + 1; j < p; j++)
      x[i] -= self->R[i + j * p] * x[j];
    x[i] /= self->R[i + i * p];
  }
}

/* residual := G⁻¹ residual by the factor in double-double. */
static void
solve_exactly (EpiLsqUpdate *self)
{
  size_t p = self->p;
  EpiDD *x = self->residual;

  for (size_t j = 0; j < p; j++) {
    for (size_t i = 0; i < j; i++)
      x[j] = epi_dd_add (
          x[j], epi_dd_negate (epi_dd_times (self->L[j + i * p], x[i])));
    x[j] = epi_dd_over (x[j], self->L[j + j * p]);
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t j = i + 1; j < p; j++)
      x[i] = epi_dd_add (
          x[i], epi_dd_negate (epi_dd_times (self->L[j + i * p], x[j])));
    x[i] = epi_dd_over (x[i], self->L[i + i * p]);
  }
}

/* The largest √G_jj |x_j|. */
static double
size_of (const EpiLsqUpdate *self, const double *x)
{
  double largest = 0;

  for (size_t j = 0; j < self->p; j++)
    largest = fmax (largest, sqrt (epi_lsq_update_gram_at (self, j, j)->hi) *
                                 fabs (x[j]));
  return largest;
}

/* Θ := Θ + R⁻¹R⁻ᵀ(c - GΘ) while that gains digits; whether it got there. */
static bool
refine (EpiLsqUpdate *self, double *theta, size_t output)
{
  double before = INFINITY;

  for (int pass = 0; pass < EPI_UPDATE_PASSES; pass++) {
    find_residual (self, theta, output);
    precondition (self);
    double moved = size_of (self, self->row);
    if (!(moved <= before / 4) && pass > 1)
      return false;
    for (size_t j = 0; j < self->p; j++)
      theta[j] += self->row[j];
    if (moved <= EPI_UPDATE_DONE * size_of (self, theta))
      return true;
    before = moved;
  }
  return false;
}

/* bᵀWb - 2cᵀθ + θᵀGθ */
static double
objective_of (EpiLsqUpdate *self, const double *theta, size_t output)
{
  size_t p = self->p;
  EpiDD sum = *epi_lsq_update_gram_at (self, p + output, p + output);

  find_residual (self, theta, output); /* bᵀWb - θᵀc - θᵀ(c - Gθ) */
  for (size_t j = 0; j < p; j++) {
    EpiDD both = epi_dd_add (self->residual[j],
                             *epi_lsq_update_gram_at (self, p + output, j));
    sum = epi_dd_add (sum,
                      epi_dd_negate (epi_dd_times (both, epi_dd (theta[j]))));
  }
  return sum.hi > 0 ? sum.hi : 0;
}

EpiStatus
epi_lsq_update_solve (EpiLsqUpdate *self, EpiMatrix *theta, double *objective)
{
  size_t p = self->p;
  EpiStatus status = EPI_OK;

  assert (theta->rows == p && theta->cols == self->m);
  if (!self->has_factor)
    status = refactor (self);
  if (objective != NULL)
    *objective = 0;
  for (size_t output = 0; status == EPI_OK && output < self->m; output++) {
    double *x = self->theta + output * p;
    if (!refine (self, x, output)) {
      status = refactor (self);
      memset (x, 0, p * sizeof (double));
      for (int pass = 0; status == EPI_OK && pass < 2; pass++) {
        find_residual (self, x, output);
        solve_exactly (self);
        for (size_t j = 0; j < p; j++)
          x[j] += self->residual[j].hi;
      }
    }
    memcpy (epi_matrix_col (theta, output), x, p * sizeof (double));
    if (objective != NULL && status == EPI_OK)
      *objective += objective_of (self, x, output);
  }
  if (status == EPI_OK && !epi_matrix_is_finite (theta))
    status = EPI_NOT_FINITE;
  if (status != EPI_OK) /* the next solve starts from scratch */
    memset (self->theta, 0, p * self->m * sizeof (double));
  return status;
}

size_t
epi_lsq_update_refactored (const EpiLsqUpdate *self)
{
  return self->refactored;
}
