/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Histogram: how often values fell where, for values that arrive one by one and
 * whose range nobody knows beforehand.
 *
 *     bin i counts the values in [(first + i) w, (first + i + 1) w),  w = 2ᵉ
 *
 *     add v   1. the index of its bin, ⌊v/w⌋, grows the span of indices
 *             2. while the span is more than EPI_HISTOGRAM_BINS:
 *                w := 2w, and bins 2i and 2i + 1 become one
 *             3. count
 *
 * Bins lie on multiples of powers of two, so joining them loses nothing: the
 * result does not depend on the order of the values, and w is the smallest
 * power of two (at least 2⁻⁵² of the largest |v|) for which they fit.
 *
 * Plain data: copy it to remember how it was.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { EPI_HISTOGRAM_BINS = 64 };

typedef struct {
  int exponent;  /* e */
  int64_t first; /* index of the first bin, that of the smallest value */
  size_t n;      /* bins in use, up to that of the largest value; 0: empty */
  double counts[EPI_HISTOGRAM_BINS];
} EpiHistogram;

/* v must be finite.  A zeroed histogram is an empty one. */
void epi_histogram_add (EpiHistogram *histogram, double v);

/* Where the first bin begins, and how wide each is. */
double epi_histogram_low (const EpiHistogram *histogram);
double epi_histogram_width (const EpiHistogram *histogram);
