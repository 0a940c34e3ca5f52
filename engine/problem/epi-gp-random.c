/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-gp-random.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <math.h>
#include <string.h>

typedef struct {
  double *coefficient;
  int *constraint;
  EpiTriplet *triplets;
  size_t terms, entries;
} Terms;

/* One term with exponents for `variables` of the n; log cₜ = goal - aₜᵀu⁰. */
static void
add_term (Terms *to, EpiRandom *random, int constraint, size_t variables,
          size_t n, const double *u0, double goal)
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

/* aⱼxⱼ + bⱼ/xⱼ */
static void
add_objective (Terms *to, EpiRandom *random, size_t j)
{
  for (int sign = 1; sign >= -1; sign -= 2) {
    to->triplets[to->entries++] = (EpiTriplet){(int)j, (int)to->terms, sign};
    to->constraint[to->terms] = 0;
    to->coefficient[to->terms++] = 0.5 + 1.5 * epi_random_uniform (random);
  }
}

/* fᵢ, its value at x⁰ in equal shares. */
static void
add_constraint (Terms *to, EpiRandom *random, int i, size_t n, const double *u0)
{
  size_t k = 2 + epi_random_below (random, 5);
  double value = 0.5 + 0.4 * epi_random_uniform (random);

  for (size_t t = 0; t < k; t++)
    add_term (to, random, i, 2 + epi_random_below (random, 3), n, u0,
              log (value / (double)k));
}

EpiStatus
epi_gp_random_new (uint64_t seed, size_t n, size_t p, double *u0, EpiGp *out)
{
  EpiRandom random = epi_random (seed, 0);
  size_t most = 2 * n + 6 * p;
  Terms terms = {
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
      add_objective (&terms, &random, j);
    }
    for (size_t i = 1; i <= p; i++)
      add_constraint (&terms, &random, (int)i, n, at);
    status = epi_gp_new (p, n, terms.terms, terms.coefficient, terms.constraint,
                         terms.triplets, terms.entries, out);
  }
  if (u0 != NULL && at != NULL)
    memcpy (u0, at, n * sizeof *u0);
  epi_free (terms.coefficient);
  epi_free (terms.constraint);
  epi_free (terms.triplets);
  epi_free (at);
  return status;
}
