/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Screen: the picture that render nodes paint, whichever it is when they do.
 *
 * A node of GSK is a recording, which takes a copy of a surface as soon as that
 * is drawn on.  A raster source it shares, and asks for the pixels each time
 * that it paints.
 */
#pragma once

#include <cairo.h>

typedef struct EpiScreen EpiScreen;

/* Of pictures with so many pixels to a unit. */
EpiScreen *epi_screen_new (int scale);
/* Recordings may keep it, and the last picture with it. */
void epi_screen_unref (EpiScreen *screen);

/* From now on; an image of RGB24 or ARGB32, opaque, which is kept. */
void epi_screen_show (EpiScreen *screen, cairo_surface_t *picture);

/* The picture, its corner at the origin, becomes the source. */
void epi_screen_set_source (EpiScreen *screen, cairo_t *cr);
