/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-track.h"
#include "kit/epi-usage.h"

#include <math.h>
#include <string.h>

void
epi_timeline_forget_observed (EpiTimeline *timeline)
{
  epi_document_unref (timeline->observed.document);
  epi_frame_unref (timeline->observed.frame);
  for (size_t i = 0; i < G_N_ELEMENTS (timeline->observed.of); i++)
    epi_frame_unref (timeline->observed.of[i]);
  memset (&timeline->observed, 0, sizeof timeline->observed);
}

const EpiFrame *
epi_timeline_frame (EpiTimeline *timeline, size_t run, size_t k,
                    const EpiCancel *cancel)
{
  if (run >= timeline->tracks->len)
    return NULL;
  return epi_track_frame (timeline, timeline->tracks->pdata[run], k, cancel);
}

/* As the lesson calls it now, or as it did when it was built. */
static char *
name_of (const EpiTimeline *timeline, const EpiTrack *track)
{
  const EpiLesson *lesson = timeline->lesson;
  char *name =
      lesson->name_run != NULL
          ? lesson->name_run (timeline->built.problem, epi_track_newest (track))
          : NULL;

  return name != NULL ? name : g_strdup (track->name);
}

static void
show_track (EpiTimeline *timeline, EpiTrack *track, size_t k,
            const EpiCancel *cancel, EpiRun *run)
{
  const EpiFrame *exact = epi_track_frame (timeline, track, k, cancel);
  guint n = track->frames->len;

  run->name = name_of (timeline, track);
  if (track->forked_at != SIZE_MAX) {
    char *name = run->name;
    run->name = g_strdup_printf ("%s from k = %zu", name, track->forked_at);
    g_free (name);
  }
  run->frames = g_new (const EpiFrame *, n + 1);
  run->length = track->length;
  run->status = track->status;
  run->forked_at = track->forked_at;
  run->apart = track->apart;
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

/* As the "(2)" of a file's copy: how many of those are called the same. */
static void
number_name (EpiRun *run, const EpiRun *others, size_t n)
{
  size_t alike = 0;

  for (size_t i = 0; i < n; i++)
    alike += strcmp (others[i].name, run->name) == 0;
  if (alike == 0)
    return;
  char *name = run->name;
  run->name = g_strdup_printf ("%s (%zu)", name, alike + 1);
  g_free (name);
}

/* Forks at the same iterate, in the order in which they were made: those kept,
 * then the run that goes on, which is the first.  From the last one on, so that
 * those before it still have their plain names.  Made again from a file, they
 * are called the same. */
static void
tell_forks_apart (EpiAnswer *answer, size_t n_built)
{
  EpiRun *kept = answer->runs + n_built;
  size_t n = answer->n_runs - n_built;

  if (n_built == 0)
    return;
  number_name (&answer->runs[0], kept, n);
  while (n-- > 0)
    number_name (&kept[n], kept, n);
}

/* A new reference; asked for anew where the document or a frame is another. */
static const EpiFrame *
observe (EpiTimeline *timeline, const EpiScene *scene)
{
  const EpiFrame *of[G_N_ELEMENTS (timeline->observed.of)];
  bool same = timeline->observed.document == timeline->document;

  for (size_t i = 0; i < G_N_ELEMENTS (of); i++) {
    of[i] = epi_scene_frame (scene, i);
    same = same && of[i] == timeline->observed.of[i];
  }
  if (!same) {
    epi_timeline_forget_observed (timeline);
    timeline->observed.frame =
        timeline->lesson->observe (timeline->built.problem, scene);
    timeline->observed.document = epi_document_ref (timeline->document);
    for (size_t i = 0; i < G_N_ELEMENTS (of); i++)
      timeline->observed.of[i] = of[i] != NULL ? epi_frame_ref (of[i]) : NULL;
  }
  return timeline->observed.frame != NULL
             ? epi_frame_ref (timeline->observed.frame)
             : NULL;
}

/* What it took the run to come to iterate k, by the newest frame there that
 * knows.  One that was made once more does not. */
static double
spent_by (const EpiRun *run, size_t k)
{
  double seconds = 0;

  for (size_t i = 0; i < run->n_frames && epi_frame_k (run->frames[i]) <= k;
       i++)
    seconds = fmax (seconds, epi_frame_seconds (run->frames[i]));
  return seconds;
}

EpiAnswer *
epi_timeline_answer (EpiTimeline *timeline, size_t k, const EpiCancel *cancel)
{
  EpiAnswer *answer = epi_answer_new (timeline->document);

  answer->k = MIN (k, epi_timeline_last (timeline));
  answer->live = timeline->live;
  answer->running = epi_timeline_is_running (timeline);
  answer->memory = epi_usage_memory ();
  answer->n_runs = timeline->tracks->len;
  answer->runs = g_new0 (EpiRun, answer->n_runs);
  for (size_t i = 0; i < answer->n_runs; i++)
    show_track (timeline, timeline->tracks->pdata[i], answer->k, cancel,
                &answer->runs[i]);
  tell_forks_apart (answer, timeline->built.n_runs);
  if (timeline->built.n_runs > 0)
    answer->spent = spent_by (&answer->runs[0], answer->k);

  EpiScene scene = {.lesson = timeline->lesson,
                    .document = timeline->document,
                    .answer = answer,
                    .k = answer->k};
  if (answer->n_runs > 0 && timeline->lesson->observe != NULL)
    answer->observed = observe (timeline, &scene);
  const EpiFrame *frame = epi_scene_frame (&scene, 0);
  answer->certificate.status = EPI_RUNNING;
  if (frame != NULL && timeline->lesson->certify != NULL)
    timeline->lesson->certify (timeline->built.problem, frame,
                               &answer->certificate);
  else if (frame != NULL) /* the method's own word, which proves nothing */
    answer->certificate.status = epi_frame_status (frame);
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
