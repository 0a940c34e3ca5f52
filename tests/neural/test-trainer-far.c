/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training on the gl device: it gives what the cpu gives, reads back only what
 * is asked for, finds the step that failed, and goes home when it is lost.
 */
#include "neural/epi-trainer.h"

#include "compute/epi-compute.h"
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define NET "dense 12 tanh; dropout 0.1; dense 6 relu; dense *"

static EpiDevice *cpu, *gl;
static char *missing;

static gboolean
no_gl (void)
{
  if (gl == NULL)
    g_test_skip (missing);
  return gl == NULL;
}

/* Points of the plane in or out of a ring; values is whether it is. */
static EpiSamples *
ring (size_t n)
{
  EpiRandom random = epi_random (8, 0);
  float *inputs = g_new (float, 2 * n), *values = g_new (float, n);
  EpiSamples *samples;

  for (size_t i = 0; i < n; i++) {
    inputs[2 * i] = (float)epi_random_normal (&random);
    inputs[2 * i + 1] = (float)epi_random_normal (&random);
    values[i] = hypotf (inputs[2 * i], inputs[2 * i + 1]) < 1;
  }
  EpiSamplesView view = {.shape = {2, 1, 1, 1, 0},
                         .n = n,
                         .targets = 1,
                         .inputs = inputs,
                         .values = values};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_free (inputs);
  g_free (values);
  return samples;
}

static EpiTrainerOptions
options_for (const EpiSamples *samples)
{
  EpiTrainerOptions options = epi_trainer_defaults (samples);

  options.loss = EPI_LOSS_BINARY;
  options.batch = 8;
  options.epochs = 0;
  options.element = EPI_FLOAT;
  options.seed = 3;
  return options;
}

static EpiMethod *
trainer (const char *net, EpiSamples *samples, EpiDevice *device,
         const EpiTrainerOptions *options)
{
  char *trouble;
  EpiMethod *method;

  EpiStatus status =
      epi_trainer_new (net, samples, NULL, device, options, &trouble, &method);
  g_assert_cmpstr (trouble, ==, NULL);
  g_assert_cmpint (status, ==, EPI_OK);
  return method;
}

static double *
weights (EpiMethod *method, size_t *n)
{
  EpiBuffer *theta = epi_network_theta (epi_trainer_network (method));
  double *values = g_new (double, theta->rows);

  *n = theta->rows;
  g_assert_cmpint (epi_buffer_get (theta, values), ==, EPI_OK);
  return values;
}

static void
assert_same_weights (EpiMethod *a, EpiMethod *b)
{
  size_t n, m;
  double *x = weights (a, &n), *y = weights (b, &m);

  g_assert_cmpmem (x, n * sizeof *x, y, m * sizeof *y);
  g_free (x);
  g_free (y);
}

/* ---- The same ----------------------------------------------------------- */

/* SGD moves θ by α g: over 40 steps the weights of both devices differ by the
 * sum of what the gradients differ by, here K u max |g| a step with K = 200 as
 * in test-gradients, times e for what one step's difference makes of the next
 * ones (α L k < 1). */
static void
test_trains_like_the_cpu (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  size_t n;

  options.optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  options.optimizer.step = 0.01;
  EpiMethod *far = trainer (NET, samples, gl, &options);
  EpiMethod *near = trainer (NET, samples, cpu, &options);
  double *start = weights (near, &n), bound = 0;
  for (int k = 0; k < 40; k++) {
    epi_method_step (far);
    epi_method_step (near);
    EpiFrame *frame = epi_method_record (near);
    bound += 2.8 * 0.01 * 200 * 0x1p-24 *
             epi_frame_scalar (frame, "gradient_norm", NAN);
    epi_frame_unref (frame);
  }
  double *x = weights (far, &n), *y = weights (near, &n), moved = 0;
  for (size_t i = 0; i < n; i++) {
    g_assert_cmpfloat (fabs (x[i] - y[i]), <=,
                       bound + 0x1p-24 * fabs (y[i]) * 40);
    moved = fmax (moved, fabs (y[i] - start[i]));
  }
  g_assert_cmpfloat (moved, >, 1000 * bound); /* the bound means something */
  g_assert_cmpfloat_with_epsilon (far->f, near->f, 1e-4);
  g_free (start);
  g_free (x);
  g_free (y);
  epi_method_free (far);
  epi_method_free (near);
  epi_samples_unref (samples);
}

