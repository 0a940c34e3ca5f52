/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-irls.h"

#include "core/epi-alloc.h"
#include "fit/epi-irls-private.h"
#include "fit/epi-ls-direct.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define EPI_IRLS_RECORD 8192
#define EPI_IRLS_ENOUGH 40  /* passes after which the vertices take over */
#define EPI_IRLS_CLOSE 1e-3 /* ... or the gap below which they do */

/* The gap after a step of Newton's: where residuals crossed, of the old y,
 * which is feasible still. */
static EpiStatus
judge_newton (EpiIrls *self)
{
  self->now.phase = EPI_IRLS_EXACT;
  if (self->now.settled)
    epi_irls_take_slopes (self);
  epi_irls_find_gap (self);
  return epi_irls_judge (self);
}

static EpiStatus
huber_step (EpiIrls *self)
{
  return self->now.settled && epi_irls_newton (self) ? judge_newton (self)
                                                     : epi_irls_reweight (self);
}

/* Absolute with ridge: ε shrinks only where the optimum for it is known, so
 * the gap is then at most ε Σ wᵢ / 2. */
static EpiStatus
absolute_ridge_step (EpiIrls *self)
{
  if (!epi_irls_newton (self))
    return epi_irls_reweight (self);
  EpiStatus status = judge_newton (self);
  if (status == EPI_CONVERGED || !self->now.settled)
    return status;
  if (epi_irls_solve_conditions (self))
    return EPI_CONVERGED;
  self->now.epsilon /= 4; /* 5. sharpen */
  return EPI_RUNNING;
}

/* Absolute: θ, r, y of the vertex. */
static EpiStatus
take_vertex (EpiIrls *self)
{
  memcpy (self->base.x, self->vertex.theta, self->p * sizeof (double));
  epi_irls_look (self);
  memcpy (self->y, self->vertex.y, self->n_rows * sizeof (double));
  epi_irls_find_gap (self);
  return epi_irls_judge (self);
}

static EpiStatus
vertex_step (EpiIrls *self)
{
  EpiStatus status;

  if (self->now.phase == EPI_IRLS_REWEIGHT) {
    self->now.phase = EPI_IRLS_EXACT;
    status = epi_l1_vertex_start (&self->vertex, self->base.x);
    return status == EPI_OK ? take_vertex (self) : status;
  }
  status = epi_l1_vertex_step (&self->vertex);
  if (status == EPI_RUNNING)
    return take_vertex (self);
  /* The vertex is optimal, though rounding keeps the gap above tolerance. */
  return status == EPI_CONVERGED ? EPI_NUMERICAL : status;
}

static EpiStatus
absolute_step (EpiIrls *self)
{
  double before = self->base.f;

  if (self->now.phase == EPI_IRLS_EXACT || self->now.gap < EPI_IRLS_CLOSE ||
      self->base.k >= EPI_IRLS_ENOUGH)
    return vertex_step (self);
  EpiStatus status = epi_irls_reweight (self);
  if (before - self->base.f < (self->base.f - self->now.dual_objective) / 10)
    self->now.epsilon /= 4; /* 5. sharpen */
  return status;
}

static EpiStatus
irls_step (EpiMethod *base)
{
  EpiIrls *self = (EpiIrls *)base;

  if (epi_irls_is_huber (self))
    return huber_step (self);
  return self->ls.ridge > 0 ? absolute_ridge_step (self) : absolute_step (self);
}

static void
irls_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiIrls *self = (const EpiIrls *)base;

  epi_frame_add_vector (frame, "theta", base->x, self->p);
  epi_frame_add_scalar (frame, "gap", self->now.gap);
  epi_frame_add_scalar (frame, "dual_objective", self->now.dual_objective);
  epi_frame_add_scalar (frame, "phase", (double)self->now.phase);
  if (!epi_irls_is_huber (self))
    epi_frame_add_scalar (frame, "epsilon", self->now.epsilon);
  if (self->n_rows <= EPI_IRLS_RECORD) {
    epi_frame_add_vector (frame, "dual", self->y, self->n_rows);
    epi_frame_add_vector (frame, "weights", self->v, self->n_rows);
  }
}

static bool
has_vertices (const EpiIrls *self)
{
  return !epi_irls_is_huber (self) && self->ls.ridge == 0;
}

static size_t
irls_state_size (const EpiMethod *base)
{
  const EpiIrls *self = (const EpiIrls *)base;

  return sizeof (EpiIrlsScalars) +
         (self->p + 3 * self->n_rows) * sizeof (double) +
         (has_vertices (self) ? epi_l1_vertex_state_size (&self->vertex) : 0);
}

static EpiStatus
irls_save (const EpiMethod *base, void *state)
{
  const EpiIrls *self = (const EpiIrls *)base;
  size_t rows = self->n_rows * sizeof (double);

  state = epi_state_put (state, &self->now, sizeof self->now);
  state = epi_state_put (state, base->x, self->p * sizeof (double));
  state = epi_state_put (state, self->r, rows);
  state = epi_state_put (state, self->v, rows);
  state = epi_state_put (state, self->y, rows);
  if (has_vertices (self))
    epi_l1_vertex_save (&self->vertex, state);
  return EPI_OK;
}

