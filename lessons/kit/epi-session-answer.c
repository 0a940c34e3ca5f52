/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session-work-private.h"

#include "kit/epi-range-settle.h"
#include "kit/epi-session-fields.h"

#define PAINT 0.008 /* s: in which what the hand moved is painted */
#define LATE 0.1    /* s: other views are not put off for longer */

void
epi_letter_free (EpiLetter *letter)
{
  if (letter == NULL)
    return;
  epi_answer_unref (letter->answer);
  g_free (letter);
}

static void
add_ranges (EpiSessionWork *work, const EpiRequest *request, EpiAnswer *answer)
{
  EpiScene scene = {.lesson = work->lesson,
                    .document = request->document,
                    .answer = answer,
                    .k = answer->k};
  bool other = request->problem != work->problem;

  work->problem = request->problem;
  for (size_t i = 0; i < work->n_views; i++) {
    work->ranges[i] = epi_range_settle (
        work->settled[i] && !other ? &work->ranges[i] : NULL,
        epi_scene_fit (&scene, &work->lesson->views[i]), request->live);
    work->settled[i] = true;
  }
  answer->ranges =
      g_memdup2 (work->ranges, work->n_views * sizeof *work->ranges);
}

/* Who computed since began: small work is done in place, on the CPU. */
static char *
describe_device (const EpiComputeInfo *before)
{
  EpiComputeInfo after = epi_compute_describe (epi_compute_default ());
  char *summary = epi_compute_summary (before, &after);

  epi_compute_info_clear (&after);
  if (*summary != '\0')
    return summary;
  g_free (summary);
  return g_strdup ("CPU");
}

static EpiAnswer *
new_answer (EpiSessionWork *work, const EpiRequest *request,
            const EpiCancel *cancel, const EpiWorkStart *start)
{
  EpiAnswer *answer =
      work->error != NULL
          ? epi_answer_new (work->document)
          : epi_timeline_answer (work->timeline, request->k, cancel);

  answer->live = answer->live || request->live;
  answer->error = g_strdup (work->error);
  answer->device = describe_device (&start->devices);
  add_ranges (work, request, answer);
  return answer;
}

/* Takes the reference. */
static void
post (EpiSessionWork *work, const EpiRequest *request, EpiAnswer *answer)
{
  EpiLetter *letter = g_new (EpiLetter, 1);

  *letter = (EpiLetter){request->serial, work->fork, answer};
  epi_letter_free (epi_mailbox_put (work->outbox, letter));
  if (work->wake != NULL)
    work->wake (work->wake_data);
}

/* Two that compute disturb one another, also where each has a processor: what
 * is seen first is painted first.  The wait costs the answer nothing.  False: a
 * newer request waits. */
static bool
let_paint (EpiSessionWork *work, EpiWorkStart *start)
{
  gint64 now = g_get_monotonic_time ();

  if (work->worker == NULL ||
      now - work->whole > (gint64)(LATE * G_USEC_PER_SEC))
    return true;
  bool waits = epi_mailbox_look (work->inbox, PAINT);
  start->time += g_get_monotonic_time () - now;
  return !waits;
}

bool
epi_session_work_deliver (EpiSessionWork *work, const EpiRequest *request,
                          bool coarse, const EpiCancel *cancel,
                          EpiWorkStart *start)
{
  EpiAnswer *answer = new_answer (work, request, cancel, start);

  while (answer != NULL) {
    EpiAnswer *second = NULL;
    if (work->error == NULL &&
        !epi_session_add_fields (work->timeline, work->lesson, request,
                                 work->before, answer, coarse, cancel)) {
      epi_answer_unref (answer);
      return false;
    }
    if (answer->n_awaited > 0)
      second = epi_answer_second (answer);
    else {
      epi_answer_unref (work->before);
      work->before = epi_session_fields_of (answer);
      work->whole = g_get_monotonic_time ();
    }
    answer->seconds = (double)(g_get_monotonic_time () - start->time) * 1e-6;
    post (work, request, answer);
    answer = second;
    if (answer != NULL && !let_paint (work, start)) {
      epi_answer_unref (answer);
      return false;
    }
  }
  return true;
}
