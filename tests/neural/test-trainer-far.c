/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training on the gl device: it gives what the cpu gives, reads back only what
 * is asked for, and finds the step that failed.
 */
#include "far-fixture.h"

#include <math.h>
#include <string.h>

/* ---- The same ----------------------------------------------------------- */

/* SGD moves θ by α g: over 40 steps the weights of both devices differ by the
 * sum of what the gradients differ by, here K u max |g| a step with K = 200 as
 * in test-gradients, times e for what one step's difference makes of the next
 * ones (α L k < 1). */
static void
test_trains_like_the_cpu (void)
{
  if (skip_without_gl ())
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
  if (skip_without_gl ())
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
  g_assert_cmpuint (now.uploaded - start.uploaded, ==, 63 * 8 * 4);

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
  if (skip_without_gl ())
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

/* Weights that were put in before the step that failed are what stays. */
static void
test_goes_back_to_weights_that_were_set (void)
{
  if (skip_without_gl ())
    return;
  EpiSamples *samples = ring (100);
  EpiTrainerOptions options = options_for (samples);
  const double huge[12] = {1e30, 1e30, 1e30, 1e30, 1e30, 1e30,
                           1e30, 1e30, 1e30, 1e30, 1e30, 1e30};
  double weights_then[12];

  options.loss = EPI_LOSS_MSE;
  EpiMethod *far = trainer ("dense 6; dense 1", samples, gl, &options);
  for (int k = 0; k < 5; k++)
    epi_method_step (far);
  epi_network_set (epi_trainer_network (far), 0, 0, huge);
  for (int k = 0; k < 5; k++)
    epi_method_step (far);
  epi_frame_unref (epi_method_record (far));
  g_assert_cmpint (far->status, ==, EPI_DIVERGED);
  g_assert_cmpuint (far->k, ==, 6);
  epi_network_get (epi_trainer_network (far), 0, 0, weights_then);
  for (int i = 0; i < 12; i++)
    g_assert_cmpfloat (weights_then[i], ==, (double)(float)huge[i]);
  epi_method_free (far);
  epi_samples_unref (samples);
}

static void
add_all (void)
{
#define ADD(name, function)                                                    \
  g_test_add_func ("/trainer-far/" name, test_##function)
  ADD ("trains-like-the-cpu", trains_like_the_cpu);
  ADD ("reads-back-only-what-a-frame-shows",
       reads_back_only_what_a_frame_shows);
  ADD ("finds-the-step-that-failed", finds_the_step_that_failed);
  ADD ("goes-back-to-weights-that-were-set",
       goes_back_to_weights_that_were_set);
}

int
main (int argc, char **argv)
{
  return run_far (argc, argv, add_all);
}
