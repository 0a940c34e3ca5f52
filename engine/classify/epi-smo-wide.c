/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps 2 and 3 of epi-smo.h while all examples are active: the same sums and
 * comparisons, four examples at a time.
 *
 * What may not move is kept out by an infinity added to it, so that nothing
 * branches; of equals the first one is taken, which a second look finds.  No
 * product is fused with a sum, so that every processor gives the same bits.
 */
#include "classify/epi-smo-private.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define WIDE 4

typedef double Wide __attribute__ ((vector_size (WIDE * sizeof (double))));
typedef int64_t Mask __attribute__ ((vector_size (WIDE * sizeof (double))));

/* Nothing wide is passed: all of it is inlined. */
#pragma GCC diagnostic ignored "-Wpsabi"
#define ALWAYS_INLINE static inline __attribute__ ((always_inline))
#if defined(__x86_64__) && defined(__GNUC__)
#define FOR_AVX2 __attribute__ ((target ("avx2")))
#endif

ALWAYS_INLINE Wide
load (const double *from)
{
  Wide wide;
  memcpy (&wide, from, sizeof wide);
  return wide;
}

ALWAYS_INLINE Wide
larger (Wide a, Wide b)
{
  Mask of_a = a > b;
  return (Wide)(((Mask)a & of_a) | ((Mask)b & ~of_a));
}

ALWAYS_INLINE double
largest (Wide wide)
{
  double most = wide[0];
  for (int l = 1; l < WIDE; l++)
    most = wide[l] > most ? wide[l] : most;
  return most;
}

/* The first one that is value, or -1. */
static int
find (const double *values, size_t n, double value)
{
  for (size_t t = 0; t < n; t++)
    if (values[t] == value)
      return (int)t;
  return -1;
}

/* ---- 3. ---- */

typedef struct {
  const double *g, *no_low, *K, *K_i;
  double m, K_ii;
} Look;

/* (gᵢ - gⱼ)²/ηᵢⱼ, 0 where it may not be moved or does not gain. */
ALWAYS_INLINE Wide
ratio_of (Wide gain, Wide K, Wide K_i, double K_ii)
{
  Wide none = {0}, curvature = K_ii + K - 2 * K_i;

  gain = larger (gain, none);
  return gain * gain / larger (curvature, none + EPI_SMO_FLAT);
}

/* Each ratio to where, the least g of low to *M; returns the best ratio. */
ALWAYS_INLINE double
weigh (const Look *look, size_t n, double *where, double *M)
{
  Wide best = {0}, least = best + INFINITY;
  size_t t = 0;

  for (; t + WIDE <= n; t += WIDE) {
    Wide g = load (look->g + t) + load (look->no_low + t);
    Wide ratio = ratio_of (look->m - g, load (look->K + t),
                           load (look->K_i + t), look->K_ii);
    memcpy (where + t, &ratio, sizeof ratio);
    best = larger (ratio, best);
    least = -larger (-g, -least);
  }
  double most = largest (best);
  *M = -largest (-least);
  for (; t < n; t++) {
    double g = look->g[t] + look->no_low[t];
    Wide wide_g = {g, g, g, g};
    Wide K = {look->K[t]}, K_i = {look->K_i[t]};
    where[t] = ratio_of (look->m - wide_g, K, K_i, look->K_ii)[0];
    most = where[t] > most ? where[t] : most;
    *M = g < *M ? g : *M;
  }
  return most;
}

/* ---- 2. ---- */

/* Each g that may grow to where, -∞ for the others; returns the largest. */
ALWAYS_INLINE double
subtract (double *g, const double *no_up, const double *K_i, const double *K_j,
          double d, size_t n, double *where)
{
  Wide most = {0};
  size_t t = 0;

  most -= INFINITY;
  for (; t + WIDE <= n; t += WIDE) {
    Wide now = load (g + t) - d * (load (K_i + t) - load (K_j + t));
    Wide up = now + load (no_up + t);
    memcpy (g + t, &now, sizeof now);
    memcpy (where + t, &up, sizeof up);
    most = larger (up, most);
  }
  double m = largest (most);
  for (; t < n; t++) {
    g[t] -= d * (K_i[t] - K_j[t]);
    where[t] = g[t] + no_up[t];
    m = where[t] > m ? where[t] : m;
  }
  return m;
}

/* ---- For the processor at hand ---- */

#ifdef FOR_AVX2
FOR_AVX2 static double
weigh_avx2 (const Look *look, size_t n, double *where, double *M)
{
  return weigh (look, n, where, M);
}

FOR_AVX2 static double
subtract_avx2 (double *g, const double *no_up, const double *K_i,
               const double *K_j, double d, size_t n, double *where)
{
  return subtract (g, no_up, K_i, K_j, d, n, where);
}
#endif

static bool
has_avx2 (void)
{
#ifdef FOR_AVX2
  return __builtin_cpu_supports ("avx2");
#else
  return false;
#endif
}

void
epi_smo_look_wide (EpiSmo *self, const double *K_i)
{
  EpiSmoState *s = &self->state;
  const double *K = epi_gram_diagonal (self->gram);
  Look look = {self->g, self->no_low, K, K_i, s->m, K[s->i]};
  size_t n = self->base.n;
  double best;

#ifdef FOR_AVX2
  if (has_avx2 ())
    best = weigh_avx2 (&look, n, self->low, &s->M);
  else
#endif
    best = weigh (&look, n, self->low, &s->M);
  s->j = best > 0 ? find (self->low, n, best) : -1;
}

void
epi_smo_subtract_wide (EpiSmo *self, const double *K_i, const double *K_j,
                       double d)
{
  EpiSmoState *s = &self->state;
  size_t n = self->base.n;

#ifdef FOR_AVX2
  if (has_avx2 ())
    s->m = subtract_avx2 (self->g, self->no_up, K_i, K_j, d, n, self->low);
  else
#endif
    s->m = subtract (self->g, self->no_up, K_i, K_j, d, n, self->low);
  s->i = s->m > -INFINITY ? find (self->low, n, s->m) : -1;
}
