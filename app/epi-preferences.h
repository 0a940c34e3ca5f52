/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preferences: colours, the size of text, how the window is drawn.
 */
#pragma once

#include "epi-window.h"

void epi_preferences_present (EpiWindow *window);

/* The size of text as it was left: all sizes in the window follow it. */
void epi_preferences_apply (void);
