/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assignments: "degree=3; loss=huber; start=(1, 2); data=ames; x=Gr_Liv_Area"
 *
 * What --set, a story's `set:` and a preset write.  A key is a parameter, a
 * handle, `seed`, `data` (a dataset of the catalogue, for the lesson's first
 * table), a role of the first table (columns separated by commas), or, in a
 * lesson that opens files, `file` (one that comes with the program).  Pairs
 * are separated by ; (or by , where no value can contain one).
 */
#pragma once

#include "kit/epi-lesson.h"

GQuark epi_assign_error_quark (void);
enum { EPI_ASSIGN_ERROR_VALUE };

/* A new document with the assignments applied in order; NULL with one sentence:
 * an unknown key (with the names that exist), a value of the wrong kind, a
 * parameter out of its range (with the range). */
EpiDocument *epi_assign (const EpiLesson *lesson, const EpiDocument *document,
                         const char *assignments, GError **error);
