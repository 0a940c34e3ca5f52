/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Double-double: a number as the unevaluated sum of two doubles, about 32
 * digits.
 *
 *     a + b = s + e exactly (two-sum),   a b = p + e exactly (by fma)
 *
 * Dekker 1971; Knuth, TAOCP 2, 4.2.2; Joldes, Muller, Popescu 2017 (the
 * relative errors of the operations below are a few 2⁻¹⁰⁴).
 */
#pragma once

#include <math.h>

typedef struct {
  double hi, lo; /* |lo| ≤ half a unit in the last place of hi */
} EpiDD;

static inline EpiDD
epi_dd (double x)
{
  return (EpiDD){x, 0};
}

/* a + b for |a| ≥ |b|. */
static inline EpiDD
epi_dd_quick (double a, double b)
{
  double sum = a + b;
  return (EpiDD){sum, b - (sum - a)};
}

static inline EpiDD
epi_dd_two_sum (double a, double b)
{
  double sum = a + b, part = sum - a;
  return (EpiDD){sum, (a - (sum - part)) + (b - part)};
}

static inline EpiDD
epi_dd_product (double a, double b)
{
  double product = a * b;
  return (EpiDD){product, fma (a, b, -product)};
}

static inline EpiDD
epi_dd_add (EpiDD a, EpiDD b)
{
  EpiDD high = epi_dd_two_sum (a.hi, b.hi), low = epi_dd_two_sum (a.lo, b.lo);

  high = epi_dd_quick (high.hi, high.lo + low.hi);
  return epi_dd_quick (high.hi, high.lo + low.lo);
}

static inline EpiDD
epi_dd_negate (EpiDD a)
{
  return (EpiDD){-a.hi, -a.lo};
}

static inline EpiDD
epi_dd_times (EpiDD a, EpiDD b)
{
  EpiDD product = epi_dd_product (a.hi, b.hi);
  return epi_dd_quick (product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline EpiDD
epi_dd_over (EpiDD a, EpiDD b)
{
  double first = a.hi / b.hi;
  EpiDD rest = epi_dd_add (a, epi_dd_negate (epi_dd_times (b, epi_dd (first))));
  double second = rest.hi / b.hi;

  rest = epi_dd_add (rest, epi_dd_negate (epi_dd_times (b, epi_dd (second))));
  return epi_dd_add (epi_dd_quick (first, second), epi_dd (rest.hi / b.hi));
}

/* a > 0. */
static inline EpiDD
epi_dd_sqrt (EpiDD a)
{
  double root = sqrt (a.hi);
  EpiDD rest = epi_dd_add (a, epi_dd_negate (epi_dd_product (root, root)));
  return epi_dd_quick (root, rest.hi / (2 * root));
}
