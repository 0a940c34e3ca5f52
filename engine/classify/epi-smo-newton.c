/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 1' of epi-smo.h: all free multipliers at once.
 *
 *     minimize ½ dᵀ(K_FF + δI) d - g_Fᵀd   subject to   Σd = 0
 *
 * by Cholesky's factorization: with u = (K_FF + δI)⁻¹(g_F - m) and v = (…)⁻¹1,
 * d = u - (1ᵀu/1ᵀv) v, which is the same whatever m is.  Near the end all of
 * g_F are near that of step 3: where K_FF is flat, what they have in common
 * would be most of u, and leave to d its rounding.  Then as far along d as no
 * multiplier leaves its box; where one is met, it is free no more, and the next
 * step is another one of this kind, where that is paid for or nearly the last.
 * A direction along which K_FF is flat ends at a bound in this way.
 */
#include "classify/epi-smo-private.h"

#include "compute/epi-linalg.h"

#include <glib.h>
#include <math.h>

#define DELTA 1e-12 /* of the largest Kᵢᵢ */
#define BALANCE 0.1 /* of m - M */

/* Their rows are read twice, and none of them is to go from the cache, which
 * has 200 MB where nothing else was asked for. */
size_t
epi_smo_newton_most (size_t n)
{
  size_t rows = EPI_SMO_ROWS / sizeof (double) / MAX (n, 1);

  return MIN (n, CLAMP (rows, EPI_SMO_CHEAP, EPI_SMO_NEWTON));
}

/* How many are free; most_free + 1: too many. */
static size_t
find_free (EpiSmo *self)
{
  const EpiSmoState *s = &self->state;
  size_t q = 0;

  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (self->moves[t] != (EPI_SMO_UP | EPI_SMO_LOW))
      continue;
    if (q == self->most_free)
      return q + 1;
    self->free[q++] = t;
  }
  return q;
}

/* K_FF + δI, g_F - m, 1. */
static EpiStatus
fill_system (EpiSmo *self, size_t q)
{
  const double *diagonal = epi_gram_diagonal (self->gram);
  double largest = 0;
  EpiStatus status;

  for (size_t j = 0; j < q; j++)
    largest = fmax (largest, diagonal[self->free[j]]);
  for (size_t j = 0; j < q; j++) {
    const double *row =
        epi_row_cache_get (self->cache, (size_t)self->free[j], &status);
    if (row == NULL)
      return status;
    for (size_t i = j; i < q; i++)
      self->matrix[i + j * q] = row[self->free[i]];
    self->matrix[j + j * q] += DELTA * largest;
    self->slope[j] = self->g[self->free[j]] - self->state.m;
    self->direction[j] = self->slope[j];
    self->ones[j] = 1;
  }
  return EPI_OK;
}

/* d; false when the matrix is not positive definite in this precision. */
static bool
find_direction (EpiSmo *self, size_t q)
{
  EpiMatrix A = epi_matrix_view (self->matrix, q, q, q);
  EpiMatrix u = epi_matrix_view (self->direction, q, 1, q);
  EpiMatrix v = epi_matrix_view (self->ones, q, 1, q);
  double sum_u = 0, sum_v = 0;

  if (epi_cholesky (&A) != EPI_OK || epi_cholesky_solve (&A, &u) != EPI_OK ||
      epi_cholesky_solve (&A, &v) != EPI_OK)
    return false;
  for (size_t i = 0; i < q; i++) {
    sum_u += u.data[i];
    sum_v += v.data[i];
  }
  for (size_t i = 0; i < q; i++)
    u.data[i] -= sum_u / sum_v * v.data[i];
  return true;
}

/* The longest step in the box, at most 1; *blocking is who stands in the way,
 * or q. */
static double
step_length (const EpiSmo *self, size_t q, size_t *blocking)
{
  double t = 1;

  *blocking = q;
  for (size_t i = 0; i < q; i++) {
    int at = self->free[i];
    double d = self->direction[i];
    double room = d > 0 ? self->upper[at] - self->base.x[at]
                        : self->lower[at] - self->base.x[at];
    if (d != 0 && room / d < t) {
      t = room / d;
      *blocking = i;
    }
  }
  return t;
}

/* β += td; d becomes what each has moved.  Where K_FF is flat d is long, and
 * what rounding leaves of Σd goes to the one with the most room. */
