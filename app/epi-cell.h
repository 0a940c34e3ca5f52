/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cell: one cell of a table, shown cheaply and edited in place.
 *
 * Two hundred rows of cells exist at a time, so at rest a cell is one
 * GtkInscription; the entry is made when editing begins and goes when it ends.
 *
 *   double click, Enter, F2   edit what is there
 *   a character               edit, beginning with it
 *   Enter, Tab, focus leaves  commit; a text that is refused stays, with the
 *                             reason under it; leaving then takes it back
 *   Escape                    leave it as it was
 *   arrows                    the neighbour, while not editing
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_CELL epi_cell_get_type ()
G_DECLARE_FINAL_TYPE (EpiCell, epi_cell, EPI, CELL, GtkWidget)

typedef struct { /* who knows what a cell holds */
  /* The text to edit; new string. */
  char *(*text) (EpiCell *cell, gpointer data);
  /* NULL when the text was taken; else why not, new string. */
  char *(*commit) (EpiCell *cell, const char *text, gpointer data);
  /* Shows beside the cell why its text was refused; NULL: no longer. */
  void (*explain) (EpiCell *cell, const char *reason, gpointer data);
  /* The focus goes to the neighbour: columns and rows further. */
  void (*move) (EpiCell *cell, int columns, int rows, gpointer data);
} EpiCellHost;

/* Borrows host; column is the table's. */
GtkWidget *epi_cell_new (const EpiCellHost *host, gpointer data, guint column,
                         gboolean number);

guint epi_cell_column (EpiCell *self);

/* The position it stands at; GTK_INVALID_LIST_POSITION: none. */
guint epi_cell_position (EpiCell *self);
void epi_cell_set_position (EpiCell *self, guint position);

/* What is shown, and said: name is the accessible name ("x, row 3"). */
void epi_cell_show (EpiCell *self, const char *text, const char *name);

void epi_cell_edit (EpiCell *self);
gboolean epi_cell_is_editing (EpiCell *self);

G_END_DECLS
