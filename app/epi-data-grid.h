/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data grid: a data set as a table whose cells can be edited.
 *
 * Only the rows in sight exist as widgets; a new table is shown by reading the
 * cells in sight again.  Of very wide tables the columns with a role and then
 * the first ones are shown, EPI_GRID_COLUMNS of them.
 *
 *   "edit"    (row, column, text) -> refusal   a cell was changed by hand
 *   "select"  (GtkBitset rows, GtkBitset about)
 */
#pragma once

#include "kit/epi-document.h"
#include "kit/epi-lesson.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_GRID_COLUMNS 40

#define EPI_TYPE_DATA_GRID epi_data_grid_get_type ()
G_DECLARE_FINAL_TYPE (EpiDataGrid, epi_data_grid, EPI, DATA_GRID, GtkWidget)

GtkWidget *epi_data_grid_new (void);

/* Shows data (takes a reference; NULL: nothing); spec names the roles. */
void epi_data_grid_set_data (EpiDataGrid *self, const EpiData *data,
                             const EpiTableSpec *spec);

/* Rows that are shown: all but the filtered ones. */
guint epi_data_grid_n_shown (EpiDataGrid *self);
/* Columns that are not shown. */
guint epi_data_grid_n_left_out (EpiDataGrid *self);

/* Cells that exist as widgets. */
guint epi_data_grid_n_cells (EpiDataGrid *self);

/* The cell with the focus; false when there is none. */
gboolean epi_data_grid_get_cursor (EpiDataGrid *self, size_t *row,
                                   size_t *column);

/* Scrolls to the last row and begins to edit its first cell. */
void epi_data_grid_edit_last (EpiDataGrid *self);

/* For tests: shows the row and edits the cell of that column. */
void epi_data_grid_edit (EpiDataGrid *self, guint position, guint column);

G_END_DECLS
