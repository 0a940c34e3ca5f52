/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of a session share: epi-session.c (asking the worker, edits),
 * epi-session-play.c (the playhead, forks), epi-session-view.c (ranges, hover,
 * view state in files).
 */
#pragma once

#include "kit/epi-session-work.h"
#include "kit/epi-session.h"

struct EpiSession {
  const EpiLesson *lesson;
  EpiHistory *history;
  EpiScene scene;
  EpiSessionWork *work;

  EpiChangedFunc changed;
  void *changed_data;

  size_t wanted; /* playhead; SIZE_MAX: the end, wherever it is */
  size_t origin; /* playhead when playing or running to the end began */
  bool playing, loops, dragging;
  double speed, owed; /* iterates a second; iterates not yet shown */

  EpiViewWish *wishes; /* one a view */
  size_t n_views;
  GArray *forks; /* EpiFork: asked for, not yet told by an answer */
  unsigned n_forks;

  guint64 asked, answered; /* serial numbers of requests */
  bool drag_moved, asked_live;
};

/* Asks the worker for an answer to what is wanted now; without a thread it is
 * there on return. */
void epi_session_ask (EpiSession *session);

void epi_session_tell (EpiSession *session, unsigned what);
