/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mixture of densities of one variable, as it stands (how one is fitted:
 * estimate/epi-mixture.h):
 *
 *     p(x) = Σₖ wₖ pₖ(x),   wₖ ≥ 0, Σ wₖ = 1
 *
 *     log p = log Σ exp (log wₖ + log pₖ), the largest term taken out
 *     (log p)' = Σₖ rₖ (log pₖ)',   rₖ = wₖ pₖ(x) / p(x)
 *     mean m = Σ wₖ mₖ,   variance Σ wₖ (vₖ + (mₖ - m)²)
 *
 * The parts are measured, not counted: gaussian, laplace, uniform, student or
 * exponential.  A part of weight 0 is not there.
 */
#pragma once

#include "estimate/epi-density.h"

typedef struct { /* borrows; plain data */
  size_t n;
  const double *weights;   /* (n) */
  const EpiDensity *parts; /* (n) */
  const double *tops;      /* (n) see _tops(); NULL: found for every x anew */
} EpiDensityMixture;

/* tops (n) := what is the same in the logarithms of the parts at every x, for
 * who asks for many; the weights and parts then stay as they are. */
void epi_density_mixture_tops (const EpiDensityMixture *p, double *tops);

/* Whether the weights are ≥ 0 with a sum of 1 (to rounding) and the parts that
 * are there are valid and measured. */
bool epi_density_mixture_is_valid (const EpiDensityMixture *p);

/* log p(x); -INFINITY outside of the support.  And p(x). */
double epi_density_mixture_log (const EpiDensityMixture *p, double x);
double epi_density_mixture_value (const EpiDensityMixture *p, double x);

/* (log p)'(x) of gaussian and student parts; NAN with others, which have kinks
 * or ends.  _log_slope(): both at once. */
double epi_density_mixture_slope (const EpiDensityMixture *p, double x);
double epi_density_mixture_log_slope (const EpiDensityMixture *p, double x,
                                      double *slope);

double epi_density_mixture_mean (const EpiDensityMixture *p);
double epi_density_mixture_variance (const EpiDensityMixture *p);

/* One draw. */
double epi_density_mixture_sample (const EpiDensityMixture *p,
                                   EpiRandom *random);
