/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 6 of epi-smo.h: the gradient anew, and whether rounding is all that is
 * left.
 *
 *     g = y - Kβ,  f = -½ βᵀ(y + g)
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

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define U (DBL_EPSILON / 2)

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

/* Takes beta row[at[a]] from g[at[a]], first ≤ a < n. */
static void
subtract_part (double *g, const double *row, double beta, const int *at,
               size_t first, size_t n)
{
  for (size_t a = first; a < n; a++)
    g[at[a]] -= beta * row[at[a]];
}

/* Takes beta row from high, and what rounding takes from that to low: Knuth's
 * TwoSum, two at a time. */
static void
subtract_all (double *high, double *low, const double *row, double beta,
              size_t n)
{
  typedef double Two __attribute__ ((vector_size (16)));

  for (size_t t = 0; t + 1 < n; t += 2) {
    Two old, lost, term;
    memcpy (&old, high + t, sizeof old);
    memcpy (&lost, low + t, sizeof lost);
    memcpy (&term, row + t, sizeof term);
    term *= -beta;
    Two sum = old + term, part = sum - old;
    lost += (old - (sum - part)) + (term - part);
    memcpy (high + t, &sum, sizeof sum);
    memcpy (low + t, &lost, sizeof lost);
  }
  if (n % 2 == 1) {
    double old = high[n - 1], term = -beta * row[n - 1], sum = old + term;
    double part = sum - old;
    low[n - 1] += (old - (sum - part)) + (term - part);
    high[n - 1] = sum;
  }
}

/* g = y - Kβ: of all, with what rounding loses; or of those only that are not
 * active. */
static EpiStatus
compute (EpiSmo *self, bool all)
{
  const double *x = self->base.x, *y = self->options.y;
  size_t n = self->base.n, first = all ? 0 : self->state.n_active;
  double *g = self->g, *low = self->low;
  EpiStatus status;

  for (size_t a = first; a < n; a++)
    g[self->active[a]] = y[self->active[a]];
  memset (low, 0, n * sizeof *low);
  for (size_t j = 0; j < n; j++) {
    if (x[j] == 0)
      continue;
    const double *row = epi_row_cache_get (self->cache, j, &status);
    if (row == NULL)
      return status;
    if (all)
      subtract_all (g, low, row, x[j], n);
    else
      subtract_part (g, row, x[j], self->active, first, n);
  }
  for (size_t t = 0; t < n; t++)
    g[t] += low[t];
  return EPI_OK;
}

EpiStatus
epi_smo_wake (EpiSmo *self)
{
  EpiStatus status = EPI_OK;

  if (self->state.n_active < self->base.n && self->state.since > 0)
    status = compute (self, false);
  all_are_active (self);
  return status;
}

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
  EpiStatus status = compute (self, true);
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
