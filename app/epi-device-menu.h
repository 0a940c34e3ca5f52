/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Device menu: where to compute, auto | CPU | GPU, as a choice of the user.
 *
 * After the first frame `auto` measures this machine once, in a child process.
 * Trouble with a device is told once, as a toast.
 */
#pragma once

#include "epi-window.h"

extern const EpiAction epi_device_actions[];

/* "Compute: auto". */
GtkWidget *epi_device_menu_button (EpiWindow *window);

/* The choice kept from last time, or the command line's word (NULL: none);
 * FALSE when there is no such device. */
gboolean epi_device_menu_start (const char *word);

/* Follows trouble, and measures once the window has drawn. */
void epi_device_menu_attach (EpiWindow *window);
