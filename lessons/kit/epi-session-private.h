/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of a session share: epi-session.c (asking the worker, edits),
 * epi-session-play.c (the playhead), epi-session-forks.c, epi-session-view.c
 * (ranges, hover, view state in files).
 */
#pragma once

#include "kit/epi-session-work.h"
#include "kit/epi-session.h"

struct EpiSession {
  const EpiLesson *lesson;
  EpiHistory *history;
  EpiScene scene;
  const EpiAnswer *whole; /* the newest that has all its fields; or NULL */
  EpiScene whole_scene;   /* see epi_session_view_scene() */
  EpiSessionWork *work;

  EpiChangedFunc changed;
  void *changed_data;

  size_t wanted; /* playhead; SIZE_MAX: the end, wherever it is */
  size_t origin; /* playhead when playing or running to the end began */
  bool playing, loops, dragging;
  double speed, owed; /* iterates a second; iterates not yet shown */

  EpiViewWish *wishes; /* one a view */
  size_t n_views;
  size_t hand;            /* the view of the drag; n_views: none, or no drag */
  GArray *forks;          /* EpiFork, in order: asked for, or kept */
  unsigned n_forks, told; /* numbers of the last one asked for, made */

  guint64 asked, answered; /* serial numbers of requests */
  unsigned problem;        /* how many were shown before this one */
  bool drag_moved, asked_live;
};

/* Asks the worker for an answer to what is wanted now; without a thread it is
 * there on return. */
void epi_session_ask (EpiSession *session);

void epi_session_tell (EpiSession *session, unsigned what);

/* Where the playhead stands in that answer. */
size_t epi_session_playhead_in (const EpiSession *session,
                                const EpiAnswer *answer);
/* The index of a view; -1: there is none. */
ptrdiff_t epi_session_view_index (const EpiSession *session, const char *view);

/* Every view back to its fit; whether one was not.  The caller asks. */
bool epi_session_fit_all (EpiSession *session);

GArray *epi_session_forks_new (void);
/* Copies of those that no answer has told yet; epi_forks_free(). */
EpiFork *epi_session_forks_asked (const EpiSession *session, size_t *n);
/* Those up to that number are made; or 0 after a new document. */
void epi_session_forks_told (EpiSession *session, unsigned number);
json_t *epi_session_forks_to_json (const EpiSession *session);
/* What cannot be compared with the present document is left out; the caller
 * asks. */
void epi_session_forks_from_json (EpiSession *session, const json_t *list);
