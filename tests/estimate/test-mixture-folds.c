/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-mixture-folds.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-folds.h"
#include "estimate/epi-density.h"
#include "estimate/epi-mixture.h"

#include <glib.h>
#include <math.h>

#define N 200

/* Two heaps on the line, at 0 and at 8. */
static EpiMatrix
heaps (double x[N])
{
  EpiRandom random = epi_random (3, 0);

  for (size_t i = 0; i < N; i++)
    x[i] = epi_random_normal (&random) + (i % 2 == 0 ? 0 : 8);
  return epi_matrix_view (x, N, 1, N);
}

/* Of one component the fit is mean and deviation, and with as many folds as
 * samples each is judged by all others. */
static void
test_one_left_out_of_a_gaussian (void)
{
  double x[N], mean, sum = 0, others[N - 1];
  const EpiMatrix X = heaps (x);
  const double start = 3;
  const EpiMixtureFolds options = {1, &start, N, 1};

  g_assert_cmpint (epi_mixture_unseen (&X, NULL, &options, &mean), ==, EPI_OK);
  for (size_t i = 0; i < N; i++) {
    EpiDensity fit;
    for (size_t j = 0; j < N; j++)
      if (j != i)
        others[j - (j > i)] = x[j];
    g_assert_cmpint (
        epi_density_fit (EPI_DENSITY_GAUSSIAN, others, N - 1, &fit), ==,
        EPI_OK);
    sum += epi_density_log (&fit, x[i]);
  }
  g_assert_cmpfloat_with_epsilon (mean, sum / N, 1e-12);
}

/* The likelihood of what was seen grows with every component; of what was left
 * out, the mean is best for the two that there are. */
static void
test_two_heaps_are_two_kinds (void)
{
  static const double starts[3][3] = {{4}, {0, 8}, {-1, 1, 8}};
  double x[N], seen[3], left_out[3];
  const EpiMatrix X = heaps (x);

  for (size_t K = 1; K <= 3; K++) {
    const EpiMixtureFolds options = {K, starts[K - 1], 5, 1};
    EpiMethod *method;
    g_assert_cmpint (
        epi_mixture_new (&X, NULL, K, starts[K - 1], 1e-12, &method), ==,
        EPI_OK);
    epi_method_run (method, 2000, NULL, NULL);
    seen[K - 1] = ((EpiMixture *)method)->log_likelihood / N;
    epi_method_free (method);
    g_assert_cmpint (epi_mixture_unseen (&X, NULL, &options, &left_out[K - 1]),
                     ==, EPI_OK);
    g_assert_cmpfloat (left_out[K - 1], <, seen[K - 1]);
  }
  g_assert_cmpfloat (seen[1], >, seen[0] + 0.3);
  g_assert_cmpfloat (seen[2], >, seen[1]);
  g_assert_cmpfloat (left_out[1], >, left_out[0] + 0.3);
  g_assert_cmpfloat (left_out[1], >, left_out[2]);
}

/* Pseudo-data are in every fit and in no fold: with very many of them the model
 * is theirs, whatever is left out. */
static void
test_pseudo_data_are_never_left_out (void)
{
  enum { MANY = 200000 };
  double x[N], mean, sum = 0, *z = g_new (double, MANY);
  const EpiMatrix X = heaps (x), Z = epi_matrix_view (z, MANY, 1, MANY);
  const double start = 1;
  const EpiMixtureFolds options = {1, &start, 5, 1};
  const EpiDensity theirs = {EPI_DENSITY_GAUSSIAN, {0, 10}};

  for (size_t i = 0; i < MANY; i++)
    z[i] = i % 2 == 0 ? -10 : 10;
  g_assert_cmpint (epi_mixture_unseen (&X, &Z, &options, &mean), ==, EPI_OK);
  for (size_t i = 0; i < N; i++)
    sum += epi_density_log (&theirs, x[i]);
  g_assert_cmpfloat_with_epsilon (mean, sum / N, 1e-3);
  g_free (z);
}

static void
test_what_cannot_be_judged_is_said (void)
{
  double x[] = {1, 2, 3, 8, 8, 8}, mean = 7;
  const EpiMatrix X = epi_matrix_view (x, 6, 1, 6);
  const double starts[] = {2, 8};

  const EpiMixtureFolds one = {1, starts, 1, 1}, many = {1, starts, 7, 1},
                        place = {2, starts, 3, 1};
  g_assert_cmpint (epi_mixture_unseen (&X, NULL, &one, &mean), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpint (epi_mixture_unseen (&X, NULL, &many, &mean), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpint (epi_mixture_unseen (&X, NULL, &place, &mean), ==,
                   EPI_UNBOUNDED);
  g_assert_cmpfloat (mean, ==, 7);
}

static void
test_memory_may_run_out (void)
{
  double x[N], mean;
  const EpiMatrix X = heaps (x);
  const double starts[] = {0, 8};
  const EpiMixtureFolds options = {2, starts, 3, 1};
  EpiStatus status = EPI_NO_MEMORY;
  int n = 0;

  for (; status == EPI_NO_MEMORY; n++) {
    epi_alloc_fail_at (n);
    status = epi_mixture_unseen (&X, NULL, &options, &mean);
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/mixture-folds/" name, func)
  ADD ("one-left-out-of-a-gaussian", test_one_left_out_of_a_gaussian);
  ADD ("two-heaps-are-two-kinds", test_two_heaps_are_two_kinds);
  ADD ("pseudo-data-are-never-left-out", test_pseudo_data_are_never_left_out);
  ADD ("what-cannot-be-judged-is-said", test_what_cannot_be_judged_is_said);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
