/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrices of a document: small tables of numbers, seen entry by entry.
 *
 * A table of a lesson with epi_no_roles is a matrix.  Written in a story, a
 * preset or --set as
 *
 *     F1=[0 1 0 / 1 0 0 / 0 0 0]
 *
 * read in a check as F1[1,2], drawn as a block whose numbers can be dragged and
 * typed (EpiHandleSpec.matrix), and saved and undone like any table.
 */
#pragma once

#include "kit/epi-lesson.h"

/* The table written as "1 0 / 0 1": numbers apart by blanks or commas, rows by
 * slashes.  names (n_names) of its columns, which must be as many; NULL: any
 * number of columns, called 1, 2, …  NULL with one sentence in error. */
EpiTable *epi_entries_parse (const char *text, const char *const *names,
                             size_t n_names, GError **error);

/* What a column of a lesson's table is called on the screen.  New string. */
char *epi_entries_heading (const EpiTableSpec *spec, const EpiTable *table,
                           size_t col);

/* The matrix of that name, column-major, or the lesson's initial one; missing
 * numbers and texts are NaN.  New; free with g_free(). */
double *epi_lesson_matrix (const EpiLesson *lesson, const EpiDocument *document,
                           const char *name, size_t *rows, size_t *cols);

/* A matrix as another one of that shape: a new document. */
EpiDocument *epi_lesson_with_matrix (const EpiLesson *lesson,
                                     const EpiDocument *document,
                                     const char *name, const double *values,
                                     size_t rows, size_t cols);

/* One entry (and its mirror image, where the matrix is symmetric). */
EpiDocument *epi_lesson_with_entry (const EpiLesson *lesson,
                                    const EpiDocument *document,
                                    const char *name, size_t i, size_t j,
                                    double value);

/* What epi_handle_…() (kit/epi-lesson.h) do for a handle with a matrix. */
size_t epi_entries_count (const EpiHandleSpec *handle, const EpiScene *scene);
bool epi_entries_position (const EpiHandleSpec *handle, const EpiScene *scene,
                           size_t i, EpiPoint *point);
EpiDocument *epi_entries_move_to (const EpiHandleSpec *handle,
                                  const EpiScene *scene, size_t i,
                                  EpiPoint point);
char *epi_entries_title (const EpiHandleSpec *handle, const EpiScene *scene,
                         size_t i); /* "F₁[1,2]" */
double epi_entries_value (const EpiHandleSpec *handle, const EpiScene *scene,
                          size_t i);
EpiDocument *epi_entries_set (const EpiHandleSpec *handle,
                              const EpiScene *scene, size_t i, double value);

/* An EpiLayerFunc; data is the name of a matrix that has handles: its block,
 * with the symbol under it. */
void epi_draw_entries (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                       const void *data);
