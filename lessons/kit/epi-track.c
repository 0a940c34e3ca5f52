/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-track.h"

#include "core/epi-alloc.h"
#include "kit/epi-usage.h"

#include <math.h>

#define LONGEST_BURST 64
#define SHORT_BURST 0.25e-3 /* s */
#define LONG_BURST 1e-3     /* s */

/* ---- Tracks ---- */

static void
drop_frames (EpiTrack *track)
{
  g_ptr_array_set_size (track->frames, 0);
  for (guint i = 0; i < track->checkpoints->len; i++)
    epi_free (g_array_index (track->checkpoints, EpiCheckpoint, i).state);
  g_array_set_size (track->checkpoints, 0);
  track->frame_bytes = track->checkpoint_bytes = 0;
}

void
epi_track_free (void *data)
{
  EpiTrack *track = data;

  drop_frames (track);
  g_ptr_array_unref (track->frames);
  g_array_unref (track->checkpoints);
  g_free (track->name);
  g_free (track);
}

EpiTrack *
epi_track_new (const char *name)
{
  EpiTrack *track = g_new0 (EpiTrack, 1);

  track->name = g_strdup (name);
  track->frames =
      g_ptr_array_new_with_free_func ((GDestroyNotify)epi_frame_unref);
  track->checkpoints = g_array_new (FALSE, FALSE, sizeof (EpiCheckpoint));
  track->stride = track->checkpoint_stride = 1;
  track->burst = 1;
  track->forked_at = SIZE_MAX;
  return track;
}

static const EpiFrame *
newest (const EpiTrack *track)
{
  return track->frames->pdata[track->frames->len - 1];
}

static EpiFrame *
make_frame (const EpiTimeline *timeline, const EpiMethod *method)
{
  EpiFrame *frame = epi_method_record (method);

  if (timeline->lesson->annotate != NULL)
    timeline->lesson->annotate (timeline->built.problem, method, frame);
  return frame;
}

/* Every other frame goes, except the first and the newest. */
static void
thin_frames (EpiTrack *track)
{
  guint kept = 0;

  track->stride *= 2;
  for (guint i = 0; i < track->frames->len; i++) {
    const EpiFrame *frame = track->frames->pdata[i];
    if (epi_frame_k (frame) % track->stride == 0 || i == track->frames->len - 1)
      track->frames->pdata[kept++] = (void *)frame;
    else {
      track->frame_bytes -= epi_frame_bytes (frame);
      epi_frame_unref (frame);
    }
  }
  /* What is cut off was moved down or freed already. */
  g_ptr_array_set_free_func (track->frames, NULL);
  g_ptr_array_set_size (track->frames, (gint)kept);
  g_ptr_array_set_free_func (track->frames, (GDestroyNotify)epi_frame_unref);
}

static void
thin_checkpoints (EpiTrack *track)
{
  guint kept = 0;

  track->checkpoint_stride *= 2;
  for (guint i = 0; i < track->checkpoints->len; i++) {
    EpiCheckpoint c = g_array_index (track->checkpoints, EpiCheckpoint, i);
    if (c.k % track->checkpoint_stride == 0)
      g_array_index (track->checkpoints, EpiCheckpoint, kept++) = c;
    else {
      epi_free (c.state);
      track->checkpoint_bytes -= track->state_size;
    }
  }
  g_array_set_size (track->checkpoints, kept);
}

/* Of the bytes: half for frames, half for checkpoints. */
static size_t
track_share (const EpiTimeline *timeline)
{
  return timeline->budget.max_bytes / MAX (timeline->tracks->len, 1);
}

void
epi_track_keep_frame (const EpiTimeline *timeline, EpiTrack *track)
{
  EpiFrame *frame = make_frame (timeline, track->method);

  epi_frame_set_seconds (frame, track->seconds);
  if (track->frames->len > 0 &&
      epi_frame_k (newest (track)) % track->stride != 0) {
    track->frame_bytes -=
        epi_frame_bytes (newest (track)); /* was only the newest */
    g_ptr_array_set_size (track->frames, (gint)track->frames->len - 1);
  }
  g_ptr_array_add (track->frames, frame);
  track->frame_bytes += epi_frame_bytes (frame);
  while (track->frames->len > 2 &&
         (track->frames->len > timeline->budget.max_frames ||
          track->frame_bytes > track_share (timeline) / 2))
    thin_frames (track);
}

