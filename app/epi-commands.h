/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: the window's own table of actions, and the menus made from it.
 */
#pragma once

#include "epi-window.h"

extern const EpiAction epi_commands[];

/* Light, dark or as the system, as it was left. */
void epi_commands_apply_appearance (void);

/* The main menu; it holds those of its actions that some table has. */
GtkWidget *epi_commands_menu_button (void);
