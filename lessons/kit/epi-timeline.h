/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timeline: runs under one playhead, on one thread.
 *
 * It builds a lesson's methods from a document, steps them, keeps frames and
 * checkpoints within a memory budget, and gives back any iterate: a frame that
 * was thinned away is computed again from the nearest checkpoint before it,
 * with the schedule of the document applied, to the same bits.
 *
 *   keep      every frame while there are at most `max_frames` a run and their
 *             bytes fit the budget; then drop every other one, except the
 *             first and the newest, and keep every 2nd, 4th, … from then on
 *   rebuild   frame k: restore the checkpoint c ≤ k, step k - c times
 *
 * The worker owns one; the command line uses one without a worker.
 */
#pragma once

#include "kit/epi-lesson.h"

typedef struct EpiTimeline EpiTimeline;

typedef struct {
  size_t max_frames; /* a run; 0: 1,024 */
  size_t max_bytes;  /* frames and checkpoints of all runs; 0: 64 MiB */
} EpiTimelineBudget;

EpiTimeline *epi_timeline_new (const EpiLesson *lesson,
                               EpiTimelineBudget budget);
void epi_timeline_free (EpiTimeline *timeline); /* accepts NULL */

/* Builds the runs of document and records their first iterates; direct methods
 * run to the end.  absorb: a drag is on, update the runs at hand if the lesson
 * can.  Kept runs stay while they are comparable.  false with one sentence in
 * error: there are no runs then. */
bool epi_timeline_set_document (EpiTimeline *timeline,
                                const EpiDocument *document, bool absorb,
                                const EpiCancel *cancel, GError **error);

/* A new document that differs only in what redraws or continues: parameters of
 * the methods are set from here on.  The document's schedule must say so. */
void epi_timeline_continue (EpiTimeline *timeline, const EpiDocument *document);

/* Steps every run until it has iterate k or has ended, the one that is furthest
 * back first, so that they come on together; stops early when cancel is raised
 * or seconds have passed (0: no limit), but never within a step.  Returns
 * whether every run got there or ended. */
bool epi_timeline_advance (EpiTimeline *timeline, size_t k,
                           const EpiCancel *cancel, double seconds);

/* How long a live answer waits for steps, in seconds: EpiBuilt.patience. */
double epi_timeline_patience (const EpiTimeline *timeline, double usual);

/* Whether no run has a last step to wait for (max_steps: SIZE_MAX). */
bool epi_timeline_is_endless (const EpiTimeline *timeline);

/* Whether the runs were made by absorbing an edit: to be built anew. */
bool epi_timeline_is_live (const EpiTimeline *timeline);

/* Whether some run can go on, and the newest iterate of any run. */
bool epi_timeline_is_running (const EpiTimeline *timeline);
size_t epi_timeline_last (const EpiTimeline *timeline);

/* What frames and checkpoints of all runs take; kept runs share their frames
 * with those that they were forked from, and count once more. */
size_t epi_timeline_bytes (const EpiTimeline *timeline);

/* Frame k of a run (the last one if k is beyond the end), computed again where
 * it was thinned away.  NULL when cancelled.  A new reference. */
const EpiFrame *epi_timeline_frame (EpiTimeline *timeline, size_t run, size_t k,
                                    const EpiCancel *cancel);

/* Forks at k: run 0 so far is kept to compare with (as it is, it steps no
 * more), and goes on from its iterate k.  false when cancelled, when there is
 * no run, and for a live one, which is never recorded. */
bool epi_timeline_fork (EpiTimeline *timeline, size_t k,
                        const EpiCancel *cancel);
void epi_timeline_drop_forks (EpiTimeline *timeline);

/* What a view needs at playhead k: frames (with frame k itself), certificate;
 * fields are added by the caller.  One reference. */
EpiAnswer *epi_timeline_answer (EpiTimeline *timeline, size_t k,
                                const EpiCancel *cancel);

/* Evaluates a field for the frame at k.  nx, ny: resolution (ny ignored for a
 * curve, both for a field with points of its own).  NULL when cancelled or
 * there is no problem. */
EpiFieldGrid *epi_timeline_field (EpiTimeline *timeline, const char *name,
                                  size_t k, const EpiRange *range, size_t nx,
                                  size_t ny, const EpiCancel *cancel);
