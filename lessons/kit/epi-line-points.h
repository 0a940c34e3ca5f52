/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sample on the line: rows of a lesson's first table, of which the column
 * with the role "x" is all that counts, as points at y = 0 that are dragged
 * along, added and deleted.
 *
 * For a row of EpiLesson.handles:
 *
 *     .table = "points", .move = EPI_MOVE_HORIZONTAL,
 *     .count = epi_line_count, .position = epi_line_position,
 *     .move_to = epi_line_move_to, .add = epi_line_add,
 *     .numbers = epi_line_numbers, .set_numbers = epi_line_set_numbers
 */
#pragma once

#include "kit/epi-lesson.h"

/* The values that count: finite, neither hidden nor kept back for a test; (n)
 * of them, new. */
double *epi_line_read (const EpiLesson *lesson, const EpiDocument *document,
                       size_t *n);

/* Of a sample on the line or in the plane: after `sentence`, which it takes
 * and may be NULL, how many rows have nothing in the columns of these roles
 * (NULL-terminated), no `what`: "number", and do not count, where there are
 * any.  Hidden rows and those kept back for a test are not asked.  New, or
 * NULL.  The last count is kept by data and roles, which are static. */
char *epi_with_rows_left_out (const EpiData *data, const char *const *roles,
                              const char *what, char *sentence);

size_t epi_line_count (const EpiScene *scene);
bool epi_line_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *epi_line_move_to (const EpiScene *scene, size_t i, EpiPoint point);
EpiDocument *epi_line_add (const EpiScene *scene, EpiPoint point);
size_t epi_line_numbers (const EpiScene *scene, size_t i,
                         EpiHandleNumber *numbers);
EpiDocument *epi_line_set_numbers (const EpiScene *scene, size_t i,
                                   const double *values);
