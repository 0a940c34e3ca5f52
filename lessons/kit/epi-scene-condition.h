/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions about a scene: what the names in them mean.
 *
 *   degree >= 2 and status == converged and theta[1] > start.x
 *
 * A name is, the first that there is:
 *
 *   k                  the playhead
 *   a parameter        a number, a text, true or false
 *   handle.x, .y       where a handle stands
 *   F1[1,2]            an entry of a matrix typed in a table
 *   status, an item of the frame of run 0 at the playhead, of the certificate
 *   file               the name of the file that was opened
 *   n, data            rows and source of the first table
 *
 * What the lesson knows but this frame does not have is NaN.
 */
#pragma once

#include "kit/epi-condition.h"
#include "kit/epi-lesson.h"

/* An EpiLookupFunc; data is an EpiScene. */
bool epi_scene_lookup (const char *name, size_t i, size_t j, EpiValue *value,
                       void *scene);

/* Whether shown_when (may be NULL) holds for the document. */
bool epi_lesson_shown (const EpiLesson *lesson, const EpiDocument *document,
                       const char *shown_when);

/* The tables that the data page has now: the first and the typed ones, as far
 * as they are shown; NULL after the last. */
const EpiTableSpec *epi_lesson_shown_table (const EpiLesson *lesson,
                                            const EpiDocument *document,
                                            size_t i);
