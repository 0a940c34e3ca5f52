/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of an answer: which are seen, where and how fine.
 *
 *   which   those that a shown view names and whose condition holds
 *   where   the range that the view shows, and a tenth beyond, so that a small
 *           pan shows no empty margin while the next answer is under way
 *   fine    a curve has a point a pixel, counts every other, fields every
 *           third; coarse ones a third of that
 *   when    all at once; in a drag first those of the view in hand, and the
 *           others in the answer's second letter
 *   anew    or as the answer before has them, where they are functions of
 *           tables that are the same, on the same range and no less fine: a
 *           layer that shows them need not be drawn again
 */
#pragma once

#include "kit/epi-session-work.h"

/* Adds them to answer, which has its ranges; those that it leaves to its second
 * letter are named in answer->awaited, and a second letter has those of its
 * first.  before: an answer with the fields that may serve again, or NULL;
 * coarse: fields that may be refined are not final.  false when cancelled. */
bool epi_session_add_fields (EpiTimeline *timeline, const EpiLesson *lesson,
                             const EpiRequest *request, const EpiAnswer *before,
                             EpiAnswer *answer, bool coarse,
                             const EpiCancel *cancel);

/* The fields of an answer and their document, without its runs; to be before.
 * One reference. */
EpiAnswer *epi_session_fields_of (const EpiAnswer *answer);
