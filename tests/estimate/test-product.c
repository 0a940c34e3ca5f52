/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-product.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define N 1200

/* Halves are exact: 2⁻¹⁴⁹ and 2⁻¹⁰⁷⁴ are the least that a float and a double
 * hold, and half of that is a tie, which goes to the even one: 0. */
static void
test_halves_vanish_where_the_formats_end (void)
{
  double log_p[N], twice[N], sum[N];
  float single[N];

  for (size_t i = 0; i < N; i++)
    log_p[i] = log (0.5);
  epi_product_of (log_p, N, single, twice, sum);
  g_assert_cmpfloat (single[148], ==, FLT_TRUE_MIN);
  g_assert_cmpfloat (single[149], ==, 0);
  g_assert_cmpfloat (single[N - 1], ==, 0);
  g_assert_cmpfloat (twice[1073], ==, DBL_TRUE_MIN);
  g_assert_cmpfloat (twice[1074], ==, 0);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (sum[i], -(double)(i + 1) * M_LN2, 1e-9);
}

/* Densities may be above 1, and then a product runs over. */
static void
test_it_runs_over_as_well (void)
{
  double log_p[N], twice[N], sum[N];
  float single[N];

  for (size_t i = 0; i < N; i++)
    log_p[i] = log (4);
  epi_product_of (log_p, N, single, twice, sum);
  g_assert_true (isfinite (single[62]) && isinf (single[64]));
  g_assert_true (isfinite (twice[510]) && isinf (twice[512]));
  g_assert_true (isfinite (sum[N - 1]));
}

/* Where nothing is lost the three agree to their precision. */
static void
test_short_products_agree (void)
{
  double log_p[20], twice[20], sum[20];
  float single[20];

  for (size_t i = 0; i < 20; i++)
    log_p[i] = -0.1 * (double)(i % 7);
  epi_product_of (log_p, 20, single, twice, sum);
  for (size_t i = 0; i < 20; i++) {
    double n = (double)(i + 1), right = exp (sum[i]);
    g_assert_cmpfloat (fabs (twice[i] - right), <=,
                       4 * n * DBL_EPSILON * right);
    g_assert_cmpfloat (fabs (single[i] - right), <=,
                       2 * n * FLT_EPSILON * right);
  }
}

/* What is lost stays lost, except that 0 times what no float can hold is no
 * number: factor by factor as the formats have it. */
static void
test_what_is_lost_is_lost_as_the_formats_have_it (void)
{
  enum { MANY = 40 };
  double log_p[MANY], twice[MANY];
  float single[MANY];

  for (size_t i = 0; i < MANY; i++)
    log_p[i] = i == 30 ? 80 : i == 36 ? 100 : -100;
  epi_product_of (log_p, MANY, single, twice, NULL);
  g_assert_cmpfloat (single[0], >, 0);
  g_assert_cmpfloat (twice[6], >, 0);
  for (size_t i = 1; i < 36; i++)
    g_assert_cmpfloat (single[i], ==, 0);
  for (size_t i = 36; i < MANY; i++)
    g_assert_true (isnan (single[i]));
  for (size_t i = 7; i < MANY; i++)
    g_assert_cmpfloat (twice[i], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/product/" name, func)
  ADD ("what is lost is lost as the formats have it",
       test_what_is_lost_is_lost_as_the_formats_have_it);
  ADD ("halves vanish where the formats end",
       test_halves_vanish_where_the_formats_end);
  ADD ("it runs over as well", test_it_runs_over_as_well);
  ADD ("short products agree", test_short_products_agree);
  return g_test_run ();
}
