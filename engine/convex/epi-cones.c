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
  double *e;           /* (dim) the identity */
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
  self->e = epi_new0 (double, self->dim);
  if (self->parts == NULL || self->lambda == NULL || self->e == NULL)
    status = EPI_NO_MEMORY;
  for (size_t j = 0, offset = 0; status == EPI_OK && j < n_cones; j++) {
    const EpiConeClass *klass = classes[cones[j].kind];
    EpiConePart *part = NULL;
    status = klass != NULL ? klass->new (cones[j], &part) : EPI_UNSUPPORTED;
    if (status != EPI_OK)
      break;
    *part = (EpiConePart){.klass = klass,
                          .cone = cones[j],
                          .offset = offset,
                          .dim = epi_cone_dim (cones[j]),
                          .lambda = self->lambda + offset};
    self->parts[self->n_parts++] = part;
    self->degree += klass->degree (cones[j]);
    klass->identity (cones[j], self->e + offset);
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
  epi_free (cones->e);
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
  memcpy (e, cones->e, cones->dim * sizeof (double));
}

void
epi_cones_watch (EpiCones *cones, const EpiCancel *cancel)
{
  for (size_t j = 0; j < cones->n_parts; j++)
    cones->parts[j]->cancel = cancel;
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

static bool
is_direct (const EpiConePart *part)
{
  return part->klass->complement != NULL;
}

void
epi_cones_apply_one (EpiCones *cones, size_t j, EpiScalingForm form, double *x)
{
  EpiConePart *part = epi_cones_part (cones, j);
  if (!is_direct (part))
    part->klass->apply (part, form == EPI_LINEAR ? EPI_W_INV_T : form, x);
  else if (form == EPI_LINEAR)
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

void
epi_cones_set_direct (EpiCones *cones, size_t j, bool direct)
{
  EpiConePart *part = epi_cones_part (cones, j);
  assert (part->cone.kind == EPI_CONE_SEMIDEFINITE);
  part->klass = direct ? &epi_cone_direct : &epi_cone_semidefinite;
}

bool
epi_cones_is_direct (const EpiCones *cones, size_t j)
{
  return is_direct (epi_cones_part (cones, j));
}

/* λ\(μe - λ∘λ - ds∘dz) = λ\(μe + dz∘dz) + dz - λ */
static void
find_complement (EpiConePart *part, double mu, const double *e,
                 const double *dz, double *c)
{
  const EpiConeClass *klass = part->klass;
  klass->product (part, dz, dz, c);
  for (size_t i = 0; i < part->dim; i++)
    c[i] += mu * e[i];
  klass->divide_by_lambda (part, c);
  for (size_t i = 0; i < part->dim; i++)
    c[i] += dz[i] - part->lambda[i];
}

void
epi_cones_complement (EpiCones *cones, double mu, const double *ds,
                      const double *dz, double *c)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    size_t at = part->offset;
    if (is_direct (part))
      part->klass->complement (part, mu, ds + at, dz + at, c + at);
    else
      find_complement (part, mu, cones->e + at, dz + at, c + at);
  }
}

void
epi_cones_find_s (const EpiCones *cones, const double *c, const double *dz,
                  const double *plain, double *ds)
{
  for (size_t j = 0; j < cones->n_parts; j++) {
    const EpiConePart *part = cones->parts[j];
    size_t end = part->offset + part->dim;
    if (is_direct (part))
      memcpy (ds + part->offset, plain + part->offset,
              part->dim * sizeof (double));
    else
      for (size_t i = part->offset; i < end; i++)
        ds[i] = c[i] - dz[i];
  }
}

double
epi_cones_max_steps (EpiCones *cones, const double *ds, const double *dz)
{
  double step = INFINITY;
  for (size_t j = 0; j < cones->n_parts; j++) {
    EpiConePart *part = cones->parts[j];
    const double *s = ds + part->offset, *z = dz + part->offset;
    if (is_direct (part))
      step = fmin (step, part->klass->max_steps (part, s, z));
    else
      step = fmin (step, fmin (part->klass->max_step (part, s),
                               part->klass->max_step (part, z)));
  }
  return step;
}

double
epi_cones_square (const EpiCones *cones, const double *v, const double *z)
{
  double sum = 0;
  for (size_t j = 0; j < cones->n_parts; j++) {
    const EpiConePart *part = cones->parts[j];
    const double *other = is_direct (part) ? v : z;
    for (size_t i = part->offset; i < part->offset + part->dim; i++)
      sum += z[i] * other[i];
  }
  return sum;
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
