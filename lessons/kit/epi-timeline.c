/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-track.h"

#include <gio/gio.h>
#include <string.h>

#define DEFAULT_FRAMES 1024
#define DEFAULT_BYTES ((size_t)64 << 20)
#define DEFAULT_STEPS 100000

/* ---- All runs together ---- */

/* Of those that still have steps to do, but for one, the one that is furthest
 * back. */
static EpiTrack *
hindmost (const EpiTimeline *timeline, size_t k, const EpiTrack *but)
{
  EpiTrack *found = NULL;

  for (guint i = 0; i < timeline->tracks->len; i++) {
    EpiTrack *track = timeline->tracks->pdata[i];
    if (track != but && epi_track_can_step (track) && track->method->k < k &&
        (found == NULL || track->method->k < found->method->k))
      found = track;
  }
  return found;
}

/* So many steps that it is not further ahead of the next one than that one goes
 * in a burst. */
static size_t
burst_of (const EpiTimeline *timeline, size_t k, const EpiTrack *track)
{
  const EpiTrack *next = hindmost (timeline, k, track);

  return next == NULL ? track->burst
                      : MIN (track->burst,
                             next->method->k + next->burst - track->method->k);
}

bool
epi_timeline_advance (EpiTimeline *timeline, size_t k, const EpiCancel *cancel,
                      double seconds)
{
  gint64 until =
      seconds > 0 ? g_get_monotonic_time () + (gint64)(seconds * 1e6) : 0;
  bool there = true, late = false;
  EpiTrack *track;

  while (there && (track = hindmost (timeline, k, NULL)) != NULL)
    if (epi_cancel_is_raised (cancel) || late)
      there = false;
    else {
      epi_track_burst (timeline, track, burst_of (timeline, k, track), k,
                       cancel);
      late = until > 0 && g_get_monotonic_time () > until;
    }
  for (guint i = 0; i < timeline->tracks->len; i++)
    epi_track_catch_up (timeline, timeline->tracks->pdata[i]);
  return there;
}

double
epi_timeline_patience (const EpiTimeline *timeline, double usual)
{
  return timeline->built.patience > 0 ? timeline->built.patience : usual;
}

bool
epi_timeline_is_endless (const EpiTimeline *timeline)
{
  for (size_t r = 0; r < timeline->built.n_runs; r++)
    if (timeline->built.runs[r].max_steps != SIZE_MAX)
      return false;
  return true;
}

bool
epi_timeline_is_live (const EpiTimeline *timeline)
{
  return timeline->live;
}

bool
epi_timeline_is_running (const EpiTimeline *timeline)
{
  for (guint i = 0; i < timeline->tracks->len; i++)
    if (epi_track_can_step (timeline->tracks->pdata[i]))
      return true;
  return false;
}

size_t
epi_timeline_last (const EpiTimeline *timeline)
{
  size_t last = 0;

  for (guint i = 0; i < timeline->tracks->len; i++) {
    const EpiTrack *track = timeline->tracks->pdata[i];
    last = MAX (last, track->length - 1);
  }
  return last;
}

size_t
epi_timeline_bytes (const EpiTimeline *timeline)
{
  size_t bytes = 0;

  for (guint i = 0; i < timeline->tracks->len; i++) {
    const EpiTrack *track = timeline->tracks->pdata[i];
    bytes += track->frame_bytes + track->checkpoint_bytes;
  }
  return bytes;
}

/* ---- Building ---- */

static void
built_clear (EpiBuilt *built)
{
  for (size_t i = 0; i < built->n_runs; i++)
    epi_method_free (built->runs[i].method);
  if (built->free_problem != NULL)
    built->free_problem (built->problem);
  *built = (EpiBuilt){0};
}

