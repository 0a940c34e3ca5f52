/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every Method promises (core/epi-method.h), as checks for its tests.
 */
#pragma once

#include "core/epi-alloc.h"
#include "core/epi-method.h"

#include <glib.h>
#include <string.h>

/* A step asks for no buffer: runs the method to its end, at most max_steps. */
static inline EpiStatus
check_steps_allocate_nothing (EpiMethod *method, size_t max_steps)
{
  while (method->k < max_steps && method->status == EPI_RUNNING) {
    size_t before = epi_alloc_count ();
    epi_method_step (method);
    g_assert_cmpuint (epi_alloc_count (), ==, before);
  }
  return method->status;
}

static inline void
check_same_frame (const EpiFrame *a, const EpiFrame *b)
{
  g_assert_cmpuint (epi_frame_k (a), ==, epi_frame_k (b));
  g_assert_cmpint (epi_frame_status (a), ==, epi_frame_status (b));
  g_assert_cmpuint (epi_frame_n_items (a), ==, epi_frame_n_items (b));
  for (size_t i = 0; i < epi_frame_n_items (a); i++) {
    const EpiFrameItem *x = epi_frame_item (a, i), *y = epi_frame_item (b, i);
    g_assert_cmpstr (x->name, ==, y->name);
    g_assert_cmpmem (x->data, x->rows * x->cols * sizeof (double), y->data,
                     y->rows * y->cols * sizeof (double));
  }
}

/* Both give the same frames, to the bit, now and over the next `more` steps. */
static inline void
check_same_steps (EpiMethod *method, EpiMethod *twin, size_t more)
{
  for (size_t i = 0; i <= more; i++) {
    EpiFrame *a = epi_method_record (method), *b = epi_method_record (twin);
    check_same_frame (a, b);
    epi_frame_unref (a);
    epi_frame_unref (b);
    epi_method_step (method);
    epi_method_step (twin);
  }
}

/* From a state saved after `at` steps, the method and a `twin` of the same
 * problem give the same frames, to the bit, over the next `more` steps.  The
 * twin may stand anywhere.  Both are freed. */
static inline void
check_restored_state_repeats (EpiMethod *method, EpiMethod *twin, size_t at,
                              size_t more)
{
  void *state = g_malloc (epi_method_state_size (method));

  epi_method_run (method, at, NULL, NULL);
  g_assert_cmpint (epi_method_save_state (method, state), ==, EPI_OK);
  g_assert_cmpuint (epi_method_state_size (twin), ==,
                    epi_method_state_size (method));
  epi_method_step (twin);
  epi_method_restore_state (twin, state);
  check_same_steps (method, twin, more);
  g_free (state);
  epi_method_free (method);
  epi_method_free (twin);
}

/* Cut short at each asking in turn, no step of the method is taken, nor is
 * anything of it to be seen; let through, it gives the frame of a twin that
 * nobody interrupts, to the bit.  Over the first max_steps, from where both
 * stand.  Returns how often it was interrupted.  Both are freed. */
static inline size_t
check_interrupted_steps_repeat (EpiMethod *method, EpiMethod *twin,
                                size_t max_steps)
{
  atomic_int countdown = 0;
  EpiCancel flag = {.countdown = &countdown};
  EpiFrame *before = epi_method_record (method);
  size_t interrupted = 0;

  epi_method_watch (method, &flag);
  while (twin->k < max_steps && twin->status == EPI_RUNNING) {
    for (int asked = 0;; asked++) {
      atomic_store (&countdown, asked);
      if (epi_method_step (method) != EPI_INTERRUPTED)
        break;
      EpiFrame *after = epi_method_record (method);
      check_same_frame (before, after);
      epi_frame_unref (after);
      interrupted++;
    }
    epi_method_step (twin);
    epi_frame_unref (before);
    before = epi_method_record (method);
    EpiFrame *plain = epi_method_record (twin);
    check_same_frame (before, plain);
    epi_frame_unref (plain);
  }
  epi_frame_unref (before);
  epi_method_free (method);
  epi_method_free (twin);
  return interrupted;
}
