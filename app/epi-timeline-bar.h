/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timeline bar: ⏮ ◀ ▶ ⏭, the scrubber, k, fork, loop and speed.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_TIMELINE_BAR (epi_timeline_bar_get_type ())
G_DECLARE_FINAL_TYPE (EpiTimelineBar, epi_timeline_bar, EPI, TIMELINE_BAR,
                      GtkWidget)

GtkWidget *epi_timeline_bar_new (EpiWindow *window);

/* After the session changed: EPI_CHANGED_* bits. */
void epi_timeline_bar_update (EpiTimelineBar *self, guint what);
