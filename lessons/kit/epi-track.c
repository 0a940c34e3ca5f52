/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-track.h"

#include "core/epi-alloc.h"
#include "kit/epi-usage.h"

#define LONGEST_BURST 64
#define SHORT_BURST 0.25e-3 /* s */
#define LONG_BURST 1e-3     /* s */

/* ---- The schedule ---- */

/* A schedule may come from a stranger: only what continues is scheduled. */
bool
epi_param_continues (const EpiParam *param)
{
  return param != NULL && param->effect == EPI_EFFECT_CONTINUE;
}

/* Acts with the lines before iterate k. */
static void
apply_schedule (const EpiTimeline *timeline, EpiTrack *track, size_t k)
{
  size_t n = epi_document_n_scheduled (timeline->document);

  while (track->next_scheduled < n) {
    EpiScheduled line =
        epi_document_scheduled (timeline->document, track->next_scheduled);
    if (line.k >= k)
      return;
    const EpiParam *param = epi_lesson_param (timeline->lesson, line.name);
    if (epi_param_continues (param))
      epi_method_set (track->method, param->name,
                      epi_param_number (param, &line.value));
    track->next_scheduled++;
  }
}

/* Parameters as they were when the method came to its iterate: those of the
 * document, then the schedule from its beginning.  A line for k acts with the
 * step from k on, so frame k is the same whether k was reached or restored. */
void
epi_track_reset_schedule (const EpiTimeline *timeline, EpiTrack *track)
{
  for (const EpiParam *param = timeline->lesson->params;
       param != NULL && param->name != NULL; param++)
    if (epi_param_continues (param))
      epi_method_set (track->method, param->name,
                      epi_lesson_number (timeline->lesson, timeline->document,
                                         param->name));
  track->next_scheduled = 0;
  apply_schedule (timeline, track, MAX (track->method->k, 1));
}

/* ---- Stepping ---- */

bool
epi_track_can_step (const EpiTrack *track)
{
  return track->method != NULL && track->method->status == EPI_RUNNING &&
         track->method->k < track->max_steps &&
         (track->first == NULL || track->method->k < track->first->method->k);
}

/* Whether there is no more to come though the method would go on. */
static bool
is_at_limit (const EpiTrack *track)
{
  return track->method->status == EPI_RUNNING && !epi_track_can_step (track) &&
         (track->first == NULL || !epi_track_can_step (track->first));
}

void
epi_track_note_state (EpiTrack *track)
{
  const EpiMethod *method = track->method;

  track->length = method->k + 1;
  track->status = is_at_limit (track) ? EPI_LIMIT : method->status;
}

/* One step, remembered; false when it was interrupted. */
static bool
step (const EpiTimeline *timeline, EpiTrack *track, size_t target)
{
  EpiMethod *method = track->method;

  apply_schedule (timeline, track, method->k + 1);
  if (epi_method_step (method) == EPI_INTERRUPTED)
    return false;
  if (method->k % track->stride == 0 || method->k == target ||
      !epi_track_can_step (track))
    epi_track_keep_frame (timeline, track); /* which may end the method */
  epi_track_note_state (track);
  if (method->k % track->checkpoint_stride == 0 && epi_track_can_step (track))
    epi_track_keep_checkpoint (timeline, track);
  return true;
}

void
epi_track_catch_up (const EpiTimeline *timeline, EpiTrack *track)
{
  if (track->method != NULL &&
      epi_frame_k (epi_track_newest (track)) != track->method->k)
    epi_track_keep_frame (timeline, track);
}

void
epi_track_burst (const EpiTimeline *timeline, EpiTrack *track, size_t steps,
                 size_t k, const EpiCancel *cancel)
{
  double before = epi_usage_thread_seconds (), spent;

  epi_method_watch (track->method, cancel);
  for (size_t i = 0; i < steps && epi_track_can_step (track) &&
                     (track->to_end || track->method->k < k);
       i++)
    if (!step (timeline, track, k))
      break;
  epi_method_watch (track->method, NULL);
  spent = epi_usage_thread_seconds () - before;
  track->seconds += spent;
  if (epi_frame_k (epi_track_newest (track)) == track->method->k)
    epi_frame_set_seconds (track->frames->pdata[track->frames->len - 1],
                           track->seconds);
  if (spent > LONG_BURST)
    track->burst = 1;
  else if (spent < SHORT_BURST)
    track->burst = MIN (2 * track->burst, LONGEST_BURST);
}

/* ---- Going back ---- */

/* The method at iterate k (1. restore c ≤ k, 2. step k - c times); what is
 * remembered stays as it is.  false when cancelled: then somewhere before. */
bool
epi_track_rewind (const EpiTimeline *timeline, EpiTrack *track, size_t k,
                  const EpiCancel *cancel)
{
  EpiCheckpoint c = epi_track_checkpoint_before (track, k);

  epi_method_restore_state (track->method, c.state); /* 1. */
  epi_track_reset_schedule (timeline, track);
  while (track->method->k < k &&
         track->method->status == EPI_RUNNING) { /* 2. */
    if (epi_cancel_is_raised (cancel))
      return false;
    apply_schedule (timeline, track, track->method->k + 1);
    epi_method_step (track->method);
  }
  return true;
}

/* ---- Frames ---- */

static const EpiFrame *
recompute (EpiTimeline *timeline, EpiTrack *track, size_t k,
           const EpiCancel *cancel)
{
  void *here = epi_alloc (1, track->state_size);
  EpiFrame *frame = NULL;

  if (here == NULL || epi_method_save_state (track->method, here) != EPI_OK) {
    epi_free (here);
    return NULL;
  }
  if (epi_track_rewind (timeline, track, k, cancel))
    frame = epi_track_make_frame (timeline, track->method);
  epi_method_restore_state (track->method, here);
  epi_track_reset_schedule (timeline, track);
  epi_free (here);
  return frame;
}

/* Exactly k (at most the last one), or NULL when cancelled; of a kept run the
 * nearest frame before k. */
const EpiFrame *
epi_track_frame (EpiTimeline *timeline, EpiTrack *track, size_t k,
                 const EpiCancel *cancel)
{
  k = MIN (k, track->length - 1);
  const EpiFrame *frame = epi_track_find (track, k);
  if (frame != NULL)
    return epi_frame_ref (frame);
  if (track->method != NULL)
    return recompute (timeline, track, k, cancel);
  for (guint i = track->frames->len; i > 0; i--)
    if (epi_frame_k (track->frames->pdata[i - 1]) <= k)
      return epi_frame_ref (track->frames->pdata[i - 1]);
  return NULL;
}
