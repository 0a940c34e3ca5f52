/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Render: a view on any Cairo context, and so in the window, in a PNG, an SVG,
 * a PDF and on the clipboard, all the same drawing.
 */
#pragma once

#include "kit/epi-lesson.h"

#include <gio/gio.h>

typedef struct {
  double width, height; /* pixels (PNG) or points */
  double text;          /* size of body text; 0: 14 */
  const EpiPalette *palette;
  bool handles; /* draw the handles too */
} EpiRenderOptions;

/* One view in the rectangle (0, 0, width, height); range NULL: the fit. */
void epi_render_view (cairo_t *cr, const EpiViewSpec *view,
                      const EpiScene *scene, const EpiRange *range,
                      const EpiRenderOptions *options);

/* All views of the lesson side by side as the window would lay them out: the
 * first on the left, the others under one another on the right. */
void epi_render_lesson (cairo_t *cr, const EpiScene *scene,
                        const EpiRenderOptions *options);

/* To a file by its ending: .png, .svg, .pdf, or .csv for the numbers of the
 * figures (kit/epi-plot-table.h), each after a line "## title", and for nothing
 * else: not the document's table, not what the lesson exports itself.  view
 * NULL: all views that are shown.  One sentence in error when the ending is
 * another or the file cannot be written. */
bool epi_render_to_file (const char *path, const EpiScene *scene,
                         const EpiViewSpec *view,
                         const EpiRenderOptions *options, GError **error);

/* The handles of a view, drawn (the window has widgets for them instead). */
void epi_render_handles (cairo_t *cr, const EpiAxes *axes,
                         const EpiViewSpec *view, const EpiScene *scene);
/* One of them, at pixels; angle in radians, clockwise; hollow: a row that is
 * held back. */
void epi_render_handle (cairo_t *cr, const EpiPalette *palette,
                        EpiHandleShape shape, EpiColour colour, double x,
                        double y, double angle, double size, bool active,
                        bool hollow);

/* Clips to the plot, where layers draw; on a picture to whole pixels. */
void epi_render_clip (cairo_t *cr, const EpiAxes *axes);

/* The frame of a plot: grid, ticks, labels; the bottom layer of every view. */
void epi_render_axes (cairo_t *cr, const EpiAxes *axes, const EpiAxesSpec *spec,
                      double width, double height);