/* ---- Transfers ---------------------------------------------------------- */

static uint64_t
reductions (const EpiDeviceCounts *counts)
{
  return counts->kernel[EPI_KERNEL_REDUCE].calls;
}

/* Between looks nothing comes back.  A frame reads the loss and the norms of
 * three layers, once, and what it was asked for. */
static void
test_reads_back_only_what_a_frame_shows (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  EpiMethod *method = trainer (NET, samples, gl, &options);
  EpiDeviceCounts start = epi_device_counts (gl), now;

  for (int k = 0; k < 63; k++)
    epi_method_step (method);
  g_assert_false (epi_trainer_is_settled (method));
  now = epi_device_counts (gl);
  g_assert_cmpuint (now.downloaded, ==, start.downloaded);
  g_assert_cmpuint (reductions (&now), ==, reductions (&start));
  g_assert_cmpuint (now.uploaded - start.uploaded, ==, 63 * 2 * 8 * 4);

  epi_frame_unref (epi_method_record (method));
  g_assert_true (epi_trainer_is_settled (method));
  epi_frame_unref (epi_method_record (method));
  now = epi_device_counts (gl);
  g_assert_cmpuint (now.downloaded, ==, start.downloaded);
  g_assert_cmpuint (reductions (&now) - reductions (&start), ==, 4);
  epi_method_free (method);

  options.keep = 31 + 24; /* all activations and the first weights */
  method = trainer (NET, samples, gl, &options);
  epi_method_step (method);
  start = epi_device_counts (gl);
  EpiFrame *frame = epi_method_record (method);
  now = epi_device_counts (gl);
  g_assert_nonnull (epi_frame_find (frame, "1.out"));
  g_assert_nonnull (epi_frame_find (frame, "4.out"));
  g_assert_nonnull (epi_frame_find (frame, "1.weight"));
  g_assert_null (epi_frame_find (frame, "3.weight"));
  g_assert_cmpuint (now.downloaded - start.downloaded, <=, 4 * options.keep);
  epi_frame_unref (frame);
  epi_method_free (method);
  epi_samples_unref (samples);
}

/* ---- Divergence --------------------------------------------------------- */

/* Numbers that are none appear between two looks: the run ends with the step
 * where they did, and with θ as it was before. */
static void
test_finds_the_step_that_failed (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  const char *net = "dense 6; dense 6; dense 1";

  options.loss = EPI_LOSS_MSE;
  options.optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  options.optimizer.step = 1;
  EpiMethod *far = trainer (net, samples, gl, &options);
  EpiMethod *near = trainer (net, samples, cpu, &options);
  epi_method_run (near, 1000, NULL, NULL);
  g_assert_cmpint (near->status, ==, EPI_DIVERGED);
  g_assert_cmpuint (near->k, <, 60);
  g_test_message ("%s", epi_trainer_trouble (near));

  for (int k = 0; k < 63; k++) /* nobody looks */
    g_assert_cmpint (epi_method_step (far), ==, EPI_RUNNING);
  EpiFrame *frame = epi_method_record (far);
  g_test_message ("%s", epi_trainer_trouble (far));
  g_assert_cmpint (epi_frame_status (frame), ==, EPI_DIVERGED);
  g_assert_cmpint (far->status, ==, EPI_DIVERGED);
  g_assert_cmpuint (epi_frame_k (frame), ==, far->k);
  g_assert_cmpuint (far->k, <=, near->k + 2); /* it grows by powers */
  g_assert_cmpuint (far->k + 2, >=, near->k);
  g_assert_true (isfinite (far->f));
  size_t n;
  double *theta = weights (far, &n);
  for (size_t i = 0; i < n; i++)
    g_assert_true (isfinite (theta[i]));
  g_assert_nonnull (strstr (epi_trainer_trouble (far), "layer"));
  g_free (theta);
  epi_frame_unref (frame);
  epi_method_free (far);

  far = trainer (net, samples, gl, &options); /* or by itself, at step 64 */
  epi_method_run (far, 1000, NULL, NULL);
  g_assert_cmpint (far->status, ==, EPI_DIVERGED);
  g_assert_cmpuint (far->k, <=, near->k + 2);
  epi_method_free (far);
  epi_method_free (near);
  epi_samples_unref (samples);
}

