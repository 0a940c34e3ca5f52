/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-session-work-private.h"

#define SLICE 0.004     /* s: the first answer does not wait longer for steps */
#define LONG_SLICE 0.05 /* s: between later answers */
#define PATIENCE 0.5    /* s: a live answer is not stopped earlier by a next */
#define REST 0.03 /* s: the hand rests when there was no edit for so long */

void
epi_forks_free (EpiFork *forks, size_t n)
{
  for (size_t i = 0; i < n; i++)
    epi_document_unref (forks[i].document);
  g_free (forks);
}

static void
request_free (EpiRequest *request)
{
  if (request == NULL)
    return;
  epi_document_unref (request->document);
  epi_forks_free (request->forks, request->n_forks);
  g_free (request->wishes);
  g_free (request);
}

/* ---- 1, 2. Forks and the document ---- */

static void
take_document (EpiSessionWork *work, const EpiDocument *document, bool live)
{
  EpiEffect effect =
      work->document == NULL || work->error != NULL ||
              (epi_timeline_is_live (work->timeline) && !live)
          ? EPI_EFFECT_RESTART
          : epi_lesson_effect (work->lesson, work->document, document);
  GError *error = NULL;

  if (effect == EPI_EFFECT_RESTART) {
    g_clear_pointer (&work->error, g_free);
    if (!epi_timeline_set_document (work->timeline, document, live,
                                    live ? &work->first : &work->cancel,
                                    &error)) {
      work->error = g_strdup (error->message);
      g_error_free (error);
    }
  } else if (document != work->document)
    epi_timeline_continue (work->timeline, document);
  epi_document_ref (document);
  epi_document_unref (work->document);
  work->document = document;
}

/* The run that was forked, up to where, whatever came to the worker of it.
 * false when that was cancelled: the newer request asks again. */
static bool
take_fork (EpiSessionWork *work, const EpiFork *fork)
{
  if (fork->document == NULL) {
    epi_timeline_drop_forks (work->timeline);
    return true;
  }
  take_document (work, fork->document, false);
  if (!epi_timeline_advance (work->timeline, fork->last, &work->cancel, 0))
    return false;
  return epi_timeline_fork (work->timeline, fork->k, NULL) ||
         !epi_cancel_is_raised (&work->cancel);
}

static void
take_forks (EpiSessionWork *work, const EpiRequest *request)
{
  for (size_t i = 0; i < request->n_forks; i++) {
    if (request->forks[i].number <= work->fork)
      continue; /* made already, for an answer that was not taken */
    if (!take_fork (work, &request->forks[i]))
      return;
    work->fork = request->forks[i].number;
  }
}

/* ---- 3, 5. The loop ---- */

static bool
must_stop (const EpiSessionWork *work)
{
  return epi_cancel_is_raised (&work->cancel) ||
         epi_mailbox_is_filled (work->inbox);
}

/* A live run, after its first answer; FALSE: a newer request waits. */
static bool
go_on_in_hand (EpiSessionWork *work, const EpiRequest *request,
               EpiWorkStart *start, bool *there)
{
  /* What ends within a slice is seen to end while the drag lasts; of a training
   * nobody would see the steps. */
  if (!epi_timeline_is_endless (work->timeline))
    *there =
        epi_timeline_advance (work->timeline, request->k, &work->cancel, SLICE);
  if (must_stop (work))
    return false;
  if (*there)
    return epi_session_work_deliver (work, request, true, &work->cancel, start);
  /* A longer run begins anew with the next motion: until the hand rests the
   * processor is the window's, and the worker is there when it comes. */
  return !epi_mailbox_look (work->inbox, REST);
}

