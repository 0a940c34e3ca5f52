/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integrals over a line, a half line or a piece of it, by double-exponential
 * rules: the trapezoidal rule in t, of f(x(t)) x'(t), with
 *
 *     [a,b]      x = a + (b - a)/2 (1 + tanh (π/2 sinh t))
 *     [a,∞)      x = a + exp (π/2 sinh t)
 *     (-∞,∞)     x = sinh (π/2 sinh t)
 *
 * whose step is halved from 1 on until nothing changes.  Takahasi & Mori,
 * Double exponential formulas for numerical integration, Publ. RIMS 9 (1974).
 *
 * The error is what the last halving changed, and what lies beyond the last
 * place where f is a number: of x to a power little below -1 that is much, and
 * no place is far enough.  INFINITY: there f does not fall as an integrable
 * power does.
 */
#pragma once

#include <stddef.h>

/* ∫ f over [a,b], either of which may be infinite; f smooth inside and
 * integrable.  *error := an estimate of how wrong it is. */
double epi_integrate (double (*f) (double x, void *data), void *data, double a,
                      double b, double *error);

/* values := of n functions at x. */
typedef void (*EpiIntegrands) (double x, void *data, double *values);

#define EPI_MOST_INTEGRANDS 2

/* The same of n ≤ EPI_MOST_INTEGRANDS functions that share what their values
 * cost: sums += ∫ f, errors += the estimates.  Each is what it would be alone,
 * to the bit. */
void epi_integrate_several (EpiIntegrands f, void *data, size_t n, double a,
                            double b, double *sums, double *errors);
