/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files, shared by:
 *
 *   epi-files.c       the table of actions
 *   epi-files-open.c  opening by what a file is, recent ones, import
 *   epi-files-save.c  saving, and what is asked before the window closes
 */
#pragma once

#include "epi-files.h"

/* epi-files-open.c */
void epi_files_open_action (EpiWindow *window, GVariant *parameter);
void epi_files_import_action (EpiWindow *window, GVariant *parameter);
void epi_files_recent_action (EpiWindow *window, GVariant *parameter);

/* epi-files-save.c */
void epi_files_save_action (EpiWindow *window, GVariant *parameter);
void epi_files_save_as_action (EpiWindow *window, GVariant *parameter);
/* TRUE: the window stays until the user has answered. */
gboolean epi_files_close_request_cb (GtkWindow *window, gpointer data);
