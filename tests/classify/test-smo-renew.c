/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo-private.h"
#include "method-checks.h"
#include "smo-machine.h"

#include <float.h>
#include <string.h>

#define U (DBL_EPSILON / 2)

/* ---- The bound of epi-smo-renew.c ---- */

typedef struct {
  _Float128 exact[N]; /* y - Kβ for the β that is */
  double size[N];     /* |y| + Σ |K||β - β'| of all renewals */
  double x[N];        /* β of the last one */
  size_t terms;
} Sum;

static void
sum_start (Sum *sum, const Machine *machine)
{
  *sum = (Sum){.terms = 0};
  for (size_t i = 0; i < N; i++) {
    sum->exact[i] = machine->examples.label[i];
    sum->size[i] = 1;
  }
}

static void
sum_follow (Sum *sum, EpiGram *gram, const double *x)
{
  double row[N];

  for (size_t j = 0; j < N; j++) {
    _Float128 moved = (_Float128)x[j] - sum->x[j];
    sum->x[j] = x[j];
    sum->terms += moved != 0;
    epi_gram_rows (gram, &j, 1, row);
    for (size_t i = 0; i < N; i++) {
      sum->exact[i] -= moved * row[i];
      sum->size[i] += fabs ((double)moved * row[i]);
    }
  }
}

static void
check_sum (const Sum *sum, const double *g)
{
  double terms = 3 * (double)sum->terms * U, gamma = terms / (1 - terms);

  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat (fabs ((double)(g[i] - sum->exact[i])), <=,
                       U * fabs ((double)sum->exact[i]) +
                           gamma * gamma * sum->size[i]);
}

/* Multipliers of all sizes come, change and go: what is left at the end is as
 * right as if the last of them were all that ever was. */
