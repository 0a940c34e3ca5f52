/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo-private.h"

#include "core/epi-random.h"

#include <math.h>

#define ROUNDING 1e-14 /* of a sum of C */

/* order[low..high) in three parts by g: less than pivot, equal, greater. */
typedef struct {
  size_t equal, greater;            /* where the second and the third begin */
  double less_weight, equal_weight; /* Σ C of the first and the second */
} Parts;

static Parts
split (const double *g, const double *C, size_t *order, size_t low, size_t high,
       double pivot)
{
  Parts parts = {.equal = low, .greater = high};

  for (size_t k = low; k < parts.greater;) {
    size_t i = order[k];
    if (g[i] < pivot) {
      parts.less_weight += C[i];
      order[k++] = order[parts.equal];
      order[parts.equal++] = i;
    } else if (g[i] > pivot) {
      order[k] = order[--parts.greater];
      order[parts.greater] = i;
    } else {
      parts.equal_weight += C[i];
      k++;
    }
  }
  return parts;
}

/* The middle one of three at random, which no order of g makes a bad one. */
static double
pivot_of (const double *g, const size_t *order, size_t low, size_t high,
          EpiRandom *random)
{
  double of[3];

  for (int i = 0; i < 3; i++)
    of[i] = g[order[low + epi_random_below (random, high - low)]];
  return fmax (fmin (of[0], of[1]), fmin (fmax (of[0], of[1]), of[2]));
}

/* The least gᵢ up to which, itself included, Σ C is at least most; and where it
 * is most, halfway to the next one.  Hoare's FIND with weights: O(n) is
 * expected where to sort takes n log n. */
static double
weighted_quantile (const double *g, const double *C, size_t n, double most,
                   size_t *order)
{
  size_t low = 0, high = n;
  double before = 0; /* Σ C of order[0..low) */
  EpiRandom random = epi_random (n, 0);

  for (;;) {
    double pivot = pivot_of (g, order, low, high, &random);
    Parts parts = split (g, C, order, low, high, pivot);
    double less = before + parts.less_weight;
    double all = less + parts.equal_weight;
    if (parts.equal > low && less >= (1 - ROUNDING) * most) {
      high = parts.equal;
      continue;
    }
    if (parts.greater < high && all < (1 - ROUNDING) * most) {
      before = all;
      low = parts.greater;
      continue;
    }
    double next = INFINITY;
    for (size_t k = parts.greater; k < n; k++)
      next = fmin (next, g[order[k]]);
    return all <= (1 + ROUNDING) * most && next < INFINITY
               ? 0.5 * (pivot + next)
               : pivot;
  }
}

double
epi_smo_best_bias (const double *g, const double *y, const double *C, size_t n,
                   size_t *order, double *slack_cost)
{
  double slope = 0, cost = 0, b;

  for (size_t i = 0; i < n; i++) {
    order[i] = i;
    slope -= y[i] > 0 ? C[i] : 0; /* left of all g */
  }
  /* The slope grows by C at each g; where it is zero, the middle. */
  b = weighted_quantile (g, C, n, -slope, order);
  for (size_t i = 0; i < n; i++)
    cost += C[i] * fmax (y[i] * (g[i] - b), 0);
  *slack_cost = cost;
  return b;
}

bool
epi_smo_bounds (const EpiMethod *method, EpiSmoBounds *out)
{
  const EpiSmo *self = (const EpiSmo *)method;
  double slack_cost, norm = 0;

  if (self->state.n_active < method->n)
    return false;
  /* ‖w‖² = βᵀKβ = βᵀ(y - g) */
  for (size_t i = 0; i < method->n; i++)
    norm += method->x[i] * (self->options.y[i] - self->g[i]);
  out->bias = epi_smo_best_bias (self->g, self->options.y, self->options.C,
                                 method->n, self->order, &slack_cost);
  out->primal = 0.5 * norm + slack_cost;
  out->dual = -method->f;
  out->gap = (out->primal - out->dual) / (1 + fabs (out->dual));
  return true;
}

const double *
epi_smo_gradient (const EpiMethod *method)
{
  return ((const EpiSmo *)method)->g;
}
