/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Diagnostics: what this program computes and draws with, on this machine.
 * Everything is asked for when the dialog opens.
 */
#pragma once

#include <gtk/gtk.h>

void epi_diagnostics_present (GtkWindow *parent);

/* The same as lines of text, for a bug report; new string. */
char *epi_diagnostics_text (GtkWidget *widget);
