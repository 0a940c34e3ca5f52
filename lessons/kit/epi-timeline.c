/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-timeline.h"

#include "core/epi-alloc.h"

#include <gio/gio.h>
#include <string.h>

#define DEFAULT_FRAMES 1024
#define DEFAULT_BYTES ((size_t)64 << 20)
#define DEFAULT_STEPS 100000
#define STEPS_BETWEEN_LOOKS 64 /* at the clock and the cancel flag */

typedef struct {
  size_t k;
  void *state;
} Checkpoint;

typedef struct { /* one run, with what it remembers */
  char *name;
  EpiMethod *method; /* borrowed from built; NULL: kept to compare with */
  size_t max_steps;
  bool to_end;         /* a direct method: never left on the way */
  GPtrArray *frames;   /* const EpiFrame, ascending in k, the newest last */
  size_t stride;       /* frames with k mod stride = 0 stay */
  GArray *checkpoints; /* Checkpoint, ascending in k, the first at k = 0 */
  size_t checkpoint_stride;
  size_t state_size;
  size_t frame_bytes, checkpoint_bytes;
  EpiStatus status;
  size_t length;
  size_t forked_at;
  size_t next_scheduled; /* line of the schedule that acts next */
} Track;

struct EpiTimeline {
  const EpiLesson *lesson;
  EpiTimelineBudget budget;
  const EpiDocument *document;
  EpiBuilt built;
  bool live;         /* built absorbed an edit since it was made */
  GPtrArray *tracks; /* Track: those that step, then the kept ones */
};

/* ---- Tracks ---- */

static void
drop_frames (Track *track)
{
  g_ptr_array_set_size (track->frames, 0);
  for (guint i = 0; i < track->checkpoints->len; i++)
    epi_free (g_array_index (track->checkpoints, Checkpoint, i).state);
  g_array_set_size (track->checkpoints, 0);
  track->frame_bytes = track->checkpoint_bytes = 0;
}

static void
track_free (void *data)
{
  Track *track = data;

  drop_frames (track);
  g_ptr_array_unref (track->frames);
  g_array_unref (track->checkpoints);
  g_free (track->name);
  g_free (track);
}

static Track *
track_new (const char *name)
{
  Track *track = g_new0 (Track, 1);

  track->name = g_strdup (name);
  track->frames =
      g_ptr_array_new_with_free_func ((GDestroyNotify)epi_frame_unref);
  track->checkpoints = g_array_new (FALSE, FALSE, sizeof (Checkpoint));
  track->stride = track->checkpoint_stride = 1;
  track->forked_at = SIZE_MAX;
  return track;
}

