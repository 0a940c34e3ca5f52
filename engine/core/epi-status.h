/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Status: what became of a computation, in one word.
 *
 * The outcomes are the words that a learner reads, everywhere the same:
 * running, converged, optimal, infeasible, unbounded, diverged, limit,
 * interrupted, failed.  A method says at most EPI_CONVERGED; only a
 * certificate (engine/problem) says EPI_OPTIMAL.
 *
 * The reasons are kinds of "failed": a function that could not do its work
 * returns one, and epi_status_sentence() explains it.
 */
#pragma once

#include <stdbool.h>

typedef enum {
  EPI_OK = 0, /* the call did what it says */
  /* Outcomes. */
  EPI_RUNNING,
  EPI_CONVERGED,
  EPI_OPTIMAL,
  EPI_INFEASIBLE,
  EPI_UNBOUNDED,
  EPI_DIVERGED,
  EPI_LIMIT,
  EPI_INTERRUPTED,
  EPI_FAILED,
  /* Reasons for EPI_FAILED. */
  EPI_NO_MEMORY,
  EPI_NOT_FINITE, /* NaN or Inf in the input, or overflow on the way */
  EPI_SINGULAR,   /* a factor has a zero (or negligible) pivot */
  EPI_NOT_POSITIVE_DEFINITE,
  EPI_NUMERICAL,   /* no progress possible in this precision */
  EPI_UNSUPPORTED, /* this device or method cannot do that */
  EPI_DEVICE_LOST, /* the GPU context is gone */
  EPI_N_STATUS
} EpiStatus;

/* The word shown to users: "running", "converged", …; a reason is "failed". */
const char *epi_status_word (EpiStatus status);

/* One plain sentence without a full stop: "the matrix is singular", … */
const char *epi_status_sentence (EpiStatus status);

/* Whether the status is EPI_FAILED or one of its reasons. */
bool epi_status_is_failure (EpiStatus status);
