/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "problem/epi-polynomial.h"

#include <glib.h>
#include <math.h>

enum { MOST = 24 };

static const struct {
  size_t n, d, terms;
} shapes[] = {{1, 4, 3},     {2, 2, 5},    {3, 5, 20},   {5, 4, 30},
              {20, 10, 200}, {20, 7, 200}, {24, 12, 400}};

/* Fills the random one, or for d ≥ 4 the planted one. */
static bool
draw (size_t shape, bool planted, uint64_t seed, double *at, EpiPolynomial *f)
{
  size_t n = shapes[shape].n, d = shapes[shape].d, T = shapes[shape].terms;

  if (planted && d < 4)
    return false;
  g_assert_cmpint (planted ? epi_polynomial_planted_new (seed, n, d, T, at, f)
                           : epi_polynomial_random_new (seed, n, d, T, f),
                   ==, EPI_OK);
  return true;
}

/* f as the header defines it, by powers; and the sum of the sizes of what is
 * added, for a bound on rounding. */
static double
by_definition (const EpiPolynomial *f, const double *x, double *size)
{
  double sum = f->constant;

  *size = fabs (sum);
  for (size_t t = 0; t < f->terms; t++) {
    double term = f->coefficient[t];
    for (int e = f->start[t]; e < f->start[t + 1]; e++)
      term *= pow (x[f->variable[e]], f->exponent[e]);
    sum += term;
    *size += fabs (term);
  }
  for (size_t j = 0; j < f->variables; j++) {
    double term = f->scale * pow (x[j], (double)f->power);
    sum += term;
    *size += term;
  }
  return sum;
}

static void
draw_point (EpiRandom *random, size_t n, double radius, double *x)
{
  for (size_t j = 0; j < n; j++)
    x[j] = radius * (2 * epi_random_uniform (random) - 1);
}

static void
test_value_is_the_definition (void)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int planted = 0; planted < 2; planted++) {
      EpiPolynomial f;
      EpiRandom random = epi_random (s, 5);
      double x[MOST], at[MOST], size;
      if (!draw (s, planted, 7, at, &f))
        continue;
      for (int i = 0; i < 20; i++) {
        draw_point (&random, f.variables, 3, x);
        double expected = by_definition (&f, x, &size);
        double depth = (double)(f.terms + f.variables + 4 * f.degree);
        g_assert_cmpfloat_with_epsilon (epi_polynomial_value (&f, x, NULL),
                                        expected, depth * 0x1p-52 * size);
      }
      epi_polynomial_clear (&f);
    }
}

/* Central differences err by h²/6 times the third derivative and by rounding
 * over h; and the Hessian's are those of the gradient. */
static void
test_derivatives_are_differences (void)
{
  const double h = 1e-5;

  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int planted = 0; planted < 2; planted++) {
      EpiPolynomial f;
      EpiRandom random = epi_random (s, 6);
      double x[MOST], at[MOST], g[MOST], up[MOST], down[MOST], size;
      double H[MOST * MOST];
      if (!draw (s, planted, 3, at, &f))
        continue;
      size_t n = f.variables;
      draw_point (&random, n, 2, x);
      by_definition (&f, x, &size);
      epi_polynomial_value (&f, x, g);
      epi_polynomial_hessian (&f, x, H);
      /* d³ of a term is below degree³/|x|³ times its size; |x| ~ 1. */
      double bound = 1e-7 * size * pow ((double)f.degree, 2);
      for (size_t j = 0; j < n; j++) {
        double here = x[j];
        x[j] = here + h;
        double above = epi_polynomial_value (&f, x, up);
        x[j] = here - h;
        double below = epi_polynomial_value (&f, x, down);
        x[j] = here;
        g_assert_cmpfloat_with_epsilon (g[j], (above - below) / (2 * h), bound);
        for (size_t i = 0; i < n; i++) {
          g_assert_cmpfloat_with_epsilon (H[j * n + i],
                                          (up[i] - down[i]) / (2 * h), bound);
          g_assert_cmpfloat (H[j * n + i], ==, H[i * n + j]);
        }
      }
      epi_polynomial_clear (&f);
    }
}

/* The degree is what was asked for, and the terms of degree p stay below half
 * of the sum of powers: |their sum| ≤ (s/2) Σ xᵢᵖ everywhere. */
