/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 1 to 3 of epi-smo.h, one pair at a time: what it moves, by how much, to
 * which bound, what g makes of it; and the bounds of epi_smo_bounds (). */
#include "classify/epi-smo-private.h"

#include "smo-machine.h"

#include <float.h>
#include <string.h>

/* ---- One pair ---- */

typedef struct {
  Machine machine;
  EpiSmo *smo;
  double old_x[N], old_g[N];
} Bench;

static void
bench_start (Bench *bench, const EpiKernelFunction *kernel, double C)
{
  machine_start (&bench->machine, kernel, C, 1 << 20);
  bench->smo = (EpiSmo *)machine_method (&bench->machine);
}

static void
bench_end (Bench *bench)
{
  epi_method_free (&bench->smo->base);
  machine_end (&bench->machine);
}

/* β of i and j, g such that λ is meant to be `step`, and one step. */
static void
move_pair (Bench *bench, size_t i, size_t j, double x_i, double x_j,
           double step)
{
  const double *K = epi_gram_diagonal (bench->machine.gram);
  EpiSmo *smo = bench->smo;
  double row[N];

  epi_gram_rows (bench->machine.gram, &i, 1, row);
  smo->base.x[i] = x_i;
  smo->base.x[j] = x_j;
  smo->g[j] = 1;
  smo->g[i] = 1 + step * (K[i] + K[j] - 2 * row[j]);
  for (size_t t = 0; t < N; t++)
    epi_smo_note_moves (smo, t);
  memcpy (bench->old_x, smo->base.x, sizeof bench->old_x);
  memcpy (bench->old_g, smo->g, sizeof bench->old_g);
  smo->state.i = (int)i;
  smo->state.j = (int)j;
  g_assert_cmpint (epi_smo_update_pair (smo), ==, EPI_OK);
  g_assert_cmpint (smo->state.last_i, ==, i);
  g_assert_cmpint (smo->state.last_j, ==, j);
  g_assert_true (smo->state.stuck ==
                 (smo->base.x[i] == x_i && smo->base.x[j] == x_j));
}

/* g = y - Kβ of what moved, in 113 bits, but for the roundings of one product
 * and two sums. */
static void
check_gradient (const Bench *bench, size_t i, size_t j)
{
  const EpiSmo *smo = bench->smo;
  _Float128 d_i = (_Float128)smo->base.x[i] - bench->old_x[i];
  _Float128 d_j = (_Float128)bench->old_x[j] - smo->base.x[j];
  double row_i[N], row_j[N];

  epi_gram_rows (bench->machine.gram, &i, 1, row_i);
  epi_gram_rows (bench->machine.gram, &j, 1, row_j);
  for (size_t t = 0; t < N; t++) {
    _Float128 right = bench->old_g[t] - d_i * row_i[t] + d_j * row_j[t];
    double size = fabs (bench->old_g[t]) + fabs ((double)right) +
                  fabs ((double)d_i * (row_i[t] - row_j[t]));
    g_assert_cmpfloat (fabs ((double)(smo->g[t] - right)), <=,
                       4 * DBL_EPSILON * size);
  }
}

static double
number (EpiRandom *random)
{
  return ldexp (1 + epi_random_uniform (random),
                (int)(40 * epi_random_uniform (random)) - 10);
}

/* Within their box both move by the same double, where there is one, as of
 * whole numbers; it is λ but for the last digit of the larger one.  Σβ keeps
 * all of its digits. */
static void
test_a_pair_keeps_the_sum (void)
{
  EpiRandom random = epi_random (1, 0);
  Bench bench;

  bench_start (&bench, &some_kernels[2], 0x1p60);
  for (size_t round = 0; round < 2000; round++) {
    double x_i = ceil (number (&random)), x_j = -ceil (number (&random));
    double step = number (&random), *x = bench.smo->base.x;
    move_pair (&bench, 0, 1, x_i, x_j, step);
    g_assert_true ((_Float128)x[0] - x_i == (_Float128)x_j - x[1]);
    g_assert_cmpfloat (bench.smo->state.step, ==, x[0] - x_i);
    double most = fmax (fmax (x_i, -x_j), step);
    g_assert_cmpfloat (fabs (x[0] - x_i - step), <=,
                       4 * DBL_EPSILON * most + 1e-9 * step);
    check_gradient (&bench, 0, 1);
  }
  bench_end (&bench);
}

