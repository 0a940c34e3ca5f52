/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes: a column of labels, as the few different things that stand in it.
 *
 * Of a text column the classes are its levels, in order of first appearance; of
 * a column of numbers the different numbers, ascending.  A cell that is missing
 * has no class.
 */
#pragma once

#include "kit/epi-lesson.h"

#define EPI_CLASSES 8 /* as many as there are series colours */

typedef struct {
  size_t n;
  char *names[EPI_CLASSES];  /* as the table shows them; owned */
  double cells[EPI_CLASSES]; /* what stands in a cell: the number, the level */
  size_t rows;
  signed char *of_row; /* (rows) its class, or -1 */
} EpiClasses;

/* From the column with the role; false with one sentence when it is missing, or
 * has more than EPI_CLASSES different things in it: then it is no label. */
bool epi_classes_find (const EpiData *data, const char *role, EpiClasses *out,
                       GError **error);
void epi_classes_clear (EpiClasses *classes); /* fine on a zeroed one */

/* The class of one row, as the table shows it; NULL where it has none.  New. */
char *epi_class_of_row (const EpiData *data, const char *role, size_t row);
/* Which key makes a row which class, "1 B, 2 A, 3 a new class": the classes
 * from the first, and the one that there is not yet.  NULL without classes.
 * New. */
char *epi_classes_keys (const EpiData *data, const char *role);

/* The colour and the marker of a class, in every figure. */
EpiColour epi_class_colour (size_t c);
int epi_class_marker (size_t c); /* an EpiMarker */

/* The rows of the data in class c, which may be the first that there is not yet
 * (c = n: "class 3", or the next whole number).  A new reference; NULL with one
 * sentence when it cannot be. */
EpiData *epi_data_with_class (const EpiData *data, const char *role,
                              const size_t *rows, size_t n_rows, size_t c,
                              GError **error);
