/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 3 to 6 of epi-smo.h, watched over whole trainings: who is active, what
 * a frame says. */
#include "smo-training.h"

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
  ADD ("a frame says what was done", test_a_frame_says_what_was_done);
  ADD ("what is refused", test_what_is_refused);
  return g_test_run ();
}
