/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt-refine.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 80
#define PATIENCE 12 /* steps without a smaller residual */
#define LOST 100 /* times the smallest: r is an Aᵀy, and rᵀs is rounding */

typedef struct {
  double *x, *y, *z; /* (n), (p), (m): one buffer */
} Triple;

struct EpiKktRefine {
  const EpiConeProgram *program;
  size_t n, p, m;
  Triple direction, step, best;
  double *r, *q; /* (n), (p) residuals */
  double *u;     /* (m) W⁻¹z */
  double *best_u;
};

static bool
triple_new (const EpiKktRefine *self, Triple *out)
{
  double *buffer = epi_new0 (double, self->n + self->p + self->m);
  if (buffer == NULL)
    return false;
  *out = (Triple){buffer, buffer + self->n, buffer + self->n + self->p};
  return true;
}

static void
triple_copy (const EpiKktRefine *self, const Triple *to, const Triple *from)
{
  memcpy (to->x, from->x, self->n * sizeof (double));
  memcpy (to->y, from->y, self->p * sizeof (double));
  memcpy (to->z, from->z, self->m * sizeof (double));
}

EpiStatus
epi_kkt_refine_new (const EpiConeProgram *program, EpiKktRefine **out)
{
  EpiKktRefine *self = epi_new0 (EpiKktRefine, 1);
  *out = self;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->program = program;
  self->n = program->n;
  self->p = program->A.rows;
  self->m = program->G.rows;
  self->r = epi_new0 (double, self->n);
  self->q = epi_new0 (double, self->p);
  self->u = epi_new0 (double, self->m);
  self->best_u = epi_new0 (double, self->m);
  if (self->r != NULL && self->q != NULL && self->u != NULL &&
      self->best_u != NULL && triple_new (self, &self->direction) &&
      triple_new (self, &self->step) && triple_new (self, &self->best))
    return EPI_OK;
  epi_kkt_refine_free (self);
  *out = NULL;
  return EPI_NO_MEMORY;
}

void
epi_kkt_refine_free (EpiKktRefine *refine)
{
  if (refine == NULL)
    return;
  epi_free (refine->direction.x);
  epi_free (refine->step.x);
  epi_free (refine->best.x);
  epi_free (refine->r);
  epi_free (refine->q);
  epi_free (refine->u);
  epi_free (refine->best_u);
  epi_free (refine);
}

/* r := bx - Px - Aᵀy - GᵀW⁻¹z, q := by - Ax; how large they are. */
static double
find_residual (EpiKktRefine *self, EpiKkt *kkt, EpiCones *cones,
               const double *bx, const double *by, const Triple *at)
{
  const EpiConeProgram *program = self->program;
  memcpy (self->r, bx, self->n * sizeof (double));
  memcpy (self->q, by, self->p * sizeof (double));
  memcpy (self->u, at->z, self->m * sizeof (double));
  epi_cones_apply (cones, EPI_W_INV, self->u);
  epi_sparse_add_symmetric (&program->P, -1, at->x, self->r);
  epi_sparse_add_product_t (&program->A, -1, at->y, self->r);
  kkt->klass->subtract_image (kkt, cones, at->z, self->u, self->r);
  epi_sparse_add_product (&program->A, -1, at->x, self->q);
  return fmax (epi_max_abs (self->r, self->n), epi_max_abs (self->q, self->p));
}

/* dᵀM d = dᵀP d + ‖W⁻ᵀG d‖². */
static double
find_curvature (EpiKktRefine *self, const EpiCones *cones)
{
  const Triple *d = &self->direction;
  double *Pd = self->step.x; /* free by now */
  memset (Pd, 0, self->n * sizeof (double));
  epi_sparse_add_symmetric (&self->program->P, 1, d->x, Pd);
  memset (self->u, 0, self->m * sizeof (double)); /* free, too */
  epi_sparse_add_product (&self->program->G, 1, d->x, self->u);
  return epi_dot (d->x, Pd, self->n) + epi_cones_square (cones, self->u, d->z);
}

/* The best so far, with its W⁻¹z. */
static void
keep (EpiKktRefine *self, const Triple *at)
{
  triple_copy (self, &self->best, at);
  memcpy (self->best_u, self->u, self->m * sizeof (double));
}

const double *
epi_kkt_refine_unscaled (const EpiKktRefine *refine)
{
  return refine->best_u;
}

EpiStatus
epi_kkt_refine (EpiKktRefine *refine, EpiKkt *kkt, EpiCones *cones,
                const double *bx, const double *by, double accuracy, double *x,
                double *y, double *z)
{
  EpiKktRefine *self = refine;
  const EpiKktRhs zero = {NULL};
  Triple at = {x, y, z}, *d = &self->direction, *s = &self->step;
  size_t n = self->n, p = self->p, m = self->m;
  double error = find_residual (self, kkt, cones, bx, by, &at), least = error;
  double rs = 0;

  keep (self, &at);
  for (int k = 0, best_k = 0;
       !(least <= accuracy) && k < MAX_STEPS && k < best_k + PATIENCE; k++) {
    if (epi_cancel_is_raised (kkt->cancel))
      return EPI_INTERRUPTED;
    memcpy (s->x, self->r, n * sizeof (double)); /* 1 */
    memcpy (s->y, self->q, p * sizeof (double));
    EpiStatus status =
        kkt->klass->solve_scaled (kkt, cones, &zero, s->x, s->y, s->z);
    if (status != EPI_OK)
      return status;

    double last = rs; /* 2 */
    rs = epi_dot (self->r, s->x, n);
    bool plain = !(last > 0 && rs > 0);
    double beta = plain || k < 2 ? 0 : rs / last;
    epi_add_scaled (d->x, s->x, beta, d->x, n);
    epi_add_scaled (d->z, s->z, beta, d->z, m);

    double length = plain ? 1 : rs / find_curvature (self, cones); /* 3 */
    if (!isfinite (length))
      break;
    epi_add (x, length, d->x, n);
    epi_add (y, 1, s->y, p);
    epi_add (z, length, d->z, m);
    error = find_residual (self, kkt, cones, bx, by, &at);
    if (error < least) {
      least = error;
      best_k = k + 1;
      keep (self, &at);
    } else if (p > 0 && error > LOST * least) { /* as at first */
      triple_copy (self, &at, &self->best);
      find_residual (self, kkt, cones, bx, by, &at);
      rs = 0;
    }
  }
  triple_copy (self, &at, &self->best);
  return isfinite (least) ? EPI_OK : EPI_NOT_FINITE;
}
