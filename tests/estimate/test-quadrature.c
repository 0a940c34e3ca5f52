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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quadrature/known-integrals", test_known_integrals);
  g_test_add_func ("/quadrature/several-are-each-alone",
                   test_several_are_each_alone);
  return g_test_run ();
}
