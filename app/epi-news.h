/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * News: what the session tells, passed on to the parts of the window in time.
 *
 *   at rest                       all parts, at once
 *   while something is in hand (a drag, a held arrow key, a slider)
 *     1. at once                  the figure in hand
 *     2. after the frame that shows it, before the next one begins
 *                                 all the others
 *
 * So what is under the hand is exact in every frame, and nothing else is more
 * than one frame behind, while a frame costs what one figure costs.  The second
 * half waits in an idle source that goes before the frame clock's: motion is
 * delivered inside a frame, which the source cannot interrupt.
 */
#pragma once

#include <glib.h>

typedef struct EpiNews EpiNews;

typedef void (*EpiNewsFunc) (guint what, gpointer data);

EpiNews *epi_news_new (EpiNewsFunc hand, EpiNewsFunc all, gpointer data);
void epi_news_free (EpiNews *news); /* accepts NULL */

/* EPI_CHANGED_* bits; what was held back goes along as soon as nothing is in
 * hand. */
void epi_news_tell (EpiNews *news, guint what, gboolean in_hand);
