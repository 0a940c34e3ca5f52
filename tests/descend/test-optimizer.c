/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by themselves: gradients are given, updates are looked at. */
#include "descend/epi-optimizer.h"

#include "compute/epi-cpu.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { MOST = 8 };

/* An optimizer of n ≤ MOST unknowns in double, with x and g in memory. */
typedef struct {
  EpiDevice *cpu;
  EpiOptimizer *optimizer;
  double x[MOST], g[MOST];
  EpiBuffer X, G;
} Bench;

static void
bench_init (Bench *self, const EpiOptimizerOptions *options, size_t n)
{
  memset (self, 0, sizeof *self);
  self->cpu = epi_cpu_device_new ();
  self->X = epi_cpu_wrap (self->cpu, EPI_DOUBLE, self->x, n, 1, n);
  self->G = epi_cpu_wrap (self->cpu, EPI_DOUBLE, self->g, n, 1, n);
  g_assert_cmpint (
      epi_optimizer_new (options, self->cpu, EPI_DOUBLE, n, &self->optimizer),
      ==, EPI_OK);
}

static void
bench_update (Bench *self)
{
  g_assert_cmpint (epi_optimizer_update (self->optimizer, &self->G, &self->X),
                   ==, EPI_OK);
}

static void
bench_clear (Bench *self)
{
  epi_optimizer_free (self->optimizer);
  epi_device_unref (self->cpu);
}

static void
test_names (void)
{
  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++) {
    const char *name = epi_optimizer_name ((EpiOptimizerKind)kind);
    char *lower = g_ascii_strdown (name, -1);
    g_assert_cmpint (epi_optimizer_parse (name), ==, kind);
    g_assert_cmpint (epi_optimizer_parse (lower), ==, kind);
    g_free (lower);
  }
  g_assert_cmpint (epi_optimizer_parse ("adamax"), ==, -1);
}

static void
test_schedules (void)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  o.step = 0.5, o.factor = 0.25, o.period = 10;

  g_assert_cmpfloat (epi_schedule_step (&o, 1000), ==, 0.5);
  o.schedule = EPI_SCHEDULE_STEP;
  g_assert_cmpfloat (epi_schedule_step (&o, 10), ==, 0.5);
  g_assert_cmpfloat (epi_schedule_step (&o, 11), ==, 0.125);
  g_assert_cmpfloat (epi_schedule_step (&o, 21), ==, 0.03125);
  o.schedule = EPI_SCHEDULE_EXPONENTIAL; /* ½ after half a period */
  g_assert_cmpfloat (epi_schedule_step (&o, 1), ==, 0.5);
  g_assert_cmpfloat_with_epsilon (epi_schedule_step (&o, 6), 0.25, 1e-16);
  o.schedule = EPI_SCHEDULE_COSINE;
  g_assert_cmpfloat (epi_schedule_step (&o, 1), ==, 0.5);
  g_assert_cmpfloat_with_epsilon (epi_schedule_step (&o, 6), 0.3125, 1e-16);
  g_assert_cmpfloat (epi_schedule_step (&o, 11), ==, 0.125);
  g_assert_cmpfloat (epi_schedule_step (&o, 99), ==, 0.125);
  o.schedule = EPI_SCHEDULE_WARMUP;
  g_assert_cmpfloat_with_epsilon (epi_schedule_step (&o, 1), 0.05, 1e-17);
  g_assert_cmpfloat (epi_schedule_step (&o, 10), ==, 0.5);
  g_assert_cmpfloat (epi_schedule_step (&o, 11), ==, 0.5);
}

/* ---- The formulas of the header, in long double -------------------------- */

typedef struct {
  long double x, m, v;
} Exact;

static void
textbook (Exact *s, const EpiOptimizerOptions *o, long double k, long double g)
{
  long double x = s->x, b = o->momentum, r = o->second, e = o->epsilon;
  long double a = epi_schedule_step (o, (uint64_t)k);

  g += o->l2 * x + o->l1 * ((x > 0) - (x < 0));
  switch (o->kind) {
  case EPI_OPTIMIZER_MOMENTUM:
    s->m = b * s->m + g;
    s->x -= a * s->m;
    break;
  case EPI_OPTIMIZER_NESTEROV:
    s->m = b * s->m + g;
    s->x -= a * (g + b * s->m);
    break;
  case EPI_OPTIMIZER_ADAGRAD:
    s->v += g * g;
    s->x -= a * g / (sqrtl (s->v) + e);
    break;
  case EPI_OPTIMIZER_RMSPROP:
    s->v = r * s->v + (1 - r) * g * g;
    s->x -= a * g / (sqrtl (s->v) + e);
    break;
  case EPI_OPTIMIZER_ADAM:
  case EPI_OPTIMIZER_ADAMW:
    s->m = b * s->m + (1 - b) * g;
    s->v = r * s->v + (1 - r) * g * g;
    s->x -=
        a * (s->m / (1 - powl (b, k))) / (sqrtl (s->v / (1 - powl (r, k))) + e);
    break;
  default:
    s->x -= a * g;
  }
  s->x -= a * o->decay * x;
}

