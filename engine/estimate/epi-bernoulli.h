/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The probability of a one by maximum likelihood, by Newton's method.
 *
 *     maximize  ℓ(π) = s log π + f log (1-π),   0 ≤ π ≤ 1
 *
 * of s ones and f zeros (0 log 0 = 0), which need not be whole.  -ℓ is convex;
 * the maximum is s/(s+f), and lies on the border where there are only ones, or
 * only zeros.
 *
 *   1. g = s/π - f/(1-π),  h = -s/π² - f/(1-π)²,  d = -g/h
 *   2. step t = 1, ½, ¼, …: π⁺ = π + td, cut to [0,1], until ℓ grows by a tenth
 *      of g(π⁺-π) at least (Armijo)
 *   3. converged when gd/2 is below what ℓ can be told from, or when π is on
 *      the border and ℓ would grow only beyond it
 *
 * Boyd & Vandenberghe 9.5; the border after Bertsekas, SIAM J. Control Optim.
 * 20 (1982).  The method's x is π, its f is -ℓ.  Frames have "log_likelihood",
 * "pi", "gradient" (1), and after a step "decrement" and "step_length".
 */
#pragma once

#include "core/epi-method.h"

/* ones, zeros ≥ 0 and not both 0; begins at 0 < pi < 1.  EPI_NOT_FINITE;
 * EPI_SINGULAR: no samples, every π is as good. */
EpiStatus epi_bernoulli_new (double ones, double zeros, double pi,
                             EpiMethod **out);

/* ℓ(π): -INFINITY where what was seen could not be. */
double epi_bernoulli_value (double ones, double zeros, double pi);
