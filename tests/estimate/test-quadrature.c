/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-quadrature.h"

#include <glib.h>
#include <math.h>

/* Known integrals: of a bell, of a pole that can be integrated, of a tail. */
static double
bell (double x, void *data)
{
  return exp (-x * x);
}

static double
pole (double x, void *data)
{
  return 1 / sqrt (x);
}

static double
tail (double x, void *data)
{
  return 1 / (1 + x * x);
}

static void
test_known_integrals (void)
{
  double error;

  g_assert_cmpfloat_with_epsilon (
      epi_integrate (bell, NULL, -INFINITY, INFINITY, &error), sqrt (G_PI),
      1e-13);
  g_assert_cmpfloat_with_epsilon (
      epi_integrate (bell, NULL, -INFINITY, 0, &error), sqrt (G_PI) / 2, 1e-13);
  g_assert_cmpfloat_with_epsilon (epi_integrate (pole, NULL, 0, 4, &error), 4,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (
      epi_integrate (tail, NULL, 0, INFINITY, &error), G_PI / 2, 1e-12);
}

/* One that is smooth and one that takes more halvings: to the bit what they are
 * alone, added to what was there. */
static void
bell_and_tail (double x, void *data, double *values)
{
  values[0] = bell (x, data);
  values[1] = tail (x, data);
}

static void
test_several_are_each_alone (void)
{
  static const double ends[][2] = {
      {-INFINITY, INFINITY}, {-INFINITY, -1}, {2, INFINITY}, {-1, 3}};

  for (size_t i = 0; i < G_N_ELEMENTS (ends); i++) {
    double a = ends[i][0], b = ends[i][1], error[2];
    double sums[2] = {0, 0}, errors[2] = {0, 0};
    epi_integrate_several (bell_and_tail, NULL, 2, a, b, sums, errors);
    g_assert_cmpfloat (sums[0], ==, epi_integrate (bell, NULL, a, b, error));
    g_assert_cmpfloat (sums[1], ==,
                       epi_integrate (tail, NULL, a, b, error + 1));
    g_assert_cmpfloat (errors[0], ==, error[0]);
    g_assert_cmpfloat (errors[1], ==, error[1]);
  }
}

static double
power (double x, void *data)
{
  return pow (1 + x, -1 - *(const double *)data);
}

static double
mirrored (double x, void *data)
{
  return power (-x, data);
}

static double
both_ways (double x, void *data)
{
  return power (fabs (x), data);
}

/* ∫ (1+x)^-(1+a) = 1/a, of which much lies beyond all numbers where a is small:
 * that is in what is claimed, and without end where there is no integral. */
static void
test_what_lies_beyond_is_claimed (void)
{
  static double small[] = {1e-3, 0.01, 0.03, 0.06, 0.1, 1}, none[] = {0, -0.1};
  double error;

  for (size_t i = 0; i < G_N_ELEMENTS (small); i++) {
    double sum = epi_integrate (power, &small[i], 0, INFINITY, &error);
    g_assert_cmpfloat_with_epsilon (sum, 1 / small[i],
                                    error + 1e-13 / small[i]);
    g_assert_cmpfloat (error, <, small[i] < 0.1 ? 1 / small[i] : 1e-12);
    sum = epi_integrate (mirrored, &small[i], -INFINITY, 0, &error);
    g_assert_cmpfloat_with_epsilon (sum, 1 / small[i],
                                    error + 1e-13 / small[i]);
  }
  epi_integrate (both_ways, &small[1], -INFINITY, INFINITY, &error);
  g_assert_cmpfloat (error, >, 1);
  for (size_t i = 0; i < G_N_ELEMENTS (none); i++) {
    epi_integrate (power, &none[i], 0, INFINITY, &error);
    g_assert_true (isinf (error));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quadrature/known-integrals", test_known_integrals);
  g_test_add_func ("/quadrature/several-are-each-alone",
                   test_several_are_each_alone);
  g_test_add_func ("/quadrature/what-lies-beyond-is-claimed",
                   test_what_lies_beyond_is_claimed);
  return g_test_run ();
}
