/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Import options: how a file is written, guessed and to be corrected.
 *
 *   separator ▾   decimals ▾   encoding ▾   ☑ the first row holds the names
 *
 * EpiImportOptions::changed: the user chose another.
 */
#pragma once

#include "data/epi-csv.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_IMPORT_OPTIONS epi_import_options_get_type ()
G_DECLARE_FINAL_TYPE (EpiImportOptions, epi_import_options, EPI, IMPORT_OPTIONS,
                      GtkWidget)

GtkWidget *epi_import_options_new (void);

/* Shows options, every one of which is decided; not a choice of the user. */
void epi_import_options_show (EpiImportOptions *self,
                              const EpiCsvOptions *options);

/* All of them as they are chosen now. */
EpiCsvOptions epi_import_options_get (EpiImportOptions *self);

G_END_DECLS
