/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-polynomial.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define SCALE 0.01     /* s */
#define RADIUS 2       /* where all terms weigh about the same */
#define PLANTED 16     /* how much more the squares of monomials weigh */
#define MOST_FACTORS 4 /* of a term */

typedef struct { /* a monomial: factors in ascending variables */
  int n, degree;
  int variable[MOST_FACTORS], exponent[MOST_FACTORS];
} Monomial;

static EpiStatus
allocate (EpiPolynomial *f, size_t n, size_t d, size_t most)
{
  *f = (EpiPolynomial){
      .variables = n, .power = d + d % 2, .degree = d + d % 2, .scale = SCALE};
  f->coefficient = epi_new (double, most);
  f->start = epi_new0 (int, most + 1);
  f->variable = epi_new (int, most *MOST_FACTORS);
  f->exponent = epi_new (int, most *MOST_FACTORS);
  f->powers = epi_new0 (double, n *(f->degree + 1));
  if (f->coefficient != NULL && f->start != NULL && f->variable != NULL &&
      f->exponent != NULL && f->powers != NULL)
    return EPI_OK;
  epi_polynomial_clear (f);
  return EPI_NO_MEMORY;
}

static void
add_term (EpiPolynomial *f, double coefficient, const Monomial *m)
{
  int at = f->start[f->terms];

  memcpy (f->variable + at, m->variable, (size_t)m->n * sizeof (int));
  memcpy (f->exponent + at, m->exponent, (size_t)m->n * sizeof (int));
  f->coefficient[f->terms++] = coefficient;
  f->start[f->terms] = at + m->n;
}

/* x_j^a */
static Monomial
power (size_t j, int a)
{
  return (Monomial){1, a, {(int)j}, {a}};
}

/* m² */
static Monomial
square (Monomial m)
{
  m.degree *= 2;
  for (int e = 0; e < m.n; e++)
    m.exponent[e] *= 2;
  return m;
}

/* Of the degree, in k different variables of n; k ≤ degree, k ≤ n. */
static Monomial
draw_monomial (EpiRandom *random, size_t n, int degree, int k)
{
  Monomial m = {.degree = degree};

  while (m.n < k) { /* sorted in by insertion */
    int j = (int)epi_random_below (random, n), at = m.n;
    bool new = true;
    for (int e = 0; e < m.n; e++)
      new = new &&m.variable[e] != j;
    if (!new)
      continue;
    for (; at > 0 && m.variable[at - 1] > j; at--)
      m.variable[at] = m.variable[at - 1];
    m.variable[at] = j;
    m.exponent[m.n++] = 1;
  }
  for (int left = degree - k; left > 0; left--)
    m.exponent[epi_random_below (random, (uint64_t)k)]++;
  return m;
}

static double
weight (const EpiPolynomial *f, int degree)
{
  return f->scale * pow (RADIUS, (double)f->power - degree);
}

/* ---- Any polynomial ---- */

/* Σₜ |cₜ| aₜⱼ/p ≤ s/2 over the terms of degree p. */
static void
bound_leading_terms (EpiPolynomial *f, const int *degree, double *load)
{
  double most = 0;

  memset (load, 0, f->variables * sizeof *load);
  for (size_t t = 0; t < f->terms; t++)
    for (int e = f->start[t]; e < f->start[t + 1]; e++)
      if (degree[t] == (int)f->power)
        load[f->variable[e]] +=
            fabs (f->coefficient[t]) * f->exponent[e] / (double)f->power;
  for (size_t j = 0; j < f->variables; j++)
    most = fmax (most, load[j]);
  for (size_t t = 0; t < f->terms && most > f->scale / 2; t++)
    if (degree[t] == (int)f->power)
      f->coefficient[t] *= f->scale / 2 / most * (1 - 0x1p-40);
}

EpiStatus
epi_polynomial_random_new (uint64_t seed, size_t n, size_t d, size_t terms,
                           EpiPolynomial *f)
{
  EpiRandom random = epi_random (seed, 0);
  int *degree = epi_new (int, terms);
  double *load = epi_new (double, n);
  EpiStatus status = allocate (f, n, d, terms);

  assert (n >= 1 && d >= 2 && terms >= 1);
  if (status == EPI_OK && degree != NULL && load != NULL) {
    for (size_t t = 0; t < terms; t++) {
      int of = t == 0 ? (int)d : 1 + (int)epi_random_below (&random, d);
      int most = of < MOST_FACTORS ? of : MOST_FACTORS;
      most = (size_t)most < n ? most : (int)n;
      int k = 1 + (int)epi_random_below (&random, (uint64_t)most);
      Monomial m = draw_monomial (&random, n, of, k);
      add_term (f, epi_random_normal (&random) * weight (f, of), &m);
      degree[t] = of;
    }
    bound_leading_terms (f, degree, load);
  } else {
    epi_polynomial_clear (f);
    status = EPI_NO_MEMORY;
  }
  epi_free (degree);
  epi_free (load);
  return status;
}

/* ---- One with a planted minimum ---- */

static double
monomial_at (const Monomial *m, const double *x)
{
  double value = 1;

  for (int e = 0; e < m->n; e++)
    value *= pow (x[m->variable[e]], m->exponent[e]);
  return value;
}

/* s (q(xⱼ) - q(x*ⱼ))² without the s xⱼᵖ that stands in the last sum. */
static void
add_square_of_variable (EpiPolynomial *f, size_t j, double at)
{
  int half = (int)f->power / 2;
  double q = pow (at, half) + at;
  const Monomial one = power (j, 1), two = power (j, 2);
  const Monomial h = power (j, half), next = power (j, half + 1);

  add_term (f, 2 * f->scale, &next);
  add_term (f, f->scale, &two);
  add_term (f, -2 * f->scale * q, &h);
  add_term (f, -2 * f->scale * q, &one);
  f->constant += f->scale * q * q;
}

/* w (m(x) - m(x*))² */
static void
add_square_of_monomial (EpiPolynomial *f, double w, const Monomial *m,
                        const double *planted)
{
  double at = monomial_at (m, planted);
  Monomial both = square (*m);

  add_term (f, w, &both);
  add_term (f, -2 * w * at, m);
  f->constant += w * at * at;
}

EpiStatus
epi_polynomial_planted_new (uint64_t seed, size_t n, size_t d, size_t terms,
                            double *planted, EpiPolynomial *f)
{
  EpiRandom random = epi_random (seed, 1);
  size_t own = 4 * n, squares = terms > own + 2 ? (terms - own) / 2 : 1;
  EpiStatus status = allocate (f, n, d, own + 2 * squares);

  assert (n >= 1 && d >= 4);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < n; j++) {
    double size = 1 + epi_random_uniform (&random) / 2;
    planted[j] = epi_random_below (&random, 2) == 0 ? size : -size;
    add_square_of_variable (f, j, planted[j]);
  }
  for (size_t t = 0; t < squares; t++) {
    int half = (int)d / 2, k = half < 3 ? half : 3;
    int of = k + (int)epi_random_below (&random, (uint64_t)(half - k + 1));
    k = (size_t)k < n ? k : (int)n;
    Monomial m = draw_monomial (&random, n, of, k);
    double w =
        PLANTED * weight (f, 2 * of) * fabs (epi_random_normal (&random));
    add_square_of_monomial (f, w, &m, planted);
  }
  return EPI_OK;
}
