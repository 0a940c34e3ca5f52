/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mean of a stream of numbers and its standard error, by Welford's
 * recurrence:
 *
 *     mₙ = mₙ₋₁ + (yₙ - mₙ₋₁)/n,   Sₙ = Sₙ₋₁ + (yₙ - mₙ₋₁)(yₙ - mₙ)
 *     standard error √(Sₙ/(n-1)/n),  n ≥ 2
 *
 * Welford, Note on a method for calculating corrected sums of squares and
 * products, Technometrics 4 (1962).
 */
#pragma once

#include <math.h>

typedef struct { /* begins zeroed */
  double n, mean, squares;
} EpiRunningMean;

static inline void
epi_running_mean_add (EpiRunningMean *self, double y)
{
  double away = y - self->mean;

  self->n++;
  self->mean += away / self->n;
  self->squares += away * (y - self->mean);
}

/* NAN of fewer than two. */
static inline double
epi_running_mean_error (const EpiRunningMean *self)
{
  return self->n < 2 ? NAN : sqrt (self->squares / (self->n - 1) / self->n);
}
