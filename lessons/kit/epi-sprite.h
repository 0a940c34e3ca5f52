/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sprites: small drawings that a drag shows at other places in each frame, as
 * markers and handles.  Each is drawn once for each of 4 × 4 positions within a
 * pixel that is asked for (error at most 1/8 pixel), kept, and stamped on a
 * raster (kit/epi-raster.h).
 */
#pragma once

#include "kit/epi-raster.h"

#define EPI_SPRITE_LOOK 160 /* bytes of a look, at most */

typedef struct EpiSprite EpiSprite;

/* Draws around the origin, in pixels. */
typedef void (*EpiSpriteFunc) (cairo_t *cr, const void *look);

/* What draw() draws of a look (size bytes without holes, by which it is found
 * again) within the radius, in pixels.  The thread's own, until it has asked
 * for many others. */
EpiSprite *epi_sprite_get (EpiSpriteFunc draw, const void *look, size_t size,
                           double radius);

/* At the point (x, y) of the figure. */
void epi_sprite_stamp (EpiSprite *sprite, EpiRaster *colours, double x,
                       double y);