/* All options on.  No sum here cancels and there are 50 of them, of about ten
 * roundings each. */
static void
test_each_rule_is_its_formula (void)
{
  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++) {
    EpiOptimizerOptions o = epi_optimizer_defaults ((EpiOptimizerKind)kind);
    EpiRandom random = epi_random (7, (uint64_t)kind);
    Exact exact[MOST] = {0};
    Bench bench;
    o.step = 0.03125, o.l1 = 0.125, o.l2 = 0.0625, o.clip = 1.5;
    o.schedule = EPI_SCHEDULE_COSINE, o.factor = 0.5, o.period = 20;
    bench_init (&bench, &o, MOST);
    for (size_t i = 0; i < MOST; i++)
      exact[i].x = bench.x[i] = i % 2 == 0 ? 1 + (double)i : -1 - (double)i;
    for (int k = 1; k <= 50; k++) {
      long double sum = 0;
      for (size_t i = 0; i < MOST; i++) {
        bench.g[i] = 2 * epi_random_uniform (&random) - 1;
        sum += (long double)bench.g[i] * bench.g[i];
      }
      long double scale = fminl (1, 1.5L / sqrtl (sum));
      for (size_t i = 0; i < MOST; i++)
        textbook (&exact[i], &o, k, scale * bench.g[i]);
      bench_update (&bench);
    }
    for (size_t i = 0; i < MOST; i++)
      g_assert_cmpfloat_with_epsilon (bench.x[i], (double)exact[i].x,
                                      50 * 10 * 0x1p-53 * 10);
    bench_clear (&bench);
  }
}

/* ---- What is known of each ----------------------------------------------- */

/* Under a constant gradient m = g (1-βᵏ)/(1-β): the terminal velocity. */
static void
test_momentum_reaches_its_terminal_velocity (void)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_MOMENTUM);
  Bench bench;

  bench_init (&bench, &o, 1);
  bench.g[0] = 3;
  for (int k = 0; k < 399; k++)
    bench_update (&bench);
  double before = bench.x[0];
  bench_update (&bench);
  g_assert_cmpfloat_with_epsilon (before - bench.x[0], 0.01 * 3 / (1 - 0.9),
                                  1e-12);
  bench_clear (&bench);
}

/* Kingma & Ba, §2.1: |Δx| = α at the first step, whatever the gradient, but for
 * ε; so is AdaGrad's. */
static void
test_first_step_has_length_alpha (void)
{
  static const EpiOptimizerKind kinds[] = {EPI_OPTIMIZER_ADAM,
                                           EPI_OPTIMIZER_ADAGRAD};

  for (size_t j = 0; j < G_N_ELEMENTS (kinds); j++) {
    EpiOptimizerOptions o = epi_optimizer_defaults (kinds[j]);
    Bench bench;
    bench_init (&bench, &o, 4);
    const double g[] = {1e-3, -5, 1e8, -0.25};
    memcpy (bench.g, g, sizeof g);
    bench_update (&bench);
    for (size_t i = 0; i < 4; i++) {
      double length = o.step * fabs (g[i]) / (fabs (g[i]) + o.epsilon);
      g_assert_cmpfloat_with_epsilon (bench.x[i], copysign (length, -g[i]),
                                      12 * 0x1p-53 * o.step);
    }
    bench_clear (&bench);
  }
}

/* Loshchilov & Hutter: AdamW's decay does not pass through m and v, so that
 * without a gradient x shrinks by 1 - αλ each step; an L2 term of Adam does,
 * and moves by α sign x at first, whatever λ. */
