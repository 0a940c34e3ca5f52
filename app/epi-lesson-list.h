/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lesson list: the lessons by topic, with a search entry.
 *
 * A topic is a heading that folds its lessons away, by a click, Enter, or the
 * keys Left and Right; which ones are folded is remembered.  A search finds
 * lessons in folded topics, too.
 *
 * Titles, topics, summaries and keywords come from the lessons' stories.
 * EpiLessonList::chosen (const char *id) when the user chooses one.
 */
#pragma once

#include <gtk/gtk.h>

#define EPI_TYPE_LESSON_LIST (epi_lesson_list_get_type ())
G_DECLARE_FINAL_TYPE (EpiLessonList, epi_lesson_list, EPI, LESSON_LIST,
                      GtkWidget)

GtkWidget *epi_lesson_list_new (void);

/* Shows which lesson is open; emits nothing. */
void epi_lesson_list_select (EpiLessonList *self, const char *id);

/* The title of a lesson; its id when the story has none. */
const char *epi_lesson_list_title (EpiLessonList *self, const char *id);

/* Puts the cursor in the search entry. */
void epi_lesson_list_search (EpiLessonList *self);
