/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-descent.h"
#include "descend/epi-test-functions.h"

#include <glib.h>
#include <math.h>

/* Published to six or more digits: f there is the minimum, ∇f is what those
 * digits leave, and ∇²f is positive definite. */
static void
test_published_minima (void)
{
  for (const EpiTestFunction *f = epi_test_functions; f->name != NULL; f++)
    for (size_t i = 0; i < f->n_minimizers; i++) {
      const double *x = f->minimizers[i];
      double g[2], H[4], v[2] = {0.5, -2}, Hv[2];
      double value = f->oracle.value (&f->oracle, x, g);
      f->oracle.hessian (&f->oracle, x, H);
      f->oracle.hessian_vector (&f->oracle, x, v, Hv);
      double size = fabs (H[0]) + fabs (H[3]);
      g_assert_cmpfloat_with_epsilon (value, f->minimum, 1e-9);
      g_assert_cmpfloat (hypot (g[0], g[1]), <=, size * 5e-7);
      g_assert_cmpfloat (H[0], >, 0);
      g_assert_cmpfloat (H[0] * H[3], >, H[1] * H[2]);
      g_assert_cmpfloat_with_epsilon (Hv[0], 0.5 * H[0] - 2 * H[2], 1e-12);
      g_assert_cmpfloat_with_epsilon (Hv[1], 0.5 * H[1] - 2 * H[3], 1e-12);
      for (size_t c = 0; c < 2; c++) {
        g_assert_cmpfloat (x[c], >, f->low[c]);
        g_assert_cmpfloat (x[c], <, f->high[c]);
      }
    }
}

/* Gradient and Hessian are the differences of what stands above them. */
static void
test_derivatives (void)
{
  const double h = 1e-5;

  for (const EpiTestFunction *f = epi_test_functions; f->name != NULL; f++)
    for (int a = 0; a <= 4; a++)
      for (int b = 0; b <= 4; b++) {
        double x[2] = {f->low[0] + a * (f->high[0] - f->low[0]) / 4,
                       f->low[1] + b * (f->high[1] - f->low[1]) / 4};
        double g[2], H[4];
        double value = f->oracle.value (&f->oracle, x, g);
        f->oracle.hessian (&f->oracle, x, H);
        double size = fabs (value) + fabs (g[0]) + fabs (g[1]) + fabs (H[0]) +
                      fabs (H[3]) + 1;
        for (size_t i = 0; i < 2; i++) {
          double plus[2] = {x[0], x[1]}, minus[2] = {x[0], x[1]};
          double at_plus[2], at_minus[2];
          plus[i] += h, minus[i] -= h;
          double up = f->oracle.value (&f->oracle, plus, at_plus);
          double down = f->oracle.value (&f->oracle, minus, at_minus);
          g_assert_cmpfloat_with_epsilon (g[i], (up - down) / (2 * h),
                                          size * 1e-8);
          for (size_t j = 0; j < 2; j++)
            g_assert_cmpfloat_with_epsilon (
                H[i + 2 * j], (at_plus[j] - at_minus[j]) / (2 * h),
                size * 1e-8);
        }
      }
}

/* Moré, Garbow, Hillstrom (1981): problems 1 and 5 where they start. */
static void
test_published_values_at_the_start (void)
{
  const EpiTestFunction *rosenbrock = epi_test_function_find ("rosenbrock");
  const EpiTestFunction *beale = epi_test_function_find ("beale");

  g_assert_cmpfloat_with_epsilon (
      rosenbrock->oracle.value (&rosenbrock->oracle, rosenbrock->start, NULL),
      24.2, 1e-13);
  g_assert_cmpfloat_with_epsilon (
      beale->oracle.value (&beale->oracle, beale->start, NULL), 14.203125,
      1e-14);
  g_assert_null (epi_test_function_find ("ackley"));
}

/* Nesterov, example 1.2.2: from (1, 0) gradient descent goes to the saddle and
 * never leaves its line; a hair beside it, it ends in a minimum. */
static void
test_gradient_descent_ends_on_the_saddle (void)
{
  const EpiTestFunction *f = epi_test_function_find ("saddle");
  double on[] = {1, 0}, beside[] = {1, 1e-9};
  EpiMethod *method;

  epi_descent_new (EPI_DESCENT_GRADIENT, &f->oracle, on, 0.25, 0, &method);
  g_assert_cmpint (epi_method_run (method, 1000, NULL, NULL), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (method->x[1], ==, 0);
  g_assert_cmpfloat (fabs (method->x[0]), <, 1e-9);
  epi_method_free (method);

  epi_descent_new (EPI_DESCENT_GRADIENT, &f->oracle, beside, 0.25, 0, &method);
  epi_method_run (method, 200, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (method->f, f->minimum, 1e-9);
  g_assert_cmpfloat_with_epsilon (method->x[1], 1, 1e-4);
  epi_method_free (method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/test-functions/published-minima", test_published_minima);
  g_test_add_func ("/test-functions/derivatives", test_derivatives);
  g_test_add_func ("/test-functions/published-values-at-the-start",
                   test_published_values_at_the_start);
  g_test_add_func ("/test-functions/gradient-descent-ends-on-the-saddle",
                   test_gradient_descent_ends_on_the_saddle);
  return g_test_run ();
}
