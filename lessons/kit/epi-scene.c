/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-scene.h"

#include "core/epi-alloc.h"
#include "kit/epi-lesson.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

const EpiFrame *
epi_scene_frame (const EpiScene *scene, size_t run)
{
  if (scene->answer == NULL || run >= scene->answer->n_runs)
    return NULL;
  const EpiRun *r = &scene->answer->runs[run];
  size_t low = 0, high = r->n_frames; /* frames[low-1].k ≤ k < frames[high].k */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (epi_frame_k (r->frames[middle]) <= scene->k)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 ? r->frames[low - 1] : NULL;
}

const EpiFrameItem *
epi_scene_item (const EpiScene *scene, const char *name)
{
  size_t n = scene->answer != NULL ? scene->answer->n_runs : 0;
  const EpiFrameItem *item =
      scene->answer != NULL && scene->answer->observed != NULL
          ? epi_frame_find (scene->answer->observed, name)
          : NULL;

  for (size_t i = 0; i < n && item == NULL; i++) {
    const EpiFrame *frame = epi_scene_frame (scene, i);
    item = frame != NULL ? epi_frame_find (frame, name) : NULL;
  }
  return item;
}

/* The first run's last iterate, where it was ended: its method would go on. */
static bool
is_at_limit (const EpiAnswer *answer, const EpiFrame *frame)
{
  return answer->n_runs > 0 && answer->runs[0].status == EPI_LIMIT &&
         epi_frame_status (frame) == EPI_RUNNING &&
         epi_frame_k (frame) + 1 == answer->runs[0].length;
}

const char *
epi_answer_words (const EpiAnswer *answer, const EpiFrame *frame)
{
  EpiStatus status =
      is_at_limit (answer, frame) ? EPI_LIMIT : epi_frame_status (frame);
  const EpiCertificate *certificate = &answer->certificate;

  if (certificate->sentence[0] == '\0' || certificate->status == status ||
      answer->live) /* which is proven on release */
    return epi_status_word (status);
  return status == EPI_INFEASIBLE  ? "not shown to be infeasible"
         : status == EPI_UNBOUNDED ? "not shown to be unbounded"
                                   : epi_status_word (status);
}

bool
epi_scene_is_settled (const EpiScene *scene)
{
  return scene->answer != NULL && !scene->stale && !scene->answer->live &&
         scene->answer->k == scene->k;
}

bool
epi_scene_is_final (const EpiScene *scene)
{
  if (!epi_scene_is_settled (scene) || scene->answer->n_awaited > 0)
    return false;
  for (size_t i = 0; i < scene->answer->n_fields; i++)
    if (!scene->answer->fields[i]->final)
      return false;
  return true;
}

const EpiFieldGrid *
epi_scene_field (const EpiScene *scene, const char *name)
{
  if (scene->answer == NULL)
    return NULL;
  for (size_t i = 0; i < scene->answer->n_fields; i++)
    if (strcmp (scene->answer->fields[i]->name, name) == 0)
      return scene->answer->fields[i];
  return NULL;
}

double
epi_scene_number (const EpiScene *scene, const char *name)
{
  return epi_lesson_number (scene->lesson, scene->document, name);
}

const char *
epi_scene_text (const EpiScene *scene, const char *name)
{
  return epi_lesson_text (scene->lesson, scene->document, name);
}

size_t
epi_answer_last (const EpiAnswer *answer)
{
  size_t last = 0;

  for (size_t i = 0; answer != NULL && i < answer->n_runs; i++)
    if (answer->runs[i].length > last + 1)
      last = answer->runs[i].length - 1;
  return last;
}

EpiAnswer *
epi_answer_new (const EpiDocument *document)
{
  EpiAnswer *answer = g_new0 (EpiAnswer, 1);

  atomic_init (&answer->refs, 1);
  answer->document = epi_document_ref (document);
  return answer;
}

EpiAnswer *
epi_answer_ref (const EpiAnswer *answer)
{
  EpiAnswer *self = (EpiAnswer *)answer;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

EpiAnswer *
epi_answer_second (const EpiAnswer *first)
{
  EpiAnswer *self = g_memdup2 (first, sizeof *first);

  atomic_init (&self->refs, 1);
  self->first = epi_answer_ref (first);
  self->fields = NULL;
  self->awaited = NULL;
  self->n_fields = self->n_awaited = 0;
  return self;
}

bool
epi_answer_is_same (const EpiAnswer *a, const EpiAnswer *b)
{
  return a != NULL && b != NULL &&
         (a->first != NULL ? a->first : a) == (b->first != NULL ? b->first : b);
}

bool
epi_answer_has_fields (const EpiAnswer *answer, const char *const *fields)
{
  for (; fields != NULL && *fields != NULL; fields++)
    for (size_t i = 0; i < answer->n_awaited; i++)
      if (strcmp (answer->awaited[i], *fields) == 0)
        return false;
  return true;
}

void
epi_run_clear (EpiRun *run)
{
  for (size_t i = 0; i < run->n_frames; i++)
    epi_frame_unref (run->frames[i]);
  g_free (run->frames);
  g_free (run->name);
}

/* What both letters share. */
static void
clear_body (EpiAnswer *self)
{
  for (size_t i = 0; i < self->n_runs; i++)
    epi_run_clear (&self->runs[i]);
  epi_frame_unref (self->observed);
  epi_document_unref (self->document);
  g_free (self->runs);
  g_free (self->ranges);
  g_free (self->device);
  g_free (self->error);
}

void
epi_answer_unref (const EpiAnswer *answer)
{
  EpiAnswer *self = (EpiAnswer *)answer;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  for (size_t i = 0; i < self->n_fields; i++)
    epi_field_grid_unref (self->fields[i]);
  g_free (self->fields);
  g_free (self->awaited);
  if (self->first != NULL)
    epi_answer_unref (self->first);
  else
    clear_body (self);
  g_free (self);
}

EpiFieldGrid *
epi_field_grid_new (const char *name, const EpiRange *range, size_t nx,
                    size_t ny, size_t n_outputs)
{
  size_t points, count;

  if (__builtin_mul_overflow (nx, ny, &points) ||
      __builtin_mul_overflow (points, n_outputs, &count))
    return NULL;
  double *values = epi_new0 (double, count);
  if (values == NULL)
    return NULL;
  EpiFieldGrid *grid = g_new0 (EpiFieldGrid, 1);
  atomic_init (&grid->refs, 1);
  grid->name = name;
  grid->range = *range;
  grid->nx = nx;
  grid->ny = ny;
  grid->n_outputs = n_outputs;
  grid->values = values;
  return grid;
}

EpiFieldGrid *
epi_field_grid_ref (const EpiFieldGrid *grid)
{
  EpiFieldGrid *self = (EpiFieldGrid *)grid;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
epi_field_grid_unref (const EpiFieldGrid *grid)
{
  EpiFieldGrid *self = (EpiFieldGrid *)grid;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  epi_free (self->values);
  g_free (self);
}

static double
at (double low, double high, bool log, size_t i, size_t n)
{
  double t = n > 1 ? (double)i / (double)(n - 1) : 0.5;

  return log ? low * pow (high / low, t) : low + t * (high - low);
}

double
epi_field_grid_x (const EpiFieldGrid *grid, size_t i)
{
  return at (grid->range.x0, grid->range.x1, grid->range.x_log, i, grid->nx);
}

double
epi_field_grid_y (const EpiFieldGrid *grid, size_t j)
{
  return at (grid->range.y0, grid->range.y1, grid->range.y_log, j, grid->ny);
}
