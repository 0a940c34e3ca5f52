/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 5 to 7 of epi-smo.h: what ends a training. */
#include "smo-training.h"

static double
violation_of (const Training *training)
{
  double g[N], m = -INFINITY, M = INFINITY;

  gradient_of (training, g);
  for (size_t t = 0; t < N; t++) {
    m = may_grow (training->smo, t) ? fmax (m, g[t]) : m;
    M = may_shrink (training->smo, t) ? fmin (M, g[t]) : M;
  }
  return m - M;
}

/* m - M ≤ ε, where that was asked for, and not before. */
static void
test_an_epsilon_ends_it (void)
{
  for (double epsilon = 0.1; epsilon > 1e-6; epsilon /= 10)
    for (int shrinking = 0; shrinking < 2; shrinking++) {
      Training training;
      training_start (
          &training, 10,
          (EpiSmoOptions){.epsilon = epsilon, .shrinking = shrinking});
      while (training.method->status == EPI_RUNNING) {
        if (!shrinking)
          g_assert_cmpfloat (violation_of (&training), >, epsilon - 1e-12);
        epi_method_step (training.method);
      }
      g_assert_cmpint (training.method->status, ==, EPI_CONVERGED);
      g_assert_cmpfloat (violation_of (&training), <=, epsilon + 1e-12);
      training_end (&training);
    }
}

/* The gap, where that was, to its last digit; with any violation. */
static void
test_a_gap_ends_it (void)
{
  for (double gap = 0.1; gap > 1e-13; gap /= 100)
    for (int shrinking = 0; shrinking < 2; shrinking++) {
      Training training;
      EpiSmoBounds bounds;
      training_start (&training, 10,
                      (EpiSmoOptions){.gap = gap, .shrinking = shrinking});
      g_assert_cmpint (epi_method_run (training.method, 100000, NULL, NULL), ==,
                       EPI_CONVERGED);
      g_assert_true (epi_smo_bounds (training.method, &bounds));
      g_assert_cmpfloat (bounds.gap, <=, gap);
      training_end (&training);
    }
}

