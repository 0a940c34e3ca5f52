/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data grid's inside, shared by its files:
 *
 *   epi-data-grid.c         the widget: which data, which columns
 *   epi-data-grid-cells.c   the cells in sight: what they show, their edits
 *   epi-data-grid-cursor.c  the cell that is gone to, scrolled to and edited
 *   epi-data-grid-reason.c  why what was typed into a cell was refused
 */
#pragma once

#include "epi-cell.h"
#include "epi-data-grid.h"
#include "epi-table-model.h"

struct _EpiDataGrid {
  GtkWidget parent_instance;
  EpiData *data; /* or NULL */
  const EpiTableSpec *spec;
  EpiTableModel *model;
  GtkWidget *overlay, *scrolled, *view;
  GtkWidget *reason; /* over the view, beside the cell it speaks of */
  EpiCell *refused;  /* that cell, or NULL */
  GPtrArray *cells;  /* EpiCell in use, borrowed from the view */
  GPtrArray *counts; /* GtkLabel with row numbers, the same */
  char *signature;   /* of the columns shown: names, kinds, roles */
  guint n_left_out;
  double *mean, *deviation; /* (columns) NULL unless standardised */
  struct {                  /* a cell that waits for being scrolled to */
    bool wanted, edit;
    guint position, column;
  } goal;
};

/* epi-data-grid.c */

/* The table of the data shown, or NULL. */
const EpiTable *epi_data_grid_table (EpiDataGrid *self);
/* The columns of the view: the first is the row's number, the last takes the
 * rest of the room. */
GListModel *epi_data_grid_columns (EpiDataGrid *self);
/* The table's column that a column of the view shows. */
guint epi_data_grid_column_of (gpointer view_column);
/* Tells that a cell was changed by hand; why not as a new string, or NULL. */
char *epi_data_grid_emit_edit (EpiDataGrid *self, size_t row, guint column,
                               const char *text);

/* epi-data-grid-cells.c */

/* What makes the cells of a column of the table. */
GtkListItemFactory *epi_data_grid_cell_factory (EpiDataGrid *self,
                                                guint column);
/* The same for the numbers of the rows. */
GtkListItemFactory *epi_data_grid_count_factory (EpiDataGrid *self);
/* Reads how columns are standardised, if they are. */
void epi_data_grid_standardise (EpiDataGrid *self);
/* Writes all cells in sight again. */
void epi_data_grid_show_cells (EpiDataGrid *self);

/* epi-data-grid-cursor.c */

/* Goes to the cell that is waited for, if it is there once GTK is idle. */
void epi_data_grid_reach_goal (EpiDataGrid *self);
/* Moves the cursor so many cells away from cell; an EpiCellHost's move. */
void epi_data_grid_move_cursor (EpiCell *cell, int columns, int rows,
                                gpointer grid);

/* epi-data-grid-reason.c */

/* The widget that shows reasons, for the overlay. */
void epi_data_grid_add_reason (EpiDataGrid *self);
/* An EpiCellHost's explain. */
void epi_data_grid_explain (EpiCell *cell, const char *reason, gpointer grid);