EpiTimeline *
epi_timeline_new (const EpiLesson *lesson, EpiTimelineBudget budget)
{
  EpiTimeline *timeline = g_new0 (EpiTimeline, 1);

  timeline->lesson = lesson;
  timeline->budget.max_frames =
      budget.max_frames > 0 ? budget.max_frames : DEFAULT_FRAMES;
  timeline->budget.max_bytes =
      budget.max_bytes > 0 ? budget.max_bytes : DEFAULT_BYTES;
  timeline->tracks = g_ptr_array_new_with_free_func (epi_track_free);
  return timeline;
}

void
epi_timeline_free (EpiTimeline *timeline)
{
  if (timeline == NULL)
    return;
  g_ptr_array_unref (timeline->tracks);
  epi_timeline_forget_observed (timeline);
  built_clear (&timeline->built);
  epi_document_unref (timeline->document);
  g_free (timeline);
}

/* false when there is no memory for its first checkpoint. */
static bool
start_track (EpiTimeline *timeline, size_t i, const EpiCancel *cancel)
{
  EpiTrack *track = epi_track_new (timeline->built.runs[i].name);

  track->method = timeline->built.runs[i].method;
  track->max_steps = timeline->built.runs[i].max_steps > 0
                         ? timeline->built.runs[i].max_steps
                         : DEFAULT_STEPS;
  if (i > 0 && timeline->built.runs[i].with_first)
    track->first = timeline->tracks->pdata[0];
  track->apart = track->first != NULL || timeline->built.runs[i].apart;
  track->state_size = epi_method_state_size (track->method);
  g_ptr_array_add (timeline->tracks, track);
  epi_track_reset_schedule (timeline, track);
  epi_track_note_state (track);
  epi_track_keep_frame (timeline, track);
  if (!epi_track_keep_checkpoint (timeline, track))
    return false;
  track->to_end = timeline->built.runs[i].to_end;
  while (track->to_end && epi_track_can_step (track) &&
         !epi_cancel_is_raised (cancel))
    epi_track_burst (timeline, track, track->burst, SIZE_MAX, cancel);
  epi_track_catch_up (timeline, track);
  return true;
}

static void
take_document (EpiTimeline *timeline, const EpiDocument *document)
{
  epi_document_ref (document);
  epi_document_unref (timeline->document);
  timeline->document = document;
}

/* Takes out the runs that are still comparable with those of document. */
static GPtrArray *
kept_tracks (EpiTimeline *timeline, const EpiDocument *document)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (epi_track_free);

  if (timeline->document == NULL ||
      !epi_lesson_comparable (timeline->lesson, timeline->document, document))
    return kept;
  while (timeline->tracks->len > timeline->built.n_runs)
    g_ptr_array_add (kept,
                     g_ptr_array_steal_index (timeline->tracks,
                                              (guint)timeline->built.n_runs));
  return kept;
}

static bool
build (EpiTimeline *timeline, const EpiCancel *cancel, GError **error)
{
  built_clear (&timeline->built);
  return epi_lesson_data_fits (timeline->lesson, timeline->document, error) &&
         timeline->lesson->build (timeline->document, cancel, &timeline->built,
                                  error);
}

bool
epi_timeline_set_document (EpiTimeline *timeline, const EpiDocument *document,
                           bool absorb, const EpiCancel *cancel, GError **error)
{
  GPtrArray *kept = kept_tracks (timeline, document);
  bool absorbed =
      absorb && timeline->built.n_runs > 0 &&
      timeline->lesson->absorb != NULL &&
      timeline->lesson->absorb (&timeline->built, timeline->document, document);

  g_ptr_array_set_size (timeline->tracks, 0);
  take_document (timeline, document);
  timeline->live = absorbed;
  bool good = absorbed || build (timeline, cancel, error);
  for (size_t i = 0; good && i < timeline->built.n_runs; i++)
    if (!start_track (timeline, i, cancel)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           "there is not enough memory for this run");
      good = false;
    }
  if (good) {
    g_ptr_array_extend_and_steal (timeline->tracks, kept);
    return true;
  }
  g_ptr_array_set_size (timeline->tracks, 0);
  built_clear (&timeline->built);
  timeline->live = false;
  g_ptr_array_unref (kept);
  return false;
}

