/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handle: a point of a figure that can be moved, as a focusable widget.
 *
 * It draws nothing but its focus ring (the figure's layers draw the points) and
 * takes no pointer events (the plot finds the nearest handle itself), so that a
 * thousand of them cost nothing per frame.  It is there for the keyboard and
 * for assistive technology:
 *
 *   arrows             move it; Shift: by a pixel, Ctrl: far
 *   Page Up, Page Down  the handle before, after it
 *   Enter              type its coordinates, or whatever numbers it has
 *   Delete             delete its row
 *   Menu, Shift+F10    what can be done with it, as with the right button
 *
 * and the same as accessible actions: handle.move-left, …, handle.edit.
 */
#pragma once

#include <gtk/gtk.h>

typedef struct _EpiPlot EpiPlot;

#define EPI_TYPE_HANDLE (epi_handle_get_type ())
G_DECLARE_FINAL_TYPE (EpiHandle, epi_handle, EPI, HANDLE, GtkWidget)

/* The handle of index i in a set of the plot; add it to the plot yourself. */
GtkWidget *epi_handle_new (EpiPlot *plot, guint set, gsize i);

guint epi_handle_get_set (EpiHandle *self);
gsize epi_handle_get_index (EpiHandle *self);
void epi_handle_set_index (EpiHandle *self, gsize i); /* of a roving handle */

/* What it is called and where it stands, for assistive technology. */
void epi_handle_describe (EpiHandle *self, const char *name,
                          const char *position);

/* Opens its menu where it stands. */
void epi_handle_show_menu (EpiHandle *self);

/* Allocates it around the point (in the plot's pixels); GTK does nothing where
 * that is no news. */
void epi_handle_place (EpiHandle *self, double x, double y);
