/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From decimal digits to the nearest double, without big integers.
 *
 *     value = w · 10^q,   w < 10¹⁹ an integer
 *
 *   1. exact        w ≤ 2⁵³ and |q| ≤ 22: w and 10^|q| are doubles, and one
 *                   multiplication or division rounds once  (Clinger 1990)
 *   2. normalise    w' = w · 2^l in [2⁶³, 2⁶⁴)
 *   3. power        5^q = T · 2^s with T in [2¹²⁷, 2¹²⁸) cut off, not rounded:
 *                   T ≤ true < T + 1, and T is exact for 0 ≤ q ≤ 55
 *   4. multiply     P = w' T; the truth lies in [P, P + w')
 *   5. round        the top 53 bits of P to nearest, ties to even, when the
 *                   whole interval rounds to the same double; else give up
 *
 * Step 4 first multiplies by the upper half of T alone, which decides all but
 * one number in a few hundred.  What it gives up (a tie with q < 0, results
 * that are subnormal or too large) is for a slower way.  The idea is that of
 * Lemire, "Number parsing at a gigabyte per second", 2021; the interval makes
 * the proof short.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t digits;  /* w: the first 19 significant digits */
  int64_t exponent; /* q */
  bool truncated;   /* nonzero digits follow: w < true < w + 1 */
} EpiDecimal;

/* Rounds correctly and returns true; or false: not decided. */
bool epi_decimal_round (const EpiDecimal *decimal, double *value);
