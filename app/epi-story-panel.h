/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Story panel: a lesson's story, one step at a time, beside the work.
 *
 *   go to a step
 *     1. its `set:` becomes one undo step of the session
 *     2. its blocks, its question and its check are shown from the top
 *   session changed
 *     3. the check is asked again
 *
 * Keys inside the panel: Page Down scrolls, at the end of a step it goes on;
 * Page Up the other way.  The window calls _next() and _previous() from its
 * actions.
 */
#pragma once

#include "kit/epi-session.h"
#include "kit/epi-story.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_STORY_PANEL epi_story_panel_get_type ()
G_DECLARE_FINAL_TYPE (EpiStoryPanel, epi_story_panel, EPI, STORY_PANEL,
                      GtkWidget)

/* Shows step 1 of the lesson's own story without touching the document (a
 * saved one may have been opened).  Borrows session, which may be NULL. */
GtkWidget *epi_story_panel_new (EpiSession *session);

/* Also when the window has another session: then the story begins anew. */
void epi_story_panel_session_changed (EpiStoryPanel *self, EpiSession *session,
                                      guint what);

/* Another story for the same lesson, say one from a file; takes it.  NULL: the
 * lesson's own. */
void epi_story_panel_set_story (EpiStoryPanel *self, EpiStory *story);

guint epi_story_panel_n_steps (EpiStoryPanel *self);
guint epi_story_panel_step (EpiStoryPanel *self); /* from 0 */

/* Goes there and applies what the step sets; false when there is no such
 * step. */
gboolean epi_story_panel_go (EpiStoryPanel *self, guint step);
gboolean epi_story_panel_next (EpiStoryPanel *self);
gboolean epi_story_panel_previous (EpiStoryPanel *self);

/* Like Page Down (direction 1) and Page Up (-1): scrolls, or goes on. */
gboolean epi_story_panel_turn (EpiStoryPanel *self, int direction);

/* Shows a step without applying anything: for view state of a saved file. */
void epi_story_panel_show_step (EpiStoryPanel *self, guint step);

/* Whether the check of a step was true while it was shown; and that it was, the
 * last time that this story was open. */
gboolean epi_story_panel_is_solved (EpiStoryPanel *self, guint step);
void epi_story_panel_set_solved (EpiStoryPanel *self, guint step);

/* EpiStoryPanel::message (sentence): something to tell in a toast.
 * EpiStoryPanel::step-changed: another step is shown. */

G_END_DECLS
