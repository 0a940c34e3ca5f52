/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Import dialog: from a file or a pasted text to a table with roles.
 *
 *   1. sniff     the first rows are read and shown, with what was guessed
 *   2. choose    options, columns, kinds and roles; every change shows the
 *                rows again as they would be read
 *   3. import    on the file thread, with progress; Cancel stops it
 *   4. remarks   what was strange is told before the table is used
 *
 * The window answers all the time.  An error is one sentence, and step 2
 * again.  EpiImportDialog::imported (EpiData *): the table is there; the
 * dialog closes itself.
 */
#pragma once

#include "kit/epi-lesson.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define EPI_TYPE_IMPORT_DIALOG epi_import_dialog_get_type ()
G_DECLARE_FINAL_TYPE (EpiImportDialog, epi_import_dialog, EPI, IMPORT_DIALOG,
                      AdwWindow)

/* spec: the table that it is for.  Not yet presented. */
GtkWidget *epi_import_dialog_new_file (GtkWindow *parent, GFile *file,
                                       const EpiTableSpec *spec);
GtkWidget *epi_import_dialog_new_text (GtkWindow *parent, const char *text,
                                       const EpiTableSpec *spec);

G_END_DECLS
