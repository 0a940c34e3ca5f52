/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bound of rounding, δᵢ of epi-svm-problem.h. */
#include "problem/epi-svm-values.h"

#include <math.h>

#define EXP_ROUNDINGS 8 /* four units in the last place of exp() */
#define ROUND_UP 1.01   /* of the bound itself, which is computed in doubles */

/* √k(x,x) of example i. */
static double
length_of (const EpiSvmValues *self, size_t i)
{
  double xx = self->square[i];
  return sqrt (epi_svm_kernel (&self->problem->kernel, xx, xx, xx));
}

/* γₖ of the header. */
static double
gamma_of (const EpiSvmValues *self, double k)
{
  double ku = k * self->unit;
  return ku < 1 ? ku / (1 - ku) : INFINITY;
}

typedef struct {
  size_t m;     /* the most entries of a column */
  double reach; /* Σⱼ |βⱼ| √k(xⱼ,xⱼ) */
  double far;   /* the largest ‖xⱼ‖ with βⱼ ≠ 0 */
} Size;

static Size
size_of (const EpiSvmValues *self)
{
  const EpiSparse *X = self->problem->X;
  Size size = {0};

  for (size_t j = 0; j < X->cols; j++) {
    size_t length = (size_t)(X->start[j + 1] - X->start[j]);
    size.m = length > size.m ? length : size.m;
    size.reach += fabs (self->beta[j]) * length_of (self, j);
    if (self->beta[j] != 0)
      size.far = fmax (size.far, sqrt (self->square[j]));
  }
  return size;
}

/* RBF, distances from products. */
static double
rbf_rounding (const EpiSvmValues *self, const Size *size, size_t i)
{
  double across = sqrt (self->square[i]) + size->far;
  double r = expm1 (gamma_of (self, (double)size->m + 3) *
                        self->problem->kernel.gamma * across * across +
                    gamma_of (self, EXP_ROUNDINGS + self->depth));

  /* Else what was taken as 0 need not be small, or no sum of squares is one. */
  return r < 1e100 && isfinite (across * across) ? r * (1 + r) * self->reach[i]
                                                 : INFINITY;
}

/* RBF, from differences. */
static double
rbf_rounding_full (const EpiSvmValues *self, const Size *size, size_t i)
{
  double across = sqrt (self->square[i]) + size->far, reach = self->reach[i];
  double most = -EPI_SVM_NOTHING;
  double slope =
      expm1 (gamma_of (self, (double)self->places + 3) * most) / most;

  /* No square may overflow, nor be one of what is no number. */
  if (!isfinite (across * across))
    return INFINITY;
  return slope * (reach > 0 ? reach * fmax (log (size->reach / reach), 0) : 0) +
         gamma_of (self, EXP_ROUNDINGS + self->depth) * reach;
}

static double
margin_rounding (const EpiSvmValues *self, const Size *size, size_t i)
{
  const EpiKernelFunction *k = &self->problem->kernel;
  double m = (double)size->m;

  if (k->kind == EPI_KERNEL_RBF)
    return ROUND_UP * (self->full != NULL ? rbf_rounding_full (self, size, i)
                                          : rbf_rounding (self, size, i));
  double roundings =
      k->kind == EPI_KERNEL_LINEAR ? m : (double)k->degree * (m + 3);
  return ROUND_UP * gamma_of (self, roundings + self->depth) *
         length_of (self, i) * size->reach;
}

void
epi_svm_values_bound (EpiSvmValues *self)
{
  Size size = size_of (self);

  for (size_t i = 0; i < self->problem->X->cols; i++)
    self->delta[i] = margin_rounding (self, &size, i);
}
