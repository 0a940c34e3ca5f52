/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns: lessons | story | work, as many as there is room for.
 *
 *   wide     all three, lessons and story as the user left them
 *   middle   below 1100 px the lessons fold away; shown, they squeeze the rest
 *   narrow   below 800 px one at a time: the work, the story or the lessons
 *
 * The limits are those of text at its usual size and grow with it.
 * EpiColumns::folded when another of the three applies.
 */
#pragma once

#include <gtk/gtk.h>

typedef enum {
  EPI_COLUMNS_WIDE,
  EPI_COLUMNS_MIDDLE,
  EPI_COLUMNS_NARROW
} EpiColumnsRoom;

#define EPI_TYPE_COLUMNS (epi_columns_get_type ())
G_DECLARE_FINAL_TYPE (EpiColumns, epi_columns, EPI, COLUMNS, GtkWidget)

/* Takes over the floating widgets.  width: as wide as the window will be, so
 * that what it has no room for does not widen it. */
GtkWidget *epi_columns_new (GtkWidget *lessons, GtkWidget *work, int width);
void epi_columns_set_story (EpiColumns *self, GtkWidget *story);

EpiColumnsRoom epi_columns_get_room (EpiColumns *self);

gboolean epi_columns_lessons_shown (EpiColumns *self);
void epi_columns_show_lessons (EpiColumns *self, gboolean shown);
gboolean epi_columns_story_shown (EpiColumns *self);
void epi_columns_show_story (EpiColumns *self, gboolean shown);

/* Writes how wide the story was left into the settings. */
void epi_columns_keep (EpiColumns *self);
