/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data page's buttons and menus, and what it shows without data.  They
 * stand for the widget actions data.* of the page around them.
 */
#pragma once

#include "kit/epi-lesson.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "Choose data": the catalogue, a file, the clipboard. */
GtkWidget *epi_data_menus_choose (void);

/* "Use in": the other lessons that work on a table; not there for one that
 * suits none (lesson NULL). */
GtkWidget *epi_data_menus_use_in (void);
void epi_data_menus_set_lesson (GtkWidget *use_in, const EpiLesson *lesson);

/* Rows and clipboard, under the table; hold_back is the part about testing. */
GtkWidget *epi_data_menus_bar (GtkWidget **hold_back);

/* Instead of the table: the lesson has none; it has none yet. */
GtkWidget *epi_data_menus_none (void);
GtkWidget *epi_data_menus_empty (void);

/* A dataset of the catalogue with roles for spec.  NULL with one sentence. */
EpiData *epi_data_menus_load (const char *id, const EpiTableSpec *spec,
                              GError **error);

G_END_DECLS
