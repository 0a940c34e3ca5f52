/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step by step is what the layers do window by window; a loss reaches back by
 * the product of the steps' Jacobians; the drawn classes are the softmax's.
 */
#include "neural-fixture.h"

#include "compute/epi-cpu.h"
#include "neural/epi-recurrence.h"

#include <math.h>
#include <string.h>

#define STEPS 12

static EpiDevice *cpu;

static EpiRecurrence *
recurrence_of (const Net *net)
{
  EpiRecurrence *recurrence;

  g_assert_cmpint (epi_recurrence_new (net->network, &recurrence), ==, EPI_OK);
  return recurrence;
}

/* ---- The layers --------------------------------------------------------- */

static void
check_steps (const char *text, EpiShape in, EpiLoss loss)
{
  Net net = net_new (text, in, loss, cpu, EPI_DOUBLE, 3);
  EpiRecurrence *recurrence = recurrence_of (&net);
  size_t inputs = epi_recurrence_inputs (recurrence);
  size_t outputs = epi_recurrence_outputs (recurrence);
  const EpiBuffer *Y;

  g_assert_cmpint (epi_network_forward (net.network, net.X, BATCH, &Y), ==,
                   EPI_OK);
  for (size_t s = 0; s < BATCH; s++) {
    double *all = of_sample (Y, s);
    epi_recurrence_reset (recurrence);
    for (size_t t = 0; t < in.steps; t++) {
      double x[4];
      for (size_t i = 0; i < inputs; i++)
        x[i] = in.classes > 0
                   ? ((const int32_t *)net.X->memory)[s + BATCH * t]
                   : ((const double *)
                          net.X->memory)[i + net.X->ld * (s + BATCH * t)];
      assert_close (epi_recurrence_step (recurrence, x), all + outputs * t,
                    outputs);
    }
    g_free (all);
  }
  epi_recurrence_free (recurrence);
  net_clear (&net);
}

static void
test_steps_are_what_the_layers_do (void)
{
  check_steps ("elman 5; dense 2", SEQUENCE (3, STEPS), EPI_LOSS_MSE);
  check_steps ("lstm 5; dense 2", SEQUENCE (3, STEPS), EPI_LOSS_MSE);
  check_steps ("embedding 4; elman 6; dense 7", WORD (7, STEPS),
               EPI_LOSS_CROSS_ENTROPY);
  check_steps ("embedding 4; lstm 6; dense 7", WORD (7, STEPS),
               EPI_LOSS_CROSS_ENTROPY);
}

static void
test_other_networks_are_refused (void)
{
  static const char *const others[] = {"dense 2", "elman 3; dense 2 tanh",
                                       "elman 3; elman 3; dense 2",
                                       "lstm 3; last; dense 2"};

  for (size_t i = 0; i < G_N_ELEMENTS (others); i++) {
    EpiRecurrence *recurrence;
    char *trouble;
    EpiNetwork *network;
    g_assert_cmpint (epi_network_new (others[i], SEQUENCE (1, 4), 1, cpu,
                                      EPI_DOUBLE, &trouble, &network),
                     ==, EPI_OK);
    g_assert_cmpint (epi_recurrence_new (network, &recurrence), ==,
                     EPI_UNSUPPORTED);
    g_assert_null (recurrence);
    epi_network_free (network);
  }
}

/* ---- How far back a loss reaches ---------------------------------------- */

typedef struct {
  Net net;
  EpiRecurrence *recurrence;
  double x[STEPS], target[1];
  double to_hidden[STEPS], to_cell[STEPS];
} Reach;

static void
reach_init (Reach *self, const char *text, bool characters)
{
  EpiRandom random = epi_random (9, 0);
  EpiLoss loss = characters ? EPI_LOSS_CROSS_ENTROPY : EPI_LOSS_MSE;

  self->net = net_new (text, characters ? WORD (7, STEPS) : SEQUENCE (1, STEPS),
                       loss, cpu, EPI_DOUBLE, 4);
  self->recurrence = recurrence_of (&self->net);
  for (size_t t = 0; t < STEPS; t++)
    self->x[t] = characters ? (double)epi_random_below (&random, 7)
                            : epi_random_normal (&random);
  self->target[0] = characters ? 2 : 0.7;
  g_assert_cmpint (epi_recurrence_reach (self->recurrence, self->x, STEPS, loss,
                                         self->target, self->to_hidden,
                                         self->to_cell),
                   ==, EPI_OK);
}

static void
reach_clear (Reach *self)
{
  epi_recurrence_free (self->recurrence);
  net_clear (&self->net);
}

/* The loss when number j of h, or of c, after step `at` is moved by `by`. */
static double
loss_moved (Reach *self, size_t at, bool cell, size_t j, double by)
{
  const double *y = NULL;
  double p[8];

  epi_recurrence_reset (self->recurrence);
  for (size_t t = 0; t < STEPS; t++) {
    y = epi_recurrence_step (self->recurrence, self->x + t);
    if (t != at)
      continue;
    double *state = cell ? epi_recurrence_cell (self->recurrence)
                         : epi_recurrence_hidden (self->recurrence);
    state[j] += by;
  }
  if (self->net.loss == EPI_LOSS_MSE)
    return 0.5 * (y[0] - self->target[0]) * (y[0] - self->target[0]);
  epi_softmax_at (y, 7, 1, p);
  return -log (p[(size_t)self->target[0]]);
}

/* Central differences with h = 1e-5: h² f‴/6 and 2⁻⁵³ f/h are both of order
 * 1e-11. */
