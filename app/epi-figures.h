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

/* After the session changed; what: EPI_CHANGED_* bits.  All figures, at once.
 */
void epi_figures_update (EpiFigures *self, guint what);

/* The same in parts (app/epi-news.h): which figures there are and what is wrong
 * with the answer; one figure; one that is drawn now, between two frames, or
 * FALSE: nothing of it is new, or nobody sees it. */
void epi_figures_show (EpiFigures *self, guint what);
void epi_figures_update_one (EpiFigures *self, guint i, guint what);
gboolean epi_figures_draw_one (EpiFigures *self, guint i, guint what);
/* Whether the newest answer has what that figure shows. */
gboolean epi_figures_is_ready (EpiFigures *self, guint i);
guint epi_figures_count (EpiFigures *self);
/* The figure that something is in hand in; the first one that is seen for a
 * slider; the count where none is. */
guint epi_figures_in_hand (EpiFigures *self);

void epi_figures_fit (EpiFigures *self);
void epi_figures_set_painting (EpiFigures *self, gboolean painting);
gboolean epi_figures_get_painting (EpiFigures *self);
