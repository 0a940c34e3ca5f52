/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edits of a data set as a person makes them in a table.
 *
 * Each takes data and gives new data (one reference), or NULL with one
 * sentence: where, what was found, what was expected.  A cell is text: a number
 * with a point or a comma, nothing for a missing one.
 */
#pragma once

#include "kit/epi-document.h"

G_BEGIN_DECLS

#define EPI_DATA_EDIT_ERROR epi_data_edit_error_quark ()
GQuark epi_data_edit_error_quark (void);
enum { EPI_DATA_EDIT_ERROR_VALUE, EPI_DATA_EDIT_ERROR_MEMORY };

/* The text that a cell is edited as: all digits of a number, "" if missing. */
char *epi_data_cell_text (const EpiTable *table, size_t row, size_t col);

/* Mean and standard deviation (over n) of a column of numbers, missing ones
 * left out; 0 and 0 for a text or without numbers. */
void epi_data_edit_moments (const EpiTable *table, size_t col, double *mean,
                            double *deviation);

/* name: of the column, for the sentence. */
EpiData *epi_data_edit_cell (const EpiData *data, size_t row, size_t col,
                             const char *text, const char *name,
                             GError **error);

/* One more row at the end, with every cell missing. */
EpiData *epi_data_edit_add_row (const EpiData *data, GError **error);

EpiData *epi_data_edit_remove (const EpiData *data, const size_t *rows,
                               size_t n, GError **error); /* rows ascending */

/* rows NULL: all of them. */
EpiData *epi_data_edit_marks (const EpiData *data, const size_t *rows, size_t n,
                              uint8_t set, uint8_t clear, GError **error);

/* A random share of the rows (0 … 1) is marked for testing, the others are
 * not; the same seed chooses the same rows. */
EpiData *epi_data_edit_split (const EpiData *data, double share, guint64 seed,
                              GError **error);

/* Cells as a spreadsheet copies them: tabs and newlines, texts with either in
 * quotes.  rows NULL: all; header: a first line with the names.  New string. */
char *epi_data_to_tsv (const EpiTable *table, const size_t *rows, size_t n,
                       bool header);

/* The cells of text, its upper left one at (row, col); rows are added at the
 * end where they are missing.  More columns than there are is an error. */
EpiData *epi_data_edit_paste (const EpiData *data, size_t row, size_t col,
                              const char *text, GError **error);

G_END_DECLS
