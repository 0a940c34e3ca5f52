/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cone-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

struct EpiCones {
  size_t n_parts, dim, degree;
  EpiConePart **parts; /* (n_parts) */
  double *lambda;      /* (dim) */
};

static const EpiConeClass *const classes[EPI_CONE_SEMIDEFINITE + 1] = {
    [EPI_CONE_NONNEGATIVE] = &epi_cone_orthant,
    [EPI_CONE_SECOND_ORDER] = &epi_cone_second_order,
    [EPI_CONE_SEMIDEFINITE] = &epi_cone_semidefinite,
};

EpiStatus
epi_cones_new (const EpiCone *cones, size_t n_cones, EpiCones **out)
{
  EpiCones *self = g_new0 (EpiCones, 1);
  EpiStatus status = EPI_OK;

  *out = NULL;
  self->parts = epi_new0 (EpiConePart *, n_cones);
  for (size_t j = 0; j < n_cones; j++)
    self->dim += epi_cone_dim (cones[j]);
  self->lambda = epi_new0 (double, self->dim);
  if (self->parts == NULL || self->lambda == NULL)
    status = EPI_NO_MEMORY;
  for (size_t j = 0, offset = 0; status == EPI_OK && j < n_cones; j++) {
    const EpiConeClass *klass = classes[cones[j].kind];
    EpiConePart *part = NULL;
    status = klass != NULL ? klass->new (cones[j], &part) : EPI_UNSUPPORTED;
    if (status != EPI_OK)
      break;
    *part = (EpiConePart){klass, cones[j], offset, epi_cone_dim (cones[j]),
                          self->lambda + offset};
    self->parts[self->n_parts++] = part;
    self->degree += klass->degree (cones[j]);
    offset += part->dim;
  }
  if (status != EPI_OK)
    epi_cones_free (self);
  else
    *out = self;
  return status;
}

void
epi_cones_free (EpiCones *cones)
{
  if (cones == NULL)
    return;
  for (size_t j = 0; j < cones->n_parts; j++)
    cones->parts[j]->klass->free (cones->parts[j]);
  epi_free (cones->parts);
  epi_free (cones->lambda);
  g_free (cones);
}

size_t
epi_cones_dim (const EpiCones *cones)
{
  return cones->dim;
}

size_t
epi_cones_degree (const EpiCones *cones)
{
  return cones->degree;
}

size_t
epi_cones_count (const EpiCones *cones)
{
  return cones->n_parts;
}

EpiConePart *
epi_cones_part (const EpiCones *cones, size_t j)
{
  assert (j < cones->n_parts);
  return cones->parts[j];
}

EpiCone
epi_cones_cone (const EpiCones *cones, size_t j)
{
  return epi_cones_part (cones, j)->cone;
}

size_t
epi_cones_offset (const EpiCones *cones, size_t j)
{
  return epi_cones_part (cones, j)->offset;
}

const double *
epi_cones_lambda (const EpiCones *cones)
{
  return cones->lambda;
}

void
epi_cones_identity (const EpiCones *cones, double *e)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    part->klass->identity (part->cone, e + part->offset);
  }
}

EpiStatus
epi_cones_scale (EpiCones *cones, const double *s, const double *z)
{
  if (!epi_is_finite (s, cones->dim) || !epi_is_finite (z, cones->dim))
    return EPI_NOT_FINITE;
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    EpiStatus status =
        part->klass->scale (part, s + part->offset, z + part->offset);
    if (status != EPI_OK)
      return status;
  }
  return epi_is_finite (cones->lambda, cones->dim) ? EPI_OK : EPI_NOT_FINITE;
}

void
epi_cones_apply_one (EpiCones *cones, size_t j, EpiScalingForm form, double *x)
{
  EpiConePart *part = epi_cones_part (cones, j);
  part->klass->apply (part, form, x);
}

void
epi_cones_apply (EpiCones *cones, EpiScalingForm form, double *x)
{
  for (size_t j = 0; j < cones->n_parts; j++)
    epi_cones_apply_one (cones, j, form, x + cones->parts[j]->offset);
}

void
epi_cones_product (EpiCones *cones, const double *u, const double *v,
                   double *out)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    part->klass->product (part, u + part->offset, v + part->offset,
                          out + part->offset);
  }
}

void
epi_cones_divide_by_lambda (EpiCones *cones, double *u)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    part->klass->divide_by_lambda (part, u + part->offset);
  }
}

double
epi_cones_max_step (EpiCones *cones, const double *d)
{
  double step = INFINITY;
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    step = fmin (step, part->klass->max_step (part, d + part->offset));
  }
  return step;
}

double
epi_cones_min_eigenvalue (EpiCones *cones, const double *x)
{
  double least = INFINITY;
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    least = fmin (least, part->klass->min_eigenvalue (part, x + part->offset));
  }
  return least;
}

void
epi_cones_clamp (EpiCones *cones, double low, double high, double *x)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    if (part->klass->clamp != NULL)
      part->klass->clamp (part, low, high, x + part->offset);
  }
}