/* Who meets his bound stands on it, to the bit, also where both do. */
static void
test_a_bound_is_met_exactly (void)
{
  EpiRandom random = epi_random (2, 0);
  Bench bench;

  bench_start (&bench, &some_kernels[2], 1.3);
  double C_i = bench.machine.C[0], C_j = bench.machine.C[1];
  for (size_t round = 0; round < 2000; round++) {
    bool alike = round % 2 == 0; /* as far from their bounds */
    double x_i = C_i * epi_random_uniform (&random), *x = bench.smo->base.x;
    double x_j = alike ? -x_i : -C_j * epi_random_uniform (&random);
    double low = bench.smo->lower[1] = alike ? -C_i : -C_j;
    double room_i = C_i - x_i, room_j = x_j - low;
    move_pair (&bench, 0, 1, x_i, x_j, 3 * C_i);
    g_assert_true (room_i > room_j || x[0] == C_i);
    g_assert_true (room_j > room_i || x[1] == low);
    g_assert_cmpfloat (bench.smo->state.step, ==, fmin (room_i, room_j));
  }
  bench_end (&bench);
}

/* Whole numbers near 2⁵⁴, where every other one is a double: βᵢ moves to its
 * bound, and βⱼ by one more or less.  All K are near 1, so that g feels it. */
static void
test_what_rounding_moves_is_in_the_gradient (void)
{
  const EpiKernelFunction flat = {EPI_KERNEL_RBF, 1e-6, 0, 0};
  EpiRandom random = epi_random (2, 0);
  Bench bench;

  bench_start (&bench, &flat, 0x1.ep53);
  for (size_t round = 0; round < 200; round++) {
    double step = 0x1.4p52 + 4 * floor (1e9 * epi_random_uniform (&random));
    double x_j = -0x1.8p52 - 1 - 2 * floor (1e9 * epi_random_uniform (&random));
    double *x = bench.smo->base.x;
    move_pair (&bench, 0, 1, bench.machine.C[0] - step, x_j, 2 * step);
    g_assert_cmpfloat (x[0], ==, bench.machine.C[0]);
    g_assert_cmpfloat (fabs ((x_j - x[1]) - step), ==, 1);
    check_gradient (&bench, 0, 1);
  }
  bench_end (&bench);
}

/* Where λ is less than a digit of the multipliers. */
static void
test_a_step_below_all_digits_is_none (void)
{
  Bench bench;

  bench_start (&bench, &some_kernels[2], 0x1p60);
  move_pair (&bench, 0, 1, 0x1p50, -0x1p50, 0x1p-10);
  g_assert_true (bench.smo->state.stuck);
  g_assert_cmpfloat (bench.smo->state.step, ==, 0);
  move_pair (&bench, 0, 1, 0x1p50, -0x1p50, 1);
  g_assert_false (bench.smo->state.stuck);
  bench.smo->upper[0] = 0x1p30; /* one moves to its bound, alone */
  move_pair (&bench, 0, 1, 0x1p30 - 0x1p-10, -0x1p59, 1000);
  g_assert_cmpfloat (bench.smo->base.x[0], ==, 0x1p30);
  g_assert_cmpfloat (bench.smo->base.x[1], ==, -0x1p59);
  g_assert_false (bench.smo->state.stuck);
  check_gradient (&bench, 0, 1);
  bench_end (&bench);
}

/* ---- The next pair ---- */

/* Nobody may grow, or nobody shrink: there is none. */
static void
test_nobody_may_move (void)
{
  Bench bench;
  bench_start (&bench, &some_kernels[2], 1);
  EpiSmo *smo = bench.smo;

  for (int top = 0; top < 2; top++) {
    smo->state.i = smo->state.j = 7;
    smo->state.m = smo->state.M = 3;
    for (size_t t = 0; t < N; t++) {
      smo->base.x[t] = top ? smo->upper[t] : smo->lower[t];
      smo->g[t] = sin ((double)t);
      epi_smo_note_moves (smo, t);
    }
    g_assert_cmpuint (smo->n_free, ==, 0);
    g_assert_cmpint (epi_smo_select_pair (smo), ==, EPI_OK);
    g_assert_true ((smo->state.i == -1) == (top == 1));
    g_assert_cmpint (smo->state.j, ==, -1);
    g_assert_cmpfloat (smo->state.M, ==, INFINITY);
    if (top)
      g_assert_cmpfloat (smo->state.m, ==, -INFINITY);
  }
  bench_end (&bench);
}

/* How many are free is known whoever comes and goes. */
static void
test_the_free_are_counted (void)
{
  EpiRandom random = epi_random (3, 0);
  Bench bench;
  bench_start (&bench, &some_kernels[2], 1);
  EpiSmo *smo = bench.smo;

  for (size_t round = 0; round < 2000; round++) {
    size_t t = (size_t)(N * epi_random_uniform (&random)), n_free = 0;
    double where = 3 * epi_random_uniform (&random);
    smo->base.x[t] = where < 1   ? smo->lower[t]
                     : where < 2 ? smo->upper[t]
                                 : (smo->lower[t] + smo->upper[t]) / 2;
    epi_smo_note_moves (smo, t);
    for (size_t i = 0; i < N; i++) {
      bool up = smo->base.x[i] < smo->upper[i];
      bool low = smo->base.x[i] > smo->lower[i];
      g_assert_cmpint (smo->moves[i], ==,
                       (up ? EPI_SMO_UP : 0) + (low ? EPI_SMO_LOW : 0));
      n_free += up && low;
    }
    g_assert_cmpuint (smo->n_free, ==, n_free);
  }
  bench_end (&bench);
}

