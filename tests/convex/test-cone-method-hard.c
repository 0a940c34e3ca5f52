/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs that are empty, degenerate, badly scaled or without an optimum.
 */
#include "cone-checks.h"

#include <math.h>

static void
test_an_empty_program_is_solved (void)
{
  check_optimum (&(Dense){0}, NULL, 0);
  /* no variable, but 0 ≤ h */
  check_optimum (&(Dense){.h = (double[]){1, 0}, ORTHANT (2)}, NULL, 0);
  /* no variable, and 0 ≤ -1 */
  check_infeasible (&(Dense){.h = (double[]){1, -1}, ORTHANT (2)});
}

/* Rows of zeros and rows twice change nothing. */
static void
test_zero_and_duplicate_rows (void)
{
  check_optimum (
      &(Dense){.n = 2,
               .c = (double[]){-1, -2},
               .p = 1,
               .A = (double[]){0, 0},
               .b = (double[]){0},
               .G = (double[]){1, 1, 1, 1, 0, 0, -1, 0, 0, -1, -1, 0},
               .h = (double[]){1, 1, 5, 0, 0, 0},
               ORTHANT (6)},
      (double[]){0, 1}, -2);
  check_infeasible (&(Dense){.n = 1,
                             .c = (double[]){1},
                             .p = 1,
                             .A = (double[]){0},
                             .b = (double[]){1},
                             .G = (double[]){-1},
                             .h = (double[]){0},
                             ORTHANT (1)});
}

/* The textbook LP in units that are 1e±12 apart. */
static void
test_bad_units (void)
{
  static const double G[18] = {2,  3, 1, 4, 1,  2, 3, 4, 2,
                               -1, 0, 0, 0, -1, 0, 0, 0, -1};
  static const double h[6] = {5, 11, 8, 0, 0, 0}, c[3] = {-5, -4, -3};
  static const double row[6] = {1e12, 1e-12, 1, 1, 1e6, 1},
                      col[3] = {1e-6, 1, 1e6};
  double scaled_G[18], scaled_h[6], scaled_c[3];
  for (size_t j = 0; j < 3; j++)
    scaled_c[j] = c[j] * col[j];
  for (size_t i = 0; i < 6; i++) {
    scaled_h[i] = h[i] * row[i];
    for (size_t j = 0; j < 3; j++)
      scaled_G[3 * i + j] = G[3 * i + j] * row[i] * col[j];
  }
  Dense d = {.n = 3, .c = scaled_c, .G = scaled_G, .h = scaled_h, ORTHANT (6)};
  EpiMethod *method = method_for (&d, 1e-9);
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat (fabs (method->f + 13), <=, 1e-6);
  epi_method_free (method);
}

/* min y, x ≥ 1/y in a second-order cone: the infimum 0 is not attained. */
static void
test_what_is_not_attained_is_no_false_claim (void)
{
  const Dense d = {.n = 2, /* ‖(x - y, 2)‖ ≤ x + y */
                   .c = (double[]){0, 1},
                   .g = 3,
                   .G = (double[]){-1, -1, -1, 1, 0, 0},
                   .h = (double[]){0, 0, 2},
                   .n_cones = 1,
                   .cones = &(EpiCone){EPI_CONE_SECOND_ORDER, 3}};
  EpiMethod *method = method_for (&d, 1e-12);
  EpiStatus status = epi_method_run (method, 100, NULL, NULL);
  g_assert_cmpint (status, !=, EPI_INFEASIBLE);
  g_assert_cmpint (status, !=, EPI_UNBOUNDED);
  g_assert_cmpfloat (method->f, >=, 0);
  epi_method_free (method);
}

static void
test_a_tolerance_of_zero_ends_at_rounding (void)
{
  const Dense d = {.n = 2,
                   .c = (double[]){-1, -M_SQRT2},
                   .G = (double[]){1, 3, 2, 1, -1, 0, 0, -1},
                   .h = (double[]){M_PI, 2, 0, 0},
                   ORTHANT (4)};
  EpiMethod *method = method_for (&d, 0);
  EpiStatus status = epi_method_run (method, 200, NULL, NULL);
  EpiFrame *frame = epi_method_record (method);
  g_assert_true (status == EPI_NUMERICAL || status == EPI_CONVERGED);
  g_assert_cmpfloat (epi_frame_scalar (frame, "gap", NAN), <=, 1e-14);
  g_assert_cmpfloat (epi_frame_scalar (frame, "primal_residual", NAN), <=,
                     1e-14);
  if (status == EPI_CONVERGED)
    g_assert_cmpfloat (epi_frame_scalar (frame, "gap", NAN), ==, 0);
  epi_frame_unref (frame);
  epi_method_free (method);
}

static void
test_numbers_that_are_none_are_refused (void)
{
  double c[] = {1, NAN}, h[] = {INFINITY};
  const Dense nan = {.n = 2, .c = c}, inf = {.n = 1,
                                             .c = (double[]){1},
                                             .G = (double[]){-1},
                                             .h = h,
                                             ORTHANT (1)};
  EpiConeOptions options = EPI_CONE_OPTIONS_DEFAULT;
  EpiMethod *method;
  EpiConeProgram program = program_from (&nan);
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_NOT_FINITE);
  epi_cone_program_clear (&program);
  program = program_from (&inf);
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_NOT_FINITE);
  epi_cone_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/cone-method-hard/" name, test_##func)
  ADD ("an-empty-program-is-solved", an_empty_program_is_solved);
  ADD ("zero-and-duplicate-rows", zero_and_duplicate_rows);
  ADD ("bad-units", bad_units);
  ADD ("what-is-not-attained-is-no-false-claim",
       what_is_not_attained_is_no_false_claim);
  ADD ("a-tolerance-of-zero-ends-at-rounding",
       a_tolerance_of_zero_ends_at_rounding);
  ADD ("numbers-that-are-none-are-refused", numbers_that_are_none_are_refused);
  return g_test_run ();
}
