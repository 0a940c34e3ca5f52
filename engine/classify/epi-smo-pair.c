/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 1, 2 and 3 of epi-smo.h: a pair is moved, and the next one chosen. */
#include "classify/epi-smo-private.h"

#include <float.h>
#include <math.h>

/* ---- 3. ---- */

void
epi_smo_note_moves (EpiSmo *self, size_t t)
{
  bool up = self->base.x[t] < self->upper[t];
  bool low = self->base.x[t] > self->lower[t];

  self->n_free -= self->moves[t] == (EPI_SMO_UP | EPI_SMO_LOW);
  self->n_free += up && low;
  self->moves[t] = (up ? EPI_SMO_UP : 0) | (low ? EPI_SMO_LOW : 0);
  self->no_up[t] = up ? 0 : -INFINITY;
  self->no_low[t] = low ? 0 : INFINITY;
}

/* i and m. */
void
epi_smo_select_up (EpiSmo *self)
{
  EpiSmoState *s = &self->state;

  s->i = -1;
  s->m = -INFINITY;
  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (self->moves[t] & EPI_SMO_UP && self->g[t] > s->m) {
      s->m = self->g[t];
      s->i = t;
    }
  }
}

EpiStatus
epi_smo_select_low (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  EpiStatus status = EPI_OK;

  s->j = -1;
  s->M = INFINITY;
  if (s->i < 0)
    return EPI_OK;
  const double *K_i = epi_row_cache_get (self->cache, (size_t)s->i, &status);
  if (K_i == NULL)
    return status;
  epi_smo_look_for_low (self, K_i);
  return EPI_OK;
}

/* Both; i = j = -1 when up or low is empty. */
EpiStatus
epi_smo_select_pair (EpiSmo *self)
{
  epi_smo_select_up (self);
  return epi_smo_select_low (self);
}

/* ---- 1, 2. ---- */

/* s so rounded that both xᵢ + s and xⱼ - s are doubles, where there is one. */
static double
round_step (double x_i, double x_j, double s)
{
  s = x_j - (x_j - s);
  return (x_i + s) - x_i;
}

/* 2, where βᵢ has grown by d_i and βⱼ has shrunk by d_j. */
static void
update_gradient (EpiSmo *self, const double *K_i, const double *K_j, double d_i,
                 double d_j)
{
  EpiSmoState *s = &self->state;
  double *g = self->g;

  if (d_i != d_j) /* seldom, and by a rounding */
    for (size_t a = 0; a < s->n_active; a++)
      g[self->active[a]] -= (d_i - d_j) * K_j[self->active[a]];
  epi_smo_subtract_pair (self, K_i, K_j, d_i);
}

EpiStatus
epi_smo_update_pair (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  double *g = self->g, *x = self->base.x;
  const double *K = epi_gram_diagonal (self->gram);
  EpiStatus status;
  size_t i = (size_t)s->i, j = (size_t)s->j;

  const double *K_i = epi_row_cache_get (self->cache, i, &status);
  if (K_i == NULL)
    return status;
  const double *K_j = epi_row_cache_get (self->cache, j, &status);
  if (K_j == NULL)
    return status;
  double curvature = K[i] + K[j] - 2 * K_i[j];
  double slope = g[i] - g[j], x_i = x[i], x_j = x[j];
  double step = round_step (x_i, x_j, slope / fmax (curvature, EPI_SMO_FLAT));
  double room_i = self->upper[i] - x_i, room_j = x_j - self->lower[j];
  /* 1. to the bound exactly, where it is met */
  if (step >= room_i || step >= room_j) {
    step = fmin (room_i, room_j);
    x[i] = room_i <= room_j ? self->upper[i] : x[i] + step;
    x[j] = room_j <= room_i ? self->lower[j] : x[j] - step;
  } else {
    x[i] += step;
    x[j] -= step;
  }
  epi_smo_note_moves (self, i);
  epi_smo_note_moves (self, j);
  update_gradient (self, K_i, K_j, x[i] - x_i, x_j - x[j]); /* 2 */
  self->base.f -= step * (slope - 0.5 * step * curvature);
  s->step = step;
  s->stuck = x[i] == x_i && x[j] == x_j;
  s->last_i = (int)i;
  s->last_j = (int)j;
  return EPI_OK;
}
