/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-bernoulli.h"

#include "method-checks.h"

#include <math.h>

static EpiMethod *
method_of (double ones, double zeros, double pi)
{
  EpiMethod *method;

  g_assert_cmpint (epi_bernoulli_new (ones, zeros, pi, &method), ==, EPI_OK);
  return method;
}

/* From everywhere to the share of ones, ℓ growing all the way, where its
 * gradient vanishes. */
static void
test_it_ends_at_the_share_of_ones (void)
{
  static const double counts[][2] = {{3, 1}, {1, 99}, {0.5, 2.25}, {500, 500}};

  for (size_t i = 0; i < G_N_ELEMENTS (counts); i++)
    for (double pi = 1e-6; pi < 1; pi += 0.0999) {
      EpiMethod *method = method_of (counts[i][0], counts[i][1], pi);
      double f = method->f, n = counts[i][0] + counts[i][1];
      while (method->status == EPI_RUNNING && method->k < 200) {
        epi_method_step (method);
        g_assert_cmpfloat (method->f, <=, f + 1e-12 * (1 + fabs (f)));
        f = method->f;
      }
      g_assert_cmpint (method->status, ==, EPI_CONVERGED);
      double right = counts[i][0] / n;
      g_assert_cmpfloat (fabs (method->x[0] - right), <=, 1e-7);
      g_assert_cmpfloat (fabs (counts[i][0] / method->x[0] -
                               counts[i][1] / (1 - method->x[0])),
                         <=, 1e-5 * n / (right * (1 - right)));
      epi_method_free (method);
    }
}

/* Only ones: the border itself, in as many doublings as lead there. */
static void
test_only_ones_end_on_the_border (void)
{
  EpiMethod *method = method_of (7, 0, 0.2);

  g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat (method->x[0], ==, 1);
  g_assert_cmpfloat (method->f, ==, 0);
  g_assert_cmpuint (method->k, ==, 3);
  epi_method_free (method);
  method = method_of (0, 4, 0.9);
  g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat (method->x[0], ==, 0);
  epi_method_free (method);
}

static void
test_the_digits_double (void)
{
  EpiMethod *method = method_of (3, 7, 0.3 + 1e-3);

  epi_method_step (method);
  double once = fabs (method->x[0] - 0.3);
  g_assert_cmpfloat (once, <=, 1e-5);
  epi_method_step (method);
  g_assert_cmpfloat (fabs (method->x[0] - 0.3), <=,
                     fmax (10 * once * once, 1e-15));
  epi_method_free (method);
}

static void
test_what_is_no_problem_is_refused (void)
{
  EpiMethod *method;

  g_assert_cmpint (epi_bernoulli_new (0, 0, 0.5, &method), ==, EPI_SINGULAR);
  g_assert_cmpint (epi_bernoulli_new (NAN, 1, 0.5, &method), ==,
                   EPI_NOT_FINITE);
  g_assert_cmpint (epi_bernoulli_new (-1, 1, 0.5, &method), ==, EPI_NOT_FINITE);
  g_assert_cmpint (epi_bernoulli_new (1, 1, 1, &method), ==, EPI_NOT_FINITE);
  g_assert_cmpfloat (epi_bernoulli_value (1, 0, 0), ==, -INFINITY);
}

static void
test_a_method_keeps_its_promises (void)
{
  check_restored_state_repeats (method_of (3, 90, 0.9), method_of (3, 90, 0.9),
                                2, 5);
  EpiMethod *method = method_of (3, 90, 0.9);
  g_assert_cmpint (check_steps_allocate_nothing (method, 200), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/bernoulli/" name, func)
  ADD ("it ends at the share of ones", test_it_ends_at_the_share_of_ones);
  ADD ("only ones end on the border", test_only_ones_end_on_the_border);
  ADD ("the digits double", test_the_digits_double);
  ADD ("what is no problem is refused", test_what_is_no_problem_is_refused);
  ADD ("a method keeps its promises", test_a_method_keeps_its_promises);
  return g_test_run ();
}
