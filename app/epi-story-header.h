/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Story header: where in the story we are.
 *
 *   Step 2 of 7                ‹ ›
 *   ▬▬▬ ▬▬▬ ▬▬▬ ▬▬▬ ▬▬▬ ▬▬▬ ▬▬▬      passed, solved, to come
 *
 * EpiStoryHeader::turn (int direction): a button was pressed, -1 back, 1 on.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_STORY_HEADER epi_story_header_get_type ()
G_DECLARE_FINAL_TYPE (EpiStoryHeader, epi_story_header, EPI, STORY_HEADER,
                      GtkWidget)

GtkWidget *epi_story_header_new (void);

/* At step (from 0) of n, those with solved[i] (n) marked; n = 0: no story. */
void epi_story_header_show (EpiStoryHeader *self, guint step, guint n,
                            const gboolean *solved);

G_END_DECLS
