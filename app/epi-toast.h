/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Toast: one sentence of news over the window's content, for a few seconds.
 *
 * News takes the place of what is still shown: there is no queue of old news.
 * (AdwToastOverlay of libadwaita 1.2 is not used: when a toast is dismissed
 * while it is still moving in, it goes on to use what it has freed.)
 */
#pragma once

#include <gtk/gtk.h>

#define EPI_TYPE_TOAST (epi_toast_get_type ())
G_DECLARE_FINAL_TYPE (EpiToast, epi_toast, EPI, TOAST, GtkWidget)

/* An overlay for a GtkOverlay. */
GtkWidget *epi_toast_new (void);

/* with_undo: with a button that takes back what is told. */
void epi_toast_show (EpiToast *self, const char *sentence, gboolean with_undo);
gboolean epi_toast_hide (EpiToast *self); /* whether there was one */
