/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * News: what the session tells, passed on to the parts of the window in time.
 *
 *   at rest               all parts, at once
 *   while something is in hand (a drag, a held arrow key, a slider)
 *     1. at once          the figure in hand
 *     2. after each frame one part that does not know everything, in turn: a
 *                         figure, or all that is not a figure (controls,
 *                         timeline, strip, menus)
 *   while a run goes on   2. alone
 *
 * So what is under the hand is exact in every frame, and a frame costs what is
 * in hand and one thing more: to paint all of them for each motion, or for each
 * epoch of a network, may take longer than a frame, and the window would
 * stutter.  Turns go on until every part knows everything.  They are taken in
 * an idle source that goes before the frame clock's: motion is delivered inside
 * a frame, which the source cannot interrupt.
 */
#pragma once

#include <gtk/gtk.h>

typedef struct EpiNews EpiNews;

typedef enum {
  EPI_PACE_AT_ONCE,
  EPI_PACE_HAND,    /* something is in hand */
  EPI_PACE_IN_TURN, /* a run goes on */
} EpiPace;

/* The parts of the window; what: EPI_CHANGED_* bits. */
typedef struct {
  guint (*n_figures) (gpointer data);
  guint (*in_hand) (gpointer data); /* the figure, or none: n_figures */
  void (*hand) (guint figure, guint what, gpointer data);
  /* Whether what another one would show is there; else it waits. */
  gboolean (*ready) (guint figure, gpointer data);
  /* It, between two frames; FALSE: there is nothing to show, no turn. */
  gboolean (*figure) (guint figure, guint what, gpointer data);
  void (*rest) (guint what, gpointer data); /* all but figures */
  void (*all) (guint what, gpointer data); /* may change how many there are */
} EpiNewsParts;

/* The widget gives the frames; it and the parts are not owned. */
EpiNews *epi_news_new (GtkWidget *widget, const EpiNewsParts *parts,
                       gpointer data);
void epi_news_free (EpiNews *news); /* accepts NULL */

/* What some wait for is told along with all. */
void epi_news_tell (EpiNews *news, guint what, EpiPace pace);