/* So it is whoever is the next to move, the first of few for instance. */
static void
test_a_gap_ends_it_with_few (void)
{
  for (uint64_t seed = 0; seed < 300; seed++) {
    EpiExamples e = some_examples (6, 2, 2, 1, seed);
    double C[] = {10, 10, 10, 10, 10, 10};
    EpiSmoOptions options = {.y = e.label, .C = C, .gap = 1e-11};
    EpiSmoBounds bounds;
    EpiGram *gram;
    EpiMethod *method;
    g_assert_cmpint (epi_gram_new (&e.X, &rbf, &gram), ==, EPI_OK);
    g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
    g_assert_cmpint (epi_method_run (method, 100000, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_true (epi_smo_bounds (method, &bounds));
    g_assert_cmpfloat (bounds.gap, <=, options.gap);
    epi_method_free (method);
    epi_gram_free (gram);
    epi_examples_clear (&e);
  }
}

/* ---- When g is computed anew ---- */

/* After 100 n steps. */
static void
test_g_is_anew_after_many_steps (void)
{
  Training training;

  training_start (&training, 10, (EpiSmoOptions){.gap = 1e-9});
  epi_method_run (training.method, 5, NULL, NULL);
  size_t *since = &training.smo->state.since;
  *since = 100 * N - 2;
  epi_method_step (training.method);
  g_assert_cmpuint (*since, ==, 100 * N - 1);
  epi_method_step (training.method);
  g_assert_cmpuint (*since, ==, 0);
  training_end (&training);
}

/* Where a step is less than a digit of what it should move. */
static void
test_g_is_anew_where_nobody_moves (void)
{
  Training training;

  training_start (&training, 0x1p60, (EpiSmoOptions){.gap = 1e-9});
  EpiSmo *smo = training.smo;
  for (size_t t = 0; t < N; t++) {
    smo->base.x[t] = t < 2 ? training.e.label[t] * 0x1p55 : 0;
    smo->g[t] = 0;
    epi_smo_note_moves (smo, t);
  }
  smo->g[0] = 1e-3;
  smo->state.i = 0;
  smo->state.j = 1;
  smo->state.m = 1e-3;
  smo->state.since = 7;
  epi_method_step (training.method);
  g_assert_cmpfloat (smo->base.x[0], ==, 0x1p55);
  g_assert_cmpfloat (smo->base.x[1], ==, -0x1p55);
  g_assert_cmpuint (smo->state.since, ==, 0);
  g_assert_cmpfloat (smo->g[0], !=, 1e-3);
  training_end (&training);
}

/* ---- A limit ---- */

/* At a limit, whoever has just come back or left, the bounds are known: of the
 * same steps as without one. */
static void
check_limit (double C, size_t limit, const double *x)
{
  Training training;
  EpiSmoBounds bounds;

  training_start (
      &training, C,
      (EpiSmoOptions){.gap = 1e-9, .shrinking = true, .limit = limit});
  g_assert_cmpint (epi_method_run (training.method, 100000, NULL, NULL), ==,
                   EPI_LIMIT);
  g_assert_cmpuint (training.method->k, ==, limit);
  g_assert_cmpuint (training.smo->state.since, ==, 0);
  g_assert_true (epi_smo_bounds (training.method, &bounds));
  g_assert_cmpmem (training.method->x, N * sizeof *x, x, N * sizeof *x);
  training_end (&training);
}

static void
test_a_limit_ends_it (void)
{
  size_t both = 0;

  for (double C = 10; C <= 100; C *= 10) {
    Training training;
    training_start (&training, C,
                    (EpiSmoOptions){.gap = 1e-9, .shrinking = true});
    const EpiSmoState *s = &training.smo->state;
    while (training.method->status == EPI_RUNNING) {
      size_t before = s->since, active = s->n_active;
      epi_method_step (training.method);
      bool anew = s->since <= before && s->n_active < N;
      both += anew;
      if (training.method->status == EPI_RUNNING &&
          (anew || s->n_active != active || training.method->k == 1))
        check_limit (C, training.method->k, training.method->x);
    }
    training_end (&training);
  }
  g_assert_cmpuint (both, >, 0);
}

/* ---- Other ends ---- */

/* A gap below all digits is not promised, and not waited for. */
static void
test_no_gap_is_below_rounding (void)
{
  Training training;
  EpiSmoBounds bounds;

  training_start (&training, 10, (EpiSmoOptions){.gap = 1e-300});
  EpiStatus status = epi_method_run (training.method, 1000000, NULL, NULL);
  g_assert_true (epi_smo_bounds (training.method, &bounds));
  g_assert_true (status == EPI_NUMERICAL ||
                 (status == EPI_CONVERGED && bounds.gap <= 1e-300));
  g_assert_cmpfloat (bounds.gap, <=, 1e-12);
  training_end (&training);
}

/* Of one class only nothing can move, and nothing is to. */
static void
test_one_class_is_done (void)
{
  for (int sign = -1; sign <= 1; sign += 2) {
    Training training;
    EpiMethod *method;
    EpiSmoBounds bounds;
    training_start (&training, 1, (EpiSmoOptions){.gap = 1e-9});
    for (size_t i = 0; i < N; i++)
      training.e.label[i] = sign;
    g_assert_cmpint (epi_smo_new (training.gram, &training.options, &method),
                     ==, EPI_OK);
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    g_assert_true (epi_smo_bounds (method, &bounds));
    g_assert_cmpfloat (bounds.primal, ==, 0);
    g_assert_cmpfloat (bounds.bias, ==, sign);
    epi_method_free (method);
    training_end (&training);
  }
}

#define ADD(name, function) g_test_add_func ("/smo end/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an epsilon ends it", test_an_epsilon_ends_it);
  ADD ("a gap ends it", test_a_gap_ends_it);
  ADD ("a gap ends it with few", test_a_gap_ends_it_with_few);
  ADD ("g is anew after many steps", test_g_is_anew_after_many_steps);
  ADD ("g is anew where nobody moves", test_g_is_anew_where_nobody_moves);
  ADD ("a limit ends it", test_a_limit_ends_it);
  ADD ("no gap is below rounding", test_no_gap_is_below_rounding);
  ADD ("one class is done", test_one_class_is_done);
  return g_test_run ();
}
