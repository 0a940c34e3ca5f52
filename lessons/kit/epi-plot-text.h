/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text in figures: Pango markup at a size in pixels, at a point.
 *
 * Set without hinting, so that a figure has the same proportions on every
 * screen and in every file.  Layouts are kept (a label costs a few microseconds
 * the second time), one store a thread.
 */
#pragma once

#include <cairo.h>

typedef struct { /* pixels */
  double width;
  double height; /* from the top of the capitals of the first line to the last
                    baseline */
  double cap;    /* height of a capital */
} EpiTextSize;

EpiTextSize epi_plot_text_measure (const char *markup, double size);

/* The text without its markup, for words and tables.  New. */
char *epi_plot_text_plain (const char *markup);

/* Draws with the current source.  (x, y) is the point of the box above that
 * lies at the fractions (ax, ay): 0,0 top left, 0.5,0.5 its centre, 1,1 the
 * right end of the last baseline.  Lines are aligned to the same side. */
void epi_plot_text_draw (cairo_t *cr, const char *markup, double size, double x,
                         double y, double ax, double ay);

/* The same, wrapped at a width, centred. */
EpiTextSize epi_plot_text_measure_wrapped (const char *markup, double size,
                                           double width);
void epi_plot_text_draw_wrapped (cairo_t *cr, const char *markup, double size,
                                 double width, double x, double y);
