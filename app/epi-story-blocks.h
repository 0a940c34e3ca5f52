/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Story blocks: a step's Markdown as native widgets.
 *
 *   paragraph, heading, formula   prose
 *   item                          a bullet or number beside prose, indented
 *   quote                         prose behind a bar
 *   code                          monospace, selectable, not wrapped
 */
#pragma once

#include "kit/epi-story.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A new widget for the block. */
GtkWidget *epi_story_block_new (const EpiBlock *block);

G_END_DECLS
