/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How reweighting ends exactly, with Huber's loss and with a ridge. */
#include "fit/epi-irls-private.h"

#include "compute/epi-linalg.h"

#include <math.h>
#include <string.h>

#define EPI_IRLS_HALVINGS 20 /* of a step of Newton's that climbs */
#define EPI_IRLS_FLAT 1e-10  /* a pivot below: Newton's matrix is singular */

/* The loss with |r| smoothed by ε; Huber's as it is. */
static double
smoothed_objective (const EpiIrls *self)
{
  double epsilon = self->now.epsilon, sum = 0;

  if (epi_irls_is_huber (self))
    return self->base.f;
  for (size_t i = 0; i < self->n_rows; i++) {
    double size = fabs (self->r[i]);
    sum += epi_irls_weight (self, i) *
           (size > epsilon ? size : (size * size / epsilon + epsilon) / 2);
  }
  for (size_t j = 0; j < self->p; j++)
    sum += epi_irls_ridge (self, j) * self->base.x[j] * self->base.x[j];
  return sum;
}

/* The rows beyond the corner pull with a constant force. */
bool
epi_irls_newton (EpiIrls *self)
{
  double before = smoothed_objective (self), corner = epi_irls_corner (self);
  double *force = self->right, *was = force + self->p;

  for (size_t j = 0; j < self->p; j++) {
    const double *a = epi_matrix_col (&self->ls.A, j);
    double sum = 0;
    for (size_t i = 0; i < self->n_rows; i++)
      if (fabs (self->r[i]) > corner)
        sum += epi_irls_inside (self, i) * copysign (corner, self->r[i]) * a[i];
    force[j] = sum;
  }
  for (size_t i = 0; i < self->n_rows; i++)
    self->v[i] = fabs (self->r[i]) > corner ? 0 : epi_irls_inside (self, i);
  memcpy (was, self->base.x, self->p * sizeof (double));
  if (epi_tall_triangle (&self->tall, &self->ls, self->v, &self->R) == EPI_OK &&
      epi_irls_back_substitute (self, force, EPI_IRLS_FLAT) == EPI_OK &&
      epi_is_finite (self->base.x, self->p)) {
    self->now.settled = !epi_irls_look (self);
    for (int i = 0; i < EPI_IRLS_HALVINGS; i++) {
      if (self->now.settled || smoothed_objective (self) < before)
        return true;
      for (size_t j = 0; j < self->p; j++) /* half the step */
        self->base.x[j] = was[j] + (self->base.x[j] - was[j]) / 2;
      epi_irls_look (self);
    }
  }
  memcpy (self->base.x, was, self->p * sizeof (double));
  epi_irls_look (self);
  self->now.settled = false;
  return false;
}

void
epi_irls_take_slopes (EpiIrls *self)
{
  double corner = epi_irls_corner (self);

  for (size_t i = 0; i < self->n_rows; i++)
    self->y[i] = 2 * epi_irls_inside (self, i) *
                 fmax (-corner, fmin (corner, self->r[i]));
}

/* active := the rows with |yᵢ| < wᵢ, ascending; p + 1 when there are more than
 * p. */
static size_t
find_active (EpiIrls *self)
{
  size_t count = 0;

  for (size_t i = 0; i < self->n_rows; i++)
    if (fabs (self->y[i]) < (1 - 1e-9) * epi_irls_weight (self, i)) {
      if (count == self->p)
        return self->p + 1;
      self->active[count++] = i;
    }
  return count;
}

/* [2λD²  A_Sᵀ; A_S  0] and its right-hand side, S the count active rows. */
static void
form_conditions (EpiIrls *self, size_t count, EpiMatrix *kkt, double *right)
{
  size_t p = self->p;

  for (size_t j = 0; j < kkt->cols; j++)
    memset (epi_matrix_col (kkt, j), 0, kkt->rows * sizeof (double));
  for (size_t j = 0; j < p; j++) {
    double sum = 0;
    *epi_matrix_at (kkt, j, j) = 2 * epi_irls_ridge (self, j);
    for (size_t i = 0, l = 0; i < self->n_rows; i++) {
      double a = *epi_matrix_at (&self->ls.A, i, j);
      if (l < count && self->active[l] == i) {
        *epi_matrix_at (kkt, p + l, j) = a;
        *epi_matrix_at (kkt, j, p + l) = a;
        l++;
      } else {
        sum -= copysign (epi_irls_weight (self, i), self->r[i]) * a;
      }
    }
    right[j] = sum;
  }
  for (size_t l = 0; l < count; l++)
    right[p + l] = self->ls.B.data[self->active[l]];
}

/*     2λD²θ + A_Sᵀ y_S = -Σ_N wᵢ sign (rᵢ) aᵢ,   A_S θ = b_S */
bool
epi_irls_solve_conditions (EpiIrls *self)
{
  size_t p = self->p, count = find_active (self), q = p + count;
  EpiMatrix kkt = epi_matrix_view (self->kkt.data, q, q, 2 * p);
  EpiMatrix right = epi_matrix_view (self->right, q, 1, 2 * p);
  double *kept = self->tall.tau; /* workspace of p numbers and more */

  if (count > p)
    return false;
  form_conditions (self, count, &kkt, right.data);
  if (epi_lu (&kkt, self->pivots) != EPI_OK ||
      epi_lu_solve (&kkt, self->pivots, &right) != EPI_OK)
    return false;
  for (size_t i = 0, l = 0; i < self->n_rows; i++)
    self->y[i] = l < count && self->active[l] == i
                     ? right.data[p + l++]
                     : copysign (epi_irls_weight (self, i), self->r[i]);
  memcpy (kept, self->base.x, p * sizeof (double));
  memcpy (self->base.x, right.data, p * sizeof (double));
  epi_irls_look (self);
  epi_irls_find_gap (self);
  if (epi_irls_judge (self) == EPI_CONVERGED)
    return true;
  memcpy (self->base.x, kept, p * sizeof (double));
  epi_irls_look (self);
  epi_irls_take_slopes (self);
  epi_irls_find_gap (self);
  return false;
}
