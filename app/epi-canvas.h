/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Canvas: the picture of one figure's layers, and the render node that shows
 * it.
 *
 *   sheet    layers that change together
 *   ground   the background and the sheets below the lowest that changes
 *   front    ground and all other sheets: what is shown
 *
 *   epi_canvas_snapshot()
 *     1. draw      the ground, where it is not what it was; on a copy of it
 *                  the sheets above
 *     2. compare   with the front: the rectangle that holds what differs
 *     3. node      of the front, whichever that is (epi-screen.h)
 *     4. damage    told as one rectangle that holds what differs, and what
 *                  is drawn over the canvas, where that differs
 *
 * Repainting costs by area (the design), so only what looks different is
 * painted.  GSK finds that by comparing nodes, all of one that is new; the
 * cairo renderer, which paints each node anew, is left with the same one and
 * told the damage, others get a new one.  No texture: the cairo renderer takes
 * ten times as long over those.  While a drag lasts the ground stays, and what
 * changes is drawn straight over it: no sheet is cleared, searched or laid over
 * another.
 */
#pragma once

#include "kit/epi-palette.h"

#include <gtk/gtk.h>

typedef struct EpiCanvas EpiCanvas;

/* Draws a sheet, in logical pixels, over those below it. */
typedef void (*EpiSheetFunc) (cairo_t *cr, guint sheet, gpointer data);

EpiCanvas *epi_canvas_new (guint n_sheets, EpiSheetFunc draw, gpointer data);
void epi_canvas_free (EpiCanvas *canvas); /* accepts NULL */

/* Logical size, scale factor and what lies under all sheets; a change
 * invalidates everything. */
void epi_canvas_configure (EpiCanvas *canvas, int width, int height, int scale,
                           EpiRgb background);

void epi_canvas_invalidate (EpiCanvas *canvas, guint sheet);
/* Something will be invalid soon: does what can be done before it is known
 * what is to be drawn. */
void epi_canvas_prepare (EpiCanvas *canvas);
/* Steps 1 and 2 now, between two frames, so that the next one need not. */
void epi_canvas_draw (EpiCanvas *canvas);
/* renderer: who will paint it; over: what the widget will draw over it, in
 * logical pixels; no width: nothing. */
void epi_canvas_snapshot (EpiCanvas *canvas, GtkSnapshot *snapshot,
                          GskRenderer *renderer, graphene_rect_t over);
