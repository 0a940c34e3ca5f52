/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data page's actions on selected rows and on the whole table: data.delete,
 * data.hold-back, data.use-again, data.split (share), data.copy, data.import,
 * data.use-in (lesson); Ctrl+C and Delete.  For epi-data-page.c, which enables
 * those that need data only while there are some.
 */
#pragma once

#include <gtk/gtk.h>

void epi_data_actions_install (GtkWidgetClass *klass);
