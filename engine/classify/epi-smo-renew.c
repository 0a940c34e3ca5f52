/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 6 of epi-smo.h: the gradient anew, and whether rounding is all that is
 * left.
 *
 *     g = y - Kβ,  f = -½ βᵀ(y + g)
 *
 * Only what has moved since the last renewal is needed: with β', g' of then,
 * g = g' - K(β - β'), for which the rows of K are that β differs from β' in. It
 * is added up as Ogita, Rump & Oishi's Dot2 (Accurate Sum and Dot Product,
 * 2005): each β - β' as two doubles (TwoSum), each product and each sum with
 * what rounding takes from it, and all that is taken in a second sum, which is
 * kept from one renewal to the next.  So the last renewal is as right as one
 * from β' = 0: with M terms in all renewals, γ = 3Mu/(1 - 3Mu),
 *
 *     |error of g| ≤ u|g| + γ² (|y| + Σ |K||β - β'|)
 *
 * where the sum is over all renewals.  The terms are taken in the order of the
 * examples, so that the bits of g depend on nothing else.
 *
 * f is quadratic, so that between two renewals, with d what β has moved, it has
 * fallen by
 *
 *     ½ (g + g')ᵀd = ½ (g + g' - 2c)ᵀd     Σd = 0, any c
 *
 * which keeps digits that f itself has not.  In exact arithmetic each step lets
 * f fall.  Where a round of them does not, by more than the rounding of that
 * sum, rounding moves β and nothing else does: this precision allows no further
 * progress.  As f falls from one renewal to the next and doubles are finitely
 * many, the method ends.
 */
#include "classify/epi-smo-private.h"

#include "core/epi-wide.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define U (DBL_EPSILON / 2)
#define HALF 27 /* so many digits are not of the first half */

static int
by_number_cb (const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

static void
all_are_active (EpiSmo *self)
{
  size_t n = self->base.n;

  self->state.n_active = n;
  qsort (self->active, n, sizeof *self->active, by_number_cb);
}

/* ---- g ---- */

/* What rounding takes from sum = a + b: Knuth's TwoSum. */
EPI_ALWAYS_INLINE EpiWide
lost_by_sum (EpiWide a, EpiWide b, EpiWide sum)
{
  EpiWide part = sum - a;
  return (a - (sum - part)) + (b - part);
}

EPI_ALWAYS_INLINE EpiWide
first_half (EpiWide x)
{
  return (EpiWide)((EpiWideMask)x & ~((INT64_C (1) << HALF) - 1));
}

/* What rounding takes from product = a b: halves have exact products, but for
 * the last digit of that of the second ones, and no digit is lost on the way.
 */
EPI_ALWAYS_INLINE EpiWide
lost_by_product (EpiWide a, EpiWide b, EpiWide product)
{
  EpiWide a_1 = first_half (a), b_1 = first_half (b);
  EpiWide a_2 = a - a_1, b_2 = b - b_1;
  return ((a_1 * b_1 - product) + a_1 * b_2 + a_2 * b_1) + a_2 * b_2;
}

typedef struct {
  const double *row;
  double factor, rest; /* the number and what is beyond its last digit */
} Term;

/* Adds the term to some of high, and to low what rounding takes from that. */
EPI_ALWAYS_INLINE void
add_some (double *high, double *low, const Term *term, size_t first, size_t n)
{
  EpiWide old = {0}, lost = {0}, row = {0}, factor = term->factor + row;
  size_t bytes = n * sizeof (double);

  memcpy (&old, high + first, bytes);
  memcpy (&lost, low + first, bytes);
  memcpy (&row, term->row + first, bytes);
  EpiWide product = factor * row, sum = old + product;
  lost += lost_by_sum (old, product, sum) +
          (lost_by_product (factor, row, product) + term->rest * row);
  memcpy (high + first, &sum, bytes);
  memcpy (low + first, &lost, bytes);
}

EPI_ALWAYS_INLINE void
add (double *high, double *low, const Term *term, size_t n)
{
  size_t t = 0;

  for (; t + EPI_WIDE <= n; t += EPI_WIDE)
    add_some (high, low, term, t, EPI_WIDE);
  if (t < n)
    add_some (high, low, term, t, n - t);
}

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_AVX2 __builtin_cpu_supports ("avx2")
/* No product is fused with a sum: the bits are those of every processor. */
__attribute__ ((target ("avx2"))) static void
add_avx2 (double *high, double *low, const Term *term, size_t n)
{
  add (high, low, term, n);
}
#else
#define HAS_AVX2 false
#define add_avx2 add
#endif

/* g, and in low what it lacks, from those of the last renewal. */
static EpiStatus
compute (EpiSmo *self)
{
  const double *x = self->base.x, *old = self->old_x;
  double *g = self->g, *low = self->low_g;
  size_t n = self->base.n;
  EpiStatus status;

  memcpy (g, self->old_g, n * sizeof *g);
  for (size_t j = 0; j < n; j++) {
    if (x[j] == old[j])
      continue;
    Term term = {epi_row_cache_look (self->cache, j, &status), old[j] - x[j]};
    if (term.row == NULL)
      return status;
    double part = term.factor - old[j];
    term.rest = (old[j] - (term.factor - part)) + (-x[j] - part);
    if (HAS_AVX2)
      add_avx2 (g, low, &term, n);
    else
      add (g, low, &term, n);
  }
  for (size_t t = 0; t < n; t++) {
    double high = g[t];
    g[t] = high + low[t];
    double part = g[t] - high;
    low[t] = (high - (g[t] - part)) + (low[t] - part);
  }
  return EPI_OK;
}

/* ---- f ---- */

/* Whether f has fallen since the last renewal, by more than rounding. */
static bool
has_fallen (const EpiSmo *self)
{
  double c = self->state.m;
  long double fall = 0, rounding = 0;

  for (size_t t = 0; t < self->base.n; t++) {
    long double d = (long double)self->base.x[t] - self->old_x[t];
    long double sum = ((long double)self->g[t] - c) + (self->old_g[t] - c);
    fall += sum * d / 2;
    rounding += U * (fabs (self->g[t]) + fabs (self->old_g[t])) * fabsl (d) / 2;
  }
  return fall > rounding;
}

EpiStatus
epi_smo_renew (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  size_t n = self->base.n;
  long double f = 0;

  all_are_active (self);
  if (s->since == 0)
    return EPI_OK;
  EpiStatus status = compute (self);
  if (status != EPI_OK)
    return status;
  for (size_t t = 0; t < n; t++)
    f -= self->base.x[t] * ((long double)self->options.y[t] + self->g[t]) / 2;
  self->base.f = (double)f;
  epi_smo_select_up (self);
  s->exhausted = !has_fallen (self);
  s->since = 0;
  memcpy (self->old_x, self->base.x, n * sizeof (double));
  memcpy (self->old_g, self->g, n * sizeof (double));
  return EPI_OK;
}
