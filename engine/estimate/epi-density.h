/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Densities of one variable, with exact log-likelihoods and gradients.
 *
 *     family        θ              log p(x)
 *     gaussian      μ, σ           -½((x-μ)/σ)² - log σ - ½ log 2π
 *     laplace       m, b           -|x-m|/b - log 2b
 *     uniform       c, h           -log 2h,  |x-c| ≤ h
 *     student       μ, σ, ν        log Γ((ν+1)/2) - log Γ(ν/2) - ½ log νπ
 *                                  - log σ - (ν+1)/2 log (1 + ((x-μ)/σ)²/ν)
 *     exponential   λ              log λ - λx,  x ≥ 0
 *     bernoulli     π              x log π + (1-x) log (1-π),  x ∈ {0,1}
 *     poisson       λ              x log λ - λ - log x!,  x = 0, 1, 2, …
 *
 * σ, b, h, ν, λ > 0, 0 ≤ π ≤ 1.  Outside of the support log p is -∞.  The
 * maximum of the likelihood of a sample has a closed form in all but Student's:
 *
 *     gaussian      mean; root of the mean square about it
 *     laplace       median; mean distance from it
 *     uniform       middle of the range; half its length
 *     exponential   1/mean
 *     bernoulli, poisson   mean
 *
 * Casella & Berger, Statistical Inference, 2nd ed., 3.2, 3.3 and 7.2.2.
 */
#pragma once

#include "core/epi-random.h"
#include "core/epi-status.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  EPI_DENSITY_GAUSSIAN,
  EPI_DENSITY_LAPLACE,
  EPI_DENSITY_UNIFORM,
  EPI_DENSITY_STUDENT,
  EPI_DENSITY_EXPONENTIAL,
  EPI_DENSITY_BERNOULLI,
  EPI_DENSITY_POISSON,
  EPI_N_DENSITIES
} EpiDensityKind;

enum { EPI_DENSITY_MOST_PARAMS = 3 };

typedef struct {
  EpiDensityKind kind;
  double theta[EPI_DENSITY_MOST_PARAMS];
} EpiDensity;

/* "gaussian"; how many parameters; whether x is counted, not measured. */
const char *epi_density_name (EpiDensityKind kind);
size_t epi_density_n_params (EpiDensityKind kind);
bool epi_density_is_discrete (EpiDensityKind kind);

/* Whether θ is finite and within its bounds. */
bool epi_density_is_valid (const EpiDensity *density);

/* log p(x) = top + shape(x): top has the logarithms, which are the same for
 * every x; -INFINITY outside of the support. */
double epi_density_log (const EpiDensity *density, double x);
double epi_density_log_top (const EpiDensity *density);
double epi_density_log_shape (const EpiDensity *density, double x);

/* gradient (n_params) := ∂ log p(x)/∂θ, x in the support; at the kink of
 * Laplace's 0 for m.  The ends of a uniform density move with θ: there the
 * gradient says nothing. */
void epi_density_gradient (const EpiDensity *density, double x,
                           double *gradient);

/* Mean and variance; NAN or INFINITY where Student's has none. */
double epi_density_mean (const EpiDensity *density);
double epi_density_variance (const EpiDensity *density);

/* One draw. */
double epi_density_sample (const EpiDensity *density, EpiRandom *random);

/* Σ log p(xᵢ), x (n). */
double epi_density_log_likelihood (const EpiDensity *density, const double *x,
                                   size_t n);

/* The maximum of the likelihood, x (n), n ≥ 1.  EPI_UNSUPPORTED for Student's;
 * EPI_SINGULAR when the likelihood has no bound or no maximum (all x the same,
 * for a gaussian; all 0, for an exponential); EPI_NOT_FINITE; EPI_INFEASIBLE
 * when some x is outside of every support. */
EpiStatus epi_density_fit (EpiDensityKind kind, const double *x, size_t n,
                           EpiDensity *out);