/* At most one checkpoint an eighth of the frames, so that a frame that was
 * thinned away is a few steps from one, and at most half of the bytes; but the
 * first always.  false when there is not even memory for that, or
 * the state cannot be had. */
bool
epi_track_keep_checkpoint (const EpiTimeline *timeline, EpiTrack *track)
{
  EpiCheckpoint c = {track->method->k, epi_alloc (1, track->state_size)};

  if (c.state == NULL) {
    thin_checkpoints (track);
    return track->checkpoints->len > 0;
  }
  if (epi_method_save_state (track->method, c.state) != EPI_OK) {
    epi_free (c.state);
    return track->checkpoints->len > 0;
  }
  g_array_append_val (track->checkpoints, c);
  track->checkpoint_bytes += track->state_size;
  size_t share = track_share (timeline) / 2;
  while (track->checkpoints->len > 1 &&
         (track->checkpoints->len > MAX (timeline->budget.max_frames / 8, 2) ||
          track->checkpoint_bytes > share))
    thin_checkpoints (track);
  return true;
}

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
  if (track->method != NULL && epi_frame_k (newest (track)) != track->method->k)
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
  if (epi_frame_k (newest (track)) == track->method->k)
    epi_frame_set_seconds (track->frames->pdata[track->frames->len - 1],
                           track->seconds);
  if (spent > LONG_BURST)
    track->burst = 1;
  else if (spent < SHORT_BURST)
    track->burst = MIN (2 * track->burst, LONGEST_BURST);
}

/* ---- Going back ---- */

static EpiCheckpoint
checkpoint_before (const EpiTrack *track, size_t k)
{
  guint i = track->checkpoints->len;

  while (i > 1 &&
         g_array_index (track->checkpoints, EpiCheckpoint, i - 1).k > k)
    i--;
  return g_array_index (track->checkpoints, EpiCheckpoint, i - 1);
}

/* The method at iterate k (1. restore c ≤ k, 2. step k - c times); what is
 * remembered stays as it is.  false when cancelled: then somewhere before. */
bool
epi_track_rewind (const EpiTimeline *timeline, EpiTrack *track, size_t k,
                  const EpiCancel *cancel)
{
  EpiCheckpoint c = checkpoint_before (track, k);

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

/* Forgets what comes after k and stands there, ready to go on. */
void
epi_track_truncate (const EpiTimeline *timeline, EpiTrack *track, size_t k)
{
  while (track->frames->len > 1 && epi_frame_k (newest (track)) > k) {
    track->frame_bytes -= epi_frame_bytes (newest (track));
    g_ptr_array_set_size (track->frames, (gint)track->frames->len - 1);
  }
  while (track->checkpoints->len > 1) {
    EpiCheckpoint last = g_array_index (track->checkpoints, EpiCheckpoint,
                                        track->checkpoints->len - 1);
    if (last.k <= k)
      break;
    epi_free (last.state);
    track->checkpoint_bytes -= track->state_size;
    g_array_set_size (track->checkpoints, track->checkpoints->len - 1);
  }
  if (isfinite (epi_frame_seconds (newest (track))))
    track->seconds = epi_frame_seconds (newest (track));
  epi_track_note_state (track);
  epi_track_catch_up (timeline, track);
}

/* The method is at k = 0. */
void
epi_track_renew_first (const EpiTimeline *timeline, EpiTrack *track)
{
  g_ptr_array_set_size (track->frames, 0);
  track->frame_bytes = 0;
  epi_track_keep_frame (timeline, track);
}

/* ---- Frames ---- */

static const EpiFrame *
find_frame (const EpiTrack *track, size_t k)
{
  guint low = 0, high = track->frames->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (epi_frame_k (track->frames->pdata[middle]) < k)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == track->frames->len)
    return NULL;
  const EpiFrame *frame = track->frames->pdata[low];
  return epi_frame_k (frame) == k ? frame : NULL;
}

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
    frame = make_frame (timeline, track->method);
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
  const EpiFrame *frame = find_frame (track, k);
  if (frame != NULL)
    return epi_frame_ref (frame);
  if (track->method != NULL)
    return recompute (timeline, track, k, cancel);
  for (guint i = track->frames->len; i > 0; i--)
    if (epi_frame_k (track->frames->pdata[i - 1]) <= k)
      return epi_frame_ref (track->frames->pdata[i - 1]);
  return NULL;
}
