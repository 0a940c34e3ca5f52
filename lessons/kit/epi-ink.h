/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ink: cairo_stroke() and cairo_fill() for what changes while a hand drags it.
 *
 * They take path, width, dashes, ends and colour from the context and do what
 * Cairo does; on a picture (an image surface, its clip a rectangle) by the
 * kit's own raster, in a third to a tenth of Cairo's time.  Everywhere else,
 * and for what that does not have (a source that is no colour, square ends,
 * mitred corners, the even-odd rule), Cairo does it.  Bevelled corners, which
 * the kit asks for on curves that have none, are round.
 *
 * A stroke covers a pixel by how far its middle lies from the line: with d from
 * the edge, 1/2 - d instead of the share of its area, which is the same for an
 * edge along the pixels and differs most, by (√2 - 1)²/4 = 0.043, for one
 * across them.  A fill is exact (kit/epi-raster-fill.c).
 */
#pragma once

#include <cairo.h>

void epi_ink_stroke (cairo_t *cr);
void epi_ink_stroke_preserve (cairo_t *cr);
void epi_ink_fill (cairo_t *cr);
void epi_ink_fill_preserve (cairo_t *cr);
