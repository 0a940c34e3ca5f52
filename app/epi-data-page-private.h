/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data page's inside, shared by its files:
 *
 *   epi-data-page.c        the widget: which data, what is shown of them
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
  GtkWidget *title, *credit, *choose, *use_in;
  GtkWidget *roles, *standardise, *filter, *counts;
  GtkWidget *grid;
  gboolean showing; /* by us, not by the user */
};

/* epi-data-page.c */

/* The first table of the session's lesson, or NULL. */
const EpiTableSpec *epi_data_page_spec (EpiDataPage *self);
/* Asks for a table made of text to be imported. */
void epi_data_page_import_text (EpiDataPage *self, const char *text);

/* epi-data-page-edits.c */

/* Listens to the widgets of the page, once they are made. */
void epi_data_page_connect_edits (EpiDataPage *self);
/* data.add-row, data.paste, data.dataset (id); Ctrl+V. */
void epi_data_page_install_edits (GtkWidgetClass *klass);
