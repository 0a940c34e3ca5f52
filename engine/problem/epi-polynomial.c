/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-polynomial.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static size_t
stride (const EpiPolynomial *f)
{
  return f->degree + 1;
}

static double
power_of (const EpiPolynomial *f, int j, int k)
{
  return f->powers[(size_t)j * stride (f) + (size_t)k];
}

static void
find_powers (const EpiPolynomial *f, const double *x)
{
  for (size_t j = 0; j < f->variables; j++) {
    double *to = f->powers + j * stride (f);
    to[0] = 1;
    for (size_t k = 1; k <= f->degree; k++)
      to[k] = to[k - 1] * x[j];
  }
}

/* c Π xⱼ^aⱼ over the factors of a term, of which two (or one, or none) are
 * left out. */
static double
product (const EpiPolynomial *f, size_t t, int but, int and_but)
{
  double value = f->coefficient[t];

  for (int e = f->start[t]; e < f->start[t + 1]; e++)
    if (e != but && e != and_but)
      value *= power_of (f, f->variable[e], f->exponent[e]);
  return value;
}

double
epi_polynomial_value (const EpiPolynomial *f, const double *x, double *gradient)
{
  double terms = 0, sum = 0;
  int p = (int)f->power;

  find_powers (f, x);
  for (size_t j = 0; j < f->variables; j++) {
    sum += power_of (f, (int)j, p);
    if (gradient != NULL)
      gradient[j] = f->scale * p * power_of (f, (int)j, p - 1);
  }
  for (size_t t = 0; t < f->terms; t++) {
    terms += product (f, t, -1, -1);
    for (int e = f->start[t]; gradient != NULL && e < f->start[t + 1]; e++)
      gradient[f->variable[e]] +=
          product (f, t, e, -1) * f->exponent[e] *
          power_of (f, f->variable[e], f->exponent[e] - 1);
  }
  return f->constant + terms + f->scale * sum;
}

void
epi_polynomial_hessian (const EpiPolynomial *f, const double *x, double *H)
{
  size_t n = f->variables;
  int p = (int)f->power;

  find_powers (f, x);
  memset (H, 0, n * n * sizeof *H);
  for (size_t j = 0; j < n; j++)
    H[j * n + j] = f->scale * p * (p - 1) * power_of (f, (int)j, p - 2);
  for (size_t t = 0; t < f->terms; t++)
    for (int e = f->start[t]; e < f->start[t + 1]; e++) {
      int a = f->exponent[e];
      size_t j = (size_t)f->variable[e];
      if (a > 1)
        H[j * n + j] +=
            product (f, t, e, -1) * a * (a - 1) * power_of (f, (int)j, a - 2);
      double slope = a * power_of (f, (int)j, a - 1);
      for (int g = f->start[t]; g < e; g++) {
        size_t i = (size_t)f->variable[g];
        double both = product (f, t, e, g) * slope * f->exponent[g] *
                      power_of (f, (int)i, f->exponent[g] - 1);
        H[j * n + i] += both;
        H[i * n + j] += both;
      }
    }
}

/* ---- Counting ---- */

double
epi_polynomial_value_work (const EpiPolynomial *f)
{
  double work = (double)(f->variables * (f->degree + 4));

  for (size_t t = 0; t < f->terms; t++) {
    double k = f->start[t + 1] - f->start[t];
    work += k + 1 + k * (k + 2);
  }
  return work;
}

double
epi_polynomial_hessian_work (const EpiPolynomial *f)
{
  double work = (double)(f->variables * (f->degree + 3));

  for (size_t t = 0; t < f->terms; t++) {
    double k = f->start[t + 1] - f->start[t];
    work += k * (k + 4) + k * (k - 1) / 2 * (k + 3);
  }
  return work;
}

/* Each product is C(n + i, i), a whole number. */
double
epi_polynomial_dense_terms (size_t n, size_t d)
{
  double count = 1;

  for (size_t i = 1; i <= d; i++)
    count = count * (double)(n + i) / (double)i;
  return count;
}

void
epi_polynomial_clear (EpiPolynomial *f)
{
  epi_free (f->coefficient);
  epi_free (f->start);
  epi_free (f->variable);
  epi_free (f->exponent);
  epi_free (f->powers);
  *f = (EpiPolynomial){0};
}
