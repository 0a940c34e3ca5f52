/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps 2 and 3 of epi-smo.h while all examples are active: the same sums and
 * comparisons, four examples at a time.
 *
 * What may not move is kept out by an infinity added to it, so that nothing
 * branches; each lane keeps its best and where it was, and of equals the first
 * one is taken.  No product is fused with a sum, so that every processor gives
 * the same bits.
 */
#include "classify/epi-smo-private.h"

#include <float.h>
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
choose (Mask of_a, Wide a, Wide b)
{
  return (Wide)(((Mask)a & of_a) | ((Mask)b & ~of_a));
}

ALWAYS_INLINE Wide
larger (Wide a, Wide b)
{
  return choose (a > b, a, b);
}

ALWAYS_INLINE double
largest (Wide wide)
{
  double most = wide[0];
  for (int l = 1; l < WIDE; l++)
    most = wide[l] > most ? wide[l] : most;
  return most;
}

/* The largest of each lane so far, and the first place where it was: -1 while
 * none was larger than what it began with. */
typedef struct {
  Wide value;
  Mask at;
} Best;

ALWAYS_INLINE void
note (Best *best, Wide value, Mask at)
{
  Mask more = value > best->value;

  best->value = choose (more, value, best->value);
  best->at = (at & more) | (best->at & ~more);
}

/* Of all lanes; of equals the first place. */
ALWAYS_INLINE double
first_largest (const Best *best, int *at)
{
  int l = 0;

  for (int k = 1; k < WIDE; k++)
    if (best->value[k] > best->value[l] ||
        (best->value[k] == best->value[l] && best->at[k] < best->at[l]))
      l = k;
  *at = (int)best->at[l];
  return best->value[l];
}

/* ---- 3. ---- */

typedef struct {
  const double *g, *no_low, *K, *K_i;
  double m, K_ii;
} Look;

/* ηᵢⱼ */
ALWAYS_INLINE Wide
curvature_of (Wide K, Wide K_i, double K_ii)
{
  Wide none = {0};

  return larger (K_ii + K - 2 * K_i, none + EPI_SMO_FLAT);
}

/* j to *j, -1 where none gains; the least g of low to *M.  A division is dear:
 * only what may be the best of its lane, but for the roundings of this
 * comparison, is divided. */
ALWAYS_INLINE void
weigh (const Look *look, size_t n, int *j, double *M)
{
  const Wide none = {0};
  Wide least = none + INFINITY;
  Best best = {none, (Mask)none - 1};
  Mask at = {0, 1, 2, 3};
  size_t t = 0;

  for (; t + WIDE <= n; t += WIDE, at += WIDE) {
    Wide g = load (look->g + t) + load (look->no_low + t);
    Wide gain = larger (look->m - g, none);
    Wide curvature =
        curvature_of (load (look->K + t), load (look->K_i + t), look->K_ii);
    least = -larger (-g, -least);
    note (&best, gain * gain / curvature, at);
  }
  *M = -largest (-least);
  double most = first_largest (&best, j);
  for (; t < n; t++) {
    double g = look->g[t] + look->no_low[t], gain = fmax (look->m - g, 0);
    Wide K = {look->K[t]}, K_i = {look->K_i[t]};
    double ratio = gain * gain / curvature_of (K, K_i, look->K_ii)[0];
    if (ratio > most) {
      most = ratio;
      *j = (int)t;
    }
    *M = g < *M ? g : *M;
  }
}

/* ---- 2. ---- */

/* i to *i, -1 where none may grow; returns m. */
ALWAYS_INLINE double
subtract (double *g, const double *no_up, const double *K_i, const double *K_j,
          double d, size_t n, int *i)
{
  const Wide none = {0};
  Best best = {none - INFINITY, (Mask)none - 1};
  Mask at = {0, 1, 2, 3};
  size_t t = 0;

  for (; t + WIDE <= n; t += WIDE, at += WIDE) {
    Wide now = load (g + t) - d * (load (K_i + t) - load (K_j + t));
    memcpy (g + t, &now, sizeof now);
    note (&best, now + load (no_up + t), at);
  }
  double m = first_largest (&best, i);
  for (; t < n; t++) {
    g[t] -= d * (K_i[t] - K_j[t]);
    if (g[t] + no_up[t] > m) {
      m = g[t] + no_up[t];
      *i = (int)t;
    }
  }
  return m;
}

/* ---- For the processor at hand ---- */

#ifdef FOR_AVX2
FOR_AVX2 static void
weigh_avx2 (const Look *look, size_t n, int *j, double *M)
{
  weigh (look, n, j, M);
}

FOR_AVX2 static double
subtract_avx2 (double *g, const double *no_up, const double *K_i,
               const double *K_j, double d, size_t n, int *i)
{
  return subtract (g, no_up, K_i, K_j, d, n, i);
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

#ifdef FOR_AVX2
  if (has_avx2 ()) {
    weigh_avx2 (&look, self->base.n, &s->j, &s->M);
    return;
  }
#endif
  weigh (&look, self->base.n, &s->j, &s->M);
}

void
epi_smo_subtract_wide (EpiSmo *self, const double *K_i, const double *K_j,
                       double d)
{
  EpiSmoState *s = &self->state;
  size_t n = self->base.n;

#ifdef FOR_AVX2
  if (has_avx2 ()) {
    s->m = subtract_avx2 (self->g, self->no_up, K_i, K_j, d, n, &s->i);
    return;
  }
#endif
  s->m = subtract (self->g, self->no_up, K_i, K_j, d, n, &s->i);
}
