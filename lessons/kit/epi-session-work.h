/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker's side of a session: requests in, answers out.
 *
 *   1. take the newest request; forks and drops first, in their order, of the
 *      runs of the documents that they were asked for, which edits right after
 *      them may have overtaken
 *   2. the document: absorb or build, or continue, or only redraw; with another
 *      problem the views' ranges settle anew
 *   3. step towards the playhead for one slice
 *   4. answer: frames, certificate, views' ranges, coarse fields; deliver; in
 *      a drag first with the fields of the view in hand, then, when that has
 *      been painted and no newer request has come meanwhile, with all; other
 *      views are not put off for longer than a tenth of a second
 *   5. until there is a newer request: step on, refine the fields, deliver; in
 *      a drag not before the hand rests
 */
#pragma once

#include "kit/epi-timeline.h"

typedef struct EpiSessionWork EpiSessionWork;

typedef struct { /* what is asked of one view */
  bool shown;    /* it has a size on a screen */
  bool chosen;   /* range is the user's; else the fit */
  EpiRange range;
  size_t width, height; /* pixels */
} EpiViewWish;

typedef struct {               /* a fork, or that all are dropped */
  unsigned number;             /* 1, 2, … in the order of asking */
  size_t k;                    /* where it was made */
  size_t last;                 /* how far its run had come, at least */
  const EpiDocument *document; /* that it was made of, owned; NULL: drop all */
} EpiFork;

void epi_forks_free (EpiFork *forks, size_t n);

typedef struct {
  guint64 serial;
  const EpiDocument *document; /* owned */
  size_t k;                    /* SIZE_MAX: the end */
  unsigned problem;            /* how many were shown before this one */
  bool live;                   /* a drag is on */
  size_t hand;    /* the view in hand; none of them: no one goes first */
  EpiFork *forks; /* (n_forks), owned: those that no answer has told yet */
  size_t n_forks;
  EpiViewWish *wishes; /* (n_wishes), owned */
  size_t n_wishes;
} EpiRequest;

typedef struct {
  guint64 serial;
  unsigned fork;     /* the number of the last one that was made */
  EpiAnswer *answer; /* owned */
} EpiLetter;

/* wake NULL: no thread; put() then works until everything is answered. */
EpiSessionWork *epi_session_work_new (const EpiLesson *lesson,
                                      void (*wake) (void *), void *wake_data);
void epi_session_work_free (EpiSessionWork *work);
bool epi_session_work_is_synchronous (const EpiSessionWork *work);

/* Takes over what request owns; what is being computed stops.  But in a drag,
 * the first answer to a live request is not stopped by the next one before it
 * has taken half a second, so that the learner sees motion however fast the
 * edits come; the end of the drag stops it at once. */
void epi_session_work_put (EpiSessionWork *work, const EpiRequest *request);

/* The newest letter or NULL; the caller frees it with g_free(). */
EpiLetter *epi_session_work_take (EpiSessionWork *work);
EpiLetter *epi_session_work_wait (EpiSessionWork *work, double seconds);
