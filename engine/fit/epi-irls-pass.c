/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-irls-private.h"

#include <glib.h>
#include <math.h>

bool
epi_irls_look (EpiIrls *self)
{
  EpiMatrix theta = epi_matrix_view (self->base.x, self->p, 1, self->p);
  double delta = epi_irls_corner (self);
  bool crossed = false;
  double r[1024];

  for (size_t begin = 0; begin < self->n_rows; begin += 1024) {
    size_t rows = MIN (1024, self->n_rows - begin);
    epi_ls_residual (&self->ls, &theta, 0, begin, rows, r);
    for (size_t i = 0; i < rows; i++) {
      double was = self->r[begin + i];
      crossed = crossed || (was > delta) != (r[i] > delta) ||
                (was < -delta) != (r[i] < -delta);
      self->r[begin + i] = r[i];
    }
  }
  self->base.f = epi_ls_objective (&self->ls, &theta);
  return crossed;
}

/* 1. weights */
static void
find_weights (EpiIrls *self)
{
  for (size_t i = 0; i < self->n_rows; i++) {
    double size = fabs (self->r[i]);
    self->v[i] = epi_irls_weight (self, i);
    if (!epi_irls_is_huber (self))
      self->v[i] /= 2 * fmax (size, self->now.epsilon);
    else if (size > self->ls.huber_delta)
      self->v[i] *= self->ls.huber_delta / size;
  }
}

EpiStatus
epi_irls_back_substitute (EpiIrls *self, double *shift, double tolerance)
{
  size_t p = self->p;
  double *x = self->base.x;

  for (size_t j = 0; j < p; j++) {
    double length = 0, pivot = *epi_matrix_at (&self->R, j, j);
    for (size_t i = 0; i <= j; i++)
      length = hypot (length, *epi_matrix_at (&self->R, i, j));
    if (!(fabs (pivot) > tolerance * length))
      return EPI_SINGULAR;
    if (shift == NULL)
      continue;
    for (size_t i = 0; i < j; i++)
      shift[j] -= *epi_matrix_at (&self->R, i, j) * shift[i];
    shift[j] /= pivot;
  }
  for (size_t i = p; i-- > 0;) {
    x[i] = *epi_matrix_at (&self->R, i, p) - (shift != NULL ? shift[i] : 0);
    for (size_t j = i + 1; j < p; j++)
      x[i] -= *epi_matrix_at (&self->R, i, j) * x[j];
    x[i] /= *epi_matrix_at (&self->R, i, i);
  }
  return EPI_OK;
}

/* 2. solve */
static EpiStatus
reweighted_solve (EpiIrls *self)
{
  EpiStatus status =
      epi_tall_triangle (&self->tall, &self->ls, self->v, &self->R);

  return status == EPI_OK ? epi_irls_back_substitute (self, NULL, 0) : status;
}

/* 3. dual; 4. stop */
void
epi_irls_find_gap (EpiIrls *self)
{
  long double sum = 0;
  double most = 1;

  for (size_t i = 0; i < self->n_rows; i++) {
    double limit = epi_irls_bound (self, i);
    if (limit > 0)
      most = fmax (most, fabs (self->y[i]) / limit);
    else
      self->y[i] = 0;
  }
  for (size_t i = 0; i < self->n_rows; i++) {
    double y = self->y[i] /= most, w = epi_irls_weight (self, i);
    sum -= (long double)self->ls.B.data[i] * y;
    if (epi_irls_is_huber (self) && w > 0)
      sum -= y * y / (4 * w);
  }
  for (size_t j = self->ls.n_free; self->ls.ridge > 0 && j < self->p; j++) {
    long double along = 0;
    for (size_t i = 0; i < self->n_rows; i++)
      along += *epi_matrix_at (&self->ls.A, i, j) * self->y[i];
    sum -= along * along / (4 * self->ls.ridge);
  }
  self->now.dual_objective = (double)sum;
  self->now.gap = (self->base.f - self->now.dual_objective) /
                  (1 + fabs (self->base.f) + fabs (self->now.dual_objective));
}

EpiStatus
epi_irls_judge (const EpiIrls *self)
{
  return fabs (self->now.gap) <= self->now.tolerance ? EPI_CONVERGED
                                                     : EPI_RUNNING;
}

EpiStatus
epi_irls_reweight (EpiIrls *self)
{
  find_weights (self);
  EpiStatus status = reweighted_solve (self);
  if (status != EPI_OK)
    return status;
  self->now.phase = EPI_IRLS_REWEIGHT;
  self->now.settled = !epi_irls_look (self);
  for (size_t i = 0; i < self->n_rows; i++)
    self->y[i] = 2 * self->v[i] * self->r[i];
  epi_irls_find_gap (self);
  return epi_irls_judge (self);
}
