/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-histogram.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define FINEST (-1022) /* 2ᵉ stays a normal number */
#define INDEX_BITS 52  /* ⌊v/w⌋ is exact up to here */

/* ⌊i/2⌋, also below 0. */
static int64_t
half (int64_t i)
{
  return (i - (i & 1)) / 2;
}

/* w := 2w */
static void
join_pairs (EpiHistogram *h)
{
  double joined[EPI_HISTOGRAM_BINS] = {0};
  int64_t first = half (h->first);
  size_t n = 0;

  for (size_t i = 0; i < h->n; i++) {
    size_t to = (size_t)(half (h->first + (int64_t)i) - first);
    joined[to] += h->counts[i];
    n = to + 1;
  }
  memcpy (h->counts, joined, sizeof joined);
  h->first = first;
  h->n = n;
  h->exponent++;
}

/* The exponent from which on the index of v is exact. */
static int
least_exponent (double v)
{
  int exponent;

  frexp (v, &exponent);
  return v == 0 || exponent - INDEX_BITS < FINEST ? FINEST
                                                  : exponent - INDEX_BITS;
}

static int64_t
index_of (const EpiHistogram *h, double v)
{
  return (int64_t)floor (ldexp (v, -h->exponent));
}

void
epi_histogram_add (EpiHistogram *h, double v)
{
  assert (isfinite (v));
  int least = least_exponent (v);
  if (h->n == 0) {
    h->exponent = least;
    h->first = index_of (h, v);
    h->n = 1;
  }
  while (h->exponent < least)
    join_pairs (h);
  int64_t i = index_of (h, v);
  while ((i < h->first ? h->first + (int64_t)h->n - i : i - h->first + 1) >
         EPI_HISTOGRAM_BINS) { /* 1, 2. */
    join_pairs (h);
    i = index_of (h, v);
  }
  if (i < h->first) {
    size_t by = (size_t)(h->first - i);
    memmove (h->counts + by, h->counts, h->n * sizeof *h->counts);
    memset (h->counts, 0, by * sizeof *h->counts);
    h->n += by;
    h->first = i;
  }
  for (; h->n <= (size_t)(i - h->first); h->n++)
    h->counts[h->n] = 0;
  h->counts[i - h->first]++; /* 3. */
}

double
epi_histogram_low (const EpiHistogram *h)
{
  return ldexp ((double)h->first, h->exponent);
}

double
epi_histogram_width (const EpiHistogram *h)
{
  return ldexp (1, h->exponent);
}
