/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The empirical distribution of a sample x₁ … xₘ, seen at the width h:
 *
 *     p̂ₕ(x) = (1/m) Σᵢ N(x; xᵢ, h²)
 *
 * and three losses of the model qᵤ = N(μ, 1) on it, of one unknown μ:
 *
 *     mean square error    ½ MSE(μ) = (1/2m) Σᵢ (xᵢ - μ)²
 *     likelihood           -(1/m) ℓ(μ) = -(1/m) Σᵢ log qᵤ(xᵢ)
 *     divergence           D(p̂ₕ‖qᵤ) = ∫ p̂ₕ (log p̂ₕ - log qᵤ) dx
 *
 * They are one function, up to constants, and have one minimum, the mean:
 *
 *     -(1/m) ℓ  = ½ MSE + ½ log 2π
 *     D(p̂ₕ‖qᵤ) = -(1/m) ℓ - H(p̂ₕ) + h²/2
 *
 * The entropy term -H(p̂ₕ) is not optional: with it D ≥ 0.  As h → 0 it grows
 * without bound, for a point has no density; the minimum stays where it is.
 *
 * D and H by the trapezoidal rule in steps of h/8, as far as 9h from a value,
 * which for sums of Gaussians is exact to rounding.  Goodfellow, Bengio &
 * Courville, Deep Learning, 5.5; Trefethen & Weideman, The exponentially
 * convergent trapezoidal rule, SIAM Review 56 (2014).
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

typedef struct {
  size_t m;
  double *x; /* (m) ascending */
  double h;  /* 0: no p̂ₕ */
  double mean;
  double entropy; /* H(p̂ₕ), nats; NAN for h = 0 */
  size_t n;
  double *at, *mass; /* (n) nodes, p̂ₕ times the step; h = 0: none */
  double moments[3]; /* ∫ p̂ₕ (x - mean)ᵏ: log qᵤ is a square in μ, and D one
                        sum for all μ */
} EpiEmpirical;

/* Of m ≥ 1 values, which are copied.  EPI_NOT_FINITE: some value or h is not,
 * or h < 0; EPI_SINGULAR: h > 0 is lost in the rounding of the values;
 * EPI_NO_MEMORY. */
EpiStatus epi_empirical_new (const double *x, size_t m, double h,
                             EpiEmpirical *out);
void epi_empirical_clear (EpiEmpirical *self); /* fine on a zeroed one */

double epi_empirical_density (const EpiEmpirical *self, double x); /* p̂ₕ */
double
epi_empirical_peak (const EpiEmpirical *self); /* its largest, at nodes */

/* 0 where all xᵢ are one x, and μ is off by at most 16 + m/2 roundings of it,
 * as a method leaves it that goes over m rows.  Of values that differ it is
 * what it is: near μ each xᵢ - μ is exact (Sterbenz). */
double epi_empirical_half_mse (const EpiEmpirical *self, double mu);
/* -(1/m) ℓ, from log qᵤ at each value. */
double epi_empirical_loss (const EpiEmpirical *self, double mu);
/* D(p̂ₕ‖qᵤ), from the integral; INFINITY for h = 0; 0 where that is at most 16
 * roundings of its two terms, the cross-entropy and H. */
double epi_empirical_divergence (const EpiEmpirical *self, double mu);
