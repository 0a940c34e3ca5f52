/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-maxdet-private.h"
#include "convex/epi-symmetric.h"

#include "compute/epi-linalg.h"

#include <math.h>
#include <string.h>

#define TO_BOUNDARY 0.95
#define MOST_CENTRING 0.7
#define PATIENCE 15   /* steps without a better point */
#define ACCURACY 1e-4 /* of a direction, beside the residuals */

/* ---- EpiMaxdetMeasures
 * ------------------------------------------------------------- */

/* log det of a block of v (g); -INFINITY outside of the interior. */
static double
log_det (EpiMaxdet *self, const EpiMaxdetBlock *block, const double *v)
{
  double sum = 0;
  v += block->offset;
  if (block->diagonal) {
    for (size_t i = 0; i < block->order; i++)
      sum += v[i] > 0 ? log (v[i]) : -INFINITY;
    return sum;
  }
  EpiMatrix L = epi_matrix_view (self->matrix.data, block->order, block->order,
                                 block->order);
  epi_symmetric_unpack (v, &L);
  if (epi_cholesky (&L) != EPI_OK)
    return -INFINITY;
  for (size_t i = 0; i < block->order; i++)
    sum += 2 * log (*epi_matrix_at (&L, i, i));
  return sum;
}

/* r of now, in the scaled program. */
static void
find_residuals (EpiMaxdet *self)
{
  const EpiConeProgram *program = &self->program;
  const EpiMaxdetPoint *now = &self->now, *r = &self->r;
  memcpy (r->x, program->c, self->n * sizeof (double));
  for (size_t i = 0; i < self->p; i++)
    r->y[i] = -program->b[i];
  for (size_t i = 0; i < self->g; i++)
    r->z[i] = now->s[i] - program->h[i];
  epi_sparse_add_product_t (&program->A, 1, now->y, r->x);
  epi_sparse_add_product_t (&program->G, 1, now->z, r->x);
  epi_sparse_add_product (&program->A, 1, now->x, r->y);
  epi_sparse_add_product (&program->G, 1, now->x, r->z);
}

/* The largest |rᵢ| scale / weightᵢ. */
static double
unscaled (const double *r, const double *weight, double scale, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax (most, scale * fabs (r[i]) / weight[i]);
  return most;
}

void
epi_maxdet_measure (EpiMaxdet *self)
{
  const EpiConeScaling *scaling = &self->scaling;
  const EpiSdp *sdp = self->sdp;
  const EpiMaxdetPoint *shown = &self->shown;
  EpiMaxdetMeasures *m = &self->measures;

  find_residuals (self);
  epi_maxdet_point_copy (self, shown, &self->now);
  epi_cone_scaling_undo (scaling, shown->x, shown->y, shown->s, shown->z);
  m->primal_residual =
      fmax (unscaled (self->r.y, scaling->row, scaling->rhs, self->p),
            unscaled (self->r.z, scaling->cone_row, scaling->rhs, self->g)) /
      self->rhs_size;
  m->dual_residual =
      unscaled (self->r.x, scaling->column, 1 / scaling->cost, self->n) /
      self->cost_size;

  double unit = scaling->rhs / scaling->cost;
  double gap = unit * epi_dot (self->now.s, self->now.z, self->g);
  m->primal = epi_dot (sdp->c, shown->x, self->n);
  m->dual = -unit * (epi_dot (self->program.h, self->now.z, self->g) +
                     epi_dot (self->program.b, self->now.y, self->p));
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *block = &self->blocks[k];
    double w = block->weight, n = (double)block->order;
    if (w <= 0)
      continue;
    double S = log_det (self, block, shown->s);
    double Z = log_det (self, block, shown->z);
    m->primal -= w * S;
    m->dual += w * Z + n * w - n * w * log (w);
    gap -= w * (n + S + Z - n * log (w));
  }
  m->gap = fmax (fabs (gap), fabs (m->primal - m->dual)) /
           (1 + fabs (m->primal) + fabs (m->dual));
  m->error = fmax (m->gap, fmax (m->primal_residual, m->dual_residual));
  memcpy (self->base.x, shown->x, self->n * sizeof (double));
  self->base.f = m->primal;
}

/* ---- Steps ----------------------------------------------------------------
 */

/* d := the direction for (-eta r, target); its s and z scaled. */
static EpiStatus
find_direction (EpiMaxdet *self, double eta, bool refined)
{
  const EpiMaxdetPoint *r = &self->r, *d = &self->d;
  for (size_t j = 0; j < self->n; j++)
    d->x[j] = self->bx[j] = -eta * r->x[j];
  for (size_t i = 0; i < self->p; i++)
    d->y[i] = self->by[i] = -eta * r->y[i];
  memcpy (d->s, self->target, self->g * sizeof (double));
  epi_cones_divide_by_lambda (self->cones, d->s);
  for (size_t i = 0; i < self->g; i++) {
    self->product[i] = -eta * r->z[i];
    d->z[i] = -d->s[i];
  }
  const EpiKktRhs bz = {.plain = self->product, .scaled = d->z};
  EpiStatus status = self->kkt->klass->solve_scaled (self->kkt, self->cones,
                                                     &bz, d->x, d->y, d->z);
  if (status == EPI_OK && refined) {
    double size =
        fmax (epi_max_abs (self->bx, self->n), epi_max_abs (self->by, self->p));
    status = epi_kkt_refine (
        self->refine, self->kkt, self->cones, self->bx, self->by,
        ACCURACY * fmax (size, self->options.tolerance), d->x, d->y, d->z);
  }
  epi_add (d->s, -1, d->z, self->g);
  return status;
}

