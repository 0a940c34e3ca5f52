/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of an answer: which are seen, where and how fine.
 *
 *   which   those that a shown view names and whose condition holds
 *   where   the range that the view shows, and a tenth beyond, so that a small
 *           pan shows no empty margin while the next answer is under way
 *   fine    a curve has a point a pixel, counts every other, fields every
 *           third; coarse ones a third of that
 */
#pragma once

#include "kit/epi-session-work.h"

/* Adds them to answer, which has its ranges; coarse: fields that may be refined
 * are not final.  false when cancelled. */
bool epi_session_add_fields (EpiTimeline *timeline, const EpiLesson *lesson,
                             const EpiRequest *request, EpiAnswer *answer,
                             bool coarse, const EpiCancel *cancel);