/* ---- Lost --------------------------------------------------------------- */

/* A device that is lost at the at-th dispatch from now on; NULL: none. */
static EpiDevice *
doomed (uint64_t at)
{
  EpiDevice *device = NULL;
  char *trouble = NULL;

  epi_gl_set_fault (EPI_GL_FAULT_LOST, at);
  if (epi_gl_device_new (&device, &trouble) != EPI_OK)
    g_free (trouble);
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  return device;
}

static uint64_t
dispatches_of_a_step (EpiSamples *samples, const EpiTrainerOptions *options,
                      uint64_t *to_start)
{
  EpiDevice *device = doomed (UINT64_MAX);
  EpiMethod *method = trainer (NET, samples, device, options);

  *to_start = epi_gl_device_info (device).dispatches;
  for (int k = 0; k < 10; k++)
    epi_method_step (method);
  uint64_t all = epi_gl_device_info (device).dispatches - *to_start;
  epi_method_free (method);
  epi_device_unref (device);
  return all / 10;
}

/* Nothing was saved: all steps again, on the cpu, with what was set on the way;
 * which is the run of a cpu, to the bit. */
static void
test_goes_home_from_the_start (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  uint64_t to_start, a_step;

  a_step = dispatches_of_a_step (samples, &options, &to_start);
  EpiDevice *device = doomed (to_start + 20 * a_step + a_step / 2);
  EpiMethod *far = trainer (NET, samples, device, &options);
  EpiMethod *near = trainer (NET, samples, cpu, &options);
  for (int k = 0; k < 40; k++) {
    if (k == 10) {
      g_assert_cmpint (epi_method_set (far, "step", 0.01), ==, EPI_OK);
      g_assert_cmpint (epi_method_set (near, "step", 0.01), ==, EPI_OK);
    }
    g_assert_cmpint (epi_method_step (far), ==, EPI_RUNNING);
    g_assert_cmpint (epi_method_step (near), ==, EPI_RUNNING);
  }
  g_assert_cmpuint (far->k, ==, 40);
  g_test_message ("%s", epi_trainer_notice (far));
  g_assert_cmpstr (epi_trainer_notice (far), ==,
                   "The GPU was lost after step 20: training went on from step "
                   "0 on the CPU.");
  g_assert_null (epi_trainer_notice (near));
  assert_same_weights (far, near);
  g_assert_cmpfloat (far->f, ==, near->f);
  epi_method_free (far);
  epi_method_free (near);
  epi_device_unref (device);
  epi_samples_unref (samples);
}

/* From the last checkpoint: as a cpu does that starts there. */
static void
test_goes_home_from_the_last_checkpoint (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  uint64_t to_start, a_step;

  a_step = dispatches_of_a_step (samples, &options, &to_start);
  EpiDevice *device = doomed (to_start + 30 * a_step + a_step / 2);
  EpiMethod *far = trainer (NET, samples, device, &options);
  EpiMethod *near = trainer (NET, samples, cpu, &options);
  void *state = g_malloc (epi_method_state_size (far));
  g_assert_cmpuint (epi_method_state_size (near), ==,
                    epi_method_state_size (far));
  for (int k = 0; k < 50; k++) {
    if (k == 17)
      epi_method_save_state (far, state);
    g_assert_cmpint (epi_method_step (far), ==, EPI_RUNNING);
  }
  g_assert_nonnull (strstr (epi_trainer_notice (far), "from step 17 on"));
  epi_method_restore_state (near, state);
  epi_method_run (near, 50, NULL, NULL);
  assert_same_weights (far, near);
  /* And back on the timeline, which the cpu now has to itself. */
  epi_method_restore_state (far, state);
  epi_method_run (far, 50, NULL, NULL);
  assert_same_weights (far, near);
  g_free (state);
  epi_method_free (far);
  epi_method_free (near);
  epi_device_unref (device);
  epi_samples_unref (samples);
}

