/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a track remembers: frames and checkpoints, within its share of the
 * budget.
 */
#include "core/epi-alloc.h"
#include "kit/epi-track.h"

#include <math.h>

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

const EpiFrame *
epi_track_newest (const EpiTrack *track)
{
  return track->frames->pdata[track->frames->len - 1];
}

EpiFrame *
epi_track_make_frame (const EpiTimeline *timeline, const EpiMethod *method)
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
  EpiFrame *frame = epi_track_make_frame (timeline, track->method);

  epi_frame_set_seconds (frame, track->seconds);
  if (track->frames->len > 0 &&
      epi_frame_k (epi_track_newest (track)) % track->stride != 0) {
    track->frame_bytes -=
        epi_frame_bytes (epi_track_newest (track)); /* was only the newest */
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

/* ---- Looked up ---- */

const EpiFrame *
epi_track_find (const EpiTrack *track, size_t k)
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

EpiCheckpoint
epi_track_checkpoint_before (const EpiTrack *track, size_t k)
{
  guint i = track->checkpoints->len;

  while (i > 1 &&
         g_array_index (track->checkpoints, EpiCheckpoint, i - 1).k > k)
    i--;
  return g_array_index (track->checkpoints, EpiCheckpoint, i - 1);
}

/* ---- Forgotten ---- */

/* Forgets what comes after k and stands there, ready to go on. */
void
epi_track_truncate (const EpiTimeline *timeline, EpiTrack *track, size_t k)
{
  while (track->frames->len > 1 && epi_frame_k (epi_track_newest (track)) > k) {
    track->frame_bytes -= epi_frame_bytes (epi_track_newest (track));
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
  if (isfinite (epi_frame_seconds (epi_track_newest (track))))
    track->seconds = epi_frame_seconds (epi_track_newest (track));
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
