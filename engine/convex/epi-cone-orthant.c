/* SPDX-License-Identifier: GPL-3.0-or-later */
/* {x : x ≥ 0}: W is diagonal, wᵢ² = sᵢ/zᵢ, λᵢ = √(sᵢzᵢ). */
#include "convex/epi-cone-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>

typedef struct {
  EpiConePart base;
  double *w;       /* (dim) the diagonal of W */
  double *squares; /* (dim) */
} Orthant;

static void
orthant_free (EpiConePart *part)
{
  Orthant *self = (Orthant *)part;
  epi_free (self->w);
  epi_free (self->squares);
  g_free (self);
}

static EpiStatus
orthant_new (EpiCone cone, EpiConePart **out)
{
  Orthant *self = g_new0 (Orthant, 1);
  self->w = epi_new0 (double, cone.order);
  self->squares = epi_new0 (double, cone.order);
  if (self->w == NULL || self->squares == NULL) {
    orthant_free (&self->base);
    return EPI_NO_MEMORY;
  }
  *out = &self->base;
  return EPI_OK;
}

static size_t
orthant_degree (EpiCone cone)
{
  return cone.order;
}

static void
orthant_identity (EpiCone cone, double *e)
{
  for (size_t i = 0; i < cone.order; i++)
    e[i] = 1;
}

static EpiStatus
orthant_scale (EpiConePart *part, const double *s, const double *z)
{
  Orthant *self = (Orthant *)part;
  for (size_t i = 0; i < part->dim; i++) {
    if (!(s[i] > 0 && z[i] > 0))
      return EPI_NOT_POSITIVE_DEFINITE;
    self->squares[i] = s[i] / z[i];
    self->w[i] = sqrt (self->squares[i]);
    part->lambda[i] = sqrt (s[i]) * sqrt (z[i]);
    if (!(self->w[i] > 0 && part->lambda[i] > 0))
      return EPI_NOT_POSITIVE_DEFINITE; /* underflow */
  }
  return EPI_OK;
}

static void
orthant_apply (EpiConePart *part, EpiScalingForm form, double *x)
{
  const double *w = ((Orthant *)part)->w;
  if (form == EPI_W || form == EPI_W_T)
    for (size_t i = 0; i < part->dim; i++)
      x[i] *= w[i];
  else
    for (size_t i = 0; i < part->dim; i++)
      x[i] /= w[i];
}

static void
orthant_product (EpiConePart *part, const double *u, const double *v,
                 double *out)
{
  for (size_t i = 0; i < part->dim; i++)
    out[i] = u[i] * v[i];
}

static void
orthant_divide_by_lambda (EpiConePart *part, double *u)
{
  for (size_t i = 0; i < part->dim; i++)
    u[i] /= part->lambda[i];
}

/* min {-λᵢ/dᵢ : dᵢ < 0} */
static double
orthant_max_step (EpiConePart *part, const double *d)
{
  double step = INFINITY;
  for (size_t i = 0; i < part->dim; i++)
    if (d[i] < 0)
      step = fmin (step, -part->lambda[i] / d[i]);
  return step;
}

static double
orthant_min_eigenvalue (EpiConePart *part, const double *x)
{
  double least = INFINITY;
  for (size_t i = 0; i < part->dim; i++)
    least = fmin (least, x[i]);
  return least;
}

static void
orthant_clamp (EpiConePart *part, double low, double high, double *x)
{
  for (size_t i = 0; i < part->dim; i++)
    x[i] = x[i] < low ? low : x[i] > high ? fmax (high, x[i] - high) : x[i];
}

const EpiConeClass epi_cone_orthant = {
    .new = orthant_new,
    .free = orthant_free,
    .degree = orthant_degree,
    .identity = orthant_identity,
    .scale = orthant_scale,
    .apply = orthant_apply,
    .product = orthant_product,
    .divide_by_lambda = orthant_divide_by_lambda,
    .max_step = orthant_max_step,
    .min_eigenvalue = orthant_min_eigenvalue,
    .clamp = orthant_clamp,
};

const double *
epi_cones_orthant_squares (const EpiCones *cones, size_t j)
{
  EpiConePart *part = epi_cones_part (cones, j);
  assert (part->klass == &epi_cone_orthant);
  return ((Orthant *)part)->squares;
}
