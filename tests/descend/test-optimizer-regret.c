/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Online convex optimization: at step t a function fₜ is shown after xₜ was
 * chosen, and the regret is Σ fₜ(xₜ) - min Σ fₜ(x). */
#include "descend/epi-optimizer.h"

#include "compute/epi-cpu.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

enum { ROUNDS = 3000, N = 4 };

static EpiOptimizer *
new_optimizer (const EpiOptimizerOptions *options, EpiDevice *cpu, size_t n)
{
  EpiOptimizer *optimizer;

  g_assert_cmpint (epi_optimizer_new (options, cpu, EPI_DOUBLE, n, &optimizer),
                   ==, EPI_OK);
  return optimizer;
}

/* fₜ(x) = Σᵢ cₜᵢ |xᵢ - zₜᵢ|: of coordinate i the best single point is one of
 * the z. */
static double
best_point (const double c[][N], const double z[][N], size_t i, double *least)
{
  double best = 0;

  *least = INFINITY;
  for (size_t s = 0; s < ROUNDS; s++) {
    double sum = 0;
    for (size_t t = 0; t < ROUNDS; t++)
      sum += c[t][i] * fabs (z[s][i] - z[t][i]);
    if (sum < *least)
      *least = sum, best = z[s][i];
  }
  return best;
}

/* Duchi, Hazan, Singer (2011), theorem 5, with H = diag s, δ = 0:
 *   regret ≤ (D²/2α + α) Σᵢ ‖g₁..T,ᵢ‖,   D = max ‖xₜ - x*‖∞ */
static void
test_adagrad_keeps_its_regret_bound (void)
{
  static double c[ROUNDS][N], z[ROUNDS][N], path[ROUNDS][N];
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_ADAGRAD);
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiRandom random = epi_random (3, 0);
  double x[N] = {0}, g[N], squares[N] = {0}, paid = 0;
  EpiBuffer X = epi_cpu_wrap (cpu, EPI_DOUBLE, x, N, 1, N);
  EpiBuffer G = epi_cpu_wrap (cpu, EPI_DOUBLE, g, N, 1, N);

  o.step = 0.5, o.epsilon = 0;
  EpiOptimizer *adagrad = new_optimizer (&o, cpu, N);
  for (size_t t = 0; t < ROUNDS; t++) {
    for (size_t i = 0; i < N; i++) { /* scales from 1 to 1000 */
      c[t][i] = pow (10, (double)i) * epi_random_uniform (&random);
      z[t][i] = (double)i + epi_random_normal (&random);
      path[t][i] = x[i];
      paid += c[t][i] * fabs (x[i] - z[t][i]);
      g[i] = copysign (c[t][i], x[i] - z[t][i]);
      squares[i] += g[i] * g[i];
    }
    g_assert_cmpint (epi_optimizer_update (adagrad, &G, &X), ==, EPI_OK);
  }

  double least = 0, distance = 0, sum = 0;
  for (size_t i = 0; i < N; i++) {
    double value, best = best_point (c, z, i, &value);
    least += value;
    sum += sqrt (squares[i]);
    for (size_t t = 0; t < ROUNDS; t++)
      distance = fmax (distance, fabs (path[t][i] - best));
  }
  double bound = (distance * distance / (2 * o.step) + o.step) * sum;
  g_assert_cmpfloat (paid - least, <=, bound);
  g_assert_cmpfloat (paid - least, >, 0);
  epi_optimizer_free (adagrad);
  epi_device_unref (cpu);
}

/* The linear functions of Reddi, Kale, Kumar (2018), theorem 1, on [-1,1]:
 * C x, -x, -x, and again; the best point is -1 for C > 2. */
typedef struct {
  double regret, last, squares; /* of the gradients */
  bool begins_at_one;           /* every period */
} Game;

static Game
play_periodic (const EpiOptimizerOptions *options, bool decreasing, double C,
               size_t rounds)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiOptimizer *optimizer = new_optimizer (options, cpu, 1);
  Game game = {.begins_at_one = true};
  double x = 1, g;
  EpiBuffer X = epi_cpu_wrap (cpu, EPI_DOUBLE, &x, 1, 1, 1);
  EpiBuffer G = epi_cpu_wrap (cpu, EPI_DOUBLE, &g, 1, 1, 1);

  for (size_t t = 1; t <= rounds; t++) {
    g = t % 3 == 1 ? C : -1;
    game.begins_at_one = game.begins_at_one && (t % 3 != 1 || x == 1);
    game.regret += g * x - g * -1;
    game.squares += g * g;
    if (decreasing)
      epi_optimizer_set (optimizer, "step", options->step / sqrt ((double)t));
    g_assert_cmpint (epi_optimizer_update (optimizer, &G, &X), ==, EPI_OK);
    x = CLAMP (x, -1, 1);
  }
  game.last = x;
  epi_optimizer_free (optimizer);
  epi_device_unref (cpu);
  return game;
}

/* β = 0, ρ = 1/(1+C²), αₜ = α/√t, α < √(1-ρ): Adam stands at +1, the worst
 * point, where each period begins, and loses at least 2C - 4 in each: its
 * regret grows with T, while that of SGD and AdaGrad grows with √T. */
static void
test_adam_does_not_converge_on_the_periodic_function (void)
{
  const double C = 3, alpha = 0.5;
  const size_t periods = 20000, T = 3 * periods;
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_ADAM);

  o.step = alpha, o.momentum = o.epsilon = 0, o.second = 1 / (1 + C * C);
  Game adam = play_periodic (&o, true, C, T);
  g_assert_true (adam.begins_at_one);
  g_assert_cmpfloat (adam.regret, >=, (2 * C - 4) * (double)periods);

  o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  o.step = alpha; /* Zinkevich (2003): D²√T/2α + αG²√T, D = 2, G = C */
  Game sgd = play_periodic (&o, true, C, T);
  g_assert_cmpfloat (sgd.regret, <=,
                     (4 / (2 * alpha) + alpha * C * C) * sqrt ((double)T));
  g_assert_cmpfloat (sgd.last, <, -0.97);

  o = epi_optimizer_defaults (EPI_OPTIMIZER_ADAGRAD);
  o.step = alpha, o.epsilon = 0; /* the bound above */
  Game adagrad = play_periodic (&o, false, C, T);
  g_assert_cmpfloat (adagrad.regret, <=,
                     (4 / (2 * alpha) + alpha) * sqrt (adagrad.squares));
  g_assert_cmpfloat (adagrad.last, <, -0.97);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optimizer-regret/adagrad-keeps-its-bound",
                   test_adagrad_keeps_its_regret_bound);
  g_test_add_func ("/optimizer-regret/adam-does-not-converge",
                   test_adam_does_not_converge_on_the_periodic_function);
  return g_test_run ();
}
