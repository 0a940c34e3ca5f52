/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training on a gl device that is lost, or cannot do it, goes on at home. */
#include "far-fixture.h"

#include "compute/epi-gl.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

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
  if (skip_without_gl ())
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

/* Weights that were set at the start are the start. */
static void
test_goes_home_to_the_weights_that_were_set (void)
{
  if (skip_without_gl ())
    return;
  EpiSamples *samples = ring (40);
  EpiTrainerOptions options = options_for (samples);
  double own[24];
  uint64_t to_start, a_step;

  for (size_t i = 0; i < G_N_ELEMENTS (own); i++)
    own[i] = 0.05 * (double)i - 0.5;
  a_step = dispatches_of_a_step (samples, &options, &to_start);
  EpiDevice *device = doomed (2 * to_start + 20 * a_step);
  EpiMethod *both[] = {trainer (NET, samples, device, &options),
                       trainer (NET, samples, cpu, &options)};
  for (int i = 0; i < 2; i++) {
    g_assert_cmpint (epi_network_set (epi_trainer_network (both[i]), 0, 0, own),
                     ==, EPI_OK);
    g_assert_cmpint (epi_trainer_look_again (both[i]), ==, EPI_OK);
    epi_method_run (both[i], 60, NULL, NULL);
    g_assert_cmpuint (both[i]->k, ==, 60);
  }
  g_assert_nonnull (strstr (epi_trainer_notice (both[0]), "from step 0 on"));
  assert_same_weights (both[0], both[1]);
  epi_method_free (both[0]);
  epi_method_free (both[1]);
  epi_device_unref (device);
  epi_samples_unref (samples);
}

/* From the last checkpoint: as a cpu does that starts there. */
static void
test_goes_home_from_the_last_checkpoint (void)
{
  if (skip_without_gl ())
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
  if (skip_without_gl ())
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

/* Lost, and no memory at home, wherever it runs out: the run ends and says so,
 * whatever else is asked of it then. */
static void
test_may_find_no_room_at_home (void)
{
  if (skip_without_gl ())
    return;
  EpiSamples *samples = ring (40);
  EpiTrainerOptions options = options_for (samples);
  uint64_t to_start, a_step;
  size_t refused = 0, unsaved = 0;

  options.keep = 200;
  a_step = dispatches_of_a_step (samples, &options, &to_start);
  for (long at = 0; at < 30; at++) {
    EpiDevice *device = doomed (to_start + a_step / 2);
    EpiMethod *far = trainer (NET, samples, device, &options);
    void *state = g_malloc0 (epi_method_state_size (far));
    epi_alloc_fail_at (at);
    EpiStatus status = epi_method_step (far);
    epi_alloc_fail_at (-1);
    g_assert_true (status == EPI_NO_MEMORY || status == EPI_RUNNING);
    refused += status == EPI_NO_MEMORY;
    epi_frame_unref (epi_method_record (far));
    epi_alloc_fail_at (at);
    EpiStatus saved = epi_method_save_state (far, state);
    epi_alloc_fail_at (-1);
    g_assert_cmpint (far->status, ==, status);
    unsaved += saved != EPI_OK;
    if (saved == EPI_OK)
      epi_method_restore_state (far, state);
    g_assert_cmpint (far->status, ==, status);
    g_free (state);
    epi_method_free (far);
    epi_device_unref (device);
  }
  g_assert_cmpuint (refused, >, 5);
  g_assert_cmpuint (unsaved, >, 5);
  epi_samples_unref (samples);
}

/* No doubles: the cpu from the beginning. */
static void
test_cpu_does_what_gl_cannot (void)
{
  if (skip_without_gl ())
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

static void
add_all (void)
{
#define ADD(name, function)                                                    \
  g_test_add_func ("/trainer-lost/" name, test_##function)
  ADD ("goes-home-from-the-start", goes_home_from_the_start);
  ADD ("goes-home-to-the-weights-that-were-set",
       goes_home_to_the_weights_that_were_set);
  ADD ("goes-home-from-the-last-checkpoint",
       goes_home_from_the_last_checkpoint);
  ADD ("may-be-lost-anywhere", may_be_lost_anywhere);
  ADD ("may-find-no-room-at-home", may_find_no_room_at_home);
  ADD ("cpu-does-what-gl-cannot", cpu_does_what_gl_cannot);
}

int
main (int argc, char **argv)
{
  return run_far (argc, argv, add_all);
}
