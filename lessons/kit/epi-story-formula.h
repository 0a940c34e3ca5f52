/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures of a story's formulas: formulas/<hash>.svg and, for all of them,
 * formulas/spoken.json:
 *
 *   { "<hash>": {"tex": …, "display": false, "spoken": "theta squared",
 *                "width": 2.1, "height": 1.9, "depth": 0.4}, … }     in ex
 *
 * For the story's own files.
 */
#pragma once

#include "kit/epi-story.h"

typedef struct EpiPictures EpiPictures;

/* folder: a directory, a resource:// URI, or NULL.  What is missing or damaged
 * there only leaves formulas without a picture. */
EpiPictures *epi_pictures_new (const char *folder);
void epi_pictures_free (EpiPictures *pictures);

/* Fills svg, spoken, width, height and depth of a formula, if there is a
 * picture. */
void epi_pictures_fill (EpiPictures *pictures, EpiSpan *span, bool display);

/* A new string: white space made one space, none at the ends. */
char *epi_story_tidy (const char *text);
