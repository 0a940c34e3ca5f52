/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Window: the three columns, and the session that they look at.
 *
 *   lessons | story | figures, controls, timeline, certificate, status
 *
 * What lies open is the business of its desk (epi-desk.h); the window tells
 * everybody about it by one signal.  It knows the kit and never a particular
 * lesson.
 */
#pragma once

#include "epi-actions.h"

#include "kit/epi-palette.h"
#include "kit/epi-session.h"

#include <adwaita.h>

#define EPI_TYPE_WINDOW (epi_window_get_type ())
G_DECLARE_FINAL_TYPE (EpiWindow, epi_window, EPI, WINDOW, AdwApplicationWindow)

/* Besides the EPI_CHANGED_* bits: the session itself is another one, the
 * colours are. */
#define EPI_CHANGED_SESSION (1u << 16)
#define EPI_CHANGED_PALETTE (1u << 17)

/* EpiWindow::session-changed (guint what): EPI_CHANGED_* bits of
 * kit/epi-session.h and those above; all of them after another lesson was
 * opened.  A handler may edit the session. */

EpiWindow *epi_window_new (GtkApplication *application);

/* NULL until a lesson is open.  Owned by the window; ask again after
 * EPI_CHANGED_SESSION. */
EpiSession *epi_window_get_session (EpiWindow *self);

/* For actions: whether a lesson is open, whether it takes a table, and whether
 * there is an answer to show; FALSE while no lesson is open. */
gboolean epi_window_has_session (EpiWindow *self);
gboolean epi_window_has_table (EpiWindow *self);
gboolean epi_window_has_answer (EpiWindow *self);

/* Where the document was opened from or saved to, or NULL. */
GFile *epi_window_get_file (EpiWindow *self);
void epi_window_set_file (EpiWindow *self, GFile *file); /* may be NULL */

/* Opens a lesson as it was left, the first time with its defaults; FALSE when
 * there is none of that id.  What was open is kept (app/epi-desk.h). */
gboolean epi_window_open_lesson (EpiWindow *self, const char *id);

/* Opens a document in its lesson; view (may be NULL) and file (may be NULL) as
 * it was read.  Where there was work in that lesson, the document is one more
 * step of it, called label.  FALSE, after telling the user, when its lesson is
 * not known. */
gboolean epi_window_open_document (EpiWindow *self, const EpiDocument *document,
                                   const char *label, const json_t *view,
                                   GFile *file);

/* The document of a lesson, open or left; NULL where it was not opened yet. */
const EpiDocument *epi_window_get_draft (EpiWindow *self,
                                         const EpiLesson *lesson);

/* Shows a lesson whose document has a file and changes that are not in it,
 * except those whose ids (char *) are in but; FALSE: there is none. */
gboolean epi_window_show_unsaved (EpiWindow *self, GPtrArray *but);

/* An edit in words: applies assignments (kit/epi-assign.h) to the document as
 * one undo step; a toast tells what is wrong with them. */
gboolean epi_window_assign (EpiWindow *self, const char *assignments,
                            const char *label);

/* Short news at the bottom of the work; with_undo: with an Undo button. */
void epi_window_toast (EpiWindow *self, const char *sentence,
                       gboolean with_undo);

/* The present colours: light, dark or high contrast. */
const EpiPalette *epi_window_get_palette (EpiWindow *self);

/* The places that other files fill; each takes over the floating widget. */
void epi_window_set_story_panel (EpiWindow *self, GtkWidget *panel);
void epi_window_set_data_page (EpiWindow *self, GtkWidget *page);

/* The columns: lessons, story.  On a narrow window the story takes the place
 * of the work. */
gboolean epi_window_lessons_shown (EpiWindow *self);
void epi_window_show_lessons (EpiWindow *self, gboolean shown);
void epi_window_search (EpiWindow *self);
gboolean epi_window_story_shown (EpiWindow *self);
void epi_window_show_story (EpiWindow *self, gboolean shown);

/* The third column: an EpiWork. */
GtkWidget *epi_window_get_work (EpiWindow *self);
