/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo-private.h"

#include <glib.h>
#include <math.h>

static int
by_g_cb (const void *a, const void *b, void *data)
{
  const double *g = data;
  double x = g[*(const size_t *)a], y = g[*(const size_t *)b];
  return (x > y) - (x < y);
}

double
epi_smo_best_bias (const double *g, const double *y, const double *C, size_t n,
                   size_t *order, double *slack_cost)
{
  double slope = 0, cost = 0, b;
  size_t k = 0;

  for (size_t i = 0; i < n; i++) {
    order[i] = i;
    slope -= y[i] > 0 ? C[i] : 0; /* left of all g */
  }
  g_qsort_with_data (order, (int)n, sizeof *order, by_g_cb, (void *)g);
  /* The slope grows by C at each g; where it is zero, the middle. */
  double total = -slope;
  while (k + 1 < n && slope + C[order[k]] < -1e-14 * total)
    slope += C[order[k++]];
  b = g[order[k]];
  if (k + 1 < n && slope + C[order[k]] <= 1e-14 * total)
    b = 0.5 * (b + g[order[k + 1]]);
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