static void
test_no_renewal_adds_to_the_error (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    EpiRandom random = epi_random (k, 0);
    Machine machine;
    Sum sum;
    machine_start (&machine, &some_kernels[k], 0x1p60, 1 << 20);
    EpiMethod *method = machine_method (&machine);
    EpiSmo *smo = (EpiSmo *)method;
    sum_start (&sum, &machine);
    for (size_t r = 0; r < 40; r++) {
      for (size_t j = 0; j < N; j++)
        if (r == 39)
          smo->base.x[j] = j < 2 ? 0.1 : 0;
        else if (epi_random_uniform (&random) < 0.3)
          smo->base.x[j] = ldexp (epi_random_normal (&random),
                                  (int)(40 * epi_random_uniform (&random)));
      smo->state.since = 1;
      g_assert_cmpint (epi_smo_renew (smo), ==, EPI_OK);
      sum_follow (&sum, machine.gram, smo->base.x);
      check_sum (&sum, smo->g);
    }
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* Of a whole training: renewals where the method wants them. */
static void
test_the_gradient_at_the_end_is_right (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    Machine machine;
    Sum sum;
    machine_start (&machine, &some_kernels[k], 1e4, 0);
    EpiMethod *method = machine_method (&machine);
    EpiSmo *smo = (EpiSmo *)method;
    sum_start (&sum, &machine);
    while (method->status == EPI_RUNNING) {
      epi_method_step (method);
      if (smo->state.since != 0)
        continue;
      sum_follow (&sum, machine.gram, method->x);
      check_sum (&sum, smo->g);
    }
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    g_assert_cmpuint (smo->state.since, ==, 0);
    g_assert_cmpuint (sum.terms, >, 0);
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* ---- Whether f has fallen ---- */

/* 1, 1 + k 2⁻⁵² and -1 on the line, with β = 5, 4, 13: w = -4, so that g = 5 of
 * the first two, which is k ulps less of the first.  Then β of the second grows
 * by 1 and more, that of the first shrinks by 1; whether f is told to have
 * fallen.  Or all with the other sign. */
static bool
has_fallen (int sign, int k, double more)
{
  int start[] = {0, 1, 2, 3}, row[] = {0, 0, 0};
  double value[] = {1, 1 + k * DBL_EPSILON, -1}, y[] = {sign, sign, sign};
  double C[] = {99, 99, 99};
  EpiSparse X = {1, 3, start, row, value};
  EpiSmoOptions options = {.y = y, .C = C, .gap = 1e-9};
  EpiGram *gram;
  EpiMethod *method;

  g_assert_cmpint (epi_gram_new (&X, &some_kernels[0], &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  EpiSmo *smo = (EpiSmo *)method;
  for (int turn = 0; turn < 2; turn++) {
    method->x[0] = sign * (turn == 0 ? 5 : 4);
    method->x[1] = sign * (turn == 0 ? 4 : 5 + more);
    method->x[2] = sign * 13;
    method->f = 123;
    for (size_t i = 0; i < 3; i++)
      epi_smo_note_moves (smo, i);
    smo->state.since = 1;
    smo->state.i = -7;
    g_assert_cmpint (epi_smo_renew (smo), ==, EPI_OK);
    g_assert_cmpfloat (smo->g[1] - smo->g[0], ==, sign * 4 * k * DBL_EPSILON);
    g_assert_cmpfloat_with_epsilon (smo->g[1], sign * 5, 1e-14);
    g_assert_cmpfloat_with_epsilon (method->f, -14, 1e-13);
    size_t best = sign < 0 ? 2 : k > 0 ? 1 : 0;
    g_assert_cmpint (smo->state.i, ==, best);
    g_assert_cmpfloat (smo->state.m, ==, smo->g[best]);
    g_assert_cmpuint (smo->state.since, ==, 0);
  }
  bool fallen = !smo->state.exhausted;
  epi_method_free (method);
  epi_gram_free (gram);
  return fallen;
}

/* By one ulp of g: that may be a rounding of each, u (5 + 5).  By two, or more:
 * not so, and what is left of Σd, times 5, has no part in it. */
static void
test_a_rounding_is_no_fall (void)
{
  for (int sign = -1; sign <= 1; sign += 2)
    for (int k = -2; k <= 3; k++)
      g_assert_true (has_fallen (sign, k, 0) == (k >= 2));
  for (int more = -8; more <= 8; more += 16) {
    g_assert_false (has_fallen (1, 1, more * DBL_EPSILON));
    g_assert_true (has_fallen (1, 2, more * DBL_EPSILON));
  }
}

/* ---- The cache ---- */

/* The same steps and the same bits with two rows, some, and all. */
static void
test_no_bit_depends_on_the_cache (void)
{
  static const size_t bytes[] = {0, 3 * N * 8, 40 * N * 8, 1 << 20};
  double x[N], g[N], f = 0;
  size_t steps = 0;

  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    for (size_t c = 0; c < G_N_ELEMENTS (bytes); c++) {
      Machine machine;
      machine_start (&machine, &some_kernels[k], 100, bytes[c]);
      EpiMethod *method = machine_method (&machine);
      g_assert_cmpint (epi_method_run (method, 1000000, NULL, NULL), ==,
                       EPI_CONVERGED);
      if (c == 0) {
        memcpy (x, method->x, sizeof x);
        memcpy (g, epi_smo_gradient (method), sizeof g);
        f = method->f;
        steps = method->k;
      }
      g_assert_cmpmem (method->x, sizeof x, x, sizeof x);
      g_assert_cmpmem (epi_smo_gradient (method), sizeof g, g, sizeof g);
      g_assert_cmpfloat (method->f, ==, f);
      g_assert_cmpuint (method->k, ==, steps);
      epi_method_free (method);
      machine_end (&machine);
    }
}

static const double *
get (EpiRowCache *cache, size_t i)
{
  EpiStatus status;
  const double *row = epi_row_cache_get (cache, i, &status);

  g_assert_cmpint (status, ==, EPI_OK);
  return row;
}

/* Who is in the cache stays, and in his place of the queue. */
static void
test_a_look_moves_nobody (void)
{
  Machine machine;
  EpiRowCache *cache;
  EpiStatus status;
  const double *at[3];
  double row[N];

  machine_start (&machine, &some_kernels[2], 1, 0);
  g_assert_cmpint (
      epi_row_cache_new (machine.gram, sizeof at / 8 * sizeof row, &cache), ==,
      EPI_OK);
  for (size_t i = 0; i < 3; i++)
    at[i] = get (cache, i);
  for (size_t i = N; i-- > 0;) {
    const double *seen = epi_row_cache_look (cache, i, &status);
    g_assert_cmpint (status, ==, EPI_OK);
    epi_gram_rows (machine.gram, &i, 1, row);
    g_assert_cmpmem (seen, sizeof row, row, sizeof row);
    for (size_t k = 0; k < 3; k++)
      g_assert_true ((seen == at[k]) == (i == k));
  }
  g_assert_true (get (cache, 3) == at[0]); /* the oldest makes room */
  g_assert_true (get (cache, 1) == at[1]);
  g_assert_true (get (cache, 4) == at[2]);
  epi_row_cache_free (cache);
  machine_end (&machine);
}

/* A renewal needs the rows of all that moved, and three have room. */
static void
test_a_renewal_drives_nobody_out (void)
{
  Machine machine;
  EpiStatus status;
  const double *at[3];

  machine_start (&machine, &some_kernels[2], 1, 3 * N * sizeof (double));
  EpiMethod *method = machine_method (&machine);
  EpiSmo *smo = (EpiSmo *)method;
  epi_method_run (method, 100, NULL, NULL);
  g_assert_cmpuint (smo->state.since, >=, 50);
  for (size_t i = 0; i < 3; i++)
    at[i] = get (smo->cache, 40 + i);
  g_assert_cmpint (epi_smo_renew (smo), ==, EPI_OK);
  for (size_t i = 0; i < 3; i++)
    g_assert_true (epi_row_cache_look (smo->cache, 40 + i, &status) == at[i]);
  g_assert_true (get (smo->cache, 50) == at[0]);
  epi_method_free (method);
  machine_end (&machine);
}

/* Nor do frames that are computed again know what was in the cache; but what g
 * lacks, they know. */
static void
test_a_state_goes_on_with_another_cache (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    for (size_t at = 500; at <= 2000; at += 500) {
      Machine machine;
      machine_start (&machine, &some_kernels[k], 1e6, 1 << 20);
      EpiMethod *method = machine_method (&machine);
      machine.options.cache_bytes = 0;
      check_restored_state_repeats (method, machine_method (&machine), at,
                                    1000);
      machine_end (&machine);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo renew/no renewal adds to the error",
                   test_no_renewal_adds_to_the_error);
  g_test_add_func ("/smo renew/the gradient at the end is right",
                   test_the_gradient_at_the_end_is_right);
  g_test_add_func ("/smo renew/a rounding is no fall",
                   test_a_rounding_is_no_fall);
  g_test_add_func ("/smo renew/no bit depends on the cache",
                   test_no_bit_depends_on_the_cache);
  g_test_add_func ("/smo renew/a look moves nobody", test_a_look_moves_nobody);
  g_test_add_func ("/smo renew/a renewal drives nobody out",
                   test_a_renewal_drives_nobody_out);
  g_test_add_func ("/smo renew/a state goes on with another cache",
                   test_a_state_goes_on_with_another_cache);
  return g_test_run ();
}
