/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the loop of a session's worker and the making of its answers share.
 */
#pragma once

#include "core/epi-worker.h"
#include "kit/epi-session-work.h"

#include "compute/epi-compute.h"

struct EpiSessionWork {
  const EpiLesson *lesson;
  EpiWorker *worker; /* NULL: synchronous */
  EpiMailbox *inbox, *outbox;
  EpiCancel cancel;          /* raised by every new request */
  EpiCancel first;           /* of the first answer to a live request */
  _Atomic gint64 live_since; /* µs: when that was begun; 0: none is */
  atomic_bool closing;       /* nobody waits for answers any more */
  void (*wake) (void *);
  void *wake_data;

  /* The worker's own. */
  EpiTimeline *timeline;
  const EpiDocument *document;
  char *error;
  unsigned fork; /* the number of the last one made */
  EpiRange *ranges;
  bool *settled;    /* ranges[i] holds something */
  unsigned problem; /* that they hold */
  size_t n_views;
  EpiAnswer *before; /* with the fields of the last one; NULL: there is none */
  gint64 whole;      /* µs: when that was posted */
};

typedef struct { /* when a request was taken up, to say what it cost */
  gint64 time;   /* µs; later by what the worker waited */
  EpiComputeInfo devices;
} EpiWorkStart;

void epi_letter_free (EpiLetter *letter); /* accepts NULL */

/* 4, in one letter or in two; false when cancelled: a newer request waits. */
bool epi_session_work_deliver (EpiSessionWork *work, const EpiRequest *request,
                               bool coarse, const EpiCancel *cancel,
                               EpiWorkStart *start);
