/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Track: one run of a timeline, with what it remembers of its way.
 *
 *   step      apply the lines of the schedule that act before iterate k, one
 *             step of the method, remember the frame and now and then the
 *             method's state, within the track's share of the budget
 *   burst     so many steps without a look at the clock: twice as many next
 *             time while they take less than ¼ ms, one where they take more
 *             than 1 ms, so that a method with long steps can be stopped after
 *             each and one with short ones does not wait for the clock
 *   thin      every other frame (checkpoint) goes, and from then on every 2nd,
 *             4th, … stays; the first and the newest always do
 *   rewind    the method at iterate k: restore the checkpoint c ≤ k, step k - c
 *             times with the schedule applied; the same bits
 *
 * Only the timeline's own files include this.
 */
#pragma once

#include "kit/epi-timeline.h"

typedef struct {
  size_t k;
  void *state;
} EpiCheckpoint;

typedef struct EpiTrack EpiTrack;

struct EpiTrack { /* one run, with what it remembers */
  char *name;
  EpiMethod *method; /* borrowed from built; NULL: kept to compare with */
  size_t max_steps;
  bool to_end;         /* a direct method: never left on the way */
  GPtrArray *frames;   /* const EpiFrame, ascending in k, the newest last */
  size_t stride;       /* frames with k mod stride = 0 stay */
  GArray *checkpoints; /* EpiCheckpoint, ascending in k, the first at k = 0 */
  size_t checkpoint_stride;
  size_t state_size;
  size_t frame_bytes, checkpoint_bytes;
  EpiStatus status;
  double seconds; /* of the processor, for the steps made so far */
  size_t burst;   /* steps between two looks at the clock */
  size_t length;
  size_t forked_at;
  size_t next_scheduled; /* line of the schedule that acts next */
  const EpiTrack *first; /* never ahead of this one; NULL: goes its own way */
  bool apart;            /* see EpiBuilt.runs */
};

struct EpiTimeline {
  const EpiLesson *lesson;
  EpiTimelineBudget budget;
  const EpiDocument *document;
  EpiBuilt built;
  bool live;         /* built absorbed an edit since it was made */
  GPtrArray *tracks; /* EpiTrack: those that step, then the kept ones */
  struct {           /* what was observed last, and of what; all owned */
    const EpiDocument *document;
    const EpiFrame *of[4];
    const EpiFrame *frame;
  } observed;
};

/* epi-timeline-answer.c: what was observed is asked for anew. */
void epi_timeline_forget_observed (EpiTimeline *timeline);

/* A track without frames, for the caller to fill in. */
EpiTrack *epi_track_new (const char *name);
void epi_track_free (void *track);

/* Remembers where the method stands: its frame, its state (false when there is
 * no memory even for the first one), its status and the length of the run. */
void epi_track_keep_frame (const EpiTimeline *timeline, EpiTrack *track);
bool epi_track_keep_checkpoint (const EpiTimeline *timeline, EpiTrack *track);
void epi_track_note_state (EpiTrack *track);

/* What the method's iterate shows, with what the lesson adds; new. */
EpiFrame *epi_track_make_frame (const EpiTimeline *timeline,
                                const EpiMethod *method);
const EpiFrame *epi_track_newest (const EpiTrack *track);
/* Frame k where it is remembered, or NULL. */
const EpiFrame *epi_track_find (const EpiTrack *track, size_t k);
/* The last one of an iterate ≤ k. */
EpiCheckpoint epi_track_checkpoint_before (const EpiTrack *track, size_t k);

/* Forgets all but where the method stands, which is k = 0. */
void epi_track_renew_first (const EpiTimeline *timeline, EpiTrack *track);

/* Whether a line of a schedule may name the parameter. */
bool epi_param_continues (const EpiParam *param);

/* Parameters of the method as they were when it came to its iterate. */
void epi_track_reset_schedule (const EpiTimeline *timeline, EpiTrack *track);

bool epi_track_can_step (const EpiTrack *track);

/* At most so many steps towards iterate k, timed; a long one may be interrupted
 * by the flag (NULL: is not), and then is not made. */
void epi_track_burst (const EpiTimeline *timeline, EpiTrack *track,
                      size_t steps, size_t k, const EpiCancel *cancel);

/* The newest frame is the method's iterate, also where stepping was cut. */
void epi_track_catch_up (const EpiTimeline *timeline, EpiTrack *track);

/* The method at iterate k; what is remembered stays as it is.  false when
 * cancelled: then somewhere before. */
bool epi_track_rewind (const EpiTimeline *timeline, EpiTrack *track, size_t k,
                       const EpiCancel *cancel);

/* Forgets what comes after k, where the method stands, ready to go on. */
void epi_track_truncate (const EpiTimeline *timeline, EpiTrack *track,
                         size_t k);

/* Frame k (at most the last one), a new reference; NULL when cancelled; of a
 * kept run the nearest frame before k. */
const EpiFrame *epi_track_frame (EpiTimeline *timeline, EpiTrack *track,
                                 size_t k, const EpiCancel *cancel);
