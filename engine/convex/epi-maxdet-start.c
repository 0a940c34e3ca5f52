/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-maxdet-private.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define LEAST_MU 1e-3
#define AMPLE 30

/* x + (1 - its least eigenvalue) e when it is outside. */
static void
shift_inside (EpiMaxdet *self, double *x)
{
  double least = epi_cones_min_eigenvalue (self->cones, x);
  if (least < 1e-3)
    epi_add (x, 1 - least, self->e, self->g);
}

/* x := the point that was given; s := h - Gx, so that the residual is rounding.
 */
static EpiStatus
take_start (EpiMaxdet *self)
{
  const EpiMaxdetPoint *now = &self->now;
  memcpy (now->x, self->options.start, self->n * sizeof (double));
  if (!epi_is_finite (now->x, self->n))
    return EPI_NOT_FINITE;
  epi_cone_scaling_apply (&self->scaling, now->x, NULL, NULL, NULL);
  memcpy (now->s, self->program.h, self->g * sizeof (double));
  epi_sparse_add_product (&self->program.G, -1, now->x, now->s);
  return epi_cones_min_eigenvalue (self->cones, now->s) > 0
             ? EPI_OK
             : EPI_NOT_POSITIVE_DEFINITE;
}

/* to (n) += Gᵀz, of the blocks with a weight or of all others. */
static void
add_pull (EpiMaxdet *self, bool weighted, double *to)
{
  memset (self->product, 0, self->g * sizeof (double));
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *b = &self->blocks[k];
    if ((b->weight > 0) == weighted)
      memcpy (self->product + b->offset, self->now.z + b->offset,
              b->dim * sizeof (double));
  }
  epi_sparse_add_product_t (&self->program.G, 1, self->product, to);
}

/* z := w s⁻¹ in a block with a weight, μ s⁻¹ in all others: on the central
 * path but for the residual c + Gᵀz; y := 0.  μ is AMPLE times what makes the
 * residual least: where s ∘ z falls before the residual does, the steps become
 * short (of 400 random ellipsoids then one in ten was not found, and many
 * iterates were larger than the one before). */
static EpiStatus
centre_dual (EpiMaxdet *self)
{
  const EpiMaxdetPoint *now = &self->now;
  double *fixed = self->bx, *pull = self->d.x;
  double unit = self->scaling.cost / self->scaling.rhs;
  EpiStatus status = epi_cones_scale (self->cones, now->s, self->e);
  if (status != EPI_OK)
    return status;
  memcpy (now->z, self->e, self->g * sizeof (double)); /* s⁻¹ = W⁻¹λ⁻¹ */
  epi_cones_divide_by_lambda (self->cones, now->z);
  epi_cones_apply (self->cones, EPI_W_INV, now->z);
  memcpy (fixed, self->program.c, self->n * sizeof (double));
  memset (pull, 0, self->n * sizeof (double));
  memset (now->y, 0, self->p * sizeof (double));
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *b = &self->blocks[k];
    for (size_t i = 0; b->weight > 0 && i < b->dim; i++)
      now->z[b->offset + i] *= unit * b->weight;
  }
  add_pull (self, true, fixed);
  add_pull (self, false, pull);
  double mu = -epi_dot (fixed, pull, self->n) / epi_dot (pull, pull, self->n);
  mu = isfinite (mu) ? fmax (AMPLE * mu, LEAST_MU) : 1;
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *b = &self->blocks[k];
    for (size_t i = 0; b->weight <= 0 && i < b->dim; i++)
      now->z[b->offset + i] *= mu;
  }
  return EPI_OK;
}

/* s of the least ‖s‖ with Ax = b, Gx + s = h; z of the least ‖z‖ with
 * Aᵀy + Gᵀz + c = 0; both shifted inside. */
static EpiStatus
least_norm_start (EpiMaxdet *self)
{
  const EpiMaxdetPoint *now = &self->now, *d = &self->d;
  const EpiConeProgram *program = &self->program;
  const EpiKktRhs h = {.plain = program->h}, zero = {NULL};
  EpiStatus status = epi_cones_scale (self->cones, self->e, self->e);
  if (status == EPI_OK)
    status = self->kkt->klass->factor (self->kkt, self->cones);
  memset (d->x, 0, self->n * sizeof (double));
  memcpy (d->y, program->b, self->p * sizeof (double));
  if (status == EPI_OK)
    status = self->kkt->klass->solve_scaled (self->kkt, self->cones, &h, d->x,
                                             d->y, d->z);
  memcpy (now->x, d->x, self->n * sizeof (double));
  for (size_t i = 0; i < self->g; i++)
    now->s[i] = -d->z[i];
  for (size_t j = 0; j < self->n; j++)
    d->x[j] = -program->c[j];
  memset (d->y, 0, self->p * sizeof (double));
  if (status == EPI_OK)
    status = self->kkt->klass->solve_scaled (self->kkt, self->cones, &zero,
                                             d->x, d->y, d->z);
  memcpy (now->y, d->y, self->p * sizeof (double));
  memcpy (now->z, d->z, self->g * sizeof (double));
  shift_inside (self, now->s);
  shift_inside (self, now->z);
  return status;
}

EpiStatus
epi_maxdet_start (EpiMaxdet *self)
{
  const EpiMaxdetPoint *now = &self->now;
  bool given = self->options.start != NULL;
  EpiStatus status = given ? take_start (self) : least_norm_start (self);
  if (status == EPI_OK && given)
    status = centre_dual (self);
  self->best_measures.error = INFINITY;
  epi_maxdet_point_copy (self, &self->best, now);
  epi_maxdet_measure (self);
  return status;
}