/* Wherever it is lost, while it is stepped, saved, recorded or restored, the
 * run reaches its end with numbers. */
static void
test_may_be_lost_anywhere (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (40);
  EpiTrainerOptions options = options_for (samples);
  uint64_t to_start, a_step;

  options.keep = 200;
  options.measure = 2;
  a_step = dispatches_of_a_step (samples, &options, &to_start);
  for (uint64_t at = 0; at < to_start + 8 * a_step; at += 7) {
    EpiDevice *device = doomed (at);
    EpiMethod *far = trainer (NET, samples, device, &options);
    g_assert_true ((epi_trainer_notice (far) != NULL) == (at < to_start));
    void *state = g_malloc (epi_method_state_size (far));
    epi_method_save_state (far, state);
    for (int k = 0; k < 6; k++) {
      epi_method_step (far);
      epi_frame_unref (epi_method_record (far));
      if (k == 3)
        epi_method_restore_state (far, state);
    }
    epi_frame_unref (epi_method_record (far));
    g_assert_cmpint (far->status, ==, EPI_RUNNING);
    g_assert_cmpuint (far->k, ==, 2);
    g_assert_true (isfinite (far->f));
    g_free (state);
    epi_method_free (far);
    epi_device_unref (device);
  }
  epi_samples_unref (samples);
}

/* No doubles: the cpu from the beginning. */
static void
test_cpu_does_what_gl_cannot (void)
{
  if (no_gl ())
    return;
  EpiSamples *samples = ring (40);
  EpiTrainerOptions options = options_for (samples);
  EpiDevice *single = NULL;
  char *trouble = NULL;

  epi_gl_set_fault (EPI_GL_FAULT_NO_DOUBLES, 0);
  g_assert_cmpint (epi_gl_device_new (&single, &trouble), ==, EPI_OK);
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  options.element = EPI_DOUBLE;
  EpiMethod *method = trainer (NET, samples, single, &options);
  EpiMethod *near = trainer (NET, samples, cpu, &options);
  g_test_message ("%s", epi_trainer_notice (method));
  g_assert_nonnull (epi_trainer_notice (method));
  epi_method_run (method, 10, NULL, NULL);
  epi_method_run (near, 10, NULL, NULL);
  assert_same_weights (method, near);
  epi_method_free (method);
  epi_method_free (near);
  epi_device_unref (single);
  epi_samples_unref (samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
#ifdef __SANITIZE_THREAD__
  missing = g_strdup ("ThreadSanitizer cannot see into the driver's threads");
#else
  if (epi_gl_device_new (&gl, &missing) != EPI_OK)
    gl = NULL;
#endif
#define ADD(name, function)                                                    \
  g_test_add_func ("/trainer-far/" name, test_##function)
  ADD ("trains-like-the-cpu", trains_like_the_cpu);
  ADD ("reads-back-only-what-a-frame-shows",
       reads_back_only_what_a_frame_shows);
  ADD ("finds-the-step-that-failed", finds_the_step_that_failed);
  ADD ("goes-home-from-the-start", goes_home_from_the_start);
  ADD ("goes-home-from-the-last-checkpoint",
       goes_home_from_the_last_checkpoint);
  ADD ("may-be-lost-anywhere", may_be_lost_anywhere);
  ADD ("cpu-does-what-gl-cannot", cpu_does_what_gl_cannot);
  int failed = g_test_run ();
  epi_device_unref (gl);
  epi_device_unref (cpu);
  g_free (missing);
  return failed;
}
