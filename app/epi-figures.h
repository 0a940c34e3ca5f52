/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures: the views of the lesson.  The first one is the largest and stands at
 * the left, the others under one another at the right.  Over them, calmly, what
 * is wrong when there is no answer.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_FIGURES (epi_figures_get_type ())
G_DECLARE_FINAL_TYPE (EpiFigures, epi_figures, EPI, FIGURES, GtkWidget)

GtkWidget *epi_figures_new (EpiWindow *window);

/* After the session changed: EPI_CHANGED_* bits.  All figures, at once. */
void epi_figures_update (EpiFigures *self, guint what);
/* While something is in hand, for every frame: the figure that it is in, or the
 * first one for a slider. */
void epi_figures_follow_hand (EpiFigures *self, guint what);
/* Between two frames: this is new to the others, and the next of them that does
 * not know all of it is drawn.  FALSE: each had its turn; the next call begins
 * with the first one again. */
gboolean epi_figures_take_turn (EpiFigures *self, guint what);

void epi_figures_fit (EpiFigures *self);
void epi_figures_set_painting (EpiFigures *self, gboolean painting);
gboolean epi_figures_get_painting (EpiFigures *self);
gboolean epi_figures_have_rows (EpiFigures *self);
