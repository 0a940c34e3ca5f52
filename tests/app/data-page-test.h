/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A data page over the lesson of tables.
 */
#pragma once

#include "epi-cell.h"
#include "epi-data-edit.h"
#include "epi-data-grid.h"
#include "epi-data-page.h"
#include "epi-data-roles.h"
#include "epi-row-filter.h"
#include "epi-table-model.h"
#include "table-lesson.h"
#include "widget-test.h"

typedef struct {
  EpiSession *session;
  GtkWidget *page, *window, *grid;
  char *message; /* the last one */
} Fixture;

static inline void
changed (EpiSession *session, unsigned what, void *data)
{
  Fixture *f = data;

  epi_data_page_session_changed (EPI_DATA_PAGE (f->page), session, what);
}

static inline void
message_cb (EpiDataPage *page, const char *sentence, gboolean undo, Fixture *f)
{
  g_free (f->message);
  f->message = g_strdup (sentence);
}

static inline void
open_page (Fixture *f, size_t rows)
{
  *f = (Fixture){.session = table_lesson_session (rows)};
  f->page = epi_data_page_new (f->session);
  g_signal_connect (f->page, "message", G_CALLBACK (message_cb), f);
  epi_session_on_changed (f->session, changed, f);
  f->window = widget_test_window (f->page, 1000, 640);
  f->grid = widget_test_find (f->page, EPI_TYPE_DATA_GRID, NULL);
}

static inline void
close_page (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  epi_session_free (f->session);
  g_free (f->message);
}

static inline const EpiTable *
table_of (Fixture *f)
{
  return epi_data_table (epi_data_page_data (EPI_DATA_PAGE (f->page)));
}

/* The entry of the cell being edited, once there is one. */
static inline gboolean
entry_has_focus (gpointer data)
{
  Fixture *f = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));

  return GTK_IS_TEXT (focus) && EPI_IS_CELL (gtk_widget_get_parent (focus));
}

/* Types text into a cell, as a person does, and presses Enter. */
static inline EpiCell *
type_into (Fixture *f, guint position, guint column, const char *text)
{
  GtkWidget *entry;
  EpiCell *cell;

  epi_data_grid_edit (EPI_DATA_GRID (f->grid), position, column);
  widget_test_until (entry_has_focus, f, "the cell's entry to have the focus");
  entry = gtk_window_get_focus (GTK_WINDOW (f->window));
  cell = EPI_CELL (gtk_widget_get_parent (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
  return cell;
}