static void
move_free (EpiSmo *self, size_t q, double t, size_t blocking)
{
  double *x = self->base.x, *d = self->direction, sum = 0, most = 0;
  size_t roomy = 0;

  for (size_t i = 0; i < q; i++) {
    int at = self->free[i];
    double old = x[at];
    x[at] = fmin (fmax (old + t * d[i], self->lower[at]), self->upper[at]);
    if (i == blocking)
      x[at] = d[i] > 0 ? self->upper[at] : self->lower[at];
    d[i] = x[at] - old;
    sum += d[i];
    double room = fmin (self->upper[at] - x[at], x[at] - self->lower[at]);
    if (room > most) {
      most = room;
      roomy = i;
    }
  }
  if (most > fabs (sum)) {
    x[self->free[roomy]] -= sum;
    d[roomy] -= sum;
  }
  for (size_t i = 0; i < q; i++)
    epi_smo_note_moves (self, (size_t)self->free[i]);
}

/* g -= Kd, and f by its slope along d at both ends. */
static EpiStatus
follow (EpiSmo *self, size_t q)
{
  const EpiSmoState *s = &self->state;
  double before = 0, after = 0;
  EpiStatus status;

  for (size_t i = 0; i < q; i++) {
    const double *row =
        epi_row_cache_get (self->cache, (size_t)self->free[i], &status);
    if (row == NULL)
      return status;
    before += self->slope[i] * self->direction[i];
    for (size_t a = 0; a < s->n_active; a++)
      self->g[self->active[a]] -= self->direction[i] * row[self->active[a]];
  }
  for (size_t i = 0; i < q; i++)
    after += (self->g[self->free[i]] - s->m) * self->direction[i];
  self->base.f -= (before + after) / 2;
  return EPI_OK;
}

/* q rows are read twice; of the q³/3 products of a factorization some thirty
 * take as long as one of a pair's 4n, which wait for their row. */
double
epi_smo_newton_cost (const EpiSmo *self, size_t q)
{
  double n = (double)self->state.n_active, r = (double)q;

  return r + r * r * r / (400 * n);
}

/* Where the free ones are in balance among themselves, as far as m - M tells,
 * it is the others' turn. */
static bool
is_in_balance (const EpiSmo *self, size_t q)
{
  const EpiSmoState *s = &self->state;
  double most = -INFINITY, least = INFINITY;

  for (size_t i = 0; i < q; i++) {
    most = fmax (most, self->g[self->free[i]]);
    least = fmin (least, self->g[self->free[i]]);
  }
  return most - least < BALANCE * (s->m - s->M);
}

/* Whether there is another one where a bound was met.  Who went at least half
 * the way has nearly found the face, and one bound more or less is all that is
 * left: pairs pay for the next one afterwards. */
static bool
goes_on (const EpiSmo *self, size_t q, bool early)
{
  const EpiSmoState *s = &self->state;

  return !early ? q <= EPI_SMO_CHEAP
                : s->step >= 0.5 || s->credit >= epi_smo_newton_cost (self, q);
}

static void
pay (EpiSmo *self, size_t q, bool early)
{
  EpiSmoState *s = &self->state;

  s->rest = EPI_SMO_REST;
  if (early)
    s->credit -= epi_smo_newton_cost (self, q);
  else {
    s->pairs = 0;
    s->due = MAX (self->base.n, EPI_SMO_EACH);
  }
}

EpiStatus
epi_smo_newton (EpiSmo *self, bool *moved)
{
  EpiSmoState *s = &self->state;
  size_t q = find_free (self), blocking;
  bool early = s->early;

  *moved = s->newton = s->early = false;
  pay (self, q, early);
  if (q < 2 || q > self->most_free || (!early && q > EPI_SMO_CHEAP) ||
      is_in_balance (self, q))
    return EPI_OK;
  EpiStatus status = fill_system (self, q);
  if (status != EPI_OK || !find_direction (self, q))
    return status;
  double t = step_length (self, q, &blocking);
  double gain = 0;
  for (size_t i = 0; i < q; i++)
    gain += self->slope[i] * self->direction[i];
  if (!(t > 0) || !(gain > 0))
    return EPI_OK;
  *moved = true;
  s->step = t;
  s->newton = blocking < q && goes_on (self, q, early);
  s->early = s->newton && early;
  s->last_i = s->last_j = -1;
  move_free (self, q, t, blocking);
  return follow (self, q);
}
