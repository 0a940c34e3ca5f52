/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Table model: the rows of an EpiTable as a list that costs nothing.
 *
 * An item is a position and no more: it is made when a row comes into view, so
 * a million rows are there at once.  Rows that are filtered away
 * (EPI_MARK_HIDDEN) are not in the list; only then is there an index:
 *
 *     position -> row     the identity, or visible[position]
 *
 * Another table of the same rows does not change the list: whoever shows cells
 * reads them again.  More or fewer rows are told as rows added or removed at
 * the end, since items are positions; so the view keeps its place.
 *
 * As a GtkSelectionModel it shows the marks EPI_MARK_SELECTED, and asks for
 * others by the signal "select" (GtkBitset of rows, GtkBitset of rows that it
 * is about); it does not change them itself.
 */
#pragma once

#include "data/epi-table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_TABLE_MODEL epi_table_model_get_type ()
G_DECLARE_FINAL_TYPE (EpiTableModel, epi_table_model, EPI, TABLE_MODEL, GObject)

#define EPI_TYPE_TABLE_ROW epi_table_row_get_type ()
G_DECLARE_FINAL_TYPE (EpiTableRow, epi_table_row, EPI, TABLE_ROW, GObject)

/* The position that an item stands for. */
guint epi_table_row_position (EpiTableRow *self);

EpiTableModel *epi_table_model_new (void);

/* How many rows of the table a model shows; NULL: none. */
guint epi_table_model_count (const EpiTable *table);

/* Takes a reference; NULL: no rows. */
void epi_table_model_set_table (EpiTableModel *self, const EpiTable *table);
const EpiTable *epi_table_model_table (EpiTableModel *self);

/* The row of the table at that position. */
size_t epi_table_model_row (EpiTableModel *self, guint position);

/* The rows marked with mark, ascending; free with g_free(). */
size_t *epi_table_rows_marked (const EpiTable *table, uint8_t mark, size_t *n);

G_END_DECLS
