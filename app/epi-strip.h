/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificate strip, two lines.
 *
 *   numbers of the frame at the playhead                          verdict
 *   numbers of its certificate            who computed it, in how long
 *
 * Each symbol has the colour that it has in the figures; a gap has its gauge.
 * The verdict says "globally optimal" only where the certificate does.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_STRIP (epi_strip_get_type ())
G_DECLARE_FINAL_TYPE (EpiStrip, epi_strip, EPI, STRIP, GtkWidget)

GtkWidget *epi_strip_new (EpiWindow *window);

/* After the session changed: EPI_CHANGED_* bits. */
void epi_strip_update (EpiStrip *self, guint what);

/* The status: who did what in how long. */
void epi_strip_set_status (EpiStrip *self, const char *text);
