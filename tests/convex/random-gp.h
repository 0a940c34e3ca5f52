/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sparse random geometric program, for tests and benchmarks:
 *
 *     minimize Σⱼ (aⱼxⱼ + bⱼ/xⱼ)   subject to  fᵢ(x) ≤ 1, i = 1 … p
 *
 * aⱼ, bⱼ uniform in (½, 2); each fᵢ has 2 to 6 terms of 2 to 4 variables with
 * exponents ±½, ±1, ±1½, ±2.  At the point x⁰ = exp (u⁰), u⁰ normal, every
 * fᵢ(x⁰) is between 0.5 and 0.9: strictly feasible by construction.
 */
#pragma once

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "problem/epi-gp.h"

#include <math.h>

typedef struct {
  double *coefficient;
  int *constraint;
  EpiTriplet *triplets;
  size_t terms, entries;
} RandomGpTerms;

/* One term with exponents for `variables` of the n; log cₜ = goal - aₜᵀu⁰. */
static inline void
random_gp_term (RandomGpTerms *to, EpiRandom *random, int constraint,
                size_t variables, size_t n, const double *u0, double goal)
{
  size_t first = to->entries;
  while (to->entries < first + variables) {
    int j = (int)epi_random_below (random, n);
    bool new = true;
    for (size_t e = first; e < to->entries; e++)
      new = new && to->triplets[e].row != j;
    if (!new)
      continue;
    double size = 0.5 * (double)(1 + epi_random_below (random, 4));
    double exponent = epi_random_below (random, 2) == 0 ? size : -size;
    to->triplets[to->entries++] = (EpiTriplet){j, (int)to->terms, exponent};
    goal -= exponent * u0[j];
  }
  to->constraint[to->terms] = constraint;
  to->coefficient[to->terms++] = exp (goal);
}

/* n ≥ 4 variables, p constraints.  u0 (n), may be NULL: gets the strictly
 * feasible point. */
static inline EpiStatus
random_gp_new (uint64_t seed, size_t n, size_t p, double *u0, EpiGp *out)
{
  EpiRandom random = epi_random (seed, 0);
  size_t most = 2 * n + 6 * p;
  RandomGpTerms terms = {
      .coefficient = epi_new (double, most),
      .constraint = epi_new (int, most),
      .triplets = epi_new (EpiTriplet, 2 * n + 24 * p),
  };
  double *at = epi_new (double, n);
  EpiStatus status = EPI_NO_MEMORY;
  *out = (EpiGp){0};
  if (terms.coefficient != NULL && terms.constraint != NULL &&
      terms.triplets != NULL && at != NULL) {
    for (size_t j = 0; j < n; j++) {
      at[j] = epi_random_normal (&random);
      for (int sign = 1; sign >= -1; sign -= 2) {
        terms.triplets[terms.entries++] =
            (EpiTriplet){(int)j, (int)terms.terms, sign};
        terms.constraint[terms.terms] = 0;
        terms.coefficient[terms.terms++] =
            0.5 + 1.5 * epi_random_uniform (&random);
      }
    }
    for (size_t i = 1; i <= p; i++) {
      size_t k = 2 + epi_random_below (&random, 5);
      double value = 0.5 + 0.4 * epi_random_uniform (&random);
      for (size_t t = 0; t < k; t++)
        random_gp_term (&terms, &random, (int)i,
                        2 + epi_random_below (&random, 3), n, at,
                        log (value / (double)k));
    }
    status = epi_gp_new (p, n, terms.terms, terms.coefficient, terms.constraint,
                         terms.triplets, terms.entries, out);
  }
  for (size_t j = 0; j < n && u0 != NULL && at != NULL; j++)
    u0[j] = at[j];
  epi_free (terms.coefficient);
  epi_free (terms.constraint);
  epi_free (terms.triplets);
  epi_free (at);
  return status;
}
