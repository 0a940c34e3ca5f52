/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data page's inside, shared by its files:
 *
 *   epi-data-page.c        the widget: which data, what is shown of them
 *   epi-data-page-tables.c which table of the lesson, and what goes with it
 *   epi-data-page-edits.c  what its grid, switches and fields change
 *   epi-data-actions.c     actions on selected rows and on the whole table,
 *                          which need no more than epi-data-page.h
 */
#pragma once

#include "epi-data-page.h"

struct _EpiDataPage {
  GtkWidget parent_instance;
  EpiSession *session;    /* borrowed, or NULL */
  const EpiData *pending; /* what was shown last; only its address counts */
  GtkWidget *box, *stack;
  GtkWidget *tables, *title, *credit, *choose, *use_in;
  GtkWidget *roles_row, *roles, *standard, *standardise, *filter, *counts;
  GtkWidget *grid, *hold_back;
  const EpiTableSpec *chosen; /* among several tables, or NULL */
  gboolean showing;           /* by us, not by the user */
};

/* epi-data-page.c */

/* Shows what there is now. */
void epi_data_page_refresh (EpiDataPage *self);
/* Asks for a table made of text to be imported. */
void epi_data_page_import_text (EpiDataPage *self, const char *text);

/* epi-data-page-tables.c */

/* The list of the lesson's tables, which stands for the title where there are
 * several. */
GtkWidget *epi_data_page_new_tables (EpiDataPage *self);
/* Shows which tables there are, and what suits the one that is shown. */
void epi_data_page_show_tables (EpiDataPage *self);

/* epi-data-page-edits.c */

/* Listens to the widgets of the page, once they are made. */
void epi_data_page_connect_edits (EpiDataPage *self);
/* data.add-row, data.paste, data.dataset (id); Ctrl+V. */
void epi_data_page_install_edits (GtkWidgetClass *klass);
