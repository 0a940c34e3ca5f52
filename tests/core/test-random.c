/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

static void
test_philox_gives_the_published_vectors (void)
{
  /* Random123, kat_vectors, philox4x32-10. */
  static const uint32_t known[3][10] = {
      {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
      {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
       0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
      {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
       0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};

  for (int i = 0; i < 3; i++) {
    uint32_t out[4];
    epi_philox (known[i], known[i] + 4, out);
    g_assert_cmpmem (out, sizeof out, known[i] + 6, sizeof out);
  }
}

static void
test_draws_are_words_of_the_blocks (void)
{
  EpiRandom random = epi_random (0x123456789abcdef0, 0xfedcba9876543210);
  uint32_t key[2] = {0x9abcdef0, 0x12345678}, out[4];

  for (uint32_t i = 0; i < 100; i++) {
    uint32_t counter[4] = {i / 4, 0, 0x76543210, 0xfedcba98};
    epi_philox (counter, key, out);
    g_assert_cmphex (epi_random_bits (&random), ==, out[i % 4]);
  }
  g_assert_cmpuint (random.position, ==, 100);
}

static void
test_a_copy_draws_the_same_again (void)
{
  EpiRandom random = epi_random (5, 1);

  epi_random_bits (&random); /* an odd position: draws cross block borders */
  EpiRandom again = random;
  double a[3] = {epi_random_normal (&random), epi_random_uniform (&random),
                 epi_random_normal (&random)};
  double b[3] = {epi_random_normal (&again), epi_random_uniform (&again),
                 epi_random_normal (&again)};
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
}

/* A mean of n independent draws with variance v lies within 5 √(v/n) of its
 * expectation but for one seed in 1.7 million. */
static void
assert_mean (double sum, double n, double expected, double variance)
{
  g_assert_cmpfloat (fabs (sum / n - expected), <=, 5 * sqrt (variance / n));
}

static void
test_uniform_moments_are_within_five_sigma (void)
{
  EpiRandom random = epi_random (11, 0);
  const double n = 1e6;
  double sum = 0, squares = 0, lag = 0, last = 0.5;

  for (int i = 0; i < 1000000; i++) {
    double u = epi_random_uniform (&random);
    g_assert_true (u > 0 && u < 1);
    sum += u;
    squares += u * u;
    lag += (u - 0.5) * (last - 0.5);
    last = u;
  }
  assert_mean (sum, n, 1.0 / 2, 1.0 / 12);
  assert_mean (squares, n, 1.0 / 3, 1.0 / 5 - 1.0 / 9);
  assert_mean (lag, n, 0, 1.0 / 144);
}

static void
test_normal_moments_are_within_five_sigma (void)
{
  EpiRandom random = epi_random (12, 0);
  const double n = 1e6;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;

  for (int i = 0; i < 1000000; i++) {
    double z = epi_random_normal (&random);
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
  }
  /* Var zᵏ = E z²ᵏ - (E zᵏ)², with E z² = 1, E z⁴ = 3, E z⁶ = 15, E z⁸ = 105.
   */
  assert_mean (m1, n, 0, 1);
  assert_mean (m2, n, 1, 2);
  assert_mean (m3, n, 0, 15);
  assert_mean (m4, n, 3, 96);
}

static void
test_below_is_uniform_by_chi_square (void)
{
  EpiRandom random = epi_random (13, 0);
  enum { N = 7 };
  const double draws = 700000;
  size_t count[N] = {0};

  for (int i = 0; i < (int)draws; i++)
    count[epi_random_below (&random, N)]++;
  double chi2 = 0, expected = draws / N;
  for (int k = 0; k < N; k++)
    chi2 += ((double)count[k] - expected) * ((double)count[k] - expected) /
            expected;
  g_assert_cmpfloat (chi2, <, 38.26); /* χ²(6) exceeds it with p = 1e-6 */

  /* With n = 3·2⁶², plain remainder would favour the lowest third 2:1. */
  size_t low = 0;
  for (int i = 0; i < 100000; i++)
    low += epi_random_below (&random, (uint64_t)3 << 62) < (uint64_t)1 << 62;
  assert_mean ((double)low, 1e5, 1.0 / 3, 2.0 / 9);
  g_assert_cmpuint (epi_random_below (&random, 1), ==, 0);
}

static void
test_permutations_are_permutations_and_equally_likely (void)
{
  EpiRandom random = epi_random (14, 0);
  size_t order[3], count[6] = {0}, large[1000];
  bool seen[1000] = {false};

  epi_random_permutation (&random, large, 1000);
  for (int i = 0; i < 1000; i++) {
    g_assert_cmpuint (large[i], <, 1000);
    g_assert_false (seen[large[i]]);
    seen[large[i]] = true;
  }
  for (int i = 0; i < 60000; i++) {
    epi_random_permutation (&random, order, 3);
    count[2 * order[0] + (order[1] > order[2])]++;
  }
  double chi2 = 0;
  for (int k = 0; k < 6; k++)
    chi2 += ((double)count[k] - 1e4) * ((double)count[k] - 1e4) / 1e4;
  g_assert_cmpfloat (chi2, <, 35.89); /* χ²(5) exceeds it with p = 1e-6 */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/philox-gives-the-published-vectors",
                   test_philox_gives_the_published_vectors);
  g_test_add_func ("/random/draws-are-words-of-the-blocks",
                   test_draws_are_words_of_the_blocks);
  g_test_add_func ("/random/a-copy-draws-the-same-again",
                   test_a_copy_draws_the_same_again);
  g_test_add_func ("/random/uniform-moments-are-within-five-sigma",
                   test_uniform_moments_are_within_five_sigma);
  g_test_add_func ("/random/normal-moments-are-within-five-sigma",
                   test_normal_moments_are_within_five_sigma);
  g_test_add_func ("/random/below-is-uniform-by-chi-square",
                   test_below_is_uniform_by_chi_square);
  g_test_add_func ("/random/permutations-are-permutations-and-equally-likely",
                   test_permutations_are_permutations_and_equally_likely);
  return g_test_run ();
}