static void
irls_restore (EpiMethod *base, const void *state)
{
  EpiIrls *self = (EpiIrls *)base;
  size_t rows = self->n_rows * sizeof (double);

  state = epi_state_get (state, &self->now, sizeof self->now);
  state = epi_state_get (state, base->x, self->p * sizeof (double));
  state = epi_state_get (state, self->r, rows);
  state = epi_state_get (state, self->v, rows);
  state = epi_state_get (state, self->y, rows);
  if (has_vertices (self) && self->now.phase == EPI_IRLS_EXACT)
    epi_l1_vertex_restore (&self->vertex, state);
}

static EpiStatus
irls_set (EpiMethod *base, const char *name, double value)
{
  if (strcmp (name, "tolerance") != 0)
    return EPI_UNSUPPORTED;
  ((EpiIrls *)base)->now.tolerance = value;
  return EPI_OK;
}

static void
irls_free (EpiMethod *base)
{
  EpiIrls *self = (EpiIrls *)base;

  epi_free (base->x);
  epi_free (self->r);
  epi_free (self->v);
  epi_free (self->y);
  epi_tall_clear (&self->tall);
  epi_matrix_clear (&self->R);
  epi_l1_vertex_clear (&self->vertex);
  epi_matrix_clear (&self->kkt);
  epi_free (self->right);
  epi_free (self->pivots);
  epi_free (self->active);
  g_free (self);
}

#define IRLS_CLASS(loss)                                                       \
  {                                                                            \
    .name = loss " loss, iteratively reweighted", .step = irls_step,           \
    .record = irls_record, .state_size = irls_state_size,                      \
    .save_state = irls_save, .restore_state = irls_restore, .set = irls_set,   \
    .free = irls_free,                                                         \
  }
static const EpiMethodClass huber_class = IRLS_CLASS ("Huber");
static const EpiMethodClass absolute_class = IRLS_CLASS ("absolute");

static EpiStatus
allocate (EpiIrls *self)
{
  size_t n = self->n_rows, p = self->p;

  self->base.x = epi_new0 (double, p);
  self->r = epi_new0 (double, n);
  self->v = epi_new0 (double, n);
  self->y = epi_new0 (double, n);
  self->right = epi_new0 (double, 2 * p);
  self->pivots = epi_new0 (int, 2 * p);
  self->active = epi_new0 (size_t, p);
  if (self->base.x == NULL || self->r == NULL || self->v == NULL ||
      self->y == NULL || self->right == NULL || self->pivots == NULL ||
      self->active == NULL || epi_tall_init (&self->tall, &self->ls) != EPI_OK ||
      epi_matrix_new (p + 1, p + 1, &self->R) != EPI_OK ||
      epi_matrix_new (2 * p, 2 * p, &self->kkt) != EPI_OK ||
      (has_vertices (self) &&
       epi_l1_vertex_init (&self->vertex, &self->ls) != EPI_OK))
    return EPI_NO_MEMORY;
  return EPI_OK;
}

/* x⁰: the squared loss. */
static EpiStatus
start (EpiIrls *self)
{
  double largest = 0;

  EpiStatus status = epi_tall_triangle (&self->tall, &self->ls, NULL, &self->R);
  if (status == EPI_OK)
    status = epi_irls_back_substitute (
        self, NULL, epi_ls_rank_tolerance (self->n_rows, self->p));
  if (status != EPI_OK)
    return status;
  epi_irls_look (self);
  for (size_t i = 0; i < self->n_rows; i++)
    largest = fmax (largest, fabs (self->r[i]));
  self->now.epsilon = largest > 0 ? largest / 16 : 1;
  self->now.gap = INFINITY;
  self->now.dual_objective = -INFINITY;
  self->now.settled = 0;
  return EPI_OK;
}

EpiStatus
epi_irls_new (const EpiLs *problem, EpiMethod **out)
{
  EpiIrls *self = g_new0 (EpiIrls, 1);

  *out = NULL;
  assert (problem->loss != EPI_LOSS_SQUARED && problem->B.cols == 1);
  assert (problem->loss == EPI_LOSS_ABSOLUTE || problem->huber_delta > 0);
  self->ls = *problem;
  self->n_rows = problem->A.rows;
  self->p = problem->A.cols;
  self->base.klass = epi_irls_is_huber (self) ? &huber_class : &absolute_class;
  self->base.status = EPI_RUNNING;
  self->base.n = self->p;
  self->now.tolerance = 1e-10;
  EpiStatus status = allocate (self);
  if (status == EPI_OK)
    status = start (self);
  if (status == EPI_OK)
    *out = &self->base;
  else
    irls_free (&self->base);
  return status;
}

const double *
epi_irls_dual (const EpiMethod *method)
{
  return ((const EpiIrls *)method)->y;
}