/* ---- The bias ---- */

static double
cost_at (const double *g, const double *y, const double *C, size_t n, double b)
{
  double cost = 0;

  for (size_t i = 0; i < n; i++)
    cost += C[i] * fmax (y[i] * (g[i] - b), 0);
  return cost;
}

/* A function linear between the gᵢ is least at one of them; of few and many, of
 * one class only, with equals among them. */
static void
test_no_other_bias_is_better (void)
{
  EpiRandom random = epi_random (1, 0);
  double g[12], y[12], C[12], cost;
  size_t order[12];

  for (size_t round = 0; round < 3000; round++) {
    size_t n = 1 + round % 12;
    for (size_t i = 0; i < n; i++) {
      g[i] = round % 2 == 0 ? epi_random_normal (&random)
                            : floor (4 * epi_random_uniform (&random));
      y[i] = epi_random_uniform (&random) < 0.1 * (double)(round % 11) ? 1 : -1;
      C[i] = round % 3 == 0 ? 0.1 : pow (10, 9 * epi_random_uniform (&random));
    }
    double b = epi_smo_best_bias (g, y, C, n, order, &cost), total = 0;
    for (size_t i = 0; i < n; i++)
      total += C[i];
    g_assert_cmpfloat (fabs (cost - cost_at (g, y, C, n, b)), <=,
                       1e-13 * total);
    for (size_t i = 0; i < n; i++)
      g_assert_cmpfloat (cost, <=, cost_at (g, y, C, n, g[i]) + 1e-13 * total);
  }
}

/* Ten of C = 0.1 against one of C = 1: all between the two places are as good,
 * and it is the middle, though 0.1 added ten times is not 1. */
static void
test_of_many_the_middle_bias (void)
{
  double g[11], y[11], C[11], cost;
  size_t order[11];

  for (double size = 1e-9; size < 1e10; size *= 10)
    for (int many_left = 0; many_left < 2; many_left++) {
      for (size_t i = 0; i < 11; i++) {
        bool left = (i < 10) == many_left;
        g[i] = left ? -2 : 4;
        y[i] = left ? -1 : 1;
        C[i] = i < 10 ? 0.1 * size : size;
      }
      g_assert_cmpfloat (epi_smo_best_bias (g, y, C, 11, order, &cost), ==, 1);
    }
}

/* They are those of the point, and relative to 1 + |dual|; but not while some
 * have a g of then. */
static void
test_the_bounds_are_of_now (void)
{
  Bench bench;
  EpiSmoBounds bounds;
  bench_start (&bench, &some_kernels[2], 10);
  EpiMethod *method = &bench.smo->base;

  for (size_t k = 0; k < 60; k++) {
    EpiSvmCertificate proof;
    epi_method_step (method);
    g_assert_true (epi_smo_bounds (method, &bounds));
    epi_svm_certify (&bench.machine.problem, method->x, bounds.bias, 1e-8,
                     &proof);
    g_assert_cmpfloat (fabs (bounds.primal - proof.primal), <=,
                       1e-11 * proof.primal);
    g_assert_cmpfloat (fabs (bounds.dual - proof.dual), <=, 1e-11 * proof.dual);
    g_assert_cmpfloat (fabs (bounds.gap - proof.gap), <=,
                       1e-11 * (1 + proof.gap));
  }
  bench.smo->state.n_active--;
  g_assert_false (epi_smo_bounds (method, &bounds));
  bench.smo->state.n_active++;
  bench_end (&bench);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo pair/a pair keeps the sum", test_a_pair_keeps_the_sum);
  g_test_add_func ("/smo pair/a bound is met exactly",
                   test_a_bound_is_met_exactly);
  g_test_add_func ("/smo pair/what rounding moves is in the gradient",
                   test_what_rounding_moves_is_in_the_gradient);
  g_test_add_func ("/smo pair/a step below all digits is none",
                   test_a_step_below_all_digits_is_none);
  g_test_add_func ("/smo pair/nobody may move", test_nobody_may_move);
  g_test_add_func ("/smo pair/the free are counted", test_the_free_are_counted);
  g_test_add_func ("/smo pair/no other bias is better",
                   test_no_other_bias_is_better);
  g_test_add_func ("/smo pair/of many the middle bias",
                   test_of_many_the_middle_bias);
  g_test_add_func ("/smo pair/the bounds are of now",
                   test_the_bounds_are_of_now);
  return g_test_run ();
}