static void
check_differences (Reach *self, size_t lag, bool cell, double expected)
{
  size_t n = epi_recurrence_units (self->recurrence);
  double sum = 0;

  for (size_t j = 0; j < n; j++) {
    double slope = (loss_moved (self, STEPS - 1 - lag, cell, j, 1e-5) -
                    loss_moved (self, STEPS - 1 - lag, cell, j, -1e-5)) /
                   2e-5;
    sum += slope * slope;
  }
  g_assert_cmpfloat_with_epsilon (sqrt (sum), expected, 1e-6 * expected + 1e-9);
}

static void
check_reach (const char *text, bool characters)
{
  Reach reach;

  reach_init (&reach, text, characters);
  /* At lag 0 the output has been computed, and only a step from there sees the
   * state that was moved. */
  for (size_t k = 1; k < STEPS; k++) {
    check_differences (&reach, k, false, reach.to_hidden[k]);
    if (epi_recurrence_is_lstm (reach.recurrence))
      check_differences (&reach, k, true, reach.to_cell[k]);
    else
      g_assert_cmpfloat (reach.to_cell[k], ==, 0);
  }
  reach_clear (&reach);
}

static void
test_reach_is_what_differences_say (void)
{
  check_reach ("elman 5; dense 1", false);
  check_reach ("lstm 5; dense 1", false);
  check_reach ("embedding 4; elman 5; dense 7", true);
  check_reach ("embedding 4; lstm 5; dense 7", true);
}

/* Elman: ∂f/∂h_{T-k} = (y - t) V J_T J_{T-1} … J_{T-k+1}, Jₜ = diag (1 - hₜ²)
 * U, multiplied from the left with the whole matrices first. */
static void
test_reach_is_the_product_of_jacobians (void)
{
  enum { N = 5 };
  Reach reach;
  double h[STEPS][N], y = 0, P[N * N] = {0}, Q[N * N];

  reach_init (&reach, "elman 5; dense 1", false);
  double *U = parameter (&reach.net, 0, 1), *V = parameter (&reach.net, 1, 0);
  epi_recurrence_reset (reach.recurrence);
  for (size_t t = 0; t < STEPS; t++) {
    y = *epi_recurrence_step (reach.recurrence, reach.x + t);
    memcpy (h[t], epi_recurrence_hidden (reach.recurrence), sizeof h[t]);
  }
  for (size_t i = 0; i < N; i++)
    P[i + N * i] = 1;
  for (size_t k = 0; k < STEPS; k++) {
    double square = 0;
    for (size_t j = 0; j < N; j++) {
      double sum = 0;
      for (size_t i = 0; i < N; i++)
        sum += V[i] * P[i + N * j];
      square += sum * sum;
    }
    double expected = fabs (y - reach.target[0]) * sqrt (square);
    g_assert_cmpfloat_with_epsilon (reach.to_hidden[k], expected,
                                    1e-12 * (1 + expected));
    memset (Q, 0, sizeof Q);
    for (size_t i = 0; i < N; i++)
      for (size_t j = 0; j < N; j++)
        for (size_t l = 0; l < N; l++) {
          double hl = h[STEPS - 1 - k][l];
          Q[i + N * j] += P[i + N * l] * (1 - hl * hl) * U[l + N * j];
        }
    memcpy (P, Q, sizeof P);
  }
  g_free (U);
  g_free (V);
  reach_clear (&reach);
}

/* ---- Which class comes next --------------------------------------------- */

static void
test_temperature_zero_takes_the_largest (void)
{
  const double z[] = {0.3, 2.5, -1, 2.4};
  double p[4];
  EpiRandom random = epi_random (1, 0);

  epi_softmax_at (z, 4, 0, p);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat (p[i], ==, i == 1);
  for (size_t i = 0; i < 100; i++)
    g_assert_cmpuint (epi_draw_class (p, 4, &random), ==, 1);
  /* and so does the limit: the others have e^{-0.1/T} at most */
  epi_softmax_at (z, 4, 0.002, p);
  g_assert_cmpfloat_with_epsilon (p[1], 1, 2 * exp (-0.1 / 0.002));
  epi_softmax_at (z, 4, 1e9, p); /* and no preference at all */
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (p[i], 0.25, 1e-8);
}

/* n draws: the share of a class has deviation √(p(1-p)/n); within four. */
static void
test_draws_follow_the_softmax (void)
{
  enum { N = 6, DRAWS = 100000 };
  const double z[N] = {0, 1, 2, -1, 0.5, -4};
  static const double temperatures[] = {1, 0.5, 2};

  for (size_t i = 0; i < G_N_ELEMENTS (temperatures); i++) {
    EpiRandom random = epi_random (2, i);
    double p[N], count[N] = {0};
    epi_softmax_at (z, N, temperatures[i], p);
    for (size_t d = 0; d < DRAWS; d++)
      count[epi_draw_class (p, N, &random)]++;
    for (size_t c = 0; c < N; c++)
      g_assert_cmpfloat_with_epsilon (count[c] / DRAWS, p[c],
                                      4 * sqrt (p[c] * (1 - p[c]) / DRAWS));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
#define ADD(name, func) g_test_add_func ("/recurrence/" name, func)
  ADD ("steps-are-what-the-layers-do", test_steps_are_what_the_layers_do);
  ADD ("other-networks-are-refused", test_other_networks_are_refused);
  ADD ("reach-is-what-differences-say", test_reach_is_what_differences_say);
  ADD ("reach-is-the-product-of-jacobians",
       test_reach_is_the_product_of_jacobians);
  ADD ("temperature-zero-takes-the-largest",
       test_temperature_zero_takes_the_largest);
  ADD ("draws-follow-the-softmax", test_draws_follow_the_softmax);
  int result = g_test_run ();
  epi_device_unref (cpu);
  return result;
}
