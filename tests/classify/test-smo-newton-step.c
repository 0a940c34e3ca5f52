/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step 1' of epi-smo.h: what it moves, where it ends, what g and f make of
 * it, and when there is another. */
#include "classify/epi-smo-private.h"

#include "some-examples.h"

#include <float.h>
#include <string.h>

typedef struct {
  EpiExamples e;
  double *C, *old_x, *old_g, old_f;
  EpiGram *gram;
  EpiSmo *smo;
} Bench;

/* n examples in p features, in units of `unit`, the first one ten times as far
 * from 0; or, of as many features, orthogonal ones. */
static void
bench_start (Bench *bench, const EpiKernelFunction *kernel, size_t n, size_t p,
             double unit, double C)
{
  EpiMethod *method;

  bench->e = some_examples (n, p, 2, 1, 5);
  for (size_t k = 0; k < n * p; k++)
    if (p < n)
      bench->e.X.value[k] *= k < p ? 10 * unit : unit;
    else
      bench->e.X.value[k] = k % (p + 1) == 0 ? unit : 0;
  bench->C = epi_new (double, n);
  bench->old_x = epi_new (double, n);
  bench->old_g = epi_new (double, n);
  for (size_t i = 0; i < n; i++)
    bench->C[i] = C;
  EpiSmoOptions options = {.y = bench->e.label,
                           .C = bench->C,
                           .gap = 1e-9,
                           .shrinking = true,
                           .cache_bytes = 8 << 20};
  g_assert_cmpint (epi_gram_new (&bench->e.X, kernel, &bench->gram), ==,
                   EPI_OK);
  g_assert_cmpint (epi_smo_new (bench->gram, &options, &method), ==, EPI_OK);
  bench->smo = (EpiSmo *)method;
}

static void
bench_end (Bench *bench)
{
  epi_method_free (&bench->smo->base);
  epi_gram_free (bench->gram);
  epi_examples_clear (&bench->e);
  epi_free (bench->C);
  epi_free (bench->old_x);
  epi_free (bench->old_g);
}

/* β and g of now are where a step begins. */
static void
remember (Bench *bench)
{
  size_t n = bench->smo->base.n;

  memcpy (bench->old_x, bench->smo->base.x, n * sizeof (double));
  memcpy (bench->old_g, bench->smo->g, n * sizeof (double));
  bench->old_f = bench->smo->base.f;
}

/* The first q are free, anywhere in their box but not within `margin` of its
 * ends; g = ±size, of which m - M is that of the free. */
static void
set_free (Bench *bench, size_t q, double margin, double size, EpiRandom *random)
{
  EpiSmo *smo = bench->smo;
  double most = -INFINITY, least = INFINITY;

  for (size_t t = 0; t < smo->base.n; t++) {
    double at = margin + (1 - 2 * margin) * epi_random_uniform (random);
    smo->base.x[t] =
        t < q ? smo->lower[t] + at * (smo->upper[t] - smo->lower[t]) : 0;
    smo->g[t] = size * (2 * epi_random_uniform (random) - 1);
    if (t < q) {
      most = fmax (most, smo->g[t]);
      least = fmin (least, smo->g[t]);
    }
    epi_smo_note_moves (smo, t);
  }
  smo->base.f = 0;
  smo->state.m = most;
  smo->state.M = least;
  smo->state.newton = true;
  smo->state.early = false;
  smo->state.credit = 0;
  remember (bench);
}

static bool
step (Bench *bench)
{
  bool moved;

  g_assert_cmpint (epi_smo_newton (bench->smo, &moved), ==, EPI_OK);
  return moved;
}

static double
spread (const double *g, size_t q)
{
  double most = -INFINITY, least = INFINITY;

  for (size_t t = 0; t < q; t++) {
    most = fmax (most, g[t]);
    least = fmin (least, g[t]);
  }
  return most - least;
}

/* ---- Where it ends ---- */

/* All in their boxes; the step is a whole one, or somebody stands on his bound,
 * to the bit, who did not; Σβ is what it was, but for the last digits of β. */
static void
check_place (const Bench *bench, size_t q)
{
  const EpiSmo *smo = bench->smo;
  double largest = 0;
  size_t met = 0;
  _Float128 sum = 0;

  for (size_t t = 0; t < smo->base.n; t++) {
    double x = smo->base.x[t];
    g_assert_cmpfloat (x, >=, smo->lower[t]);
    g_assert_cmpfloat (x, <=, smo->upper[t]);
    met += t < q && (x == smo->lower[t] || x == smo->upper[t]);
    sum += (_Float128)x - bench->old_x[t];
    largest = fmax (largest, fmax (fabs (x), fabs (bench->old_x[t])));
    g_assert_true (t < q || x == bench->old_x[t]);
    bool up = smo->moves[t] & EPI_SMO_UP, low = smo->moves[t] & EPI_SMO_LOW;
    g_assert_true (up == (x < smo->upper[t]) && low == (x > smo->lower[t]));
  }
  g_assert_cmpfloat (smo->state.step, >, 0);
  g_assert_cmpfloat (smo->state.step, <=, 1);
  g_assert_true (smo->state.step == 1 || met > 0);
  g_assert_cmpfloat (fabs ((double)sum), <=, (double)q * DBL_EPSILON * largest);
}