static void
test_decay_of_adamw_is_decoupled (void)
{
  EpiOptimizerOptions w = epi_optimizer_defaults (EPI_OPTIMIZER_ADAMW);
  EpiOptimizerOptions l2 = epi_optimizer_defaults (EPI_OPTIMIZER_ADAM);
  Bench decayed, coupled;
  double expected = 4;

  w.step = l2.step = 0.125, w.decay = l2.l2 = 0.5;
  bench_init (&decayed, &w, 1);
  bench_init (&coupled, &l2, 1);
  decayed.x[0] = coupled.x[0] = 4;
  for (int k = 0; k < 10; k++, expected *= 1 - 0.0625) {
    g_assert_cmpfloat_with_epsilon (decayed.x[0], expected, 1e-14);
    bench_update (&decayed);
  }
  bench_update (&coupled);
  g_assert_cmpfloat_with_epsilon (coupled.x[0], 4 - 0.125, 1e-8);
  bench_clear (&decayed);
  bench_clear (&coupled);
}

/* minimize ½(x-a)² + λ₂x²/2 + λ₁|x|: soft thresholding, up to the step. */
static void
test_l1_and_l2_shrink (void)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  const double a[] = {3, -2, 0.3};
  Bench bench;

  o.l1 = 0.5, o.l2 = 0.25;
  bench_init (&bench, &o, 3);
  for (int k = 0; k < 4000; k++) {
    for (size_t i = 0; i < 3; i++)
      bench.g[i] = bench.x[i] - a[i];
    bench_update (&bench);
  }
  g_assert_cmpfloat_with_epsilon (bench.x[0], (3 - 0.5) / 1.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (bench.x[1], -(2 - 0.5) / 1.25, 1e-12);
  g_assert_cmpfloat (fabs (bench.x[2]), <=, o.step * (0.3 + 0.5));
  bench_clear (&bench);
}

/* ---- Clipping ------------------------------------------------------------ */

static void
test_clipping_keeps_the_direction (void)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  Bench bench;

  o.step = 1, o.clip = 1;
  bench_init (&bench, &o, 2);
  bench.g[0] = 3, bench.g[1] = -4; /* length 5 */
  bench_update (&bench);
  g_assert_cmpfloat_with_epsilon (bench.x[0], -0.6, 1e-15);
  g_assert_cmpfloat_with_epsilon (bench.x[1], 0.8, 1e-15);
  bench.x[0] = bench.x[1] = 0;
  bench.g[0] = 0.3, bench.g[1] = -0.4; /* 0.5: as it is */
  bench_update (&bench);
  g_assert_cmpfloat (bench.x[0], ==, -0.3);
  g_assert_cmpfloat (bench.x[1], ==, 0.4);

  bench.g[0] = bench.g[1] = 1e300; /* whose square overflows */
  bench.x[0] = bench.x[1] = 0;
  bench_update (&bench);
  g_assert_cmpfloat_with_epsilon (bench.x[0], -sqrt (0.5), 1e-15);

  bench.g[0] = NAN;
  double before = bench.x[0];
  g_assert_cmpint (epi_optimizer_update (bench.optimizer, &bench.G, &bench.X),
                   ==, EPI_NOT_FINITE);
  g_assert_cmpfloat (bench.x[0], ==, before);
  bench_clear (&bench);
}

static void
test_what_may_be_set (void)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  Bench bench;

  bench_init (&bench, &o, 1);
  bench.g[0] = 1;
  g_assert_cmpint (epi_optimizer_set (bench.optimizer, "step", 0.5), ==,
                   EPI_OK);
  g_assert_cmpint (epi_optimizer_set (bench.optimizer, "speed", 0.5), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpfloat (epi_optimizer_step (bench.optimizer), ==, 0.5);
  bench_update (&bench);
  g_assert_cmpfloat (bench.x[0], ==, -0.5);
  bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optimizer/names", test_names);
  g_test_add_func ("/optimizer/schedules", test_schedules);
  g_test_add_func ("/optimizer/each-rule-is-its-formula",
                   test_each_rule_is_its_formula);
  g_test_add_func ("/optimizer/momentum-reaches-its-terminal-velocity",
                   test_momentum_reaches_its_terminal_velocity);
  g_test_add_func ("/optimizer/first-step-has-length-alpha",
                   test_first_step_has_length_alpha);
  g_test_add_func ("/optimizer/decay-of-adamw-is-decoupled",
                   test_decay_of_adamw_is_decoupled);
  g_test_add_func ("/optimizer/l1-and-l2-shrink", test_l1_and_l2_shrink);
  g_test_add_func ("/optimizer/clipping-keeps-the-direction",
                   test_clipping_keeps_the_direction);
  g_test_add_func ("/optimizer/what-may-be-set", test_what_may_be_set);
  return g_test_run ();
}
