/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-histogram.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { N = 1000 };

static void
draw (uint64_t seed, double *values)
{
  EpiRandom random = epi_random (seed, 0);
  double scale = pow (10, (double)epi_random_below (&random, 30) - 15);
  double shift = epi_random_normal (&random) * 100;

  for (size_t i = 0; i < N; i++)
    values[i] = scale * (shift + epi_random_normal (&random));
}

/* Each bin holds exactly the values between its edges, which cover all; and
 * with bins half as wide they would not fit. */
static void
test_bins_count_what_lies_in_them (void)
{
  for (uint64_t seed = 0; seed < 40; seed++) {
    double values[N], low = INFINITY, high = -INFINITY, total = 0;
    EpiHistogram h = {0};
    draw (seed, values);
    for (size_t i = 0; i < N; i++) {
      epi_histogram_add (&h, values[i]);
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
    double w = epi_histogram_width (&h), at = epi_histogram_low (&h);
    for (size_t b = 0; b < h.n; b++) {
      double count = 0;
      for (size_t i = 0; i < N; i++)
        count += values[i] >= at + (double)b * w &&
                 values[i] < at + (double)(b + 1) * w;
      g_assert_cmpfloat (h.counts[b], ==, count);
      total += count;
    }
    g_assert_cmpfloat (total, ==, N);
    g_assert_cmpuint (h.n, <=, EPI_HISTOGRAM_BINS);
    g_assert_cmpfloat (floor (2 * high / w) - floor (2 * low / w) + 1, >,
                       EPI_HISTOGRAM_BINS);
  }
}

static void
test_order_does_not_matter (void)
{
  for (uint64_t seed = 0; seed < 40; seed++) {
    double values[N];
    size_t order[N];
    EpiRandom random = epi_random (seed, 1);
    EpiHistogram a = {0}, b = {0};
    draw (seed, values);
    epi_random_permutation (&random, order, N);
    for (size_t i = 0; i < N; i++) {
      epi_histogram_add (&a, values[i]);
      epi_histogram_add (&b, values[order[i]]);
    }
    g_assert_cmpint (a.exponent, ==, b.exponent);
    g_assert_cmpint (a.first, ==, b.first);
    g_assert_cmpuint (a.n, ==, b.n);
    g_assert_cmpmem (a.counts, a.n * sizeof *a.counts, b.counts,
                     b.n * sizeof *b.counts);
  }
}

/* Values of any size, zero, the smallest and the largest among them. */
static void
test_extremes_fit (void)
{
  const double values[] = {
      0, 0x1p-1074, -0x1p-1022, 1, -1e-300, 1e300, -0x1.fffffffffffffp1023};
  EpiHistogram h = {0};
  double total = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    epi_histogram_add (&h, values[i]);
  for (size_t i = 0; i < h.n; i++)
    total += h.counts[i];
  g_assert_cmpfloat (total, ==, G_N_ELEMENTS (values));
  g_assert_cmpfloat (epi_histogram_low (&h), <=, -0x1.fffffffffffffp1023);

  EpiHistogram one = {0}; /* one value again and again: one bin */
  for (size_t i = 0; i < N; i++)
    epi_histogram_add (&one, -2.5);
  g_assert_cmpuint (one.n, ==, 1);
  g_assert_cmpfloat (one.counts[0], ==, N);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/bins-count-what-lies-in-them",
                   test_bins_count_what_lies_in_them);
  g_test_add_func ("/histogram/order-does-not-matter",
                   test_order_does_not_matter);
  g_test_add_func ("/histogram/extremes-fit", test_extremes_fit);
  return g_test_run ();
}
