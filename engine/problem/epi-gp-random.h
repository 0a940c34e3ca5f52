/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparse random geometric programs that have a solution:
 *
 *     minimize Σⱼ (aⱼxⱼ + bⱼ/xⱼ)   subject to  fᵢ(x) ≤ 1, i = 1 … p
 *
 * aⱼ, bⱼ uniform in (½, 2); each fᵢ has 2 to 6 terms of 2 to 4 variables with
 * exponents ±½, ±1, ±1½, ±2.  At the point x⁰ = exp (u⁰), u⁰ normal, every
 * fᵢ(x⁰) is between 0.5 and 0.9: strictly feasible by construction; and the
 * objective is bounded below by 2 Σ √(aⱼbⱼ) and has bounded level sets.
 */
#pragma once

#include "problem/epi-gp.h"

#include <stdint.h>

/* n ≥ 4 variables, p constraints, the same for the same seed.  u0 (n), may be
 * NULL: gets the strictly feasible point.  EPI_NO_MEMORY. */
EpiStatus epi_gp_random_new (uint64_t seed, size_t n, size_t p, double *u0,
                             EpiGp *out);
