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

/* After the session changed: EPI_CHANGED_* bits. */
void epi_figures_update (EpiFigures *self, guint what);
/* At once, before that, while something is in hand: the figure that it is in,
 * or the first one for a slider.  The others are drawn when they are updated,
 * between two frames. */
void epi_figures_follow_hand (EpiFigures *self, guint what);

void epi_figures_fit (EpiFigures *self);
void epi_figures_set_painting (EpiFigures *self, gboolean painting);
gboolean epi_figures_get_painting (EpiFigures *self);
gboolean epi_figures_have_rows (EpiFigures *self);
