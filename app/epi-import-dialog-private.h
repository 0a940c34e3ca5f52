/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The import dialog's inside, shared by its files:
 *
 *   epi-import-dialog.c      the window; steps 1 and 2: sniff and choose
 *   epi-import-dialog-run.c  steps 3 and 4: import and remarks
 */
#pragma once

#include "epi-import-dialog.h"
#include "epi-import-job.h"

struct _EpiImportDialog {
  AdwWindow parent_instance;
  const EpiTableSpec *spec;
  GFile *file;   /* or NULL */
  GBytes *bytes; /* or NULL */
  char *title;
  EpiCsvOptions wish; /* what the user chose; 0: sniffed */
  EpiCsvPreview *preview;
  EpiData *draft;    /* names, kinds and roles without rows */
  EpiData *result;   /* while remarks are read */
  EpiImportJob *job; /* while one runs */
  guint tick_id;
  gboolean showing; /* by us, not by the user */
  GtkWidget *stack, *cancel, *go;
  GtkWidget *options, *roles, *rows, *problem;
  GtkWidget *progress, *remarks;
};

/* epi-import-dialog.c */

/* One sentence above the rows; NULL: there is nothing wrong. */
void epi_import_dialog_show_problem (EpiImportDialog *self,
                                     const char *sentence);
/* The table is there: tells it and closes the dialog. */
void epi_import_dialog_deliver (EpiImportDialog *self);

/* epi-import-dialog-run.c */

/* The pages "working" and "remarks" of the stack, and what its buttons do. */
void epi_import_dialog_init_run (EpiImportDialog *self);