/* ---- Continuing ---- */

/* Value of one parameter over k, read line by line. */
typedef struct {
  const EpiDocument *document;
  const EpiParam *param;
  size_t next; /* line */
  double value;
} Course;

/* Takes the lines of the parameter up to k; returns where the next one is. */
static size_t
course_to (Course *course, size_t k)
{
  size_t n = epi_document_n_scheduled (course->document);

  for (; course->next < n; course->next++) {
    EpiScheduled line = epi_document_scheduled (course->document, course->next);
    if (strcmp (line.name, course->param->name) != 0)
      continue;
    if (line.k > k)
      return line.k;
    course->value = epi_param_number (course->param, &line.value);
  }
  return SIZE_MAX;
}

/* The first iterate from which the parameter has another value. */
static size_t
param_differs_from (const EpiLesson *lesson, const EpiParam *param,
                    const EpiDocument *from, const EpiDocument *to)
{
  Course a = {from, param, 0, epi_lesson_number (lesson, from, param->name)};
  Course b = {to, param, 0, epi_lesson_number (lesson, to, param->name)};

  for (size_t k = 0; k < SIZE_MAX;) {
    size_t next_a = course_to (&a, k), next_b = course_to (&b, k);
    if (a.value != b.value)
      return k;
    k = MIN (next_a, next_b);
  }
  return SIZE_MAX;
}

/* The first iterate from which the documents' runs differ. */
static size_t
continues_from (const EpiTimeline *timeline, const EpiDocument *to)
{
  size_t k = SIZE_MAX;

  for (const EpiParam *param = timeline->lesson->params;
       param != NULL && param->name != NULL; param++)
    if (epi_param_continues (param))
      k = MIN (k, param_differs_from (timeline->lesson, param,
                                      timeline->document, to));
  return k;
}

void
epi_timeline_continue (EpiTimeline *timeline, const EpiDocument *document)
{
  size_t k = continues_from (timeline, document);

  take_document (timeline, document);
  for (guint i = 0; i < timeline->tracks->len; i++) {
    EpiTrack *track = timeline->tracks->pdata[i];
    if (track->method == NULL)
      continue;
    if (track->method->k > k) {
      epi_track_rewind (timeline, track, k, NULL);
      epi_track_truncate (timeline, track, k);
    }
    epi_track_reset_schedule (timeline, track);
    if (k == 0) /* the first frame, too, says what the parameters are */
      epi_track_renew_first (timeline, track);
  }
}

/* ---- Forks ---- */

bool
epi_timeline_fork (EpiTimeline *timeline, size_t k, const EpiCancel *cancel)
{
  if (timeline->built.n_runs == 0 || timeline->live)
    return false;
  EpiTrack *track = timeline->tracks->pdata[0];
  k = MIN (k, track->length - 1);

  EpiTrack *kept = epi_track_new (track->name);
  for (guint i = 0; i < track->frames->len; i++)
    g_ptr_array_add (kept->frames, epi_frame_ref (track->frames->pdata[i]));
  kept->frame_bytes = track->frame_bytes;
  kept->length = track->length;
  kept->status = track->status;
  kept->forked_at = track->forked_at; /* by which it is called */
  if (!epi_track_rewind (timeline, track, k, cancel)) {
    epi_track_free (kept);
    return false;
  }
  epi_track_truncate (timeline, track, k);
  track->forked_at = k;
  g_ptr_array_add (timeline->tracks, kept);
  return true;
}

void
epi_timeline_drop_forks (EpiTimeline *timeline)
{
  if (timeline->tracks->len > timeline->built.n_runs)
    g_ptr_array_set_size (timeline->tracks, (gint)timeline->built.n_runs);
  for (guint i = 0; i < timeline->tracks->len; i++)
    ((EpiTrack *)timeline->tracks->pdata[i])->forked_at = SIZE_MAX;
}
