/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Multistart: many local searches, and the lowest of what they find.
 *
 *     minimize f(x),   f : Rⁿ → R smooth, not convex
 *
 *     search i   1. draw     x⁰ uniform in the box [-r, r]ⁿ, from stream i of
 *                            the seed, whatever the searches before it did
 *                2. descend  to a local minimum by Newton's method
 *                            (epi-newton.h), at most EPI_MULTISTART_STEPS steps
 *                3. tally    its value in the histogram; is it new, is it the
 *                            lowest, is it the target?
 *
 *     step k     search after search, until together they have done k times a
 *                given number of floating-point operations, counted: so a run
 *                can be held to the time of another method and be the same on
 *                every machine.  0: one search a step
 *
 * With probability one it meets the lowest minimum in the end, if n is small
 * and the end far away; at no time does it know that it has, and it never has a
 * lower bound.  Rinnooy Kan & Timmer, Stochastic global optimization methods
 * part I, Math. Program. 39 (1987).
 *
 * x and f are the best minimum found; 0 and f(0) before the first.  It never
 * converges.
 *
 * Records "best" f, once there is a minimum; "searches" made; "minima", those
 * that ended at a minimum, and "unfinished", the others; "different", how many
 * minima differ by the resolution (counted up to EPI_MULTISTART_DIFFERENT);
 * "best_hits", how many ended within a resolution of the best; "target_hits";
 * "last" value found; "work"; "histogram" of the values, rounded to the
 * resolution, with "histogram_low", "histogram_width".
 */
#pragma once

#include "core/epi-histogram.h"
#include "core/epi-method.h"
#include "descend/epi-oracle.h"

enum { EPI_MULTISTART_STEPS = 300, EPI_MULTISTART_DIFFERENT = 98304 };

typedef struct {
  uint64_t seed;
  double radius;     /* r > 0 */
  double resolution; /* > 0, in units of f: values nearer are one minimum */
  double work;       /* a step; the oracle counts its own */
  double target;     /* a value to be hit; NAN: none */
} EpiMultistartOptions;

/* Borrows the oracle, which has a Hessian and outlives the method.
 * EPI_NO_MEMORY; EPI_UNSUPPORTED without a Hessian; EPI_NOT_FINITE when f(0) is
 * no number. */
EpiStatus epi_multistart_new (const EpiOracle *oracle,
                              const EpiMultistartOptions *options,
                              EpiMethod **out);

/* Where search i starts: x0 (n). */
void epi_multistart_start (const EpiMultistartOptions *options, uint64_t i,
                           size_t n, double *x0);
