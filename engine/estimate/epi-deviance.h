/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logarithms of densities without most of what cancels in them, where its terms
 * are far larger than the result.  The largest relative errors that were seen:
 * 2 10⁻¹⁴ of deviance, log Γ ratio and Poisson's; 3 10⁻¹² of the slope, whose
 * terms still cancel for a just below 30.
 *
 *     deviance      x log (x/y) + y - x ≥ 0,  0 only for x = y
 *     Poisson's     x log λ - λ - log x! = -deviance (x, λ) - ½ log 2πx - …
 *     of Student's  log Γ(a+½) - log Γ(a),  a = ν/2, and its slope
 *
 * The asymptotic series are Abramowitz & Stegun 6.1.41 and 6.1.47; the rest is
 * Loader, Fast and accurate computation of binomial probabilities (2000).
 */
#pragma once

/* x, y ≥ 0; INFINITY for y = 0 < x. */
double epi_deviance (double x, double y);

/* log p(x), x = 0, 1, 2, …, mean > 0. */
double epi_log_poisson (double x, double mean);

/* log Γ(a+½) - log Γ(a), a > 0; and ψ(a+½) - ψ(a) - 1/2a, its slope without
 * what that begins with. */
double epi_log_gamma_ratio (double a);
double epi_digamma_less (double a);

/* log (1 + z²/ν), whatever z and ν > 0 are. */
double epi_log_tail (double z, double nu);

/* -log (1-w) - w ≥ 0, 0 ≤ w < 1: w²/2 + w³/3 + … */
double epi_log_less_slope (double w);
