/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plot: one view of a lesson as a widget.
 *
 * It draws the view's layers through a canvas, and lets the user
 *   drag a handle, or the selected rows together;
 *   drag the empty plane (pan), turn the wheel or pinch (zoom), + - 0 and the
 *   arrows; Ctrl and drag: zoom into a box;
 *   where the view shows the rows of a table: double-click to add a row, Shift
 *   and drag to select rows, drag to paint rows when painting is on, Delete.
 * The visible range belongs to the session: it is saved, but is no undo step.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_PLOT (epi_plot_get_type ())
G_DECLARE_FINAL_TYPE (EpiPlot, epi_plot, EPI, PLOT, GtkWidget)

/* view belongs to the lesson of the window's session. */
GtkWidget *epi_plot_new (EpiWindow *window, const EpiViewSpec *view);

const EpiViewSpec *epi_plot_get_view (EpiPlot *self);

/* After the session changed: EPI_CHANGED_* bits.  Whether it is to be drawn
 * anew. */
gboolean epi_plot_update (EpiPlot *self, guint what);

/* Before it goes because the window has another session: what it has in hand
 * ends, and nothing more is told to a session that does not know its view.  It
 * may live a little longer, where GTK or a menu still holds it. */
void epi_plot_let_go (EpiPlot *self);

/* Whether the newest answer has what it shows; its fields may still come. */
gboolean epi_plot_is_ready (EpiPlot *self);

/* Whether a handle of it is being moved, by the pointer or by keys. */
gboolean epi_plot_is_in_hand (EpiPlot *self);

/* Draws now what the next frame is to show, so that it only has to be put
 * there. */
void epi_plot_draw (EpiPlot *self);

/* Back to the range that shows everything. */
void epi_plot_fit (EpiPlot *self);

/* Dragging the empty plane adds rows (where the view shows a table). */
void epi_plot_set_painting (EpiPlot *self, gboolean painting);
