/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Session: a lesson being worked on.  What the shell talks to.
 *
 * It owns the history of documents, the worker with the timeline, the playhead
 * and the present scene.  Everything here is called on the thread that made the
 * session (the main thread); the worker gets documents through a mailbox of
 * one, so the newest wins, and hands back answers the same way.
 *
 *   edit ─> history ─> mailbox ─> worker: build/absorb/continue, step, certify,
 *           evaluate fields ─> mailbox ─> epi_session_poll() ─> scene,
 * changed()
 */
#pragma once

#include "kit/epi-history.h"
#include "kit/epi-lesson.h"

#include <jansson.h>

typedef struct EpiSession EpiSession;

enum { /* what changed() tells */
       EPI_CHANGED_DOCUMENT = 1 << 0,
       EPI_CHANGED_ANSWER = 1 << 1, /* frames, certificate */
       EPI_CHANGED_FIELD = 1 << 2,
       EPI_CHANGED_PLAYHEAD = 1 << 3,
       EPI_CHANGED_STATE = 1 << 4, /* playing, undo labels, saved */
       EPI_CHANGED_HOVER = 1 << 5,
};

typedef void (*EpiChangedFunc) (EpiSession *session, unsigned what, void *data);
typedef void (*EpiWakeFunc) (void *data);

/* Takes a reference of document.  wake is called on the worker when an answer
 * lies ready, so that the owner calls epi_session_poll() on its own thread;
 * NULL for a session without a worker: then every call below waits for its
 * answer (the command line, tests). */
EpiSession *epi_session_new (const EpiLesson *lesson,
                             const EpiDocument *document, EpiWakeFunc wake,
                             void *wake_data);
void
epi_session_free (EpiSession *session); /* accepts NULL; waits for worker */

/* A session that is put away and taken up again: _close() frees it all but its
 * history, which goes to the caller; _resume() takes a history and goes on with
 * it, at its document and at iterate k (SIZE_MAX: at the end). */
EpiHistory *epi_session_close (EpiSession *session);
EpiSession *epi_session_resume (const EpiLesson *lesson, EpiHistory *history,
                                size_t k, EpiWakeFunc wake, void *wake_data);

void epi_session_on_changed (EpiSession *session, EpiChangedFunc changed,
                             void *data);

const EpiLesson *epi_session_lesson (const EpiSession *session);
const EpiScene *epi_session_scene (const EpiSession *session);
/* What the view shows: the scene, or, while the fields of the view are still to
 * come, the document with the last answer that is whole.  Until the next call.
 */
const EpiScene *epi_session_view_scene (EpiSession *session, const char *view);
const EpiHistory *epi_session_history (const EpiSession *session);
/* How many problems were shown before this one (epi_session_edit_at()). */
unsigned epi_session_problem (const EpiSession *session);

/* Takes what the worker has ready; waits at most seconds for the answer to the
 * newest edit (0: does not wait).  Returns whether the scene is up to date; in
 * a drag fields of other views than the one in hand may still come. */
bool epi_session_poll (EpiSession *session, double seconds);

/* ---- Edits ---- */

/* One undo step.  label: "Set degree to 3". */
void epi_session_edit (EpiSession *session, const EpiDocument *document,
                       const char *label);
/* Something else to look at: an example, a step of the story, a file.  The
 * same, and the playhead stands at iterate k of the new run (SIZE_MAX: at its
 * end); undo takes it back to where it was.  Every view shows all of it, and in
 * the range that it has when opened first: one that was chosen for the figure
 * before would show a corner of this one, or nothing; so it is, too, when undo
 * or redo leads over to the problem before or after.  A document that is equal
 * leaves run and playhead as they are. */
void epi_session_edit_at (EpiSession *session, const EpiDocument *document,
                          const char *label, size_t k);
/* A parameter by name: schedules it where its effect is "continue". */
void epi_session_set (EpiSession *session, const char *name, EpiValue value);
/* A drag: begin, edits, end; answers in between may be live updates, the end
 * rebuilds.  cancel: back to what it was before. */
void epi_session_begin_drag (EpiSession *session);
/* The same, of something in that view, whose fields are answered first. */
void epi_session_begin_drag_in (EpiSession *session, const char *view);
void epi_session_end_drag (EpiSession *session);
void epi_session_cancel_drag (EpiSession *session);
bool epi_session_undo (EpiSession *session);
bool epi_session_redo (EpiSession *session);

/* ---- Playing ---- */

void epi_session_seek (EpiSession *session, size_t k);
void epi_session_step (EpiSession *session, int by); /* +1, -1 */
void epi_session_to_start (EpiSession *session);
void epi_session_to_end (EpiSession *session); /* runs on to the end */
bool epi_session_is_playing (const EpiSession *session);
void epi_session_play (EpiSession *session, bool playing);

/* Whether a run to the end has been under way for longer than a blink (0.15 s):
 * long enough to be stopped.  It goes on whatever else is done; _pause() stops
 * it, and playing, where it stands, to go on from there later; _cancel() goes
 * back to the iterate where running or playing began.  Both act after the step
 * that the worker is in, or within it where the method can (core/epi-method.h,
 * watch). */
bool epi_session_is_under_way (const EpiSession *session);
void epi_session_pause (EpiSession *session);
void epi_session_cancel (EpiSession *session);

double epi_session_speed (const EpiSession *session); /* iterates a second */
void epi_session_set_speed (EpiSession *session, double speed);
bool epi_session_loops (const EpiSession *session);
void epi_session_set_loops (EpiSession *session, bool loops);
/* Called once a frame while playing, with the seconds since the last call. */
void epi_session_tick (EpiSession *session, double seconds);
void epi_session_fork (EpiSession *session); /* at the playhead */
void epi_session_drop_forks (EpiSession *session);
/* Forks are view state: kept while the document can be compared with theirs,
 * saved and restored with it. */
/* The newest iterate computed so far, and whether more can follow. */
size_t epi_session_last (const EpiSession *session);
bool epi_session_is_running (const EpiSession *session);

/* ---- Looking: view state, not undone ---- */

/* The range of a view and its size in pixels: what fields are evaluated on.
 * range NULL: back to the fit. */
void epi_session_set_range (EpiSession *session, const char *view,
                            const EpiRange *range, size_t width, size_t height);
/* What to show in a view: the user's range, else the answer's fit (stable in a
 * drag). */
EpiRange epi_session_range (const EpiSession *session, const char *view);
bool epi_session_range_is_fit (const EpiSession *session, const char *view);
void epi_session_set_hover (EpiSession *session, const char *view,
                            EpiPoint point); /* view NULL: nowhere */

/* View state to and from the saved file. */
json_t *epi_session_view_state (const EpiSession *session);
void epi_session_restore_view (EpiSession *session, const json_t *view);
void epi_session_mark_saved (EpiSession *session);
