/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Desk: the lesson that lies open before a window, and the drafts below it.
 *
 *   open a lesson
 *     1. the one that lies open becomes a draft: its history with everything
 *        that can be undone, how it was looked at, and its file
 *     2. the lesson's own draft is taken up again, or a new one begins
 *   open a document
 *     1., 2. as above
 *     3. where there was work already, the document is one more step of its
 *        history, so that undo gives the work back
 *
 * The desk feeds the session: it polls it when the worker wakes the main loop,
 * waits a moment for the answer to an edit in the frame clock's update phase,
 * and ticks it while it plays.
 */
#pragma once

#include "epi-window.h"

typedef struct EpiDesk EpiDesk;

/* changed() is told what the session tells, and all bits for another session.
 * The window owns the desk. */
EpiDesk *epi_desk_new (EpiWindow *window,
                       void (*changed) (EpiWindow *window, guint what));
void epi_desk_free (EpiDesk *desk); /* accepts NULL */

/* The window's frame clock, when it has one. */
void epi_desk_attach_clock (EpiDesk *desk, GdkFrameClock *clock);

EpiSession *epi_desk_session (EpiDesk *desk); /* NULL: nothing is open */

/* Where the document comes from, or NULL. */
GFile *epi_desk_file (EpiDesk *desk);
void epi_desk_set_file (EpiDesk *desk, GFile *file);

/* A lesson as it was left; otherwise it begins with document, at iterate k
 * (SIZE_MAX: at the end). */
void epi_desk_open_lesson (EpiDesk *desk, const EpiLesson *lesson,
                           const EpiDocument *document, gsize k);

/* label: the step that it is where there was work ("Open fern.epigraph");
 * view and file may be NULL.  What was opened from a file is saved. */
void epi_desk_open_document (EpiDesk *desk, const EpiLesson *lesson,
                             const EpiDocument *document, const char *label,
                             const json_t *view, GFile *file);

/* The document of a lesson, open or a draft; NULL: there is none. */
const EpiDocument *epi_desk_document (EpiDesk *desk, const EpiLesson *lesson);

/* A lesson whose document has a file and changes that are not in it, other than
 * those whose ids are in but (GPtrArray of char *; may be NULL); or NULL. */
const EpiLesson *epi_desk_unsaved (EpiDesk *desk, GPtrArray *but);