static const EpiFrame *
newest (const Track *track)
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
thin_frames (Track *track)
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
thin_checkpoints (Track *track)
{
  guint kept = 0;

  track->checkpoint_stride *= 2;
  for (guint i = 0; i < track->checkpoints->len; i++) {
    Checkpoint c = g_array_index (track->checkpoints, Checkpoint, i);
    if (c.k % track->checkpoint_stride == 0)
      g_array_index (track->checkpoints, Checkpoint, kept++) = c;
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

static void
keep_frame (const EpiTimeline *timeline, Track *track)
{
  EpiFrame *frame = make_frame (timeline, track->method);

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
 * first always.  false when there is not even memory for that. */
static bool
keep_checkpoint (const EpiTimeline *timeline, Track *track)
{
  Checkpoint c = {track->method->k, epi_alloc (1, track->state_size)};

  if (c.state == NULL) {
    thin_checkpoints (track);
    return track->checkpoints->len > 0;
  }
  epi_method_save_state (track->method, c.state);
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
static bool
can_continue (const EpiParam *param)
{
  return param != NULL && param->effect == EPI_EFFECT_CONTINUE;
}

/* Acts with the lines before iterate k. */
static void
apply_schedule (const EpiTimeline *timeline, Track *track, size_t k)
{
  size_t n = epi_document_n_scheduled (timeline->document);

  while (track->next_scheduled < n) {
    EpiScheduled line =
        epi_document_scheduled (timeline->document, track->next_scheduled);
    if (line.k >= k)
      return;
    const EpiParam *param = epi_lesson_param (timeline->lesson, line.name);
    if (can_continue (param))
      epi_method_set (track->method, param->name,
                      epi_param_number (param, &line.value));
    track->next_scheduled++;
  }
}

/* Parameters as they were when the method came to its iterate: those of the
 * document, then the schedule from its beginning.  A line for k acts with the
 * step from k on, so frame k is the same whether k was reached or restored. */
static void
reset_schedule (const EpiTimeline *timeline, Track *track)
{
  for (const EpiParam *param = timeline->lesson->params;
       param != NULL && param->name != NULL; param++)
    if (can_continue (param))
      epi_method_set (track->method, param->name,
                      epi_lesson_number (timeline->lesson, timeline->document,
                                         param->name));
  track->next_scheduled = 0;
  apply_schedule (timeline, track, MAX (track->method->k, 1));
}

/* ---- Stepping ---- */

static bool
can_step (const Track *track)
{
  return track->method != NULL && track->method->status == EPI_RUNNING &&
         track->method->k < track->max_steps;
}

static void
note_state (Track *track)
{
  const EpiMethod *method = track->method;

  track->length = method->k + 1;
  track->status = method->status == EPI_RUNNING && !can_step (track)
                      ? EPI_LIMIT
                      : method->status;
}

/* One step, remembered. */
static void
step (const EpiTimeline *timeline, Track *track, size_t target)
{
  EpiMethod *method = track->method;

  apply_schedule (timeline, track, method->k + 1);
  epi_method_step (method);
  note_state (track);
  if (method->k % track->stride == 0 || method->k == target ||
      !can_step (track))
    keep_frame (timeline, track);
  if (method->k % track->checkpoint_stride == 0 && can_step (track))
    keep_checkpoint (timeline, track);
}

/* The newest frame is the method's iterate, also where stepping was cut. */
static void
catch_up (const EpiTimeline *timeline, Track *track)
{
  if (track->method != NULL && epi_frame_k (newest (track)) != track->method->k)
    keep_frame (timeline, track);
}

static bool
advance_track (EpiTimeline *timeline, Track *track, size_t k,
               const EpiCancel *cancel, gint64 until)
{
  size_t n = 0;

  while (can_step (track) && (track->to_end || track->method->k < k)) {
    if (n++ % STEPS_BETWEEN_LOOKS == 0 &&
        (epi_cancel_is_raised (cancel) ||
         (until > 0 && n > 1 && g_get_monotonic_time () > until))) {
      catch_up (timeline, track);
      return false;
    }
    step (timeline, track, k);
  }
  catch_up (timeline, track);
  return true;
}

bool
epi_timeline_advance (EpiTimeline *timeline, size_t k, const EpiCancel *cancel,
                      double seconds)
{
  gint64 until =
      seconds > 0 ? g_get_monotonic_time () + (gint64)(seconds * 1e6) : 0;
  bool all = true;

  for (guint i = 0; i < timeline->tracks->len; i++)
    all &=
        advance_track (timeline, timeline->tracks->pdata[i], k, cancel, until);
  return all;
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
    if (can_step (timeline->tracks->pdata[i]))
      return true;
  return false;
}

size_t
epi_timeline_last (const EpiTimeline *timeline)
{
  size_t last = 0;

  for (guint i = 0; i < timeline->tracks->len; i++) {
    const Track *track = timeline->tracks->pdata[i];
    last = MAX (last, track->length - 1);
  }
  return last;
}

size_t
epi_timeline_bytes (const EpiTimeline *timeline)
{
  size_t bytes = 0;

  for (guint i = 0; i < timeline->tracks->len; i++) {
    const Track *track = timeline->tracks->pdata[i];
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
  timeline->tracks = g_ptr_array_new_with_free_func (track_free);
  return timeline;
}

void
epi_timeline_free (EpiTimeline *timeline)
{
  if (timeline == NULL)
    return;
  g_ptr_array_unref (timeline->tracks);
  built_clear (&timeline->built);
  epi_document_unref (timeline->document);
  g_free (timeline);
}

/* false when there is no memory for its first checkpoint. */
static bool
start_track (EpiTimeline *timeline, size_t i, const EpiCancel *cancel)
{
  Track *track = track_new (timeline->built.runs[i].name);

  track->method = timeline->built.runs[i].method;
  track->max_steps = timeline->built.runs[i].max_steps > 0
                         ? timeline->built.runs[i].max_steps
                         : DEFAULT_STEPS;
  track->state_size = epi_method_state_size (track->method);
  g_ptr_array_add (timeline->tracks, track);
  reset_schedule (timeline, track);
  note_state (track);
  keep_frame (timeline, track);
  if (!keep_checkpoint (timeline, track))
    return false;
  track->to_end = timeline->built.runs[i].to_end;
  if (track->to_end)
    advance_track (timeline, track, SIZE_MAX, cancel, 0);
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
  GPtrArray *kept = g_ptr_array_new_with_free_func (track_free);

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

/* ---- Going back ---- */

static Checkpoint
checkpoint_before (const Track *track, size_t k)
{
  guint i = track->checkpoints->len;

  while (i > 1 && g_array_index (track->checkpoints, Checkpoint, i - 1).k > k)
    i--;
  return g_array_index (track->checkpoints, Checkpoint, i - 1);
}

/* The method at iterate k (1. restore c ≤ k, 2. step k - c times); what is
 * remembered stays as it is.  false when cancelled: then somewhere before. */
static bool
rewind_method (const EpiTimeline *timeline, Track *track, size_t k,
               const EpiCancel *cancel)
{
  Checkpoint c = checkpoint_before (track, k);

  epi_method_restore_state (track->method, c.state); /* 1. */
  reset_schedule (timeline, track);
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
static void
truncate_track (const EpiTimeline *timeline, Track *track, size_t k)
{
  while (track->frames->len > 1 && epi_frame_k (newest (track)) > k) {
    track->frame_bytes -= epi_frame_bytes (newest (track));
    g_ptr_array_set_size (track->frames, (gint)track->frames->len - 1);
  }
  while (track->checkpoints->len > 1) {
    Checkpoint last = g_array_index (track->checkpoints, Checkpoint,
                                     track->checkpoints->len - 1);
    if (last.k <= k)
      break;
    epi_free (last.state);
    track->checkpoint_bytes -= track->state_size;
    g_array_set_size (track->checkpoints, track->checkpoints->len - 1);
  }
  note_state (track);
  catch_up (timeline, track);
}

/* The method is at k = 0. */
static void
renew_first_frame (const EpiTimeline *timeline, Track *track)
{
  g_ptr_array_set_size (track->frames, 0);
  track->frame_bytes = 0;
  keep_frame (timeline, track);
}

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
    if (can_continue (param))
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
    Track *track = timeline->tracks->pdata[i];
    if (track->method == NULL)
      continue;
    if (track->method->k > k) {
      rewind_method (timeline, track, k, NULL);
      truncate_track (timeline, track, k);
    }
    reset_schedule (timeline, track);
    if (k == 0) /* the first frame, too, says what the parameters are */
      renew_first_frame (timeline, track);
  }
}

/* ---- Frames and answers ---- */

static const EpiFrame *
find_frame (const Track *track, size_t k)
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
recompute (EpiTimeline *timeline, Track *track, size_t k,
           const EpiCancel *cancel)
{
  void *here = epi_alloc (1, track->state_size);
  EpiFrame *frame = NULL;

  if (here == NULL)
    return NULL;
  epi_method_save_state (track->method, here);
  if (rewind_method (timeline, track, k, cancel))
    frame = make_frame (timeline, track->method);
  epi_method_restore_state (track->method, here);
  reset_schedule (timeline, track);
  epi_free (here);
  return frame;
}

/* Exactly k (at most the last one), or NULL when cancelled; of a kept run the
 * nearest frame before k. */
static const EpiFrame *
frame_at (EpiTimeline *timeline, Track *track, size_t k,
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

const EpiFrame *
epi_timeline_frame (EpiTimeline *timeline, size_t run, size_t k,
                    const EpiCancel *cancel)
{
  if (run >= timeline->tracks->len)
    return NULL;
  return frame_at (timeline, timeline->tracks->pdata[run], k, cancel);
}

bool
epi_timeline_fork (EpiTimeline *timeline, size_t k, const EpiCancel *cancel)
{
  if (timeline->built.n_runs == 0 || timeline->live)
    return false;
  Track *track = timeline->tracks->pdata[0];
  k = MIN (k, track->length - 1);

  Track *kept = track_new (track->name);
  for (guint i = 0; i < track->frames->len; i++)
    g_ptr_array_add (kept->frames, epi_frame_ref (track->frames->pdata[i]));
  kept->frame_bytes = track->frame_bytes;
  kept->length = track->length;
  kept->status = track->status;
  if (!rewind_method (timeline, track, k, cancel)) {
    track_free (kept);
    return false;
  }
  truncate_track (timeline, track, k);
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
    ((Track *)timeline->tracks->pdata[i])->forked_at = SIZE_MAX;
}

static void
show_track (EpiTimeline *timeline, Track *track, size_t k,
            const EpiCancel *cancel, EpiRun *run)
{
  const EpiFrame *exact = frame_at (timeline, track, k, cancel);
  guint n = track->frames->len;

  run->name =
      track->forked_at == SIZE_MAX
          ? g_strdup (track->name)
          : g_strdup_printf ("%s from k = %zu", track->name, track->forked_at);
  run->frames = g_new (const EpiFrame *, n + 1);
  run->length = track->length;
  run->status = track->status;
  run->forked_at = track->forked_at;
  for (guint i = 0; i < n; i++) {
    const EpiFrame *frame = track->frames->pdata[i];
    if (exact != NULL && epi_frame_k (frame) >= epi_frame_k (exact)) {
      if (epi_frame_k (frame) > epi_frame_k (exact))
        run->frames[run->n_frames++] = g_steal_pointer (&exact);
      else
        g_clear_pointer (&exact, epi_frame_unref);
    }
    run->frames[run->n_frames++] = epi_frame_ref (frame);
  }
  epi_frame_unref (exact);
}

EpiAnswer *
epi_timeline_answer (EpiTimeline *timeline, size_t k, const EpiCancel *cancel)
{
  EpiAnswer *answer = epi_answer_new (timeline->document);

  answer->k = MIN (k, epi_timeline_last (timeline));
  answer->live = timeline->live;
  answer->running = epi_timeline_is_running (timeline);
  answer->n_runs = timeline->tracks->len;
  answer->runs = g_new0 (EpiRun, answer->n_runs);
  for (size_t i = 0; i < answer->n_runs; i++)
    show_track (timeline, timeline->tracks->pdata[i], answer->k, cancel,
                &answer->runs[i]);

  answer->certificate.status = EPI_RUNNING;
  if (answer->n_runs > 0 && timeline->lesson->certify != NULL) {
    EpiScene scene = {.lesson = timeline->lesson,
                      .document = timeline->document,
                      .answer = answer,
                      .k = answer->k};
    const EpiFrame *frame = epi_scene_frame (&scene, 0);
    if (frame != NULL)
      timeline->lesson->certify (timeline->built.problem, frame,
                                 &answer->certificate);
  }
  return answer;
}

static const EpiFieldSpec *
find_field (const EpiLesson *lesson, const char *name)
{
  for (const EpiFieldSpec *field = lesson->fields;
       field != NULL && field->name != NULL; field++)
    if (strcmp (field->name, name) == 0)
      return field;
  return NULL;
}

EpiFieldGrid *
epi_timeline_field (EpiTimeline *timeline, const char *name, size_t k,
                    const EpiRange *range, size_t nx, size_t ny,
                    const EpiCancel *cancel)
{
  const EpiFieldSpec *field = find_field (timeline->lesson, name);

  g_return_val_if_fail (field != NULL, NULL);
  if (timeline->built.n_runs == 0)
    return NULL;
  const EpiFrame *frame = epi_timeline_frame (timeline, 0, k, cancel);
  if (frame == NULL)
    return NULL;
  if (field->curve || field->points != NULL)
    ny = 1;
  if (field->points != NULL)
    nx = field->points (timeline->built.problem);
  size_t outputs = field->n_outputs > 0
                       ? field->n_outputs
                       : field->outputs (timeline->built.problem);
  EpiFieldGrid *grid = epi_field_grid_new (field->name, range, nx, ny, outputs);
  size_t band = field->whole ? ny : MAX ((size_t)8192 / MAX (nx, 1), 1);
  for (size_t o = 0; grid != NULL && o < outputs; o++)
    for (size_t j = 0; grid != NULL && j < ny; j += band) {
      if (epi_cancel_is_raised (cancel)) {
        g_clear_pointer (&grid, epi_field_grid_unref);
        break;
      }
      field->evaluate (timeline->built.problem, frame, grid, o, j,
                       MIN (j + band, ny), grid->values + (o * ny + j) * nx);
    }
  if (grid != NULL)
    grid->k = epi_frame_k (frame);
  epi_frame_unref (frame);
  return grid;
}
