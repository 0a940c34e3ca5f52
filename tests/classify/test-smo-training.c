/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 3 to 6 of epi-smo.h, watched over whole trainings: who is active, what
 * ends it, what a frame says. */
#include "classify/epi-smo-private.h"

#include "some-examples.h"

#include <string.h>

#define N 400

typedef struct {
  EpiExamples e;
  double C[N];
  EpiGram *gram;
  EpiSmoOptions options;
  EpiMethod *method;
  EpiSmo *smo;
} Training;

static const EpiKernelFunction rbf = {EPI_KERNEL_RBF, 0.7, 0, 0};

/* N examples; nobody has asked for an ε or a gap yet. */
static void
training_start (Training *training, double C, EpiSmoOptions options)
{
  training->e = some_examples (N, 2, 2, 1, 3);
  for (size_t i = 0; i < N; i++)
    training->C[i] = i % 2 == 0 ? C : 2 * C;
  training->options = options;
  training->options.y = training->e.label;
  training->options.C = training->C;
  training->options.cache_bytes = 2 << 20;
  g_assert_cmpint (epi_gram_new (&training->e.X, &rbf, &training->gram), ==,
                   EPI_OK);
  g_assert_cmpint (
      epi_smo_new (training->gram, &training->options, &training->method), ==,
      EPI_OK);
  training->smo = (EpiSmo *)training->method;
}

static void
training_end (Training *training)
{
  epi_method_free (training->method);
  epi_gram_free (training->gram);
  epi_examples_clear (&training->e);
}

/* y - Kβ, from all rows. */
static void
gradient_of (const Training *training, double *g)
{
  double row[N];

  for (size_t i = 0; i < N; i++)
    g[i] = training->e.label[i];
  for (size_t j = 0; j < N; j++) {
    if (training->method->x[j] == 0)
      continue;
    epi_gram_rows (training->gram, &j, 1, row);
    for (size_t i = 0; i < N; i++)
      g[i] -= training->method->x[j] * row[i];
  }
}

static bool
may_grow (const EpiSmo *smo, size_t t)
{
  return smo->base.x[t] < smo->upper[t];
}

static bool
may_shrink (const EpiSmo *smo, size_t t)
{
  return smo->base.x[t] > smo->lower[t];
}

/* ---- Who is active ---- */

/* All are in the list, once. */
static void
check_permutation (const EpiSmo *smo)
{
  bool there[N] = {false};

  for (size_t a = 0; a < N; a++) {
    g_assert_false (there[smo->active[a]]);
    there[smo->active[a]] = true;
  }
}

/* m, M, i of the active ones by their g, which is that of now. */
static void
check_active (const Training *training, const double *g)
{
  const EpiSmo *smo = training->smo;
  const EpiSmoState *s = &smo->state;
  double m = -INFINITY, M = INFINITY;

  for (size_t a = 0; a < s->n_active; a++) {
    size_t t = (size_t)smo->active[a];
    g_assert_cmpfloat (fabs (smo->g[t] - g[t]), <=, 1e-9);
    m = may_grow (smo, t) ? fmax (m, smo->g[t]) : m;
    M = may_shrink (smo, t) ? fmin (M, smo->g[t]) : M;
  }
  g_assert_cmpfloat (s->m, ==, m);
  g_assert_cmpfloat (s->M, ==, M);
  g_assert_cmpfloat (smo->g[s->i], ==, m);
  g_assert_true (may_grow (smo, (size_t)s->i));
  g_assert_true (may_shrink (smo, (size_t)s->j));
  g_assert_cmpfloat (smo->g[s->j], <, m);
}

/* Who has just left stands at a bound, and beyond m or M; at first half of all
 * leave, or nobody. */
static void
check_who_left (const EpiSmo *smo, size_t before)
{
  const EpiSmoState *s = &smo->state;

  for (size_t a = s->n_active; a < before; a++) {
    size_t t = (size_t)smo->active[a];
    if (may_grow (smo, t))
      g_assert_true (!may_shrink (smo, t) && smo->g[t] < s->M);
    else
      g_assert_true (smo->g[t] > s->m);
  }
  if (before == N && s->n_active < N)
    g_assert_cmpuint (s->n_active, <=, N / 2);
}

