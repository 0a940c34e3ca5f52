/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-newton.h"
#include "descend/epi-polynomial-oracle.h"
#include "method-checks.h"

#include <math.h>

/* x²/2 + 5y², Rosenbrock's valley, and x⁴/4 - x²/2 + y²/2, which has a saddle
 * at 0 between its minima (±1, 0). */

static double
bowl (const EpiOracle *self, const double *x, double *g)
{
  if (g != NULL) {
    g[0] = x[0];
    g[1] = 10 * x[1];
  }
  return x[0] * x[0] / 2 + 5 * x[1] * x[1];
}

static void
bowl_hessian (const EpiOracle *self, const double *x, double *H)
{
  H[0] = 1, H[1] = H[2] = 0, H[3] = 10;
}

static double
valley (const EpiOracle *self, const double *x, double *g)
{
  double a = 1 - x[0], b = x[1] - x[0] * x[0];

  if (g != NULL) {
    g[0] = -2 * a - 400 * x[0] * b;
    g[1] = 200 * b;
  }
  return a * a + 100 * b * b;
}

static void
valley_hessian (const EpiOracle *self, const double *x, double *H)
{
  H[0] = 2 - 400 * (x[1] - 3 * x[0] * x[0]);
  H[1] = H[2] = -400 * x[0];
  H[3] = 200;
}

static double
two_wells (const EpiOracle *self, const double *x, double *g)
{
  double s = x[0] * x[0];

  if (g != NULL) {
    g[0] = x[0] * (s - 1);
    g[1] = x[1];
  }
  return s * s / 4 - s / 2 + x[1] * x[1] / 2;
}

static void
two_wells_hessian (const EpiOracle *self, const double *x, double *H)
{
  H[0] = 3 * x[0] * x[0] - 1, H[1] = H[2] = 0, H[3] = 1;
}

static const EpiOracle bowl_oracle = {
    .n = 2, .value = bowl, .hessian = bowl_hessian};
static const EpiOracle valley_oracle = {
    .n = 2, .value = valley, .hessian = valley_hessian};
static const EpiOracle two_wells_oracle = {
    .n = 2, .value = two_wells, .hessian = two_wells_hessian};
static const EpiOracle slope_only = {.n = 2, .value = bowl};

static EpiMethod *
newton_of (const EpiOracle *oracle, double x, double y)
{
  EpiMethod *method;
  const double x0[] = {x, y};

  g_assert_cmpint (epi_newton_new (oracle, x0, &method), ==, EPI_OK);
  return method;
}

/* One step to the minimum; the second one sees that there is nothing to do. */
static void
test_quadratic_takes_one_step (void)
{
  EpiMethod *newton = newton_of (&bowl_oracle, 5, -3);

  epi_method_step (newton);
  g_assert_cmpfloat (fabs (newton->x[0]) + fabs (newton->x[1]), <=, 1e-14);
  epi_method_step (newton);
  g_assert_cmpint (newton->status, ==, EPI_CONVERGED);
  epi_method_free (newton);
}

static void
test_curved_valley (void)
{
  EpiMethod *newton = newton_of (&valley_oracle, -1.2, 1);
  double before = newton->f;

  while (newton->status == EPI_RUNNING && newton->k < 100) {
    epi_method_step (newton);
    g_assert_cmpfloat (newton->f, <=, before); /* Armijo: never uphill */
    before = newton->f;
  }
  g_assert_cmpint (newton->status, ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (newton->x[0], 1, 1e-8);
  g_assert_cmpfloat_with_epsilon (newton->x[1], 1, 1e-8);
  g_assert_cmpuint (newton->k, <, 30);
  epi_method_free (newton);
}

/* From beside the saddle, where ∇²f is indefinite, into the well of that side;
 * on the saddle itself the gradient is zero, and that is not called converged.
 */
static void
test_no_saddle_is_an_answer (void)
{
  for (int side = -1; side <= 1; side += 2) {
    EpiMethod *newton = newton_of (&two_wells_oracle, side * 1e-6, 0.5);
    g_assert_cmpint (epi_method_run (newton, 200, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (newton->x[0], side, 1e-9);
    g_assert_cmpfloat_with_epsilon (newton->f, -0.25, 1e-12);
    epi_method_free (newton);
  }
  EpiMethod *newton = newton_of (&two_wells_oracle, 0, 0);
  g_assert_cmpint (epi_method_run (newton, 200, NULL, NULL), !=, EPI_CONVERGED);
  g_assert_cmpfloat (newton->x[0], ==, 0);
  epi_method_free (newton);
}

static void
test_promises_of_a_method (void)
{
  EpiPolynomial f;
  EpiOracle *oracle;
  EpiMethod *method, *twin;
  double x0[12];

  g_assert_cmpint (epi_polynomial_random_new (1, 12, 6, 80, &f), ==, EPI_OK);
  g_assert_cmpint (epi_polynomial_oracle_new (&f, &oracle), ==, EPI_OK);
  for (size_t j = 0; j < 12; j++)
    x0[j] = 1.5 * sin ((double)j);
  g_assert_cmpint (epi_newton_new (oracle, x0, &method), ==, EPI_OK);
  g_assert_cmpint (epi_newton_new (oracle, x0, &twin), ==, EPI_OK);
  check_restored_state_repeats (method, twin, 3, 6);
  g_assert_cmpint (epi_newton_new (oracle, x0, &method), ==, EPI_OK);
  check_steps_allocate_nothing (method, 100);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  double work = epi_newton_work (method), f1 = method->f;
  epi_newton_restart (method, x0); /* as if new */
  epi_method_run (method, 100, NULL, NULL);
  g_assert_cmpfloat (epi_newton_work (method), ==, work);
  g_assert_cmpfloat (method->f, ==, f1);
  epi_method_free (method);

  EpiStatus status = EPI_NO_MEMORY;
  for (long i = 0; status == EPI_NO_MEMORY; i++) {
    epi_alloc_fail_at (i);
    status = epi_newton_new (oracle, x0, &method);
    epi_alloc_fail_at (-1);
  }
  g_assert_cmpint (status, ==, EPI_OK);
  epi_method_free (method);
  g_assert_cmpint (epi_newton_new (&slope_only, x0, &method), ==,
                   EPI_UNSUPPORTED);
  x0[3] = NAN;
  g_assert_cmpint (epi_newton_new (oracle, x0, &method), ==, EPI_NOT_FINITE);
  epi_oracle_free (oracle);
  epi_polynomial_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/newton/quadratic-takes-one-step",
                   test_quadratic_takes_one_step);
  g_test_add_func ("/newton/curved-valley", test_curved_valley);
  g_test_add_func ("/newton/no-saddle-is-an-answer",
                   test_no_saddle_is_an_answer);
  g_test_add_func ("/newton/promises-of-a-method", test_promises_of_a_method);
  return g_test_run ();
}
