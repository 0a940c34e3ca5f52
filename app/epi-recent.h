/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recent files, as the desktop remembers them.
 */
#pragma once

#include "epi-dialogs.h"

void epi_recent_add (GFile *file);

/* A list to choose from, newest first. */
void epi_recent_present (GtkWindow *parent, EpiFileChosenFunc chosen,
                         gpointer data);
