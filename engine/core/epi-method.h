/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Method: one iterative algorithm, one textbook iteration at a time.
 *
 * The caller owns the loop: the command line runs it to the end, the timeline
 * runs it between Play and Pause, a test runs it five times.  A method does
 * not print, time or plot.  epi_method_record() copies into a Frame whatever
 * a figure needs; rewinding reads the frames, or restores a saved state and
 * steps again, which gives the same numbers to the bit.
 *
 * A method is used by one thread at a time.
 */
#pragma once

#include "core/epi-frame.h"
#include "core/epi-status.h"
#include "core/epi-worker.h"

#include <stddef.h>

typedef struct EpiMethod EpiMethod;

typedef struct {
  const char *name; /* "gradient descent", for people */

  /* One iteration.  Called only while status is EPI_RUNNING; returns the new
   * status.  Allocates nothing. */
  EpiStatus (*step) (EpiMethod *self);

  /* Adds named scalars, vectors and matrices to frame.  k, status and
   * "objective" are there already. */
  void (*record) (const EpiMethod *self, EpiFrame *frame);

  /* Exact state: restore_state() of what save_state() wrote, then step(),
   * gives the bits that step() would have given.  save_state() fills
   * state_size() bytes; where a device cannot be read, a failure says that it
   * did not.  restore_state() of a device that cannot be written ends the
   * method: its status is the failure.  k, status and f are saved by the base.
   */
  size_t (*state_size) (const EpiMethod *self);
  EpiStatus (*save_state) (const EpiMethod *self, void *state);
  void (*restore_state) (EpiMethod *self, const void *state);

  /* Optional (NULL: EPI_UNSUPPORTED).  Changes a parameter of the method that
   * may change between steps, by its public name.  EPI_UNSUPPORTED when the
   * method has no such parameter. */
  EpiStatus (*set) (EpiMethod *self, const char *name, double value);

  void (*free) (EpiMethod *self);

  /* Optional: brings k, status and f up to date.  For a method whose numbers
   * are on a device, where looking at each step costs more than the step: it
   * looks when somebody wants to see, and may then find that it ended some
   * steps ago.  Called before record() and save_state(). */
  void (*settle) (EpiMethod *self);

  /* Optional: a flag (borrowed; NULL: none any more) that a long step asks
   * between its parts.  Where it is raised step() may return EPI_INTERRUPTED,
   * having changed nothing of its state: it was not taken. */
  void (*watch) (EpiMethod *self, const EpiCancel *cancel);

  /* Whether a step that leaves x not finite leaves f so: f alone is looked at.
   * For a method whose step is shorter than a look at all of x. */
  bool f_tells;
} EpiMethodClass;

struct EpiMethod { /* first member of every method; observers may read it */
  const EpiMethodClass *klass;
  EpiStatus status; /* EPI_RUNNING until the method says otherwise */
  size_t k;         /* steps taken */
  size_t n;         /* unknowns */
  double *x;        /* (n) current point, rewritten in place by each step */
  double f;         /* objective at x */
};

/* One step; k counts it.  A method that has ended stays as it is.  A step that
 * leaves f or x not finite ends as EPI_DIVERGED: no NaN hides under "solved".
 * Returns status; EPI_INTERRUPTED: by epi_method_watch(), and the method stands
 * where it stood, as if it had not been asked. */
EpiStatus epi_method_step (EpiMethod *self);

/* See EpiMethodClass.watch; without one steps are not interrupted. */
void epi_method_watch (EpiMethod *self, const EpiCancel *cancel);

/* A new frame of the current point: k, status, scalar "objective" (but where
 * the method found that there is no feasible point), vector "x", and what the
 * method adds. */
EpiFrame *epi_method_record (const EpiMethod *self);

/* Steps until the method ends or k reaches max_steps.  observe (may be NULL)
 * meets each point once, x⁰, x¹, …  Returns status; EPI_RUNNING: out of steps,
 * call again to go on. */
typedef void (*EpiObserveFunc) (const EpiMethod *self, void *data);
EpiStatus epi_method_run (EpiMethod *self, size_t max_steps,
                          EpiObserveFunc observe, void *data);

/* State to and from bytes, exact.  The size may depend on the method's
 * parameters, not on k.  Another status than EPI_OK: there is no state, and
 * nothing to restore.  What cannot be restored has a failure as its status. */
size_t epi_method_state_size (const EpiMethod *self);
EpiStatus epi_method_save_state (const EpiMethod *self, void *state);
void epi_method_restore_state (EpiMethod *self, const void *state);

/* See EpiMethodClass.set. */
EpiStatus epi_method_set (EpiMethod *self, const char *name, double value);

/* Accepts NULL. */
void epi_method_free (EpiMethod *self);