/* target := w - λ ∘ λ */
static void
aim_at_weights (EpiMaxdet *self)
{
  const double *lambda = epi_cones_lambda (self->cones);
  epi_cones_product (self->cones, lambda, lambda, self->target);
  for (size_t i = 0; i < self->g; i++)
    self->target[i] = self->w[i] - self->target[i];
}

/* target += sigma (μ - w) - Δs ∘ Δz, without the product when the predictor
 * could hardly step: it says nothing then. */
static void
aim_at_path (EpiMaxdet *self, double sigma)
{
  const EpiMaxdetPoint *now = &self->now;
  double sum = 0, degree = 0, unit = self->scaling.cost / self->scaling.rhs;
  epi_cones_product (self->cones, self->d.s, self->d.z, self->product);
  if (sigma < MOST_CENTRING)
    epi_add (self->target, -1, self->product, self->g);
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *b = &self->blocks[k];
    if (b->weight > 0)
      continue;
    sum += epi_dot (now->s + b->offset, now->z + b->offset, b->dim);
    degree += (double)b->degree;
  }
  for (size_t k = 0; k < self->n_blocks; k++) {
    const EpiMaxdetBlock *b = &self->blocks[k];
    double mu = sum / fmax (degree, 1);
    if (b->weight > 0)
      mu = epi_dot (now->s + b->offset, now->z + b->offset, b->dim) /
               fmax ((double)b->order, 1) -
           unit * b->weight;
    epi_add (self->target + b->offset, sigma * mu, self->e + b->offset, b->dim);
  }
}

/* now += the direction, each half as far as it may go. */
static void
move (EpiMaxdet *self, double eta)
{
  const EpiMaxdetPoint *now = &self->now, *d = &self->d;
  double primal =
      fmin (1, TO_BOUNDARY * epi_cones_max_step (self->cones, d->s));
  double dual = fmin (1, TO_BOUNDARY * epi_cones_max_step (self->cones, d->z));
  for (size_t i = 0; i < self->g; i++) /* Δs = -ηrz - GΔx */
    d->s[i] = -eta * self->r.z[i];
  epi_sparse_add_product (&self->program.G, -1, d->x, d->s);
  memcpy (d->z, epi_kkt_refine_unscaled (self->refine),
          self->g * sizeof (double));
  epi_add (now->x, primal, d->x, self->n);
  epi_add (now->s, primal, d->s, self->g);
  epi_add (now->y, dual, d->y, self->p);
  epi_add (now->z, dual, d->z, self->g);
  self->measures.step = fmin (primal, dual);
}

static EpiStatus
iterate (EpiMaxdet *self)
{
  EpiStatus status =
      epi_cones_scale (self->cones, self->now.s, self->now.z); /* 1 */
  if (status == EPI_OK)
    status = self->kkt->klass->factor (self->kkt, self->cones);
  if (status != EPI_OK)
    return status;

  aim_at_weights (self); /* 2 */
  status = find_direction (self, 1, false);
  if (status != EPI_OK)
    return status;
  if (epi_cancel_is_raised (self->cancel))
    return EPI_INTERRUPTED;
  double alpha = fmin (epi_cones_max_step (self->cones, self->d.s),
                       epi_cones_max_step (self->cones, self->d.z));
  double sigma = pow (1 - fmin (1, alpha), 3);

  aim_at_path (self, sigma); /* 3 */
  status = find_direction (self, 1 - sigma, true);
  if (status != EPI_OK)
    return status;
  if (epi_cancel_is_raised (self->cancel))
    return EPI_INTERRUPTED;

  move (self, 1 - sigma); /* 4 */
  epi_maxdet_measure (self);
  self->measures.sigma = sigma;
  /* fmax() hides a gap that is no number */
  return isfinite (self->measures.error) && isfinite (self->measures.gap) &&
                 isfinite (self->measures.primal)
             ? EPI_OK
             : EPI_NUMERICAL;
}

/* The best point again; EPI_NUMERICAL. */
static EpiStatus
give_up (EpiMaxdet *self)
{
  double step = self->measures.step, sigma = self->measures.sigma;
  epi_maxdet_point_copy (self, &self->now, &self->best);
  epi_maxdet_measure (self);
  self->measures.step = step;
  self->measures.sigma = sigma;
  return self->measures.error <= self->options.tolerance ? EPI_CONVERGED
                                                         : EPI_NUMERICAL;
}

static EpiStatus
look_for_ray (EpiMaxdet *self)
{
  EpiStatus status = epi_method_step (self->ray);
  if (status == EPI_RUNNING || status == EPI_INFEASIBLE ||
      status == EPI_UNBOUNDED || status == EPI_INTERRUPTED)
    return status;
  return give_up (self);
}

EpiStatus
epi_maxdet_step (EpiMethod *base)
{
  EpiMaxdet *self = (EpiMaxdet *)base;
  if (self->looking_for_ray)
    return look_for_ray (self);
  EpiStatus status = iterate (self);
  if (status == EPI_INTERRUPTED)
    return status;
  if (status == EPI_OK && self->measures.error <= self->options.tolerance)
    return EPI_CONVERGED;
  if (status == EPI_OK &&
      self->measures.error < self->best_measures.error) { /* 5 */
    self->best_measures = self->measures;
    self->best_k = base->k;
    epi_maxdet_point_copy (self, &self->best, &self->now);
  }
  if (status == EPI_OK && base->k <= self->best_k + PATIENCE)
    return EPI_RUNNING;
  if (self->best_measures.error <= sqrt (self->options.tolerance))
    return give_up (self); /* an answer, but for the last digits */
  self->looking_for_ray = true;
  give_up (self);
  return EPI_RUNNING;
}
