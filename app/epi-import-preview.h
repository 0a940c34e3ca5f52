/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Import preview: the first rows of a file as they would be read, and which
 * columns are taken.
 *
 *   ☑ area    ☑ price   ☐ note       a check button a column
 *   numbers   numbers   text         a button that changes how it is read
 *   …                                the rows
 *
 * EpiImportPreview::changed: another choice of columns or kinds.
 */
#pragma once

#include "data/epi-csv.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_PREVIEW_COLUMNS 30 /* shown; the others are taken as they are */

#define EPI_TYPE_IMPORT_PREVIEW epi_import_preview_get_type ()
G_DECLARE_FINAL_TYPE (EpiImportPreview, epi_import_preview, EPI, IMPORT_PREVIEW,
                      GtkWidget)

GtkWidget *epi_import_preview_new (void);

/* Shows preview (copied); choices stay while the columns are as many. */
void epi_import_preview_show (EpiImportPreview *self,
                              const EpiCsvPreview *preview);

/* The columns taken, ascending; free with g_free(). */
size_t *epi_import_preview_columns (EpiImportPreview *self, size_t *n);

/* How each column of the file is to be read; (all columns), borrowed. */
const EpiCsvKind *epi_import_preview_kinds (EpiImportPreview *self);

/* Leaves a column out or takes it. */
void epi_import_preview_take (EpiImportPreview *self, size_t column,
                              gboolean take);

G_END_DECLS
