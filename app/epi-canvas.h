/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Canvas: the pictures of one figure's layers, and render nodes made from them.
 *
 *   sheet   a picture with transparency: layers that change together
 *   tile    64×64 device pixels of all sheets over one another, as one node
 *
 *   epi_canvas_snapshot()
 *     1. draw      each sheet that was invalidated, on a spare surface
 *     2. compare   with what it showed before, tile by tile, by memcmp
 *     3. compose   the tiles in which some sheet differs
 *     4. nodes     those tiles get a new node, the others keep theirs
 *
 * GSK repaints where nodes differ, and repainting costs by area (the design),
 * so only what looks different is painted.  One node for all sheets of a tile
 * instead of one a layer: the renderer visits every node of a window for each
 * frame.
 */
#pragma once

#include "kit/epi-palette.h"

#include <gtk/gtk.h>

typedef struct EpiCanvas EpiCanvas;

/* Draws a sheet in logical pixels on a clear surface.  FALSE: there is nothing
 * on it, and nothing was drawn. */
typedef gboolean (*EpiSheetFunc) (cairo_t *cr, guint sheet, gpointer data);

EpiCanvas *epi_canvas_new (guint n_sheets, EpiSheetFunc draw, gpointer data);
void epi_canvas_free (EpiCanvas *canvas); /* accepts NULL */

/* Logical size, scale factor and what lies under all sheets; a change
 * invalidates everything. */
void epi_canvas_configure (EpiCanvas *canvas, int width, int height, int scale,
                           EpiRgb background);

void epi_canvas_invalidate (EpiCanvas *canvas, guint sheet);
void epi_canvas_snapshot (EpiCanvas *canvas, GtkSnapshot *snapshot);

/* How many tiles got a new node so far: for tests and benchmarks. */
guint64 epi_canvas_n_repainted (const EpiCanvas *canvas);
