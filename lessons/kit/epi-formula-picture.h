/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The picture of a formula, drawn in the colour and the size of the text around
 * it, on any Cairo context.
 *
 * One ex is the height of an x in that font; the picture is `width` ex wide,
 * reaches `height` - `depth` above the baseline and `depth` below it.
 */
#pragma once

#include "kit/epi-palette.h"
#include "kit/epi-story.h"

typedef struct EpiFormulaPicture EpiFormulaPicture;

/* Reads the picture of a formula span.  NULL when it has none, or with error
 * when it cannot be read.  It loads nothing from anywhere else. */
EpiFormulaPicture *epi_formula_picture_new (const EpiSpan *span,
                                            GError **error);
void epi_formula_picture_free (EpiFormulaPicture *picture); /* accepts NULL */

/* With its left end at x and its baseline at y. */
void epi_formula_picture_draw (EpiFormulaPicture *picture, cairo_t *cr,
                               double x, double y, double ex, EpiRgb colour);
