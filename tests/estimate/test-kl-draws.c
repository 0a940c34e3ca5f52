/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-kl-draws.h"

#include "estimate/epi-divergence.h"
#include "method-checks.h"

#include <math.h>

static const double half[] = {0.5, 0.5}, all[] = {1};
static const EpiDensity peaks[] = {{EPI_DENSITY_GAUSSIAN, {-2, 0.6}},
                                   {EPI_DENSITY_GAUSSIAN, {2, 0.6}}};
static const EpiDensity bell[] = {{EPI_DENSITY_GAUSSIAN, {0.5, 2}}};
static const EpiDensity box[] = {{EPI_DENSITY_UNIFORM, {0, 1}}};
static const EpiDensityMixture p = {2, half, peaks}, q = {1, all, bell},
                               r = {1, all, box};

static EpiMethod *
draws (const EpiDensityMixture *from, const EpiDensityMixture *to, size_t batch,
       double tolerance, uint64_t seed)
{
  const EpiKlDrawsOptions options = {batch, tolerance, seed, 0};
  EpiMethod *method;

  g_assert_cmpint (epi_kl_draws_new (from, to, &options, &method), ==, EPI_OK);
  return method;
}

static double
number (const EpiMethod *method, const char *name)
{
  EpiFrame *frame = epi_method_record (method);
  double value = epi_frame_scalar (frame, name, NAN);

  epi_frame_unref (frame);
  return value;
}

/* What is estimated is the integral; and s is the error that it says it is: of
 * 200 runs about 5 % are off by more than 2s, and none by more than 5s. */
static void
test_error_is_what_it_says (void)
{
  double error, exact = epi_kl_mixtures (&p, &q, &error);
  size_t beyond = 0;

  for (uint64_t seed = 0; seed < 200; seed++) {
    EpiMethod *method = draws (&p, &q, 50, 0, seed);
    epi_method_run (method, 20, NULL, NULL);
    double off = fabs (method->f - exact) / number (method, "standard_error");
    g_assert_cmpfloat (number (method, "draws"), ==, 1000);
    g_assert_cmpfloat (off, <, 5);
    beyond += off > 2;
    epi_method_free (method);
  }
  g_assert_cmpuint (beyond, >=, 2); /* 4.55 % of 200, ± 2.5 deviations */
  g_assert_cmpuint (beyond, <=, 17);
}

/* A hundred times the draws, a tenth of the error. */
static void
test_error_falls_as_the_root (void)
{
  EpiMethod *method = draws (&p, &q, 100, 0, 7);

  epi_method_run (method, 10, NULL, NULL);
  double early = number (method, "standard_error");
  epi_method_run (method, 1000, NULL, NULL);
  double late = number (method, "standard_error");
  g_assert_cmpfloat_with_epsilon (early / late, 10, 1);
  epi_method_free (method);
}

static void
test_it_ends_where_it_is_good_enough (void)
{
  EpiMethod *same = draws (&p, &p, 10, 1e-3, 1);
  EpiMethod *enough = draws (&p, &q, 100, 0.01, 1);

  g_assert_cmpint (epi_method_step (same), ==, EPI_CONVERGED);
  g_assert_cmpfloat (same->f, ==, 0); /* every single draw says so */
  g_assert_cmpint (epi_method_run (enough, 10000, NULL, NULL), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (number (enough, "standard_error"), <=, 0.01);
  epi_method_free (same);
  epi_method_free (enough);
}

static void
test_mass_outside_ends_it (void)
{
  EpiMethod *outside = draws (&q, &r, 20, 0, 1),
            *inside = draws (&r, &q, 20, 0, 1);

  g_assert_cmpint (epi_method_run (outside, 100, NULL, NULL), ==,
                   EPI_UNBOUNDED);
  g_assert_true (isfinite (outside->f));
  g_assert_true (isnan (number (outside, "estimate")));
  g_assert_cmpint (epi_method_run (inside, 100, NULL, NULL), ==, EPI_RUNNING);
  epi_method_free (outside);
  epi_method_free (inside);
}

static void
test_it_is_a_method (void)
{
  EpiMethod *method = draws (&p, &q, 30, 0, 5);

  check_steps_allocate_nothing (method, 20);
  epi_method_free (method);
  check_restored_state_repeats (draws (&p, &q, 30, 0, 5),
                                draws (&p, &q, 30, 0, 99), 7, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/kl-draws/" name, func)
  ADD ("error-is-what-it-says", test_error_is_what_it_says);
  ADD ("error-falls-as-the-root", test_error_falls_as_the_root);
  ADD ("it-ends-where-it-is-good-enough", test_it_ends_where_it_is_good_enough);
  ADD ("mass-outside-ends-it", test_mass_outside_ends_it);
  ADD ("it-is-a-method", test_it_is_a_method);
  return g_test_run ();
}
