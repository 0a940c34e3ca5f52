/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * History: documents in the order of their edits, and where we stand.
 *
 * Every edit is one undo step.  A drag is one: it begins a gesture, each motion
 * replaces the newest document, and its end closes the gesture; a gesture that
 * changed nothing leaves no step, and leaves what can be done again.
 */
#pragma once

#include "kit/epi-document.h"

typedef struct EpiHistory EpiHistory;

EpiHistory *epi_history_new (const EpiDocument *document);
void epi_history_free (EpiHistory *history); /* accepts NULL */

const EpiDocument *epi_history_document (const EpiHistory *history);

/* A new step (or, inside a gesture, a new content of the gesture's step).
 * label is what the undo button says, a command: "Move point 12".  Forgets what
 * was undone.  An equal document is no step. */
void epi_history_push (EpiHistory *history, const EpiDocument *document,
                       const char *label);
/* Beginning inside a gesture ends that one first; ending outside does nothing.
 * Inside, there is nothing to undo. */
void epi_history_begin_gesture (EpiHistory *history);
void epi_history_end_gesture (EpiHistory *history);
/* Back to the document before the gesture; no step is left. */
void epi_history_cancel_gesture (EpiHistory *history);
bool epi_history_in_gesture (const EpiHistory *history);

/* false when there is nothing to do. */
bool epi_history_undo (EpiHistory *history);
bool epi_history_redo (EpiHistory *history);

/* The label of the step that undo (redo) would take back (do again), or NULL.
 */
const char *epi_history_undo_label (const EpiHistory *history);
const char *epi_history_redo_label (const EpiHistory *history);

/* The step at which we stand also moved the playhead, from one iterate to
 * another (SIZE_MAX: the end).  It is no part of documents; the history only
 * remembers it for whoever undoes. */
void epi_history_note_playhead (EpiHistory *history, size_t from, size_t to);

/* Where it was before the step that undo would take back (is after the one that
 * redo would do again); false when that step did not move it. */
bool epi_history_undo_playhead (const EpiHistory *history, size_t *k);
bool epi_history_redo_playhead (const EpiHistory *history, size_t *k);

/* For "unsaved changes", of which a new history has none: marks the present
 * document as the saved one. */
void epi_history_mark_saved (EpiHistory *history);
bool epi_history_is_saved (const EpiHistory *history);
