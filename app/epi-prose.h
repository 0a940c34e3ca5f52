/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prose: one block of a story, with its formulas in the line.
 *
 * A Pango layout in which every formula is a shape: as wide, as high and as
 * deep below the baseline as its picture, so that lines break and space as if
 * it were a word.  The picture is drawn there, in the colour of the text.
 *
 * To a screen reader a block is one text, formulas as their spoken sentences.
 */
#pragma once

#include "kit/epi-story.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_PROSE epi_prose_get_type ()
G_DECLARE_FINAL_TYPE (EpiProse, epi_prose, EPI, PROSE, GtkWidget)

/* Copies what it needs of block.  Links are opened on a click. */
GtkWidget *epi_prose_new (const EpiBlock *block);

/* The same for spans that stand alone. */
GtkWidget *epi_prose_new_spans (GPtrArray *spans);

/* One ex of its font in pixels: the unit of its formulas. */
double epi_prose_ex (EpiProse *self);

/* The block as one text, formulas spoken; free with g_free(). */
char *epi_prose_spoken (const EpiBlock *block);

G_END_DECLS