/* g = y - Kβ of all, and f, by what β has moved, in 113 bits; but for the last
 * digit of one β, which what is left of Σβ went to. */
static void
check_gradient (const Bench *bench, size_t q)
{
  const EpiSmo *smo = bench->smo;
  size_t n = smo->base.n;
  double *row = epi_new (double, n), f_size = 0, f_off = 0;
  _Float128 *g = g_new (_Float128, n), f = bench->old_f, sum = 0;
  double *size = g_new (double, n), *last = g_new0 (double, n);

  for (size_t t = 0; t < n; t++) {
    g[t] = bench->old_g[t];
    size[t] = fabs (bench->old_g[t]);
  }
  for (size_t j = 0; j < q; j++) {
    _Float128 d = (_Float128)smo->base.x[j] - bench->old_x[j];
    epi_gram_rows (bench->gram, &j, 1, row);
    for (size_t t = 0; t < n; t++) {
      g[t] -= d * row[t];
      size[t] += fabs ((double)d * row[t]);
      last[t] = fmax (last[t], DBL_EPSILON * fabs (smo->base.x[j] * row[t]));
    }
  }
  for (size_t t = 0; t < n; t++)
    g_assert_cmpfloat (fabs ((double)(smo->g[t] - g[t])), <=,
                       (double)(q + 2) * DBL_EPSILON * size[t] + last[t]);
  for (size_t j = 0; j < q; j++) {
    _Float128 d = (_Float128)smo->base.x[j] - bench->old_x[j];
    f -= (g[j] + bench->old_g[j]) / 2 * d;
    f_size += (size[j] + fabs (smo->state.m)) * fabs ((double)d);
    f_off += 2 * last[j] * fabs ((double)d);
    sum += d;
  }
  f_off += fabs (smo->state.m * (double)sum);
  g_assert_cmpfloat (fabs (smo->base.f - (double)f), <=,
                     (double)(2 * q + 4) * DBL_EPSILON * f_size + f_off);
  g_assert_cmpfloat (smo->base.f, <, bench->old_f);
  epi_free (row);
  g_free (g);
  g_free (size);
  g_free (last);
}

/* More free ones than dimensions, or not; boxes that are met and such as are
 * not; in any unit, which changes nothing but the size of K. */
static void
test_a_step_is_what_it_says (void)
{
  static const size_t free[] = {2, 3, 4, 12, 40};
  static const double units[] = {1e-12, 1, 1e12};

  for (size_t u = 0; u < G_N_ELEMENTS (units); u++)
    for (size_t k = 0; k < G_N_ELEMENTS (free); k++)
      for (double box = 0.01; box < 1e10; box *= 1e3) {
        EpiRandom random = epi_random (k, 0);
        size_t q = free[k], whole = 0;
        Bench bench;
        bench_start (&bench, &some_kernels[0], 60, 3, units[u],
                     box / (units[u] * units[u]));
        for (size_t round = 0; round < 20; round++) {
          set_free (&bench, q, 0.05, 1, &random);
          g_assert_true (step (&bench));
          check_place (&bench, q);
          check_gradient (&bench, q);
          g_assert_cmpint (bench.smo->state.last_i, ==, -1);
          g_assert_cmpint (bench.smo->state.last_j, ==, -1);
          whole += bench.smo->state.step == 1;
          if (bench.smo->state.step == 1 && q <= 4)
            g_assert_cmpfloat (spread (bench.smo->g, q), <=,
                               0.01 * spread (bench.old_g, q));
        }
        g_assert_true (box < 1e6 || q > 4 || whole == 20);
        bench_end (&bench);
      }
}

/* At right angles to each other, and in two groups of equals: all of one group
 * are to meet their bounds at once, and nobody goes a digit beyond. */
static void
test_all_may_meet_their_bounds (void)
{
  EpiRandom random = epi_random (1, 0);
  Bench bench;

  bench_start (&bench, &some_kernels[0], 20, 20, 1, 0.51);
  for (size_t round = 0; round < 300; round++) {
    double up = 0.4 + 4 * epi_random_uniform (&random);
    double at = 0.03 * epi_random_uniform (&random);
    set_free (&bench, 12, 0.1, 1, &random);
    for (size_t t = 0; t < 12; t++) {
      bench.smo->base.x[t] = t % 2 == 0 ? at : -at; /* as their labels are */
      bench.smo->g[t] = t % 2 == 0 ? up : -0.9 * up;
      epi_smo_note_moves (bench.smo, t);
    }
    bench.smo->state.m = up;
    bench.smo->state.M = -0.9 * up;
    remember (&bench);
    g_assert_true (step (&bench));
    check_place (&bench, 12);
    check_gradient (&bench, 12);
  }
  bench_end (&bench);
}

/* ---- How many ---- */

