/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Controls: widgets made from the lesson's table of parameters.
 *
 *   number, integer   slider and entry
 *   bool              switch
 *   choice            linked buttons where they are few and short, else a list
 *
 * Those marked `more` stand behind the More button; `shown_when` shows and
 * hides them.
 */
#pragma once

#include "epi-window.h"

#define EPI_TYPE_CONTROLS (epi_controls_get_type ())
G_DECLARE_FINAL_TYPE (EpiControls, epi_controls, EPI, CONTROLS, GtkWidget)

GtkWidget *epi_controls_new (EpiWindow *window);

/* After the session changed: EPI_CHANGED_* bits. */
void epi_controls_update (EpiControls *self, guint what);
