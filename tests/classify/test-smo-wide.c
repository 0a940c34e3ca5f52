/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four examples at a time give what one after another gives, to the bit. */
#include "classify/epi-smo-private.h"

#include "smo-machine.h"

#include <math.h>
#include <string.h>

/* Numbers with many equals, of examples that may grow, shrink, both. */
static void
fill (EpiSmo *self, GRand *rand)
{
  for (size_t t = 0; t < N; t++) {
    int where = g_rand_int_range (rand, 0, 3);
    self->base.x[t] = where == 0   ? self->lower[t]
                      : where == 1 ? self->upper[t]
                                   : (self->lower[t] + self->upper[t]) / 2;
    self->g[t] = g_rand_boolean (rand) ? g_rand_int_range (rand, -2, 3)
                                       : g_rand_double_range (rand, -2, 2);
    epi_smo_note_moves (self, t);
  }
}

static double
ratio_of (const EpiSmo *self, const double *K_i, size_t t)
{
  const double *K = epi_gram_diagonal (self->gram);
  double gain = self->state.m - self->g[t];
  double curvature = K[self->state.i] + K[t] - 2 * K_i[t];

  return gain > 0 ? gain * gain / fmax (curvature, EPI_SMO_FLAT) : 0;
}

/* i and m of 3, then j and M, by their definitions; the first of equals. */
static void
check_pair (EpiSmo *self, const double *K_i)
{
  const EpiSmoState *s = &self->state;
  double m = -INFINITY, M = INFINITY, best = 0;
  int i = -1, j = -1;

  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (self->moves[t] & EPI_SMO_UP && self->g[t] > m) {
      m = self->g[t];
      i = t;
    }
  }
  g_assert_cmpint (s->i, ==, i);
  g_assert_cmpfloat (s->m, ==, m);
  if (i < 0)
    return;
  epi_smo_look_for_low (self, K_i);
  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (self->moves[t] & EPI_SMO_LOW) {
      M = fmin (M, self->g[t]);
      if (ratio_of (self, K_i, (size_t)t) > best) {
        best = ratio_of (self, K_i, (size_t)t);
        j = t;
      }
    }
  }
  g_assert_cmpint (s->j, ==, j);
  g_assert_cmpfloat (s->M, ==, M);
}

/* g - d (Kᵢ - Kⱼ) of the active ones, and of nobody else; then the pair. */
static void
check_round (EpiSmo *self, EpiGram *gram, size_t round, GRand *rand)
{
  size_t which[2] = {round % N, (7 * round + 1) % N};
  double rows[2 * N], expected[N];
  double d = g_rand_double_range (rand, -3, 3);

  fill (self, rand);
  g_assert_cmpint (epi_gram_rows (gram, &which[0], 1, rows), ==, EPI_OK);
  g_assert_cmpint (epi_gram_rows (gram, &which[1], 1, rows + N), ==, EPI_OK);
  memcpy (expected, self->g, sizeof expected);
  for (size_t a = 0; a < self->state.n_active; a++) {
    int t = self->active[a];
    expected[t] = self->g[t] - d * (rows[t] - rows[N + t]);
  }
  epi_smo_subtract_pair (self, rows, rows + N, d);
  g_assert_cmpmem (self->g, sizeof expected, expected, sizeof expected);
  check_pair (self, rows);
}

static void
shuffle (int *active, GRand *rand)
{
  for (int a = N - 1; a > 0; a--) {
    int b = g_rand_int_range (rand, 0, a + 1), kept = active[a];
    active[a] = active[b];
    active[b] = kept;
  }
}

static void
test_of_equals_the_first_is_taken (gconstpointer listed)
{
  GRand *rand = g_rand_new_with_seed (3);
  Machine machine;

  machine_start (&machine, &some_kernels[2], 10, 1 << 20);
  EpiMethod *method = machine_method (&machine);
  EpiSmo *self = (EpiSmo *)method;
  for (size_t round = 0; round < 2000; round++) {
    self->state.n_active = 1 + round % (N - 1);
    if (listed != NULL)
      shuffle (self->active, rand);
    else
      method->n = self->state.n_active; /* the others are not there */
    check_round (self, machine.gram, round, rand);
    method->n = N;
  }
  epi_method_free (method);
  machine_end (&machine);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smo-wide/all", NULL,
                        test_of_equals_the_first_is_taken);
  g_test_add_data_func ("/smo-wide/listed", "listed",
                        test_of_equals_the_first_is_taken);
  return g_test_run ();
}