/* One alone has nowhere to go; two have.  In turn there are 255 at most. */
static void
test_how_many_are_free (void)
{
  static const struct {
    size_t q;
    bool early, moves;
  } cases[] = {{0, false, false},  {1, false, false},   {2, false, true},
               {255, false, true}, {256, false, false}, {256, true, true}};
  const EpiKernelFunction narrow = {EPI_KERNEL_RBF, 1, 0, 0};

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++) {
    EpiRandom random = epi_random (k, 0);
    Bench bench;
    bench_start (&bench, &narrow, 300, 3, 1, 1e6);
    set_free (&bench, cases[k].q, 0.05, 1, &random);
    bench.smo->state.early = cases[k].early;
    bool moved = step (&bench);
    g_assert_true (moved == cases[k].moves);
    if (moved) {
      check_place (&bench, cases[k].q);
      check_gradient (&bench, cases[k].q);
    } else {
      g_assert_cmpmem (bench.smo->base.x, 300 * 8, bench.old_x, 300 * 8);
      g_assert_cmpmem (bench.smo->g, 300 * 8, bench.old_g, 300 * 8);
      g_assert_false (bench.smo->state.newton);
    }
    set_free (&bench, 12, 0.05, 1, &random);
    bench.smo->most_free = 11; /* one too many for the room there is */
    g_assert_false (step (&bench));
    bench.smo->most_free = 12;
    g_assert_true (step (&bench));
    bench_end (&bench);
  }
}

/* 2303 at most, with rows of 100 MB, but 255 always. */
static void
test_the_room_for_them (void)
{
  for (size_t n = 0; n < 20000000; n = n * 5 / 4 + 1) {
    size_t most = epi_smo_newton_most (n);
    size_t rows = n > 0 ? (100 << 20) / 8 / n : n;
    g_assert_cmpuint (most, ==, MIN (n, MIN (2303, MAX (rows, 255))));
  }
}

/* ---- When there is another ---- */

/* A step that ends at θ of its way, at the bound of one who is given it. */
static void
step_to (Bench *bench, double theta, bool early, double credit)
{
  EpiSmo *smo = bench->smo;
  EpiRandom random = epi_random (7, 0);
  size_t at = 3;

  bench->C[at] = 1e12;
  set_free (bench, 12, 0.4, 1, &random);
  g_assert_true (step (bench));
  g_assert_cmpfloat (smo->state.step, ==, 1);
  double d = smo->base.x[at] - bench->old_x[at];
  random = epi_random (7, 0);
  set_free (bench, 12, 0.4, 1, &random);
  if (d > 0)
    smo->upper[at] = smo->base.x[at] + theta * d;
  else
    smo->lower[at] = smo->base.x[at] + theta * d;
  smo->state.early = early;
  smo->state.credit = credit;
  g_assert_true (step (bench));
  g_assert_cmpfloat_with_epsilon (smo->state.step, fmin (theta, 1), 1e-6);
}

/* Where a bound was met; early, where that was half the way off at least, or
 * is paid for.  It is paid for what was taken. */
static void
test_there_is_another_where_a_bound_was_met (void)
{
  static const struct {
    double theta;
    bool early, paid, goes_on;
  } cases[] = {{0.2, false, false, true},  {0.9, false, false, true},
               {1.5, false, false, false}, {0.4, true, false, false},
               {0.6, true, false, true},   {0.4, true, true, true},
               {1.5, true, true, false}};
  const EpiKernelFunction narrow = {EPI_KERNEL_RBF, 1, 0, 0};

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++) {
    Bench bench;
    size_t n = k % 2 == 0 ? 300 : 60;
    bench_start (&bench, &narrow, n, 3, 1, 1e6);
    EpiSmoState *s = &bench.smo->state;
    double cost = epi_smo_newton_cost (bench.smo, 12);
    double credit = cases[k].paid ? 2 * cost : 1.5 * cost;
    s->pairs = 33;
    s->due = 44;
    step_to (&bench, cases[k].theta, cases[k].early, credit);
    g_assert_true (s->newton == cases[k].goes_on);
    g_assert_true (s->early == (cases[k].goes_on && cases[k].early));
    g_assert_cmpfloat (s->credit, ==, cases[k].early ? credit - cost : credit);
    g_assert_cmpuint (s->rest, ==, 50);
    if (!cases[k].early) {
      g_assert_cmpuint (s->pairs, ==, 0);
      g_assert_cmpuint (s->due, ==, MAX (n, 200));
    }
    bench_end (&bench);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo newton step/a step is what it says",
                   test_a_step_is_what_it_says);
  g_test_add_func ("/smo newton step/all may meet their bounds",
                   test_all_may_meet_their_bounds);
  g_test_add_func ("/smo newton step/how many are free",
                   test_how_many_are_free);
  g_test_add_func ("/smo newton step/the room for them",
                   test_the_room_for_them);
  g_test_add_func ("/smo newton step/there is another where a bound was met",
                   test_there_is_another_where_a_bound_was_met);
  return g_test_run ();
}
