/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-empirical.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356
#define PER_WIDTH 8 /* nodes a width h */
#define REACH 9     /* widths from a value: beyond, less than 10⁻¹⁸ */
#define ROUNDING 1e-10
#define ROUNDINGS 16 /* of the terms, that a result of 0 may have */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The largest |xᵢ|: they ascend. */
static double
size_of (const EpiEmpirical *self)
{
  return fmax (fabs (self->x[0]), fabs (self->x[self->m - 1]));
}

/* The first value that is not below x. */
static size_t
first_from (const EpiEmpirical *self, double x)
{
  size_t low = 0, high = self->m;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (self->x[middle] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

double
epi_empirical_density (const EpiEmpirical *self, double x)
{
  double sum = 0;

  if (self->h == 0)
    return NAN;
  for (size_t i = first_from (self, x - REACH * self->h);
       i < self->m && self->x[i] <= x + REACH * self->h; i++) {
    double z = (x - self->x[i]) / self->h;
    sum += exp (-z * z / 2 - LOG_2PI / 2);
  }
  return sum / self->h / (double)self->m;
}

double
epi_empirical_peak (const EpiEmpirical *self)
{
  double peak = 0;

  for (size_t j = 0; j < self->n; j++)
    peak = fmax (peak, self->mass[j] * PER_WIDTH / self->h);
  return peak;
}

/* Nodes are x₁ + k h/8, k a whole number, in reach of a value.  Writes them
 * where at is not NULL; returns how many there are. */
static size_t
place_nodes (const EpiEmpirical *self, double *at)
{
  double step = self->h / PER_WIDTH, next = -REACH * PER_WIDTH;
  size_t n = 0;

  for (size_t i = 0; i < self->m; i++) {
    double middle = (self->x[i] - self->x[0]) / step;
    double k = fmax (next, ceil (middle - REACH * PER_WIDTH));
    for (; k <= middle + REACH * PER_WIDTH; k++, n++)
      if (at != NULL)
        at[n] = self->x[0] + k * step;
    next = k;
  }
  return n;
}

static EpiStatus
integrate_bumps (EpiEmpirical *self)
{
  if (self->h < ROUNDING * size_of (self))
    return EPI_SINGULAR;
  self->n = place_nodes (self, NULL);
  self->at = epi_new (double, self->n);
  self->mass = epi_new (double, self->n);
  if (self->at == NULL || self->mass == NULL)
    return EPI_NO_MEMORY;
  place_nodes (self, self->at);
  self->entropy = 0;
  for (size_t j = 0; j < self->n; j++) {
    double p = epi_empirical_density (self, self->at[j]);
    double mass = p * self->h / PER_WIDTH, away = self->at[j] - self->mean;
    self->mass[j] = mass;
    self->entropy -= p > 0 ? mass * log (p) : 0;
    self->moments[0] += mass;
    self->moments[1] += mass * away;
    self->moments[2] += mass * away * away;
  }
  return EPI_OK;
}

EpiStatus
epi_empirical_new (const double *x, size_t m, double h, EpiEmpirical *out)
{
  *out = (EpiEmpirical){.m = m, .h = h, .entropy = NAN};
  if (!epi_is_finite (x, m) || !isfinite (h) || h < 0)
    return EPI_NOT_FINITE;
  out->x = epi_new (double, m);
  if (out->x == NULL)
    return EPI_NO_MEMORY;
  memcpy (out->x, x, m * sizeof *x);
  qsort (out->x, m, sizeof *x, compare);
  long double sum = 0;
  for (size_t i = 0; i < m; i++)
    sum += x[i];
  out->mean = (double)(sum / m);
  EpiStatus status = h > 0 ? integrate_bumps (out) : EPI_OK;
  if (status != EPI_OK)
    epi_empirical_clear (out);
  return status;
}

void
epi_empirical_clear (EpiEmpirical *self)
{
  epi_free (self->x);
  epi_free (self->at);
  epi_free (self->mass);
  *self = (EpiEmpirical){0};
}

/* ---- The three losses ---- */

static double
log_model (double x, double mu)
{
  return -(x - mu) * (x - mu) / 2 - LOG_2PI / 2;
}

double
epi_empirical_half_mse (const EpiEmpirical *self, double mu)
{
  double sum = 0;

  for (size_t i = 0; i < self->m; i++)
    sum += (self->x[i] - mu) * (self->x[i] - mu);
  bool one = self->x[0] == self->x[self->m - 1]; /* all are */
  double rounding =
      (ROUNDINGS + (double)self->m / 2) * DBL_EPSILON * fabs (self->x[0]);
  return one && fabs (self->x[0] - mu) <= rounding ? 0
                                                   : sum / (double)self->m / 2;
}

double
epi_empirical_loss (const EpiEmpirical *self, double mu)
{
  double sum = 0;

  for (size_t i = 0; i < self->m; i++)
    sum -= log_model (self->x[i], mu);
  return sum / (double)self->m;
}

/* ∫ p̂ₕ log p̂ₕ + ∫ p̂ₕ ((x - μ)² + log 2π) / 2, the square from the moments. */
double
epi_empirical_divergence (const EpiEmpirical *self, double mu)
{
  const double *moment = self->moments;
  double off = mu - self->mean;

  if (self->h == 0)
    return INFINITY;
  double square = moment[2] - 2 * off * moment[1] + off * off * moment[0];
  double cross = (square + LOG_2PI * moment[0]) / 2, kl = cross - self->entropy;
  double rounding = DBL_EPSILON * (fabs (cross) + fabs (self->entropy));
  return fabs (kl) <= ROUNDINGS * rounding ? 0 : kl;
}
