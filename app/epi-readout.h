/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readout: a line of text that changes all the time and never jumps.
 *
 * Its room is that of its widest text so far, so a new number seldom lays out
 * the window anew (a GtkLabel always does).  Text that finds no room ends in an
 * ellipsis.
 */
#pragma once

#include <gtk/gtk.h>

#define EPI_TYPE_READOUT (epi_readout_get_type ())
G_DECLARE_FINAL_TYPE (EpiReadout, epi_readout, EPI, READOUT, GtkWidget)

/* With room for so many digits at least.  shrinks: it may be given less. */
GtkWidget *epi_readout_new (int chars, gboolean shrinks);

/* Pango markup; for assistive technology the same without its tags. */
void epi_readout_set_markup (EpiReadout *self, const char *markup);
void epi_readout_set_text (EpiReadout *self, const char *text);

/* So many lines always, in which the text wraps; 1 at first. */
void epi_readout_set_lines (EpiReadout *self, int lines);

/* Where text that fits stands in its room: 0 at the start (at first), 1 at the
 * end. */
void epi_readout_set_xalign (EpiReadout *self, float xalign);

/* Forgets the widest text so far: other texts follow. */
void epi_readout_reset (EpiReadout *self);