static void
answer_from (EpiSessionWork *work, const EpiRequest *request,
             EpiWorkStart *start)
{
  const EpiCancel *first = request->live ? &work->first : &work->cancel;
  bool synchronous = work->worker == NULL;
  double slice = SLICE;

  take_forks (work, request);
  take_document (work, request->document, request->live);
  if (work->error != NULL && epi_cancel_is_raised (first))
    return; /* building was cancelled: a newer request waits */
  if (request->live)
    slice = epi_timeline_patience (work->timeline, SLICE);
  bool there = work->error != NULL ||
               epi_timeline_advance (work->timeline, request->k, first,
                                     synchronous ? 0 : slice);
  bool delivered =
      epi_session_work_deliver (work, request, !synchronous, first, start);
  atomic_store (&work->live_since, 0);
  if (!delivered || synchronous)
    return;
  if (request->live && !there && !go_on_in_hand (work, request, start, &there))
    return;
  while (!there && !must_stop (work)) {
    there = epi_timeline_advance (work->timeline, request->k, &work->cancel,
                                  LONG_SLICE);
    if (must_stop (work) ||
        !epi_session_work_deliver (work, request, true, &work->cancel, start))
      return;
  }
  /* A drag asks again at once; what is coarse is refined on release. */
  if (request->live)
    return;
  if (!must_stop (work) && work->error == NULL)
    epi_session_work_deliver (work, request, false, &work->cancel, start);
}

static void
answer_request (EpiSessionWork *work, const EpiRequest *request)
{
  EpiWorkStart start = {g_get_monotonic_time (),
                        epi_compute_describe (epi_compute_default ())};

  answer_from (work, request, &start);
  epi_compute_info_clear (&start.devices);
}

static void
job (void *data)
{
  EpiSessionWork *work = data;

  EpiRequest *request = epi_mailbox_take (work->inbox);
  if (request == NULL)
    return; /* a job before this one took the newest */
  /* Whoever puts a request raises the flag first, so what is lowered here was
   * not raised for a request that is still to come, or that one lies in the
   * inbox, where must_stop() sees it. */
  epi_cancel_lower (&work->cancel);
  epi_cancel_lower (&work->first);
  atomic_store (&work->live_since, request->live ? g_get_monotonic_time () : 0);
  if (atomic_load (&work->closing)) /* raised for good */
    epi_cancel_raise (&work->cancel);
  else
    answer_request (work, request);
  request_free (request);
}

/* ---- The main thread's side ---- */

EpiSessionWork *
epi_session_work_new (const EpiLesson *lesson, void (*wake) (void *),
                      void *wake_data)
{
  EpiSessionWork *work = g_new0 (EpiSessionWork, 1);

  work->lesson = lesson;
  work->wake = wake;
  work->wake_data = wake_data;
  work->inbox = epi_mailbox_new ();
  work->outbox = epi_mailbox_new ();
  work->timeline = epi_timeline_new (lesson, (EpiTimelineBudget){0});
  while (lesson->views[work->n_views].name != NULL)
    work->n_views++;
  work->ranges = g_new0 (EpiRange, work->n_views);
  work->settled = g_new0 (bool, work->n_views);
  if (wake != NULL)
    work->worker = epi_worker_new ("epigraph-work");
  return work;
}

void
epi_session_work_free (EpiSessionWork *work)
{
  atomic_store (&work->closing, true);
  epi_cancel_raise (&work->cancel);
  epi_cancel_raise (&work->first);
  epi_worker_free (work->worker);
  request_free (epi_mailbox_take (work->inbox));
  epi_letter_free (epi_mailbox_take (work->outbox));
  epi_mailbox_free (work->inbox);
  epi_mailbox_free (work->outbox);
  epi_timeline_free (work->timeline);
  epi_answer_unref (work->before);
  epi_document_unref (work->document);
  g_free (work->error);
  g_free (work->ranges);
  g_free (work->settled);
  g_free (work);
}

bool
epi_session_work_is_synchronous (const EpiSessionWork *work)
{
  return work->worker == NULL;
}

void
epi_session_work_put (EpiSessionWork *work, const EpiRequest *request)
{
  EpiRequest *copy = g_memdup2 (request, sizeof *request);

  gint64 since = atomic_load (&work->live_since);
  gint64 taken = since != 0 ? g_get_monotonic_time () - since : 0;

  epi_cancel_raise (&work->cancel);
  if (!request->live || taken > (gint64)(PATIENCE * G_USEC_PER_SEC))
    epi_cancel_raise (&work->first);
  request_free (epi_mailbox_put (work->inbox, copy));
  if (work->worker != NULL)
    epi_worker_push (work->worker, job, work);
  else
    job (work);
}

EpiLetter *
epi_session_work_take (EpiSessionWork *work)
{
  return epi_mailbox_take (work->outbox);
}

EpiLetter *
epi_session_work_wait (EpiSessionWork *work, double seconds)
{
  return epi_mailbox_wait (work->outbox, seconds);
}