static void
test_who_is_active (void)
{
  size_t left = 0, back = 0;

  for (double C = 0.1; C <= 1000; C *= 10) {
    Training training;
    bool came_back = false;
    double g[N];
    training_start (&training, C,
                    (EpiSmoOptions){.gap = 1e-9, .shrinking = true});
    const EpiSmoState *s = &training.smo->state;
    for (size_t before = N; training.method->status == EPI_RUNNING;) {
      epi_method_step (training.method);
      check_permutation (training.smo);
      if (s->n_active < before) {
        check_who_left (training.smo, before);
        /* each min (n, 1000) steps, until all are active again */
        g_assert_true (came_back || training.method->k % N == 0);
      }
      came_back = came_back || s->n_active > before;
      left += s->n_active < before;
      back += s->n_active > before;
      before = s->n_active;
      if (training.method->status != EPI_RUNNING ||
          (training.method->k % 16 != 0 && s->n_active == N))
        continue;
      gradient_of (&training, g);
      check_active (&training, g);
    }
    g_assert_cmpint (training.method->status, ==, EPI_CONVERGED);
    g_assert_cmpuint (s->n_active, ==, N);
    g_assert_cmpuint (s->since, ==, 0);
    training_end (&training);
  }
  g_assert_cmpuint (left, >, 5);
  g_assert_cmpuint (back, >, 2);
}

/* Nobody leaves where that was not asked for. */
static void
test_all_stay_active (void)
{
  Training training;

  training_start (&training, 1, (EpiSmoOptions){.gap = 1e-9});
  while (training.method->status == EPI_RUNNING) {
    epi_method_step (training.method);
    g_assert_cmpuint (training.smo->state.n_active, ==, N);
  }
  g_assert_cmpint (training.method->status, ==, EPI_CONVERGED);
  training_end (&training);
}

/* ---- What ends it ---- */

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

/* ---- Frames ---- */

static double
scalar (const EpiFrame *frame, const char *name)
{
  const EpiFrameItem *item = epi_frame_find (frame, name);

  return item != NULL ? *(const double *)item->data : NAN;
}

/* What they say is so; of the pair that was moved, by as much. */
static void
test_a_frame_says_what_was_done (void)
{
  Training training;
  double before[N];

  training_start (&training, 10,
                  (EpiSmoOptions){.gap = 1e-9, .shrinking = true});
  EpiFrame *first = epi_method_record (training.method);
  g_assert_true (isnan (scalar (first, "i")));
  g_assert_true (isnan (scalar (first, "step_length")));
  epi_frame_unref (first);
  while (training.method->status == EPI_RUNNING) {
    const EpiSmoState *s = &training.smo->state;
    EpiSmoBounds bounds;
    memcpy (before, training.method->x, sizeof before);
    epi_method_step (training.method);
    EpiFrame *frame = epi_method_record (training.method);
    g_assert_cmpfloat (scalar (frame, "dual"), ==, -training.method->f);
    g_assert_cmpfloat (scalar (frame, "violation"), ==, s->m - s->M);
    g_assert_cmpfloat (scalar (frame, "active"), ==, (double)s->n_active);
    if (epi_smo_bounds (training.method, &bounds)) {
      g_assert_cmpfloat (scalar (frame, "primal"), ==, bounds.primal);
      g_assert_cmpfloat (scalar (frame, "gap"), ==, bounds.gap);
      g_assert_cmpfloat (scalar (frame, "bias"), ==, bounds.bias);
    } else
      g_assert_true (isnan (scalar (frame, "primal")));
    double i = scalar (frame, "i"), j = scalar (frame, "j");
    double length = scalar (frame, "step_length");
    for (size_t t = 0; t < N && !isnan (i); t++) {
      double moved = training.method->x[t] - before[t];
      double right = t == (size_t)i ? length : t == (size_t)j ? -length : 0;
      g_assert_cmpfloat (fabs (moved - right), <=, 1e-14);
    }
    epi_frame_unref (frame);
  }
  training_end (&training);
}

/* ---- What is refused ---- */

static void
test_what_is_refused (void)
{
  Training training;
  EpiMethod *method;
  long n = 0;

  training_start (&training, 1, (EpiSmoOptions){.gap = 1e-9});
  training.C[N - 1] = INFINITY;
  g_assert_cmpint (epi_smo_new (training.gram, &training.options, &method), ==,
                   EPI_NOT_FINITE);
  g_assert_null (method);
  training.C[N - 1] = 1;
  for (EpiStatus status = EPI_NO_MEMORY; status != EPI_OK; n++) {
    epi_alloc_fail_at (n);
    status = epi_smo_new (training.gram, &training.options, &method);
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
    g_assert_true ((status == EPI_OK) == (method != NULL));
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >, 18);
  epi_method_free (method);
  training_end (&training);
}

#define ADD(name, function) g_test_add_func ("/smo training/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("who is active", test_who_is_active);
  ADD ("all stay active", test_all_stay_active);
  ADD ("an epsilon ends it", test_an_epsilon_ends_it);
  ADD ("a gap ends it", test_a_gap_ends_it);
  ADD ("no gap is below rounding", test_no_gap_is_below_rounding);
  ADD ("one class is done", test_one_class_is_done);
  ADD ("a frame says what was done", test_a_frame_says_what_was_done);
  ADD ("what is refused", test_what_is_refused);
  return g_test_run ();
}
