/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificate strip: the numbers of the frame at the playhead and of its
 * certificate, each symbol in the colour that it has in the figures, and at the
 * right the verdict.  It says "globally optimal" only where the certificate
 * does.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_STRIP (epi_strip_get_type ())
G_DECLARE_FINAL_TYPE (EpiStrip, epi_strip, EPI, STRIP, GtkWidget)

GtkWidget *epi_strip_new (EpiWindow *window);

/* After the session changed: EPI_CHANGED_* bits. */
void epi_strip_update (EpiStrip *self, guint what);
