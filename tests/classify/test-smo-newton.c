/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Step 1' of epi-smo.h: all multipliers between their bounds at once. */
#include "classify/epi-smo-private.h"

#include "smo-machine.h"

#include <float.h>

/* 4 of N free, in the middle of their box, with g = c + ±size. */
static double
set_free (EpiSmo *self, double c, double size, GRand *rand)
{
  double most = -INFINITY, least = INFINITY;

  for (size_t t = 0; t < N; t++) {
    bool free = t % (N / 4) == 0;
    self->base.x[t] = free ? (self->lower[t] + self->upper[t]) / 2 : 0;
    self->g[t] = c + g_rand_double_range (rand, -size, size);
    if (free) {
      most = fmax (most, self->g[t]);
      least = fmin (least, self->g[t]);
    }
    epi_smo_note_moves (self, t);
  }
  self->state.m = most;
  self->state.M = least;
  return most - least;
}

static double
spread_of_free (const EpiSmo *self)
{
  double most = -INFINITY, least = INFINITY;

  for (size_t t = 0; t < N; t += N / 4) {
    most = fmax (most, self->g[t]);
    least = fmin (least, self->g[t]);
  }
  return most - least;
}

/* Where no bound is met all free gᵢ are one number afterwards.  Of a linear
 * kernel of three features K_FF is 4 by 4 and of rank 3, and (K_FF + δI)⁻¹ as
 * long as 10¹²: four digits of a double are left for how they differ, and none
 * of them goes to what they have in common. */
static void
test_a_whole_step_balances_the_free (void)
{
  GRand *rand = g_rand_new_with_seed (11);
  Machine machine;

  machine_start (&machine, &some_kernels[0], 1e9, 1 << 20);
  EpiMethod *method = machine_method (&machine);
  EpiSmo *self = (EpiSmo *)method;
  for (size_t round = 0; round < 100; round++) {
    double c =
        g_rand_double_range (rand, -1, 1) * pow (10, (double)(round % 7));
    double size = pow (10, -(double)(round % 5));
    double before = set_free (self, c, size, rand), sum = 0;
    double old[N];
    bool moved;
    for (size_t t = 0; t < N; t++)
      old[t] = self->base.x[t];
    g_assert_cmpint (epi_smo_newton (self, &moved), ==, EPI_OK);
    g_assert_true (moved);
    g_assert_cmpfloat (self->state.step, ==, 1);
    for (size_t t = 0; t < N; t++)
      sum += self->base.x[t] - old[t];
    g_assert_cmpfloat (fabs (sum), <=, 1e9 * N * DBL_EPSILON);
    g_assert_cmpfloat (spread_of_free (self), <=,
                       1e-2 * before + 100 * DBL_EPSILON * fabs (c));
  }
  g_rand_free (rand);
  epi_method_free (method);
  machine_end (&machine);
}

/* Nothing to do: who is in balance, as far as m - M tells, is left alone. */
static void
test_who_is_in_balance_is_left_alone (void)
{
  GRand *rand = g_rand_new_with_seed (12);
  Machine machine;
  bool moved;

  machine_start (&machine, &some_kernels[0], 1e9, 1 << 20);
  EpiMethod *method = machine_method (&machine);
  EpiSmo *self = (EpiSmo *)method;
  double spread = set_free (self, 3, 0.1, rand);
  self->state.m += 20 * spread;
  g_assert_cmpint (epi_smo_newton (self, &moved), ==, EPI_OK);
  g_assert_false (moved);
  self->state.m -= 20 * spread;
  g_assert_cmpint (epi_smo_newton (self, &moved), ==, EPI_OK);
  g_assert_true (moved);
  g_rand_free (rand);
  epi_method_free (method);
  machine_end (&machine);
}

/* The steps to a gap of 1e-9, at most `most` free at once; f to *f. */
static size_t
steps_with (const EpiExamples *e, size_t most, double *f)
{
  const EpiKernelFunction kernel = {EPI_KERNEL_RBF, 0.05, 0, 0};
  size_t n = e->X.cols;
  double *C = epi_new (double, n);
  EpiGram *gram;
  EpiMethod *method;

  for (size_t i = 0; i < n; i++)
    C[i] = 1000;
  EpiSmoOptions options = {.y = e->label,
                           .C = C,
                           .gap = 1e-9,
                           .shrinking = true,
                           .cache_bytes = 16 << 20};
  g_assert_cmpint (epi_gram_new (&e->X, &kernel, &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  ((EpiSmo *)method)->most_free = most;
  g_assert_cmpint (epi_method_run (method, 1000000, NULL, NULL), ==,
                   EPI_CONVERGED);
  size_t k = method->k;
  *f = method->f;
  epi_method_free (method);
  epi_gram_free (gram);
  epi_free (C);
  return k;
}

/* 600 examples in 20 features, of which more than 255 are free in the end:
 * pairs take several times as many steps to the same answer. */
static void
test_many_are_balanced_in_few_steps (void)
{
  EpiExamples e = some_examples (600, 20, 2, 1, 5);
  double f, f_of_pairs;

  size_t steps = steps_with (&e, epi_smo_newton_most (600), &f);
  size_t pairs = steps_with (&e, 1, &f_of_pairs);
  g_test_message ("%zu steps, %zu pairs", steps, pairs);
  g_assert_cmpuint (2 * steps, <, pairs);
  g_assert_cmpfloat (fabs (f - f_of_pairs), <=, 1e-8 * (1 + fabs (f)));
  epi_examples_clear (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo newton/a whole step balances the free",
                   test_a_whole_step_balances_the_free);
  g_test_add_func ("/smo newton/who is in balance is left alone",
                   test_who_is_in_balance_is_left_alone);
  g_test_add_func ("/smo newton/many are balanced in few steps",
                   test_many_are_balanced_in_few_steps);
  return g_test_run ();
}