static void
test_random_have_a_minimum (void)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (uint64_t seed = 0; seed < 10; seed++) {
      EpiPolynomial f;
      EpiRandom random = epi_random (seed, 8);
      double x[MOST];
      int largest = 0;
      draw (s, false, seed, NULL, &f);
      g_assert_cmpuint (f.terms, ==, shapes[s].terms);
      g_assert_cmpuint (f.power % 2, ==, 0);
      g_assert_cmpfloat (f.scale, ==, 0.01);
      for (int i = 0; i < 20; i++) {
        double leading = 0, sum = 0;
        draw_point (&random, f.variables, 100, x);
        for (size_t j = 0; j < f.variables; j++)
          sum += pow (x[j], (double)f.power);
        for (size_t t = 0; t < f.terms; t++) {
          double term = f.coefficient[t];
          int degree = 0;
          for (int e = f.start[t]; e < f.start[t + 1]; e++) {
            term *= pow (x[f.variable[e]], f.exponent[e]);
            degree += f.exponent[e];
          }
          largest = MAX (largest, degree);
          leading += degree == (int)f.power ? term : 0;
        }
        g_assert_cmpfloat (fabs (leading), <=, 0.005 * sum);
      }
      g_assert_cmpint (largest, ==, (int)shapes[s].d);
      epi_polynomial_clear (&f);
    }
}

/* A sum of squares that is zero at x*: 0 there and nowhere below, with the sum
 * of powers that all have; and no gradient. */
static void
test_planted_is_a_global_minimum (void)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (uint64_t seed = 0; seed < 10; seed++) {
      EpiPolynomial f;
      EpiRandom random = epi_random (seed, 9);
      double x[MOST], at[MOST], g[MOST], size;
      if (!draw (s, true, seed, at, &f))
        continue;
      size_t n = f.variables;
      by_definition (&f, at, &size);
      double rounding = (double)(f.terms + n + 4 * f.degree) * 0x1p-52 * size;
      g_assert_cmpfloat (fabs (epi_polynomial_value (&f, at, g)), <=, rounding);
      for (size_t j = 0; j < n; j++) {
        g_assert_cmpfloat (fabs (g[j]), <=, rounding * (double)f.degree);
        g_assert_cmpfloat (fabs (at[j]), >=, 1);
        g_assert_cmpfloat (fabs (at[j]), <=, 1.5);
      }
      for (int i = 0; i < 100; i++) {
        draw_point (&random, n, i % 2 == 0 ? 3 : 1e-3, x);
        for (size_t j = 0; i % 2 == 1 && j < n; j++)
          x[j] += at[j]; /* close by, too */
        by_definition (&f, x, &size);
        g_assert_cmpfloat (epi_polynomial_value (&f, x, NULL), >=,
                           -(double)(f.terms + n + 4 * f.degree) * 0x1p-52 *
                               size);
      }
      epi_polynomial_clear (&f);
    }
}

static void
test_dense_ones_are_counted (void)
{
  g_assert_cmpfloat (epi_polynomial_dense_terms (20, 10), ==, 30045015);
  g_assert_cmpfloat (epi_polynomial_dense_terms (2, 3), ==, 10);
  for (size_t n = 1; n < 30; n++) {
    g_assert_cmpfloat (epi_polynomial_dense_terms (n, 1), ==, (double)n + 1);
    for (size_t d = 1; d < 10; d++) /* Pascal's triangle */
      g_assert_cmpfloat (epi_polynomial_dense_terms (n, d), ==,
                         epi_polynomial_dense_terms (n - 1, d) +
                             epi_polynomial_dense_terms (n, d - 1));
  }
}

static void
test_no_memory (void)
{
  for (int planted = 0; planted < 2; planted++) {
    EpiStatus status = EPI_NO_MEMORY;
    for (long i = 0; status == EPI_NO_MEMORY; i++) {
      EpiPolynomial f;
      double at[MOST];
      epi_alloc_fail_at (i);
      status = planted ? epi_polynomial_planted_new (1, 5, 4, 30, at, &f)
                       : epi_polynomial_random_new (1, 5, 4, 30, &f);
      epi_alloc_fail_at (-1);
      epi_polynomial_clear (&f);
    }
    g_assert_cmpint (status, ==, EPI_OK);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/polynomial/value-is-the-definition",
                   test_value_is_the_definition);
  g_test_add_func ("/polynomial/derivatives-are-differences",
                   test_derivatives_are_differences);
  g_test_add_func ("/polynomial/random-have-a-minimum",
                   test_random_have_a_minimum);
  g_test_add_func ("/polynomial/planted-is-a-global-minimum",
                   test_planted_is_a_global_minimum);
  g_test_add_func ("/polynomial/dense-ones-are-counted",
                   test_dense_ones_are_counted);
  g_test_add_func ("/polynomial/no-memory", test_no_memory);
  return g_test_run ();
}
